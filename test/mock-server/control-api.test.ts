import { once } from 'node:events';
import { get } from 'node:http';
import { Validator } from '@seriousme/openapi-schema-validator';
import { partners } from '@sparring/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Simulator } from 'sparring';
import t from 'tap';
import { request } from 'undici';
import { checkAnswer } from '#simulator/control/check-answer.js';
import { createDrawing } from '#simulator/control/draw.js';
import { REPORTS } from '#simulator/control/report-schemas.js';
import { LONG } from '../helpers/amount.js';
import { ask, post, remove, routeOf, routes } from '../helpers/control.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnySimulator, sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { submit } from '../helpers/worldfirst.js';

const photo = specimen('face.jpg');
const RUNS = Number(process.env['SPARRING_TEST_RUNS'] ?? 300);
const SEED = Number(process.env['SPARRING_TEST_SEED'] ?? Date.now() % 2 ** 31);

const uploadCode = async (simulator: Simulator, requestNo = 'R-1'): Promise<string> =>
  (await upload(simulator, { parts: uploadParts(photo, 'face.jpg', 'face', requestNo) })).json.code;

/** A simulator as a client with other credentials sees it. */
const as = (simulator: Simulator, credentials: object): Simulator => ({
  ...simulator,
  credentials: { ...simulator.credentials, ...credentials } as Simulator['credentials'],
});

t.test('a lane is created with credentials, listed, shown and deleted', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  const created = await post(url, '/lanes', {
    name: 'qa',
    seed: 's',
    settings: { prepaidify: { successMessage: 'QA' } },
  });
  t.match(created, { status: 201, json: { name: 'qa', seed: 's' } });
  const { credentials } = created.json;
  t.same(
    Object.keys(credentials),
    partners.map(({ name }) => name),
  );
  t.notOk(JSON.stringify(credentials).includes('partnerPrivateKey'), 'what only the partner knows stays here');
  const client = as(simulator, credentials);
  const answer = await upload(client, { parts: uploadParts(photo, 'face.jpg', 'face') });
  t.match(answer.json, { code: '0', msg: 'QA' }, 'its credentials select it');
  t.match((await submit(client, { body: {} })).json, { result: { resultCode: 'PARAM_ILLEGAL' } });
  t.match((await ask(url, '/lanes')).json, { lanes: [{ name: 'default' }, { name: 'qa', seed: 's' }] });
  t.same((await ask(url, '/lanes/qa')).json, created.json);
  t.match(await post(url, '/lanes'), { status: 201, json: { name: 'lane-1' } });
  t.equal((await remove(url, '/lanes/qa')).status, 204);
  t.match(await ask(url, '/lanes/qa'), { status: 404, json: { error: { code: 'unknown-lane', field: 'lane' } } });
  t.equal((await upload(client, { parts: uploadParts(photo, 'face.jpg', 'face') })).json.code, '200007');
  t.match((await submit(client, { body: {} })).json, { result: { resultCode: 'INVALID_CLIENT' } });
});

t.test('the number of lanes is limited, and an idle one is deleted', async (t) => {
  const simulator = await simulatorFor(t, { maxLanes: 2, laneIdleSeconds: 60 });
  const { url } = simulator;
  const { json } = await post(url, '/lanes', { name: 'qa' });
  t.match(await post(url, '/lanes'), {
    status: 429,
    json: { error: { code: 'too-many', message: /already 2 lanes/ } },
  });
  const client = as(simulator, json.credentials);
  t.equal(await uploadCode(client), '0');
  const { now } = performance;
  let laterMs = 0;
  performance.now = () => now.call(performance) + laterMs;
  t.teardown(() => {
    performance.now = now;
  });
  for (let requests = 1; requests <= 2; requests++) {
    laterMs += 59_000;
    t.equal(await uploadCode(client), '0', 'every request keeps it');
  }
  laterMs += 61_000;
  t.equal(await uploadCode(client), '200007', 'its credentials are unknown again');
  t.same((await ask(url, '/lanes')).json.lanes.length, 1);
  t.equal((await post(url, '/lanes')).status, 201, 'and there is room');
});

t.test('a rule is added, applies, counts and is removed, each in its lane', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  await post(url, '/lanes', { name: 'qa' });
  const rule = { partner: 'prepaidify', fields: { requestNo: 'R-1' }, sequence: ['4009', 'natural'] };
  const added = await post(url, '/rules', rule);
  t.match(added, { status: 201, json: { ...rule, hits: 0, remaining: 2, priority: 0, expiresAt: null } });
  t.same((await ask(url, '/rules?lane=qa')).json, { rules: [] });
  const { id } = added.json;
  t.same((await ask(url, `/rules/${id}`)).json, added.json);
  t.match(await ask(url, `/rules/${id}?lane=qa`), { status: 404, json: { error: { code: 'unknown-rule' } } });
  t.same([await uploadCode(simulator), await uploadCode(simulator)], ['4009', '0']);
  t.match((await ask(url, '/rules')).json, { rules: [{ id, hits: 2, remaining: 0 }] });
  t.equal((await remove(url, `/rules/${id}`)).status, 204);
  t.equal((await remove(url, `/rules/${id}`)).status, 404);
  await post(url, '/rules', { move: 'delay(1ms)' });
  t.equal((await remove(url, '/rules')).status, 204);
  t.same((await ask(url, '/rules')).json, { rules: [] });
});

