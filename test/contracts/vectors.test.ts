import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readPrivateKey, readPublicKey } from '@sparring/contracts';
import { canonicalJson, type Json, type SignedParts, sign, stringToSign, verify } from '@sparring/contracts/prepaidify';
import {
  readRequestTime,
  readSignatureHeader,
  type SignedHead,
  signatureHeader,
  startVerification,
} from '@sparring/contracts/worldfirst';
import t from 'tap';

const resolver = createRequire(import.meta.url);
const read = (file: string) =>
  JSON.parse(readFileSync(resolver.resolve(`@sparring/contracts/partners/${file}`), 'utf8'));

interface RsaVector extends SignedHead {
  readonly name: string;
  readonly body: string;
  readonly signature: string;
}

interface HmacVector extends Omit<SignedParts, 'body'> {
  readonly name: string;
  readonly body?: Json;
  readonly content: string;
  readonly signature: string;
}

const rsa = read('worldfirst/vectors.json');
const hmac = read('prepaidify/vectors.json');
const genuine: RsaVector & { readonly publicKey: string } = rsa.holds[0];
const made: readonly RsaVector[] = rsa.openssl.holds;
const hmacVectors: readonly HmacVector[] = hmac.holds;

function holds({ body, signature, ...head }: RsaVector, key: KeyObject): boolean {
  const verification = startVerification(head, key);
  verification.update(Buffer.from(body));
  return verification.verify(Buffer.from(signature, 'base64'));
}

t.test('a worldfirst signature that the gateway made is valid, and each changed copy is invalid', async (t) => {
  const key = readPublicKey(genuine.publicKey);
  t.ok(holds(genuine, key), genuine.name);
  t.ok(rsa.fails.length > 0);
  for (const { name, ...changed } of rsa.fails) t.notOk(holds({ ...genuine, ...changed }, key), name);
});

t.test('worldfirst signs as openssl does, byte for byte', async (t) => {
  const publicKey = readPublicKey(rsa.openssl.publicKey);
  for (const text of [rsa.openssl.privateKey, rsa.openssl.privateKeyPkcs1]) {
    const privateKey = readPrivateKey(text);
    t.ok(createPublicKey(privateKey).equals(publicKey), 'the forms of the key are one key');
    for (const vector of made) {
      const header = signatureHeader(vector, Buffer.from(vector.body), privateKey, 7);
      t.equal(header, `algorithm=RSA256,keyVersion=7,signature=${encodeURIComponent(vector.signature)}`, vector.name);
      const signature = readSignatureHeader(header);
      t.equal(signature.kind === 'signature' && signature.bytes.toString('base64'), vector.signature, vector.name);
      t.ok(holds(vector, publicKey), vector.name);
    }
  }
});

t.test('a worldfirst signature breaks with each covered part', async (t) => {
  const key = readPublicKey(rsa.openssl.publicKey);
  const [vector] = made;
  if (!vector) throw new Error('there are no vectors');
  const changes: readonly ({ readonly name: string } & Partial<RsaVector>)[] = [
    { name: 'method', method: 'PUT' },
    { name: 'method in another case', method: 'post' },
    { name: 'path', target: vector.target.replace('submitAttachment', 'submitattachment') },
    { name: 'query', target: vector.target.replace('lang=en', 'lang=zh') },
    { name: 'query left out', target: vector.target.split('?')[0] ?? '' },
    { name: 'client id', clientId: 'CLIENT-8' },
    { name: 'time in another form of the same instant', time: '2026-01-01T00:00:00Z' },
    { name: 'a bit of the body', body: vector.body.replace('A-1', 'A-0') },
    { name: 'an escape of the body', body: vector.body.replaceAll('\\/', '/') },
    { name: 'a byte behind the body', body: `${vector.body}\n` },
    { name: 'the body', body: '' },
  ];
  for (const { name, ...change } of changes) t.notOk(holds({ ...vector, ...change }, key), name);
  t.notOk(holds(vector, readPublicKey(genuine.publicKey)), 'the key');
});

