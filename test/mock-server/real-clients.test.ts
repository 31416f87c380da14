import { createReadStream, openAsBlob, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { MAX_FILE_BYTES } from '@sparring/contracts/prepaidify';
import FormData from 'form-data';
import type { Simulator } from 'sparring';
import t from 'tap';
import { Agent, FormData as UndiciFormData, request as undiciRequest } from 'undici';
import { folderWith } from '../helpers/folder.js';
import { signedUpload, UPLOAD_PATH } from '../helpers/prepaidify.js';
import { run, runPython } from '../helpers/run.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen, specimenPath } from '../helpers/specimens.js';
import { type Answer, answerSignature, SUBMIT_PATH, send, signedSubmit } from '../helpers/worldfirst.js';

/** What a client made of an answer. */
interface Met {
  readonly status: number;
  readonly headers: Answer['headers'];
  readonly bytes: Buffer;
}

/** An upload that a client shall make, with the headers that sign it. */
interface Order {
  readonly simulator: Simulator;
  readonly url: string;
  readonly path: string;
  readonly file: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where a client may put what it needs as a file. */
  readonly folder: string;
}

type Client = (order: Order) => Promise<Met>;

const UPLOADS = [
  { file: 'id-front.jpg', type: 'idFront' },
  { file: 'id-back.png', type: 'idBack' },
  { file: 'face.jpg', type: 'face' },
  { file: 'aml-report.pdf', type: 'amlReport' },
];
const ATTACHMENTS = [
  { file: 'id-front.jpg', type: 'ID_CARD_FRONT_SIDE' },
  { file: 'id-back.png', type: 'ID_CARD_BACK_SIDE' },
];

async function journalOf(simulator: Simulator, { headers }: Pick<Met, 'headers'>) {
  const answer = await fetch(`${simulator.url}/_sparring/journal/${String(headers['x-sparring-id'])}`);
  return (await answer.json()) as { code: string; reason: string | null; bodyBytes: number; method: string };
}

/** Runs curl and reads its `-i` output, the last head in it. */
async function curl(args: readonly string[], input?: Buffer): Promise<Met> {
  const { code, stdout, stderr } = await run('curl', ['-sS', '-i', '--max-time', '30', ...args], input);
  if (code !== 0) throw new Error(`curl ended with ${code}: ${stderr}`);
  const answer = stdout.slice(stdout.lastIndexOf('HTTP/1.'));
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...lines] = answer.slice(0, end).split('\r\n');
  const pairs = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 2),
  ]);
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(pairs),
    bytes: Buffer.from(answer.slice(end + 4)),
  };
}

const curlHeaders = (headers: Order['headers']) =>
  Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);

function certificateFile({ simulator, folder }: Order): string {
  const file = join(folder, 'ca.pem');
  writeFileSync(file, simulator.tlsCertificate ?? '');
  return file;
}

const fromFetch = async (answer: Response): Promise<Met> => ({
  status: answer.status,
  headers: Object.fromEntries(answer.headers),
  bytes: Buffer.from(await answer.arrayBuffer()),
});

const fromNode = async (answer: IncomingMessage): Promise<Met> => ({
  status: answer.statusCode ?? 0,
  headers: answer.headers,
  bytes: await buffer(answer),
});

const fromUndici = async ({ statusCode, headers, body }: Awaited<ReturnType<typeof undiciRequest>>): Promise<Met> => ({
  status: statusCode,
  headers,
  bytes: Buffer.from(await body.arrayBuffer()),
});

