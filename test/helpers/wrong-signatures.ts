import { execFileSync } from 'node:child_process';
import { constants, createHash, createHmac, createSign, privateEncrypt, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Clients that sign wrongly, each with the id of the recipe that explains it. They are written by hand with Node's
 * crypto, openssl and Python, and share no code with Sparring.
 */

/** What a client knows when it signs. */
export interface Client {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly time: string;
  readonly id: string;
  /** The private key or the secret. */
  readonly key: string;
  /** Keys of others. */
  readonly partnerKey: string;
  readonly otherId: string;
  readonly otherKey: string;
  readonly body: string;
  readonly raw: Buffer;
}

/** A client that signs wrongly. */
export interface WrongClient {
  readonly name: string;
  /** The ids of the mistakes. */
  readonly recipe: string;
  readonly query?: string;
  readonly time?: (ms: number) => string;
  /** What is sent. */
  readonly body?: string;
  /** The value of the signature. */
  readonly sign: (client: Client) => string;
  /** What the value must contain: one signature in 200 has no "+", and then there is no mistake. */
  readonly contains?: string;
}

const PATH_END = /[^/]+$/;

type Text = (client: Client) => string | Buffer;

const rsa = (text: string | Buffer, key: string, hash = 'sha256') => createSign(hash).update(text).sign(key, 'base64');
const encoded = (text: string) => encodeURIComponent(text);

/** A client of worldfirst that signs another text. */
const w = (recipe: string, text: Text, more: Partial<WrongClient> & { readonly is?: string } = {}): WrongClient => ({
  name: `${recipe}${more.is ? `, ${more.is}` : ''}`,
  recipe,
  sign: (client) => encoded(rsa(text(client), client.key)),
  ...more,
});

const right = ({ method, target, id, time, body }: Client) => `${method} ${target}\n${id}.${time}.${body}`;
const withBody = (change: (body: string) => string) => (client: Client) =>
  right({ ...client, body: change(client.body) });
const sortedJson = (body: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).sort()));
const iso = (ms: number) => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

