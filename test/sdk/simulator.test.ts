import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { type CatalogueEntry, prepaidify, worldfirst, writeMultipart } from '@sparring/contracts';
import {
  type CallOptions,
  type FileSource,
  InvalidRequestError,
  Prepaidify,
  type PrepaidifyOptions,
  PrepaidifyRefusedError,
  PrepaidifyUnknownOutcomeError,
  type RefusedError,
  SparringError,
  type UnknownOutcomeError,
  WorldFirst,
  WorldFirstRefusedError,
  WorldFirstUnknownOutcomeError,
} from '@sparring/sdk';
import type { Simulator } from 'sparring';
import t from 'tap';
import { folderWith } from '../helpers/folder.js';
import { attachment, photo, prepaidifyFor, rejection, worldfirstFor } from '../helpers/sdk.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen, specimenPath } from '../helpers/specimens.js';

interface PartnerRow {
  readonly name: string;
  readonly catalogue: readonly CatalogueEntry[];
  readonly call: (simulator: Simulator, options: CallOptions) => Promise<object>;
  readonly success: object;
  readonly Refused: typeof RefusedError;
  readonly Unknown: abstract new (...input: never[]) => UnknownOutcomeError;
  readonly signsAnswers: boolean;
}

const uploadBy = (method: 'POST' | 'GET') => (simulator: Simulator, options: CallOptions) =>
  prepaidifyFor(simulator, { method }).uploadPhoto(photo(), options);

const PARTNERS: readonly PartnerRow[] = [
  {
    name: 'worldfirst',
    catalogue: worldfirst.catalogue,
    call: (simulator, options) => worldfirstFor(simulator).submitAttachment(attachment(), options),
    success: { attachmentUrl: /^\d{8}_\w+$/, verified: true, requestId: /./, answer: { httpStatus: 200 } },
    Refused: WorldFirstRefusedError,
    Unknown: WorldFirstUnknownOutcomeError,
    signsAnswers: true,
  },
  ...(['POST', 'GET'] as const).map((method) => ({
    name: `prepaidify by ${method}`,
    catalogue: prepaidify.catalogue,
    call: uploadBy(method),
    success: { traceId: /^[0-9a-f]{32}$/, model: null, verified: false, answer: { httpStatus: 200 } },
    Refused: PrepaidifyRefusedError,
    Unknown: PrepaidifyUnknownOutcomeError,
    signsAnswers: false,
  })),
];

for (const { name, catalogue, call, success, Refused, Unknown, signsAnswers } of PARTNERS) {
  t.test(`every code of ${name} comes back as its class, code and clientAction`, async (t) => {
    const simulator = await simulatorFor(t);
    for (const { code, class: meaning, clientAction, beforeSignature } of catalogue) {
      const options = { headers: { 'x-sparring-move': code } };
      if (meaning === 'success') {
        t.match(await call(simulator, options), { ...success, attempts: [{ number: 1, result: 'accepted' }] }, code);
        continue;
      }
      const error = await rejection(call(simulator, options));
      const Expected = meaning === 'refused' ? Refused : Unknown;
      if (!(error instanceof Expected)) {
        t.fail(`${code} is ${String(error)}`);
        continue;
      }
      t.ok(error instanceof SparringError, `${code} has the one base class`);
      t.match(error, { code, answeredCode: code, clientAction, requestId: /./, answer: { httpStatus: 200 } }, code);
      t.match(error.message, code);
      t.match(error.message, clientAction);
      t.equal(error.verified, signsAnswers && !beforeSignature, `${code}: what is unsigned is marked so`);
      t.equal(error.attempts.length, meaning === 'refused' ? 1 : 3, `${code}: only unknown outcomes are repeated`);
      t.equal(error.mayHaveBeenStored, meaning === 'unknown', code);
    }
  });
}

t.test('an unknown outcome offers a retry of the same request', async (t) => {
  const simulator = await simulatorFor(t, { settings: { worldfirst: { requestsPerSecond: 1 } } });
  const client = worldfirstFor(simulator);
  await client.submitAttachment(attachment());
  const error = await rejection(client.submitAttachment(attachment(), { maxRetries: 0 }));
  if (!(error instanceof WorldFirstUnknownOutcomeError)) throw error;
  t.match(error, { code: 'REQUEST_TRAFFIC_EXCEED_LIMIT', stoppedBecause: 'retries-used-up', verified: true });
  simulator.configure('worldfirst', 'requestsPerSecond', null);
  const { attachmentUrl } = await error.retry();
  t.type(attachmentUrl, 'string');
});

