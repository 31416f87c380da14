import fc from 'fast-check';
import t from 'tap';
import type { Rule, RuleBook, RuleHit, RuleInput, RuleScope } from '../../mock-server/moves/index.js';
import { NaiveRuleBook } from '../helpers/naive-rule-book.js';

// the moves are no entry point of the package, so the build is imported by its path from this compiled file
const moves = (await import(
  new URL('../../../mock-server/dist/moves/index.js', import.meta.url).href
)) as typeof import('../../mock-server/moves/index.js');
const { createRuleBook, MAX_RULES, parseMove } = moves;

const RUNS = Number(process.env['SPARRING_TEST_RUNS'] ?? 300);
const SEED = Number(process.env['SPARRING_TEST_SEED'] ?? Date.now() % 2 ** 31);
t.comment(`seed ${SEED}`);

const SCOPES: readonly RuleScope[] = [
  {
    partner: 'alpha',
    operation: 'put',
    fields: ['id', 'kind'],
    codes: ['BUSY', 'DONE'],
    signsAnswers: true,
    datesAnswers: true,
  },
  {
    partner: 'alpha',
    operation: 'get',
    fields: ['id'],
    codes: ['DONE', 'GONE'],
    signsAnswers: true,
    datesAnswers: true,
  },
  {
    partner: 'beta',
    operation: 'put',
    fields: ['id', 'number'],
    codes: ['1', '2'],
    signsAnswers: false,
    datesAnswers: false,
  },
];

/** Numbers from 0 to 1 that repeat with the seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A rule book with a clock that stands still until it is advanced. */
function bookFor({ random = seeded(1) } = {}) {
  let nowMs = Date.UTC(2026, 0, 1);
  let ids = 0;
  let clockReads = 0;
  const now = () => {
    clockReads += 1;
    return new Date(nowMs);
  };
  const book = createRuleBook({ now, random, id: () => `rule-${++ids}`, scopes: SCOPES });
  return {
    book,
    advance: (seconds: number) => {
      nowMs += 1_000 * seconds;
    },
    clockReads: () => clockReads,
  };
}

function add(book: RuleBook, input: RuleInput): Rule {
  const added = book.add(input);
  if (added.kind === 'invalid') throw new Error(added.message);
  return added.rule;
}

type Fields = Readonly<Record<string, string>>;

const ask = (book: RuleBook, fields: Fields = {}, partner = 'alpha', operation = 'put'): RuleHit | undefined =>
  book.match({ partner, operation, field: (name) => fields[name] });

/** The moves of so many requests in turn. */
const movesOf = (book: RuleBook, count: number, fields: Fields = {}) =>
  Array.from({ length: count }, () => {
    const hit = ask(book, fields);
    return hit === undefined ? '-' : hit.move;
  });

t.test('a rule without conditions applies to every operation that has its move', (t) => {
  const { book } = bookFor();
  const { id } = add(book, { move: 'busy' });
  t.same(ask(book), { ruleId: id, move: 'busy' });
  t.equal(ask(book, {}, 'alpha', 'get'), undefined, 'this one has no BUSY');
  t.equal(ask(book, {}, 'beta', 'put'), undefined);
  t.equal(ask(book, {}, 'gamma', 'put'), undefined, 'nor is there such a partner');
  add(book, { move: 'unsigned-success' });
  t.match(ask(book, {}, 'alpha', 'get'), { move: 'unsigned-success' });
  t.equal(ask(book, {}, 'beta', 'put'), undefined, 'this partner does not sign');
  add(book, { move: 'delay(2s)', operation: 'put' });
  t.match(ask(book, {}, 'beta', 'put'), { move: 'delay(2s)' });
  t.end();
});

t.test('a rule applies only if partner, operation and each field are the same', (t) => {
  const { book } = bookFor();
  const { id } = add(book, { partner: 'alpha', operation: 'put', fields: { id: '7', kind: 'a' }, move: 'BUSY' });
  t.same(ask(book, { id: '7', kind: 'a' }), { ruleId: id, move: 'BUSY' });
  for (const fields of [{}, { id: '7' }, { id: '7', kind: 'b' }, { id: '8', kind: 'a' }, { id: 'a', kind: '7' }]) {
    t.equal(ask(book, fields), undefined, JSON.stringify(fields));
  }
  t.equal(ask(book, { id: '7', kind: 'a' }, 'alpha', 'get'), undefined);
  t.equal(ask(book, { id: '7', kind: 'a' }, 'beta', 'put'), undefined);
  t.equal(book.get(id)?.hits, 1);
  t.end();
});