t.test('the clock is frozen, set, advanced, skewed and resumed', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  const change = async (body: object) => (await post(url, '/clock', body)).json;
  t.match((await ask(url, '/clock')).json, { frozen: false, aheadSeconds: 0 });
  t.match(await change({ freeze: true }), { frozen: true });
  t.match(await change({ set: '2030-01-01T00:00:00+01:00' }), { now: '2029-12-31T23:00:00.000Z', frozen: true });
  t.match(await change({ advanceSeconds: 90 }), { now: '2029-12-31T23:01:30.000Z' });
  t.match((await ask(url, '/clock')).json, { now: '2029-12-31T23:01:30.000Z' });
  t.match(await change({ resume: true }), { now: /^2029-12-31T23:01:3/, frozen: false });
  t.match(await change({ skewSeconds: -600 }), { aheadSeconds: -600 });
  t.equal(await uploadCode(simulator), '200005', 'requests are judged by it');
});

t.test('settings change together or not at all', async (t) => {
  const { url, settings } = await simulatorFor(t);
  const change = (body: unknown) => ask(url, '/settings', { method: 'PATCH', body });
  const before = settings();
  t.same((await ask(url, '/settings')).json, before);
  const wrong = { prepaidify: { successMessage: 'QA' }, worldfirst: { onRepeat: 'x' } };
  t.match(await change(wrong), {
    status: 400,
    json: { error: { code: 'invalid-body', field: 'worldfirst.onRepeat' } },
  });
  t.same(settings(), before);
  const changed = await change({ prepaidify: { successMessage: 'QA' }, worldfirst: { onRepeat: 'accept' } });
  t.match(changed, { status: 200, json: { prepaidify: { successMessage: 'QA' }, worldfirst: { onRepeat: 'accept' } } });
  t.same(settings(), changed.json);
});

t.test('states are listed and set, in one lane', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  const lane = await post(url, '/lanes', { name: 'qa' });
  t.match((await ask(url, '/state')).json, { prepaidify: { decided: /review/ } });
  const state = { partner: 'prepaidify', state: 'decided', subject: 'R-1' };
  t.equal((await post(url, '/state?lane=qa', state)).status, 204);
  t.equal(await uploadCode(simulator), '0');
  t.equal(await uploadCode(as(simulator, lane.json.credentials)), '4012');
});

t.test('a reset concerns one lane or all of them', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  await post(url, '/lanes', { name: 'qa' });
  const count = async (lane: string) => (await ask(url, `/rules?lane=${lane}`)).json.rules.length;
  const add = async () => {
    for (const lane of ['default', 'qa']) await post(url, `/rules?lane=${lane}`, { move: 'hang' });
  };
  await add();
  t.equal((await post(url, '/reset')).status, 204);
  t.same([await count('default'), await count('qa')], [0, 1]);
  await post(url, '/reset?lane=qa', '');
  t.same([await count('default'), await count('qa')], [0, 0], 'an empty body is an empty object');
  await add();
  t.match(await post(url, '/reset?lane=qa', { all: true }), { status: 400, json: { error: { field: 'all' } } });
  t.same([await count('default'), await count('qa')], [1, 1]);
  await post(url, '/reset', { all: true });
  t.same([await count('default'), await count('qa')], [0, 0]);
});

t.test('the ledger counts what happened to a business id', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  for (const requestNo of ['R-1', 'R-1', 'R-2']) await uploadCode(simulator, requestNo);
  const { json } = await ask(url, '/ledger?id=R-1');
  t.match(json, {
    entries: [{ id: 'R-1', arrived: 2, accepted: 2, duplicates: 1, last: { code: '0', answered: true } }],
  });
  t.same((await ask(url, '/ledger?id=nothing')).json, { entries: [] });
  const ids = async (path: string) => (await ask(url, path)).json.entries.map(({ id }: { id: string }) => id);
  t.same(await ids('/ledger'), ['R-2', 'R-1'], 'without an id, the latest');
  t.same(await ids('/ledger?limit=1'), ['R-2']);
});

t.test('every move of an operation is listed with its forms and what it does', async (t) => {
  const { url } = await simulatorFor(t);
  for (const { name: partner, operations, catalogue } of partners) {
    for (const { name: operation, outcomes } of operations) {
      const { json } = await ask(url, `/moves?partner=${partner}&operation=${operation}`);
      t.equal(json.operations.length, 1);
      const [{ moves }] = json.operations;
      const answers = moves.filter(({ kind }: { kind: string }) => kind === 'answer');
      t.same(
        answers.map(({ name }: { name: string }) => name),
        outcomes.map(({ code }) => code),
        `${partner} ${operation}`,
      );
      for (const { name, clientAction } of answers) {
        t.equal(clientAction, catalogue.find(({ code }) => code === name)?.clientAction);
      }
      t.match(
        moves.find(({ name }: { name: string }) => name === 'delay'),
        { examples: ['delay(2s)'], client: /late/ },
      );
    }
  }
  t.match(await ask(url, '/moves?partner=x'), { status: 400, json: { error: { field: 'partner' } } });
});