const asStream = (bytes: Buffer) => Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]);

function sources(name: string): readonly { name: string; source: () => FileSource }[] {
  const bytes = specimen(name);
  const path = specimenPath(name);
  const padded = Buffer.concat([Buffer.from('xx'), bytes, Buffer.from('yy')]);
  return [
    { name: 'a Buffer', source: () => bytes },
    {
      name: 'a view into a larger array',
      source: () => new Uint8Array(padded.buffer, padded.byteOffset + 2, bytes.length),
    },
    { name: 'an ArrayBuffer', source: () => new Uint8Array(bytes).buffer },
    { name: 'a Blob', source: () => new Blob([new Uint8Array(bytes)]) },
    { name: 'a File', source: () => new File([new Uint8Array(bytes)], 'scan.jpg') },
    { name: 'a path', source: () => path },
    { name: 'a file URL', source: () => pathToFileURL(path) },
    { name: 'a Node stream', source: () => createReadStream(path, { highWaterMark: 1000 }) },
    { name: 'a web stream', source: () => new Blob([new Uint8Array(bytes)]).stream() },
    { name: 'a re-openable source', source: () => ({ open: () => asStream(bytes), lengthBytes: bytes.length }) },
  ];
}

t.test('the same bytes arrive from every kind of source', async (t) => {
  const simulator = await simulatorFor(t);
  const bodies: Buffer[] = [];
  const catching: PrepaidifyOptions['fetch'] = (url, init) => {
    bodies.push(Buffer.from(init.body as Uint8Array));
    return fetch(url, init);
  };
  for (const { name, source } of sources('id-front.jpg')) {
    // the same attachmentId is accepted again with the same content only
    await t.resolves(
      worldfirstFor(simulator).submitAttachment(attachment({ content: source() })),
      `worldfirst: ${name}`,
    );
    const { answer } = await prepaidifyFor(simulator, { fetch: catching }).uploadPhoto({
      requestNo: 'R-1',
      type: 'idFront',
      file: source(),
      filename: 'a "front".jpg',
    });
    t.equal(answer.httpStatus, 200, `prepaidify: ${name}`);
    const body = bodies.at(-1) ?? Buffer.alloc(0);
    const boundary = body.subarray(2, body.indexOf('\r\n')).toString();
    const parts = [
      { name: 'requestNo', content: 'R-1' },
      { name: 'type', content: 'idFront' },
      { name: 'file', content: specimen('id-front.jpg'), filename: 'a "front".jpg', contentType: 'image/jpeg' },
    ];
    t.ok(body.equals(writeMultipart(parts, boundary)), `prepaidify: ${name}, byte for byte`);
  }
});

t.test('a document of exactly the largest size is accepted', async (t) => {
  const simulator = await simulatorFor(t);
  const image = (lengthBytes: number) => Buffer.concat([specimen('face.jpg').subarray(0, 3)], lengthBytes);
  await t.resolves(worldfirstFor(simulator).submitAttachment(attachment({ content: image(786_432) })));
  await t.resolves(prepaidifyFor(simulator).uploadPhoto({ ...photo(), file: image(5_242_880) }));
});

const large = (lengthBytes: number) => Buffer.concat([specimen('face.jpg').subarray(0, 3)], lengthBytes);
const never = (lengthBytes: number) => ({
  open: () => {
    throw new Error('a source that is too large is not even opened');
  },
  lengthBytes,
});

async function* endless() {
  for (;;) yield large(65_536);
}

