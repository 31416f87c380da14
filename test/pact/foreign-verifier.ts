import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pactCore from '@pact-foundation/pact-core';

/**
 * How a team verifies the published pacts with a Pact verifier of its own: the plain verifier, and in front of the
 * provider a proxy that sets states and signs. Nothing of Sparring's is used, so that it can be done alike in any
 * language; contracts/cases/README.md describes it. Arguments: a JSON file with the input below.
 */
interface Input {
  readonly partner: 'worldfirst' | 'prepaidify';
  readonly pact: string;
  /** A running simulator, and one that was started with the settings that a state needs. */
  readonly url: string;
  readonly urlWithSettings: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Leaves the requests as they are in the pact, to show why they have to be signed. */
  readonly unsigned?: boolean;
}

interface Call {
  readonly method: string;
  readonly path: string;
  headers: Record<string, string>;
  readonly body: Buffer;
}

const input = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Input;
const { partner, credentials } = input;
const STRANGER = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const JPEG = readFileSync(new URL('../../specimens/face.jpg', import.meta.url));

/** The state of the current interaction. */
let state = '';

/** String to sign: `POST <path>`, a line feed, `<client id>.<time>.<body>`; RSA with SHA-256, Base64, percent-encoded. */
function signWorldfirst(call: Call): void {
  const clientId = state === 'the client is not known' ? 'SOMEBODY' : (credentials['clientId'] ?? '');
  const own = createPrivateKey(credentials['clientPrivateKey'] ?? '');
  const key = state === 'the signature is made with another key' ? STRANGER : own;
  const time = String(Date.now());
  const text = Buffer.concat([Buffer.from(`${call.method} ${call.path}\n${clientId}.${time}.`), call.body]);
  const signature = encodeURIComponent(sign('sha256', text, key).toString('base64'));
  Object.assign(call.headers, {
    'client-id': clientId,
    'request-time': time,
    signature: `algorithm=RSA256,keyVersion=2,signature=${signature}`,
  });
}

/** String to sign: time, method and path; HMAC with SHA-256, Base64. */
function signPrepaidify(call: Call): void {
  const time = String(Date.now());
  const secret = state === 'the signature is made with another key' ? 'stranger' : (credentials['secretKey'] ?? '');
  Object.assign(call.headers, {
    'ach-access-key': state === 'the merchant is not known' ? 'somebody' : credentials['accessKey'],
    'ach-access-timestamp': time,
    'ach-access-sign': createHmac('sha256', secret)
      .update(time + call.method + call.path)
      .digest('base64'),
  });
}

const signCall = { worldfirst: signWorldfirst, prepaidify: signPrepaidify }[partner];

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(base: string, { method, path, headers, body }: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(body.length) };
    request(base + path, { method, headers: { ...headers, ...length } }, resolve)
      .once('error', reject)
      .end(body);
  });
}

/** What has to be true before an interaction. All other states are only a matter of how the request is signed. */
async function setUp(): Promise<void> {
  if (state !== 'the attachment id was used with another type') return;
  const fields = {
    attachmentId: 'PACT-USED-ID',
    attachmentType: 'ID_CARD_BACK_SIDE',
    attachmentContent: JPEG.toString('base64'),
  };
  const path = '/aps/api/business/onboard/submitAttachment';
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  const call = { method: 'POST', path, headers, body: Buffer.from(JSON.stringify(fields)) };
  signCall(call);
  await bytesOf(await send(input.url, call));
}

const NEEDS_SETTINGS = ['the traffic limit is reached', 'requests must be registered and this one is not'];
const CODE = /^the partner answers (.+)$/;

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await bytesOf(incoming);
  if (incoming.url === '/_states') {
    const change = JSON.parse(body.toString()) as { action: string; state: string };
    state = change.action === 'setup' ? change.state : '';
    await setUp();
    outgoing.end('{}');
    return;
  }
  const { host, 'content-length': length, 'transfer-encoding': encoding, ...kept } = incoming.headers;
  const call = {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: kept as Record<string, string>,
    body,
  };
  if (!input.unsigned) signCall(call);
  const [, code] = CODE.exec(state) ?? [];
  if (code) call.headers['x-sparring-move'] = code;
  const answer = await send(NEEDS_SETTINGS.includes(state) ? input.urlWithSettings : input.url, call);
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(await bytesOf(answer));
}

const proxy = createServer((incoming, outgoing) => {
  serve(incoming, outgoing).catch((error: Error) => outgoing.writeHead(400).end(error.message));
});
await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
const providerBaseUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const report = await pactCore.default
  .verifyPacts({
    provider: partner,
    providerBaseUrl,
    providerStatesSetupUrl: `${providerBaseUrl}/_states`,
    pactUrls: [input.pact],
    failIfNoPactsFound: true,
    logLevel: 'error',
  })
  .catch((error: Error) => error.message);
process.stdout.write(`\nREPORT ${report}\n`, () => process.exit(0));
