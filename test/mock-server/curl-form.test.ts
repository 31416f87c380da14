import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Composer, composeRequest, composers, signsBoundary } from '@sparring/cases';
import type { BodyField, Operation, PartnerContract, RequestMessage } from '@sparring/contracts';
import t, { type Test } from 'tap';
import { folderFor } from '../helpers/command.js';
import { run } from '../helpers/run.js';

/** What a curl command is written from, as far as the tests fill it. */
interface Source {
  readonly contract: PartnerContract;
  readonly url: string;
  readonly bodyKind: Operation['bodyKind'];
  readonly message: RequestMessage;
  readonly fields: readonly BodyField[];
  readonly document?: { readonly path: string; readonly filename: string; readonly bytes: Buffer };
  readonly signsBody: boolean;
  saveBody(bytes: Buffer): Promise<string>;
}

const root = new URL('../../../', import.meta.url).pathname;
const module = pathToFileURL(join(root, 'mock-server/dist/curl/curl-words.js')).href;
const { curlWords } = (await import(module)) as { curlWords(source: Source): Promise<readonly string[]> };

const [someComposer] = composers;
if (!someComposer) throw new Error('there is no partner');

const upload: Operation = {
  name: 'upload',
  title: '',
  methods: ['POST'],
  path: '/uploads',
  bodyKind: 'multipart',
  source: '',
  requestFields: ['note', 'file'],
  schema: {},
  outcomes: [],
  exampleData: {},
};

const composerThat = (authenticate: Composer['authenticate']): Composer => ({ ...someComposer, authenticate });
const signsNothing = composerThat(() => ({ 'x-signature': 'none' }));
const caller = { credentials: {}, at: new Date(0), settings: {} };

/** A server that keeps what arrives, byte for byte. */
async function startReceiver(t: Test) {
  const arrived: { readonly type: string; readonly body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    arrived.push({ type: request.headers['content-type'] ?? '', body: Buffer.concat(chunks) });
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { arrived, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const COMPOSED_TYPE = 'multipart/form-data; boundary=sparring-boundary';
const bytes = Buffer.from('%PDF-1.4 \0\r\n');
const note = { name: 'note', content: 'a;type=b "c"\r\n@d' };
const file = { name: 'file', filename: 'a b.pdf', content: bytes };

t.test('curl writes a form itself only if it sends what was composed and signed', async (t) => {
  const { arrived, url } = await startReceiver(t);
  const folder = folderFor(t);
  mkdirSync(folder);
  const document = { path: join(folder, 'a b.pdf'), filename: 'a b.pdf', bytes };
  writeFileSync(document.path, bytes);
  const rows: readonly { name: string; fields: readonly BodyField[]; signsBody?: boolean; isForm: boolean }[] = [
    { name: 'text and the document', fields: [note, file], isForm: true },
    { name: 'the document with a type', fields: [{ ...file, contentType: 'application/x-pdf' }], isForm: true },
    { name: 'a signature over the bytes', fields: [note, file], signsBody: true, isForm: false },
    { name: 'a type with a parameter', fields: [{ ...file, contentType: 'text/plain; charset=a' }], isForm: false },
    { name: 'text with a type', fields: [{ ...note, contentType: 'application/json' }], isForm: false },
    { name: 'another file name', fields: [{ ...file, filename: 'other.pdf' }], isForm: false },
    { name: 'other bytes', fields: [{ ...file, content: 'other' }], isForm: false },
    { name: 'a name that curl would split', fields: [{ ...note, name: 'a=b' }], isForm: false },
    { name: 'no parts', fields: [], isForm: false },
  ];
  for (const { name, fields, signsBody = false, isForm } of rows) {
    const message = composeRequest(signsNothing, { operation: upload, body: { fields } }, caller);
    const words = await curlWords({
      contract: someComposer.contract,
      url,
      bodyKind: 'multipart',
      message,
      fields,
      document,
      signsBody,
      saveBody: async (saved) => {
        writeFileSync(join(folder, 'saved'), saved);
        return join(folder, 'saved');
      },
    });
    const { code, stderr } = await run('curl', ['-sS', ...words]);
    t.equal(code, 0, `${name}: ${stderr}`);
    const { type, body } = arrived.at(-1) ?? { type: '', body: Buffer.alloc(0) };
    t.equal(words.includes('--data-binary'), !isForm, `${name}: the form is curl's own`);
    t.equal(body.equals(message.body), !isForm, `${name}: the bytes`);
    t.equal(type === message.headers['content-type'], !isForm, `${name}: the Content-Type`);
    const isTyped = fields.some((field) => 'contentType' in field);
    t.same(await partsOf(body, type, isTyped), await partsOf(message.body, COMPOSED_TYPE, isTyped), `${name}: parts`);
  }
});

/** The parts of a form; curl may choose the type of a file that was composed without one. */
async function partsOf(body: Buffer, type: string, isTyped: boolean) {
  if (body.toString().startsWith('--sparring-boundary--')) return [];
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === 'string'
        ? { name, value }
        : {
            name,
            filename: value.name,
            type: isTyped && value.type,
            value: Buffer.from(await value.arrayBuffer()).toString(),
          },
    ),
  );
}

t.test('a signature covers the body as written if another boundary makes it invalid', (t) => {
  const draft = { operation: upload, body: { fields: [note, file] } };
  const hash = (value: unknown) => createHash('sha256').update(String(value)).digest('hex');
  const rows: readonly { name: string; sign: Composer['authenticate']; signs: boolean }[] = [
    { name: 'the bytes', sign: ({ body }) => ({ s: hash(body.toString('latin1')) }), signs: true },
    { name: 'the Content-Type', sign: ({ headers }) => ({ s: hash(JSON.stringify(headers)) }), signs: true },
    { name: 'the text parts', sign: ({ textParts }) => ({ s: hash(JSON.stringify(textParts)) }), signs: false },
    {
      name: 'method, path and time',
      sign: ({ method, target }, { at }) => ({ s: method + target + at }),
      signs: false,
    },
    { name: 'a nonce', sign: () => ({ s: String(Math.random()) }), signs: true },
  ];
  for (const { name, sign, signs } of rows) t.equal(signsBoundary(composerThat(sign), draft, caller), signs, name);
  t.end();
});
