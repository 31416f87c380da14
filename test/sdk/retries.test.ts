import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type CallOptions,
  type Fetch,
  InvalidRequestError,
  Prepaidify,
  type PrepaidifyOptions,
  RefusedError,
  type SparringError,
  UnknownOutcomeError,
} from '@sparring/sdk';
import t, { type Test } from 'tap';
import { attachment, photo, prepaidifyFor, rejection, worldfirstFor } from '../helpers/sdk.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';

const TRACE_ID = '0123456789abcdef0123456789abcdef';
const ACCEPTED = { code: '0', msg: 'SUCCESS', model: null, traceId: TRACE_ID, success: true, error: false };
const FAILURE = { ...ACCEPTED, code: '1', success: false, error: true };
const START_MS = Date.parse('2026-01-01T00:00:00Z');

type Scene = (init: RequestInit, requestNumber: number) => Response | Promise<Response>;

const answer = (body: object, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { headers });
const failing =
  (headers?: Record<string, string>): Scene =>
  () =>
    answer(FAILURE, headers);

/** A client in a world whose clock moves only when it sleeps, or when a scene says so. */
function stage(scene: Scene, options: Partial<PrepaidifyOptions> = {}) {
  let nowMs = START_MS;
  const sleeps: number[] = [];
  const sent: RequestInit[] = [];
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const fetch: Fetch = async (_url, init) => {
    sent.push(init);
    return scene(init, sent.length);
  };
  const world: Partial<PrepaidifyOptions> = {
    fetch,
    clock: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    random: () => 1 - Number.EPSILON,
    sleep: async (ms) => {
      sleeps.push(Math.round(ms));
      pass(ms);
    },
  };
  const client = new Prepaidify({
    baseUrl: 'https://partner.example',
    accessKey: 'key',
    secretKey: 'secret',
    ...world,
    ...options,
  });
  return { client, sleeps, sent, pass, world };
}

const headersOf = ({ headers }: RequestInit) => headers as Record<string, string>;

t.test('the wait between attempts doubles up to a bound, with full jitter', async (t) => {
  const rows = [
    { name: 'the longest', options: { maxRetries: 7 }, wants: [250, 500, 1000, 2000, 4000, 8000, 8000] },
    { name: 'the shortest', options: { maxRetries: 3, random: () => 0 }, wants: [0, 0, 0] },
    { name: 'in the middle', options: { maxRetries: 2, random: () => 0.5 }, wants: [125, 250] },
    { name: 'by default two retries', options: {}, wants: [250, 500] },
    { name: 'none', options: { maxRetries: 0 }, wants: [] },
  ];
  for (const { name, options, wants } of rows) {
    const { client, sleeps, sent } = stage(failing(), options);
    const error = await rejection(client.uploadPhoto(photo()));
    t.match(error, { kind: 'unknown-outcome', code: '1', stoppedBecause: 'retries-used-up' }, name);
    t.same(sleeps, wants, name);
    t.equal(sent.length, wants.length + 1, name);
  }
});

t.test('the partner is not asked again sooner than Retry-After says', async (t) => {
  const rows = [
    { name: 'seconds', header: '3', wants: [3000, 3000] },
    { name: 'a date', header: new Date(START_MS + 5000).toUTCString(), wants: [5000, 500] },
    { name: 'less than the backoff', header: '0', wants: [250, 500] },
    { name: 'nonsense', header: 'soon', wants: [250, 500] },
    { name: 'more than a minute', header: '61', wants: [60_000, 60_000] },
    { name: 'a number beyond all numbers', header: '9'.repeat(400), wants: [60_000, 60_000] },
    { name: 'a date of the next century', header: 'Fri, 01 Jan 2100 00:00:00 GMT', wants: [60_000, 60_000] },
  ];
  for (const { name, header, wants } of rows) {
    const { client, sleeps } = stage(failing({ 'retry-after': header }), { totalTimeoutMs: 600_000 });
    await rejection(client.uploadPhoto(photo()));
    t.same(sleeps, wants, name);
  }
  const gateway = stage(() => new Response('busy', { status: 503, headers: { 'retry-after': '2' } }));
  await rejection(gateway.client.uploadPhoto(photo()));
  t.same(gateway.sleeps, [2000, 2000], 'also from a gateway in front of the partner');
});

