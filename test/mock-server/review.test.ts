import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrokenAnswerError, RefusedError, UnknownOutcomeError } from '@sparring/sdk';
import { createControl, type Review } from 'sparring/control';
import t, { type Test } from 'tap';
import type { ReviewedExchange } from '#simulator/review/exchange.js';
import { reviewFormats } from '#simulator/review/formats.js';
import { provenFindings, reviewOf } from '#simulator/review/review.js';
import { reviewRules } from '#simulator/review/rules/index.js';
import { LONG } from '../helpers/amount.js';
import { folderFor, sparring } from '../helpers/command.js';
import { ask } from '../helpers/control.js';
import { readJunit } from '../helpers/junit.js';
import { signedUpload, uploadParts } from '../helpers/prepaidify.js';
import { prepaidifyFor, worldfirstFor } from '../helpers/sdk.js';
import { type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { send, signedSubmit, type WireRequest } from '../helpers/worldfirst.js';

/*
 * Time as the simulator measures it between requests: it only passes when a client waits. So nothing here depends on
 * how busy the machine is, and nobody really waits.
 */
let nowMs = 1_000;
const { now: realNow } = performance;
performance.now = () => nowMs;
t.teardown(() => {
  performance.now = realNow;
});
const wait = async (ms: number) => {
  nowMs += ms;
};

const [front, back] = [specimen('id-front.jpg'), specimen('face.jpg')];

interface Sent {
  readonly id: string;
  readonly content?: Buffer;
  /** Signed in place of the current time, in Unix milliseconds. */
  readonly timeMs?: number;
  readonly empty?: 'body' | 'document';
  /** Changed after it was signed: the time, so that the signature is invalid. */
  readonly forged?: true;
}

let attempts = 0;

/** Changes the time that was signed; and where there is a boundary, this attempt gets one of its own. */
function forge({ headers, body, ...rest }: WireRequest): WireRequest {
  const own = `attempt-${String(++attempts).padStart(8, '0')}`;
  const [, boundary = own] = /boundary=(\S+)/.exec(headers['content-type'] ?? '') ?? [];
  const changed = Object.entries(headers).map(([name, value]) => [
    name,
    /time/.test(name) ? String(Number(value) + 1) : value.replace(boundary, own),
  ]);
  const text = body.toString('latin1').replaceAll(boundary, own);
  return { ...rest, headers: Object.fromEntries(changed), body: Buffer.from(text, 'latin1') };
}

/** A client that does what a row says, over a real socket; returns the id of each exchange. */
interface Client {
  readonly partner: string;
  /** A code that is a refusal, one that is an unknown outcome. */
  readonly refusal: string;
  readonly unknown: string;
  send(sent: Sent): Promise<void>;
}

function clientOf(
  simulator: AnySimulator,
  partner: string,
  write: (sent: Sent) => WireRequest,
): Omit<Client, 'refusal' | 'unknown'> {
  return {
    partner,
    send: async (sent) => {
      const message = sent.forged ? forge(write(sent)) : write(sent);
      const body = sent.empty === 'body' ? Buffer.alloc(0) : message.body;
      nowMs += 1; // the way to the simulator
      await send(simulator.url, { ...message, body }).catch(() => undefined); // a fault, or no JSON
    },
  };
}

let clockMs = Date.now();

const clients = (simulator: AnySimulator): readonly Client[] => [
  {
    ...clientOf(simulator, 'worldfirst', ({ id, content = front, timeMs = ++clockMs, empty }) => {
      const attachmentContent = (empty === 'document' ? Buffer.alloc(0) : content).toString('base64');
      const body = { attachmentId: id, attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent };
      return signedSubmit(simulator, { body, time: String(timeMs) });
    }),
    refusal: 'PROCESS_FAIL',
    unknown: 'UNKNOWN_EXCEPTION',
  },
  {
    ...clientOf(simulator, 'prepaidify', ({ id, content = front, timeMs = ++clockMs, empty }) => {
      const parts = uploadParts(empty === 'document' ? Buffer.alloc(0) : content, 'face.jpg', 'face', id);
      return signedUpload(simulator, { parts, timestamp: String(timeMs) });
    }),
    refusal: '4009',
    unknown: '1',
  },
];

interface Row {
  readonly rule: string;
  readonly name?: string;
  /** The moves of the requests, one after the other. */
  readonly moves: (client: Client) => readonly string[];
  readonly bad: (client: Client) => Promise<void>;
  readonly good: (client: Client) => Promise<void>;
  /** Only for this partner. */
  readonly partner?: string;
  /** The rule that has nothing to judge besides this one: there is no unknown outcome in the row. */
  readonly withoutUnknown?: true;
}

const lost = () => ['html-503'];

const ROWS: readonly Row[] = [
  {
    rule: 'retried-refusal',
    name: 'that a move asked for',
    moves: ({ refusal, unknown }) => [refusal, 'natural', unknown],
    bad: async (client) => {
      await client.send({ id: 'A' });
      await wait(500);
      await client.send({ id: 'A' });
      await recover(client);
    },
    good: async (client) => {
      await client.send({ id: 'A' });
      await client.send({ id: 'A', content: back });
      await recover(client);
    },
  },
  {
    rule: 'retried-refusal',
    name: 'that is natural, and so is given again',
    moves: () => [],
    bad: async (client) => {
      const text = Buffer.from('no picture');
      await client.send({ id: 'A', content: text });
      await client.send({ id: 'A', content: text });
      await recover(client, 'html-503');
    },
    good: async (client) => {
      await client.send({ id: 'A', content: Buffer.from('no picture') });
      await client.send({ id: 'A' });
      await recover(client, 'html-503');
    },
  },
  {
    rule: 'retried-refusal',
    name: 'of an invalid signature, before the body is decoded',
    moves: () => [],
    bad: async (client) => {
      await client.send({ id: 'A', forged: true });
      await client.send({ id: 'A', forged: true });
      await recover(client, 'html-503');
    },
    good: async (client) => {
      await client.send({ id: 'A', forged: true });
      await client.send({ id: 'A-2', forged: true });
      await client.send({ id: 'A', content: back, forged: true });
      await client.send({ id: 'A' });
      await recover(client, 'html-503');
    },
  },
  {
    rule: 'unknown-not-retried',
    moves: lost,
    bad: async (client) => {
      await client.send({ id: 'A' });
      await client.send({ id: 'B', content: back });
    },
    good: async (client) => {
      await client.send({ id: 'A' });
      await wait(300);
      await client.send({ id: 'A' });
      await client.send({ id: 'B', content: back });
    },
  },
  {
    rule: 'unknown-not-retried',
    name: 'when it got no answer at all',
    moves: () => ['reset-before-reading'],
    bad: (client) => client.send({ id: 'A' }),
    good: async (client) => {
      await client.send({ id: 'A' });
      await client.send({ id: 'A' });
    },
  },
  {
    rule: 'changed-id',
    moves: ({ unknown }) => [unknown],
    bad: async (client) => {
      await client.send({ id: 'A' });
      await client.send({ id: 'A-2' });
    },
    good: async (client) => {
      await client.send({ id: 'A' });
      await client.send({ id: 'A' });
      await client.send({ id: 'A-2' });
    },
  },
  {
    rule: 'reused-id',
    moves: () => ['reset-after-store'],
    bad: async (client) => {
      await client.send({ id: 'A' });
      await client.send({ id: 'A', content: back });
    },
    good: async (client) => {
      await client.send({ id: 'A' });
      await client.send({ id: 'A' });
    },
  },
  {
    rule: 'stale-timestamp',
    moves: lost,
    bad: async (client) => {
      await client.send({ id: 'A', timeMs: clockMs });
      await wait(300);
      await client.send({ id: 'A', timeMs: clockMs });
    },
    good: async (client) => {
      await client.send({ id: 'A' });
      await wait(300);
      await client.send({ id: 'A' });
    },
  },
  ...(['body', 'document'] as const).map(
    (empty): Row => ({
      rule: 'empty-body',
      name: `no ${empty}`,
      moves: lost,
      bad: async (client) => {
        await client.send({ id: 'A' });
        await client.send({ id: 'A', empty });
      },
      good: async (client) => {
        await client.send({ id: 'A' });
        await client.send({ id: 'A' });
      },
    }),
  ),
  {
    rule: 'ignored-retry-after',
    moves: () => ['html-503(after,2s)'],
    bad: async (client) => {
      await client.send({ id: 'A' });
      await wait(1_900);
      await client.send({ id: 'A' });
    },
    good: async (client) => {
      await client.send({ id: 'A' });
      await wait(2_000);
      await client.send({ id: 'A' });
    },
  },
  {
    rule: 'retried-at-once',
    moves: () => ['html-503', 'natural', 'html-502', 'natural', 'html-504', 'natural'],
    bad: (client) => retryEach(client, [0, 3, 12]),
    good: (client) => retryEach(client, [0, 3, 120]),
  },
  {
    rule: 'retried-in-lock-step',
    name: 'always after the same time',
    moves: () => ['html-503', 'html-503', 'html-503', 'html-503'],
    bad: async (client) => {
      for (const ms of [0, 1_000, 1_003, 1_020, 1_001]) {
        await wait(ms);
        await client.send({ id: 'A' });
      }
    },
    good: async (client) => {
      for (const ms of [0, 180, 720, 350, 2_900]) {
        await wait(ms);
        await client.send({ id: 'A' });
      }
    },
  },
  {
    rule: 'retried-in-lock-step',
    name: 'with a backoff, but without jitter',
    moves: () => [1, 2, 3, 4].flatMap(() => ['html-503', 'html-503', 'natural']),
    bad: (client) => backOff(client, () => 1),
    good: (client) => backOff(client, (number) => [0.2, 0.9, 0.5, 0.7, 0.35, 0.6, 0.8, 0.4][number] ?? 1),
  },
  {
    rule: 'trusted-unsigned',
    partner: 'worldfirst',
    moves: () => ['unsigned-success'],
    bad: (client) => client.send({ id: 'A' }),
    good: async (client) => {
      await client.send({ id: 'A' });
      await wait(100);
      await client.send({ id: 'A' });
    },
  },
  {
    rule: 'never-unknown',
    moves: () => [],
    bad: (client) => client.send({ id: 'A' }),
    good: (client) => recover(client, 'html-503'),
  },
];

/** An unknown outcome and its retry, so that there was one. */
async function recover(client: Client, move?: string): Promise<void> {
  if (move !== undefined) current?.rules.add({ partner: client.partner, sequence: [move], priority: 1 });
  await client.send({ id: 'Z', content: back });
  await wait(400);
  await client.send({ id: 'Z', content: back });
}

async function retryEach(client: Client, waits: readonly number[]): Promise<void> {
  for (const [index, ms] of waits.entries()) {
    await client.send({ id: `A-${index}` });
    await wait(ms);
    await client.send({ id: `A-${index}` });
  }
}

/** Four requests of three attempts each, with waits that double. */
async function backOff(client: Client, share: (number: number) => number): Promise<void> {
  for (let index = 0; index < 4; index++) {
    for (const [attempt, ms] of [0, 500, 1_000].entries()) {
      await wait(ms * share(2 * index + attempt - 1));
      await client.send({ id: `A-${index}` });
    }
  }
}

let current: AnySimulator | undefined;

const failed = ({ rules }: Review) =>
  rules.filter(({ verdict }) => verdict === 'failed' || verdict === 'possible').map(({ id }) => id);

/** What a client comes to that behaves as a row says. */
async function play(simulator: AnySimulator, row: Row, client: Client, how: 'bad' | 'good'): Promise<Review> {
  await simulator.reset();
  const sequence = row.moves(client);
  if (sequence.length > 0) simulator.rules.add({ partner: client.partner, sequence });
  await row[how](client);
  return simulator.review();
}

async function checkEvidence(t: Test, simulator: AnySimulator, { findings }: Review, name: string): Promise<void> {
  const sent = new Set((await simulator.journal()).map(({ id }) => id));
  for (const { evidence, message } of findings) {
    t.match(message, /^\S.*\.$/);
    t.ok(evidence.length > 0 && evidence.every(({ exchange }) => sent.has(exchange)), `${name}: ${message}`);
    t.equal(evidence[0]?.afterMs, 0);
    t.equal(new Set(evidence.map(({ exchange }) => exchange)).size, evidence.length, 'each exchange once');
    t.notMatch(message, /(\b[\d.]+ m?s) to \1\./);
  }
}

t.test('each rule finds a bad client and lets a good one pass, over a real socket', async (t) => {
  const simulator = await simulatorFor(t);
  current = simulator;
  const played = ROWS.flatMap((row) =>
    clients(simulator)
      .filter(({ partner }) => (row.partner ?? partner) === partner)
      .map((client) => ({ row, client, name: [client.partner, row.rule, row.name ?? ''].join(' ').trim() })),
  );
  for (const { row, client, name } of played) {
    const bad = await play(simulator, row, client, 'bad');
    t.same(failed(bad), [row.rule], name);
    t.ok(bad.findings.every(({ partner }) => partner === client.partner));
    await checkEvidence(t, simulator, bad, name);
    const good = await play(simulator, row, client, 'good');
    t.same(good.findings, [], `${name}: a good client`);
    t.equal(good.rules.find(({ id }) => id === row.rule)?.verdict, 'passed', `${name}: it was judged`);
  }
  t.same(new Set(ROWS.map(({ rule }) => rule)), new Set(reviewRules.map(({ id }) => id)), 'every rule has a row');
});

t.test('the clock of a lane can be frozen or moved: waits are measured by another one', async (t) => {
  const simulator = await simulatorFor(t);
  const [client] = clients(simulator);
  if (!client) return;
  simulator.clock.freeze();
  simulator.rules.add({ sequence: ['html-503(after,2s)', 'natural', 'html-503(after,2s)', 'natural'] });
  await client.send({ id: 'A' });
  await wait(2_500);
  await client.send({ id: 'A' });
  t.same((await simulator.review()).findings, []);
  await client.send({ id: 'B' });
  simulator.clock.advance(3_600);
  await wait(100);
  await client.send({ id: 'B' });
  const { findings } = await simulator.review();
  t.match(findings, [
    { rule: 'ignored-retry-after', businessId: 'B', message: /asked for 2 s; the retry came after 101 ms/ },
  ]);
  t.equal(findings[0]?.evidence[1]?.afterMs, 101);
});

t.test('a client that leaves before a late answer does not know the outcome', async (t) => {
  const leaving = new AbortController();
  const simulator = await simulatorFor(t, { log: { info: () => leaving.abort(), error: () => {} } });
  const worldfirst = worldfirstFor(simulator, { maxRetries: 0 });
  const late = { attachmentId: 'A', attachmentType: 'ID_CARD_FRONT_SIDE', content: front } as const;
  simulator.rules.add({ move: 'delay(10m)', times: 1 });
  const error = await worldfirst.submitAttachment(late, leaving).catch((thrown: unknown) => thrown);
  if (!(error instanceof UnknownOutcomeError)) throw error;
  while ((await simulator.journalEntry('last'))?.timing?.endedMs === null) await new Promise(setImmediate);
  t.same(failed(await simulator.review()), ['unknown-not-retried']);
  await wait(300);
  await error.retry();
  t.same((await simulator.review()).findings, []);
});

/**
 * Calls as a careful user of the SDK does: what a broken answer or a code that nobody knows means is not certain, so the
 * same is asked again with the same ids.
 */
async function callAgain(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof UnknownOutcomeError) return error.retry();
    const isUncertain = error instanceof BrokenAnswerError || (error as RefusedError).code === 'UNLISTED_CODE';
    if (isUncertain) return callAgain(call);
    throw error;
  }
}