t.test('prepaidify signs the published texts as openssl does', async (t) => {
  for (const { name, body, content, signature, ...head } of hmacVectors) {
    const parts = { ...head, ...(body === undefined ? {} : { body: canonicalJson(body) }) };
    t.equal(stringToSign(parts), content, `${name}: the string to sign`);
    t.equal(sign(parts, hmac.key), signature, name);
    t.ok(verify(parts, signature, hmac.key), name);
  }
});

t.test('prepaidify writes bodies as its page sorts them', async (t) => {
  for (const { name, value, text } of hmac.canonical) t.equal(canonicalJson(value), text, name);
});

t.test('a prepaidify signature breaks with each covered part, and not with the order of a query', async (t) => {
  const parts = { timestamp: '1700000000000', method: 'POST', target: '/a/b?x=1&y=2', body: '{"a":1}' };
  const signature = sign(parts, hmac.key);
  t.ok(verify({ ...parts, target: '/a/b?y=2&x=1' }, signature, hmac.key), 'the pairs in another order');
  t.ok(verify({ ...parts, target: '/a/b?y=2&z=&x=1' }, signature, hmac.key), 'an empty value more');
  const changes: readonly ({ readonly name: string } & Partial<SignedParts>)[] = [
    { name: 'timestamp', timestamp: '1700000000001' },
    { name: 'method', method: 'GET' },
    { name: 'path', target: '/a/B?x=1&y=2' },
    { name: 'slash at the end of the path', target: '/a/b/?x=1&y=2' },
    { name: 'a value of the query', target: '/a/b?x=1&y=3' },
    { name: 'what follows a further = in a value', target: '/a/b?x=1&y=2=3' },
    { name: 'a name of the query', target: '/a/b?x=1&z=2' },
    { name: 'body', body: '{"a":2}' },
    { name: 'no body', body: '' },
  ];
  for (const { name, ...change } of changes) t.notOk(verify({ ...parts, ...change }, signature, hmac.key), name);
  t.notOk(verify(parts, signature, `${hmac.key}x`), 'the secret');
  t.notOk(verify(parts, signature.replace('=', ''), hmac.key), 'the padding of the signature');
});

t.test('each form of a Request-Time is read as its instant', async (t) => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  const cases: readonly (readonly [string, number | undefined])[] = [
    [String(at), at],
    ['2026-01-02T03:04:05Z', at],
    ['2026-01-02T11:04:05+08:00', at],
    ['2026-01-02T11:04:05+0800', at],
    ['2026-01-01T23:34:05-03:30', at],
    ['2026-01-02T03:04:05.678Z', at + 678],
    ['2026-01-02T11:04:05.678901+08:00', at + 678],
    ['2026-01-02T03:04:05.6Z', at + 600],
    ['2026-01-02 03:04:05Z', undefined],
    ['2026-01-02T03:04:05', undefined],
    ['2026-01-02T03:04:05+08', undefined],
    ['2026-01-02', undefined],
    ['176732304500', undefined],
    ['17673230450000', undefined],
    ['-767323045000', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of cases) t.equal(readRequestTime(text), expected, `"${text}"`);
});

t.test('a signature header is read in the forms clients send, and in no half-encoded one', async (t) => {
  const rows = [
    { name: 'percent-encoded', value: 'ab%2Bc%2Fd%3D', kind: 'signature' },
    { name: 'raw Base64', value: 'ab+c/d==', kind: 'signature' },
    { name: 'a raw slash beside an escape', value: 'ab%2Bc/d%3D', kind: 'signature' },
    { name: 'a raw + beside an escape, which forms decode to a space', value: 'ab+c%2Fd%3D', kind: 'unusable' },
    { name: 'no Base64', value: '!!', kind: 'unusable' },
  ];
  for (const { name, value, kind } of rows) {
    t.equal(readSignatureHeader(`algorithm=RSA256,keyVersion=2,signature=${value}`).kind, kind, name);
  }
});