const WRONG_ATTACHMENTS = [
  { name: 'a stream without an end', give: { content: endless }, wants: { code: 'TOO_LARGE', field: 'content' } },
  {
    name: 'a source of one byte too many',
    give: { content: never(786_433) },
    wants: { code: 'TOO_LARGE', actual: 786_433 },
  },
  {
    name: 'an id of 65',
    give: { attachmentId: 'x'.repeat(65) },
    wants: { code: 'TOO_LONG', field: 'attachmentId', limit: 64, actual: 65 },
  },
  {
    name: 'an empty id',
    give: { attachmentId: '' },
    wants: { code: 'TOO_SHORT', field: 'attachmentId', limit: 1, actual: 0 },
  },
  { name: 'no id', give: { attachmentId: undefined }, wants: { code: 'MISSING', field: 'attachmentId' } },
  {
    name: 'a number as id',
    give: { attachmentId: 7 },
    wants: { code: 'WRONG_TYPE', field: 'attachmentId', limit: 'string', actual: 'number' },
  },
  {
    name: 'an unknown type',
    give: { attachmentType: 'SELFIE' },
    wants: {
      code: 'NOT_ALLOWED',
      field: 'attachmentType',
      actual: 'SELFIE',
      limit: ['BUSINESS_LICENSE', 'ID_CARD_FRONT_SIDE', 'ID_CARD_BACK_SIDE'],
    },
  },
  {
    name: 'one byte too many',
    give: { content: large(786_433) },
    wants: { code: 'TOO_LARGE', field: 'content', limit: 786_432, actual: 786_433 },
  },
  {
    name: 'a stream of too many bytes',
    give: { content: () => asStream(large(786_433)) },
    wants: { code: 'TOO_LARGE', field: 'content', limit: 786_432 },
  },
  { name: 'nothing in it', give: { content: Buffer.alloc(0) }, wants: { code: 'EMPTY', field: 'content' } },
  {
    name: 'a pdf',
    give: { content: specimen('aml-report.pdf') },
    wants: { code: 'WRONG_FORMAT', field: 'content', limit: ['jpeg', 'png'] },
  },
  { name: 'a path to nothing', give: { content: 'no/such/file.jpg' }, wants: { code: 'UNREADABLE', field: 'content' } },
  {
    name: 'a Base64 text',
    give: { content: large(9_000).toString('base64') },
    wants: { code: 'UNREADABLE', message: /a text of 12000 characters/ },
  },
  { name: 'a folder', give: { content: specimenPath('.') }, wants: { code: 'UNREADABLE', field: 'content' } },
  {
    name: 'a stream of texts',
    give: { content: () => Readable.from(['text']) },
    wants: { code: 'WRONG_TYPE', field: 'content' },
  },
  {
    name: 'a stream that breaks',
    give: { content: () => createReadStream('no/such/file.jpg') },
    wants: { code: 'UNREADABLE', field: 'content' },
  },
  {
    name: 'a wrong declared length',
    give: { content: { open: () => asStream(large(9)), lengthBytes: 10 } },
    wants: { code: 'LENGTH_MISMATCH', limit: 10, actual: 9 },
  },
  { name: 'no content', give: { content: undefined }, wants: { code: 'MISSING', field: 'content' } },
  { name: 'a number as content', give: { content: 7 }, wants: { code: 'WRONG_TYPE', field: 'content' } },
  {
    name: 'a stream that somebody else reads',
    give: {
      content: () => {
        const stream = new Blob(['x']).stream();
        stream.getReader();
        return stream;
      },
    },
    wants: { code: 'UNREADABLE', message: /locked/ },
  },
];

const WRONG_PHOTOS = [
  {
    name: 'a requestNo of 65',
    give: { requestNo: 'x'.repeat(65) },
    wants: { code: 'TOO_LONG', field: 'requestNo', limit: 64, actual: 65 },
  },
  { name: 'a blank requestNo', give: { requestNo: ' ' }, wants: { code: 'EMPTY', field: 'requestNo' } },
  {
    name: 'an unknown type',
    give: { type: 'selfie' },
    wants: { code: 'NOT_ALLOWED', field: 'type', actual: 'selfie' },
  },
  {
    name: 'one byte too many',
    give: { file: large(5_242_881) },
    wants: { code: 'TOO_LARGE', field: 'file', limit: 5_242_880, actual: 5_242_881 },
  },
  {
    name: 'a source of one byte too many',
    give: { file: never(5_242_881) },
    wants: { code: 'TOO_LARGE', field: 'file', actual: 5_242_881 },
  },
  { name: 'nothing in it', give: { file: Buffer.alloc(0) }, wants: { code: 'EMPTY', field: 'file' } },
  {
    name: 'a pdf for a photo',
    give: { file: specimen('aml-report.pdf') },
    wants: { code: 'WRONG_FORMAT', limit: ['jpeg', 'png'], actual: 'pdf' },
  },
  {
    name: 'a photo for a report',
    give: { type: 'amlReport' },
    wants: { code: 'WRONG_FORMAT', limit: ['pdf'], actual: 'jpeg' },
  },
  {
    name: 'a name that promises a png',
    give: { filename: 'face.png' },
    wants: { code: 'WRONG_FORMAT', field: 'filename', actual: '.png' },
  },
];

