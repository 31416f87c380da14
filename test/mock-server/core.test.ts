import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type BodyKind,
  entryOf,
  type OperationOutcome,
  type Outcome,
  type PartnerContract,
  partners,
} from '@sparring/contracts';
import t from 'tap';
import { request } from 'undici';
import { BodyChecksum } from '#simulator/core/body/body-checksum.js';
import { BodyMemory, HeldBytes } from '#simulator/core/body/body-memory.js';
import { receiveNone } from '#simulator/core/body/none.js';
import { buildAnswer } from '#simulator/core/build-answer.js';
import { deliver } from '#simulator/core/deliver.js';
import type { SimulatedPartner } from '#simulator/core/partner.js';
import { curlWords } from '#simulator/curl/curl-words.js';
import { latestEntries } from '#simulator/state/latest-entries.js';
import { memoryLedger } from '#simulator/state/ledger.js';
import { createWorld } from '#simulator/state/world.js';
import { simulatorFor } from '../helpers/simulator.js';
import { journaled } from '../helpers/stage.js';

const [contract] = partners;
const [operation] = contract?.operations ?? [];
if (!contract || !operation) throw new Error('there is no partner');

t.test('a move on a path that no operation has is known when the catalogue has it, and never used', async (t) => {
  const simulator = await simulatorFor(t);
  const ask = async (path: string, move?: string) => {
    const headers = move === undefined ? {} : { 'x-sparring-move': move };
    const answer = await request(simulator.url + path, { method: 'POST', headers });
    return { httpStatus: answer.statusCode, headers: answer.headers, json: await answer.body.json() };
  };
  for (const { title, pathPrefix, catalogue, decode } of partners) {
    const path = `${pathPrefix}nothing-here`;
    const plain = await ask(path);
    const { code } = decode(plain.json, plain.httpStatus) ?? {};
    for (const entry of catalogue) {
      const moved = await ask(path, entry.code);
      t.equal(decode(moved.json, moved.httpStatus)?.code, code, `${title}: ${entry.code} changes nothing`);
      t.match(await journaled(simulator, moved), { move: { text: entry.code, used: false } });
    }
    const unknown = await ask(path, 'NO_SUCH_CODE');
    t.match(unknown, {
      httpStatus: 400,
      json: { error: { code: 'unknown-move', message: `${title} has no move NO_SUCH_CODE` } },
    });
    const { error } = unknown.json as { readonly error: { readonly known: readonly string[] } };
    t.same(
      error.known.slice(0, catalogue.length),
      catalogue.map((entry) => entry.code),
      `${title}: every code of the catalogue is known`,
    );
  }
});

