import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { signatureHeader, writeTime } from '@sparring/contracts/worldfirst';
import { type PrepaidifyOptions, type SparringError, UnknownOutcomeError } from '@sparring/sdk';
import t, { type Test } from 'tap';
import { type Answering, attachment, photo, prepaidifyFor, rejection, worldfirstFor } from '../helpers/sdk.js';
import { simulatorFor } from '../helpers/simulator.js';
import { SUBMIT_PATH } from '../helpers/worldfirst.js';

/** Credentials of a simulator and their partner key, for servers that play the partner badly. */
async function credentialsFor(t: Test) {
  const { credentials } = await simulatorFor(t);
  return { credentials, partnerKey: createPrivateKey(credentials['worldfirst']?.['partnerPrivateKey'] ?? '') };
}

async function listening(t: Test, server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const SUCCESS = {
  attachmentUrl: '20260101_abc',
  result: { resultCode: 'SUCCESS', resultMessage: 'success', resultStatus: 'S' },
};
const refusal = (resultCode: string, resultStatus = 'F') => ({
  result: { resultCode, resultMessage: 'no', resultStatus },
});
const TRACE_ID = '0123456789abcdef0123456789abcdef';
const ACCEPTED = { code: '0', msg: 'SUCCESS', model: null, traceId: TRACE_ID, success: true, error: false };

interface Played {
  readonly body: object | string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers to leave out. */
  readonly without?: readonly string[];
  readonly signed?: boolean;
  readonly tamper?: boolean;
}

interface Stage {
  readonly answering: Answering;
  readonly requests: () => number;
}

/** A server that answers everything with the same answer, signed as worldfirst does by default. */
async function play(
  t: Test,
  { body, status = 200, headers = {}, without = [], signed = true, tamper = false }: Played,
): Promise<Stage> {
  const { credentials, partnerKey } = await credentialsFor(t);
  const clientId = credentials['worldfirst']?.['clientId'] ?? '';
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    requests++;
    request.resume().on('end', () => {
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const time = writeTime(new Date());
      const head = { method: 'POST', target: SUBMIT_PATH, clientId, time };
      const signature = signatureHeader(head, tamper ? Buffer.from(`${bytes} `) : bytes, partnerKey, 2);
      const all = { ...(signed ? { 'response-time': time, signature, 'client-id': clientId } : {}), ...headers };
      const sent = Object.entries(all).filter(([name]) => !without.includes(name));
      response.writeHead(status, Object.fromEntries(sent)).end(bytes);
    });
  };
  const url = await listening(t, createHttpServer(listener));
  return { answering: { url, credentials }, requests: () => requests };
}

/** The ways to send; a given fetch is the global one here. */
const WAYS: readonly (readonly [string, Partial<PrepaidifyOptions>])[] = [
  ['POST', {}],
  ['GET', { method: 'GET' }],
  ['fetch', { fetch: (url, init) => fetch(url, init) }],
];

const ONE_MIB = 1024 * 1024;
const otherKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