t.test('of several rules, the one with the highest priority applies, then the oldest', (t) => {
  const { book } = bookFor();
  const fields = { id: '7' };
  const old = add(book, { move: 'DONE' });
  const low = add(book, { move: 'BUSY', priority: -1, fields });
  const high = add(book, { move: 'BUSY', priority: 1, fields });
  const young = add(book, { move: 'BUSY' });
  const order = [high, old, young, low].map(({ id }) => id);
  t.same(
    book.list().map(({ id }) => id),
    order,
    'they are listed in this order',
  );
  for (const id of order) {
    t.equal(ask(book, fields)?.ruleId, id);
    t.equal(book.remove(id), true);
  }
  t.equal(ask(book, fields), undefined);
  t.end();
});

t.test('times, after, sequence and repeat decide which requests get which move', (t) => {
  for (const { input, expected } of [
    { input: { move: 'BUSY' }, expected: ['BUSY', 'BUSY', 'BUSY'] },
    { input: { move: 'BUSY', times: 2 }, expected: ['BUSY', 'BUSY', '-', '-'] },
    { input: { move: 'BUSY', after: 2 }, expected: ['-', '-', 'BUSY', 'BUSY'] },
    { input: { move: 'BUSY', after: 1, times: 1 }, expected: ['-', 'BUSY', '-'] },
    { input: { move: ' Natural ' }, expected: [null, null] },
    { input: { sequence: ['BUSY', ' natural', 'DONE '] }, expected: ['BUSY', null, 'DONE', '-', '-'] },
    { input: { sequence: ['BUSY', 'DONE'], repeat: false }, expected: ['BUSY', 'DONE', '-'] },
    { input: { sequence: ['BUSY', 'DONE'], repeat: true }, expected: ['BUSY', 'DONE', 'BUSY', 'DONE', 'BUSY'] },
    { input: { sequence: ['BUSY', 'DONE'], repeat: true, times: 3 }, expected: ['BUSY', 'DONE', 'BUSY', '-'] },
    { input: { sequence: ['BUSY', 'DONE'], times: 1 }, expected: ['BUSY', '-'] },
    { input: { sequence: ['BUSY', 'DONE'], times: 2, after: 1 }, expected: ['-', 'BUSY', 'DONE', '-'] },
    { input: { move: 'BUSY', probability: 1 }, expected: ['BUSY', 'BUSY'] },
    { input: { move: 'BUSY', probability: 0 }, expected: ['-', '-'] },
  ] as const) {
    for (const fields of [undefined, { id: '7' }, { kind: 'a', id: '7' }]) {
      const { book } = bookFor();
      add(book, { ...input, ...(fields ? { fields } : {}) });
      t.same(movesOf(book, expected.length, { id: '7', kind: 'a' }), expected, JSON.stringify({ ...input, fields }));
    }
  }
  t.end();
});

t.test('a rule counts only the requests that stronger rules leave to it', (t) => {
  const { book } = bookFor();
  add(book, { sequence: ['DONE', 'natural'], priority: 1 });
  const weak = add(book, { move: 'BUSY', after: 1 });
  t.same(movesOf(book, 5), ['DONE', null, '-', 'BUSY', 'BUSY']);
  t.equal(book.get(weak.id)?.hits, 2);
  t.end();
});

t.test('a probability is drawn once for each request that reaches its rule', (t) => {
  const draws = [0.1, 0.3, 0.2999];
  let drawn = 0;
  const { book } = bookFor({ random: () => draws[drawn++] ?? 1 });
  add(book, { move: 'BUSY', probability: 0.3, after: 1 });
  t.same(movesOf(book, 4), ['-', 'BUSY', '-', 'BUSY']);
  t.equal(drawn, 3);
  t.end();
});

