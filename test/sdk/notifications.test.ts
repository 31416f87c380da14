import { generateKeyPairSync } from 'node:crypto';
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
  readonly time: string;
  readonly signature: string;
  /** A well-formed signature of something else. */
  readonly other: string;
}

const within = (windowSeconds?: number) => ({
  clock: () => new Date(at.getTime() + 301_000),
  ...(windowSeconds === undefined ? {} : { windowSeconds }),
});

const RECEIVERS: readonly Receiver[] = [
  {
    name: 'worldfirst',
    signed: signWorldFirstNotificationForTest({ target: TARGET, body, clientId, partnerPrivateKey: privateKey, at }),
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
    signed: signPrepaidifyNotificationForTest({ target: TARGET, body, accessKey: 'key', secretKey: 'secret', at }),
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

for (const { name, signed, verify, time, signature, other } of RECEIVERS) {
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
