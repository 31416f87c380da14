import type { Simulator } from 'sparring';
import t from 'tap';
import { type Connection, openConnection, wireBytes } from '../helpers/connection.js';
import { signedUpload, UPLOAD_PATH } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { journaled } from '../helpers/stage.js';
import { type Answer, send, signedSubmit, submit } from '../helpers/worldfirst.js';

const MAX_DEPTH = 64;
const MAX_TOKENS = 40_000;
const attachment = {
  attachmentId: 'A-1',
  attachmentType: 'ID_CARD_BACK_SIDE',
  attachmentContent: specimen('id-back.png').toString('base64'),
};

/** A correct attachment with one more field, which the partner ignores. */
const withExtra = (json: string) => `${JSON.stringify(attachment).slice(0, -1)},"extra":${json}}`;
/** A text, a colon, a text and a comma each, then the name of the extra field and a colon. */
const OWN_TOKENS = 4 * 3 + 2;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const list = (item: string, count: number) => `[${new Array(count).fill(item).join(',')}]`;
const distinctKeys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',')}}`;

t.test('JSON that costs far more to parse than a document of its size is refused, and only that', async (t) => {
  const simulator = await simulatorFor(t);
  const escapes = '\\/\\\\\\u0041\\n'.repeat(50_000);
  const rows: readonly { name: string; extra: string; refused?: RegExp }[] = [
    { name: 'nested as deep as allowed', extra: nested(MAX_DEPTH - 1) },
    { name: 'nested one level deeper', extra: nested(MAX_DEPTH), refused: /nests deeper than 64 levels/ },
    { name: 'nested objects', extra: '{"a":'.repeat(200_000), refused: /nests deeper than 64 levels/ },
    { name: '4 MiB of nested lists', extra: nested(2 * 1024 * 1024), refused: /nests deeper than 64 levels/ },
    { name: 'many lists next to each other are not deep', extra: list('[]', 10_000) },
    { name: 'as many numbers as allowed', extra: list('1', MAX_TOKENS - OWN_TOKENS + 1) },
    { name: 'one number more', extra: list('1', MAX_TOKENS - OWN_TOKENS + 2), refused: /more than 40000 strings/ },
    { name: 'a million numbers', extra: list('1', 1_000_000), refused: /more than 40000 strings/ },
    { name: 'a million empty objects', extra: list('{}', 1_000_000), refused: /more than 40000 strings/ },
    { name: 'half a million names', extra: distinctKeys(500_000), refused: /more than 40000 strings/ },
    { name: 'a million empty texts', extra: list('""', 1_000_000), refused: /more than 40000 strings/ },
    { name: 'a text of a million escaped quotes', extra: `"${'\\"'.repeat(1_000_000)}"` },
    { name: 'a long text with escapes', extra: `"${escapes}"` },
    { name: 'a text that looks like structure', extra: JSON.stringify(`${'[{,:'.repeat(100_000)}\\`) },
    { name: 'a text that ends in backslashes', extra: JSON.stringify('\\'.repeat(1_001)) },
    { name: 'a megabyte of spaces and digits', extra: `${' '.repeat(1_000_000)}${'1'.repeat(300)}` },
  ];
  for (const { name, extra, refused } of rows) {
    const answer = await submit(simulator, { body: withExtra(extra) });
    t.equal(answer.json.result.resultCode, refused ? 'PARAM_ILLEGAL' : 'SUCCESS', name);
    if (refused) t.match(await journaled(simulator, answer), { rule: 'W17', reason: refused }, name);
  }
});

t.test('a state that costs far more to parse than its size is refused', async (t) => {
  const { url } = await simulatorFor(t);
  const headers = { 'content-type': 'application/json' };
  for (const body of [nested(400_000), list('{}', 300_000)]) {
    const answer = await fetch(`${url}/_sparring/state`, { method: 'POST', headers, body });
    t.equal(answer.status, 413);
    t.match(await answer.json(), { error: { code: 'unreadable-body', message: /more than|deeper/ } });
  }
});

const BOUNDARY = 'sparring-test-boundary';
const part = (head: string, content: string | Buffer) =>
  Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const disposition = (name: string, filename: string) =>
  `Content-Disposition: form-data; name="${name}"; filename=${filename}`;
const fields = [
  part('Content-Disposition: form-data; name="requestNo"', 'REQ-1'),
  part('Content-Disposition: form-data; name="type"', 'face'),
];
const file = part(disposition('file', '"face.jpg"'), specimen('face.jpg'));

function uploadOf(simulator: Simulator, parts: readonly Buffer[]) {
  const body = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  return signedUpload(simulator, { target: UPLOAD_PATH, body, headers });
}