t.test('a rule expires by the clock of the world', (t) => {
  const { book, advance } = bookFor();
  const { id, expiresAt, createdAt } = add(book, { move: 'BUSY', expiresInSeconds: 1.5 });
  add(book, { move: 'DONE', fields: { id: '7' }, expiresInSeconds: 60 });
  t.same([createdAt, expiresAt], ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.500Z']);
  advance(1.499);
  t.same(movesOf(book, 1), ['BUSY']);
  t.equal(book.list().length, 2);
  advance(0.001);
  t.equal(book.get(id), undefined);
  t.same(movesOf(book, 1, { id: '7' }), ['DONE']);
  t.same(
    book.list().map(({ move }) => move),
    ['DONE'],
  );
  t.equal(book.remove(id), false, 'the list has dropped it');
  advance(60);
  t.same(movesOf(book, 1, { id: '7' }), ['-']);
  t.same(book.list(), []);
  t.end();
});

t.test('a rule shows what was asked for and what became of it, and stays listed when it is used up', (t) => {
  const { book } = bookFor();
  const input = { partner: 'alpha', fields: { id: '7' }, sequence: ['BUSY', 'natural'], after: 1, priority: 5 };
  const expected = {
    ...input,
    id: 'rule-1',
    hits: 0,
    remaining: 2,
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: null,
  };
  t.same(add(book, input), expected);
  movesOf(book, 3, { id: '7' });
  t.same(book.get('rule-1'), { ...expected, hits: 2, remaining: 0 });
  t.same(book.list(), [{ ...expected, hits: 2, remaining: 0 }]);
  t.match(add(book, { move: 'DONE' }), { priority: 0, remaining: null }, 'without a limit');
  const listed = book.get('rule-1') as { fields: Record<string, string> };
  listed.fields['id'] = '8';
  input.fields.id = '9';
  t.same(book.get('rule-1')?.fields, { id: '7' }, 'and nobody can change it from outside');
  book.clear();
  t.same([book.list(), book.get('rule-1'), book.remove('rule-1')], [[], undefined, false]);
  t.equal(ask(book), undefined);
  t.end();
});

t.test('an invalid rule is refused with the field and what is allowed', (t) => {
  const { book } = bookFor();
  const tooMany = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`f${index}`, 'x']));
  for (const [input, field, message] of [
    [undefined, 'rule', /^a rule must be an object, for example \{ "move": "delay\(2s\)" \}$/],
    [null, 'rule', /must be an object/],
    ['BUSY', 'rule', /must be an object/],
    [[{ move: 'BUSY' }], 'rule', /must be an object/],
    [{ move: 'BUSY', tmies: 1 }, 'tmies', /^a rule has no field tmies; it has partner, operation, fields, move, /],
    [JSON.parse('{ "__proto__": 1, "move": "BUSY" }'), '__proto__', /has no field __proto__/],
    [{}, 'move', /^a rule must have either a move or a sequence of moves$/],
    [{ move: 'BUSY', sequence: ['BUSY'] }, 'move', /either a move or a sequence/],
    [{ move: 'BUSY', repeat: true }, 'repeat', /^repeat is only allowed with a sequence$/],
    [{ move: 7 }, 'move', /^move must be a text of at most 1,000 characters$/],
    [{ move: 'x'.repeat(1_001) }, 'move', /must be a text/],
    [
      { move: 'TYPO' },
      'move',
      /^"TYPO" is not a move; the moves are BUSY, DONE, GONE, 1, 2, delay.*; use natural for no move$/,
    ],
    [{ move: '' }, 'move', /is not a move/],
    [{ move: 'delay(2h)' }, 'move', /^"delay\(2h\)" must be written as delay\(<duration>\), /],
    [{ partner: 'beta', move: 'BUSY' }, 'move', /^"BUSY" is not a move; the moves are 1, 2, delay/],
    [{ partner: 'beta', move: 'unsigned-success' }, 'move', /is not a move/],
    [{ operation: 'get', move: 'BUSY' }, 'move', /the moves are DONE, GONE, delay/],
    [{ sequence: [] }, 'sequence', /^sequence must be a list of 1 to 100 moves$/],
    [{ sequence: Array(101).fill('BUSY') }, 'sequence', /must be a list/],
    [{ sequence: 'BUSY' }, 'sequence', /must be a list/],
    [{ sequence: ['BUSY', 7] }, 'sequence', /must be a list/],
    [{ sequence: ['BUSY', 'TYPO'] }, 'sequence', /^"TYPO" is not a move/],
    [{ sequence: ['BUSY', 'GONE'] }, 'sequence', /^sequence must be moves that are all of one operation$/],
    [
      { sequence: ['BUSY', 'DONE'], times: 3 },
      'times',
      /^times must be at most 2, the length of the sequence, unless it repeats: add repeat$/,
    ],
    [{ sequence: ['BUSY'], repeat: false, times: 2 }, 'times', /^times must be at most 1, the length/],
    [{ sequence: ['BUSY'], repeat: 'yes' }, 'repeat', /^repeat must be true or false$/],
    [{ partner: 'gamma', move: 'BUSY' }, 'partner', /^partner must be alpha or beta$/],
    [{ partner: 1, move: 'BUSY' }, 'partner', /must be a text/],
    [{ operation: 'post', move: 'BUSY' }, 'operation', /^operation must be put or get$/],
    [{ partner: 'beta', operation: 'get', move: '1' }, 'operation', /^operation must be put$/],
    [{ move: 'BUSY', fields: {} }, 'fields', /^fields must be an object of 1 to 16 fields, each with a text/],
    [{ move: 'BUSY', fields: [] }, 'fields', /must be an object/],
    [{ move: 'BUSY', fields: 'id' }, 'fields', /must be an object/],
    [{ move: 'BUSY', fields: tooMany }, 'fields', /must be an object/],
    [{ move: 'BUSY', fields: { id: 7 } }, 'fields', /must be an object/],
    [
      { partner: 'alpha', move: 'BUSY', fields: { number: '7' } },
      'fields',
      /^fields must be those of one operation; put has id and kind; get has id$/,
    ],
    [{ move: 'BUSY', fields: { kind: 'a', number: '7' } }, 'fields', /those of one operation/],
    [{ move: '1', fields: JSON.parse('{ "__proto__": "7" }') }, 'fields', /those of one operation/],
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_001, '1', null].map(
      (times) => [{ move: 'BUSY', times }, 'times', /^times must be a whole number from 1 to 1,000,000$/] as const,
    ),
    ...[-1, 0.5, '1'].map(
      (after) => [{ move: 'BUSY', after }, 'after', /^after must be a whole number from 0 to 1,000,000$/] as const,
    ),
    ...[-0.1, 1.1, Number.NaN, '1'].map(
      (probability) =>
        [{ move: 'BUSY', probability }, 'probability', /^probability must be a number from 0 to 1$/] as const,
    ),
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, 31_536_001, '1'].map(
      (expiresInSeconds) =>
        [
          { move: 'BUSY', expiresInSeconds },
          'expiresInSeconds',
          /^expiresInSeconds must be a number of seconds/,
        ] as const,
    ),
    ...[-1_001, 1_001, 0.5].map(
      (priority) =>
        [{ move: 'BUSY', priority }, 'priority', /^priority must be a whole number from -1,000 to 1,000$/] as const,
    ),
  ] as const) {
    const added = book.add(input);
    t.match(added, { kind: 'invalid', field, message }, JSON.stringify(input));
  }
  t.same(book.list(), [], 'and nothing was added');
  t.equal(book.add({ move: 'BUSY', times: undefined, sequence: undefined }).kind, 'added', 'undefined is left out');
  t.end();
});

