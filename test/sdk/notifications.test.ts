import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  NotificationError,
  type ReceivedNotification,
  SparringError,
  signPrepaidifyNotificationForTest,
  signWorldFirstNotificationForTest,
  verifyPrepaidifyNotification,
  verifyWorldFirstNotification,
  WorldFirst,
} from '@sparring/sdk';
import t from 'tap';

interface Vectors {
  readonly holds: readonly {
    readonly target: string;
    readonly clientId: string;
    readonly time: string;
    readonly body: string;
    readonly signature: string;
    readonly publicKey: string;
  }[];
  readonly fails: readonly { readonly name: string; readonly target?: string; readonly body?: string }[];
}

const vectorsFile = new URL('../../../contracts/partners/worldfirst/vectors.json', import.meta.url);

const clientId = '5J5EXAMPLE';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const at = new Date('2026-01-01T00:00:00Z');
const body = { requestNo: 'R-1', kycStatus: 'approved', empty: '' };
const TARGET = '/hooks/partner?from=test';

interface Receiver {
  readonly name: string;
  readonly signed: ReceivedNotification & { readonly headers: Readonly<Record<string, string>> };
  readonly verify: (notification: ReceivedNotification, windowSeconds?: number) => unknown;
  /** Verifies when the clock is off by so much. */
  readonly verifyAt: (offMs: number, windowSeconds: number) => unknown;
  readonly time: string;
  readonly signature: string;
  /** A well-formed signature of something else. */
  readonly other: string;
}

const within = (windowSeconds?: number) => ({
  clock: () => new Date(at.getTime() + 301_000),
  ...(windowSeconds === undefined ? {} : { windowSeconds }),
});

const worldfirstSigned = signWorldFirstNotificationForTest({
  target: TARGET,
  body,
  clientId,
  partnerPrivateKey: privateKey,
  at,
});
const prepaidifySigned = signPrepaidifyNotificationForTest({
  target: TARGET,
  body,
  accessKey: 'key',
  secretKey: 'secret',
  at,
});
const clockOff = (offMs: number, windowSeconds: number) => ({
  clock: () => new Date(at.getTime() + offMs),
  windowSeconds,
});

const RECEIVERS: readonly Receiver[] = [
  {
    name: 'worldfirst',
    signed: worldfirstSigned,
    verifyAt: (offMs, windowSeconds) =>
      verifyWorldFirstNotification(worldfirstSigned, {
        clientId,
        partnerPublicKey: publicKey,
        ...clockOff(offMs, windowSeconds),
      }),
    verify: (notification, windowSeconds) =>
      verifyWorldFirstNotification(notification, { clientId, partnerPublicKey: publicKey, ...within(windowSeconds) }),
    time: 'request-time',
    signature: 'signature',
    other:
      signWorldFirstNotificationForTest({ target: '/', body, clientId, partnerPrivateKey: privateKey, at }).headers[
        'signature'
      ] ?? '',
  },
  {
    name: 'prepaidify',
    signed: prepaidifySigned,
    verifyAt: (offMs, windowSeconds) =>
      verifyPrepaidifyNotification(prepaidifySigned, {
        accessKey: 'key',
        secretKey: 'secret',
        ...clockOff(offMs, windowSeconds),
      }),
    verify: (notification, windowSeconds = 600) =>
      verifyPrepaidifyNotification(notification, { accessKey: 'key', secretKey: 'secret', ...within(windowSeconds) }),
    time: 'ach-access-timestamp',
    signature: 'ach-access-sign',
    other:
      signPrepaidifyNotificationForTest({ target: '/', body, accessKey: 'key', secretKey: 'secret', at }).headers[
        'ach-access-sign'
      ] ?? '',
  },
];

for (const { name, signed, verify, verifyAt, time, signature, other } of RECEIVERS) {
  t.test(`a notification of ${name} is accepted only with its signature`, async (t) => {
    const { [signature]: value = '', [time]: sent = '', ...others } = signed.headers;
    const both = { ...others, [time]: sent };
    const upper = Object.fromEntries(Object.entries(signed.headers).map(([key, text]) => [key.toUpperCase(), text]));
    const good: readonly { name: string; change: Partial<ReceivedNotification> }[] = [
      { name: 'as it was signed', change: {} },
      { name: 'as bytes', change: { rawBody: Buffer.from(String(signed.rawBody)) } },
      { name: 'as Headers', change: { headers: new Headers(signed.headers) } },
      { name: 'with names in upper case', change: { headers: upper } },
    ];
    for (const { name, change } of good) t.same(verify({ ...signed, ...change }), body, name);
    const bad: { name: string; change: Partial<ReceivedNotification>; code: string }[] = [
      { name: 'another body', change: { rawBody: '{"kycStatus":"rejected"}' }, code: 'SIGNATURE_WRONG' },
      { name: 'another path', change: { target: '/hooks/other' }, code: 'SIGNATURE_WRONG' },
      {
        name: 'another time',
        change: { headers: { ...signed.headers, [time]: '1767225600001' } },
        code: 'SIGNATURE_WRONG',
      },
      {
        name: 'another signature',
        change: { headers: { ...both, [signature]: other } },
        code: 'SIGNATURE_WRONG',
      },
      { name: 'no signature', change: { headers: both }, code: 'SIGNATURE_MISSING' },
      { name: 'no time', change: { headers: { ...others, [signature]: value } }, code: 'SIGNATURE_MISSING' },
      {
        name: 'a header twice',
        change: { headers: { ...signed.headers, [signature]: [value, value] } },
        code: 'SIGNATURE_MISSING',
      },
    ];
    const twice = { ...signed.headers, [signature.toUpperCase()]: value };
    bad.push({ name: 'a header in two spellings', change: { headers: twice }, code: 'SIGNATURE_MISSING' });
    for (const { name, change, code } of bad) {
      t.throws(() => verify({ ...signed, ...change }), { name: 'NotificationError', code, kind: 'notification' }, name);
    }
    t.throws(() => verify(signed, 300), { code: 'TIME_OUT_OF_WINDOW' }, 'a second beyond the window');
    t.same(verify(signed, 301), body, 'at the edge of the window');
    t.throws(() => verifyAt(-301_000, 300), { code: 'TIME_OUT_OF_WINDOW' }, 'a second too early');
    t.same(verifyAt(-300_000, 300), body, 'as early as allowed');
  });
}