/** The ways to send a JSON body that was signed beforehand. */
const JSON_CLIENTS: Readonly<Record<string, Client>> = {
  curl: ({ url, path, headers, body }) => curl([...curlHeaders(headers), '--data-binary', '@-', url + path], body),
  'curl by HTTP/1.0': ({ url, path, headers, body }) =>
    curl(['--http1.0', ...curlHeaders(headers), '--data-binary', '@-', url + path], body),
  'curl in chunks': ({ url, path, headers, body }) =>
    curl([...curlHeaders({ ...headers, 'Transfer-Encoding': 'chunked' }), '--data-binary', '@-', url + path], body),
  'curl -T -': ({ url, path, headers, body }) =>
    curl(['-X', 'POST', '-T', '-', ...curlHeaders(headers), url + path], body),
  'curl by https': (order) =>
    curl(
      [
        '--cacert',
        certificateFile(order),
        ...curlHeaders(order.headers),
        '--data-binary',
        '@-',
        order.simulator.tlsUrl + order.path,
      ],
      order.body,
    ),
  fetch: async ({ url, path, headers, body }) =>
    fromFetch(await fetch(url + path, { method: 'POST', headers, body: new Uint8Array(body) })),
  'node:http in chunks': ({ url, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest(url + path, { method: 'POST', headers }, (answer) => resolve(fromNode(answer)));
      outgoing.on('error', reject);
      for (let at = 0; at < body.length; at += 999) outgoing.write(body.subarray(at, at + 999));
      outgoing.end();
    }),
  'node:https': ({ simulator, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', headers, ca: simulator.tlsCertificate ?? '', agent: false } as const;
      httpsRequest(`${simulator.tlsUrl}${path}`, options, (answer) => resolve(fromNode(answer)))
        .on('error', reject)
        .end(body);
    }),
  undici: async ({ url, path, headers, body }) =>
    fromUndici(await undiciRequest(url + path, { method: 'POST', headers, body })),
};

const curlForm = ({ file, fields }: Order) => [
  ...Object.entries(fields).flatMap(([name, value]) => ['--form-string', `${name}=${value}`]),
  ...['-F', `file=@${file}`],
];

function packageForm({ file, fields }: Order): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', createReadStream(file));
  return form;
}

async function fillForm<
  Form extends { append(name: string, value: string): void; append(name: string, value: Blob, filename: string): void },
>(form: Form, { file, fields }: Order): Promise<Form> {
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', await openAsBlob(file), basename(file));
  return form;
}

/** The ways to write a multipart body, each by its own writer. */
const FORM_CLIENTS: Readonly<Record<string, Client>> = {
  curl: (order) => curl([...curlHeaders(order.headers), ...curlForm(order), order.url + order.path]),
  'curl by HTTP/1.0': (order) =>
    curl(['--http1.0', ...curlHeaders(order.headers), ...curlForm(order), order.url + order.path]),
  'curl in chunks': (order) =>
    curl([
      ...curlHeaders({ ...order.headers, 'Transfer-Encoding': 'chunked' }),
      ...curlForm(order),
      order.url + order.path,
    ]),
  'curl with a file from a pipe': (order) =>
    curl(
      [
        ...curlHeaders(order.headers),
        ...curlForm({ ...order, file: `-;filename=${basename(order.file)};type=application/x-unknown` }),
        order.url + order.path,
      ],
      specimen(basename(order.file)),
    ),
  'curl by https': (order) =>
    curl([
      '--cacert',
      certificateFile(order),
      ...curlHeaders(order.headers),
      ...curlForm(order),
      order.simulator.tlsUrl + order.path,
    ]),
  'fetch and FormData': async (order) => {
    const body = await fillForm(new globalThis.FormData(), order);
    return fromFetch(await fetch(order.url + order.path, { method: 'POST', headers: order.headers, body }));
  },
  'undici and its FormData': async (order) => {
    const body = await fillForm(new UndiciFormData(), order);
    const dispatcher = new Agent(); // the shared one may be Node's own, which hangs on it: nodejs/undici#5520
    const options = { method: 'POST', headers: order.headers, body, dispatcher } as const;
    const met = await fromUndici(await undiciRequest(order.url + order.path, options));
    await dispatcher.close();
    return met;
  },
  'form-data into node:http': (order) =>
    new Promise((resolve, reject) => {
      const form = packageForm(order);
      const headers = { ...order.headers, ...form.getHeaders() };
      const outgoing = httpRequest(order.url + order.path, { method: 'POST', headers }, (answer) =>
        resolve(fromNode(answer)),
      );
      form.pipe(outgoing.on('error', reject));
    }),
  'form-data by its own submit': (order) =>
    new Promise((resolve, reject) => {
      const { hostname: host, port } = new URL(order.url);
      const options = { host, port: Number(port), path: order.path, headers: order.headers };
      packageForm(order).submit(options, (error, answer) => (error ? reject(error) : resolve(fromNode(answer))));
    }),
  'form-data into undici': async (order) => {
    const form = packageForm(order);
    const headers = { ...order.headers, ...form.getHeaders() };
    return fromUndici(await undiciRequest(order.url + order.path, { method: 'POST', headers, body: form }));
  },
};