t.test('any value is added or refused, and what is added has moves that its operation knows', (t) => {
  const value = fc.oneof(
    fc.constantFrom('alpha', 'put', 'BUSY', '1', 'natural', 'delay(2s)', 1, 0.5, true),
    fc.jsonValue(),
    fc.anything(),
  );
  const names = ['partner', 'operation', 'move', 'sequence', 'fields', 'times', 'after', 'probability', 'repeat'];
  const input = fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...names, '__proto__', 'x'), value));
  fc.assert(
    fc.property(input, (rule) => {
      const { book } = bookFor();
      const added = book.add(rule);
      for (const scope of SCOPES) {
        const hit = book.match({ partner: scope.partner, operation: scope.operation, field: () => undefined });
        if (hit && hit.move !== null) t.not(parseMove(hit.move, scope).kind, 'unknown');
      }
      return added.kind === 'added' ? book.list().length === 1 : added.message.length > 0 && book.list().length === 0;
    }),
    { numRuns: RUNS, seed: SEED },
  );
  t.end();
});

t.test('before the body is read, only the rules decide that are stronger than every rule with fields', (t) => {
  const fields = { id: '7' };
  for (const { name, rules, early, open, late } of [
    { name: 'no rules', rules: [], early: undefined, open: false, late: undefined },
    { name: 'without fields', rules: [{ move: 'BUSY' }], early: 'BUSY', open: false, late: 'BUSY' },
    { name: 'with fields', rules: [{ move: 'BUSY', fields }], early: undefined, open: true, late: 'BUSY' },
    {
      name: 'the one without fields is older',
      rules: [{ move: 'DONE' }, { move: 'BUSY', fields }],
      early: 'DONE',
      open: false,
      late: 'DONE',
    },
    {
      name: 'the one with fields is older',
      rules: [{ move: 'BUSY', fields }, { move: 'DONE' }],
      early: undefined,
      open: true,
      late: 'BUSY',
    },
    {
      name: 'the one with fields is stronger but has other values',
      rules: [{ move: 'DONE' }, { move: 'BUSY', fields: { id: '8' }, priority: 1 }],
      early: undefined,
      open: true,
      late: 'DONE',
    },
    {
      name: 'the stronger one has not begun',
      rules: [{ move: 'DONE', after: 1 }, { move: 'BUSY', fields }, { move: 'DONE' }],
      early: undefined,
      open: true,
      late: 'BUSY',
    },
    {
      name: 'neither has begun',
      rules: [
        { move: 'DONE', after: 1 },
        { move: 'BUSY', fields, after: 1 },
      ],
      early: undefined,
      open: true,
      late: undefined,
    },
    {
      name: 'the natural outcome is a decision too',
      rules: [{ move: 'natural' }, { move: 'BUSY', fields }],
      early: null,
      open: false,
      late: null,
    },
  ] as const) {
    const { book } = bookFor();
    for (const rule of rules) add(book, rule);
    const search = book.search('alpha', 'put');
    t.equal(search.beforeBody()?.move, early, name);
    t.equal(search.open, open, `${name}: open`);
    const withBody = search.withBody((field) => (fields as Fields)[field]);
    t.equal(withBody?.move, late, `${name}: with the body`);
    t.equal(search.open, false);
    t.same(
      search.withBody(() => '7'),
      withBody,
      'a second look changes nothing',
    );
    const hits = book.list().reduce((sum, rule) => sum + rule.hits, 0);
    t.equal(hits, late === undefined ? 0 : 1, `${name}: counted once`);
  }
  t.end();
});

