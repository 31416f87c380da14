import { createRouter, fillPath, type Operation, parameterNames, type Route } from '@sparring/contracts';
import t from 'tap';

/** An operation, as far as a router reads it. */
function operation(path: string, methods: readonly string[] = ['GET'], declaresParameters = true): Operation {
  return {
    name: `${methods.join('+')} ${path}`,
    title: '',
    methods,
    path,
    bodyKind: 'none',
    source: '',
    requestFields: [],
    schema: {},
    ...(declaresParameters ? { checkParameters: () => [] } : {}),
    outcomes: [],
    exampleData: {},
  };
}

/** `GET /a/{x} x=1`, `405 GET, PUT` or `404`. */
function shown(route: Route): string {
  if (route.kind === 'unknown-path') return '404';
  if (route.kind === 'unknown-method') return `405 ${route.allowed.join(', ')}`;
  const values = Object.entries(route.parameters).map(([name, value]) => `${name}=${value}`);
  return [route.operation.name, ...values].join(' ');
}

const orders = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => [items, [...items].reverse()];

t.test('the more specific path wins, in whatever order the operations are listed', async (t) => {
  const rows: readonly { readonly name: string; readonly paths: readonly string[]; readonly target: string }[] = [
    { name: 'a literal path before a template', paths: ['/a/b', '/a/{x}'], target: '/a/b' },
    { name: 'a literal path before two templates', paths: ['/a/b/c', '/a/{x}/c', '/a/b/{y}'], target: '/a/b/c' },
    { name: 'the literal segment that comes first', paths: ['/a/b/{y}', '/a/{x}/c'], target: '/a/b/c' },
    { name: 'one early literal before two late ones', paths: ['/a/{x}/{y}', '/{x}/b/c'], target: '/a/b/c' },
    {
      name: 'a segment that is partly literal before a parameter',
      paths: ['/a/{x}.pdf', '/a/{x}'],
      target: '/a/1.pdf',
    },
    {
      name: 'a literal segment before one that is partly literal',
      paths: ['/a/b.pdf', '/a/{x}.pdf'],
      target: '/a/b.pdf',
    },
    { name: 'the same, whatever follows', paths: ['/a/{x}.p/{y}', '/a/{x}/long'], target: '/a/1.p/long' },
    { name: 'more literal characters before fewer', paths: ['/a/{x}zb', '/a/{x}b'], target: '/a/1zb' },
    { name: 'the alphabet, when nothing else differs', paths: ['/a/b{x}', '/a/{x}c'], target: '/a/bc' },
  ];
  for (const { name, paths, target } of rows) {
    for (const listed of orders(paths.map((path) => operation(path)))) {
      const route = createRouter(listed)('GET', target);
      t.equal(
        route.kind === 'operation' && route.operation.path,
        paths[0],
        `${name}: ${listed.map(({ path }) => path)}`,
      );
    }
  }
});

