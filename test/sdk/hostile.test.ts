import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, Agent as HttpsAgent } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { signatureHeader, writeTime } from '@sparring/contracts/worldfirst';
import { type PrepaidifyOptions, type SparringError, UnknownOutcomeError } from '@sparring/sdk';
import t, { type Test } from 'tap';
import { type Answering, attachment, photo, prepaidifyFor, rejection, worldfirstFor } from '../helpers/sdk.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { SUBMIT_PATH } from '../helpers/worldfirst.js';

/** Credentials of a simulator with the partner's key, for servers that misbehave in its place. */
async function credentialsFor() {
  const credentials = await sharedCredentials();
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
  /** Signed as the client id of the answer; default the caller's. */
  readonly signedClientId?: string;
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
  { body, status = 200, headers = {}, without = [], signed = true, tamper = false, signedClientId }: Played,
): Promise<Stage> {
  const { credentials, partnerKey } = await credentialsFor();
  const clientId = credentials['worldfirst']?.['clientId'] ?? '';
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    requests++;
    request.resume().on('end', () => {
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const time = writeTime(new Date());
      const head = { method: 'POST', target: SUBMIT_PATH, clientId: signedClientId ?? clientId, time };
      const signature = signatureHeader(head, tamper ? Buffer.from(`${bytes} `) : bytes, partnerKey, 2);
      const all = { ...(signed ? { 'response-time': time, signature, 'client-id': head.clientId } : {}), ...headers };
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
      name: 'success to another client',
      plays: { body: SUCCESS, signedClientId: 'another-client' },
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
      name: 'a code of an unknown outcome with status F',
      plays: { body: refusal('UNKNOWN_EXCEPTION') },
      wants: { kind: 'refused', code: 'UNLISTED_CODE', answeredCode: 'UNKNOWN_EXCEPTION' },
    },
    {
      name: 'a longer text, a null and a new field beside status U',
      plays: {
        body: {
          attachmentUrl: null,
          result: { ...refusal('UNKNOWN_EXCEPTION', 'U').result, resultMessage: 'x'.repeat(300), traceNo: 1 },
        },
      },
      wants: {
        kind: 'unknown-outcome',
        code: 'UNKNOWN_EXCEPTION',
        warnings: [/attachmentUrl/, /traceNo/, /resultMessage/],
      },
      requests: 3,
    },
    {
      name: 'no text beside status U',
      plays: { body: { result: { resultCode: 'UNKNOWN_EXCEPTION', resultMessage: null, resultStatus: 'U' } } },
      wants: { kind: 'unknown-outcome', code: 'UNKNOWN_EXCEPTION', partnerText: '', warnings: [/resultMessage/] },
      requests: 3,
    },
    {
      name: 'a longer url, a longer text and a null beside status S',
      plays: {
        body: {
          attachmentUrl: 'u'.repeat(600),
          expiresAt: null,
          result: { ...SUCCESS.result, resultMessage: 'x'.repeat(300) },
        },
      },
      wants: { attachmentUrl: 'u'.repeat(600), warnings: [/expiresAt/, /attachmentUrl/, /resultMessage/] },
    },
    {
      name: 'a status that does not exist',
      plays: { body: refusal('PARAM_ILLEGAL', 'X') },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    {
      name: 'a code that is a number',
      plays: { body: { result: { ...refusal('').result, resultCode: 7 } } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    {
      name: 'success with an empty attachmentUrl',
      plays: { body: { ...SUCCESS, attachmentUrl: '' } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    {
      name: 'PROCESS_FAIL with status S',
      plays: { body: { ...SUCCESS, result: { ...SUCCESS.result, resultCode: 'PROCESS_FAIL' } } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    { name: 'SUCCESS with status F', plays: { body: refusal('SUCCESS') }, wants: { code: 'CONTRACT_BROKEN' } },
    { name: 'success with HTTP 500', plays: { body: SUCCESS, status: 500 }, wants: { code: 'CONTRACT_BROKEN' } },
    { name: 'success with HTTP 300', plays: { body: SUCCESS, status: 300 }, wants: { code: 'CONTRACT_BROKEN' } },
    {
      name: 'success with a redirect',
      plays: { body: SUCCESS, status: 302, headers: { location: '/elsewhere' } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    { name: 'success with HTTP 299', plays: { body: SUCCESS, status: 299 }, wants: { verified: true } },
    {
      name: 'HTML with 500',
      plays: { body: '<html>', status: 500, signed: false },
      wants: { kind: 'unknown-outcome', code: 'HTTP_STATUS' },
      requests: 3,
    },
    {
      name: 'HTML with 499',
      plays: { body: '<html>', status: 499, signed: false },
      wants: { kind: 'broken-answer', code: 'HTTP_STATUS' },
    },
    {
      name: 'text with 408',
      plays: { body: 'too slow', status: 408, signed: false },
      wants: { kind: 'unknown-outcome', code: 'HTTP_STATUS' },
      requests: 3,
    },
    {
      name: 'an answer of exactly 1 MiB',
      plays: { body: JSON.stringify(SUCCESS).padEnd(ONE_MIB) },
      wants: { verified: true },
    },
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
      name: 'a UUID as traceId and an object as model',
      plays: {
        body: { ...ACCEPTED, traceId: '2b1c1b0e-98a4-4f0c-8f2a-0d6a1b0c9f3e', model: { id: 7 }, msg: null, extra: 1 },
      },
      wants: {
        traceId: '2b1c1b0e-98a4-4f0c-8f2a-0d6a1b0c9f3e',
        requestId: '2b1c1b0e-98a4-4f0c-8f2a-0d6a1b0c9f3e',
        model: { id: 7 },
        warnings: [/extra/, /msg/, /model/, /traceId/],
      },
    },
    {
      name: 'a failure without its flags and texts',
      plays: { body: { code: '1', traceId: null } },
      wants: { kind: 'unknown-outcome', code: '1', partnerText: '' },
    },
    { name: 'a success without its flag', plays: { body: { code: '0' } }, wants: { code: 'CONTRACT_BROKEN' } },
    {
      name: 'a refusal that claims success',
      plays: { body: { ...ACCEPTED, code: '4001' } },
      wants: { code: 'CONTRACT_BROKEN' },
    },
    { name: 'code 0 without success', plays: { body: { ...failed, code: '0' } }, wants: { code: 'CONTRACT_BROKEN' } },
    { name: 'a code that is null', plays: { body: { ...ACCEPTED, code: null } }, wants: { code: 'CONTRACT_BROKEN' } },
    { name: 'success with HTTP 302', plays: { body: ACCEPTED, status: 302 }, wants: { code: 'CONTRACT_BROKEN' } },
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
  const { credentials } = await credentialsFor();
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
  const { credentials } = await credentialsFor();
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

t.test('a partner that cannot be reached is sent nothing', async (t) => {
  const { credentials } = await credentialsFor();
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

t.test('a handshake that does not end sends nothing either', async (t) => {
  const { credentials } = await credentialsFor();
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

t.test('an unknown outcome stays unknown when a later attempt reaches nobody', async (t) => {
  const { credentials } = await credentialsFor();
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

const FIVE_MIB = 5 * 1024 * 1024;
const large = (lengthBytes = FIVE_MIB) => Buffer.concat([photo().file.subarray(0, 4)], lengthBytes);

t.test('an answer that comes before the body was read leaves no socket open', { timeout: 20_000 }, async (t) => {
  const { credentials } = await credentialsFor();
  // more than the buffers of the two sockets hold
  const file = large(32 * 1024 * 1024);
  for (const [way, send] of WAYS) {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.once('data', () => socket.pause().write(whole));
    });
    const client = prepaidifyFor({ url: await listening(t, server), credentials }, { ...send, checkRequest: false });
    t.match(await client.uploadPhoto({ ...photo(), file }), { traceId: TRACE_ID }, way);
    for (const socket of sockets) {
      socket.resume();
      await once(socket, 'close');
      t.ok(socket.bytesRead < file.length, `${way}: the rest of the body is not sent`);
    }
    t.equal(sockets.length, 1, way);
  }
});

t.test('a pipe that breaks just after an answer does not end the process', async (t) => {
  const { credentials } = await credentialsFor();
  const counts: number[] = [];
  // between an answer and the agent's free socket, node listens for no errors
  const watch = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.prependListener('free', () => {
      if (counts.push(socket.listenerCount('error')) === 3) socket.destroy(new Error('write EPIPE'));
    });
  };
  subscribe('net.client.socket', watch);
  t.teardown(() => unsubscribe('net.client.socket', watch));
  const client = prepaidifyFor({ url: await rawServer(t, (socket) => socket.write(whole)), credentials });
  for (const requestNo of ['R-1', 'R-2', 'R-3', 'R-4'])
    t.match(await client.uploadPhoto({ ...photo(), requestNo }), { traceId: TRACE_ID });
  t.same(counts, [1, 1, 1, 1], 'one listener for each connection');
});

/** A key and a certificate for localhost, made on the spot. */
async function makeCertificate(): Promise<{ key: string; certificate: string }> {
  const file = new URL('../../../mock-server/dist/server/certificate.js', import.meta.url).href;
  const { generateCertificate } = await import(file);
  return generateCertificate('localhost');
}

t.test('an answer that is lost over TLS leaves the outcome unknown', async (t) => {
  const { credentials } = await credentialsFor();
  const { key, certificate } = await makeCertificate();
  const rows = [
    { name: 'closed without an answer', act: (socket: Socket) => socket.destroy() },
    { name: 'closed within the answer', act: (socket: Socket) => socket.end(whole.slice(0, -9)) },
  ];
  for (const { name, act } of rows) {
    const server = createHttpsServer({ key, cert: certificate }, (request) => {
      request.resume().on('end', () => act(request.socket));
    });
    const url = (await listening(t, server)).replace('http:', 'https:');
    for (const method of ['POST', 'GET'] as const) {
      const client = prepaidifyFor({ url, credentials }, { method, tls: { ca: certificate } });
      const error = await rejection(client.uploadPhoto(photo()));
      t.match(error, { kind: 'unknown-outcome', code: 'CONNECTION_LOST', mayHaveBeenStored: true }, name);
      t.equal((error as SparringError).attempts.length, 3, name);
    }
  }
});

t.test('the default transport uses an agent and a client certificate', async (t) => {
  const { credentials } = await credentialsFor();
  const { key, certificate } = await makeCertificate();
  const own = await makeCertificate();
  const seen: string[] = [];
  const options = { key, cert: certificate, requestCert: true, rejectUnauthorized: false };
  const server = createHttpsServer(options, (request, response) => {
    seen.push((request.socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? 'none');
    request.resume().on('end', () => response.setHeader('connection', 'close').end(accepted));
  });
  const url = (await listening(t, server)).replace('http:', 'https:');
  const tls = { ca: certificate, cert: own.certificate, key: own.key };
  await prepaidifyFor({ url, credentials }, { tls }).uploadPhoto(photo());
  await prepaidifyFor({ url, credentials }, { agent: new HttpsAgent(tls) }).uploadPhoto(photo());
  await prepaidifyFor({ url, credentials }, { tls: { ca: certificate } }).uploadPhoto(photo());
  t.equal(seen.length, 3);
  t.match(seen[0], /^[0-9A-F:]{95}$/);
  t.equal(seen[1], seen[0]);
  t.equal(seen[2], 'none');

  // as a proxy's agent does: the connection goes to another port than the URL says
  const { port } = new URL(url);
  class Redirecting extends HttpsAgent {
    override createConnection(to: object, callback: () => void) {
      return super.createConnection(
        { ...to, host: '127.0.0.1', port: Number(port), servername: 'localhost' },
        callback,
      );
    }
  }
  const through = new Redirecting(tls);
  await prepaidifyFor({ url: 'https://partner.example:9', credentials }, { agent: through }).uploadPhoto(photo());
  t.equal(seen.length, 4);
});

t.test('every stream that a call opened is destroyed, however the call ends', async (t) => {
  const { credentials } = await credentialsFor();
  const url = await rawServer(t, (socket) => socket.write(whole));
  const bytes = photo().file;
  const never = () => new PassThrough();
  const rows = [
    { name: 'success', open: () => Readable.from([bytes]), lengthBytes: bytes.length, wants: { traceId: TRACE_ID } },
    { name: 'too short', open: () => Readable.from([bytes]), lengthBytes: 9999, wants: { code: 'LENGTH_MISMATCH' } },
    { name: 'too long', open: () => Readable.from([bytes, bytes]), lengthBytes: 9, wants: { code: 'LENGTH_MISMATCH' } },
    { name: 'never ends', open: never, lengthBytes: 9, wants: { code: 'DEADLINE' } },
  ];
  for (const { name, open, lengthBytes, wants } of rows) {
    const opened: Readable[] = [];
    const source = {
      lengthBytes,
      open: () => {
        const stream = open();
        opened.push(stream);
        return stream;
      },
    };
    const client = prepaidifyFor({ url, credentials }, { totalTimeoutMs: name === 'never ends' ? 40 : 20_000 });
    const ended = await client.uploadPhoto({ ...photo(), file: source }).catch((error: unknown) => error);
    t.match(ended, wants, name);
    t.same(
      opened.map(({ destroyed }) => destroyed),
      [true],
      name,
    );
  }
  let open: (stream: Readable) => void = () => undefined;
  const opening = new Promise<Readable>((resolve) => {
    open = resolve;
  });
  const client = prepaidifyFor({ url, credentials }, { totalTimeoutMs: 40 });
  const source = { open: () => opening, lengthBytes: bytes.length };
  t.match(await rejection(client.uploadPhoto({ ...photo(), file: source })), { code: 'DEADLINE' });
  const stream = new PassThrough();
  open(stream);
  await once(stream, 'close');
  t.ok(stream.destroyed, 'also one that is opened after its call has ended');
});

t.test('a stream of exactly the largest size is sent, and one that is a byte longer is not', async (t) => {
  const { credentials } = await credentialsFor();
  let requests = 0;
  const url = await rawServer(t, (socket) => {
    requests++;
    socket.write(whole);
  });
  const client = prepaidifyFor({ url, credentials });
  const split = (bytes: Buffer) => Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]);
  t.match(await client.uploadPhoto({ ...photo(), file: split(large()) }), { traceId: TRACE_ID });
  const error = await rejection(client.uploadPhoto({ ...photo(), file: split(large(FIVE_MIB + 1)) }));
  t.match(error, { code: 'TOO_LARGE', limit: FIVE_MIB });
  t.equal(requests, 1);
});

t.test('what a partner wrote is escaped and cut in messages', async (t) => {
  const rude = `\x1b[2J\x9b\n\u202e${'x'.repeat(100_000)}`;
  const failed = { ...ACCEPTED, code: '4002', success: false, error: true };
  const plays: readonly { name: string; body: object; status?: number }[] = [
    { name: 'a text', body: { ...failed, msg: rude } },
    { name: 'a code', body: { ...failed, code: rude } },
    { name: 'a code that contradicts its flags', body: { ...ACCEPTED, code: rude } },
    { name: 'the name of a field', body: { ...ACCEPTED, [rude]: 1 } },
  ];
  for (const { name, ...plays_ } of plays) {
    const { answering } = await play(t, plays_);
    const call = prepaidifyFor(answering).uploadPhoto(photo());
    const { message, warnings } = (await call.catch((error: unknown) => error)) as SparringError & {
      warnings?: string[];
    };
    for (const text of [message ?? '', ...(warnings ?? [])]) {
      t.notMatch(text, /[\p{Cc}\u202e]/u, name);
      t.ok(text.length <= 1_100, `${name}: ${text.length} characters`);
    }
    t.match([message, ...(warnings ?? [])].join(), /\\u001b\[2J\\u009b\\u000a\\u202exx/, name);
  }
  const { credentials } = await credentialsFor();
  const unreadable = await rejection(
    prepaidifyFor({ url: 'http://127.0.0.1', credentials }).uploadPhoto({ ...photo(), file: 'a\x1b[2J.jpg' }),
  );
  t.match(unreadable, { code: 'UNREADABLE', message: /a\\u001b\[2J\.jpg/ });
});

t.test('a request names the SDK and its version, unless the caller names something else', async (t) => {
  const { credentials } = await credentialsFor();
  const agents: (string | undefined)[] = [];
  const server = createHttpServer((request, response) => {
    agents.push(request.headers['user-agent']);
    request.resume().on('end', () => response.end(accepted));
  });
  const url = await listening(t, server);
  for (const [, send] of WAYS) await prepaidifyFor({ url, credentials }, send).uploadPhoto(photo());
  await prepaidifyFor({ url, credentials }, { headers: { 'User-Agent': 'shop/1' } }).uploadPhoto(photo());
  const { version } = JSON.parse(readFileSync(new URL('../../../sdk/package.json', import.meta.url), 'utf8'));
  const own = `sparring-sdk/${version}`;
  t.same(agents, [own, own, own, 'shop/1']);
});
