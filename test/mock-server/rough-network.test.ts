import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Simulator } from 'sparring';
import t from 'tap';
import { folderWith } from '../helpers/folder.js';
import { signedUpload, uploadParts } from '../helpers/prepaidify.js';
import { run, runPython } from '../helpers/run.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { send, signedSubmit, type WireRequest } from '../helpers/worldfirst.js';

const MIB = 1024 * 1024;
/** How often each upload is repeated, by three threads at once: an answer is lost by a race, if at all. */
const TIMES = 6;

/** What a blocking client met: the answers it read, or what broke. */
interface Outcome {
  readonly answers?: readonly string[];
  readonly broke?: string;
}

/** A request that is refused while its body is still being sent. */
interface RefusedUpload {
  readonly name: string;
  readonly request: Pick<WireRequest, 'method' | 'target' | 'headers'>;
  readonly bodyMib: number;
  /** Found in the answer. */
  readonly answer: RegExp;
  readonly times?: number;
  /** The answer ends the connection even when the client would keep it. */
  readonly closes?: true;
}

const portOf = ({ url }: Simulator) => Number(new URL(url).port);

function headText({ method, target, headers }: RefusedUpload['request'], more: Record<string, string>): string {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, ...more }).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** A whole small request as bytes. */
const wireBytes = (request: WireRequest, more: Record<string, string> = {}) =>
  Buffer.concat([
    Buffer.from(headText(request, { 'content-length': String(request.body.length), ...more })),
    request.body,
  ]);

const goodSubmit = (simulator: Simulator, attachmentId = 'A-1') =>
  signedSubmit(simulator, {
    body: {
      attachmentId,
      attachmentType: 'ID_CARD_BACK_SIDE',
      attachmentContent: specimen('id-back.png').toString('base64'),
    },
  });

