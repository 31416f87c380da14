// Uploads a document to WorldFirst. Node 20 or newer, no packages.
// node upload.mjs <file> <attachmentType> <attachmentId>
import { createSign, createVerify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const path = '/aps/api/business/onboard/submitAttachment';
const baseUrl = process.env.SPARRING_BASE_URL;
const clientId = process.env.SPARRING_WORLDFIRST_CLIENT_ID;
const privateKey = process.env.SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY;
const partnerPublicKey = process.env.SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY;
const [file, attachmentType, attachmentId] = process.argv.slice(2);
if (!attachmentId || !privateKey) {
  console.error(
    'usage: node upload.mjs <file> <attachmentType> <attachmentId>, with the variables of "npx sparring env"',
  );
  process.exit(2);
}

const attachmentContent = readFileSync(file).toString('base64');
const body = Buffer.from(JSON.stringify({ attachmentId, attachmentType, attachmentContent }));
const time = `${new Date().toISOString().slice(0, 19)}+00:00`;
const signer = createSign('sha256').update(`POST ${path}\n${clientId}.${time}.`).update(body);
const signature = encodeURIComponent(signer.sign(privateKey, 'base64'));

const answer = await fetch(baseUrl + path, {
  method: 'POST',
  headers: {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': clientId,
    'request-time': time,
    signature: `algorithm=RSA256,keyVersion=2,signature=${signature}`,
  },
  body, // the bytes that were signed
  signal: AbortSignal.timeout(30_000),
});
const bytes = Buffer.from(await answer.arrayBuffer());

/** Verifies before anything else reads the answer. Refusals up to the signature check are not signed. */
function isVerified() {
  const [, value] = /signature=([^,]+)$/.exec(answer.headers.get('signature') ?? '') ?? [];
  if (value === undefined) return false;
  const head = `POST ${path}\n${clientId}.${answer.headers.get('response-time')}.`;
  const verifier = createVerify('sha256').update(head).update(bytes);
  if (verifier.verify(partnerPublicKey, decodeURIComponent(value), 'base64')) return true;
  throw new Error('the signature of the answer is invalid');
}

const verified = isVerified();
const { result, attachmentUrl = '' } = JSON.parse(bytes.toString());
if (!verified && result.resultStatus !== 'F') throw new Error('the answer is not signed');
console.log(result.resultCode, result.resultMessage, attachmentUrl);
process.exitCode = result.resultStatus === 'S' ? 0 : 1;
