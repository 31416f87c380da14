import { PassThrough, Readable } from 'node:stream';
import {
  type CallOptions,
  type Fetch,
  InvalidRequestError,
  Prepaidify,
  type PrepaidifyOptions,
  type SparringError,
  UnknownOutcomeError,
} from '@sparring/sdk';
import t from 'tap';
import { attachment, photo, prepaidifyFor, rejection, worldfirstFor } from '../helpers/sdk.js';
import { simulatorFor } from '../helpers/simulator.js';

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
  ];
  for (const { name, header, wants } of rows) {
    const { client, sleeps } = stage(failing({ 'retry-after': header }));
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

t.test('fetch is asked for no redirect, for plain bytes, and is given the length by the body', async (t) => {
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