for (const [name, client] of Object.entries(JSON_CLIENTS)) {
  t.test(`worldfirst answers ${name}`, async (t) => {
    const simulator = await simulatorFor(t, { tlsPort: 0 });
    for (const { file, type } of ATTACHMENTS) {
      const fields = { attachmentId: file, attachmentType: type };
      const attachmentContent = specimen(file).toString('base64');
      const { headers, body } = signedSubmit(simulator, { body: { ...fields, attachmentContent } });
      const order = {
        simulator,
        url: simulator.url,
        path: SUBMIT_PATH,
        file,
        fields,
        headers,
        body,
        folder: folderWith(t),
      };
      const met = await client(order);
      const json = JSON.parse(met.bytes.toString());
      t.same([met.status, json.result.resultCode], [200, 'SUCCESS'], file);
      t.equal(answerSignature(simulator, { ...met, json }), 'valid', file);
      t.match(await journalOf(simulator, met), { code: 'SUCCESS', reason: null, bodyBytes: body.length }, file);
      const other = { ...fields, attachmentContent: specimen('face.jpg').toString('base64') };
      const repeat = await send(simulator.url, signedSubmit(simulator, { body: other }));
      t.equal(repeat.json.result.resultCode, 'REPEAT_REQ_INCONSISTENT', `${file} is what was stored`);
    }
  });
}

for (const [name, client] of Object.entries(FORM_CLIENTS)) {
  t.test(`prepaidify answers ${name}`, async (t) => {
    const simulator = await simulatorFor(t, { tlsPort: 0 });
    for (const { file, type } of UPLOADS) {
      const { headers, body } = signedUpload(simulator, { headers: { 'content-type': undefined } });
      const fields = { requestNo: `REQ-${file}`, type };
      const order = {
        simulator,
        url: simulator.url,
        path: UPLOAD_PATH,
        file: specimenPath(file),
        fields,
        headers,
        body,
        folder: folderWith(t),
      };
      const met = await client(order);
      t.match(JSON.parse(met.bytes.toString()), { code: '0', success: true, error: false }, file);
      t.match(await journalOf(simulator, met), { code: '0', reason: null }, file);
      const wrong = await client({
        ...order,
        fields: { ...fields, type: type === 'amlReport' ? 'face' : 'amlReport' },
      });
      t.match(await journalOf(simulator, wrong), { code: '4007' }, `${file} is known by its name`);
    }
  });
}

/** What python-client.py tells of one job. */
interface PythonTold {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly bodyBytes: number;
  readonly check?: object;
}

t.test("prepaidify answers Python's http.client and urllib, signed with Python's hmac", async (t) => {
  const simulator = await simulatorFor(t);
  const jobs = ['http.client', 'chunks', 'urllib'].flatMap((way) =>
    ['POST', 'GET'].flatMap((method) =>
      UPLOADS.map(({ file, type }) => ({
        ...{ way, method, url: simulator.url, path: UPLOAD_PATH, file: specimenPath(file), id: 'REQ-1', type },
        ...simulator.credentials['prepaidify'],
      })),
    ),
  );
  const told = await runPython<PythonTold[]>('python-client.py', jobs);
  for (const [at, { status, headers, body, bodyBytes }] of told.entries()) {
    const { way, method, file } = jobs[at] as (typeof jobs)[number];
    t.match([status, JSON.parse(body)], [200, { code: '0', success: true }], `${way} ${method} ${basename(file)}`);
    const entry = await journalOf(simulator, { headers: Object.fromEntries(headers) });
    t.match(entry, { code: '0', reason: null, bodyBytes, method });
  }
  t.equal(told.length, jobs.length);
});