t.test('a rule with fields that has expired or is used up does not hold up the decision', (t) => {
  const fields = { id: '7' };
  const { book, advance } = bookFor();
  add(book, { move: 'BUSY', fields, expiresInSeconds: 1 });
  add(book, { move: 'DONE' });
  t.equal(book.search('alpha', 'put').beforeBody(), undefined);
  advance(1);
  t.equal(book.search('alpha', 'put').beforeBody()?.move, 'DONE', 'it has expired');
  add(book, { move: 'BUSY', fields, times: 1, priority: 1 });
  t.equal(book.search('alpha', 'put').beforeBody(), undefined);
  t.equal(ask(book, fields)?.move, 'BUSY');
  t.equal(book.search('alpha', 'put').beforeBody()?.move, 'DONE', 'it is used up');
  t.end();
});

t.test('what changes between head and body counts', (t) => {
  const fields = { id: '7' };
  const read = (name: string) => (fields as Fields)[name];
  const { book } = bookFor();
  const removed = add(book, { move: 'BUSY', fields });
  const once = add(book, { move: 'BUSY', fields, times: 1 });
  const last = add(book, { move: 'DONE' });
  const [one, two, three] = [1, 2, 3].map(() => book.search('alpha', 'put'));
  for (const search of [one, two, three]) t.equal(search?.beforeBody(), undefined);
  book.remove(removed.id);
  t.equal(one?.withBody(read)?.ruleId, once.id);
  t.equal(two?.withBody(read)?.ruleId, last.id, 'used up meanwhile');
  book.clear();
  t.equal(three?.withBody(read), undefined, 'removed meanwhile');
  t.end();
});