t.test('a worldfirst answer is accepted only with a valid contract and signature', async (t) => {
  const other = { method: 'POST', target: SUBMIT_PATH, clientId: 'x', time: '2026-01-01T00:00:00+08:00' };
  const wrongKey = signatureHeader(other, Buffer.from(JSON.stringify(SUCCESS)), otherKey(), 2);
  const rows: readonly { name: string; plays: Played; wants: object; requests?: number }[] = [
    { name: 'signed success', plays: { body: SUCCESS }, wants: { attachmentUrl: '20260101_abc', verified: true } },
    {
      name: 'a field of tomorrow',
      plays: { body: { ...SUCCESS, expiresAt: 'x' } },
      wants: { attachmentUrl: '20260101_abc' },
    },
    { name: 'unsigned success', plays: { body: SUCCESS, signed: false }, wants: { code: 'SIGNATURE_MISSING' } },
    {
      name: 'success without signature',
      plays: { body: SUCCESS, without: ['signature'] },
      wants: { code: 'SIGNATURE_MISSING' },
    },
    {
      name: 'success without response-time',
      plays: { body: SUCCESS, without: ['response-time'] },
      wants: { code: 'SIGNATURE_WRONG' },
    },
    { name: 'success of other bytes', plays: { body: SUCCESS, tamper: true }, wants: { code: 'SIGNATURE_WRONG' } },
    {
      name: 'success of another key',
      plays: { body: SUCCESS, headers: { signature: wrongKey } },
      wants: { code: 'SIGNATURE_WRONG' },
    },
    {
      name: 'success of another time',
      plays: { body: SUCCESS, headers: { 'response-time': other.time } },
      wants: { code: 'SIGNATURE_WRONG' },
    },
    {
      name: 'a signature that is not Base64',
      plays: { body: SUCCESS, headers: { signature: 'signature=%%%' } },
      wants: { code: 'SIGNATURE_WRONG' },
    },
    {
      name: 'unsigned refusal',
      plays: { body: refusal('PARAM_ILLEGAL'), signed: false },
      wants: { code: 'PARAM_ILLEGAL', verified: false, kind: 'refused' },
    },
    {
      name: 'signed refusal',
      plays: { body: refusal('PARAM_ILLEGAL') },
      wants: { code: 'PARAM_ILLEGAL', verified: true },
    },
    {
      name: 'forged refusal',
      plays: { body: refusal('PARAM_ILLEGAL'), tamper: true },
      wants: { code: 'SIGNATURE_WRONG' },
    },
    {
      name: 'refusal of tomorrow',
      plays: { body: refusal('NEW_CODE') },
      wants: { kind: 'refused', code: 'UNLISTED_CODE', answeredCode: 'NEW_CODE' },
    },
    {
      name: 'unknown of tomorrow',
      plays: { body: refusal('NEW_CODE', 'U') },
      wants: { kind: 'unknown-outcome', code: 'UNLISTED_CODE' },
      requests: 3,
    },
    {
      name: 'a known refusal with status U',
      plays: { body: refusal('PROCESS_FAIL', 'U') },
      wants: { kind: 'unknown-outcome', answeredCode: 'PROCESS_FAIL' },
      requests: 3,
    },
    {
      name: 'PROCESS_FAIL with status S',
      plays: { body: { ...SUCCESS, result: { ...SUCCESS.result, resultCode: 'PROCESS_FAIL' } } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    { name: 'SUCCESS with status F', plays: { body: refusal('SUCCESS') }, wants: { code: 'CONTRACT_BROKEN' } },
    { name: 'success with HTTP 500', plays: { body: SUCCESS, status: 500 }, wants: { code: 'CONTRACT_BROKEN' } },
    {
      name: 'refusal with HTTP 500',
      plays: { body: refusal('PARAM_ILLEGAL'), status: 500 },
      wants: { kind: 'refused', code: 'PARAM_ILLEGAL' },
    },
    {
      name: 'success without attachmentUrl',
      plays: { body: { result: SUCCESS.result } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    { name: 'no result', plays: { body: { ok: true } }, wants: { code: 'CONTRACT_BROKEN' } },
    { name: 'null', plays: { body: 'null' }, wants: { code: 'CONTRACT_BROKEN' } },
    { name: 'truncated JSON', plays: { body: JSON.stringify(SUCCESS).slice(0, -3) }, wants: { code: 'NOT_JSON' } },
    {
      name: '200 with an empty body',
      plays: { body: '', signed: false },
      wants: { code: 'NOT_JSON', kind: 'broken-answer' },
    },
    { name: 'HTML with 200', plays: { body: '<html>', signed: false }, wants: { code: 'NOT_JSON' } },
    {
      name: 'HTML with 502',
      plays: { body: '<html>', status: 502, signed: false },
      wants: { kind: 'unknown-outcome', code: 'HTTP_STATUS', answer: { httpStatus: 502 } },
      requests: 3,
    },
    {
      name: 'JSON of a gateway with 503',
      plays: { body: { busy: true }, status: 503, signed: false },
      wants: { kind: 'unknown-outcome', code: 'HTTP_STATUS' },
      requests: 3,
    },
    {
      name: 'text with 429',
      plays: { body: 'slow down', status: 429, signed: false },
      wants: { kind: 'unknown-outcome', code: 'HTTP_STATUS' },
      requests: 3,
    },
    {
      name: 'HTML with 403',
      plays: { body: '<html>', status: 403, signed: false },
      wants: { kind: 'broken-answer', code: 'HTTP_STATUS' },
    },
    {
      name: 'a redirect',
      plays: { body: '', status: 307, signed: false, headers: { location: '/elsewhere' } },
      wants: { code: 'REDIRECT', answer: { httpStatus: 307 } },
    },
    {
      name: 'an answer of 1 MiB and a byte',
      plays: { body: ' '.repeat(ONE_MIB + 1), signed: false },
      wants: { code: 'ANSWER_TOO_LARGE' },
    },
  ];
  for (const { name, plays, wants, requests = 1 } of rows) {
    const stage = await play(t, plays);
    const ended = await worldfirstFor(stage.answering)
      .submitAttachment(attachment())
      .catch((error: unknown) => error);
    t.match(ended, wants, name);
    t.equal(stage.requests(), requests, `${name}: ${requests} request(s)`);
    const failed = ended as SparringError;
    t.equal(failed.mayHaveBeenStored ?? true, failed.kind !== 'refused', `${name}: what may be stored`);
  }
});

t.test('with verification off an unsigned success is accepted and marked as unverified', async (t) => {
  const { answering } = await play(t, { body: SUCCESS, signed: false });
  const client = worldfirstFor(answering, { verifyAnswers: false });
  t.match(await client.submitAttachment(attachment()), { attachmentUrl: '20260101_abc', verified: false });
});

t.test('a prepaidify answer is accepted only if it keeps its contract', async (t) => {
  const failed = { ...ACCEPTED, success: false, error: true };
  const rows: readonly { name: string; plays: Played; wants: object }[] = [
    { name: 'success', plays: { body: ACCEPTED }, wants: { traceId: TRACE_ID, requestId: TRACE_ID, model: null } },
    {
      name: 'the code as a number, as one page has it',
      plays: { body: { ...ACCEPTED, code: 0 } },
      wants: { traceId: TRACE_ID },
    },
    {
      name: 'a refusal of tomorrow',
      plays: { body: { ...failed, code: '4999' } },
      wants: { kind: 'refused', code: 'UNLISTED_CODE', answeredCode: '4999' },
    },
    {
      name: 'a refusal by number',
      plays: { body: { ...failed, code: 4002 } },
      wants: { kind: 'refused', code: '4002' },
    },
    {
      name: 'success and error at once',
      plays: { body: { ...ACCEPTED, error: true } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    { name: 'success with HTTP 500', plays: { body: ACCEPTED, status: 500 }, wants: { code: 'CONTRACT_BROKEN' } },
    {
      name: 'code 1 with HTTP 404',
      plays: { body: { ...failed, code: '1' }, status: 404 },
      wants: { kind: 'unknown-outcome', code: '1' },
    },
    {
      name: 'HTML with 404',
      plays: { body: '<html>', status: 404 },
      wants: { kind: 'broken-answer', code: 'HTTP_STATUS' },
    },
    {
      name: 'HTML with 502',
      plays: { body: '<html>', status: 502 },
      wants: { kind: 'unknown-outcome', code: 'HTTP_STATUS' },
    },
    { name: 'a redirect', plays: { body: '', status: 302, headers: { location: '/x' } }, wants: { code: 'REDIRECT' } },
    {
      name: 'an answer of 1 MiB and a byte',
      plays: { body: ' '.repeat(ONE_MIB + 1) },
      wants: { code: 'ANSWER_TOO_LARGE' },
    },
    { name: 'an empty body', plays: { body: '' }, wants: { code: 'NOT_JSON' } },
  ];
  for (const [way, send] of WAYS) {
    for (const { name, plays, wants } of rows) {
      const { answering } = await play(t, { ...plays, signed: false });
      const ended = await prepaidifyFor(answering, send)
        .uploadPhoto(photo())
        .catch((error: unknown) => error);
      t.match(ended, wants, `${name} by ${way}`);
    }
  }
});

/** What a raw server does with its n-th request; the body is read whole first unless `early`. */
type Act = (socket: Socket, requestNumber: number) => void;

async function rawServer(t: Test, act: Act, early = false): Promise<string> {
  let requests = 0;
  const server = createServer((socket) => {
    let seen = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      seen = Buffer.concat([seen, chunk]);
      const headEnd = seen.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(seen.subarray(0, headEnd).toString())?.[1]);
      if (!early && seen.length < headEnd + 4 + length) return;
      seen = Buffer.alloc(0);
      act(socket, ++requests);
    });
  });
  return listening(t, server);
}

const JSON_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const accepted = JSON.stringify(ACCEPTED);
const whole = `${JSON_HEAD}content-length: ${accepted.length}\r\n\r\n${accepted}`;

t.test('a connection that breaks leaves the outcome unknown unless nothing was sent', async (t) => {
  const { credentials } = await credentialsFor(t);
  const rows: readonly { name: string; act: Act; early?: boolean; code: string; attempts: number }[] = [
    {
      name: 'reset before the body was read',
      act: (socket) => socket.resetAndDestroy(),
      early: true,
      code: 'CONNECTION_LOST',
      attempts: 3,
    },
    {
      name: 'reset after the body was read',
      act: (socket) => socket.resetAndDestroy(),
      code: 'CONNECTION_LOST',
      attempts: 3,
    },
    { name: 'closed without an answer', act: (socket) => socket.destroy(), code: 'CONNECTION_LOST', attempts: 3 },
    {
      name: 'closed within the answer',
      act: (socket) => socket.end(whole.slice(0, -9)),
      code: 'CONNECTION_LOST',
      attempts: 3,
    },
    { name: 'never an answer', act: () => undefined, code: 'TIMEOUT', attempts: 3 },
    {
      name: 'never the rest of the body',
      act: (socket) => socket.write(whole.slice(0, -9)),
      code: 'TIMEOUT',
      attempts: 3,
    },
    { name: 'no HTTP at all', act: (socket) => socket.end('SSH-2.0-x\r\n'), code: 'CONNECTION_LOST', attempts: 3 },
  ];
  for (const [way, send] of WAYS) {
    for (const { name, act, early, code, attempts } of rows) {
      const url = await rawServer(t, act, early);
      const options = { ...send, attemptTimeoutMs: code === 'TIMEOUT' ? 40 : 20_000 };
      const error = await rejection(prepaidifyFor({ url, credentials }, options).uploadPhoto(photo()));
      t.ok(error instanceof UnknownOutcomeError, `${name} by ${way}: ${String(error)}`);
      t.match(error, { code, stoppedBecause: 'retries-used-up', cause: Error }, `${name} by ${way}`);
      t.equal((error as SparringError).attempts.length, attempts, `${name} by ${way}`);
    }
  }
});

t.test('a keep-alive connection that the server closes between requests does not fail the call', async (t) => {
  const { credentials } = await credentialsFor(t);
  for (const [way, send] of WAYS) {
    // every second request finds its connection closed as it arrives
    const url = await rawServer(t, (socket, number) => (number % 2 === 0 ? socket.destroy() : socket.write(whole)));
    const client = prepaidifyFor({ url, credentials }, send);
    const counts: number[] = [];
    for (const requestNo of ['R-1', 'R-2', 'R-3'])
      counts.push((await client.uploadPhoto({ ...photo(), requestNo })).attempts.length);
    t.same(counts, [1, 2, 2], way);
  }
});

t.test('a partner that cannot be reached has been sent nothing', async (t) => {
  const { credentials } = await credentialsFor(t);
  const closed = createServer();
  const url = await listening(t, closed);
  await new Promise((resolve) => closed.close(resolve));
  const tls = (await simulatorFor(t, { tlsPort: 0 })).tlsUrl ?? '';
  const rows = [
    { name: 'nobody listens', url, code: 'UNREACHABLE', attempts: 3 },
    { name: 'no such host', url: 'http://partner.invalid', code: 'UNREACHABLE', attempts: 3 },
    { name: 'an untrusted certificate', url: tls, code: 'CERTIFICATE', attempts: 1 },
  ];
  for (const { name, url, code, attempts } of rows) {
    for (const [way, send] of WAYS) {
      const error = await rejection(prepaidifyFor({ url, credentials }, send).uploadPhoto(photo()));
      t.match(error, { kind: 'connection', code, mayHaveBeenStored: false, cause: Error }, `${name} by ${way}`);
      t.equal((error as SparringError).attempts.length, attempts, `${name} by ${way}`);
    }
  }
});

t.test('a handshake that does not end has sent nothing either', async (t) => {
  const { credentials } = await credentialsFor(t);
  const silent = createServer((socket) => socket.on('error', () => undefined));
  const resetting = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const rows = [
    { name: 'silent', url: await listening(t, silent), options: { attemptTimeoutMs: 40 } },
    { name: 'reset', url: await listening(t, resetting), options: {} },
  ];
  for (const { name, url, options } of rows) {
    const client = prepaidifyFor({ url: url.replace('http:', 'https:'), credentials }, options);
    const error = await rejection(client.uploadPhoto(photo()));
    t.match(error, { kind: 'connection', code: 'UNREACHABLE', mayHaveBeenStored: false }, name);
    t.equal((error as SparringError).attempts.length, 3, `${name} is tried again`);
  }
});

t.test('once an attempt ended unknown, a later one that reached nobody does not make it known', async (t) => {
  const { credentials } = await credentialsFor(t);
  const server = createHttpServer((request: IncomingMessage, response: ServerResponse) => {
    request.resume().on('end', () => {
      server.close();
      response.writeHead(502, { connection: 'close' }).end();
    });
  });
  const url = await listening(t, server);
  const error = await rejection(prepaidifyFor({ url, credentials }).uploadPhoto(photo()));
  t.match(error, { kind: 'unknown-outcome', code: 'HTTP_STATUS', mayHaveBeenStored: true });
  t.same(
    (error as SparringError).attempts.map(({ result }) => result),
    ['unknown', 'not-sent', 'not-sent'],
  );
});