const goodUpload = (simulator: Simulator) =>
  signedUpload(simulator, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face') });

const worldfirstRefusals = (simulator: Simulator): RefusedUpload[] => {
  const submit = (input: Partial<Parameters<typeof signedSubmit>[1]>) =>
    signedSubmit(simulator, { body: 'not what is sent', ...input });
  return [
    {
      name: 'an unknown move',
      request: submit({ headers: { 'x-sparring-move': 'NONE' } }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 400[\s\S]*unknown-move/,
    },
    {
      name: 'a bad header',
      request: submit({ time: 'yesterday' }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 200[\s\S]*"PARAM_ILLEGAL"/,
    },
    {
      name: 'an unknown path',
      request: submit({ target: '/aps/nothing' }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 200[\s\S]*"INVALID_API"/,
    },
    {
      name: 'a wrong method',
      request: submit({ method: 'PUT' }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 200[\s\S]*"METHOD_NOT_SUPPORTED"/,
    },
    { name: 'a wrong signature', request: submit({}), bodyMib: 15, answer: /^HTTP\/1.1 200[\s\S]*"INVALID_SIGNATURE"/ },
    {
      name: 'a body above the limit',
      request: submit({}),
      bodyMib: 20,
      answer: /^HTTP\/1.1 200[\s\S]*"PARAM_ILLEGAL"/,
    },
  ];
};

const prepaidifyRefusals = (simulator: Simulator): RefusedUpload[] => {
  const upload = (input: Parameters<typeof signedUpload>[1]) => signedUpload(simulator, input);
  return [
    {
      name: 'an unknown move',
      request: upload({ headers: { 'x-sparring-move': '9' } }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 400[\s\S]*unknown-move/,
    },
    {
      name: 'a bad header',
      request: upload({ timestamp: '1700000000000' }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 200[\s\S]*"200005"/,
    },
    {
      name: 'an unknown path',
      request: upload({ target: '/open/nothing' }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 404[\s\S]*"code":"1"/,
    },
    {
      name: 'a wrong method',
      request: upload({ method: 'PUT' }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 404[\s\S]*"code":"1"/,
    },
    {
      name: 'a wrong signature',
      request: upload({ headers: { 'ach-access-sign': 'wrong' } }),
      bodyMib: 20,
      answer: /^HTTP\/1.1 200[\s\S]*"200006"/,
    },
    { name: 'a body that is no multipart', request: upload({}), bodyMib: 20, answer: /^HTTP\/1.1 200[\s\S]*"4004"/ },
    {
      name: 'a body above the limit',
      request: upload({}),
      bodyMib: 70,
      answer: /^HTTP\/1.1 200[\s\S]*"4002"/,
      times: 3,
    },
  ];
};

const JSON_BODY = { 'content-type': 'application/json' };
const ownRefusals = (): RefusedUpload[] => [
  {
    name: "a path that is no partner's",
    request: { method: 'POST', target: '/nowhere', headers: JSON_BODY },
    bodyMib: 20,
    times: 4,
    answer: /^HTTP\/1.1 404[\s\S]*unknown-path/,
  },
  {
    name: 'an unknown path of the control API',
    request: { method: 'POST', target: '/_sparring/nothing', headers: JSON_BODY },
    bodyMib: 20,
    times: 4,
    answer: /^HTTP\/1.1 404[\s\S]*unknown-path/,
  },
  {
    name: 'a foreign host',
    request: { method: 'POST', target: '/_sparring/state', headers: { ...JSON_BODY, host: 'evil.example' } },
    bodyMib: 20,
    times: 4,
    answer: /^HTTP\/1.1 403[\s\S]*forbidden-host/,
  },
  {
    name: 'a state of 20 MiB',
    request: { method: 'POST', target: '/_sparring/state', headers: JSON_BODY },
    bodyMib: 20,
    times: 4,
    answer: /^HTTP\/1.1 413[\s\S]*unreadable-body/,
    closes: true,
  },
  {
    name: 'a state that is not JSON',
    request: { method: 'POST', target: '/_sparring/state', headers: { 'content-type': 'text/plain' } },
    bodyMib: 20,
    times: 4,
    answer: /^HTTP\/1.1 415[\s\S]*json-required/,
  },
  {
    name: 'a path that cannot be decoded',
    request: { method: 'POST', target: '/_sparring/%zz', headers: JSON_BODY },
    bodyMib: 20,
    times: 4,
    answer: /^HTTP\/1.1 404[\s\S]*unknown-path/,
  },
];

t.test('a blocking client that is refused while it sends 20 MiB always reads the answer', async (t) => {
  const simulator = await simulatorFor(t);
  const groups = [
    {
      name: 'worldfirst',
      refusals: worldfirstRefusals(simulator),
      next: wireBytes(goodSubmit(simulator)),
      accepted: /"SUCCESS"/,
    },
    {
      name: 'prepaidify',
      refusals: prepaidifyRefusals(simulator),
      next: wireBytes(goodUpload(simulator)),
      accepted: /"code":"0"/,
    },
    {
      name: 'no partner',
      refusals: ownRefusals(),
      next: Buffer.from('GET /_sparring/health HTTP/1.1\r\nhost: localhost\r\n\r\n'),
      accepted: /"up"/,
    },
  ];
  for (const { name, refusals, next, accepted } of groups) {
    for (const connection of ['keep-alive', 'close']) {
      const jobs = refusals.map(({ request, bodyMib, times = TIMES, closes }) => ({
        head: headText(request, { 'content-length': String(bodyMib * MIB), connection }),
        bodyBytes: bodyMib * MIB,
        times,
        next: connection === 'close' || closes ? null : next.toString('base64'),
      }));
      const outcomes = await runPython<Outcome[][]>('blocking-client.py', {
        port: portOf(simulator),
        threads: 3,
        jobs,
      });
      const title = `${name}, ${connection}`;
      outcomes.forEach((runs, at) => {
        const { answer, name: why, times = TIMES, closes } = refusals[at] as RefusedUpload;
        const lost = runs.filter(({ answers = [], broke }) => broke !== undefined || !answer.test(answers[0] ?? ''));
        t.same([runs.length, lost], [times, []], `${title}: ${why}`);
        const unusable = runs.filter(({ answers = [] }) => !accepted.test(answers[1] ?? ''));
        if (connection === 'keep-alive' && !closes)
          t.same(unusable, [], `${title}: the socket serves the next request after ${why}`);
      });
    }
  }
});

/** Writes in one go, and looks at nothing before the last byte has left. */
function writeThenRead(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => resolve(String(error))).on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.pause().write(bytes, () => socket.resume());
  });
}

t.test('node:net that reads only after it has written 20 MiB reads the refusal too', async (t) => {
  const simulator = await simulatorFor(t);
  for (const { name, request, bodyMib, answer } of [
    ...worldfirstRefusals(simulator),
    ...prepaidifyRefusals(simulator),
    ...ownRefusals(),
  ]) {
    const head = headText(request, { 'content-length': String(bodyMib * MIB), connection: 'close' });
    const bytes = Buffer.concat([Buffer.from(head), Buffer.alloc(bodyMib * MIB)]);
    for (let time = 0; time < 3; time++) t.match(await writeThenRead(portOf(simulator), bytes), answer, name);
  }
});

/** Sends pieces one by one, each in a packet of its own, and resolves with all that comes until the connection ends. */
async function talk(
  simulator: Simulator,
  pieces: Iterable<Buffer | string>,
  ending: 'wait' | 'half-close' | 'reset' = 'wait',
): Promise<string> {
  const socket = connect({ port: portOf(simulator), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {}); // told by what came, or did not come
  const closed = new Promise((resolve) => socket.once('close', resolve).once('end', () => socket.end()));
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise(setImmediate);
  }
  if (ending === 'half-close') socket.end();
  if (ending === 'reset') socket.resetAndDestroy();
  await closed;
  return Buffer.concat(chunks).toString();
}

const CLOSE = { connection: 'close' };
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

/** What a simulator told about requests it decided; `next` waits for the one after those already taken. */
function decisions() {
  const told: { code: string; rule: string | null; reason: string | null }[] = [];
  const errors: object[] = [];
  let wake = () => {};
  const info = (fields: object) => {
    told.push(fields as (typeof told)[number]);
    wake();
  };
  const next = async () => {
    while (told.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return told.shift();
  };
  return { log: { info, error: (fields: object) => errors.push(fields) }, next, errors };
}

t.test('an upload that is cut off stores nothing, so its id can be used for other content', async (t) => {
  const { log, next, errors } = decisions();
  const simulator = await simulatorFor(t, { log });
  const content = (file: string) => specimen(file).toString('base64');
  const submit = (attachmentId: string, file: string) =>
    signedSubmit(simulator, {
      body: { attachmentId, attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent: content(file) },
    });
  const cuts = [
    { name: 'in the middle', chunked: false, keep: 0.5 },
    { name: 'before the last byte', chunked: false, keep: -1 },
    { name: 'before the body', chunked: false, keep: 0 },
    { name: 'after the last byte, before the last chunk', chunked: true, keep: 1 },
  ];
  const endings = ['reset', 'half-close'] as const;
  for (const { name, chunked, keep, ending } of cuts.flatMap((cut) => endings.map((ending) => ({ ...cut, ending })))) {
    const title = `${name}, ${ending}`;
    const first = submit(title, 'id-front.jpg');
    const kept = first.body.subarray(0, keep < 0 ? keep : first.body.length * keep);
    const size = first.body.length.toString(16);
    const framing = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(first.body.length) };
    const begun = chunked ? [Buffer.from(`${size}\r\n`), kept, Buffer.from('\r\n')] : [kept];
    await talk(simulator, [Buffer.concat([Buffer.from(headText(first, framing)), ...begun])], ending);
    t.match(
      await next(),
      { code: 'PARAM_ILLEGAL', rule: 'W17', reason: /disconnected/ },
      `${title}: is logged as cut off`,
    );
    const second = await send(simulator.url, submit(title, 'id-back.png'));
    t.equal(second.json.result.resultCode, 'SUCCESS', `${title}: other content is accepted`);
    await next();
    const third = await send(simulator.url, first);
    t.equal(third.json.result.resultCode, 'REPEAT_REQ_INCONSISTENT', `${title}: what arrived whole is stored`);
    await next();
  }
  const upload = goodUpload(simulator);
  for (const keep of [0, 200, upload.body.length - 1]) {
    await talk(simulator, [wireBytes(upload).subarray(0, keep - upload.body.length)], 'reset');
    t.match(await next(), { code: '4003', rule: 'K15', reason: /disconnected/ }, `prepaidify after ${keep} bytes`);
  }
  t.same(errors, []);
});

t.test('a slow or strangely cut request is read as it was meant', async (t) => {
  const simulator = await simulatorFor(t);
  const submit = wireBytes(goodSubmit(simulator), CLOSE);
  const report = signedUpload(simulator, { parts: uploadParts(specimen('aml-report.pdf'), 'r.pdf', 'amlReport') });
  const one = (bytes: Buffer) => Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1));
  const chunks = (bytes: Buffer) =>
    one(bytes).map((byte) => Buffer.concat([Buffer.from('1\r\n'), byte, Buffer.from('\r\n')]));
  const chunkedHead = Buffer.from(headText(report, { 'transfer-encoding': 'chunked', ...CLOSE }));
  const plain = wireBytes(report, CLOSE);
  const cases = [
    { name: 'bytes one by one, head included', pieces: one(plain), accepted: /"code":"0"/ },
    { name: 'chunks of one byte', pieces: [chunkedHead, ...chunks(report.body), '0\r\n\r\n'], accepted: /"code":"0"/ },
    {
      name: 'chunks with extensions and a trailer',
      pieces: [chunkedHead, `${report.body.length.toString(16)};a=b\r\n`, report.body, '\r\n0\r\nx-after: 1\r\n\r\n'],
      accepted: /"code":"0"/,
    },
    { name: 'a head in two packets', pieces: [submit.subarray(0, 30), submit.subarray(30)], accepted: /"SUCCESS"/ },
    { name: 'empty lines before the request', pieces: ['\r\n\r\n', submit], accepted: /"SUCCESS"/ },
  ];
  for (const { name, pieces, accepted } of cases) t.match(await talk(simulator, pieces), accepted, name);
  const halfClosed = await talk(simulator, [wireBytes(goodSubmit(simulator))], 'half-close');
  t.match(halfClosed, /"SUCCESS"/, 'a client that closes its side after a whole request is answered');
});

t.test('broken and hostile HTTP is answered or ended, and the next request is served', async (t) => {
  const { log, errors } = decisions();
  const simulator = await simulatorFor(t, { log });
  const good = goodSubmit(simulator, 'good');
  const upload = goodUpload(simulator);
  const head = (more: Record<string, string>) => headText(good, more);
  const length = good.body.length;
  const line = (text: string) => [`${text}\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`];
  const junkPart = '\r\n--sparring-test-boundary\r\nContent-Disposition: form-data; name="n"\r\n\r\n1';
  const skipped = (head: string) => ({
    ...upload,
    body: Buffer.concat([
      Buffer.from(`--sparring-test-boundary\r\n${head}\r\n\r\n${'x'.repeat(MIB)}\r\n`),
      upload.body,
    ]),
  });
  const manyParts = { ...upload, body: Buffer.from(junkPart.repeat(1_100) + 'x'.repeat(3 * MIB)) };
  const cases: {
    name: string;
    pieces: (Buffer | string)[];
    ending?: 'half-close' | 'reset';
    answer: RegExp;
    also?: RegExp;
  }[] = [
    {
      name: 'a Content-Length that is too short',
      pieces: [head({ 'content-length': String(length - 10) }), good.body],
      answer: /^HTTP\/1.1 (200[\s\S]*INVALID_SIGNATURE|400[\s\S]*malformed-http)/,
    },
    {
      name: 'a Content-Length that is too long',
      pieces: [head({ 'content-length': String(length + 10) }), good.body],
      ending: 'half-close',
      answer: /^HTTP\/1.1 400[\s\S]*malformed-http/,
    },
    {
      name: 'a Content-Length that is no number',
      pieces: [head({ 'content-length': '12x' })],
      answer: /^HTTP\/1.1 400/,
    },
    { name: 'a negative Content-Length', pieces: [head({ 'content-length': '-1' })], answer: /^HTTP\/1.1 400/ },
    {
      name: 'two Content-Lengths',
      pieces: [head({ 'content-length': '5', 'Content-Length': '6' })],
      answer: /^HTTP\/1.1 400/,
    },
    {
      name: 'Content-Length beside Transfer-Encoding',
      pieces: [head({ 'content-length': '5', 'transfer-encoding': 'chunked' }), '5\r\nhello\r\n0\r\n\r\n'],
      answer: /^HTTP\/1.1 400[\s\S]*malformed-http/,
    },
    {
      name: 'a chunk size that is no number',
      pieces: [head({ 'transfer-encoding': 'chunked' }), 'zz\r\nhello\r\n'],
      answer: /^HTTP\/1.1 400[\s\S]*malformed-http/,
    },
    {
      name: 'a chunk longer than it says',
      pieces: [head({ 'transfer-encoding': 'chunked' }), '2\r\nhello\r\n0\r\n\r\n'],
      answer: /^HTTP\/1.1 400[\s\S]*malformed-http/,
    },
    {
      name: 'headers of 20 KiB',
      pieces: [head({ 'x-long': 'x'.repeat(20_000) })],
      answer: /^HTTP\/1.1 431[\s\S]*headers-too-large/,
    },
    { name: 'a malformed request line', pieces: ['POST  \r\n\r\n'], answer: /^HTTP\/1.1 400[\s\S]*malformed-http/ },
    {
      name: 'bytes that are no HTTP',
      pieces: [Buffer.from('16030100a5010000a1', 'hex')],
      answer: /^HTTP\/1.1 400[\s\S]*malformed-http/,
    },
    {
      name: 'no Host',
      pieces: [
        wireBytes(good, CLOSE)
          .toString('latin1')
          .replace(/host: .*\r\n/, ''),
      ],
      answer: /^HTTP\/1.1 400[\s\S]*"malformed-http","message":"the Host header is missing"/,
    },
    { name: 'a connection that sends nothing', pieces: [], ending: 'half-close', answer: /^$/ },
    { name: 'a connection that is reset', pieces: [], ending: 'reset', answer: /^$/ },
    { name: 'OPTIONS *', pieces: line('OPTIONS * HTTP/1.1'), answer: /^HTTP\/1.1 404[\s\S]*unknown-path/ },
    { name: 'CONNECT', pieces: line('CONNECT 127.0.0.1:1 HTTP/1.1'), answer: /^HTTP\/1.1 501[\s\S]*not-a-proxy/ },
    {
      name: 'HEAD',
      pieces: line(`HEAD ${good.target} HTTP/1.1`),
      answer: /^HTTP\/1.1 200[\s\S]*x-sparring-id[\s\S]*\r\n\r\n$/,
    },
    {
      name: 'TRACE',
      pieces: line(`TRACE ${good.target} HTTP/1.1`),
      answer: /^HTTP\/1.1 200[\s\S]*METHOD_NOT_SUPPORTED/,
    },
    { name: 'PROPFIND', pieces: line(`PROPFIND ${upload.target} HTTP/1.1`), answer: /^HTTP\/1.1 404[\s\S]*"code":"1"/ },
    {
      name: 'a made-up method',
      pieces: line(`UPLOAD ${upload.target} HTTP/1.1`),
      answer: /^HTTP\/1.1 400[\s\S]*malformed-http/,
    },
    {
      name: 'an Expect that nobody knows',
      pieces: [wireBytes(good, { expect: 'something-else', ...CLOSE })],
      answer: /^HTTP\/1.1 200[\s\S]*SUCCESS/,
    },
    {
      name: 'Expect: 100-continue',
      pieces: [wireBytes(good, { expect: '100-continue', ...CLOSE })],
      answer: /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200[\s\S]*SUCCESS/,
    },
    {
      name: 'HTTP/1.0 without Host',
      pieces: [
        wireBytes(good)
          .toString('latin1')
          .replace('HTTP/1.1', 'HTTP/1.0')
          .replace(/host: .*\r\n/, ''),
      ],
      answer: /^HTTP\/1.1 200[\s\S]*SUCCESS/,
    },
    {
      name: "a foreign Host on a partner's path",
      pieces: [wireBytes(good, { host: 'api.example', ...CLOSE })],
      answer: /SUCCESS/,
    },
    {
      name: 'a foreign Host on the control API',
      pieces: ['GET /_sparring/health HTTP/1.1\r\nhost: api.example\r\nconnection: close\r\n\r\n'],
      answer: /^HTTP\/1.1 403[\s\S]*forbidden-host/,
    },
    {
      name: 'a large part that is no form-data',
      pieces: [wireBytes(skipped('Content-Disposition: attachment'), CLOSE)],
      answer: /^HTTP\/1.1 200[\s\S]*"code":"0"/,
    },
    {
      name: 'a large part without a disposition',
      pieces: [wireBytes(skipped('Content-Type: text/plain'), CLOSE)],
      answer: /^HTTP\/1.1 200[\s\S]*"code":"0"/,
    },
    {
      name: 'more parts than anyone needs',
      pieces: [wireBytes(manyParts, CLOSE)],
      answer: /^HTTP\/1.1 200[\s\S]*"4004"/,
    },
  ];
  for (const { name, pieces, ending, answer } of cases) {
    t.match(await talk(simulator, pieces, ending), answer, name);
    t.equal(
      (await send(simulator.url, good)).json.result.resultCode,
      'SUCCESS',
      `the next request after ${name} is served`,
    );
  }
  t.same(errors, [], 'nothing of it was an exception');
});

t.test('an answer that cannot be written ends its connection and nothing else', async (t) => {
  const { log, errors } = decisions();
  const simulator = await simulatorFor(t, { log });
  const { writeHead } = ServerResponse.prototype;
  t.teardown(() => {
    ServerResponse.prototype.writeHead = writeHead;
  });
  ServerResponse.prototype.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    if (this.req.url?.includes('unwritable') && args[0] !== 500) throw new Error('Invalid character in header content');
    return (writeHead as (...all: unknown[]) => ServerResponse).apply(this, args);
  } as typeof writeHead;
  const request = { method: 'POST', target: '/aps/unwritable', headers: CLOSE };
  const rows = [
    {
      name: 'before the end of a body that is too large',
      pieces: [headText(request, { 'content-length': String(20 * MIB) }), Buffer.alloc(17 * MIB)],
    },
    { name: 'after the end of the body', pieces: [headText(request, { 'content-length': '1' }), 'x'] },
  ];
  for (const [at, { name, pieces }] of rows.entries()) {
    const answer = await talk(simulator, pieces);
    t.match(answer, /^HTTP\/1.1 500[\s\S]*"code":"bug"/, name);
    t.notMatch(answer, 'Invalid character');
    t.match(errors[at], { err: { message: 'Invalid character in header content' } }, `${name}: it is logged`);
    t.equal((await send(simulator.url, goodSubmit(simulator))).json.result.resultCode, 'SUCCESS', name);
  }
});

/** Writes to the HTTPS port, and resolves with all that comes back. */
function talkTls({ tlsUrl = '', tlsCertificate }: Simulator, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const options = { port: Number(new URL(tlsUrl).port), host: '127.0.0.1', ca: tlsCertificate };
    const socket = connectTls(options, () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

t.test('https answers like http: broken requests, Expect, and HTTP without TLS in our own words', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const good = goodSubmit(simulator);
  const rows = [
    { name: 'no HTTP', bytes: 'POST  \r\n\r\n', answer: /^HTTP\/1.1 400[\s\S]*"malformed-http"/ },
    { name: 'long headers', bytes: headText(good, { x: 'x'.repeat(20_000) }), answer: /431[\s\S]*"headers-too-large"/ },
    {
      name: 'no Host',
      bytes: wireBytes(good, CLOSE)
        .toString('latin1')
        .replace(/host: .*\r\n/, ''),
      answer: /^HTTP\/1.1 400[\s\S]*"the Host header is missing"/,
    },
    {
      name: 'Expect: 100-continue',
      bytes: wireBytes(good, { expect: '100-continue', ...CLOSE }),
      answer: /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200[\s\S]*SUCCESS/,
    },
    {
      name: 'an Expect that nobody knows',
      bytes: wireBytes(good, { expect: 'something-else', ...CLOSE }),
      answer: /^HTTP\/1.1 200[\s\S]*SUCCESS/,
    },
  ];
  for (const { name, bytes, answer } of rows) t.match(await talkTls(simulator, bytes), answer, name);
  const plain = await talk({ ...simulator, url: simulator.tlsUrl ?? '' }, [HEALTH]);
  t.match(plain, /^HTTP\/1.1 400[\s\S]*"https-only","message":"this port only accepts HTTPS"/);
});

t.test('an exception, a broken clock or a broken logger still gets the envelope of the partner', async (t) => {
  let clock: () => Date = () => new Date();
  const broken = {
    info: () => {
      throw new Error('the disk is full');
    },
    error: async () => {
      throw new Error('the disk is full');
    },
  };
  const { log, errors } = decisions();
  const logged = await simulatorFor(t, { log, clock: () => clock(), settings: { worldfirst: { signRefusals: true } } });
  const mute = await simulatorFor(t, { log: broken, clock: () => clock() });
  const seeded = await simulatorFor(t, { seed: 's', clock: () => clock() });
  const clocks: readonly { name: string; clock: () => Date }[] = [
    { name: 'no date', clock: () => new Date(Number.NaN) },
    { name: 'the year 10000', clock: () => new Date(Date.UTC(10_000, 0, 1)) },
    { name: 'the greatest date', clock: () => new Date(8.64e15) },
    { name: 'before 1970', clock: () => new Date(-1) },
    { name: 'a number', clock: () => 5 as unknown as Date },
    {
      name: 'an exception',
      clock: () => {
        throw new Error('internal text');
      },
    },
  ];
  for (const { name, clock: odd } of clocks) {
    for (const simulator of [logged, mute, seeded]) {
      clock = () => new Date();
      const requests = [goodSubmit(simulator), goodUpload(simulator)] as const;
      clock = odd;
      const submitted = await send(simulator.url, requests[0]);
      t.match(submitted, { status: 200, json: { result: { resultCode: 'UNKNOWN_EXCEPTION' } } }, name);
      const uploaded = await send(simulator.url, requests[1]);
      t.match(uploaded, { status: 200, json: { code: '1', success: false } }, name);
      t.notMatch(submitted.bytes.toString() + uploaded.bytes.toString(), /internal text|RangeError|Invalid/i, name);
      t.match(submitted.headers['x-sparring-id'], /^[0-9a-f]{16}$/, name);
    }
    t.match(errors.splice(0).at(-1), { err: { message: /clock|internal text|getTime/ } }, `${name}: it is logged`);
  }
  clock = () => new Date();
  const { sign, createSign } = crypto;
  const unsignable = [goodSubmit(logged), signedSubmit(logged, { body: '{' })];
  crypto.createSign = crypto.sign = (() => {
    throw new Error('internal text');
  }) as never;
  syncBuiltinESMExports();
  const answers = [];
  for (const request of unsignable) answers.push(await send(logged.url, request));
  Object.assign(crypto, { sign, createSign });
  syncBuiltinESMExports();
  for (const answer of answers) {
    t.match(answer, { status: 200, json: { result: { resultCode: 'UNKNOWN_EXCEPTION' } } }, 'signing fails');
    t.notOk('signature' in answer.headers, 'unsigned');
  }
  t.match((await send(mute.url, goodSubmit(mute))).json, { result: { resultCode: 'SUCCESS' } });
  t.throws(() => logged.advanceClock(1e12), { name: 'UserError', message: /out of the years 1970 to 9999/ });
  t.match((await send(logged.url, goodSubmit(logged))).json, { result: { resultCode: 'SUCCESS' } });
});

t.test('pipelined requests are answered in their order', async (t) => {
  const simulator = await simulatorFor(t);
  const small = signedSubmit(simulator, { body: '{}', target: '/aps/nothing' });
  const text = await talk(simulator, [
    Buffer.concat([
      wireBytes(goodSubmit(simulator)),
      wireBytes(small),
      wireBytes(goodUpload(simulator)),
      wireBytes(small, CLOSE),
    ]),
  ]);
  t.same(statuses(text), [200, 200, 200, 200]);
  t.match(text, /"SUCCESS"[\s\S]*"INVALID_API"[\s\S]*"code":"0"[\s\S]*"INVALID_API"/);
});

t.test('200 connections at once are all served, without a warning', async (t) => {
  const simulator = await simulatorFor(t);
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on('warning', warn);
  t.teardown(() => process.off('warning', warn));
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_none, at) =>
      talk(simulator, [
        at % 2 === 0 ? wireBytes(goodSubmit(simulator, `P-${at}`), CLOSE) : wireBytes(goodUpload(simulator), CLOSE),
      ]),
    ),
  );
  t.equal(answers.filter((answer) => /"SUCCESS"|"code":"0"/.test(answer)).length, 200);
  t.same(warnings, []);
});

/** A connection that is open; `closed` resolves when the other side ends it. */
async function openConnection(
  port: number,
  first = '',
): Promise<{ socket: Socket; closed: Promise<void>; text: () => string }> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const answered = new Promise<void>((resolve) =>
    socket.on('data', (chunk) => {
      text += chunk;
      resolve();
    }),
  );
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  if (first) {
    socket.write(first);
    await answered;
  }
  return { socket, closed, text: () => text };
}

