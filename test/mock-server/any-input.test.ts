import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { entryOf, type PartnerContract, prepaidify, worldfirst } from '@sparring/contracts';
import fc from 'fast-check';
import type { Simulator } from 'sparring';
import t from 'tap';
import { signedUpload, UPLOAD_PATH, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { SUBMIT_PATH, signedSubmit, type WireRequest } from '../helpers/worldfirst.js';

/** Without an answer after so long, the simulator hangs. */
const HUNG_MS = 10_000;
const RUNS = Number(process.env['SPARRING_TEST_RUNS'] ?? 300);
/** A failure is repeated with the seed that the test's comment tells. */
const SEED = Number(process.env['SPARRING_TEST_SEED'] ?? Date.now() % 2 ** 31);
/** Looking for a smaller counterexample ends here, before the test runner loses patience. */
const SEARCH_MS = 60_000;

/** One request, byte for byte. */
interface RawRequest {
  readonly method: string;
  /** Latin-1, one character a byte. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Sizes of the chunks of a chunked body; none for an announced length. */
  readonly chunkBytes?: number;
}

function framed({ body, chunkBytes }: RawRequest): Uint8Array[] {
  if (chunkBytes === undefined) return [Buffer.from(`content-length: ${body.length}\r\n\r\n`), body];
  const pieces: Uint8Array[] = [Buffer.from('transfer-encoding: chunked\r\n\r\n')];
  for (let at = 0; at < body.length; at += chunkBytes) {
    const chunk = body.subarray(at, at + chunkBytes);
    pieces.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return [...pieces, Buffer.from('0\r\n\r\n')];
}

function toWire(request: RawRequest): Buffer {
  const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${request.method} ${request.target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${lines}`;
  return Buffer.concat([Buffer.from(head, 'latin1'), ...framed(request)]);
}

/** Sends bytes and resolves with everything that came back before the end of the connection. */
function exchange({ url }: Simulator, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.setTimeout(HUNG_MS, () => socket.destroy(new Error('no answer: the simulator hangs')));
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    socket.write(bytes);
  });
}

interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Splits an answer, an interim `100 Continue` left out. */
function readAnswer(bytes: Buffer): RawAnswer {
  const text = bytes.toString().replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(text.slice(9, 12)), head: text.slice(0, end), body: text.slice(end + 4) };
}

/** What is wrong with an answer as one of the partner's; `undefined` when nothing is. */
function flaw(
  { operations, catalogue, unroutedOutcomes, decode }: PartnerContract,
  method: string,
  bytes: Buffer,
): string | undefined {
  const { status, head, body } = readAnswer(bytes);
  if (status !== 200 && status !== 404) return `HTTP ${status}: ${bytes.toString().slice(0, 300)}`;
  if (!/^content-type: application\/json; charset=UTF-8$/m.test(head)) return `not JSON: ${head}`;
  if (!/^x-sparring-id: [0-9a-f]{16}$/m.test(head)) return `no x-sparring-id: ${head}`;
  if (method === 'HEAD') return body === '' ? undefined : 'a HEAD answer with a body';
  const json = JSON.parse(body);
  const code = decode(json, status)?.code ?? '';
  entryOf(catalogue, code); // throws when the catalogue does not have it
  const outcomes = [...operations.flatMap((operation) => operation.outcomes), ...unroutedOutcomes];
  const violations = outcomes.filter((outcome) => outcome.code === code).map(({ check }) => check(json));
  return violations.some((found) => found.length === 0) ? undefined : `${JSON.stringify(violations)} in ${body}`;
}

/** A simulator, and what it reported as its own bugs. */
async function watchedSimulator(t: Parameters<typeof simulatorFor>[0]) {
  const bugs: string[] = [];
  const error = ({ err }: { err?: Error }) => bugs.push(String(err?.stack));
  const simulator = await simulatorFor(t, { log: { info: () => {}, error } });
  return { simulator, bugs };
}

/** Checks that every generated request is answered as the partner answers, with no exception on the way. */
async function checkProperty(
  t: Parameters<typeof simulatorFor>[0],
  contract: PartnerContract,
  requests: (simulator: Simulator) => fc.Arbitrary<RawRequest>,
): Promise<void> {
  t.comment(`SPARRING_TEST_SEED=${SEED}`);
  const { simulator, bugs } = await watchedSimulator(t);
  const property = fc.asyncProperty(requests(simulator), async (request) => {
    const wrong = flaw(contract, request.method, await exchange(simulator, toWire(request)));
    if (wrong !== undefined) throw new Error(wrong);
    if (bugs.length > 0) throw new Error(`an exception in the simulator: ${bugs.splice(0).join()}`);
  });
  await fc.assert(property, {
    numRuns: RUNS,
    seed: SEED,
    interruptAfterTimeLimit: SEARCH_MS,
    markInterruptAsFailure: true,
  });
  t.equal((await fetch(`${simulator.url}/_sparring/health`)).status, 200);
}

const byteText = (from: number, to: number, maxLength: number) =>
  fc
    .array(fc.integer({ min: from, max: to }), { maxLength })
    .map((codes) => String.fromCharCode(...codes.filter((code) => code !== 0x7f)));

const INTERESTING_TYPES = [
  'application/json',
  'APPLICATION/JSON ; charset="utf-16"',
  'application/json;;;',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=""',
  'multipart/form-data; boundary=x; boundary=y',
  `multipart/form-data; boundary=${'b'.repeat(300)}`,
  'Multipart/Form-Data; BOUNDARY=x',
  'multipart/mixed; boundary=x',
  'multipart/form-data boundary=x',
  'application/x-www-form-urlencoded',
  '*/*',
  '',
  ';',
  'text',
  'text/plain; charset=%',
  '__proto__/constructor',
];
const HEADER_NAMES = [
  'content-type',
  'client-id',
  'request-time',
  'signature',
  'ach-access-key',
  'ach-access-timestamp',
  'ach-access-sign',
  'accept',
  'accept-encoding',
  'content-encoding',
  'expect',
  'upgrade',
  'range',
  'cookie',
  'x-http-method-override',
  '__proto__',
  'x-sparring-id',
];
const FRAMING = new Set(['content-length', 'transfer-encoding', 'host', 'connection', 'x-sparring-move', 'trailer']);

const headerValue = fc.oneof(
  fc.constantFrom(...INTERESTING_TYPES),
  byteText(0x20, 0xff, 60),
  byteText(0x21, 0x7e, 400),
);
const headerName = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HEADER_NAMES) },
    fc.stringMatching(/^[a-zA-Z][\w!#$%&'*+.^`|~-]{0,30}$/),
  )
  .filter((name) => !FRAMING.has(name.toLowerCase()));
const anyHeaders = fc.array(fc.tuple(headerName, headerValue), { maxLength: 12 });
const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc.constant(Buffer.alloc(0)),
);
const framing = fc.option(fc.integer({ min: 1, max: 700 }), { nil: undefined });

