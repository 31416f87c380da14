import { once } from 'node:events';
import type { Simulator } from 'sparring';
import t, { type Test } from 'tap';
import { LONG } from '../helpers/amount.js';
import { type Connection, openConnection, wireBytes } from '../helpers/connection.js';
import { signedUpload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { signedSubmit } from '../helpers/worldfirst.js';

const MIB = 1024 * 1024;
/** Longer than any test; a limit that is not the subject of a test. */
const NEVER_MS = 3_600_000;
const NEVER = { bodyIdleMs: NEVER_MS, bodyMs: NEVER_MS, connectionIdleMs: NEVER_MS, exchangeMs: NEVER_MS };

const uploadRequest = (simulator: Simulator) =>
  signedUpload(simulator, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face') });

const submitRequest = (simulator: Simulator) => {
  const attachmentContent = specimen('id-back.png').toString('base64');
  return signedSubmit(simulator, {
    body: { attachmentId: 'A-1', attachmentType: 'ID_CARD_BACK_SIDE', attachmentContent },
  });
};

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
const CATALOGUE = get('/_sparring/catalogue');
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
const urls = ({ url, tlsUrl = '' }: Simulator) => [url, tlsUrl];

/** Writes without a break, and resolves with everything that comes until the connection ends. */
async function exchange(url: string, bytes: Buffer): Promise<string> {
  const connection = await openConnection(url);
  connection.socket.write(bytes);
  await connection.closed;
  return connection.text();
}

t.test('what follows a request and is not HTTP is rejected after the answer, not instead of it', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const upload = wireBytes(uploadRequest(simulator));
  const submit = wireBytes(submitRequest(simulator));
  const brokenChunk = wireBytes(uploadRequest(simulator), { 'transfer-encoding': 'chunked' })
    .toString('latin1')
    .replace(/content-length: .*\r\n/, '')
    .replace(/\r\n\r\n[\s\S]*/, '\r\n\r\nzz\r\n');
  const rows: readonly { name: string; sent: readonly (Buffer | string)[]; answers: RegExp; statuses: number[] }[] = [
    {
      name: 'garbage after an upload',
      sent: [upload, 'garbage\r\n\r\n'],
      answers: /"code":"0"[\s\S]*malformed-http/,
      statuses: [200, 400],
    },
    {
      name: 'garbage after an attachment',
      sent: [submit, '\0\0\0'],
      answers: /"SUCCESS"[\s\S]*malformed-http/,
      statuses: [200, 400],
    },
    {
      name: 'garbage after pipelined requests',
      sent: [submit, upload, submit, '%'],
      answers: /"SUCCESS"[\s\S]*"code":"0"[\s\S]*"SUCCESS"[\s\S]*malformed-http/,
      statuses: [200, 200, 200, 400],
    },
    {
      name: 'a broken body after a whole request',
      sent: [submit, brokenChunk],
      answers: /"SUCCESS"[\s\S]*malformed-http/,
      statuses: [200, 400],
    },
    { name: 'a broken body', sent: [brokenChunk], answers: /malformed-http/, statuses: [400] },
  ];
  for (const { name, sent, ...expected } of rows) {
    for (const url of urls(simulator)) {
      const text = await exchange(url, Buffer.concat(sent.map((piece) => Buffer.from(piece))));
      t.match(text, expected.answers, `${name}, ${url}`);
      t.same(statuses(text), expected.statuses, `${name}, ${url}`);
    }
  }
});

const heldBytes = () => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

t.test('pipelined requests of clients that do not read are not answered in advance', LONG, async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const pipelined = 250;
  for (const url of urls(simulator)) {
    const beforeBytes = heldBytes();
    const connections = await Promise.all(Array.from({ length: 10 }, () => openConnection(url, { reads: false })));
    for (const { socket } of connections) socket.write(CATALOGUE.repeat(pipelined));
    for (let turn = 0; turn < 20; turn++) t.equal((await fetch(`${simulator.url}/_sparring/health`)).status, 200);
    const grownBytes = heldBytes() - beforeBytes;
    t.ok(grownBytes < 40 * MIB, `2,500 unread answers hold ${Math.round(grownBytes / MIB)} MiB`);
    const [first] = connections;
    if (!first) throw new Error('no connection');
    const seen: number[] = [];
    let rest = '';
    first.socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      seen.push(...statuses(rest));
      rest = rest.slice(-'HTTP/1.1 20'.length);
    });
    while (seen.length < pipelined) await once(first.socket, 'data');
    t.same(new Set(seen), new Set([200]), 'a client that reads later gets every answer');
    for (const { socket } of connections) socket.destroy();
  }
});

