import { type Case, type Composer, composers, parseCase, playCase, type Stage } from '@sparring/cases';
import { type Operation, outcomesOf, type PartnerContract, type RequestMessage } from '@sparring/contracts';
import t from 'tap';

const [someComposer] = composers;
if (!someComposer) throw new Error('there is no partner');

const outcomes = outcomesOf({ OK: 200 }, { schema: 'any', check: () => [] });
const shared = { title: '', source: '', schema: {}, outcomes, exampleData: {} };

const create: Operation = {
  ...shared,
  name: 'create',
  methods: ['POST'],
  path: '/files',
  bodyKind: 'json',
  requestFields: ['name'],
};

const link: Operation = {
  ...shared,
  name: 'link',
  methods: ['PUT'],
  path: '/files/{fileId}/links',
  query: ['owner'],
  bodyKind: 'json',
  requestFields: ['to', 'note'],
};

const contract: PartnerContract = {
  ...someComposer.contract,
  name: 'made-up',
  operations: [create, link],
  settings: {},
  catalogue: [
    { code: 'OK', class: 'success', text: 'OK', provenance: { kind: 'assumed', source: '' }, clientAction: '' },
  ],
  encode: () => ({}),
  decode: (answer) => ({ code: 'OK', class: 'success', text: 'OK', data: answer as never }),
};

const composer: Composer = { ...someComposer, contract, caller: () => 'me', authenticate: () => ({}) };

const ok = { answer: { code: 'OK' } };
const first = { operation: 'create', request: { fields: { name: 'scan' } }, ...ok };
const id = { $answer: 'data.fileId', step: 1 };

function caseOf(...steps: readonly object[]): Case {
  return parseCase(JSON.stringify({ title: 'A made-up case', portable: true, decisions: ['X1'], steps }), 'x.json');
}

/** Plays a case against canned answers, and returns what was sent, set and used. */
async function played(one: Case, answers: readonly unknown[]) {
  const sent: RequestMessage[] = [];
  const set: string[] = [];
  const used: string[] = [];
  const stage: Stage = {
    composer,
    credentials: {},
    now: () => new Date(0),
    control: {
      set: () => {},
      setState: async (state, subject) => {
        set.push(`${state} ${subject}`);
      },
      advanceClock: () => {},
    },
    send: async (request) => {
      sent.push(request);
      const body = Buffer.from(JSON.stringify(answers[sent.length - 1] ?? {}));
      return { httpStatus: 200, headers: {}, body };
    },
    onAnswerUsed: ({ $answer, step }, value) => used.push(`${$answer} of step ${step} is ${value}`),
  };
  const result = await playCase(one, stage);
  return { ...result, sent, set, used };
}

t.test(
  'a field of an earlier answer can be a path parameter, a query, a field and the subject of a state',
  async (t) => {
    const parameters = { fileId: id, owner: { $concat: ['o-', { $answer: 'owners.1.number', step: 1 }] } };
    const fields = { to: id, note: { $json: { refs: [{ id, owner: { $answer: 'owners.1.number', step: 1 } }] } } };
    const one = caseOf(
      first,
      { setState: 'approved', subject: id },
      { operation: 'link', request: { parameters, fields }, ...ok },
    );
    const answer = { data: { fileId: 'f/1' }, owners: [{ number: 7 }, { number: 8 }] };
    const { sent, set, used, differences, unfinished } = await played(one, [answer]);
    t.same(differences, []);
    t.equal(unfinished, undefined);
    t.same(set, ['approved f/1']);
    t.equal(sent[1]?.target, '/files/f%2F1/links?owner=o-8');
    t.strictSame(JSON.parse(String(sent[1]?.body)), { to: 'f/1', note: { refs: [{ id: 'f/1', owner: 8 }] } });
    t.same([...new Set(used)], ['data.fileId of step 1 is f/1', 'owners.1.number of step 1 is 8']);
  },
);

t.test('an earlier answer without the field is a difference of that answer, and ends the case', async (t) => {
  const one = caseOf(first, { operation: 'link', request: { parameters: { fileId: id } }, ...ok });
  const rows = [
    { name: 'no field', answer: { data: {} }, actual: 'nothing' },
    { name: 'no object around it', answer: { data: 'f-1' }, actual: 'nothing' },
    { name: 'nothing around it', answer: { data: null }, actual: 'nothing' },
    { name: 'an empty string', answer: { data: { fileId: '' } }, actual: '""' },
    { name: 'an object', answer: { data: { fileId: { a: 1 } } }, actual: '{"a":1}' },
    { name: 'a number that was rounded', answer: { data: { fileId: 2 ** 53 + 2 } }, actual: '9007199254740994' },
  ];
  for (const { name, answer, actual } of rows) {
    const { differences, sent, unfinished } = await played(one, [answer]);
    const field = 'step 1: body.data.fileId';
    t.same(differences, [{ field, expected: 'a string or an exact number, which step 2 sends', actual }], name);
    t.equal(sent.length, 1, `${name}: the second request is not sent`);
    t.equal(unfinished, true, name);
  }
});