/** CONNECT asks for a tunnel and has no path. */
const METHODS_WITH_PATH = METHODS.filter((method) => method !== 'CONNECT');

/** Anything that is HTTP below the partner's prefix. */
const anyRequest = ({ pathPrefix, operations }: PartnerContract): fc.Arbitrary<RawRequest> =>
  fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'POST'), fc.constantFrom(...METHODS_WITH_PATH)),
    target: fc.oneof(
      fc.constantFrom(...operations.map(({ path }) => path)),
      byteText(0x21, 0x7e, 80).map((text) => `${pathPrefix}${text.replaceAll('#', '')}`),
      fc
        .tuple(fc.constantFrom(...operations.map(({ path }) => path)), byteText(0x21, 0x7e, 40))
        .map(([path, text]) => `${path}?${text.replaceAll('#', '')}`),
      fc
        .constantFrom('%', '%zz', '..%2f..', '%00', '%c0%af', 'a'.repeat(6000), '//', ';', '*')
        .map((end) => pathPrefix + end),
    ),
    headers: anyHeaders,
    body: anyBody,
    chunkBytes: framing,
  }) as fc.Arbitrary<RawRequest>;

const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);
const JSON_TEXTS = [
  DEEP,
  `${`{"a":`.repeat(5_000)}1${'}'.repeat(5_000)}`,
  '1e400',
  `-${'9'.repeat(5_000)}`,
  '"\\ud800"',
  '"\\u0000"',
  'null',
  'true',
  '""',
  '" "',
  '{}',
  '[]',
  '{"__proto__":{"toString":1},"constructor":null}',
  `"${'A'.repeat(1_048_580)}"`,
  '"SUCCESS"',
];

/** A signed submitAttachment whose fields are replaced by any JSON. */
function oddSubmit(simulator: Simulator): fc.Arbitrary<RawRequest> {
  const fieldText = fc.oneof(
    fc.constantFrom(...JSON_TEXTS),
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  );
  const good = {
    attachmentId: '"A-1"',
    attachmentType: '"BUSINESS_LICENSE"',
    attachmentContent: JSON.stringify(specimen('id-back.png').toString('base64')),
  };
  return fc
    .record({
      changed: fc.dictionary(fc.constantFrom(...Object.keys(good), 'extra', '__proto__', 'decoded'), fieldText, {
        maxKeys: 3,
      }),
      whole: fc.option(fieldText, { freq: 6 }),
      header: fc.option(
        fc.tuple(fc.constantFrom('client-id', 'request-time', 'signature', 'content-type'), headerValue),
        { freq: 3 },
      ),
      flip: fc.option(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { freq: 3 }),
      chunkBytes: framing,
    })
    .map(({ changed, whole, header, flip, chunkBytes }) => {
      const fields = Object.entries({ ...good, ...changed }).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
      const body = Buffer.from(whole ?? `{${fields.join(',')}}`);
      const signed = signedSubmit(simulator, { body });
      if (flip) body[flip[0] % Math.max(body.length, 1)] = flip[1];
      return oddRequest({ ...signed, body }, header, body.length > 100_000 ? undefined : chunkBytes);
    });
}

function oddRequest(
  { method, target, headers, body }: WireRequest,
  header: readonly [string, string] | null,
  chunkBytes: number | undefined,
): RawRequest {
  const all = Object.entries({ ...headers, ...(header ? { [header[0]]: header[1] } : {}) });
  return { method, target, headers: all, body, ...(chunkBytes === undefined ? {} : { chunkBytes }) };
}

/** One change to a run of bytes. */
type Change = readonly [kind: 'drop' | 'insert' | 'repeat' | 'replace', at: number, length: number, text: string];

function changeBytes(bytes: Buffer, [kind, where, length, text]: Change): Buffer {
  const at = where % (bytes.length + 1);
  const [before, run, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  const middle = {
    drop: [],
    insert: [Buffer.from(text, 'latin1'), run],
    repeat: [run, run, run],
    replace: [Buffer.from(text, 'latin1')],
  };
  return Buffer.concat([before, ...middle[kind], after]);
}

const MULTIPART_TEXTS = [
  '\r\n',
  '\n',
  '\r\n\r\n',
  '--sparring-test-boundary',
  '\r\n--sparring-test-boundary\r\n',
  '\r\n--sparring-test-boundary--\r\n',
  '; filename="x.jpg"',
  "; filename*=utf-8''%zz.jpg",
  '; name="__proto__"',
  '; name="file"',
  'Content-Type: application/json\r\n',
  'Content-Type: text/plain; charset=none-such\r\n',
  'Content-Disposition: attachment',
  '"',
  '\\"',
  '\0',
  `X-Long: ${'x'.repeat(90_000)}\r\n`,
  'y: z\r\n'.repeat(2_100),
  '\r\n--sparring-test-boundary\r\nContent-Disposition: form-data; name="n"\r\n\r\n1'.repeat(1_100),
];

/** A signed fileUpload whose multipart bytes are damaged. */
function oddUpload(simulator: Simulator): fc.Arbitrary<RawRequest> {
  const change: fc.Arbitrary<Change> = fc.tuple(
    fc.constantFrom('drop', 'insert', 'repeat', 'replace'),
    fc.oneof(fc.nat(420), fc.nat()),
    fc.oneof(fc.nat(4), fc.nat(300)),
    fc.oneof(fc.constantFrom(...MULTIPART_TEXTS), byteText(0, 0xff, 10)),
  );
  const text = fc.oneof(
    fc.constantFrom('REQ-1', '', ' ', '\0', 'é'.repeat(64), 'x'.repeat(70_000)),
    fc.string({ unit: 'binary' }),
  );
  return fc
    .record({
      requestNo: text,
      type: fc.oneof(fc.constantFrom('face', 'idFront', 'amlReport'), text),
      filename: fc.oneof(fc.constantFrom('face.jpg', 'x.pdf', '.jpg', 'a.jpg/..', '=?utf-8?B?w7w=?=', ''), text),
      changes: fc.array(change, { maxLength: 4 }),
      method: fc.constantFrom('POST', 'GET'),
      header: fc.option(fc.tuple(fc.constantFrom('content-type', 'ach-access-timestamp'), headerValue), { freq: 4 }),
      chunkBytes: framing,
    })
    .map(({ requestNo, type, filename, changes, method, header, chunkBytes }) => {
      const signed = signedUpload(simulator, {
        method,
        parts: uploadParts(specimen('aml-report.pdf'), filename, type, requestNo),
      });
      const body = changes.reduce(changeBytes, signed.body);
      return oddRequest({ ...signed, body }, header, body.length > 100_000 ? undefined : chunkBytes);
    });
}

const PROPERTIES = [
  {
    name: 'worldfirst: any HTTP request',
    contract: worldfirst,
    requests: () => anyRequest(worldfirst),
  },
  {
    name: 'worldfirst: a signed request with odd fields',
    contract: worldfirst,
    requests: oddSubmit,
  },
  {
    name: 'prepaidify: any HTTP request',
    contract: prepaidify,
    requests: () => anyRequest(prepaidify),
  },
  {
    name: 'prepaidify: a signed request with damaged parts',
    contract: prepaidify,
    requests: oddUpload,
  },
];

for (const { name, contract, requests } of PROPERTIES) {
  t.test(`${name} is answered in the partner's envelope`, (t) => checkProperty(t, contract, requests));
}

t.test('a generated request that is not changed is accepted', async (t) => {
  const { simulator } = await watchedSimulator(t);
  const submit = signedSubmit(simulator, {
    body: {
      attachmentId: 'A',
      attachmentType: 'BUSINESS_LICENSE',
      attachmentContent: specimen('id-back.png').toString('base64'),
    },
  });
  const upload = signedUpload(simulator, { parts: uploadParts(specimen('aml-report.pdf'), 'a.pdf', 'amlReport') });
  for (const { request, accepted } of [
    { request: submit, accepted: /"SUCCESS"/ },
    { request: upload, accepted: /"code":"0"/ },
  ]) {
    for (const chunkBytes of [undefined, 7]) {
      t.match((await exchange(simulator, toWire(oddRequest(request, null, chunkBytes)))).toString(), accepted);
    }
  }
  t.same([submit.target, upload.target], [SUBMIT_PATH, UPLOAD_PATH]);
});