/** A stream can be read once only, so each row makes its own. */
const fresh = (give: object) =>
  Object.fromEntries(
    Object.entries(give).map(([name, value]) => [name, typeof value === 'function' ? value() : value]),
  );

t.test('a request that breaks the contract is refused before anything is sent', async (t) => {
  const simulator = await simulatorFor(t);
  let sent = 0;
  const counting: PrepaidifyOptions['fetch'] = async (url, init) => {
    sent++;
    return fetch(url, init);
  };
  for (const { name, give, wants } of WRONG_ATTACHMENTS) {
    const client = worldfirstFor(simulator, { fetch: counting });
    const error = await rejection(client.submitAttachment({ ...attachment(), ...fresh(give) }));
    t.ok(error instanceof InvalidRequestError, name);
    t.match(error, { ...wants, attempts: [], mayHaveBeenStored: false }, `worldfirst: ${name}`);
  }
  for (const { name, give, wants } of WRONG_PHOTOS) {
    const client = prepaidifyFor(simulator, { fetch: counting });
    const error = await rejection(client.uploadPhoto({ ...photo(), ...fresh(give) }));
    t.ok(error instanceof InvalidRequestError, name);
    t.match(error, { ...wants, attempts: [], mayHaveBeenStored: false }, `prepaidify: ${name}`);
  }
  for (const nothing of [undefined, null] as unknown as [{ requestNo: string; type: 'face'; file: Buffer }]) {
    const error = await rejection(prepaidifyFor(simulator).uploadPhoto(nothing));
    t.match(error, { name: 'InvalidRequestError', code: 'MISSING', field: 'requestNo' });
    const other = nothing as unknown as ReturnType<typeof attachment>;
    t.match(await rejection(worldfirstFor(simulator).submitAttachment(other)), { code: 'MISSING' });
  }
  t.equal(sent, 0);
});

t.test('a stream that breaks before it is read is an error of the call, not of the process', async (t) => {
  const simulator = await simulatorFor(t);
  for (const send of [
    (content: Readable) => worldfirstFor(simulator).submitAttachment(attachment({ content })),
    (file: Readable) => prepaidifyFor(simulator).uploadPhoto({ ...photo(), file }),
  ]) {
    const stream = new Readable({ read: () => undefined });
    const call = rejection(send(stream));
    stream.destroy(new Error('the disk is gone'));
    t.match(await call, { code: 'UNREADABLE', message: /the disk is gone/, cause: { message: 'the disk is gone' } });
  }
});

t.test('with the checks off the partner is asked, and refuses for the same reason', async (t) => {
  const simulator = await simulatorFor(t);
  const off = { checkRequest: false };
  const wrongIds = WRONG_ATTACHMENTS.filter(({ name }) => /id|type|^one byte|nothing in|pdf/.test(name));
  for (const { name, give } of wrongIds) {
    const call = worldfirstFor(simulator).submitAttachment({ ...attachment(), ...fresh(give) }, off);
    t.match(await rejection(call), { name: 'WorldFirstRefusedError', code: 'PARAM_ILLEGAL' }, `worldfirst: ${name}`);
  }
  const codes = ['200002', '3000', '4004', '4002', undefined, '4003', '4007', '4007', '4001'];
  for (const [at, { name, give }] of WRONG_PHOTOS.entries()) {
    const code = codes[at];
    if (code === undefined) continue;
    const call = prepaidifyFor(simulator, off).uploadPhoto({ ...photo(), ...fresh(give) });
    t.match(await rejection(call), { name: 'PrepaidifyRefusedError', code }, `prepaidify: ${name}`);
  }
});