t.test('the journal is filtered, paged and merged over lanes', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  const lane = await post(url, '/lanes', { name: 'qa' });
  const inLane = as(simulator, lane.json.credentials);
  await uploadCode(simulator, 'R-1');
  await uploadCode(inLane, 'R-2');
  await submit(simulator, { body: {} });
  await uploadCode(inLane, 'R-1');
  await uploadCode(simulator, '');
  const numbers = async (query: string) => {
    const { json } = await ask(url, `/journal${query}`);
    return [...json.entries.map(({ number }: { number: number }) => number), json.next];
  };
  const rows = [
    ['', [5, 4, 3, 2, 1, null]],
    ['?lane=qa', [4, 2, null]],
    ['?lane=default', [5, 3, 1, null]],
    ['?partner=worldfirst', [3, null]],
    ['?operation=fileUpload', [5, 4, 2, 1, null]],
    ['?code=PARAM_ILLEGAL', [3, null]],
    ['?businessId=R-1', [4, 1, null]],
    ['?businessId=R-1&lane=qa', [4, null]],
    ['?limit=2', [5, 4, 4]],
    ['?limit=2&before=4', [3, 2, 2]],
    ['?limit=2&before=2', [1, null]],
    ['?limit=5', [5, 4, 3, 2, 1, null]],
    ['?since=2100-01-01', [null]],
    ['?since=2020-01-01T00:00:00Z&limit=1', [5, 5]],
  ] as const;
  for (const [query, expected] of rows) t.same(await numbers(query), expected, query);
  const [{ id }] = (await ask(url, '/journal?lane=qa')).json.entries;
  t.match((await ask(url, `/journal/${id}`)).json, { id, lane: 'qa', number: 4 }, 'whichever lane it is in');
  t.equal((await ask(url, `/journal/${id}?lane=default`)).status, 404);
});

/** The body of a success of each route that takes one. */
const BODIES: Readonly<Record<string, unknown>> = {
  createLane: { name: 'qa' },
  addRule: { move: 'hang' },
  changeClock: { freeze: true },
  changeSettings: { prepaidify: { successMessage: 'x' } },
  setState: { partner: 'prepaidify', state: 'decided', subject: 'R-1' },
};

/** A path with names that exist. */
const realPath = (path: string, id = 'x') =>
  path
    .replace('{name}', 'qa')
    .replace('{id}', id)
    .replace('{file}', 'worldfirst.json')
    .replace('{report}', 'coverage')
    .replace('{partner}', 'worldfirst')
    .replace('{operation}', 'submitAttachment')
    .replace('{document}', '0');

t.test('every route answers as its schema says, and the OpenAPI description has all of them', async (t) => {
  const simulator = await simulatorFor(t, { keepDocuments: true });
  const { url } = simulator;
  const { json: description } = await ask(url, '/openapi.json');
  const { valid, errors } = await new Validator().validate(structuredClone(description));
  t.ok(valid, JSON.stringify(errors));
  const described = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  t.same(described.sort(), routes.map(({ method, path }) => `${method} /_sparring${path}`).sort());
  for (const { name, method, path, summary, answer: kind, mediaTypes = [] } of routes) {
    const operation = description.paths[`/_sparring${path}`][method.toLowerCase()];
    t.equal(operation.operationId, name);
    t.ok(summary.length > 10);
    const id = /^\/(?:journal|explain)\b/.test(path)
      ? await newEntry(simulator)
      : (await post(url, '/rules', { move: 'hang' })).json.id;
    const real = realPath(path, id);
    // `ask` throws when the answer violates its schema
    const answer =
      kind === undefined && mediaTypes.length > 0
        ? await headOf(`${url}/_sparring${real}`, mediaTypes)
        : await ask(url, real, { method, ...(BODIES[name] ? { body: BODIES[name] } : {}) });
    t.ok(answer.status < 300, `${method} ${path}: ${answer.status}`);
    t.equal(answer.headers['cache-control'], 'no-store');
    const unknown = await ask(url, `${real}?nothing=1`, { method });
    const known = operation.parameters?.filter((one: { in: string }) => one.in === 'query') ?? [];
    const names = known.map((parameter: { name: string }) => parameter.name);
    t.match(unknown, { status: 400, json: { error: { code: 'unknown-parameter', field: 'nothing' } } }, real);
    t.same(unknown.json.error.known, names, `${method} ${path} lists what it knows`);
  }
});