t.test('no request and no wait goes beyond the total time-out', async (t) => {
  const rows: readonly {
    name: string;
    takesMs: number;
    headers?: Record<string, string>;
    sleeps: number[];
    sent: number;
  }[] = [
    { name: 'the next wait would end after it', takesMs: 400, sleeps: [250], sent: 2 },
    { name: 'Retry-After is later', takesMs: 0, headers: { 'retry-after': '3600' }, sleeps: [], sent: 1 },
  ];
  for (const { name, takesMs, headers, sleeps, sent } of rows) {
    const made = stage(
      () => {
        made.pass(takesMs);
        return answer(FAILURE, headers);
      },
      { totalTimeoutMs: 1000 },
    );
    const error = await rejection(made.client.uploadPhoto(photo()));
    t.match(error, { kind: 'unknown-outcome', code: '1', stoppedBecause: 'no-time-left' }, name);
    t.same(made.sleeps, sleeps, name);
    t.equal(made.sent.length, sent, name);
  }
  const late = stage(failing(), { totalTimeoutMs: 1000, sleep: async () => late.pass(5000) });
  const error = await rejection(late.client.uploadPhoto(photo()));
  t.match(error, { kind: 'unknown-outcome', code: '1', stoppedBecause: 'no-time-left' });
  t.equal(late.sent.length, 1, 'a wait that took too long is followed by no request');
});

t.test('a retry sends the same bytes with a fresh time and signature', async (t) => {
  const file = Buffer.from(photo().file);
  const upload = stage((_init, number) => {
    file.fill(0, 8);
    return answer(number < 3 ? FAILURE : ACCEPTED);
  });
  await upload.client.uploadPhoto({ ...photo(), file });
  const [first, second, third] = upload.sent.map(({ body }) => Buffer.from(body as Uint8Array));
  t.ok(first && second?.equals(first) && third?.equals(first), 'even if the caller writes over the buffer meanwhile');
  t.ok(first?.includes(photo().file));
  t.equal(new Set(upload.sent.map((init) => headersOf(init)['content-type'])).size, 1);
  t.equal(new Set(upload.sent.map((init) => headersOf(init)['ach-access-timestamp'])).size, 3);
  t.equal(new Set(upload.sent.map((init) => headersOf(init)['ach-access-sign'])).size, 3);

  const simulator = await simulatorFor(t);
  const submitted: RequestInit[] = [];
  let nowMs = START_MS;
  const client = worldfirstFor(simulator, {
    clock: () => new Date(nowMs),
    sleep: async () => {
      nowMs += 1000;
    },
    fetch: (url, init) => {
      submitted.push(init);
      return submitted.length < 3 ? Promise.resolve(new Response('', { status: 502 })) : fetch(url, init);
    },
  });
  await client.submitAttachment(attachment());
  const bodies = submitted.map(({ body }) => Buffer.from(body as Uint8Array).toString());
  t.equal(new Set(bodies).size, 1);
  t.same(
    submitted.map((init) => headersOf(init)['request-time']),
    ['2026-01-01T08:00:00+08:00', '2026-01-01T08:00:01+08:00', '2026-01-01T08:00:02+08:00'],
  );
  t.equal(new Set(submitted.map((init) => headersOf(init)['signature'])).size, 3);
});

t.test('retry() sends the same bytes as the call that ended unknown', async (t) => {
  const { client, sent } = stage((_init, number) => answer(number < 3 ? FAILURE : ACCEPTED), { maxRetries: 0 });
  const error = await rejection(client.uploadPhoto(photo()));
  if (!(error instanceof UnknownOutcomeError)) throw error;
  const again = await rejection(error.retry());
  if (!(again instanceof UnknownOutcomeError)) throw again;
  t.match(await again.retry(), { traceId: TRACE_ID });
  const bodies = sent.map(({ body }) => Buffer.from(body as Uint8Array).toString('latin1'));
  t.equal(bodies.length, 3);
  t.equal(new Set(bodies).size, 1);
});