t.test('a request does not count for rules that it has passed before its body came', (t) => {
  const { book } = bookFor();
  const first = add(book, { move: 'DONE', after: 1, times: 1 });
  add(book, { move: 'BUSY', fields: { id: '7' } });
  const search = book.search('alpha', 'put');
  t.equal(search.beforeBody(), undefined, 'passes the first rule');
  t.equal(ask(book, { id: '7' })?.ruleId, first.id, 'another request gets it');
  t.equal(
    search.withBody(() => '8'),
    undefined,
  );
  t.equal(book.get(first.id)?.hits, 1);
  t.end();
});

t.test('a request whose move was not used is taken back', (t) => {
  const { book } = bookFor();
  const { id } = add(book, { sequence: ['BUSY', 'DONE'], after: 1 });
  const refused = () => {
    const search = book.search('alpha', 'put');
    const hit = search.withBody(() => undefined);
    search.settle(true, false);
    search.settle(true, false);
    return hit?.move ?? '-';
  };
  t.same([refused(), refused()], ['-', '-'], 'nor does it count as let pass');
  t.same([...movesOf(book, 2), refused(), refused()], ['-', 'BUSY', 'DONE', 'DONE'], 'the last step comes again');
  t.match(book.get(id), { hits: 1, remaining: 1 });
  t.same(movesOf(book, 2), ['DONE', '-']);
  const late = book.search('alpha', 'put');
  const once = add(book, { move: 'BUSY', times: 1 });
  t.equal(book.search('alpha', 'put').beforeBody()?.move, 'BUSY');
  book.remove(once.id);
  late.settle(true, false);
  t.same(movesOf(book, 1), ['-'], 'a removed rule does not come back');
  t.end();
});

t.test('what became of a request decides what its rules have counted', (t) => {
  for (const { name, refused, moveUsed, next } of [
    { name: 'accepted, or refused by the move', refused: false, moveUsed: true, next: ['DONE', 'DONE', '-'] },
    { name: 'accepted with another success', refused: false, moveUsed: false, next: ['DONE', 'DONE', 'BUSY'] },
    { name: 'refused, under a fault', refused: true, moveUsed: true, next: ['-', 'DONE', 'DONE'] },
    { name: 'refused', refused: true, moveUsed: false, next: ['BUSY', 'DONE', 'DONE'] },
  ]) {
    const { book } = bookFor();
    add(book, { move: 'DONE', after: 1, times: 2, priority: 1 });
    add(book, { move: 'BUSY', times: 1 });
    const search = book.search('alpha', 'put');
    t.equal(search.beforeBody()?.move, 'BUSY');
    search.settle(refused, moveUsed);
    search.settle(true, false);
    t.same(movesOf(book, 3), next, name);
  }
  t.end();
});

t.test('a rule that was removed after it was used up does not come back', (t) => {
  const { book } = bookFor();
  const { id } = add(book, { move: 'BUSY', times: 1 });
  const search = book.search('alpha', 'put');
  t.equal(search.beforeBody()?.ruleId, id);
  book.remove(id);
  search.settle(true, false);
  t.same(movesOf(book, 1), ['-']);
  t.end();
});

t.test('two requests that share the last hit of a rule can both be taken back', (t) => {
  const { book } = bookFor();
  const { id } = add(book, { move: 'BUSY', times: 2 });
  const searches = [book.search('alpha', 'put'), book.search('alpha', 'put')];
  for (const search of searches) t.equal(search.beforeBody()?.ruleId, id);
  t.equal(ask(book), undefined);
  for (const search of searches) search.settle(true, false);
  t.equal(book.get(id)?.remaining, 2);
  t.same(movesOf(book, 3), ['BUSY', 'BUSY', '-']);
  t.end();
});

t.test('the number of rules is limited, and those that are done make room', (t) => {
  const { book, advance } = bookFor();
  const used = add(book, { move: 'BUSY', times: 1, priority: 1 });
  ask(book);
  const brief = add(book, { move: 'BUSY', expiresInSeconds: 1 });
  for (let count = 2; count < MAX_RULES; count++) add(book, { move: 'BUSY', fields: { id: String(count) } });
  advance(1);
  add(book, { move: 'DONE' });
  t.equal(book.remove(brief.id), false, 'the expired one is dropped first');
  t.equal(book.get(used.id)?.hits, 1);
  add(book, { move: 'DONE' });
  t.equal(book.get(used.id), undefined, 'then the used one');
  t.same(book.add({ move: 'DONE' }), {
    kind: 'invalid',
    field: 'rule',
    message: 'there are already 10,000 rules; remove some first',
    full: true,
  });
  t.equal(book.list().length, MAX_RULES);
  t.end();
});