t.test('a request is routed by method and path, and its parameters are decoded', async (t) => {
  const all = [
    operation('/d', ['GET', 'POST'], false),
    operation('/d/{id}', ['GET', 'PUT']),
    operation('/d/new', ['PUT']),
    operation('/d/{id}/p/{page}'),
    operation('/r/{a}.{b}'),
    operation('/v1.0/(x)/{id}'),
  ];
  const rows: readonly (readonly [name: string, method: string, target: string, expected: string])[] = [
    ['a literal path', 'GET', '/d', 'GET+POST /d'],
    ['its other method', 'POST', '/d', 'GET+POST /d'],
    ['a method in lower case is another one', 'get', '/d', '405 GET, POST'],
    ['an unknown method', 'PATCH', '/d/7', '405 GET, PUT'],
    ['the methods of all paths that match, each once', 'PATCH', '/d/new', '405 PUT, GET'],
    ['a method that only the less specific path has', 'GET', '/d/new', 'GET+PUT /d/{id} id=new'],
    ['an unknown path', 'GET', '/x', '404'],
    ['a path with another case', 'GET', '/D', '404'],
    ['a slash at the end', 'GET', '/d/', '404'],
    ['a longer path', 'GET', '/d/7/p', '404'],
    ['a template', 'GET', '/d/7', 'GET+PUT /d/{id} id=7'],
    ['two parameters', 'GET', '/d/7/p/2', 'GET /d/{id}/p/{page} id=7 page=2'],
    ['two parameters in one segment', 'GET', '/r/1.2', 'GET /r/{a}.{b} a=1 b=2'],
    ['characters that are special in expressions', 'GET', '/v1.0/(x)/1', 'GET /v1.0/(x)/{id} id=1'],
    ['which stand for themselves only', 'GET', '/v100/(x)/1', '404'],
    ['a parameter without a value', 'GET', '/d//p/2', '404'],
    ['a path is percent-decoded', 'GET', '/d/a%20b%2Fc', 'GET+PUT /d/{id} id=a b/c'],
    ['a plus sign in a path stays', 'GET', '/d/a+b', 'GET+PUT /d/{id} id=a+b'],
    ['a malformed percent sign in a path stays', 'GET', '/d/100%', 'GET+PUT /d/{id} id=100%'],
    ['what is not UTF-8 in a path stays', 'GET', '/d/%FF%20', 'GET+PUT /d/{id} id=%FF%20'],
    ['a query', 'GET', '/d/7?full=1', 'GET+PUT /d/{id} full=1 id=7'],
    ['an empty query', 'GET', '/d/7?', 'GET+PUT /d/{id} id=7'],
    ['a query is percent-decoded, plus signs are spaces', 'GET', '/d/7?q=a%26b+c', 'GET+PUT /d/{id} q=a&b c id=7'],
    ['a malformed percent sign in a query stays', 'GET', '/d/7?q=100%', 'GET+PUT /d/{id} q=100% id=7'],
    ['a query parameter without a value', 'GET', '/d/7?q', 'GET+PUT /d/{id} q= id=7'],
    ['a repeated query parameter: the first counts', 'GET', '/d/7?q=1&q=2', 'GET+PUT /d/{id} q=1 id=7'],
    ['a query parameter named like one of the path', 'GET', '/d/7?id=8', 'GET+PUT /d/{id} id=7'],
    ['a second question mark belongs to the name', 'GET', '/d/7??q=1', 'GET+PUT /d/{id} ?q=1 id=7'],
    ['a question mark in a value', 'GET', '/d/7?q=?', 'GET+PUT /d/{id} q=? id=7'],
    ['a name of Object.prototype', 'GET', '/d/7?__proto__=1', 'GET+PUT /d/{id} __proto__=1 id=7'],
    ['an operation that declares no parameters gets none', 'GET', '/d?q=1', 'GET+POST /d'],
  ];
  const route = createRouter(all);
  for (const [name, method, target, expected] of rows) t.equal(shown(route(method, target)), expected, name);
});

t.test('a path template is filled in, and what it does not contain becomes the query', async (t) => {
  const rows: readonly (readonly [template: string, parameters: Record<string, string>, expected: string])[] = [
    ['/d', {}, '/d'],
    ['/d/{id}', { id: '7' }, '/d/7'],
    ['/d/{id}', { id: 'a b/c?d#e%' }, '/d/a%20b%2Fc%3Fd%23e%25'],
    ['/d/{id}', { full: '1', id: '7', q: 'a&b=c d+é' }, '/d/7?full=1&q=a%26b%3Dc%20d%2B%C3%A9'],
    ['/d', { '?q': '1' }, '/d?%3Fq=1'],
    ['/{a}/{b}', { b: '2', a: '1' }, '/1/2'],
  ];
  for (const [template, parameters, expected] of rows) {
    t.equal(fillPath(template, parameters), expected);
    const route = createRouter([operation(template)])('GET', expected);
    t.same(route.kind === 'operation' && route.parameters, parameters, `${expected} is read back`);
  }
  t.equal(fillPath('/d'), '/d', 'parameters can be omitted');
  t.throws(() => fillPath('/d/{id}', { q: '1' }), {
    name: 'RangeError',
    message: 'the path /d/{id} needs the parameter id',
  });
  t.same(parameterNames('/a/{x}/{y}.{z}'), ['x', 'y', 'z']);
});