t.test('the constructor refuses invalid options, and its message never contains a key', async (t) => {
  const simulator = await simulatorFor(t);
  const rows: readonly { name: string; make: () => unknown; message: RegExp }[] = [
    {
      name: 'no URL',
      make: () => worldfirstFor(simulator, { baseUrl: 'partner' }),
      message: /baseUrl must be an http or https URL/,
    },
    {
      name: 'a path',
      make: () => worldfirstFor(simulator, { baseUrl: `${simulator.url}/aps` }),
      message: /scheme, host and port only/,
    },
    {
      name: 'credentials in the URL',
      make: () => prepaidifyFor(simulator, { baseUrl: 'http://a:b@localhost' }),
      message: /scheme, host and port only/,
    },
    {
      name: 'a broken key',
      make: () => worldfirstFor(simulator, { privateKey: 'c2VjcmV0' }),
      message: /the private key cannot be read/,
    },
    {
      name: 'a public key for a private one',
      make: () =>
        worldfirstFor(simulator, { privateKey: simulator.credentials['worldfirst']?.['partnerPublicKey'] ?? '' }),
      message: /private/,
    },
    {
      name: 'no partner key',
      make: () => worldfirstFor(simulator, { partnerPublicKey: '' }),
      message: /partnerPublicKey is missing/,
    },
    {
      name: 'a client id of two lines',
      make: () => worldfirstFor(simulator, { clientId: 'a\nb' }),
      message: /clientId must be a text/,
    },
    { name: 'a blank secret', make: () => prepaidifyFor(simulator, { secretKey: ' ' }), message: /secretKey must be/ },
    {
      name: 'a secret with the line break of its file',
      make: () => prepaidifyFor(simulator, { secretKey: 'secret\n' }),
      message: /secretKey must be .* without spaces or line breaks/,
    },
    {
      name: 'a header of the SDK',
      make: () => prepaidifyFor(simulator, { headers: { 'Ach-Access-Sign': 'x' } }),
      message: /ach-access-sign is written by the SDK/,
    },
    {
      name: 'a length of its own',
      make: () => worldfirstFor(simulator, { headers: { 'content-length': '1' } }),
      message: /content-length is written/,
    },
    {
      name: 'a negative number of retries',
      make: () => worldfirstFor(simulator, { maxRetries: -1 }),
      message: /maxRetries is -1/,
    },
    {
      name: 'a missing variable',
      make: () => WorldFirst.fromEnv({}, { SPARRING_BASE_URL: simulator.url }),
      message: /SPARRING_WORLDFIRST_CLIENT_ID is missing/,
    },
    {
      name: 'a blank variable',
      make: () => Prepaidify.fromEnv({}, { SPARRING_BASE_URL: ' ' }),
      message: /SPARRING_BASE_URL is missing/,
    },
  ];
  for (const { name, make, message } of rows) t.throws(make, { name: 'TypeError', message }, name);
});

t.test('hooks and the debug log report requests and responses without secrets', async (t) => {
  const simulator = await simulatorFor(t);
  const logged: object[] = [];
  const observers = {
    onRequest: (info: object) => logged.push(info),
    onResponse: () => {
      throw new Error('a hook that breaks');
    },
    logger: { debug: (entry: object, message: string) => logged.push({ ...entry, message }) },
    headers: { authorization: 'Bearer hidden' },
  };
  await worldfirstFor(simulator, observers).submitAttachment(attachment());
  await prepaidifyFor(simulator, observers).uploadPhoto(photo());
  const text = JSON.stringify(logged);
  const own = simulator.credentials['worldfirst']?.['clientId'] ?? '';
  t.match(text, `POST /aps/api/business/onboard/submitAttachment\\n${own}.`, 'the string to sign is logged');
  t.match(text, /\d{13}POST\/open\/api\/kyc\/share\/fileUpload/);
  t.match(text, /the \d+ bytes of the body/);
  t.match(text, 'a hook threw');
  t.match(logged.at(-2), { message: 'response', result: 'accepted', code: '0', httpStatus: 200, requestId: /./ });
  for (const secret of ['hidden', 'signature=', simulator.credentials['prepaidify']?.['secretKey'] ?? '?', '/9j/']) {
    t.notOk(text.includes(secret), 'no secret and no content');
  }
});

/** Everything of an error or a result that a log may show. */
const shownOf = (value: unknown): string => {
  const causes: unknown[] = [];
  for (let cause: unknown = value; cause instanceof Error && causes.length < 9; cause = cause.cause) {
    causes.push(cause.message, cause.stack, ...Object.values(Object.getOwnPropertyDescriptors(cause)));
  }
  const deep = inspect(value, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null });
  return [deep, String(value), JSON.stringify(value), ...causes.map((cause) => inspect(cause, { depth: 20 }))].join(
    '\n',
  );
};

/** A stream that fails with something that is no error. */
async function* failingWith(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(1);
  throw text;
}