t.test('a call with a one-shot stream is sent once, and the error says why', async (t) => {
  const { client, sent } = stage(failing());
  const error = await rejection(client.uploadPhoto({ ...photo(), file: Readable.from([photo().file]) }));
  if (!(error instanceof UnknownOutcomeError)) throw error;
  t.equal(sent.length, 1);
  t.equal(error.stoppedBecause, 'one-shot-source');
  t.match(error.message, 'a stream that can be read only once');
  const spent = await rejection(error.retry());
  t.ok(spent instanceof InvalidRequestError);
  t.match(spent, { code: 'SOURCE_SPENT', field: 'file' });
  const reopened = stage(failing());
  const source = { open: () => Readable.from([photo().file]), lengthBytes: photo().file.length };
  await rejection(reopened.client.uploadPhoto({ ...photo(), file: source }));
  t.equal(reopened.sent.length, 3, 'a re-openable source is not a one-shot stream');
});

/** Does something once what runs now has ended. */
function soon<Value>(act: () => void, value: Value): Value {
  setImmediate(act);
  return value;
}

const hanging = () => new Promise<Response>(() => undefined);
const endless = () => new Response(new ReadableStream({ start: (control) => control.enqueue(new Uint8Array(9)) }));

interface AbortRow {
  readonly name: string;
  readonly scene: (abort: () => void) => Scene;
  readonly options?: (abort: () => void) => Partial<PrepaidifyOptions>;
  readonly call?: (abort: () => void) => { readonly file: Readable };
  readonly early?: boolean;
  readonly wants: object;
  readonly sent: number;
}

const UNSENT = { kind: 'connection', code: 'ABORTED', mayHaveBeenStored: false };
const MAYBE = { kind: 'unknown-outcome', code: 'ABORTED', mayHaveBeenStored: true };

const ABORTS: readonly AbortRow[] = [
  {
    name: 'before the call, with a stream',
    early: true,
    scene: () => () => answer(ACCEPTED),
    call: () => ({ file: new PassThrough() }),
    wants: UNSENT,
    sent: 0,
  },
  { name: 'before the call', early: true, scene: () => () => answer(ACCEPTED), wants: UNSENT, sent: 0 },
  {
    name: 'while the content is read',
    scene: () => () => answer(ACCEPTED),
    call: (abort) => {
      const file = new PassThrough();
      file.write('x');
      setImmediate(abort);
      return { file };
    },
    wants: UNSENT,
    sent: 0,
  },
  {
    name: 'just before sending',
    scene: () => () => answer(ACCEPTED),
    options: (abort) => ({ onRequest: abort }),
    wants: UNSENT,
    sent: 0,
  },
  { name: 'while sending', scene: (abort) => () => soon(abort, hanging()), wants: MAYBE, sent: 1 },
  { name: 'while the answer is read', scene: (abort) => () => soon(abort, endless()), wants: MAYBE, sent: 1 },
  {
    name: 'while waiting after an unknown outcome',
    scene: () => failing(),
    options: (abort) => ({ sleep: () => soon(abort, hanging()) }),
    wants: { ...MAYBE, answeredCode: '1' },
    sent: 1,
  },
  {
    name: 'while waiting after nobody was reached',
    scene: () => () =>
      Promise.reject(
        Object.assign(new TypeError('fetch failed'), {
          cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
        }),
      ),
    options: (abort) => ({ sleep: () => soon(abort, hanging()) }),
    wants: UNSENT,
    sent: 1,
  },
];

t.test('an abort ends the call at every stage and says what may have been stored', async (t) => {
  for (const { name, scene, options, call, early, wants, sent } of ABORTS) {
    const controller = new AbortController();
    const reason = new Error('the user left');
    const abort = () => controller.abort(reason);
    if (early) abort();
    const made = stage(scene(abort), options?.(abort));
    const input = { ...photo(), ...call?.(abort) };
    const callOptions: CallOptions = { signal: controller.signal };
    const error = (await rejection(made.client.uploadPhoto(input, callOptions))) as SparringError;
    t.match(error, { ...wants, stoppedBecause: 'aborted' }, name);
    t.equal(error.cause, reason, `${name}: the reason is kept`);
    t.equal(made.sent.length, sent, name);
    if (input.file instanceof Readable) t.ok(input.file.destroyed, `${name}: the stream is destroyed`);
  }
});