t.test('a request meets only the rules that match it, however many there are', (t) => {
  let draws = 0;
  const { book, clockReads } = bookFor({
    random: () => {
      draws += 1;
      return 0.5;
    },
  });
  // a probability of 0 makes a rule draw and leave the request to the next one, so each draw is a rule that was met
  for (let count = 0; count < 4_000; count++) {
    add(book, { move: 'BUSY', probability: 0, fields: { id: `id-${count}` } });
    add(book, { move: 'BUSY', probability: 0, fields: { kind: 'a', id: `id-${count}` } });
  }
  for (let count = 0; count < 1_000; count++) add(book, { partner: 'beta', move: '1', probability: 0 });
  const cost = (partner: string, operation: string, fields: Fields) => {
    const before = { draws, clock: clockReads() };
    let reads = 0;
    const search = book.search(partner, operation);
    search.beforeBody();
    search.withBody((name) => {
      reads += 1;
      return fields[name];
    });
    return { draws: draws - before.draws, reads, clockReads: clockReads() - before.clock };
  };
  t.same(cost('alpha', 'put', { id: 'id-77', kind: 'a' }), { draws: 2, reads: 3, clockReads: 1 });
  t.same(cost('alpha', 'put', { id: 'id-77', kind: 'b' }), { draws: 1, reads: 3, clockReads: 1 });
  t.same(cost('alpha', 'put', { id: 'other', kind: 'a' }), { draws: 0, reads: 3, clockReads: 1 });
  t.same(cost('alpha', 'put', { id: 'x'.repeat(1_000_000), kind: 'a' }), { draws: 0, reads: 3, clockReads: 1 });
  t.same(cost('alpha', 'get', { id: 'id-77' }), { draws: 0, reads: 0, clockReads: 0 }, 'it has no rules');
  for (const { id, fields } of book.list()) if (fields && 'kind' in fields) book.remove(id);
  t.same(cost('alpha', 'put', { id: 'id-77', kind: 'a' }), { draws: 1, reads: 1, clockReads: 1 }, 'kind is not read');
  for (const { id, partner } of book.list()) if (partner === undefined) book.remove(id);
  t.same(cost('alpha', 'put', { id: 'id-77' }), { draws: 0, reads: 0, clockReads: 0 }, 'it has none any more');
  t.equal(cost('beta', 'put', {}).draws, 1_000);
  t.end();
});

type Step =
  | { readonly kind: 'add'; readonly input: RuleInput }
  | { readonly kind: 'remove'; readonly number: number }
  | { readonly kind: 'clear' }
  | { readonly kind: 'advance'; readonly seconds: number }
  | {
      readonly kind: 'request';
      readonly scope: RuleScope;
      readonly fields: Fields;
      readonly twoSteps: boolean;
      readonly used: boolean;
    };

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });
const move = fc.constantFrom('BUSY', 'DONE', 'GONE', '1', 'delay(2s)', 'unsigned-success', 'natural');
const ruleInput = fc
  .record(
    {
      partner: optional(fc.constantFrom('alpha', 'beta')),
      operation: optional(fc.constantFrom('put', 'get')),
      fields: optional(
        fc.constantFrom<Fields>(
          { id: 'a' },
          { id: 'b' },
          { kind: 'a' },
          { kind: 'a', id: 'a' },
          { number: '', id: 'b' },
        ),
      ),
      moves: fc.oneof(
        move.map((one) => ({ move: one })),
        fc.record({ sequence: fc.array(move, { minLength: 1, maxLength: 3 }), repeat: fc.boolean() }),
      ),
      times: optional(fc.integer({ min: 1, max: 3 })),
      after: optional(fc.integer({ min: 0, max: 2 })),
      probability: optional(fc.constantFrom(0, 0.3, 0.7, 1)),
      expiresInSeconds: optional(fc.integer({ min: 1, max: 10 })),
      priority: optional(fc.integer({ min: -1, max: 1 })),
    },
    { requiredKeys: ['moves'] },
  )
  .map(({ moves: chosen, ...conditions }) => {
    const given = Object.entries(conditions).filter(([, value]) => value !== undefined);
    return { ...Object.fromEntries(given), ...chosen } as RuleInput;
  });