t.test('an answer that violates its schema is a bug and is not sent', async (t) => {
  const stamp = { at: new Date(0), hex: (digits: number) => 'a'.repeat(digits) };
  const settings = Object.fromEntries(Object.entries(contract.settings).map(([name, one]) => [name, one.default]));
  const routed = { kind: 'operation', operation, parameters: {} } as const;
  const isRefusal = ({ code }: OperationOutcome) => entryOf(contract.catalogue, code).class !== 'success';
  const refusalOf = (outcomes: readonly OperationOutcome[]): Outcome => {
    const { code = '', httpStatus = 0 } = outcomes.find(isRefusal) ?? {};
    return { kind: 'refused', code, httpStatus, rule: '', reason: '' };
  };
  const build = (encode: PartnerContract['encode'], route: typeof routed | { readonly kind: 'unknown-path' }) => {
    const outcome = refusalOf(route.kind === 'operation' ? operation.outcomes : contract.unroutedOutcomes);
    return buildAnswer({ contract: { ...contract, encode } } as unknown as SimulatedPartner, outcome, {
      id: 'a',
      repeatable: false,
      head: { method: 'POST', target: operation.path, headers: {}, route },
      stamp,
      settings,
      authenticated: false,
    });
  };
  for (const route of [routed, { kind: 'unknown-path' }] as const) {
    t.match(build(contract.encode, route), { headers: { 'x-sparring-id': 'a' } }, `${route.kind}: a valid one is sent`);
    for (const [name, encode] of [
      ['an empty answer', () => ({})],
      ['one more field', (...input: Parameters<typeof contract.encode>) => ({ ...contract.encode(...input), more: 1 })],
    ] as const) {
      t.throws(
        () => build(encode, route),
        { message: /^our answer violates its schema: \[\{"field"/ },
        `${route.kind}: ${name}`,
      );
    }
  }
});

t.test('only with a seed, the date of an answer is that of its stamp', async (t) => {
  const stamp = { at: new Date(1_000_000_000_000), hex: (digits: number) => 'a'.repeat(digits) };
  const settings = Object.fromEntries(Object.entries(contract.settings).map(([name, one]) => [name, one.default]));
  const [{ code = '', httpStatus = 0 } = {}] = contract.unroutedOutcomes;
  const outcome: Outcome = { kind: 'refused', code, httpStatus, rule: '', reason: '' };
  const head = { method: 'POST', target: '/', headers: {}, route: { kind: 'unknown-path' } } as const;
  for (const [repeatable, date] of [
    [true, 'Sun, 09 Sep 2001 01:46:40 GMT'],
    [false, undefined],
  ] as const) {
    const input = { id: 'a', repeatable, head, stamp, settings, authenticated: false };
    const { headers } = await buildAnswer({ contract } as unknown as SimulatedPartner, outcome, input);
    t.equal(headers['date'], date);
  }
});

t.test("curl commands spell header names as the partner's documents do", async (t) => {
  const requestHeaders = { 'Client-Id': '', Signature: '' };
  const headers = { 'client-id': 'c', SIGNATURE: 's', 'content-type': 'text/x', 'X-Other': 'o' };
  const spelled = ['Client-Id: c', 'Signature: s', 'Content-Type: text/x', 'X-Other: o'];
  const rows: readonly (readonly [kind: BodyKind, expected: readonly string[]])[] = [
    ['json', spelled],
    ['raw', spelled],
    ['none', spelled],
    ['multipart', spelled.filter((one) => !one.startsWith('Content-Type'))],
  ];
  for (const [bodyKind, expected] of rows) {
    const words = await curlWords({
      contract: { ...contract, requestHeaders },
      url: 'http://127.0.0.1:1',
      bodyKind,
      message: { method: 'POST', target: '/', headers, body: Buffer.alloc(0) },
      fields: [{ name: 'a', content: 'b' }],
      signsBody: false,
      saveBody: async () => '',
    });
    t.same(
      words.filter((_word, index) => words[index - 1] === '-H'),
      expected,
      bodyKind,
    );
  }
});

t.test('a body that an operation does not take still reaches the check of its signature', async (t) => {
  const raw = new PassThrough();
  const chunks: string[] = [];
  const held = new HeldBytes(new BodyMemory(0));
  const options = { maxBytes: 100, maxBufferedBytes: 0, idleMs: 60_000, totalMs: 60_000, knownFields: [], held };
  const received = receiveNone({ raw } as unknown as Parameters<typeof receiveNone>[0], {
    ...options,
    keepDocuments: false,
    onChunk: (chunk) => chunks.push(chunk.toString()),
  });
  raw.write('unexpected ');
  raw.end('body');
  t.same((await received).arrival, { end: 'complete', sizeBytes: 15 });
  t.equal(chunks.join(''), 'unexpected body');
  t.same((await received).decode(), { kind: 'body', body: undefined }, 'and is not decoded');
});

t.test('with a seed, an advanced clock also advances the times in answers, until a reset', async (t) => {
  const judged = new Date('2030-05-06T07:08:09Z');
  const world = createWorld({ seed: 'seed', clock: () => judged });
  const times = () => [world.stamp().at, world.stamp().at].map((at) => at.toISOString());
  t.same(times(), ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z']);
  world.clock.advance(3_600_000);
  t.same(times(), ['2026-01-01T01:00:02.000Z', '2026-01-01T01:00:03.000Z']);
  t.equal(world.now().toISOString(), '2030-05-06T08:08:09.000Z');
  world.clock.advance(1_000);
  t.equal(world.now().toISOString(), '2030-05-06T08:08:10.000Z', 'steps add up');
  world.reset();
  t.same(times(), ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z']);
  t.equal(world.now().toISOString(), judged.toISOString());
});

t.test('while an answer is delayed, its connection is not idle, and afterwards it can be again', async (t) => {
  const socket = new Socket();
  socket.setTimeout(5_000);
  const closing = new AbortController();
  let idleMs: number | undefined;
  const delayMs = () => {
    setImmediate(() => {
      idleMs = socket.timeout;
      closing.abort();
    });
    return 3_600_000;
  };
  const reply = { raw: { req: { socket } } } as unknown as Parameters<typeof deliver>[0];
  const answer = { httpStatus: 200, headers: {}, body: '{}' };
  const fault = { effect: { delayMs }, random: () => 0, closing: closing.signal };
  t.equal(await deliver(reply, answer, fault), 'usual');
  t.same([idleMs, socket.timeout], [0, 5_000]);
  socket.destroy();
});

t.test('an entry that is written again is the latest, and the oldest one goes when there are too many', (t) => {
  const entries = latestEntries<number>(2);
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ] as const) {
    entries.set(key, value);
  }
  t.same(
    [...entries.entries()],
    [
      ['b', 2],
      ['a', 3],
    ],
  );
  entries.set('c', 4);
  t.same([...entries.values()], [3, 4]);
  entries.delete('a');
  for (const key of ['d', 'c', 'e']) entries.set(key, 5);
  t.same(
    [...entries.entries()].map(([key]) => key),
    ['c', 'e'],
  );
  entries.clear();
  for (const key of ['f', 'g', 'h']) entries.set(key, 6);
  t.same(
    [...entries.entries()].map(([key]) => key),
    ['g', 'h'],
    'also after it was cleared',
  );
  t.end();
});

t.test(
  'the ledger keeps what is stored until something else is, and forgets the id that was named least recently',
  async (t) => {
    const ledger = memoryLedger(2);
    const scope = { partner: 'p', operation: 'put' };
    let exchanges = 0;
    const record = (id: string, stored?: { readonly sizeBytes: number }) => {
      const outcome = { exchange: `x${++exchanges}`, at: '', code: 'OK', httpStatus: 200, answered: true };
      return ledger.record({ ...scope, id, accepted: stored !== undefined, stored, outcome });
    };
    await record('a', { sizeBytes: 1 });
    await record('b');
    await record('a');
    t.match(await ledger.find('a'), [{ arrived: 2, accepted: 1, stored: { sizeBytes: 1 }, last: { exchange: 'x3' } }]);
    await record('a', { sizeBytes: 2 });
    t.match(await ledger.find('a'), [{ accepted: 2, duplicates: 1, stored: { sizeBytes: 2 } }]);
    t.match(await ledger.latest(9), [{ id: 'a' }, { id: 'b', stored: null, duplicates: 0 }]);
    await ledger.lost({ ...scope, id: 'a', exchange: 'x3' });
    t.match(await ledger.find('a'), [{ last: { answered: true } }], 'the id was named again since');
    await ledger.lost({ ...scope, id: 'a', exchange: 'x4' });
    t.match(await ledger.find('a'), [{ arrived: 3, last: { exchange: 'x4', answered: false } }]);
    await ledger.lost({ ...scope, id: 'nothing', exchange: 'x4' });
    await record('c');
    t.same(
      (await ledger.latest(9)).map(({ id }) => id),
      ['c', 'a'],
    );
    t.same([await ledger.find('b'), await ledger.latest(0)], [[], []]);
    t.same(
      (await ledger.latest(1)).map(({ id }) => id),
      ['c'],
    );
  },
);

t.test('the checksum of a body leaves its boundary out, wherever the chunks part', async (t) => {
  const boundary = 'XYXYXYX-XYXYXYX';
  const text = `a--${boundary}YXYX-bc-${boundary}${boundary}Z\r\n--${boundary}--\r\n`;
  const crcOf = (contentType: string, chunks: readonly string[]) => {
    const checksum = new BodyChecksum(contentType);
    for (const chunk of chunks) checksum.update(Buffer.from(chunk));
    return checksum.result();
  };
  const expected = crc32(text.replaceAll(boundary, ''));
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const chunks = [text.slice(0, first), text.slice(first, second), text.slice(second)];
      for (const type of [
        `multipart/form-data; boundary=${boundary}`,
        `multipart/form-data;boundary="${boundary}"; a=b`,
      ]) {
        if (crcOf(type, chunks) !== expected) t.fail(`${type}: ${JSON.stringify(chunks)}`);
      }
    }
  }
  t.equal(crcOf(`multipart/form-data; boundary=${boundary}`, [...text]), expected, 'one byte at a time');
  const many = 'X'.repeat(1_000);
  const slow = 'multipart/form-data; boundary=X';
  t.equal(crcOf(slow, [many, 'aX', 'b']), crc32('aXb'), 'of a body that is made to be slow, a thousand are left out');
  for (const type of ['application/json', 'multipart/form-data', '']) t.equal(crcOf(type, [text]), crc32(text), type);
});