/** Runs a command with files in a folder that is removed afterwards. */
function withFiles(files: Readonly<Record<string, string>>, run: (folder: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sparring-sign-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const openssl = (text: string, key: string, ...options: readonly string[]) =>
  withFiles({ text, key }, (folder) =>
    execFileSync('openssl', ['dgst', ...options, '-sign', join(folder, 'key'), join(folder, 'text')]).toString(
      'base64',
    ),
  );

const python = (program: string, ...words: readonly string[]) =>
  execFileSync('python3', ['-c', `import base64,hashlib,hmac,json,sys,urllib.parse\n${program}`, ...words])
    .toString()
    .trim();

const PRETTY_BODY =
  '{\n  "attachmentId": "A-1",\n  "attachmentType": "ID_CARD_FRONT_SIDE",\n  "attachmentContent": "QUJD"\n}';

export const worldfirstClients: readonly WrongClient[] = [
  w('body-left-out', ({ method, target, id, time }) => `${method} ${target}\n${id}.${time}.`),
  w(
    'body-compact',
    withBody((body) => JSON.stringify(JSON.parse(body))),
    { body: PRETTY_BODY },
  ),
  w(
    'body-pretty',
    withBody((body) => JSON.stringify(JSON.parse(body), null, 2)),
  ),
  w(
    'body-pretty',
    withBody((body) => JSON.stringify(JSON.parse(body), null, '\t')),
    { is: 'with tabs' },
  ),
  w('body-sorted', withBody(sortedJson)),
  w(
    'body-spaced',
    withBody((body) => python('print(json.dumps(json.loads(sys.argv[1])))', body)),
    { is: 'by Python' },
  ),
  w(
    'body-sorted',
    withBody((body) => python('print(json.dumps(json.loads(sys.argv[1]), sort_keys=True))', body)),
    {
      is: 'by Python',
    },
  ),
  w(
    'body-slashes-escaped',
    withBody((body) => body.replaceAll('/', '\\/')),
    { body: '{"attachmentContent":"a/b"}' },
  ),
  w(
    'body-html-escaped',
    withBody((body) => body.replaceAll('=', '\\u003d')),
    { body: '{"attachmentContent":"QQ=="}' },
  ),
  w(
    'body-ascii-escaped',
    withBody((body) => body.replaceAll('ü', '\\u00fc')),
    { body: '{"attachmentId":"ü"}' },
  ),
  w(
    'body-empties-dropped',
    withBody(() => '{"attachmentId":"A"}'),
    {
      body: '{"attachmentId":"A","attachmentType":null,"attachmentContent":""}',
    },
  ),
  w(
    'body-as-json-string',
    withBody((body) => JSON.stringify(body)),
  ),
  w(
    'body-trailing-newline',
    withBody((body) => `${body}\n`),
  ),
  w(
    'body-trimmed',
    withBody((body) => body.trim()),
    { body: '{"attachmentId":"A"}\n' },
  ),
  w(
    'body-crlf',
    withBody((body) => body.replaceAll('\n', '\r\n')),
    { body: PRETTY_BODY },
  ),
  w(
    'body-lf',
    withBody((body) => body.replaceAll('\r\n', '\n')),
    { body: PRETTY_BODY.replaceAll('\n', '\r\n') },
  ),
  w(
    'body-bom',
    withBody((body) => `\u{feff}${body}`),
  ),
  w(
    'body-latin1',
    withBody((body) => Buffer.from(body).toString('latin1')),
    { body: '{"attachmentId":"ü"}' },
  ),
  w(
    'body-empty-object',
    withBody(() => '{}'),
  ),
  w(
    'body-hashed',
    withBody((body) => createHash('sha256').update(body).digest('hex')),
  ),
  w(
    'body-base64',
    withBody((body) => Buffer.from(body).toString('base64')),
  ),
  w('body-url-encoded', withBody(encodeURIComponent)),
  w(
    'body-unescaped',
    withBody((body) => body.replaceAll('\\u00fc', 'ü')),
    { body: '{"attachmentId":"\\u00fc"}' },
  ),
  w(
    'body-unescaped',
    withBody((body) => body.replaceAll('\\/', '/')),
    { is: 'slashes', body: '{"attachmentContent":"a\\/b"}' },
  ),
  w(
    'body-without-bom',
    withBody((body) => body.slice(1)),
    { body: '\u{feff}{"attachmentId":"A"}' },
  ),
  w(
    'body-pretty',
    withBody((body) => JSON.stringify(JSON.parse(body), null, 2).replaceAll('\n', '\r\n')),
    { is: 'with CRLF' },
  ),
  w(
    'body-empties-dropped',
    withBody(() => '{"attachmentId":"A","attachmentContent":""}'),
    { is: 'only nulls', body: '{"attachmentId":"A","attachmentType":null,"attachmentContent":""}' },
  ),
  w('newline-missing', ({ method, target, id, time, body }) => `${method} ${target}${id}.${time}.${body}`),
  w('newline-crlf', ({ method, target, id, time, body }) => `${method} ${target}\r\n${id}.${time}.${body}`),
  w('newline-escaped', ({ method, target, id, time, body }) => `${method} ${target}\\n${id}.${time}.${body}`),
  w('space-missing', ({ method, target, id, time, body }) => `${method}${target}\n${id}.${time}.${body}`),
  w('dot-missing', ({ method, target, id, time, body }) => `${method} ${target}\n${id}.${time}${body}`),
  w('dot-replaced', ({ method, target, id, time, body }) => `${method} ${target}\n${id}\n${time}\n${body}`),
  w('caller-and-time-swapped', ({ method, target, id, time, body }) => `${method} ${target}\n${time}.${id}.${body}`),
  w('caller-left-out', ({ method, target, time, body }) => `${method} ${target}\n${time}.${body}`),
  w('time-left-out', ({ method, target, id, body }) => `${method} ${target}\n${id}.${body}`),
  w('body-alone', ({ body }) => body),
  w('first-line-missing', ({ id, time, body }) => `${id}.${time}.${body}`),
  w('bom-first', (client) => `\u{feff}${right(client)}`),
  w('method-lower-case', (client) => right({ ...client, method: 'post' })),
  w('method-other', (client) => right({ ...client, method: 'PUT' })),
  w('method-missing', (client) => right({ ...client, method: '' })),
  w('path-without-query', (client) => right({ ...client, target: client.target.split('?')[0] ?? '' }), {
    query: 'a=1',
  }),
  w('path-with-host', (client) => right({ ...client, target: `http://${client.host}${client.target}` })),
  w('path-trailing-slash', (client) => right({ ...client, target: `${client.target}/` })),
  w('path-without-leading-slash', (client) => right({ ...client, target: client.target.slice(1) })),
  w('path-decoded', (client) => right({ ...client, target: decodeURIComponent(client.target) }), { query: 'a=b%20c' }),
  w('path-encoded', (client) => right({ ...client, target: encodeURIComponent(client.target) })),
  w('path-lower-case', (client) => right({ ...client, target: client.target.toLowerCase() })),
  w('path-without-prefix', (client) => right({ ...client, target: client.target.replace('/aps/api', '') })),
  w('path-of-other-operation', (client) =>
    right({ ...client, target: client.target.replace(PATH_END, 'registerCustomer') }),
  ),
  w('time-seconds', (client) => right({ ...client, time: client.time.slice(0, 10) })),
  w('time-milliseconds', (client) => right({ ...client, time: String(Date.parse(client.time)) }), { time: iso }),
  w('time-other-form', (client) => right({ ...client, time: new Date(Number(client.time)).toISOString() })),
  w('time-other-form', (client) => right({ ...client, time: `${new Date(client.time).toISOString().slice(0, 19)}Z` }), {
    is: 'in another zone',
    time: iso,
  }),
  w('time-taken-twice', (client) => right({ ...client, time: String(Number(client.time) + 7) })),
  w('caller-case', (client) => right({ ...client, id: client.id.toLowerCase() })),
  w('caller-of-other-lane', (client) => right({ ...client, id: client.otherId })),
  w('caller-missing', (client) => right({ ...client, id: '' })),
  w('caller-spaces', (client) => right({ ...client, id: `${client.id}\n` })),
  w('key-of-partner', right, { sign: (client) => encoded(rsa(right(client), client.partnerKey)) }),
  w('key-of-other-lane', right, { sign: (client) => encoded(rsa(right(client), client.otherKey)) }),
  ...['sha1', 'md5', 'sha384', 'sha512'].map((hash) =>
    w(`rsa-${hash}`, right, { sign: (client) => encoded(rsa(right(client), client.key, hash)) }),
  ),
  w('rsa-sha512', right, {
    is: 'by openssl',
    sign: (client) => encoded(openssl(right(client), client.key, '-sha512')),
  }),
  w('rsa-pss', right, {
    is: 'by openssl',
    sign: (client) => encoded(openssl(right(client), client.key, '-sha256', '-sigopt', 'rsa_padding_mode:pss')),
  }),
  w('rsa-pss', right, {
    sign: (client) => {
      const key = { key: client.key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 };
      return encoded(sign('sha256', Buffer.from(right(client)), key).toString('base64'));
    },
  }),
  w('rsa-bare-digest', right, {
    sign: (client) => {
      const digest = createHash('sha256').update(right(client)).digest();
      return encoded(privateEncrypt(client.key, digest).toString('base64'));
    },
  }),
  ...(['latin1', 'hex'] as const).map((form) =>
    w('rsa-hashed-twice', right, {
      is: form,
      sign: (client) => {
        const digest = createHash('sha256').update(right(client)).digest();
        return encoded(rsa(form === 'hex' ? digest.toString('hex') : digest, client.key));
      },
    }),
  ),
  w('signature-line-breaks', right, {
    is: 'by Python',
    sign: (client) =>
      python(
        'print(urllib.parse.quote(base64.encodebytes(base64.b64decode(sys.argv[1])).decode(), safe=""))',
        rsa(right(client), client.key),
      ),
  }),
  w('signature-plus-as-space', right, {
    is: 'and encoded again',
    sign: (client) => encoded(rsa(right(client), client.key).replaceAll('+', ' ')),
    contains: '%20',
  }),
  w('signature-hex', right, {
    sign: (client) => Buffer.from(rsa(right(client), client.key), 'base64').toString('hex'),
  }),
  w('signature-base64url', right, {
    sign: (client) => Buffer.from(rsa(right(client), client.key), 'base64').toString('base64url'),
  }),
  w('signature-encoded-twice', right, { sign: (client) => encoded(encoded(rsa(right(client), client.key))) }),
  w('signature-plus-as-space', right, {
    sign: (client) => rsa(right(client), client.key).replaceAll('+', ' '),
    contains: ' ',
  }),
  w('signature-quoted', right, { sign: (client) => `"${encoded(rsa(right(client), client.key))}"` }),
  w('signature-base64-twice', right, {
    sign: (client) => encoded(Buffer.from(rsa(right(client), client.key)).toString('base64')),
  }),
  w('path-without-query + signature-hex', right, {
    query: 'a=1',
    sign: (client) => {
      const text = right({ ...client, target: client.target.split('?')[0] ?? '' });
      return Buffer.from(rsa(text, client.key), 'base64').toString('hex');
    },
  }),
  w('body-pretty + rsa-sha1', right, {
    sign: (client) =>
      encoded(rsa(withBody((body) => JSON.stringify(JSON.parse(body), null, 2))(client), client.key, 'sha1')),
  }),
  w('body-sorted + time-seconds', (client) =>
    right({ ...client, body: sortedJson(client.body), time: client.time.slice(0, 10) }),
  ),
];

const mac = (text: string | Buffer, key: string | Buffer, hash = 'sha256') => createHmac(hash, key).update(text);

/** A client of prepaidify that signs another text. */
const p = (recipe: string, text: Text, more: Partial<WrongClient> & { readonly is?: string } = {}): WrongClient => ({
  name: `${recipe}${more.is ? `, ${more.is}` : ''}`,
  recipe,
  sign: (client) => mac(text(client), client.key).digest('base64'),
  ...more,
});

/** A client of prepaidify that uses another secret. */
const k = (recipe: string, key: (client: Client) => string | Buffer, is = ''): WrongClient =>
  p(recipe, plain, { is, sign: (client) => mac(plain(client), key(client)).digest('base64') });

/** A client of prepaidify that writes the signature in another way. */
const e = (recipe: string, write: (signature: Buffer) => string, is = ''): WrongClient =>
  p(recipe, plain, { is, sign: (client) => write(mac(plain(client), client.key).digest()) });

function plain({ time, method, target }: Client): string {
  return time + method + target;
}

const hashed = (text: string) => createHash('sha256').update(text).digest('base64');

/** The text parts that every request of this file has, in the order sent. */
export const FIELDS = { type: 'idFront', requestNo: 'REQ-1' } as const;

const FIELDS_JSON = '{"type":"idFront","requestNo":"REQ-1"}';

export const prepaidifyClients: readonly WrongClient[] = [
  p('body-fields-sorted', (client) => `${plain(client)}{"requestNo":"REQ-1","type":"idFront"}`),
  p('body-fields-unsorted', (client) => `${plain(client)}${FIELDS_JSON}`),
  p(
    'body-fields-spaced',
    (client) => plain(client) + python('print(json.dumps(json.loads(sys.argv[1])))', FIELDS_JSON),
    {
      is: 'by Python',
    },
  ),
  p('body-fields-form', (client) => `${plain(client)}requestNo=REQ-1&type=idFront`),
  p('body-fields-form', (client) => `${plain(client)}?requestNo=REQ-1&type=idFront`, { is: 'as a query' }),
  p('body-fields-joined', (client) => `${plain(client)}requestNoREQ-1typeidFront`),
  p('body-with-file', (client) => `${plain(client)}{"type":"idFront","requestNo":"REQ-1","file":{}}`),
  p('body-with-file', (client) => `${plain(client)}{"file":"a.jpg","requestNo":"REQ-1","type":"idFront"}`, {
    is: 'sorted, with its name',
  }),
  p('body-raw', (client) => Buffer.concat([Buffer.from(plain(client)), client.raw])),
  p('body-file-content', (client) => `${plain(client)}the document`),
  p('body-empty-value', (client) => `${plain(client)}{}`),
  p('body-empty-value', (client) => `${plain(client)}[object FormData]`, { is: 'a form as text' }),
  p('separators-added', ({ time, method, target }) => [time, method, target].join('\n'), { is: 'line feeds' }),
  p('separators-added', ({ time, method, target }) => `${time}.${method}.${target}.`, { is: 'dots' }),
  p('fields-in-other-order', ({ time, method, target }) => method + target + time),
  p('access-key-included', (client) => client.id + plain(client)),
  p('text-trailing-newline', (client) => `${plain(client)}\n`),
  p('bom-first', (client) => `\u{feff}${plain(client)}`),
  p('method-lower-case', (client) => plain({ ...client, method: 'post' })),
  p('method-other', (client) => plain({ ...client, method: 'GET' })),
  p('path-without-query', (client) => plain({ ...client, target: client.target.split('?')[0] ?? '' }), {
    query: 'a=1',
  }),
  p('query-as-sent', (client) => plain(client), { query: 'b=2&a=1' }),
  p('query-not-sorted', ({ time, method, target }) => time + method + decodeURIComponent(target), {
    query: 'b=2&a=x%20y',
  }),
  p('query-encoded', ({ time, method, target }) => `${time}${method}${target.split('?')[0]}?a=x%20y&b=2`, {
    query: 'b=2&a=x%20y',
  }),
  p('query-empties-kept', ({ time, method, target }) => `${time}${method}${target.split('?')[0]}?a=&b=2`, {
    query: 'b=2&a=',
  }),
  p('path-with-host', (client) => plain({ ...client, target: `http://${client.host}${client.target}` })),
  p('path-trailing-slash', (client) => plain({ ...client, target: `${client.target}/` })),
  p('path-without-leading-slash', (client) => plain({ ...client, target: client.target.slice(1) })),
  p('path-of-other-operation', (client) => plain({ ...client, target: '/open/api/kyc/share/information' })),
  p('time-seconds', (client) => plain({ ...client, time: client.time.slice(0, 10) })),
  p('time-other-form', (client) => plain({ ...client, time: new Date(Number(client.time)).toISOString() })),
  p('time-missing', (client) => plain({ ...client, time: '' })),
  p('time-taken-twice', (client) => plain({ ...client, time: String(Number(client.time) - 3) })),
  k('secret-trailing-newline', ({ key }) => `${key}\n`),
  k('secret-hex-decoded', ({ key }) => Buffer.from(key, 'hex')),
  k('secret-base64-decoded', ({ key }) => Buffer.from(key, 'base64')),
  k('secret-trailing-newline', ({ key }) => `${key}\r\n`, 'CRLF'),
  k('secret-trailing-newline', ({ key }) => `${key} `, 'a space'),
  k('secret-leading-space', ({ key }) => ` ${key}`),
  k('secret-encoded', ({ key }) => Buffer.from(key).toString('base64')),
  k('secret-quoted', ({ key }) => `"${key}"`),
  k('secret-case', ({ key }) => key.toUpperCase()),
  k('access-key-as-secret', ({ id }) => id),
  k('both-keys-as-secret', ({ id, key }) => id + key),
  k('secret-empty', () => ''),
  k('secret-of-other-lane', ({ otherKey }) => otherKey),
  ...['sha1', 'md5', 'sha384', 'sha512'].map((hash) =>
    p(`hmac-${hash}`, plain, { sign: (client) => mac(plain(client), client.key, hash).digest('base64') }),
  ),
  p('hmac-sha512', plain, {
    is: 'by Python',
    sign: (client) =>
      python(
        'print(base64.b64encode(hmac.new(sys.argv[1].encode(), sys.argv[2].encode(), hashlib.sha512).digest()).decode())',
        client.key,
        plain(client),
      ),
  }),
  p('hash-without-key', plain, { sign: (client) => hashed(plain(client)) }),
  p('hash-secret-last', plain, { sign: (client) => hashed(plain(client) + client.key) }),
  p('hash-secret-first', plain, { sign: (client) => hashed(client.key + plain(client)) }),
  p('hmac-arguments-swapped', plain, { sign: (client) => mac(client.key, plain(client)).digest('base64') }),
  e('signature-hex', (signature) => signature.toString('hex')),
  e('signature-hex', (signature) => signature.toString('hex').toUpperCase(), 'in upper case'),
  e('signature-without-padding', (signature) => signature.toString('base64').replace('=', '')),
  e('signature-wrong-padding', (signature) => `${signature.toString('base64')}=`),
  e('signature-url-encoded', (signature) => encoded(signature.toString('base64'))),
  e('signature-encoded-twice', (signature) => encoded(encoded(signature.toString('base64')))),
  e('signature-quoted', (signature) => `"${signature.toString('base64')}"`),
  e('signature-base64-twice', (signature) => Buffer.from(signature.toString('hex')).toString('base64'), 'of hex'),
  p('method-lower-case + signature-hex', plain, {
    sign: (client) => mac(plain({ ...client, method: 'post' }), client.key).digest('hex'),
  }),
  p('body-fields-sorted + secret-trailing-newline', plain, {
    sign: (client) => mac(`${plain(client)}{"requestNo":"REQ-1","type":"idFront"}`, `${client.key}\n`).digest('base64'),
  }),
  p('method-lower-case + time-seconds', (client) =>
    plain({ ...client, method: 'post', time: client.time.slice(0, 10) }),
  ),
];