t.test(
  "worldfirst answers Python's http.client and urllib, signed with openssl, as its SDKs read an answer",
  async (t) => {
    const simulator = await simulatorFor(t, { tlsPort: 0 });
    const keys = simulator.credentials['worldfirst'] ?? {};
    const folder = folderWith(t, {
      'client.pem': keys['clientPrivateKey'] ?? '',
      'partner.pem': keys['partnerPublicKey'] ?? '',
    });
    const jobs = ['http.client', 'chunks', 'urllib', 'absolute form'].flatMap((way) =>
      ATTACHMENTS.map(({ file, type }) => ({
        ...{ way, method: 'POST', path: SUBMIT_PATH, file: specimenPath(file), id: `${way} ${file}`, type },
        ...{ url: way === 'absolute form' ? simulator.tlsUrl : simulator.url, clientId: keys['clientId'] },
        ...{ keyPath: join(folder, 'client.pem'), partnerKeyPath: join(folder, 'partner.pem') },
      })),
    );
    const told = await runPython<PythonTold[]>('python-client.py', jobs);
    for (const [at, { status, headers, body, bodyBytes, check }] of told.entries()) {
      const { id } = jobs[at] as (typeof jobs)[number];
      t.match([status, JSON.parse(body)], [200, { result: { resultCode: 'SUCCESS', resultStatus: 'S' } }], id);
      const linesWithTheWords = ['response-time', 'signature'];
      t.same(
        check,
        { holds: true, linesWithTheWords, percentEncoded: true, order: ['algorithm', 'keyVersion', 'signature'] },
        id,
      );
      t.match(await journalOf(simulator, { headers: Object.fromEntries(headers) }), { reason: null, bodyBytes }, id);
    }
    t.equal(told.length, jobs.length);
  },
);

/** How other ecosystems write a multipart body: the lines of its parts' heads, byte for byte. */
interface Writer {
  readonly name: string;
  readonly boundary: string;
  /** Default `multipart/form-data; boundary=<boundary>`. */
  readonly contentType?: string;
  /** The stem of the file name as it shall be written, in place of a plain one. */
  field(name: string, size: number): readonly string[];
  file(filename: string, size: number, mime: string): readonly string[];
  /** The file's name before its extension; default `document`. */
  readonly stem?: string;
  readonly preamble?: string;
  /** What follows the last delimiter; default one line end. */
  readonly end?: string;
  readonly fileFirst?: true;
}

const disposition = (name: string, more = '') => `Content-Disposition: form-data; name="${name}"${more}`;
const bare = (name: string) => [disposition(name)];
const typed = (filename: string, _size: number, mime: string) => [
  disposition('file', `; filename="${filename}"`),
  `Content-Type: ${mime}`,
];
const star = (filename: string) => `filename*=utf-8''${encodeURIComponent(filename)}`;
const encodedWord = (filename: string) => `=?utf-8?B?${Buffer.from(filename).toString('base64')}?=`;
const quotedWord = (filename: string) =>
  `=?UTF-8?Q?${encodeURIComponent(filename).replaceAll('%20', '_').replaceAll('%', '=')}?=`;

const OKHTTP = {
  boundary: '6f1d0a52-7c7b-4a4e-9b0e-6d3f5c3f1f10',
  field: (name: string, size: number) => [disposition(name), `Content-Length: ${size}`],
  file: (filename: string, size: number, mime: string) => [...typed(filename, size, mime), `Content-Length: ${size}`],
};
const APACHE = {
  boundary: 'kQ3n0w_4sZ-1xYb7TtVfGcJmLrPdHa',
  field: (name: string) => [
    disposition(name),
    'Content-Type: text/plain; charset=ISO-8859-1',
    'Content-Transfer-Encoding: 8bit',
  ],
  file: (filename: string) => [
    disposition('file', `; filename="${filename}"`),
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: binary',
  ],
};
const SPRING = {
  boundary: 'Z7ePMk2XJXK4M8pZdGkQ2cXzv0vPq1h',
  contentType: 'multipart/form-data;charset=UTF-8;boundary=Z7ePMk2XJXK4M8pZdGkQ2cXzv0vPq1h',
  field: (name: string, size: number) => [
    disposition(name),
    'Content-Type: text/plain;charset=UTF-8',
    `Content-Length: ${size}`,
  ],
  file: OKHTTP.file,
};
const DOTNET = {
  boundary: '4b39ed14-752b-480a-9846-fc0019132d15',
  contentType: 'multipart/form-data; boundary="4b39ed14-752b-480a-9846-fc0019132d15"',
  field: (name: string) => ['Content-Type: text/plain; charset=utf-8', `Content-Disposition: form-data; name=${name}`],
  file: (filename: string) => [`Content-Disposition: form-data; name=file; filename=${filename}; ${star(filename)}`],
};
const GO = {
  boundary: '1f4c9b3a6e2d8c7b5a0f9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e0d',
  field: bare,
  file: (filename: string) => [
    disposition('file', `; filename="${filename.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`),
    'Content-Type: application/octet-stream',
  ],
};
const CURL = { boundary: '------------------------d74496d66958873e', field: bare, file: typed };
const REQUESTS = {
  boundary: 'c0ddca0f6a1a4f6f9a5e0b9d9f3b7e21',
  field: bare,
  file: (filename: string) => [disposition('file', `; filename="${filename}"`)],
};
const WEBKIT = {
  boundary: '----WebKitFormBoundary7MA4YWxkTrZu0gW',
  field: bare,
  file: (filename: string, size: number, mime: string) => typed(filename.replaceAll('"', '%22'), size, mime),
};
const POSTMAN = { boundary: '--------------------------591394205815823415120834', field: bare, file: typed };