t.test('an aborted call can be retried', async (t) => {
  const controller = new AbortController();
  const { client } = stage((_init, number) => {
    if (number > 1) return answer(ACCEPTED);
    setImmediate(() => controller.abort());
    return hanging();
  });
  const error = await rejection(client.uploadPhoto(photo(), { signal: controller.signal }));
  if (!(error instanceof UnknownOutcomeError)) throw error;
  t.match(await error.retry(), { traceId: TRACE_ID });
});

t.test('time-outs apply even when fetch or the source ignores its signal', async (t) => {
  const rows: readonly {
    name: string;
    scene: Scene;
    options: Partial<PrepaidifyOptions>;
    file?: Readable;
    wants: object;
  }[] = [
    {
      name: 'one attempt',
      scene: (_init, number) => (number === 1 ? hanging() : answer(ACCEPTED)),
      options: { attemptTimeoutMs: 20 },
      wants: { traceId: TRACE_ID, attempts: [{ code: 'TIMEOUT', result: 'unknown' }, { code: '0' }] },
    },
    {
      name: 'the whole call',
      scene: hanging,
      options: { totalTimeoutMs: 20 },
      wants: { kind: 'unknown-outcome', code: 'DEADLINE', stoppedBecause: 'no-time-left' },
    },
    {
      name: 'an endless answer',
      scene: endless,
      options: { totalTimeoutMs: 20 },
      wants: { kind: 'unknown-outcome', code: 'DEADLINE' },
    },
    {
      name: 'a source that never ends',
      scene: hanging,
      file: new PassThrough(),
      options: { totalTimeoutMs: 20 },
      wants: { kind: 'connection', code: 'DEADLINE', attempts: [] },
    },
  ];
  for (const { name, scene, options, file, wants } of rows) {
    const { client } = stage(scene, options);
    const ended = await client.uploadPhoto({ ...photo(), ...(file ? { file } : {}) }).catch((error: unknown) => error);
    t.match(ended, wants, name);
    if (file) t.ok(file.destroyed, `${name}: the stream is destroyed`);
  }
});

t.test('a wait that never ends is cut off by the total time-out', async (t) => {
  const { client, sent } = stage(failing(), {
    sleep: () => new Promise(() => undefined),
    random: () => 0,
    totalTimeoutMs: 40,
  });
  const error = await rejection(client.uploadPhoto(photo()));
  t.match(error, { kind: 'unknown-outcome', answeredCode: '1', stoppedBecause: 'no-time-left', attempts: [{}] });
  t.equal(sent.length, 1);
});

t.test('retry() has a total time-out of its own', async (t) => {
  const late = stage((_init, number) => answer(number === 1 ? FAILURE : ACCEPTED), {
    maxRetries: 0,
    totalTimeoutMs: 1000,
  });
  const first = await rejection(late.client.uploadPhoto(photo()));
  if (!(first instanceof UnknownOutcomeError)) throw first;
  late.pass(60_000);
  t.match(await first.retry(), { traceId: TRACE_ID }, 'the time of the first call does not count');
  const never = stage((_init, number) => (number === 1 ? answer(FAILURE) : hanging()), {
    maxRetries: 0,
    totalTimeoutMs: 40,
  });
  const before = await rejection(never.client.uploadPhoto(photo()));
  if (!(before instanceof UnknownOutcomeError)) throw before;
  t.match(await rejection(before.retry()), {
    kind: 'unknown-outcome',
    code: 'DEADLINE',
    stoppedBecause: 'no-time-left',
  });
});

const refused = () =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });

t.test('what may have been stored before retry() may be stored after it', async (t) => {
  const scenes: readonly Scene[] = [
    failing(),
    () => Promise.reject(refused()),
    () => answer({ ...FAILURE, code: '4001' }),
  ];
  const { client } = stage((init, number) => (scenes[number - 1] ?? failing())(init, number), { maxRetries: 0 });
  const first = await rejection(client.uploadPhoto(photo()));
  if (!(first instanceof UnknownOutcomeError)) throw first;
  const unreached = await rejection(first.retry());
  t.match(unreached, { kind: 'unknown-outcome', mayHaveBeenStored: true, attempts: [{ result: 'not-sent' }] });
  if (!(unreached instanceof UnknownOutcomeError)) throw unreached;
  const no = await rejection(unreached.retry());
  t.ok(no instanceof RefusedError);
  t.match(no, { code: '4001', mayHaveBeenStored: true, attempts: [{ result: 'refused' }] });
  const stream = stage(failing());
  const once = await rejection(stream.client.uploadPhoto({ ...photo(), file: Readable.from([photo().file]) }));
  if (!(once instanceof UnknownOutcomeError)) throw once;
  t.match(await rejection(once.retry()), { code: 'SOURCE_SPENT', mayHaveBeenStored: true });
});

t.test('a one-shot stream that reached nobody is sent again: its bytes are still there', async (t) => {
  const { client, sent } = stage((_init, number) => (number < 3 ? Promise.reject(refused()) : answer(ACCEPTED)));
  const file = Readable.from([photo().file]);
  t.match(await client.uploadPhoto({ ...photo(), file }), { traceId: TRACE_ID, attempts: [{}, {}, {}] });
  t.ok(Buffer.from(sent[2]?.body as Uint8Array).includes(photo().file));
});

const overwrite = (bytes: Uint8Array | ArrayBuffer) =>
  (bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes).fill(0);

t.test('a caller may overwrite its buffer as soon as the call has begun', async (t) => {
  const bytes = photo().file;
  const shapes = [
    { name: 'a Buffer', make: () => Buffer.from(bytes) },
    { name: 'an Uint8Array', make: () => new Uint8Array(bytes) },
    { name: 'an ArrayBuffer', make: () => new Uint8Array(bytes).buffer },
  ];
  for (const { name, make } of shapes) {
    const { client, sent } = stage(() => answer(ACCEPTED));
    const file = make();
    const call = client.uploadPhoto({ ...photo(), file });
    overwrite(file);
    await call;
    t.ok(Buffer.from(sent[0]?.body as Uint8Array).includes(bytes), `prepaidify: ${name}`);

    const simulator = await simulatorFor(t);
    const bodies: string[] = [];
    const worldfirst = worldfirstFor(simulator, {
      fetch: (url, init) => {
        bodies.push(Buffer.from(init.body as Uint8Array).toString());
        return fetch(url, init);
      },
    });
    const content = make();
    const submitting = worldfirst.submitAttachment(attachment({ content }));
    overwrite(content);
    await submitting;
    t.match(bodies, [Buffer.from(bytes).toString('base64')], `worldfirst: ${name}`);
  }
});

t.test('hooks and loggers that throw or reject change nothing', async (t) => {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  t.teardown(() => process.off('unhandledRejection', listener));
  const throwing = () => {
    throw new Error('a hook that throws');
  };
  const rejecting = () => Promise.reject(new Error('a hook that rejects'));
  const thenable = () => ({
    // biome-ignore lint/suspicious/noThenProperty: a promise of another library
    then: throwing,
  });
  for (const hook of [throwing, rejecting, thenable]) {
    const hooks = { onRequest: hook, onResponse: hook, logger: { debug: hook } } as Partial<PrepaidifyOptions>;
    const { client } = stage((_init, number) => answer(number === 1 ? FAILURE : ACCEPTED), hooks);
    t.match(await client.uploadPhoto(photo()), { traceId: TRACE_ID, attempts: [{}, {}] });
    const failed = stage(failing(), hooks);
    t.match(await rejection(failed.client.uploadPhoto(photo())), { kind: 'unknown-outcome', code: '1' });
  }
  await new Promise((resolve) => setImmediate(resolve));
  t.same(unhandled, []);
});

const broken = (): never => {
  throw new Error('the option broke');
};
/** Works so many times, and then no more. */
const breakingAfter = <Value>(times: number, value: () => Value) => {
  let calls = 0;
  return () => (calls++ < times ? value() : broken());
};
const now = () => new Date(START_MS);