t.test('nothing of a document that was passed as a path is in the error', async (t) => {
  const simulator = await simulatorFor(t);
  const clients = [
    (content: FileSource) => worldfirstFor(simulator).submitAttachment(attachment({ content })),
    (file: FileSource) => prepaidifyFor(simulator).uploadPhoto({ ...photo(), file }),
  ];
  const base64 = specimen('face.jpg').toString('base64');
  const marker = 'Q29uZmlkZW50aWFs';
  const sources: Readonly<Record<string, () => FileSource>> = {
    'a short Base64 text': () => `/9j/${marker}`,
    'a Base64 text of 150 characters': () => `${marker}${base64.slice(0, 134)}`,
    'a long Base64 text': () => `${marker}${base64}`,
    'a data: URL as text': () => `data:image/png;base64,${marker}`,
    'a data: URL with an extension': () => `data:image/png;base64,${marker}.png`,
    'a data: URL': () => new URL(`data:image/png;base64,${marker}`),
    'a text with a null byte': () => `${marker}\0.jpg`,
    'a stream of such a path': () => createReadStream(`/9j/${marker}`),
    'a stream of such a path that is opened again': () => ({
      open: () => createReadStream(`/9j/${marker}`),
      lengthBytes: 9,
    }),
    'what cannot be opened': () => ({ open: () => createReadStream(`${marker}\0`), lengthBytes: 9 }),
    'a stream that fails with the text': () => failingWith(marker),
  };
  for (const [name, source] of Object.entries(sources)) {
    for (const call of clients) {
      const error = await rejection(call(source()));
      t.match(error, { kind: 'invalid-request', code: 'UNREADABLE' }, name);
      t.notOk(shownOf(error).includes(marker), name);
    }
  }
  const missing = await rejection(clients[0]?.('no/such/file.jpg') ?? Promise.resolve());
  t.match(missing, { message: /no\/such\/file\.jpg.*ENOENT/, cause: { code: 'ENOENT' } }, 'a path is shown');
});

t.test('nothing of a document in the wrong place is in the error', async (t) => {
  const simulator = await simulatorFor(t);
  const text = 'Confidential: Jane Example, 1 January 1970';
  const base64 = Buffer.from(text.repeat(9)).toString('base64');
  const rows = [
    () => worldfirstFor(simulator).submitAttachment(attachment({ content: Buffer.from(text) })),
    () => prepaidifyFor(simulator).uploadPhoto({ ...photo(), file: Buffer.from(text) }),
    () => worldfirstFor(simulator).submitAttachment(attachment({ attachmentId: base64 })),
    () => worldfirstFor(simulator).submitAttachment(attachment({ attachmentType: base64 as 'BUSINESS_LICENSE' })),
    () => prepaidifyFor(simulator).uploadPhoto({ ...photo(), type: base64 as 'face' }),
    () => prepaidifyFor(simulator).uploadPhoto({ ...photo(), filename: base64 }),
  ];
  for (const [at, call] of rows.entries()) {
    const shown = shownOf(await rejection(call()));
    for (const part of [text.slice(0, 8), base64.slice(0, 8), Buffer.from(text).toString('hex').slice(0, 12)]) {
      t.notOk(shown.includes(part), `row ${at + 1}: ${part}`);
    }
  }
});

t.test('a result and an error are small and harmless as JSON', async (t) => {
  const simulator = await simulatorFor(t);
  for (const call of [
    (options: CallOptions) => worldfirstFor(simulator).submitAttachment(attachment(), options),
    (options: CallOptions) => prepaidifyFor(simulator).uploadPhoto(photo(), options),
  ]) {
    const accepted = await call({});
    const json = JSON.stringify(accepted);
    t.ok(json.length < 1000, `${json.length} characters`);
    t.match(JSON.parse(json), {
      answer: { httpStatus: 200, bodyBytes: Number },
      attempts: [{ number: 1 }],
      warnings: [],
    });
    t.notMatch(json, 'signature');
    t.ok(accepted.answer.body.length > 0, 'the bytes are there for who needs them');
    const no = JSON.parse(
      JSON.stringify(
        await rejection(
          worldfirstFor(simulator).submitAttachment(attachment(), {
            headers: { 'x-sparring-move': 'PROCESS_FAIL' },
          }),
        ),
      ),
    );
    t.match(no, {
      name: 'WorldFirstRefusedError',
      kind: 'refused',
      code: 'PROCESS_FAIL',
      message: /PROCESS_FAIL/,
      clientAction: /./,
      mayHaveBeenStored: false,
      answer: { httpStatus: 200 },
    });
  }
});