const HEALTH = get('/_sparring/health');
const LARGEST_QUEUE = 256;

t.test('with too many pipelined requests, what is due is answered before the connection ends', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const upload = wireBytes(uploadRequest(simulator));
  for (const url of urls(simulator)) {
    for (const [name, pipelined, reads] of [
      ['300 in one write', 300, true],
      ['20,000 of a client that only reads afterwards', 20_000, false],
    ] as const) {
      const connection = await openConnection(url, { reads });
      connection.socket.write(Buffer.concat([upload, Buffer.from(HEALTH.repeat(pipelined))]));
      let late = '';
      if (!reads) connection.socket.on('data', (chunk) => (late += chunk.toString('latin1')));
      await connection.closed;
      const text = reads ? connection.text() : late;
      t.match(
        text,
        /^HTTP\/1.1 200 [\s\S]*?"code":"0"[\s\S]*HTTP\/1.1 429 [\s\S]*"too-many-pipelined"[^\n]*$/,
        `${name}, ${url}`,
      );
      t.same(statuses(text), [200, ...new Array(LARGEST_QUEUE).fill(200), 429], `${name}, ${url}`);
      t.equal((await fetch(`${simulator.url}/_sparring/health`)).status, 200);
    }
  }
});

t.test('no more requests are read while others wait, so that any number is answered', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const long = HEALTH.replace('\r\n\r\n', `\r\nx-long: ${'x'.repeat(1000)}\r\n\r\n`);
  for (const url of urls(simulator)) {
    simulator.rules.add({ move: 'delay(200ms)', times: 1 });
    const upload = wireBytes(uploadRequest(simulator));
    const last = HEALTH.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
    const text = await exchange(url, Buffer.concat([upload, Buffer.from(long.repeat(600) + last)]));
    t.same(statuses(text), new Array(602).fill(200), url);
  }
});

t.test('CONNECT is refused after what is due, and whatever follows it is ignored', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const connect = 'CONNECT partner.example:443 HTTP/1.1\r\nhost: partner.example:443\r\n\r\n';
  const upload = wireBytes(uploadRequest(simulator));
  for (const url of urls(simulator)) {
    for (const [name, before] of [
      ['alone', []],
      ['after an upload', [200]],
    ] as const) {
      const sent = Buffer.concat([...before.map(() => upload), Buffer.from(connect), Buffer.alloc(MIB, 0x16)]);
      const text = await exchange(url, sent);
      t.same(statuses(text), [...before, 501], `${name}, ${url}`);
      t.match(text, /HTTP\/1.1 501 Not Implemented\r\n[\s\S]*"not-a-proxy"[^\n]*$/, `${name}, ${url}`);
    }
    const leaving = await openConnection(url);
    leaving.socket.write(connect);
    await leaving.more();
    leaving.socket.destroy();
  }
  t.equal((await fetch(`${simulator.url}/_sparring/health`)).status, 200);
});

/** Writes a byte again and again until the connection is closed. */
async function trickle({ socket, isClosed, closed }: Connection): Promise<void> {
  const timer = setInterval(() => isClosed() || socket.write('x'), 5);
  await closed;
  clearInterval(timer);
}

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

/** Reads some bytes at a time as long as the other side is open, then the rest. */
async function readSlowly({ socket, isClosed }: Connection, openBefore: number, bytesAtOnce: number): Promise<string> {
  let text = '';
  const take = (bytes?: number) => {
    text += (socket.read(bytes) as Buffer | null)?.toString('latin1') ?? '';
    return new Promise((resolve) => setTimeout(resolve, 1));
  };
  const ownSide = 1;
  while (openSockets() > openBefore + ownSide) await take(bytesAtOnce);
  while (!isClosed()) await take();
  return text;
}