const BAD_DAYS = [
  'delay(10m)',
  'hang',
  'timeout-after-store',
  'reset-before-reading',
  'reset-during-upload(1KiB)',
  'reset-before-store',
  'reset-after-store',
  'close-mid-answer',
  'empty-answer',
  'garbled-json',
  'html-502',
  'html-503',
  'html-503(before,7s)',
  'html-504(before)',
  'unknown-code',
  'extra-fields',
];

t.test('the SDK passes every rule, on any bad day of a partner', LONG, async (t) => {
  const startedAtMs = Date.now() - nowMs;
  const clock = () => new Date(startedAtMs + nowMs);
  const simulator = await simulatorFor(t, { clock });
  const options = { clock, sleep: async (ms: number) => wait(ms), attemptTimeoutMs: 400, totalTimeoutMs: 2 ** 30 };
  const worldfirst = worldfirstFor(simulator, options);
  const prepaidify = prepaidifyFor(simulator, options);
  const calls = [
    {
      partner: 'worldfirst',
      days: [...BAD_DAYS, 'UNKNOWN_EXCEPTION', 'unsigned-success', 'wrong-answer-signature', 'stale-response-time'],
      refusal: 'PROCESS_FAIL',
      call: (id: string): Promise<unknown> =>
        worldfirst.submitAttachment({ attachmentId: id, attachmentType: 'ID_CARD_FRONT_SIDE', content: front }),
    },
    {
      partner: 'prepaidify',
      days: [...BAD_DAYS, '1'],
      refusal: '4009',
      call: (id: string): Promise<unknown> => prepaidify.uploadPhoto({ requestNo: id, type: 'face', file: back }),
    },
  ];
  for (const { partner, days, refusal, call } of calls) {
    for (const [index, move] of days.entries()) {
      simulator.rules.clear();
      simulator.rules.add({ partner, move, times: 1 });
      await callAgain(() => call(`${partner}-${index}`));
      nowMs += 1_000;
    }
    simulator.rules.add({ partner, sequence: ['html-503', 'html-503', 'natural', refusal] });
    await call('twice');
    await t.rejects(call('refused'), RefusedError);
  }
  const review = await simulator.review();
  t.same(review.findings, []);
  const judged = review.rules.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id);
  t.same(
    judged,
    reviewRules.map(({ id }) => id),
    'every rule was exercised',
  );
});