const refused = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });

const HEALTH = 'GET /_sparring/health HTTP/1.1\r\nhost: localhost\r\n\r\n';

/** Ends a simulator while an upload is half sent, and finishes the upload when no new connection is let in any more. */
async function endInFlight(
  t: Parameters<typeof simulatorFor>[0],
  simulator: Pick<Simulator, 'url' | 'credentials'>,
  end: () => Promise<void>,
) {
  const port = Number(new URL(simulator.url).port);
  const idle = await openConnection(port, HEALTH);
  const silent = await openConnection(port);
  const upload = await openConnection(port);
  const early = await openConnection(port);
  const bytes = wireBytes(signedUpload(simulator, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face') }));
  upload.socket.write(bytes.subarray(0, bytes.length / 2));
  early.socket.write(bytes.subarray(0, 10)); // a head that never ends
  await fetch(`${simulator.url}/_sparring/health`, { headers: { connection: 'close' } }); // all of that has been read
  const ended = end();
  await Promise.all([idle.closed, silent.closed]);
  while (!(await refused(port)));
  early.socket.destroy();
  upload.socket.write(bytes.subarray(bytes.length / 2));
  await Promise.all([upload.closed, ended]);
  t.match(
    upload.text(),
    /^HTTP\/1.1 200[\s\S]*connection: close[\s\S]*"code":"0"/i,
    'the upload in flight is answered',
  );
}

t.test('close() finishes what is in flight, and idle connections do not hold it up', async (t) => {
  const simulator = await simulatorFor(t);
  await endInFlight(t, simulator, () => simulator.close());
  t.ok(await refused(portOf(simulator)));
});

t.test('close() ends a request that does not finish within eight seconds', async (t) => {
  const simulator = await simulatorFor(t);
  const upload = await openConnection(portOf(simulator));
  upload.socket.write(wireBytes(goodUpload(simulator)).subarray(0, 500));
  await fetch(`${simulator.url}/_sparring/health`, { headers: { connection: 'close' } }); // the upload has been read
  const { setTimeout: original } = globalThis;
  const waited: number[] = [];
  t.teardown(() => {
    globalThis.setTimeout = original;
  });
  globalThis.setTimeout = ((run: () => void, ms: number) => {
    waited.push(ms);
    return original(run, 1);
  }) as typeof setTimeout;
  const ended = simulator.close();
  globalThis.setTimeout = original;
  await Promise.all([ended, upload.closed]);
  t.same(waited.slice(0, 1), [8_000]);
  t.equal(upload.text(), '');
});

t.test('SIGTERM finishes what is in flight and exits with 0', async (t) => {
  const home = folderWith(t);
  const root = new URL('../../../', import.meta.url).pathname;
  const child = spawn(process.execPath, [
    `${root}mock-server/bin/sparring.js`,
    'start',
    '--json',
    '--port',
    '0',
    '--home',
    home,
    '--log-level',
    'silent',
  ]);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let screen = '';
  const url = await new Promise<string>((resolve) =>
    child.stdout.on('data', (chunk) => {
      screen += chunk;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(screen) ?? [];
      if (found) resolve(found);
    }),
  );
  const credentials = JSON.parse(readFileSync(`${home}/credentials.json`, 'utf8'));
  await endInFlight(t, { url, credentials }, async () => {
    child.kill('SIGTERM');
    await exited;
  });
  t.equal(await exited, 0);
});

t.test('ten simulators at once share nothing, and after close() nothing keeps the process alive', async (t) => {
  const program = `
    import { startSimulator } from 'sparring';
    process.on('warning', (warning) => console.error(warning));
    const { credentials, close } = await startSimulator();
    await close();
    const all = await Promise.all(Array.from({ length: 10 }, () => startSimulator({ credentials, tlsPort: 0 })));
    for (const { url } of all) await (await fetch(url + '/_sparring/health')).text(); // leaves an idle connection
    for (const { url } of all) await (await fetch(url + '/aps/x', { method: 'POST', body: 'x' })).text();
    await Promise.all(all.map((one) => one.close()));
    console.log(new Set(all.map(({ url }) => url)).size);
  `;
  const { code, stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', program]);
  t.same({ code, stdout, stderr }, { code: 0, stdout: '10\n', stderr: '' });
});