t.test('whatever can be generated can be generated within JSON', async (t) => {
  const made = { id: { $id: 'a' }, list: [{ $concat: ['x-', { $caller: 'id' }] }, 1, true, null, { $hex: '41' }] };
  const { sent } = await played(
    caseOf({ operation: 'create', request: { fields: { name: { $json: { ...made, sub: [made] } } } }, ...ok }),
    [{}],
  );
  const { name } = JSON.parse(String(sent[0]?.body));
  t.match(name, { id: /^EX[0-9A-F]{24}$/, list: ['x-me', 1, true, null, 'A'] });
  t.same(name.sub, [{ id: name.id, list: name.list }], 'the same label is the same id');
});

t.test('a key with $ that generates nothing is rejected within JSON', (t) => {
  for (const wrong of [{ $ids: 'a' }, { $id: 1 }, { $id: 'a', more: 1 }, { $answer: 'a' }, { a: [{ $now: 'days' }] }]) {
    const step = { operation: 'create', request: { fields: { name: { $json: { deep: [wrong] } } } }, ...ok };
    t.throws(
      () => caseOf(step),
      { name: 'TypeError', message: /^the case x\.json is invalid at / },
      JSON.stringify(wrong),
    );
  }
  t.end();
});

t.test('nested fields of an answer are named with dots', async (t) => {
  const body = { 'data.owners.1.number': 8, 'data.fileId': { $matches: '^f' }, 'data.owners.7': null };
  const one = caseOf({ ...first, answer: { code: 'OK', body } });
  const answer = { data: { fileId: 'f-1', owners: [{ number: 7 }, { number: 8 }] } };
  t.same((await played(one, [answer])).differences, []);
  t.same((await played(one, [{ data: { ...answer.data, fileId: 'g' } }])).differences, [
    { field: 'body.data.fileId', expected: 'a string that matches ^f', actual: 'g' },
  ]);
});

t.test('a field that an answer only inherits is missing', async (t) => {
  const inherited = { $answer: 'data.__proto__', step: 1 };
  const one = caseOf(first, { operation: 'link', request: { parameters: { fileId: inherited } }, ...ok });
  const { differences } = await played(one, [{ data: {} }]);
  t.match(differences, [{ field: 'step 1: body.data.__proto__', actual: 'nothing' }]);
});

t.test('a case that refers to no earlier request is rejected when it is read', (t) => {
  const use = (step: number, field = 'fileId') => ({
    operation: 'link',
    request: { parameters: { fileId: { $concat: [{ $answer: field, step }] } } },
    ...ok,
  });
  const rows = [
    { name: 'its own step', steps: [first, use(2)], at: 'step 2 uses fileId of step 2, which is no earlier request' },
    { name: 'a later step', steps: [use(2), first], at: 'step 1 uses fileId of step 2, which is no earlier request' },
    { name: 'a step that does not exist', steps: [first, use(9)], at: 'step 2 uses fileId of step 9' },
    {
      name: 'a step without a request',
      steps: [{ advanceSeconds: 1 }, first, use(1)],
      at: 'step 3 uses fileId of step 1',
    },
    {
      name: 'the subject of a state',
      steps: [{ setState: 'approved', subject: { $answer: 'fileId', step: 1 } }, first],
      at: 'step 1 uses fileId of step 1',
    },
    {
      name: 'within JSON',
      steps: [{ operation: 'create', request: { fields: { name: { $json: [{ $answer: 'a', step: 1 }] } } }, ...ok }],
      at: 'step 1 uses a of step 1',
    },
    { name: 'step 0', steps: [first, use(0)], at: 'invalid at /steps/' },
    { name: 'no field', steps: [first, use(1, '')], at: 'invalid at /steps/' },
  ];
  for (const { name, steps, at } of rows) {
    t.throws(() => caseOf(...steps), { name: 'TypeError', message: new RegExp(`^the case x\\.json .*${at}`) }, name);
  }
  t.end();
});

t.test('a case that was not read from a file names the step that has no answer', async (t) => {
  const steps = [{ operation: 'link', request: { parameters: { fileId: id } }, answer: { code: 'OK' } }];
  await t.rejects(played({ title: 'A made-up case', portable: true, decisions: ['X1'], steps }, []), {
    name: 'TypeError',
    message: '$answer data.fileId needs the answer to step 1, which is no earlier request',
  });
});