const WRITERS: readonly Writer[] = [
  { name: 'OkHttp', ...OKHTTP },
  { name: 'OkHttp 5, without lengths', ...OKHTTP, field: bare, file: typed },
  { name: 'Apache HttpClient', ...APACHE },
  {
    name: 'Apache HttpClient with a charset',
    ...APACHE,
    contentType: `multipart/form-data; boundary=${APACHE.boundary}; charset=UTF-8`,
  },
  { name: 'Apache HttpClient, browser compatible', ...APACHE, field: bare, file: typed, stem: 'документ' },
  { name: 'Spring RestTemplate', ...SPRING },
  {
    name: 'Spring, a name that is not ASCII, in Q words and as filename*',
    ...SPRING,
    stem: 'größe 1',
    file: (filename, size, mime) => [
      disposition('file', `; filename="${quotedWord(filename)}"; ${star(filename).replace('utf-8', 'UTF-8')}`),
      `Content-Type: ${mime}`,
      `Content-Length: ${size}`,
    ],
  },
  { name: '.NET HttpClient', ...DOTNET },
  {
    name: '.NET HttpClient, a name that is not ASCII',
    ...DOTNET,
    stem: '新建 文本',
    file: (filename) => [
      `Content-Disposition: form-data; name=file; filename="${encodedWord(filename)}"; ${star(filename)}`,
      'Content-Type: image/jpeg',
    ],
  },
  {
    name: 'RestSharp, a name that is not ASCII, in B words alone',
    ...DOTNET,
    stem: 'ÄÖäö',
    file: (filename) => [`Content-Disposition: form-data; name="file"; filename="${encodedWord(filename)}"`],
  },
  { name: 'Go mime/multipart', ...GO },
  { name: 'Go mime/multipart, a quote and a backslash in the name', ...GO, stem: 'my "best" \\ one' },
  { name: 'PHP curl', ...CURL },
  { name: 'PHP curl, a quote in the name', ...CURL, stem: 'my \\"best\\" one' },
  { name: 'Python requests', ...REQUESTS },
  { name: 'Python requests, raw UTF-8 name', ...REQUESTS, stem: 'prénom' },
  {
    name: 'older Python requests, filename* alone',
    ...REQUESTS,
    stem: 'prénom',
    file: (filename) => [disposition('file', `; ${star(filename)}`)],
  },
  { name: 'Chrome', ...WEBKIT },
  { name: 'Chrome, raw UTF-8 and a quote in the name', ...WEBKIT, stem: '身份证 "正面"' },
  { name: 'Firefox', ...WEBKIT, boundary: `${'-'.repeat(27)}9051914041544843365972754266` },
  { name: 'an old browser that sends the whole path', ...WEBKIT, stem: 'C:\\Users\\Ida\\Pictures\\front' },
  { name: 'Postman', ...POSTMAN },
  {
    name: 'Postman, a name that is not ASCII',
    ...POSTMAN,
    stem: 'フェニックス',
    file: (filename, _size, mime) => [
      disposition('file', `; filename="${filename}"; filename*="${star(filename).slice('filename*='.length)}"`),
      `Content-Type: ${mime}`,
    ],
  },
  { name: 'a preamble', ...CURL, preamble: 'This is a multi-part message in MIME format.\r\n' },
  { name: 'an empty line as preamble', ...CURL, preamble: '\r\n' },
  { name: 'an epilogue', ...CURL, end: '\r\nThat was all.\r\n--and more\r\n' },
  { name: 'no line end after the last delimiter', ...CURL, end: '' },
  { name: 'the file first', ...CURL, fileFirst: true },
  { name: 'heads in other letter cases', ...CURL, field: (name) => [`content-disposition: Form-Data; NAME="${name}"`] },
  { name: 'a media type in capitals', ...CURL, contentType: `Multipart/Form-Data; Boundary=${CURL.boundary}` },
  { name: 'no blank before boundary=', ...CURL, contentType: `multipart/form-data;boundary=${CURL.boundary}` },
  { name: 'extra heads in each part', ...CURL, field: (name) => ['X-Trace: 1', disposition(name), 'Content-ID: <1>'] },
];