t.test('an option that throws or rejects ends the call with what is known of its outcome', async (t) => {
  const unreached: Scene = () => Promise.reject(refused());
  const unsent = { kind: 'invalid-request', code: 'INVALID_OPTION', field: 'clock', mayHaveBeenStored: false };
  const open = { kind: 'unknown-outcome', code: '1', stoppedBecause: 'option-failed', mayHaveBeenStored: true };
  const rows: readonly { name: string; options: object; scene?: Scene; wants: object; sent: number }[] = [
    { name: 'a clock that throws', options: { clock: broken }, wants: unsent, sent: 0 },
    { name: 'a clock that returns a number', options: { clock: () => START_MS }, wants: unsent, sent: 0 },
    { name: 'a clock that returns no date', options: { clock: () => new Date(Number.NaN) }, wants: unsent, sent: 0 },
    { name: 'a clock that is none', options: { clock: 'now' }, wants: unsent, sent: 0 },
    { name: 'a clock that throws later', options: { clock: breakingAfter(1, now) }, wants: open, sent: 1 },
    { name: 'a sleep that throws', options: { sleep: broken }, wants: open, sent: 1 },
    { name: 'a sleep that rejects', options: { sleep: async () => broken() }, wants: open, sent: 1 },
    { name: 'a sleep that is none', options: { sleep: 5 }, wants: open, sent: 1 },
    { name: 'a random that throws', options: { random: broken }, wants: open, sent: 1 },
    {
      name: 'a sleep that rejects when nobody was reached',
      options: { sleep: async () => broken() },
      scene: unreached,
      wants: { kind: 'connection', code: 'UNREACHABLE', stoppedBecause: 'option-failed', mayHaveBeenStored: false },
      sent: 1,
    },
  ];
  for (const { name, options, scene = failing(), wants, sent } of rows) {
    const made = stage(scene, options);
    const error = (await rejection(made.client.uploadPhoto(photo()))) as SparringError;
    t.match(error, { ...wants, cause: { message: /the option broke|valid Date|not a function/ } }, name);
    t.equal(made.sent.length, sent, name);
  }
  const again = stage(failing(), { maxRetries: 0, clock: breakingAfter(1, now) });
  const first = await rejection(again.client.uploadPhoto(photo()));
  if (!(first instanceof UnknownOutcomeError)) throw first;
  t.match(await rejection(first.retry()), { ...open, attempts: [] }, 'retry() keeps what the first call knew');
});

t.test('a monotonic clock that throws stands still, and changes no result', async (t) => {
  for (const monotonicMs of [broken, () => Number.NaN, breakingAfter(3, () => performance.now())]) {
    const { client } = stage((_init, number) => answer(number < 3 ? FAILURE : ACCEPTED), { monotonicMs });
    t.match(await client.uploadPhoto(photo()), { traceId: TRACE_ID, attempts: [{}, {}, { tookMs: 0 }] });
  }
});

t.test('a wall clock that jumps neither ends a call nor makes it endless', async (t) => {
  let jumps = 0;
  let nowMs = START_MS;
  const clock = () => {
    nowMs += jumps++ % 2 === 0 ? 86_400_000 : -86_400_000;
    return new Date(nowMs);
  };
  const { client } = stage((_init, number) => answer(number < 3 ? FAILURE : ACCEPTED), { clock });
  const { attempts } = await client.uploadPhoto(photo());
  t.equal(attempts.length, 3);
  t.ok(attempts.every(({ tookMs }) => tookMs >= 0 && tookMs < 60_000));
});

