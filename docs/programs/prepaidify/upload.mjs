// Uploads a document to Prepaidify. Node 20 or newer, no packages.
// node upload.mjs <file> <type> <requestNo>
import { createHmac } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';

const path = '/open/api/kyc/share/fileUpload';
const baseUrl = process.env.SPARRING_BASE_URL;
const accessKey = process.env.SPARRING_PREPAIDIFY_ACCESS_KEY;
const secretKey = process.env.SPARRING_PREPAIDIFY_SECRET_KEY;
const [file, type, requestNo] = process.argv.slice(2);
if (!requestNo || !secretKey) {
  console.error('usage: node upload.mjs <file> <type> <requestNo>, with the variables of "npx sparring env"');
  process.exit(2);
}

const timestamp = String(Date.now());
const sign = createHmac('sha256', secretKey).update(`${timestamp}POST${path}`).digest('base64');

const form = new FormData();
form.append('requestNo', requestNo);
form.append('type', type);
form.append('file', await openAsBlob(file), basename(file));

const answer = await fetch(baseUrl + path, {
  method: 'POST',
  headers: { 'ach-access-key': accessKey, 'ach-access-timestamp': timestamp, 'ach-access-sign': sign },
  body: form,
  signal: AbortSignal.timeout(30_000),
});
const { code, msg, traceId } = await answer.json();
console.log(code, msg, traceId);
process.exitCode = code === '0' ? 0 : 1;