t.test('a file without a known extension is named by its bytes', async (t) => {
  const simulator = await simulatorFor(t);
  const names: (string | undefined)[] = [];
  const catching: PrepaidifyOptions['fetch'] = (url, init) => {
    names.push(/filename="([^"]*)"/.exec(Buffer.from(init.body as Uint8Array).toString('latin1'))?.[1]);
    return fetch(url, init);
  };
  const client = prepaidifyFor(simulator, { fetch: catching });
  const jpeg = specimen('face.jpg');
  const folder = folderWith(t, { upload_1a2b: jpeg, 'upload.tmp': jpeg, 'scan.JPEG': jpeg, '.hidden': jpeg });
  const bytes = new Uint8Array(jpeg);
  const rows: readonly (readonly [FileSource, string])[] = [
    [`${folder}/upload_1a2b`, 'upload_1a2b.jpg'],
    [`${folder}/upload.tmp`, 'upload.tmp.jpg'],
    [pathToFileURL(`${folder}/upload.tmp`), 'upload.tmp.jpg'],
    [`${folder}/scan.JPEG`, 'scan.JPEG'],
    [`${folder}/.hidden`, '.hidden.jpg'],
    [new File([bytes], 'blob'), 'blob.jpg'],
    [new Blob([bytes]), 'face.jpg'],
    [Readable.from([jpeg]), 'face.jpg'],
  ];
  for (const [file, name] of rows) {
    await client.uploadPhoto({ ...photo(), file });
    t.equal(names.at(-1), name);
  }
  await client.uploadPhoto({
    requestNo: 'R-2',
    type: 'idvReport',
    file: new Blob([new Uint8Array(specimen('aml-report.pdf'))]),
  });
  t.equal(names.at(-1), 'idvReport.pdf');
});

t.test('a file of a wrong format is reported by its real format', async (t) => {
  const simulator = await simulatorFor(t);
  const gif = Buffer.from('GIF89a');
  const folder = folderWith(t, { 'face.gif': gif, scan: gif, 'face.png': specimen('face.jpg') });
  const rows: readonly { name: string; give: object; wants: object }[] = [
    {
      name: 'a gif',
      give: { file: `${folder}/face.gif` },
      wants: { field: 'file', message: /neither a JPEG, a PNG nor a PDF/ },
    },
    {
      name: 'a gif without a name',
      give: { file: gif },
      wants: { field: 'file', message: /neither a JPEG, a PNG nor a PDF/ },
    },
    {
      name: 'a gif without an extension',
      give: { file: `${folder}/scan` },
      wants: { field: 'file', actual: 'unknown' },
    },
    {
      name: 'a pdf for a photo',
      give: { file: specimen('aml-report.pdf') },
      wants: { field: 'file', message: /JPEG or a PNG.*not a PDF/ },
    },
    {
      name: 'a jpeg for a report',
      give: { type: 'amlReport' },
      wants: { field: 'file', message: /a PDF, not a JPEG/ },
    },
    {
      name: 'a jpeg that is named png',
      give: { file: `${folder}/face.png` },
      wants: { field: 'filename', limit: ['.jpg', '.jpeg'], actual: '.png', message: /named \.png.*JPEG/ },
    },
    {
      name: 'a given name without an extension',
      give: { filename: 'face' },
      wants: { field: 'filename', limit: ['.jpg', '.jpeg'], actual: '' },
    },
  ];
  for (const { name, give, wants } of rows) {
    const error = await rejection(prepaidifyFor(simulator).uploadPhoto({ ...photo(), ...give }));
    t.match(error, { code: 'WRONG_FORMAT', ...wants }, `prepaidify: ${name}`);
  }
  const error = await rejection(worldfirstFor(simulator).submitAttachment(attachment({ content: gif })));
  t.match(error, { code: 'WRONG_FORMAT', actual: 'unknown', message: /JPEG or a PNG/ });
  const report = specimen('aml-report.pdf');
  t.match(await rejection(worldfirstFor(simulator).submitAttachment(attachment({ content: report }))), {
    actual: 'pdf',
  });
});