/** The timers that keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

t.test('a call leaves no listener on a shared signal, no timer and no warning behind', async (t) => {
  const warnings: string[] = [];
  const listener = (warning: Error) => warnings.push(warning.name);
  process.on('warning', listener);
  t.teardown(() => process.off('warning', listener));
  const { signal } = new AbortController();
  const before = timers();
  const longest = { totalTimeoutMs: Number.POSITIVE_INFINITY, attemptTimeoutMs: 2 ** 40 };
  const calls = Array.from({ length: 30 }, (_, at) => {
    const { client } = stage((_init, number) => answer(at % 2 === 0 || number > 1 ? ACCEPTED : FAILURE), longest);
    return client.uploadPhoto(photo(), { signal });
  });
  t.ok(getEventListeners(signal, 'abort').length <= 1, 'one listener however many calls share the signal');
  await Promise.all(calls);
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(getEventListeners(signal, 'abort').length, 0);
  t.equal(timers(), before);
  t.same(warnings, [], 'neither MaxListenersExceededWarning nor TimeoutOverflowWarning');
  const controller = new AbortController();
  const both = [1, 2].map(() => stage(hanging).client.uploadPhoto(photo(), { signal: controller.signal }));
  setImmediate(() => controller.abort());
  for (const call of both) t.match(await rejection(call), { code: 'ABORTED' }, 'an abort reaches every call');
});

t.test('an abort while the SDK waits leaves no timer behind', async (t) => {
  const before = timers();
  const controller = new AbortController();
  const { client } = stage(failing({ 'retry-after': '60' }), {
    sleep: undefined,
    onResponse: () => setImmediate(() => controller.abort()),
  });
  t.match(await rejection(client.uploadPhoto(photo(), { signal: controller.signal })), { code: 'ABORTED' });
  t.equal(timers(), before);
});

t.test('a request that was timed out by HTTP 408 is retried like any unknown outcome', async (t) => {
  const { client } = stage((_init, number) => (number < 3 ? new Response('', { status: 408 }) : answer(ACCEPTED)));
  const { attempts } = await client.uploadPhoto(photo());
  t.match(attempts, [{ result: 'unknown', code: 'HTTP_STATUS' }, { result: 'unknown' }, { result: 'accepted' }]);
});

t.test('an answer that fetch got after a redirect is not the answer of the partner', async (t) => {
  const { client } = stage(() => Object.defineProperty(answer(ACCEPTED), 'redirected', { value: true }));
  t.match(await rejection(client.uploadPhoto(photo())), { kind: 'broken-answer', code: 'REDIRECT' });
});

t.test('headers are a record or a Headers object, and options may be undefined', async (t) => {
  const { client, sent } = stage(() => answer(ACCEPTED), {
    headers: new Headers({ 'X-Trace': 'a' }),
    maxRetries: undefined,
    attemptTimeoutMs: undefined,
    totalTimeoutMs: undefined,
    checkRequest: undefined,
    agent: undefined,
    tls: undefined,
    method: undefined,
  });
  const options: CallOptions = { headers: { 'x-call': 'b', 'x-none': undefined }, signal: undefined };
  await client.uploadPhoto({ ...photo(), filename: undefined }, options);
  t.match(sent[0]?.headers, { 'x-trace': 'a', 'x-call': 'b' });
  t.notOk('x-none' in headersOf(sent[0] ?? {}));
  await client.uploadPhoto(photo(), { headers: new Headers({ 'x-trace': 'c' }) });
  t.equal(headersOf(sent[1] ?? {})['x-trace'], 'c');
});

t.test('options of a call that cannot be used are an invalid request', async (t) => {
  const rows: readonly { name: string; options: CallOptions; field: string }[] = [
    { name: 'CRLF in a header', options: { headers: { 'x-a': 'b\r\nx-c: d' } }, field: 'headers' },
    { name: 'a newline in the name of a header', options: { headers: { 'x\n': 'b' } }, field: 'headers' },
    { name: 'a character beyond Latin-1', options: { headers: { 'x-a': '名' } }, field: 'headers' },
    { name: 'a header of the SDK', options: { headers: { 'Ach-Access-Sign': 'x' } }, field: 'headers' },
    { name: 'a negative number', options: { maxRetries: -1 }, field: 'maxRetries' },
    { name: 'a controller, not its signal', options: { signal: new AbortController() as never }, field: 'signal' },
    { name: 'a number as signal', options: { signal: 5 as never }, field: 'signal' },
    { name: 'no number', options: { totalTimeoutMs: Number.NaN }, field: 'totalTimeoutMs' },
  ];
  for (const [way, options] of [
    ['fetch', {}],
    ['node:http', { method: 'GET' }],
  ] as const) {
    for (const row of rows) {
      const { client, sent } = stage(() => answer(ACCEPTED), options);
      const error = await rejection(client.uploadPhoto(photo(), row.options));
      t.match(error, { kind: 'invalid-request', code: 'INVALID_OPTION', field: row.field }, `${row.name} by ${way}`);
      t.notMatch(String(error), 'x-c: d');
      t.equal(sent.length, 0);
    }
  }
  t.throws(() => stage(failing(), { headers: { 'x-a': 'b\r\n' } }), { name: 'TypeError', message: /x-a/ });
});

/** The most memory outside of the heap while an act runs, beyond what was there before. */
async function peakBytes(collecting: boolean, act: (sample: () => void) => Promise<unknown>): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  await act(() => {
    if (collecting) collect();
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  });
  return peak;
}