const value = fc.constantFrom('a', 'a', 'b', '');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ kind: fc.constant('add' as const), input: ruleInput }) },
  {
    weight: 60,
    arbitrary: fc.record({
      kind: fc.constant('request' as const),
      scope: fc.constantFrom(...SCOPES),
      fields: fc.dictionary(fc.constantFrom('id', 'kind', 'number'), value, { noNullPrototype: true }),
      twoSteps: fc.boolean(),
      used: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), number: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), seconds: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
);

type Request = Extract<Step, { kind: 'request' }>;

function askBoth(book: RuleBook, naive: NaiveRuleBook, { scope, fields, twoSteps, used }: Request) {
  const search = book.search(scope.partner, scope.operation);
  const early = twoSteps ? search.beforeBody() : undefined;
  const hit = early ?? search.withBody((name) => (scope.fields.includes(name) ? fields[name] : undefined));
  search.settle(!used, used);
  return { hit, expected: naive.match(scope, fields, used) };
}

function changeBoth(
  { book, advance }: ReturnType<typeof bookFor>,
  naive: NaiveRuleBook,
  change: Exclude<Step, Request>,
) {
  switch (change.kind) {
    case 'add':
      if (book.add(change.input).kind === 'added') naive.add(change.input);
      break;
    case 'remove':
      book.remove(`rule-${change.number}`);
      naive.remove(`rule-${change.number}`);
      break;
    case 'advance':
      advance(change.seconds);
      naive.advance(change.seconds);
      break;
    case 'clear':
      book.clear();
      naive.clear();
  }
}

t.test('any sequence of rules and requests gives what a naive book gives', (t) => {
  const knows = (text: string, scope: RuleScope) => parseMove(text, scope).kind !== 'unknown';
  let hits = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), fc.nat(), (steps, seed) => {
      const tested = bookFor({ random: seeded(seed) });
      const naive = new NaiveRuleBook(seeded(seed), knows);
      for (const one of steps) {
        if (one.kind !== 'request') {
          changeBoth(tested, naive, one);
          continue;
        }
        const { hit, expected } = askBoth(tested.book, naive, one);
        if (JSON.stringify(hit) !== JSON.stringify(expected)) return false;
        if (hit) hits += 1;
      }
      const listed = tested.book.list().map(({ id, hits: count, remaining }) => ({ id, hits: count, remaining }));
      return JSON.stringify(listed) === JSON.stringify(naive.list());
    }),
    { numRuns: RUNS, seed: SEED },
  );
  t.ok(hits > RUNS / 3, `rules applied ${hits} times`);
  t.end();
});

t.test('a step that is given back comes next, whatever was asked for meanwhile', (t) => {
  const { book } = bookFor();
  add(book, { sequence: ['DONE', 'BUSY', 'natural'] });
  const [first, second] = [book.search('alpha', 'put'), book.search('alpha', 'put')];
  t.same([first.beforeBody()?.move, second.beforeBody()?.move], ['DONE', 'BUSY']);
  first.settle(true, false);
  t.same([ask(book)?.move, ask(book)?.move, ask(book)], ['DONE', null, undefined]);
  t.match(book.list(), [{ hits: 3, remaining: 0 }]);
  t.end();
});

t.test('a rule that has expired stays away when the clock goes back', (t) => {
  const { book, advance } = bookFor();
  add(book, { move: 'DONE', expiresInSeconds: 5 });
  advance(10);
  t.equal(ask(book), undefined);
  advance(-10);
  t.same([ask(book), book.list()], [undefined, []]);
  const beyond = book.add({ move: 'DONE', expiresInSeconds: 31_000_000 });
  t.equal(beyond.kind, 'added');
  advance(7_973.5 * 365.2425 * 86_400);
  t.match(book.add({ move: 'DONE', expiresInSeconds: 31_000_000 }), { kind: 'invalid', field: 'expiresInSeconds' });
  t.end();
});
