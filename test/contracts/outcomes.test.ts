import { type Composer, composers, judgeAnswer } from '@sparring/cases';
import {
  type AnswerSchema,
  type Check,
  findOutcome,
  noBody,
  type Operation,
  outcomesOf,
  type PartnerContract,
  textFields,
} from '@sparring/contracts';
import t from 'tap';

/*
 * A made-up partner whose answers carry no code: which success it is shows in the HTTP status, in the fields, or in
 * that there is no body at all.
 */

const [someComposer] = composers;
if (!someComposer) throw new Error('there is no partner');

const requires =
  (name: string): Check =>
  (body) =>
    name in ((body ?? {}) as object)
      ? []
      : [{ field: name, path: `/${name}`, keyword: 'required', message: `needs ${name}` }];

const one: AnswerSchema = { schema: 'one', check: requires('id'), exampleData: { id: 'a' } };
const many: AnswerSchema = { schema: 'many', check: requires('list'), exampleData: { list: [] } };
const done: AnswerSchema = { schema: 'done', check: requires('at'), exampleData: { at: 'now' } };
const queued: AnswerSchema = { schema: 'queued', check: requires('place'), exampleData: { place: 1 } };

const query: Operation = {
  name: 'query',
  title: 'Query',
  methods: ['GET'],
  path: '/things',
  bodyKind: 'none',
  source: '',
  requestFields: [],
  schema: {},
  outcomes: [
    ...outcomesOf({ ONE: 200 }, one),
    ...outcomesOf({ MANY: 200 }, many),
    ...outcomesOf({ DONE: 200 }, done),
    ...outcomesOf({ DONE: 202 }, queued),
    ...outcomesOf({ GONE: 204 }, noBody),
  ],
  exampleData: {},
};

const entry = (code: string, text: string) => ({
  code,
  class: 'success' as const,
  text,
  provenance: { kind: 'assumed' as const, source: '' },
  clientAction: '',
});

const catalogue = [entry('ONE', 'One'), entry('MANY', 'Many'), entry('DONE', 'Done'), entry('GONE', 'Gone')];

function codeOf(answer: object | undefined, httpStatus: number): string | undefined {
  if (!answer) return httpStatus === 204 ? 'GONE' : undefined;
  if ('place' in answer || 'at' in answer) return 'DONE';
  if ('id' in answer) return 'ONE';
  return 'list' in answer ? 'MANY' : undefined;
}

const contract: PartnerContract = {
  ...someComposer.contract,
  operations: [query],
  unroutedOutcomes: [],
  catalogue,
  encode: ({ kind, ...outcome }) => {
    if (outcome.code === 'GONE') throw new Error('what has no body is not encoded');
    return kind === 'accepted' && 'data' in outcome ? { ...(outcome.data as object) } : {};
  },
  decode: (answer, httpStatus) => {
    const code = codeOf(answer as object | undefined, httpStatus);
    const text = catalogue.find((one) => one.code === code)?.text ?? '';
    return code === undefined ? undefined : { code, class: 'success', text, data: (answer ?? {}) as object as never };
  },
};

const composer: Composer = { ...someComposer, contract };

function differing(code: string, answered: { httpStatus: number; body?: unknown; text?: string }, httpStatus?: number) {
  const body = answered.body === undefined ? (answered.text ?? '') : JSON.stringify(answered.body);
  return judgeAnswer(
    { code, ...(httpStatus === undefined ? {} : { httpStatus }) },
    { httpStatus: answered.httpStatus, headers: {}, body: Buffer.from(body) },
    {
      composer,
      operation: query,
      request: { method: 'GET', target: '/things', headers: {}, body: Buffer.alloc(0) },
      caller: { credentials: {}, at: new Date(0), settings: {} },
    },
  ).map(({ field }) => field);
}

t.test('two successes with the same HTTP status are told apart by their bodies', (t) => {
  t.same(differing('ONE', { httpStatus: 200, body: { id: 'x' } }), []);
  t.same(differing('MANY', { httpStatus: 200, body: { list: [] } }), []);
  t.same(differing('MANY', { httpStatus: 200, body: { id: 'x' } }), ['code', 'text', 'schema /list']);
  t.same(differing('ONE', { httpStatus: 200, body: { list: [] } }), ['code', 'text', 'schema /id']);
  t.end();
});

t.test('two successes with the same code are told apart by the HTTP status that the case expects', (t) => {
  const later = { httpStatus: 202, body: { place: 3 } };
  t.same(differing('DONE', later, 202), [], 'each is judged by its own schema');
  t.same(differing('DONE', later), ['httpStatus', 'schema /at'], 'the first is the default');
  t.same(differing('DONE', { httpStatus: 202, body: { id: 'x' } }, 202), ['code', 'text', 'schema /place']);
  t.equal(findOutcome(query.outcomes, 'DONE').httpStatus, 200);
  t.equal(findOutcome(query.outcomes, 'DONE', 202).schema, 'queued');
  t.throws(() => findOutcome(query.outcomes, 'DONE', 201), {
    name: 'RangeError',
    message: 'the operation has no outcome DONE with HTTP 201',
  });
  t.end();
});

t.test('an outcome without a body must have none, and one with a body must have one', (t) => {
  t.same(differing('GONE', { httpStatus: 204 }), []);
  t.same(differing('GONE', { httpStatus: 204, body: { id: 'x' } }), ['code', 'text', 'schema /']);
  t.same(differing('GONE', { httpStatus: 200, body: { id: 'x' } }), ['httpStatus', 'code', 'text', 'schema /']);
  t.same(differing('ONE', { httpStatus: 200 }), ['body']);
  t.same(differing('ONE', { httpStatus: 204 }), ['httpStatus', 'code', 'text', 'schema /id']);
  t.same(differing('GONE', { httpStatus: 204, text: '<html>' }), ['body'], 'what is not JSON is not taken for no body');
  t.end();
});

t.test('the text fields of an operation are its parameters, and the fields of its body that can be strings', (t) => {
  const types: Readonly<Record<string, string>> = { id: 'string', note: 'string', size: 'integer', file: 'object' };
  const checkRequest: Check = (body) =>
    Object.entries(body as object)
      .filter(([name, value]) => typeof value !== types[name])
      .map(([name]) => ({ field: name, path: `/${name}`, keyword: 'type', message: 'is wrong' }));
  const operation = { path: '/{shop}/{id}', query: ['page'], requestFields: Object.keys(types), checkRequest };
  t.same(textFields(operation as unknown as Operation), ['id', 'note', 'shop', 'page']);
  t.same(textFields({ path: '/', requestFields: ['a'] } as unknown as Operation), ['a'], 'nothing checks the body');
  t.end();
});