const begun = (request: Parameters<typeof wireBytes>[0], announced = 1_000_000) =>
  wireBytes({ ...request, body: Buffer.alloc(1) }, { 'content-length': String(announced) });

const stateRequest = {
  method: 'POST',
  target: '/_sparring/state',
  headers: { 'content-type': 'application/json' },
  body: Buffer.alloc(0),
};

async function limited(t: Test, timeLimits: Partial<typeof NEVER>) {
  const simulator = await simulatorFor(t, { tlsPort: 0, timeLimits: { ...NEVER, ...timeLimits } });
  return urls(simulator).map((url) => ({ url, simulator }));
}

/** Sends the beginning of a request and waits for an answer to it. */
async function answerTo(url: string, bytes: Buffer, answer: RegExp, trickles = false): Promise<string> {
  const connection = await openConnection(url);
  connection.socket.write(bytes);
  const trickled = trickles ? trickle(connection) : undefined;
  while (!answer.test(connection.text()) && !connection.isClosed()) await connection.more();
  connection.socket.destroy();
  await trickled;
  return connection.text();
}

const slowRows = (simulator: Simulator) => [
  { request: uploadRequest(simulator), answer: /^HTTP\/1.1 200 [\s\S]*"code":"4003"/ },
  { request: submitRequest(simulator), answer: /^HTTP\/1.1 200 [\s\S]*"PARAM_ILLEGAL"/ },
];

for (const limit of ['bodyIdleMs', 'bodyMs'] as const) {
  t.test(`a body that is slower than ${limit} allows is refused in the partner's envelope`, async (t) => {
    for (const { url, simulator } of await limited(t, { [limit]: 150 })) {
      for (const { request, answer } of slowRows(simulator)) {
        t.match(await answerTo(url, begun(request), answer, limit === 'bodyMs'), answer, url);
      }
    }
  });
}

t.test('a request to the control API that stalls is answered with 408, and the connection ends', async (t) => {
  for (const { url } of await limited(t, { connectionIdleMs: 150 })) {
    const connection = await openConnection(url);
    connection.socket.write(begun(stateRequest));
    await connection.closed;
    t.match(connection.text(), /^HTTP\/1.1 408 [\s\S]*request-too-slow/, url);
  }
});

t.test('a request to the control API that trickles does not keep its connection', async (t) => {
  for (const { url } of await limited(t, { exchangeMs: 150 })) {
    const connection = await openConnection(url);
    connection.socket.write(begun(stateRequest));
    await trickle(connection);
    t.notMatch(connection.text(), /^HTTP\/1.1 2/, url);
  }
});

for (const [limit, reader, bytesAtOnce] of [
  ['connectionIdleMs', 'does not read its answers', 0],
  ['exchangeMs', 'reads its answers too slowly', 4096],
] as const) {
  t.test(`a client that ${reader} is disconnected`, async (t) => {
    for (const { url } of await limited(t, { [limit]: 300 })) {
      const before = openSockets();
      const connection = await openConnection(url, { reads: false });
      connection.socket.write(CATALOGUE.repeat(250));
      t.ok(statuses(await readSlowly(connection, before, bytesAtOnce)).length < 250, url);
    }
  });
}

t.test('a client that does not close its side after an error is disconnected', async (t) => {
  for (const { url } of await limited(t, { exchangeMs: 150 })) {
    const connection = await openConnection(url, { allowHalfOpen: true });
    connection.socket.write('garbage\r\n\r\n');
    await trickle(connection);
    t.match(connection.text(), /^HTTP\/1.1 400 /, url);
  }
});

t.test('a client that gets an early answer and sends no more is disconnected', LONG, async (t) => {
  const ended = (await limited(t, { bodyIdleMs: 100 })).map(async ({ url, simulator }) => {
    const connection = await openConnection(url);
    connection.socket.write(begun(uploadRequest(simulator)));
    await connection.closed;
    t.match(connection.text(), /"code":"4003"/, url);
  });
  await Promise.all(ended);
});