t.test(
  'what happened before a reset or in a deleted lane is in the review of all lanes, apart from the rest',
  async (t) => {
    const simulator = await simulatorFor(t);
    const [client] = clients(simulator);
    const lane = await simulator.createLane({
      name: 'qa',
      credentials: { prepaidify: { accessKey: 'k', secretKey: 's' } },
    });
    const [, inLane] = clients({ ...lane, url: simulator.url } as unknown as AnySimulator);
    if (!client || !inLane) return;
    const control = createControl(simulator.url);
    simulator.rules.add({ move: 'html-503', times: 1 });
    lane.rules.add({ move: 'html-503', times: 1 });
    await client.send({ id: 'A' });
    await inLane.send({ id: 'A' });
    await simulator.reset();
    await client.send({ id: 'A' }); // no retry: another test uses the same id
    t.same((await control.review()).requests, 1);
    t.same(failed(await control.review()), ['never-unknown']);
    const own = createControl(simulator.url, { lane: 'qa' });
    t.match(await own.review(), { requests: 1, findings: [{ rule: 'unknown-not-retried', lane: 'qa' }] });
    simulator.deleteLane('qa');
    const all = await control.reviewOfAll();
    t.match(all, { requests: 3, forgotten: 0 });
    t.same(
      all.findings.map(({ rule, lane: name }) => `${rule} ${name}`),
      ['unknown-not-retried default', 'unknown-not-retried qa'],
    );
    t.same(await simulator.reviewOfAll(), all, 'the handle says the same');
    const only = await control.reviewOfAll('prepaidify');
    t.match(only, { requests: 1, findings: [{ partner: 'prepaidify' }] });
    t.same((await ask(simulator.url, '/review?partner=prepaidify')).json, only);
    t.match(await ask(simulator.url, '/review?partner=nobody'), { status: 400, json: { error: { field: 'partner' } } });
    await simulator.resetAll();
    t.match(await simulator.reviewOfAll(), { requests: 0, findings: [] });
  },
);