t.test('parts that cost far more to parse than a document of their size are refused, and only those', async (t) => {
  const simulator = await simulatorFor(t);
  const encodedWords = (count: number) => new Array(count).fill('=?utf-8?B?w7w=?=').join(' ');
  const named = (filename: string) => part(disposition('file', filename), specimen('face.jpg'));
  const ignored = (filename: string) => part(disposition('other', filename), 'x');
  const long = (length: number) => `"${'x'.repeat(length - 4)}.jpg"`;
  const rows: readonly { name: string; parts: readonly Buffer[]; refused?: RegExp }[] = [
    { name: 'a file name of 2,048 characters', parts: [...fields, named(long(2_048))] },
    { name: 'a file name of one more', parts: [...fields, named(long(2_049))], refused: /more than 2048 characters/ },
    {
      name: 'the file name of a part that is ignored',
      parts: [...fields, file, ignored(long(3_000))],
      refused: /more than 2048 characters/,
    },
    {
      name: 'the name of a part that is ignored',
      parts: [...fields, file, part(`Content-Disposition: form-data; name=${long(3_000)}`, 'x')],
      refused: /more than 2048 characters/,
    },
    {
      name: '100 names of 78 KB in encoded words',
      parts: [...fields, ...new Array(98).fill(named(`"${encodedWords(4_500)}.jpg"`))],
      refused: /more than 2048 characters/,
    },
    { name: '100 parts', parts: [...fields, file, ...new Array(97).fill(ignored('a'))] },
    {
      name: '101 parts',
      parts: [...fields, file, ...new Array(98).fill(ignored('a'))],
      refused: /parts limit/,
    },
    {
      name: '50 header lines',
      parts: [...fields, part(`${'x-a: b\r\n'.repeat(50)}${disposition('file', 'a.jpg')}`, specimen('face.jpg'))],
    },
  ];
  for (const { name, parts, refused } of rows) {
    const answer = await send(simulator.url, uploadOf(simulator, parts));
    t.equal(answer.json.code, refused ? '4004' : '0', name);
    if (refused) t.match(await journaled(simulator, answer), { rule: 'K12', reason: refused }, name);
  }
});

const MIB = 1024 * 1024;
/** Longer than any test. */
const NEVER_MS = 3_600_000;

/** A request with a body of this size, and what is wrong with it; nothing is when it is an attachment. */
const sized = (simulator: Simulator, bytes: number) => signedSubmit(simulator, { body: Buffer.alloc(bytes, ' ') });
const health = async ({ url }: Simulator) => (await fetch(`${url}/_sparring/health`)).status;

/** Sends a part of a request. */
async function stall(url: string, request: Parameters<typeof wireBytes>[0], share: number) {
  const connection = await openConnection(url);
  const bytes = wireBytes(request);
  connection.socket.write(bytes.subarray(0, bytes.length * share));
  return connection;
}

/** Asks until the answer is the wanted one, because what another connection sends or ends is seen a little later. */
async function until<Value>(wanted: (value: Value) => boolean, ask: () => Promise<Value>): Promise<Value> {
  for (let tries = 1; ; tries++) {
    const value = await ask();
    if (wanted(value) || tries === 300) return value;
  }
}

const largePart = (name: string, more = '') =>
  part(`Content-Disposition: form-data; name="${name}"${more}`, 'x'.repeat(64 * 1024));

/** Stalls a request that takes all of 2 MiB but 20 KB; another one is refused then, unless it comes first. */
async function fill(simulator: Simulator, url: string): Promise<{ held: Connection; busy: Answer }> {
  const held = await stall(url, sized(simulator, 2 * MIB), 0.99);
  const busy = await until(
    ({ json }) => json.result.resultStatus === 'U' || held.text() !== '',
    () => submit(simulator, { body: withExtra('1').padEnd(100_000) }),
  );
  if (held.text() === '') return { held, busy };
  held.socket.destroy();
  return fill(simulator, url);
}