t.test('a genuine notification of the gateway is valid, and one that is not JSON is refused', async (t) => {
  const [{ target, clientId, time, body, signature, publicKey }, fails] = readVectors();
  const headers = {
    'request-time': time,
    signature: `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(signature)}`,
  };
  const options = { clientId, partnerPublicKey: publicKey };
  const genuine = { target, headers, rawBody: body };
  t.same(verifyWorldFirstNotification(genuine, options), JSON.parse(body), 'a genuine signature of the gateway');
  for (const { name, ...change } of fails) {
    const changed = { ...genuine, target: change.target ?? target, rawBody: change.body ?? body };
    t.throws(() => verifyWorldFirstNotification(changed, options), { code: 'SIGNATURE_WRONG' }, name);
  }
  const signed = signPrepaidifyNotificationForTest({ target, body: {}, accessKey: 'key', secretKey: 'secret' });
  const broken = { ...signed, rawBody: 'approved' };
  const prepaidify = { accessKey: 'key', secretKey: 'secret' };
  t.throws(() => verifyPrepaidifyNotification(broken, prepaidify), { code: 'NOT_JSON' });
});

function readVectors(): [Vectors['holds'][number], Vectors['fails']] {
  const { holds, fails }: Vectors = JSON.parse(readFileSync(vectorsFile, 'utf8'));
  const [first] = holds;
  if (!first) throw new Error('no vector');
  return [first, fails];
}