t.test('what the journal has forgotten is counted, not judged', async (t) => {
  const simulator = await simulatorFor(t, { journalEntries: 2 });
  const [client] = clients(simulator);
  for (const id of ['A', 'B', 'C']) await client?.send({ id });
  const review = await simulator.review();
  t.match(review, { requests: 2, forgotten: 1 });
  t.match(reviewFormats.text(review), /in 2 requests, and 1 older one that the journal has forgotten\n$/);
});

/** A review of exchanges that differ from an ordinary one as said. */
function reviewOfExchanges(...changes: readonly Partial<ReviewedExchange>[]): Review {
  const exchanges = changes.map((change, index) => ({
    id: `x${index}`,
    at: '2026-01-01T00:00:00.000Z',
    arrivedMs: 1_000 * index,
    endedMs: 1_000 * index + 5,
    partner: 'acme',
    operation: 'put',
    businessId: 'A',
    subject: 'A',
    content: 'c',
    bodyBytes: 9,
    documentBytes: null,
    signedTime: null,
    code: 'OK',
    outcome: 'accepted' as const,
    asked: false,
    retryAfterMs: null,
    ...change,
  }));
  return reviewOf([{ lane: 'default', exchanges, forgotten: 0 }]);
}

const lostOne = { outcome: 'unknown' } as const;