t.test(
  'llms.txt names every route, query parameter, body field and partner, and nothing that does not exist',
  async (t) => {
    const { url } = await simulatorFor(t);
    const { headers, json: text } = await ask(url, '/llms.txt');
    t.equal(headers['content-type'], 'text/plain; charset=utf-8');
    t.match(text, /^# Sparring\n\n> /, 'in the form of llmstxt.org');
    for (const { method, path, summary, query = [] } of routes) {
      const line = text.split('\n').find((one: string) => one.startsWith(`- \`${method} /_sparring${path}\``));
      t.ok(line?.endsWith(`: ${summary}`), `${method} ${path}`);
      for (const name of query) t.match(line, new RegExp(`query: .*\\b${name}\\b`));
    }
    t.match(text, /POST \/_sparring\/rules` \(query: lane; JSON body: partner, operation, .*sequence.*\)/);
    t.match(text, /x-sparring-move/);
    for (const { name, operations } of partners) {
      t.match(text, `[${name}](/_sparring/openapi/${name}.json)`);
      for (const { path } of operations) t.match(text, path);
    }
    for (const [path = ''] of text.matchAll(/\/_sparring\/[\w/.{}-]*\w}?/g)) {
      const real = path.replace(/\{\w+\}/g, 'x');
      t.ok(
        ['GET', 'POST'].some((method) => routeOf(method, real)),
        `${path} exists`,
      );
    }
  },
);

t.test('the schema of every report is JSON Schema that stands for itself, and fits what is reported', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  await newEntry(simulator);
  const live = new Map([
    ['coverage', '/coverage'],
    ['explanation', '/explain/last'],
    ['review', '/review'],
    ['journal', '/journal'],
    ['journal-entry', `/journal/${(await ask(url, '/journal')).json.entries[0].id}`],
  ]);
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
  for (const report of Object.keys(REPORTS)) {
    const { json: schema } = await ask(url, `/schemas/${report}`);
    const check = ajv.compile(schema); // throws when it refers to anything else
    t.match(schema, { $schema: 'https://json-schema.org/draft/2020-12/schema', title: /./, description: /./ }, report);
    t.notOk(check({}), `${report} is not just anything`);
    const path = live.get(report);
    if (path !== undefined) t.ok(check((await ask(url, path)).json), `${report}: ${ajv.errorsText(check.errors)}`);
  }
  t.match(await ask(url, '/schemas/nothing'), {
    status: 404,
    json: { error: { field: 'report', known: Object.keys(REPORTS) } },
  });
});

/** The head of an answer that is no JSON, and may not end by itself. */
async function headOf(url: string, mediaTypes: readonly string[]) {
  const { statusCode: status, headers, body } = await request(url);
  t.ok(mediaTypes.includes(String(headers['content-type']).split(';')[0] ?? ''), url);
  body.on('error', () => {}).destroy();
  return { status, headers };
}

/** The id of a journal entry with a document. */
async function newEntry(simulator: AnySimulator): Promise<string> {
  await remove(simulator.url, '/rules');
  const parts = uploadParts(photo, 'face.jpg', 'face', 'R-1');
  const { headers } = await upload(simulator as never, { parts });
  return String(headers['x-sparring-id']);
}

t.test('what is wrong is named: its code, its field and what to do', async (t) => {
  const { url } = await simulatorFor(t);
  const big = 'x'.repeat(300);
  const rows: readonly (readonly [string, string, unknown, number, string, string | undefined, RegExp])[] = [
    ['POST', '/lanes', { nmae: 'x' }, 400, 'invalid-body', 'nmae', /a lane has no field nmae; it has name, seed,/],
    ['POST', '/lanes', { name: 'a b' }, 400, 'invalid-body', 'name', /1 to 64 letters, digits/],
    ['POST', '/lanes', { name: '..' }, 400, 'invalid-body', 'name', /and is neither \. nor \.\./],
    ['POST', '/lanes', { name: 5 }, 400, 'invalid-body', 'name', /name must be of type string/],
    ['POST', '/lanes', { name: 'default' }, 409, 'name-taken', 'name', /already a lane default/],
    ['POST', '/lanes', { seed: big }, 400, 'invalid-body', 'seed', /seed must have at most 256 characters/],
    ['POST', '/lanes', [], 400, 'invalid-body', undefined, /a lane must be of type object/],
    ['POST', '/lanes', 'null', 400, 'invalid-body', undefined, /a lane must be of type object/],
    ['POST', '/rules', 'null', 400, 'invalid-body', 'rule', /a rule must be an object/],
    ['POST', '/clock', 'null', 400, 'invalid-body', undefined, /a change of the clock must be of type object/],
    ['PATCH', '/settings', 'null', 400, 'invalid-body', undefined, /a change of settings must be of type object/],
    ['POST', '/state', 'null', 400, 'invalid-body', undefined, /a state must be of type object/],
    ['POST', '/reset', 'null', 400, 'invalid-body', undefined, /a reset must be of type object/],
    ['POST', '/lanes', '{"__proto__":1}', 400, 'invalid-body', '__proto__', /a lane has no field __proto__/],
    ['POST', '/rules', '{"__proto__":1}', 400, 'invalid-body', '__proto__', /a rule has no field __proto__/],
    [
      'POST',
      '/lanes',
      '{"constructor":{"prototype":1}}',
      400,
      'invalid-body',
      'constructor',
      /has no field constructor/,
    ],
    [
      'POST',
      '/lanes',
      '{"settings":{"__proto__":{"x":1}}}',
      400,
      'invalid-body',
      'settings.__proto__',
      /no partner __proto__; the partners are/,
    ],
    ['PATCH', '/settings', '{"__proto__":{"x":1}}', 400, 'invalid-body', '__proto__', /no partner __proto__/],
    [
      'PATCH',
      '/settings',
      '{"worldfirst":{"__proto__":1}}',
      400,
      'invalid-body',
      'worldfirst.__proto__',
      /no setting __proto__/,
    ],
    ['GET', '/journal?__proto__=1', undefined, 400, 'unknown-parameter', '__proto__', /no query parameter __proto__/],
    ['PUT', '/rules', { move: 'hang' }, 405, 'wrong-method', undefined, /^there is no PUT \/_sparring\/rules/],
    ['PUT', '/rules/x', undefined, 405, 'wrong-method', undefined, /^there is no PUT/],
    ['DELETE', '/health', undefined, 405, 'wrong-method', undefined, /^there is no DELETE \/_sparring\/health/],
    ['POST', '/rules/x', { move: 'hang' }, 405, 'wrong-method', undefined, /^there is no POST/],
    ['PUT', '/nothing', {}, 404, 'unknown-path', undefined, /^there is nothing at/],
    ['POST', '/lanes', { settings: { x: {} } }, 400, 'invalid-body', 'settings.x', /no partner x; the partners are/],
    [
      'POST',
      '/lanes',
      { settings: { worldfirst: { x: 1 } } },
      400,
      'invalid-body',
      'settings.worldfirst.x',
      /no setting/,
    ],
    ['POST', '/lanes', { credentials: { x: {} } }, 400, 'invalid-body', 'credentials', /unknown partner x/],
    ['DELETE', '/lanes/default', undefined, 409, 'default-lane', 'lane', /cannot be deleted/],
    ['DELETE', '/lanes/x', undefined, 404, 'unknown-lane', 'lane', /no lane x; the lanes are default/],
    ['POST', '/rules', {}, 400, 'invalid-body', 'move', /either a move or a sequence/],
    ['POST', '/rules', { move: 'PROCESS_FIAL' }, 400, 'invalid-body', 'move', /"PROCESS_FIAL" is not a move/],
    ['POST', '/rules', { move: 'hang', times: 0 }, 400, 'invalid-body', 'times', /from 1 to 1,000,000/],
    ['POST', '/rules', { move: 'hang', x: 0 }, 400, 'invalid-body', 'x', /a rule has no field x/],
    ['POST', '/rules?lane=x', { move: 'hang' }, 404, 'unknown-lane', 'lane', /no lane x/],
    ['POST', '/clock', {}, 400, 'invalid-body', undefined, /exactly one of freeze, resume, set, advanceSeconds/],
    ['POST', '/clock', { freeze: true, resume: true }, 400, 'invalid-body', undefined, /exactly one of/],
    ['POST', '/clock', { freeze: false }, 400, 'invalid-body', 'freeze', /freeze must be true/],
    ['POST', '/clock', { set: 'May 5' }, 400, 'invalid-body', 'set', /must be ISO 8601/],
    ['POST', '/clock', { set: '1969-01-01' }, 400, 'invalid-body', 'set', /the years 1970 to 9999/],
    ['POST', '/clock', { advanceSeconds: -1 }, 400, 'invalid-body', 'advanceSeconds', /./],
    [
      'POST',
      '/clock',
      { advanceSeconds: 1e300 },
      400,
      'invalid-body',
      'advanceSeconds',
      /out of the years 1970 to 9999/,
    ],
    ['POST', '/clock', { skewSeconds: -1e12 }, 400, 'invalid-body', 'skewSeconds', /./],
    ['PATCH', '/settings', {}, 400, 'invalid-body', undefined, /must not be empty/],
    ['PATCH', '/settings', { worldfirst: 1 }, 400, 'invalid-body', 'worldfirst', /must be of type object/],
    ['PATCH', '/settings', { x: { a: 1 } }, 400, 'invalid-body', 'x', /no partner x/],
    [
      'POST',
      '/state',
      { partner: 'prepaidify', state: 'decided' },
      400,
      'invalid-body',
      'subject',
      /needs the field subject/,
    ],
    ['POST', '/reset', { all: 'yes' }, 400, 'invalid-body', 'all', /must be of type boolean/],
    ['GET', '/rules?lane=a&lane=b', undefined, 400, 'invalid-parameter', 'lane', /more than once/],
    ['GET', '/journal?limit=0', undefined, 400, 'invalid-parameter', 'limit', /from 1 to 1,000/],
    ['GET', '/journal?limit=1001', undefined, 400, 'invalid-parameter', 'limit', /from 1 to 1,000/],
    ['GET', '/journal?limit=1e3', undefined, 400, 'invalid-parameter', 'limit', /whole number/],
    ['GET', '/journal?before=0', undefined, 400, 'invalid-parameter', 'before', /number of an entry/],
    ['GET', '/journal?since=yesterday', undefined, 400, 'invalid-parameter', 'since', /ISO 8601/],
    ['GET', '/journal?code=NOPE', undefined, 400, 'invalid-parameter', 'code', /no code NOPE; the codes are/],
    ['GET', '/journal?partner=x', undefined, 400, 'invalid-parameter', 'partner', /no partner x/],
    [
      'GET',
      '/journal?partner=worldfirst&operation=fileUpload',
      undefined,
      400,
      'invalid-parameter',
      'operation',
      /has no/,
    ],
    ['GET', '/ledger?limit=-1', undefined, 400, 'invalid-parameter', 'limit', /whole number/],
  ];
  for (const [method, path, body, status, code, field, says] of rows) {
    const answer = await ask(url, path, { method, ...(body === undefined ? {} : { body }) });
    const { error } = answer.json;
    const what = `${method} ${path} ${JSON.stringify(body)?.slice(0, 80)}`;
    t.match({ status: answer.status, code: error.code, message: error.message }, { status, code, message: says }, what);
    t.equal(error.field, field, what);
    t.ok(error.todo, what);
    const allowed = routes
      .filter((route) => route.path === path.replace('/x', '/{id}'))
      .flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
    if (status === 405) t.same([answer.headers['allow'], error.known], [allowed.join(', '), allowed], what);
  }
});

t.test('HEAD gets the head that GET gets, since tools ask with it whether a server is up', async (t) => {
  const simulator = await simulatorFor(t);
  const ask = async (path: string, method: 'GET' | 'HEAD') => {
    const answer = await request(`${simulator.url}/_sparring${path}`, { method });
    const { 'content-type': type, 'content-length': length } = answer.headers;
    return { status: answer.statusCode, type, length, bytes: (await answer.body.arrayBuffer()).byteLength };
  };
  for (const path of ['/health', '/catalogue', '/rules/none', '/journal?limit=0', '/nothing']) {
    const [head, whole] = [await ask(path, 'HEAD'), await ask(path, 'GET')];
    t.same(head, { ...whole, bytes: 0 }, path);
  }
  t.match(await ask('/journal/events', 'HEAD'), { status: 405, bytes: 0 }, 'a stream has no end');
  t.same(await simulator.journal(), []);
});

t.test('the handle of startSimulator and the control API refuse with the same words', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  const thrown = async (act: () => unknown) => {
    try {
      await act();
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  const message = async (path: string, body: unknown, method = 'POST') =>
    (await ask(url, path, { method, body })).json.error.message;
  const rule = { move: 'x' };
  t.equal(await thrown(() => simulator.rules.add(rule)), await message('/rules', rule));
  const lane = { nmae: 'x' } as object;
  t.equal(await thrown(() => simulator.createLane(lane)), await message('/lanes', lane));
  const settings = { x: {} };
  t.equal(await thrown(() => simulator.configureAll(settings)), await message('/settings', settings, 'PATCH'));
  t.equal(await thrown(() => simulator.clock.set('x')), await message('/clock', { set: 'x' }));
  t.equal(await thrown(() => simulator.clock.skew(1e300)), await message('/clock', { skewSeconds: 1e300 }));
  const state = { partner: 'x', state: 'y', subject: 'z' };
  t.equal(await thrown(() => simulator.setState('x', 'y', 'z')), await message('/state', state));
  const { json } = await ask(url, '/journal?code=x&lane=default');
  t.equal(await thrown(() => simulator.journal({ code: 'x' })), json.error.message);
});

/** Everything that a hostile request could change. */
async function everything(url: string): Promise<unknown> {
  const paths = ['/lanes', '/rules', '/settings', '/journal', '/ledger'];
  const found = await Promise.all(paths.map(async (path) => (await ask(url, path)).json));
  const { frozen, aheadSeconds } = (await ask(url, '/clock')).json;
  return [...found, frozen, aheadSeconds];
}

const WRITES = routes.filter(({ method }) => method !== 'GET');

const FOREIGN: readonly { name: string; headers: Record<string, string>; code: string }[] = [
  { name: 'a page of another site', headers: { 'sec-fetch-site': 'cross-site' }, code: 'cross-site' },
  { name: 'another origin', headers: { origin: 'https://evil.example' }, code: 'cross-site' },
  { name: 'an opaque origin', headers: { origin: 'null' }, code: 'cross-site' },
  { name: 'an origin that looks like ours', headers: { origin: 'http://127.0.0.1.evil.example' }, code: 'cross-site' },
  { name: 'an origin with a user', headers: { origin: 'http://127.0.0.1@evil.example' }, code: 'cross-site' },
  { name: 'a rebound name', headers: { host: 'evil.example' }, code: 'forbidden-host' },
];
const FORM_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
];

t.test('requests of other sites change nothing', async (t) => {
  const { url, rules } = await simulatorFor(t, { allowedHosts: ['qa.example'] });
  rules.add({ move: 'hang' });
  const before = await everything(url);
  for (const { name, method, path } of WRITES) {
    for (const { name: what, headers, code } of FOREIGN) {
      const body = method === 'DELETE' ? {} : { body: BODIES[name] ?? {} };
      const answer = await ask(url, realPath(path), { method, headers, ...body });
      t.match(answer, { status: 403, json: { error: { code } } }, `${method} ${path}: ${what}`);
    }
  }
  t.same(await everything(url), before);
  for (const headers of [
    { origin: url, 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    { origin: 'https://QA.example' },
    { 'content-type': 'Application/JSON; charset=utf-8' },
  ] as Record<string, string>[]) {
    t.equal((await post(url, '/clock', { resume: true }, headers)).status, 200, JSON.stringify(headers));
  }
});

t.test('what a form can send changes nothing', async (t) => {
  const { url } = await simulatorFor(t);
  const before = await everything(url);
  for (const { name, method, path } of WRITES.filter((route) => route.request)) {
    for (const type of FORM_TYPES) {
      const answer = await ask(url, path, { method, headers: { 'content-type': type }, body: BODIES[name] ?? {} });
      t.match(answer, { status: 415, json: { error: { code: 'json-required' } } }, `${method} ${path}: ${type}`);
    }
    const bare = await request(`${url}/_sparring${path}`, { method: method as 'POST' });
    t.equal(bare.statusCode, 415, `${method} ${path} without a type and a body`);
    await bare.body.dump();
  }
  t.same(await everything(url), before);
});

t.test('without the token, nothing of the control API answers or changes but the health check', async (t) => {
  const { url } = await simulatorFor(t, { token: 'secret' });
  for (const { name, method, path } of routes.filter(({ open }) => !open)) {
    const real = realPath(path);
    const answer = await ask(url, real, { method, ...(BODIES[name] ? { body: BODIES[name] } : {}) });
    t.match(answer, { status: 401, json: { error: { code: 'token-required' } } }, `${method} ${path}`);
  }
  t.equal((await ask(url, '/health')).status, 200);
});

const path = fc.constantFrom(...WRITES.filter(({ request }) => request));
const names = [
  '__proto__',
  'constructor',
  'toString',
  'partner',
  'worldfirst',
  'prepaidify',
  'settings',
  'move',
  'set',
  'all',
];
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.jsonValue({ maxDepth: 3 })),
  fc.record(
    {
      name: fc.oneof(fc.string(), fc.constant('a b'), fc.constant('default')),
      partner: fc.string(),
      state: fc.constantFrom('constructor', '__proto__', 'x'),
      subject: fc.string(),
      move: fc.oneof(fc.string(), fc.constant('delay(1e999s)')),
      times: fc.oneof(fc.double(), fc.constant(2 ** 60)),
      advanceSeconds: fc.constantFrom(-1, 1e300, 2 ** 53),
      settings: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);
const asText = (value: unknown) => JSON.stringify(value) ?? 'null';

t.test(
  'whatever body and query come, a refusal is ours and changes nothing, and a success fits the schemas',
  async (t) => {
    const { url } = await simulatorFor(t, { credentials: await sharedCredentials(), maxLanes: 1 });
    const body = fc.oneof(
      hostile.map(asText),
      hostile.map((value) => asText(value).replace(/"(?=:)/, '\\u005f_proto__"')),
      fc.string(),
      fc.constantFrom(
        '{"__proto__":{"all":true}}',
        '{"constructor":{"prototype":{"all":true}}}',
        '[[[[',
        '1e999',
        '\u0000',
      ),
    );
    const query = fc.oneof(
      fc.constant(''),
      fc.string().map((text) => `?${encodeURIComponent(text)}`),
      fc.constantFrom('?__proto__=1', '?lane=__proto__', '?lane[]=x', '?lane=constructor', '?lane=%00', '?=', '?lane'),
    );
    await fc.assert(
      fc.asyncProperty(path, body, query, async ({ method, path: where }, sent, asked) => {
        const before = await everything(url);
        const answer = await ask(url, where + asked, { method, body: sent }); // throws when it is not ours
        if (answer.status >= 500) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`);
        if (answer.status >= 400) {
          const after = await everything(url);
          if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error('something has changed');
        } else await post(url, '/reset', { all: true });
      }),
      { numRuns: RUNS, seed: SEED },
    );
    t.pass(`seed ${SEED}`);
  },
);