function writeAs(
  writer: Writer,
  file: { filename: string; bytes: Buffer },
  fields: Readonly<Record<string, string>>,
  newline = '\r\n',
) {
  const { boundary, preamble = '', end = '\r\n' } = writer;
  const part = (lines: readonly string[], content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`.replaceAll('\r\n', newline)),
      content,
      Buffer.from(newline),
    ]);
  const texts = Object.entries(fields).map(([name, value]) =>
    part(writer.field(name, value.length), Buffer.from(value)),
  );
  const upload = part(writer.file(file.filename, file.bytes.length, 'image/jpeg'), file.bytes);
  const parts = writer.fileFirst ? [upload, ...texts] : [...texts, upload];
  return Buffer.concat([Buffer.from(preamble), ...parts, Buffer.from(`--${boundary}--${end}`)]);
}

/** A JPEG of a size, filled up behind its end. */
const jpegOf = (size: number) => Buffer.concat([specimen('face.jpg')], size);

t.test('every multipart writer is read: its fields, its file name, each byte of its file', async (t) => {
  const simulator = await simulatorFor(t);
  const fields = { requestNo: 'REQ-1', type: 'face' };
  const cases = [
    { extension: 'jpg', bytes: specimen('face.jpg'), told: { code: '0', reason: null } },
    { extension: 'jpg', bytes: jpegOf(MAX_FILE_BYTES), told: { code: '0', reason: null } },
    { extension: 'jpg', bytes: jpegOf(MAX_FILE_BYTES + 1), told: { code: '4002' } },
    { extension: 'png', bytes: specimen('face.jpg'), told: { code: '4001', reason: /the content is jpeg/ } },
    { extension: 'pdf', bytes: specimen('face.jpg'), told: { code: '4007' } },
  ];
  for (const writer of WRITERS) {
    const { name, boundary, contentType = `multipart/form-data; boundary=${boundary}`, stem = 'document' } = writer;
    for (const { extension, bytes, told } of cases) {
      const body = writeAs(writer, { filename: `${stem}.${extension}`, bytes }, fields);
      const answer = await send(
        simulator.url,
        signedUpload(simulator, { body, headers: { 'content-type': contentType } }),
      );
      const title = `${name}: .${extension}, ${bytes.length} bytes`;
      t.match(await journalOf(simulator, answer), { ...told, bodyBytes: body.length }, title);
      t.equal(answer.json.code, told.code, title);
    }
  }
});

t.test('a multipart body with bare line feeds is answered in the envelope', async (t) => {
  const simulator = await simulatorFor(t);
  for (const writer of WRITERS) {
    const body = writeAs(
      writer,
      { filename: 'face.jpg', bytes: specimen('face.jpg') },
      { requestNo: 'REQ-1', type: 'face' },
      '\n',
    );
    const contentType = writer.contentType ?? `multipart/form-data; boundary=${writer.boundary}`;
    const answer = await send(
      simulator.url,
      signedUpload(simulator, { body, headers: { 'content-type': contentType } }),
    );
    t.match(answer, { status: 200, json: { code: '4004', success: false, error: true, model: null } }, writer.name);
  }
});