t.test('the bodies of all connections share a memory limit, above which the outcome is unknown', async (t) => {
  const timeLimits = { bodyIdleMs: NEVER_MS, bodyMs: NEVER_MS, connectionIdleMs: NEVER_MS, exchangeMs: NEVER_MS };
  const simulator = await simulatorFor(t, { tlsPort: 0, timeLimits, bodyMemoryBytes: 2 * MIB });
  const upload = uploadOf(simulator, [...fields, file]);
  const state = () =>
    fetch(`${simulator.url}/_sparring/state`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ partner: 'prepaidify', state: 'decided', subject: 'REQ-2' }).padEnd(100_000),
    });
  for (const url of [simulator.url, simulator.tlsUrl ?? '']) {
    const { held, busy } = await fill(simulator, url);
    t.match(busy, { status: 200, json: { result: { resultCode: 'UNKNOWN_EXCEPTION', resultStatus: 'U' } } }, url);
    const reason = /the bodies of all requests in flight take more than 2097152 bytes/;
    t.match(await journaled(simulator, busy), { rule: 'overload', reason });
    const small = await submit(simulator, { body: attachment });
    t.equal(small.json.result.resultCode, 'SUCCESS', 'what still fits is accepted');
    const refused = await send(simulator.url, upload);
    t.match(refused, { status: 200, json: { code: '1', success: false } });
    t.match(await journaled(simulator, refused), { rule: 'overload', reason });
    const control = await state();
    t.equal(control.status, 503);
    t.equal(control.headers.get('retry-after'), '1');
    t.match(await control.json(), { error: { code: 'overloaded' } });
    t.equal(await health(simulator), 200);
    const large = await stall(url, sized(simulator, 8 * MIB), 1);
    while (!/"UNKNOWN_EXCEPTION"/.test(large.text())) await large.more();
    large.socket.write(wireBytes(upload));
    while (!/"code":"1"/.test(large.text())) await large.more();
    large.socket.destroy();
    held.socket.destroy();
    await held.closed;
    t.equal((await until(({ status }) => status === 204, state)).status, 204);
  }
});

t.test('the memory of a body is free again however its request ends', async (t) => {
  const simulator = await simulatorFor(t, { bodyMemoryBytes: 700_000, timeLimits: { bodyIdleMs: 300 } });
  const whole = async (request: Parameters<typeof send>[1]) => void (await send(simulator.url, request));
  const cut = async (request: Parameters<typeof wireBytes>[0]) => {
    const connection = await stall(simulator.url, request, 0.9);
    connection.socket.destroy();
    await connection.closed;
  };
  const forged = { headers: { 'ach-access-sign': 'AAAA' } };
  const rows: readonly (readonly [name: string, act: () => Promise<void>])[] = [
    [
      'an attachment that is accepted',
      () => whole(signedSubmit(simulator, { body: withExtra(`"${'x'.repeat(500_000)}"`) })),
    ],
    ['one that is not JSON', () => whole(sized(simulator, 500_000))],
    ['one that is larger than the limit', () => whole(sized(simulator, MIB))],
    ['one that is far too large', () => whole(sized(simulator, 9 * MIB))],
    ['one with an invalid signature', () => whole({ ...sized(simulator, 500_000), body: Buffer.alloc(500_000, 'x') })],
    ['one that is cut off', () => cut(sized(simulator, 500_000))],
    [
      'one that stalls',
      async () => {
        const connection = await stall(simulator.url, sized(simulator, 500_000), 0.9);
        while (!/W?PARAM_ILLEGAL/.test(connection.text())) await connection.more();
        connection.socket.destroy();
      },
    ],
    ['an upload that is accepted', () => whole(uploadOf(simulator, [...fields, file]))],
    [
      'one with long texts',
      () =>
        whole(
          uploadOf(
            simulator,
            ['requestNo', 'type'].map((name) => largePart(name)),
          ),
        ),
    ],
    [
      'one with longer texts than there is room for',
      async () => {
        // with a type, the parser hands a text over as a stream
        for (const more of ['', '\r\nContent-Type: application/json']) {
          const long = largePart('type', more);
          const answer = await send(simulator.url, uploadOf(simulator, new Array(20).fill(long)));
          t.equal(answer.json.code, '1');
          t.match(await journaled(simulator, answer), { rule: 'overload' });
        }
      },
    ],
    [
      'one that is cut off',
      () =>
        cut(
          uploadOf(
            simulator,
            ['requestNo', 'type', 'type'].map((name) => largePart(name)),
          ),
        ),
    ],
    ['one with an invalid signature', () => whole(signedUpload(simulator, { body: Buffer.alloc(100_000), ...forged }))],
    ['an unknown move', () => whole({ ...sized(simulator, 500_000), headers: { 'x-sparring-move': 'NONE' } })],
    [
      'a fact that is no JSON',
      async () => {
        const headers = { 'content-type': 'application/json' };
        t.equal(
          (await fetch(`${simulator.url}/_sparring/state`, { method: 'POST', headers, body: 'x'.repeat(500_000) }))
            .status,
          400,
        );
      },
    ],
  ];
  for (const [name, act] of rows) {
    await act();
    const isStored = ({ json }: Answer) => json.result.resultStatus === 'S';
    const next = await until(isStored, () => submit(simulator, { body: withExtra('1').padEnd(699_000) }));
    t.ok(isStored(next), name);
  }
});

t.test('a memory limit that is no number of bytes is refused', async (t) => {
  for (const bodyMemoryBytes of [0, -1, 1.5, Number.NaN, '1' as unknown as number]) {
    await t.rejects(simulatorFor(t, { bodyMemoryBytes }), { name: 'UserError', message: /^bodyMemoryBytes must be/ });
  }
});