t.test('a huge announced length costs nothing until the bytes come', async (t) => {
  const errors: object[] = [];
  const log = { info: () => {}, error: (fields: object) => errors.push(fields) };
  const simulator = await simulatorFor(t, { log, timeLimits: { ...NEVER, bodyIdleMs: 100 } });
  for (const { request, answer } of slowRows(simulator)) {
    const beforeBytes = heldBytes();
    t.match(await answerTo(simulator.url, begun(request, Number.MAX_SAFE_INTEGER), answer), answer);
    t.ok(heldBytes() - beforeBytes < 20 * MIB, request.target);
  }
  t.same(errors, []);
});

/** Runs something while no timer of eight seconds, the grace period of a shutdown, fires; or while it fires at once. */
function withGrace<Value>(grace: 'never' | 'at once', act: () => Value): Value {
  const { setTimeout: original } = globalThis;
  const ours = (run: () => void, ms: number) =>
    original(run, ms === 8_000 ? { never: NEVER_MS, 'at once': 1 }[grace] : ms);
  globalThis.setTimeout = ours as typeof setTimeout;
  try {
    return act();
  } finally {
    globalThis.setTimeout = original;
  }
}

t.test('close() does not wait for connections that have no request in flight', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const open: Connection[] = [];
  for (const url of urls(simulator)) {
    open.push(await openConnection(url), await openConnection(url.replace('https:', 'http:')));
    for (const [sent, answer] of [
      [HEALTH, /"up"/],
      ['CONNECT a:1 HTTP/1.1\r\n\r\n', /not-a-proxy/],
      ['garbage\r\n\r\n', /malformed-http/],
    ] as const) {
      const connection = await openConnection(url, { allowHalfOpen: true });
      connection.socket.write(sent);
      while (!answer.test(connection.text())) await connection.more();
      open.push(connection);
    }
  }
  await withGrace('never', () => simulator.close());
  for (const { socket } of open) socket.end();
  await Promise.all(open.map(({ closed }) => closed));
});

t.test('close() ends whatever is unfinished after a grace period', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const handshake = await openConnection(simulator.tlsUrl?.replace('https:', 'http:') ?? '');
  handshake.socket.write(Buffer.from('1603010200010001fc', 'hex'));
  const connections = await Promise.all(urls(simulator).map((url) => openConnection(url)));
  for (const { socket } of connections) socket.write(begun(uploadRequest(simulator)));
  for (const url of urls(simulator))
    await exchange(url, Buffer.from(HEALTH.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n')));
  await withGrace('at once', () => simulator.close());
  await Promise.all([handshake, ...connections].map(({ closed }) => closed));
});

// at the end: it leaves connections open that other tests would count
t.test('only a few large answers may be unread at the same time', LONG, async (t) => {
  const simulator = await simulatorFor(t);
  const archive = `${simulator.url}/_sparring/journal?format=har`;
  const fullList = '/_sparring/journal?limit=1000';
  const waiting = await Promise.all(Array.from({ length: 8 }, () => openConnection(simulator.url, { reads: false })));
  for (let sent = 0; sent < 100; sent++) await fetch(`${simulator.url}/nothing/${'x'.repeat(4_000)}?${sent}`);
  for (const [index, { socket }] of waiting.entries()) {
    socket.write(get(`${fullList}${index % 2 === 0 ? '&format=har' : ''}`).repeat(100));
  }
  /** Asks again until the status is the expected one, but not forever. */
  const until = async (isExpected: (status: number) => boolean, tries = 500): Promise<Response> => {
    const answer = await fetch(archive);
    return isExpected(answer.status) || tries === 0 ? answer : until(isExpected, tries - 1);
  };
  const refused = await until((status) => status === 503);
  t.match(await refused.json(), { error: { code: 'overloaded', message: /large answers/ } });
  t.equal(refused.headers.get('retry-after'), '1');
  t.equal((await fetch(simulator.url + fullList)).status, 503, 'a full list is large as well');
  t.equal((await fetch(`${simulator.url}/_sparring/journal`)).status, 200, 'others are answered');
  for (const { socket } of waiting) socket.destroy();
  t.equal((await until((status) => status !== 503)).status, 200, 'until they have been read');
});