t.test('a body is bounded in size and structure', async (t) => {
  const { url } = await simulatorFor(t);
  const rows = [
    { name: 'too many bytes', body: `"${'x'.repeat(1_048_576)}"` },
    { name: 'too deep', body: '['.repeat(65) },
    { name: 'too many parts', body: `[${'1,'.repeat(40_001)}1]` },
  ];
  for (const { method, path: where } of WRITES.filter(({ request }) => request)) {
    for (const { name, body } of rows) {
      const answer = await ask(url, where, { method, body });
      t.match(answer, { status: 413, json: { error: { code: 'unreadable-body' } } }, `${where}: ${name}`);
    }
  }
  t.ok(routeOf('POST', '/_sparring/rules'));
});

t.test('an exception and an answer that violates its schema are bugs, answered in our own form', async (t) => {
  const { url } = await simulatorFor(t, { clock: () => new Date(Number.NaN) });
  t.match(await ask(url, '/clock'), { status: 500, json: { error: { code: 'bug', todo: /report it/ } } });
  t.equal((await ask(url, '/lanes')).status, 200, 'everything else works');
  await checkAnswer('clock.answer', '{"now":"2030-01-01T00:00:00Z","frozen":false,"aheadSeconds":0}');
  await t.rejects(checkAnswer('clock.answer', '{"frozen":false}'), /clock\.answer violates its schema/);
});