t.test('a receiver can be tested over a real socket with a notification made for it', async (t) => {
  const server = createServer(async (request, response) => {
    const { url: target = '', headers } = request;
    try {
      const rawBody = await buffer(request);
      verifyWorldFirstNotification({ target, headers, rawBody }, { clientId, partnerPublicKey: publicKey });
      response.writeHead(200).end();
    } catch (error) {
      t.ok(error instanceof NotificationError && error instanceof SparringError);
      response.writeHead(401).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const input = { target: TARGET, body, clientId, partnerPrivateKey: privateKey };
  const { method, target, headers, rawBody } = signWorldFirstNotificationForTest(input);
  const sent = { method, headers: { ...headers, connection: 'close' } };
  t.equal((await fetch(`${origin}${target}`, { ...sent, body: rawBody })).status, 200);
  t.equal((await fetch(`${origin}${target}`, { ...sent, body: `${rawBody} ` })).status, 401);
});

t.test('a notification for another access key or client id is refused', (t) => {
  const otherKey = { ...prepaidifySigned, headers: { ...prepaidifySigned.headers, 'ach-access-key': 'other' } };
  const prepaidify = { accessKey: 'key', secretKey: 'secret', clock: () => at };
  t.throws(() => verifyPrepaidifyNotification(otherKey, prepaidify), { code: 'SIGNATURE_WRONG' });
  const noKey = { ...prepaidifySigned, headers: { ...prepaidifySigned.headers, 'ach-access-key': undefined } };
  t.throws(() => verifyPrepaidifyNotification(noKey, prepaidify), { code: 'SIGNATURE_MISSING' });
  const toAnother = signWorldFirstNotificationForTest({
    target: TARGET,
    body,
    clientId: 'another',
    partnerPrivateKey: privateKey,
  });
  t.throws(() => verifyWorldFirstNotification(toAnother, { clientId, partnerPublicKey: publicKey }), {
    code: 'SIGNATURE_WRONG',
  });
  t.end();
});

t.test('a receiver without a usable secret or key is refused, whatever the notification says', (t) => {
  const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'spki') => key.export({ format: 'pem', type }).toString();
  const der = (key: KeyObject, type: 'pkcs1' | 'pkcs8') => key.export({ format: 'der', type }).toString('base64');
  const blank = signPrepaidifyNotificationForTest({ target: TARGET, body, accessKey: 'key', secretKey: '', at });
  for (const secretKey of ['', '  ', undefined]) {
    const options = { accessKey: 'key', secretKey: secretKey as string, clock: () => at };
    t.throws(() => verifyPrepaidifyNotification(blank, options), { name: 'TypeError', message: /secretKey/ });
  }
  t.throws(() => verifyPrepaidifyNotification(prepaidifySigned, { accessKey: '', secretKey: 'secret' }), TypeError);
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rows = {
    'a private KeyObject': privateKey,
    'a private key as PKCS#8 PEM': pem(privateKey, 'pkcs8'),
    'a private key as PKCS#1 PEM': pem(privateKey, 'pkcs1'),
    'a private key as PKCS#8 Base64': der(privateKey, 'pkcs8'),
    'a private key as PKCS#1 Base64': der(privateKey, 'pkcs1'),
    'an EC key': ec.publicKey,
    'an EC key as PEM': pem(ec.publicKey, 'spki'),
    'no key': '',
  };
  for (const [name, partnerPublicKey] of Object.entries(rows)) {
    const options = { clientId, partnerPublicKey };
    const wanted = { name: 'TypeError', message: /partnerPublicKey/ };
    t.throws(() => verifyWorldFirstNotification(worldfirstSigned, options), wanted, `notification: ${name}`);
    const client = { baseUrl: 'https://partner.example', clientId, privateKey, partnerPublicKey };
    t.throws(() => new WorldFirst(client), wanted, `client: ${name}`);
  }
  const noClient = { clientId: '', partnerPublicKey: publicKey };
  t.throws(() => verifyWorldFirstNotification(worldfirstSigned, noClient), { name: 'TypeError', message: /clientId/ });
  t.end();
});

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

t.test('any malformed notification is a NotificationError', (t) => {
  const prepaidify = (change: object) =>
    verifyPrepaidifyNotification(
      { ...prepaidifySigned, ...change },
      { accessKey: 'key', secretKey: 'secret', clock: () => at },
    );
  const worldfirst = (change: object) =>
    verifyWorldFirstNotification({ ...worldfirstSigned, ...change }, { clientId, partnerPublicKey: publicKey });
  const changes: Readonly<Record<string, object>> = {
    'a body of 200,000 levels': { rawBody: nested(200_000) },
    'a body of 5,000 levels of objects': { rawBody: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}` },
    'a body that was parsed': { rawBody: body },
    'no body': { rawBody: undefined },
    'a body of null': { rawBody: null },
    'an empty body': { rawBody: '' },
    'a body that is not UTF-8': { rawBody: Buffer.from([0xff, 0xfe, 0x00]) },
    'no headers': { headers: undefined },
    'headers of null': { headers: null },
    'headers that are a text': { headers: 'signature: x' },
    'numbers as headers': { headers: { 'ach-access-sign': 7, signature: 7 } },
    'no target': { target: undefined },
    'a broken escape in the target': { target: '/hooks?a=%E0%A4%A' },
    'a number as target': { target: 7 },
  };
  for (const [name, change] of Object.entries(changes)) {
    t.throws(() => prepaidify(change), { name: 'NotificationError', kind: 'notification' }, `prepaidify: ${name}`);
    t.throws(() => worldfirst(change), { name: 'NotificationError', kind: 'notification' }, `worldfirst: ${name}`);
  }
  t.throws(() => worldfirst({ rawBody: body }), { code: 'MALFORMED', message: /as received/ });
  for (const notification of [undefined, null, 7]) {
    const input = notification as unknown as ReceivedNotification;
    const options = { clientId, partnerPublicKey: publicKey };
    t.throws(() => verifyWorldFirstNotification(input, options), { name: 'NotificationError' });
  }
  t.end();
});

t.test('a notification is verified before its body is parsed', (t) => {
  const { parse } = JSON;
  let parsed = 0;
  JSON.parse = (...input: Parameters<typeof parse>) => {
    parsed++;
    return parse(...input);
  };
  t.teardown(() => {
    JSON.parse = parse;
  });
  const options = { clientId, partnerPublicKey: publicKey };
  t.throws(() => verifyWorldFirstNotification({ ...worldfirstSigned, rawBody: '{}' }, options), {
    code: 'SIGNATURE_WRONG',
  });
  // prepaidify signs the parsed body: what can be checked without it is checked first
  const prepaidify = { accessKey: 'key', secretKey: 'secret', clock: () => new Date(at.getTime() + 301_000) };
  t.throws(() => verifyPrepaidifyNotification(prepaidifySigned, prepaidify), { code: 'TIME_OUT_OF_WINDOW' });
  const otherKey = { ...prepaidifySigned, headers: { ...prepaidifySigned.headers, 'ach-access-key': 'other' } };
  t.throws(() => verifyPrepaidifyNotification(otherKey, { ...prepaidify, clock: () => at }), {
    code: 'SIGNATURE_WRONG',
  });
  t.equal(parsed, 0);
  t.end();
});
