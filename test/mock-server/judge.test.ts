import { PassThrough } from 'node:stream';
import { type Operation, outcomesOf, type Violation } from '@sparring/contracts';
import t from 'tap';
import { acceptOrMove } from '#simulator/core/apply-move.js';
import { BodyMemory, HeldBytes } from '#simulator/core/body/body-memory.js';
import { judge } from '#simulator/core/judge.js';
import type { JudgedRequest, SimulatedPartner } from '#simulator/core/partner.js';
import { startProgress } from '#simulator/core/progress.js';
import type { MoveChooser, MoveRequest } from '#simulator/moves/choose-move.js';

/* A made-up partner, for what is the same for every partner and cannot be seen at those that there are. */

const stamp = { at: new Date(0), hex: (digits: number) => 'a'.repeat(digits) };
const violation = (field: string): Violation => ({ field, path: `/${field}`, keyword: 'type', message: 'is wrong' });

const put: Operation = {
  name: 'put',
  title: '',
  methods: ['PUT'],
  path: '/things/{id}',
  query: ['page'],
  bodyKind: 'json',
  source: '',
  requestFields: ['id', 'number'],
  businessId: 'number',
  schema: {},
  checkParameters: (parameters) => ('page' in (parameters as object) ? [violation('page')] : []),
  checkRequest: (body) => ('bad' in (body as object) ? [violation('bad')] : []),
  outcomes: outcomesOf({ OK: 200, CREATED: 201, WRONG: 400, BUG: 500 }, { schema: 'any', check: () => [] }),
  exampleData: {},
};

const partner = {
  contract: { name: 'made-up', catalogue: ['OK', 'CREATED'].map((code) => ({ code, class: 'success' })) },
  limits: { maxBufferedBytes: 1000, maxBodyBytes: 1000 },
  operations: {
    put: {
      refuseInvalid: (violations: readonly Violation[]) => ({
        kind: 'refused',
        code: 'WRONG',
        rule: 'X1',
        reason: violations.map(({ field }) => field).join(' '),
      }),
      rules: [],
      accept: async () => ({ kind: 'accepted', code: 'CREATED', data: {} }),
    },
  },
  authenticate: () => ({ kind: 'authenticated', caller: 'c' }),
  callerRules: [],
  refuseUnreadable: () => ({ kind: 'refused', code: 'WRONG', rule: 'X2', reason: 'unreadable' }),
  bugCode: 'BUG',
} as unknown as SimulatedPartner;

/** Judges a request, and says what moves can look at. */
async function judged(parameters: Readonly<Record<string, string>>, body: string) {
  let seen: MoveRequest | undefined;
  const moves = {
    beforeBody: () => undefined,
    withBody: (request: MoveRequest) => {
      seen = request;
      return undefined;
    },
  } as unknown as MoveChooser;
  const route = { kind: 'operation', operation: put, parameters } as const;
  const held = new HeldBytes(new BodyMemory(1_000));
  const raw = new PassThrough();
  raw.end(body);
  const result = await judge(
    partner,
    {
      head: { method: 'PUT', target: '/things/a', headers: {}, route },
      stamp,
      moves,
      held,
      progress: startProgress(),
      keepDocuments: false,
    },
    { raw, headers: {} } as unknown as Parameters<typeof judge>[2],
    { idleMs: 60_000, totalMs: 60_000 },
  );
  return { ...result, field: seen?.field };
}

t.test('invalid parameters are refused before the body is read as JSON, and an invalid body after them', async (t) => {
  const rows = [
    { name: 'both', parameters: { id: 'a', page: '1' }, body: '{', reason: 'page' },
    { name: 'the parameters', parameters: { id: 'a', page: '1' }, body: '{"bad":1}', reason: 'page' },
    { name: 'what is not JSON', parameters: { id: 'a' }, body: '{', reason: 'unreadable' },
    { name: 'the body', parameters: { id: 'a' }, body: '{"bad":1}', reason: 'bad' },
  ];
  for (const { name, parameters, body, reason } of rows) {
    t.match(await judged(parameters, body), { outcome: { kind: 'refused', reason }, accepted: false }, name);
  }
  t.match(await judged({ id: 'a' }, '{}'), { outcome: { code: 'CREATED' }, accepted: true });
});

t.test('a parameter precedes a field of the body with the same name, for rules and the business id', async (t) => {
  const { field } = await judged({ id: 'in the path' }, '{"id":"in the body","note":"x","deep":{}}');
  t.equal(field?.('id'), 'in the path');
  t.equal(field?.('note'), 'x');
  for (const none of ['deep', 'page', 'toString', '__proto__']) t.equal(field?.(none), undefined, none);
});

t.test('only a text is a business id', async (t) => {
  t.equal((await judged({ id: 'a' }, '{"number":"7"}')).businessId, '7');
  for (const value of ['7', 'null', 'true', '["7"]', '{}']) {
    t.equal((await judged({ id: 'a' }, `{"number":${value}}`)).businessId, undefined, value);
  }
});

t.test('a move to one success is unused when the request gets another one', async (t) => {
  const behavior = partner.operations['put'];
  if (!behavior) throw new Error('there is no behavior');
  const request = { caller: 'c', parameters: {}, body: {}, stamp } as JudgedRequest;
  for (const [code, used] of [
    ['CREATED', true],
    ['OK', false],
    [undefined, false],
  ] as const) {
    const chosen = code && ({ by: 'header', move: { kind: 'answer', code, text: code } } as const);
    const { moveUsed, outcome, accepted } = await acceptOrMove(partner, behavior, request, chosen || undefined);
    t.match(
      { moveUsed, outcome, accepted },
      { moveUsed: used, outcome: { code: 'CREATED' }, accepted: true },
      String(code),
    );
  }
});