t.test('while a document is drawn, others are answered', async (t) => {
  const { url } = await simulatorFor(t);
  const order: string[] = [];
  const ending = async (name: string, path: string) => {
    await (await fetch(url + path)).arrayBuffer();
    order.push(name);
  };
  const drawn = ending('document', '/_sparring/files/prepaidify/fileUpload?format=jpg&move=4012');
  await ending('health', '/_sparring/health');
  await Promise.all([drawn, ending('health', '/_sparring/health')]);
  t.same(order, ['health', 'health', 'document']);
});

t.test('only a few documents wait to be drawn', LONG, async (t) => {
  const draw = createDrawing(2);
  const task = { partner: 'prepaidify', operation: 'fileUpload', move: '4001', format: 'png' };
  const rejected = { name: 'UserError', code: 'overloaded', message: /^2 other documents are being made; ask/ };
  const drawn = [draw(task), draw(task)];
  await t.rejects(draw(task), rejected);
  const [first, second] = await Promise.all(drawn);
  t.ok(first?.bytes.equals(second?.bytes ?? Buffer.alloc(0)));
  await t.rejects(
    draw({ ...task, move: 'NOPE' }),
    { name: 'UserError', message: /NOPE/ },
    'and nothing is left waiting',
  );
  t.match(await draw(task), { filename: '4001.png' });
});