t.test('what proves nothing is no finding', (t) => {
  const rows: readonly (readonly [
    name: string,
    changes: readonly Partial<ReviewedExchange>[],
    expected: readonly string[],
  ])[] = [
    ['a client that still waits', [lostOne, {}, { outcome: 'open', businessId: 'B', subject: 'B' }], []],
    ['retries that were used up', [lostOne, lostOne, lostOne], []],
    ['a second unknown outcome after a success', [lostOne, {}, lostOne], ['unknown-not-retried']],
    [
      'the same time in seconds, within that second',
      [{ ...lostOne, signedTime: '1767225600' }, { signedTime: '1767225600' }],
      [],
    ],
    [
      'the same time in seconds, later',
      [
        { ...lostOne, signedTime: '1767225600' },
        { signedTime: '1767225600', arrivedMs: 2_000 },
      ],
      ['stale-timestamp'],
    ],
    [
      'a time with fractions',
      [
        { ...lostOne, signedTime: '2026-01-01T00:00:00.123Z' },
        { signedTime: '2026-01-01T00:00:00.123Z', arrivedMs: 100 },
      ],
      ['stale-timestamp'],
    ],
    ['another document of the same id', [lostOne, { subject: 'A2', content: 'd' }, {}], []],
    [
      'a refusal that differs from the first one',
      [{ ...lostOne }, { outcome: 'refused', code: 'X' }, { outcome: 'refused', code: 'Y' }],
      [],
    ],
    ['two retries at once', [lostOne, { ...lostOne, arrivedMs: 6 }, { arrivedMs: 1_006 }], []],
    ['waits that the partner asked for', [1, 2, 3, 4, 5].map(() => ({ ...lostOne, retryAfterMs: 900 })), []],
    [
      'an id that was used before',
      [{ businessId: 'B', subject: 'B' }, lostOne, { businessId: 'B', subject: 'B' }],
      ['unknown-not-retried'],
    ],
  ];
  for (const [name, changes, expected] of rows) t.same(failed(reviewOfExchanges(...changes)), expected, name);
  t.end();
});