/** How each client uploads a file of any size; the answers are nobody's. */
async function uploads(
  t: Test,
): Promise<Readonly<Record<string, (file: Readable, sample: () => void) => Promise<unknown>>>> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const at = { url, credentials: await sharedCredentials() };
  const options = (onRequest: () => void) => ({ onRequest, checkRequest: false });
  return {
    prepaidify: (file, sample) => rejection(prepaidifyFor(at, options(sample)).uploadPhoto({ ...photo(), file })),
    worldfirst: (content, sample) =>
      rejection(worldfirstFor(at, options(sample)).submitAttachment(attachment({ content }))),
  };
}

t.test('a stream takes at most twice the memory of its document', async (t) => {
  const FILE_BYTES = 5_000_000;
  const CHUNK_BYTES = 50_000;
  const shapes: readonly { name: string; collecting: boolean; chunk: () => () => Buffer }[] = [
    { name: 'chunks of its own', collecting: true, chunk: () => () => Buffer.alloc(CHUNK_BYTES, 0xff) },
    {
      name: 'one chunk that is filled again, garbage included',
      collecting: false,
      chunk: () => {
        const again = Buffer.alloc(CHUNK_BYTES, 0xff);
        return () => again;
      },
    },
  ];
  for (const [partner, upload] of Object.entries(await uploads(t))) {
    for (const { name, collecting, chunk } of shapes) {
      const next = chunk();
      const peak = await peakBytes(collecting, async (sample) => {
        async function* file() {
          for (let at = 0; at < FILE_BYTES; at += CHUNK_BYTES) {
            yield next();
            if (at % 500_000 === 0) sample();
          }
        }
        await upload(Readable.from(file()), sample);
      });
      // a quarter of it for what other tests left to be collected
      t.ok(peak < FILE_BYTES * 2.25, `${partner}, ${name}: ${(peak / FILE_BYTES).toFixed(2)} of the document`);
    }
  }
  const reused = Buffer.from('first');
  async function* overwriting() {
    yield Buffer.concat([photo().file.subarray(0, 4)]);
    yield reused;
    reused.write('other');
    yield reused;
  }
  const { client, sent } = stage(() => answer(ACCEPTED));
  await client.uploadPhoto({ ...photo(), file: overwriting() });
  t.ok(Buffer.from(sent[0]?.body as Uint8Array).includes('firstother'), 'a chunk may be overwritten after it was read');
});

t.test('fetch follows no redirects, asks for uncompressed bytes, and gets the length from the body', async (t) => {
  const { client, sent } = stage(() => answer(ACCEPTED), { headers: { 'X-Trace': 'a' } });
  await client.uploadPhoto(photo(), { headers: { 'x-call': 'b' } });
  t.match(sent, [
    { method: 'POST', redirect: 'manual', headers: { 'accept-encoding': 'identity', 'x-trace': 'a', 'x-call': 'b' } },
  ]);
  t.ok(sent[0]?.body instanceof Uint8Array, 'bytes, not a stream: Content-Length is known');
});

t.test('the simulator sees one document however often it was sent', async (t) => {
  const simulator = await simulatorFor(t);
  let sent = 0;
  const losing: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    if (++sent > 1) return response;
    throw new TypeError('the answer got lost');
  };
  const client = worldfirstFor(simulator, { fetch: losing });
  const { attempts } = await client.submitAttachment(attachment());
  t.match(attempts, [{ result: 'unknown', code: 'CONNECTION_LOST' }, { result: 'accepted' }]);
  const photos = prepaidifyFor(simulator);
  t.match(await photos.uploadPhoto(photo()), { attempts: [{ number: 1 }] });
});