t.test('a document that nobody waits for any more is not drawn, and gives its place to others', async (t) => {
  const draw = createDrawing(2);
  const task = { partner: 'prepaidify', operation: 'fileUpload', move: '4001', format: 'pdf' };
  const [first, second] = [new AbortController(), new AbortController()];
  const ofFirst = draw(task, first.signal);
  const ofSecond = draw(task, second.signal);
  second.abort(new Error('the second has gone'));
  const third = draw({ ...task, move: '4002' });
  first.abort(new Error('the first has gone'));
  await t.rejects(ofFirst, { message: 'the first has gone' });
  await t.rejects(ofSecond, { message: 'the second has gone' });
  t.match(await third, { filename: '4002.pdf' });
});

t.test('clients that go away leave no documents behind, and the end of a simulator waits for none', async (t) => {
  const simulator = await simulatorFor(t);
  const urlOf = (move: string, format = 'png') =>
    `${simulator.url}/_sparring/files/prepaidify/fileUpload?format=${format}&move=${move}`;
  const arrival = () => fetch(`${simulator.url}/_sparring/health`);
  const leave = async (from: string) => {
    const request = get(from, { agent: false }).on('error', () => {});
    await once(request, 'finish');
    await arrival();
    request.socket?.resetAndDestroy(); // who only closes its side still gets its answer
    await new Promise((resolve) => request.on('close', resolve));
    await arrival();
  };
  await Promise.all(Array.from({ length: 64 }, (_, index) => leave(urlOf(`delay(${index + 1}ms)`))));
  const drawn = [fetch(urlOf('4003')), fetch(urlOf('4006', 'pdf'))]; // the second waits for the first
  await arrival();
  await leave(urlOf('4006', 'pdf'));
  await leave(urlOf('4007', 'pdf'));
  drawn.push(fetch(urlOf('4007', 'pdf')));
  const statuses = (await Promise.all(drawn)).map(({ status }) => status);
  t.same(statuses, [200, 200, 200], 'others still want what one has left');
  const late = ['4004', '4005'].map((move) => fetch(urlOf(move)));
  await arrival();
  await simulator.close();
  for (const answer of await Promise.all(late)) {
    t.equal(answer.status, 503);
    t.match(await answer.json(), { error: { code: 'overloaded', message: 'the simulator closes' } });
  }
});

t.test('a document is only drawn once, however often it is asked for', LONG, async (t) => {
  const simulator = await simulatorFor(t);
  const read = async (move: string) => {
    const answer = await fetch(`${simulator.url}/_sparring/files/prepaidify/fileUpload?format=jpg&move=${move}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  await read('4001'); // loads what draws
  const startedMs = performance.now();
  const first = await read('4002');
  const onceMs = performance.now() - startedMs;
  const again = await Promise.all(Array.from({ length: 40 }, () => read('4002')));
  t.ok(again.every((bytes) => bytes.equals(first)));
  t.ok(performance.now() - startedMs < 20 * onceMs, 'forty more take less time than twenty drawings');
  t.notSame(await read('4003'), first);
});