t.test('refusals that came before the body was read show nothing about retries', (t) => {
  const unread = { outcome: 'refused', subject: null, businessId: null, content: null, code: 'NO' } as const;
  const { rules } = reviewOfExchanges(unread, unread, unread);
  t.match(
    rules.find(({ id }) => id === 'retried-refusal'),
    { verdict: 'not-exercised' },
  );
  const read = { outcome: 'refused', code: 'NO' } as const;
  t.match(reviewOfExchanges(read, { ...read, content: 'd' }).rules[0], { id: 'retried-refusal', verdict: 'passed' });
  t.end();
});

t.test('a review is a text, JSON and JUnit', async (t) => {
  const refused = { outcome: 'refused', code: 'NO' } as const;
  const many = [1, 2, 3, 4, 5].map((one) => ({
    ...lostOne,
    businessId: `L-${one}`,
    subject: `L-${one}`,
    content: `${one}`,
  }));
  const review = reviewOfExchanges(
    refused,
    refused,
    { outcome: 'untrusted', subject: 'U', businessId: 'U', content: 'u' },
    ...many,
  );
  const text = reviewFormats.text(review);
  t.match(text, /^error: Retried a refusal \(retried-refusal\)\n {2}A refusal is final: .*\n/);
  t.match(
    text,
    /\n {2}acme put: "A" was refused with NO and sent again unchanged\.\n {4}x0 {2}2026-.*Z {2}NO\n {4}x1 {2}2026-.*Z {2}NO {2}1 s later\n/,
  );
  t.match(text, /\n {2}and 2 more findings\n/, 'three of five are shown');
  t.match(text, /\npossible: May have trusted .*\n/);
  t.match(text, /\npassed: .*never-unknown\nnot exercised: .*stale-timestamp.*\n/);
  t.match(text, /\nReview: 6 findings, 1 possible, in 8 requests\n$/);
  t.ok(Math.max(...text.split('\n').map(({ length }) => length)) <= 100);
  t.equal(reviewFormats.text(reviewOf([])), 'Review: no request\n');
  t.same(JSON.parse(reviewFormats.json(review)), review);
  t.equal(provenFindings(review).length, 6, 'without the possible one');
  const cases = await readJunit(reviewFormats.junit(review));
  t.same(
    cases.map(({ name }) => name),
    reviewRules.map(({ id }) => id),
  );
  const verdicts = Object.fromEntries(cases.map(({ name, verdict, message }) => [name, [verdict, message]]));
  t.match(verdicts, {
    'retried-refusal': ['failure', /sent again unchanged/],
    'trusted-unsigned': ['skipped', /^possible: /],
    'stale-timestamp': ['skipped', /^not exercised\. Ask for /],
    'never-unknown': [undefined, undefined],
  });
});

t.test('the command prints a review, writes JUnit, and is strict when it is asked to be', async (t) => {
  const simulator = await simulatorFor(t);
  const [client] = clients(simulator);
  simulator.rules.add({ move: 'html-503', times: 1 });
  await client?.send({ id: 'A' });
  const review = await simulator.reviewOfAll();
  const junit = join(folderFor(t), '..', 'review.xml');
  const run = (...args: readonly string[]) => sparring(['review', '--url', simulator.url, ...args]);
  const [text, json, other, wrong] = await Promise.all([
    run('--junit', junit, '--strict'),
    run('--json'),
    run('--strict', '--partner', 'prepaidify', '--lane', 'default'),
    run('--partner', 'nobody'),
  ]);
  t.same([text.code, text.stdout, text.stderr], [1, reviewFormats.text(review), '']);
  t.equal((await readJunit(readFileSync(junit, 'utf8'))).filter(({ verdict }) => verdict === 'failure').length, 1);
  t.same([json.code, JSON.parse(json.stdout)], [0, review]);
  t.same([other.code, other.stdout], [0, 'Review: no request\n']);
  t.equal(wrong.code, 2);
  t.match(wrong.stderr, /^sparring: there is no partner nobody; the partners are .*\n$/);
});
