import { createHash, createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { partners } from '@sparring/contracts';
import t from 'tap';
import { request } from 'undici';
import { blocksOf } from './docs/markdown.js';
import { checkoutFor, startIn } from './helpers/checkout.js';
import { type Ended, folderFor } from './helpers/command.js';
import { specimen } from './helpers/specimens.js';

/*
 * A partner of several operations is added by folders alone. The commands are those of docs/adding-a-partner.md, run one
 * after the other in a copy of this repository.
 */

const root = new URL('../../', import.meta.url).pathname;

/** The lines of the `sh` blocks of the page. */
const commands = blocksOf(readFileSync(join(root, 'docs/adding-a-partner.md'), 'utf8'))
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.split('\n'));
const needsSimulator = (command: string) => command.startsWith('npx sparring curl ');

t.setTimeout(600_000); // it runs other test files

const checkout = checkoutFor(t);
const home = folderFor(t);
const ended = new Map<string, Ended>();

async function runAll(chosen: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const command of chosen) ended.set(command, await checkout.run(command, env));
}

/** Whether someone follows the page right here. */
const isAdded = existsSync(join(root, 'contracts/partners/acmepay'));
const own = (path: string) => path.split('/').includes('acmepay');
const generated = (path: string) => /^(contracts|contracts\/cases|mock-server)\/generated\//.test(path);

await runAll(commands.filter((command) => !needsSimulator(command)));
const url = await startIn(t, checkout, home);
await runAll(commands.filter(needsSimulator), { SPARRING_BASE_URL: url, SPARRING_HOME: home });

const credentials = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')).acmepay;

interface Sent {
  readonly method?: string;
  readonly id?: string;
  readonly target?: string;
  readonly body?: Buffer;
  readonly contentType?: string;
  readonly secret?: string;
  /** Signed in place of the body. */
  readonly signedBody?: string;
  readonly move?: string;
}

/** Signs with Node alone, not with the contract's own code, and sends. */
async function send({ method = 'PUT', id = 'scan', secret = credentials.secret, ...rest }: Sent) {
  const {
    target = `/v2/merchants/${credentials.merchantId}/documents/${id}`,
    body,
    signedBody,
    contentType,
    move,
  } = rest;
  const time = String(Math.floor(Date.now() / 1000));
  const digest = createHash('sha256')
    .update(signedBody ?? body ?? '')
    .digest('hex');
  const signature = createHmac('sha256', secret).update(`${method}\n${target}\n${time}\n${digest}`).digest('base64');
  const answer = await request(url + target, {
    method: method as 'PUT',
    body: body ?? null,
    headers: {
      authorization: `ACME-HMAC key=${credentials.key},time=${time},signature=${signature}`,
      ...(contentType ? { 'content-type': contentType } : {}),
      ...(move ? { 'x-sparring-move': move } : {}),
    },
  });
  const text = await answer.body.text();
  const answered = JSON.parse(text || '{}') as Record<string, unknown> & { error?: { code: string } };
  return { httpStatus: answer.statusCode, headers: answer.headers, text, ...answered };
}

/** What is looked at of an operation in OpenAPI. */
interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described | undefined>>>>;
}

const jpeg = { body: specimen('id-front.jpg'), contentType: 'image/jpeg' };
const png = { body: specimen('id-back.png'), contentType: 'image/png' };

t.test('the commands of the page generate, build, verify and check a partner that is added by folders', (t) => {
  const expected = [
    'cp -R test/fixtures/acmepay/. .',
    'npm run generate && npm run build',
    'npx sparring catalogue acmepay',
    'npx sparring verify --partner acmepay',
    'npx sparring verify --no-pacts',
    'npm run format',
    'npm run check:generated',
    'npm run contracts:check',
  ];
  for (const command of expected) t.ok(ended.has(command), `the page says: ${command}`);
  for (const [command, { code, stdout, stderr }] of ended) t.equal(code, 0, `${command}\n${stdout}${stderr}`);
  t.match(ended.get('npx sparring catalogue acmepay')?.stdout, /UNSUPPORTED_TYPE +refused: The type/);
  t.match(ended.get('npx sparring verify --partner acmepay')?.stdout, /\b[4-9]\d passed, 0 failed, 0 skipped/);
  t.match(
    ended.get('npx sparring verify --no-pacts')?.stdout,
    /ok +acmepay putDocument .*\n(?:.*\n)*\d+ passed, 0 failed, 0 skipped/,
  );
  t.end();
});

t.test('no file outside of its own folders and the generated ones is changed', (t) => {
  const changed = checkout.changedFiles();
  t.ok(changed.some(own) || isAdded);
  t.same(
    changed.filter((path) => !own(path) && !generated(path)),
    [],
  );
  t.end();
});

t.test('the signature vectors of the partner are valid for its string to sign', async (t) => {
  const module = join(checkout.folder, 'contracts/dist/partners/acmepay/signature.js');
  const { sha256, sign, verify } = await import(pathToFileURL(module).href);
  const file = join(checkout.folder, 'contracts/partners/acmepay/vectors.json');
  const { key, valid } = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, body, signature, ...head } of valid) {
    const parts = { ...head, bodySha256: sha256(Buffer.from(body)) };
    t.equal(sign(parts, key), signature, name);
    t.ok(verify(parts, signature, key), name);
    t.notOk(verify({ ...parts, target: `${head.target}/` }, signature, key), `${name}, with another path`);
  }
});

t.test(
  'a document is stored once, queried, left unchanged by the same content and protected from other content',
  async (t) => {
    const created = await send(jpeg);
    t.match(created, { httpStatus: 201, documentId: 'scan', status: 'pending', sizeBytes: jpeg.body.length });
    t.match(await send({ method: 'GET' }), { httpStatus: 200, documentId: 'scan', contentType: 'image/jpeg' });
    t.match(await send(jpeg), { httpStatus: 200, documentId: 'scan', status: 'pending' });
    t.match(await send(png), { httpStatus: 409, error: { code: 'CONFLICT' } });
  },
);

t.test("a wrong signature is explained by the partner's own table", async (t) => {
  const rows = [
    { recipe: 'secret-trailing-newline', sent: { ...jpeg, secret: `${credentials.secret}\n` } },
    { recipe: 'digest-of-nothing', sent: { ...jpeg, signedBody: '' } },
    { recipe: null, sent: { ...jpeg, secret: 'another' } },
  ];
  for (const { recipe, sent } of rows) {
    const { headers } = await send(sent);
    const entry = await request(`${url}/_sparring/journal/${String(headers['x-sparring-id'])}`);
    t.match(await entry.body.json(), { code: 'UNAUTHORIZED', diagnosis: { recipe } }, String(recipe));
  }
});

/** A form, written by hand and signed as it is. */
function formOf(document: Buffer, type: string): Pick<Sent, 'body' | 'contentType'> {
  const head = `--x\r\nContent-Disposition: form-data; name="file"; filename="scan"\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), document, Buffer.from('\r\n--x--\r\n')]);
  return { body, contentType: 'multipart/form-data; boundary=x' };
}

t.test('a posted document gets an id, is deleted without a body in the answer, and is then not found', async (t) => {
  const target = `/v2/merchants/${credentials.merchantId}/documents`;
  const form = formOf(specimen('aml-report.pdf'), 'application/pdf');
  const posted = await send({ method: 'POST', target, ...form });
  t.match(posted, { httpStatus: 201, documentId: /^doc_[0-9a-f]{16}$/, contentType: 'application/pdf' });
  const id = String((posted as Record<string, unknown>)['documentId']);
  t.match(await send({ method: 'POST', target, ...form }), { httpStatus: 200, duplicateOf: id });
  t.match(await send({ method: 'GET', id }), { httpStatus: 200, documentId: id });
  const deleted = await send({ method: 'DELETE', id });
  t.match(deleted, { httpStatus: 204, text: '', headers: { 'x-sparring-id': /^[0-9a-f]{16}$/ } });
  t.same(
    Object.keys(deleted.headers).filter((name) => name.startsWith('content-') || name === 'transfer-encoding'),
    [],
    'an answer without a body has neither type nor length',
  );
  t.match(await send({ method: 'GET', id }), { httpStatus: 404, error: { code: 'NOT_FOUND' } });
  t.match(await send({ method: 'DELETE', id }), { httpStatus: 404 });
  const journal = await request(`${url}/_sparring/journal/${String(deleted.headers['x-sparring-id'])}`);
  t.match(await journal.body.json(), { operation: 'deleteDocument', httpStatus: 204, code: 'DELETED', reason: null });
});

t.test('a request with a wrong signature is refused with 401', async (t) => {
  t.match(await send({ ...jpeg, secret: 'another' }), { httpStatus: 401, error: { code: 'UNAUTHORIZED' } });
});

t.test('a move is answered with the status of its code', async (t) => {
  t.match(await send({ ...jpeg, id: 'moved', move: 'TRY_LATER' }), { httpStatus: 503, error: { code: 'TRY_LATER' } });
  t.match(await send({ method: 'GET', id: 'moved' }), { httpStatus: 404 }, 'and nothing is stored');
});

t.test('a move to a code of the other operation is refused with the list', async (t) => {
  t.match(await send({ ...jpeg, move: 'NOT_FOUND' }), {
    httpStatus: 400,
    error: { code: 'unknown-move', message: 'putDocument has no move NOT_FOUND', known: ['CREATED', 'OK', /./] },
  });
  t.match(await send({ method: 'GET', move: 'CONFLICT' }), {
    httpStatus: 400,
    error: { known: ['OK', 'INVALID_PARAMETER', 'UNAUTHORIZED', 'NOT_FOUND', 'TRY_LATER'] },
  });
});

t.test('a state that is set over the control API is shown by a query', async (t) => {
  await send({ ...png, id: 'reviewed' });
  const { statusCode } = await request(`${url}/_sparring/state`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ partner: 'acmepay', state: 'approved', subject: 'reviewed' }),
  });
  t.equal(statusCode, 204);
  t.match(await send({ method: 'GET', id: 'reviewed' }), { httpStatus: 200, status: 'approved' });
});

t.test("an unknown method and an unknown path are refused in the partner's envelope", async (t) => {
  const rows = [
    { name: 'method', sent: { method: 'PATCH' }, httpStatus: 405, code: 'METHOD_NOT_ALLOWED' },
    { name: 'path', sent: { method: 'GET', target: '/v2/merchants' }, httpStatus: 404, code: 'NOT_FOUND' },
  ];
  for (const { name, sent, httpStatus, code } of rows) {
    t.match(await send(sent), { httpStatus, error: { code }, requestId: /^req_[0-9a-f]{16}$/ }, name);
  }
});

t.test('the printed curl commands upload a document, query it, post it again and delete it', (t) => {
  const [put, get, post, deleted] = commands.filter(needsSimulator).map((one) => ended.get(one)?.stdout ?? '');
  t.match(JSON.parse(put ?? ''), { contentType: 'image/png', status: 'pending' });
  t.match(JSON.parse(get ?? ''), { contentType: 'image/png', crc32: /^[0-9a-f]{8}$/ });
  t.match(JSON.parse(post ?? ''), { duplicateOf: 'passport-1' }, 'the signature is valid for the form');
  t.equal(deleted, '\n', 'the answer has no body');
  t.end();
});

t.test(
  'the served OpenAPI description is valid and has the operations, their parameters and their statuses',
  async (t) => {
    const answer = await request(`${url}/_sparring/openapi/acmepay.json`);
    const document = (await answer.body.json()) as Description & Record<string, unknown>;
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    t.ok(valid, JSON.stringify(errors));
    const { put, get, delete: remove } = document.paths['/v2/merchants/{merchantId}/documents/{documentId}'] ?? {};
    const { post } = document.paths['/v2/merchants/{merchantId}/documents'] ?? {};
    if (!put || !get || !remove || !post) throw new Error('an operation is not described');
    const parameters = ({ parameters: all }: Described) =>
      all.map(({ name, in: place, required }) => `${name} in ${place}${required ? '' : ', optional'}`);
    t.same(parameters(put), ['merchantId in path', 'documentId in path']);
    t.same(parameters(get), ['merchantId in path', 'documentId in path', 'include in query, optional']);
    t.same(Object.keys(put.responses), ['200', '201', '400', '401', '409', '413', '415', '503']);
    t.same(Object.keys(get.responses), ['200', '400', '401', '404', '503']);
    t.same(Object.keys(put.requestBody?.content ?? {}), ['image/jpeg', 'image/png', 'application/pdf']);
    t.notOk('requestBody' in get);
    t.same(Object.keys(remove.responses), ['204', '400', '401', '404', '503']);
    t.match(remove.responses['204'], { description: /Without a body: DELETED\./ });
    t.notOk('content' in (remove.responses['204'] ?? {}), 'a response without a body has no content');
    t.match(post.responses, {
      200: { content: { 'application/json': { examples: { DUPLICATE: { value: { duplicateOf: 'passport-1' } } } } } },
      201: { content: { 'application/json': { examples: { CREATED: { value: { documentId: /^doc_/ } } } } } },
    });
    t.match(document, { components: { securitySchemes: { signature: { in: 'header', name: 'Authorization' } } } });
  },
);

/** Plays a case of its own, which is in no folder before and after. */
async function verifyCase(
  steps: readonly object[],
  options = `--credentials ${join(home, 'credentials.json')}`,
): Promise<Ended> {
  const file = join(checkout.folder, 'contracts/cases/partners/acmepay/cases/made-up.json');
  writeFileSync(file, JSON.stringify({ title: 'A made-up case', portable: true, decisions: ['A11'], steps }));
  const result = await checkout.run(`npx sparring verify --partner acmepay --only made-up ${options}`);
  rmSync(file);
  return result;
}

const merchantId = { $caller: 'id' };
const parts = [{ name: 'file', filename: 'a.png', content: { $concat: [{ $specimen: 'png' }, { $id: 'scan' }] } }];
const post = { operation: 'postDocument', request: { parameters: { merchantId }, parts }, answer: { code: 'CREATED' } };
const remove = (code: string) => ({
  operation: 'deleteDocument',
  request: { parameters: { merchantId, documentId: { $answer: 'documentId', step: 1 } } },
  answer: { code },
});

t.test('the script that repeats a case says which value comes from an earlier answer', async (t) => {
  const { code, stdout } = await verifyCase([post, remove('NOT_FOUND')]);
  t.equal(code, 1, stdout);
  t.match(stdout, 'code: expected NOT_FOUND, got DELETED');
  const [, id = 'none'] =
    /# the next command uses "(doc_[0-9a-f]{16})", the documentId from step 1 of this run/.exec(stdout) ?? [];
  t.match(stdout, new RegExp(`; if step 1 now returns another, .*\n *curl .*-X DELETE .*/documents/${id} `));
});

t.test('a case whose request cannot be written is not told as one without an answer', async (t) => {
  const { code, stdout } = await verifyCase([
    { operation: 'getDocument', request: { parameters: { merchantId } }, answer: { code: 'OK' } },
  ]);
  t.equal(code, 1, stdout);
  t.match(stdout, /could not be played: the path \S+ needs the parameter documentId/);
  t.notMatch(stdout, 'no answer');
});

t.test('an earlier answer without the value is what verify reports', async (t) => {
  const [file, recorded] = [join(home, 'same-secret.json'), join(home, 'recorded')];
  writeFileSync(file, JSON.stringify({ acmepay: credentials }));
  const { statusCode } = await request(`${url}/_sparring/rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ partner: 'acmepay', operation: 'postDocument', move: 'UNAUTHORIZED', times: 1 }),
  });
  t.equal(statusCode, 201);
  const { code, stdout } = await verifyCase(
    [post, remove('DELETED')],
    `--target ${url} --credentials ${file} --record ${recorded}`,
  );
  t.equal(code, 1, stdout);
  t.match(stdout, 'step 1: code: expected CREATED, got UNAUTHORIZED');
  t.match(stdout, 'step 1: body.documentId: expected a string or an exact number, which step 2 sends, got nothing');
  t.notMatch(stdout, '-X DELETE', 'the second request was not sent');
  const recordings = existsSync(recorded) ? readdirSync(recorded) : [];
  const texts = recordings.map((name) => readFileSync(join(recorded, name), 'utf8'));
  t.notMatch(texts.join(''), 'made-up', 'what is recorded is the answer that the case is about, and there is none');
});

/** Each line after a `@ts-expect-error` is an error of the compiler; so is a directive without one. */
const TYPED = `
import { createControl, startSimulator } from 'sparring';
const simulator = await startSimulator({ settings: { acmepay: { retentionDays: null } } });
simulator.configure('acmepay', 'timeWindowSeconds', 60);
simulator.rules.add({ partner: 'acmepay', operation: 'getDocument', fields: { documentId: 'a' }, move: 'NOT_FOUND' });
await simulator.setState('acmepay', 'approved', 'a');
await createControl(simulator.url).journal({ partner: 'acmepay', code: 'TRY_LATER' });
// @ts-expect-error
await startSimulator({ settings: { acmepay: { retentionDay: 1 } } });
// @ts-expect-error
simulator.configure('acmepay', 'timeWindowSeconds', null);
// @ts-expect-error
simulator.rules.add({ partner: 'acmepay', move: 'NOT_FUOND' });
// @ts-expect-error
simulator.rules.add({ partner: 'acmepay', operation: 'putDocument', move: 'NOT_FOUND' });
// @ts-expect-error
await simulator.setState('acmepay', 'aproved', 'a');
`;

t.test('the names of the added partner are literal types', async (t) => {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8'));
  const options = { ...compilerOptions, composite: false, noEmit: true };
  writeFileSync(join(checkout.folder, 'typed.ts'), TYPED);
  writeFileSync(join(checkout.folder, 'typed.json'), JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }));
  const { code, stdout } = await checkout.run('npx tsc -p typed.json');
  for (const file of ['typed.ts', 'typed.json']) rmSync(join(checkout.folder, file));
  t.equal(code, 0, stdout);
});

/** What the titles of such tests say, where most tests of a file are about something else. */
const SENTENCES =
  /acmepay|control API describes|unknown setting or state|partner that does not exist|there are have no faults|checked before its documents|without credentials, verify|every move of an operation|every route answers|types name every/;

/** Tests that take long and to which one more partner adds nothing. */
const NEUTRAL = /twenty lanes|the command prints each format|unknown key or value/;

/**
 * The tests that take their partners from the registry; without `only`, all of a file but those of another partner and
 * the neutral ones.
 */
const REGISTRY_DRIVEN: readonly { readonly file: string; readonly only?: RegExp }[] = [
  { file: 'architecture' },
  { file: 'contracts/contracts' },
  { file: 'contracts/generate-checks', only: SENTENCES },
  { file: 'mock-server/cases' },
  { file: 'mock-server/catalogue' },
  { file: 'mock-server/move-ways' },
  { file: 'mock-server/faults' },
  { file: 'mock-server/coverage' },
  { file: 'mock-server/core' },
  { file: 'mock-server/lanes' },
  { file: 'mock-server/control.test', only: SENTENCES },
  { file: 'mock-server/control-api', only: SENTENCES },
  { file: 'mock-server/literal-types', only: SENTENCES },
  { file: 'mock-server/wire', only: SENTENCES },
  { file: 'mock-server/cli', only: SENTENCES },
  { file: 'pact/verify', only: SENTENCES },
];

t.test('the tests that take their partners from the registry pass with the added partner', async (t) => {
  const others = partners.map(({ name }) => name).filter((name) => name !== 'acmepay');
  const patterns = REGISTRY_DRIVEN.map(({ only }) => only?.source);
  for (const only of new Set(patterns)) {
    const env: Readonly<Record<string, string>> =
      only === undefined
        ? { TAP_GREP: `/${[...others, NEUTRAL.source].join('|')}/`, TAP_INVERT: '1' }
        : { TAP_GREP: `/${only}/` };
    const files = REGISTRY_DRIVEN.filter((row) => row.only?.source === only).map(({ file }) => file);
    const { code, stdout } = await checkout.run(`node test/dist/run.js ${files.join(' ')}`, env);
    t.equal(code, 0, stdout);
    const tap = readFileSync(join(checkout.folder, 'test/dist/results.tap'), 'utf8');
    const played = tap.split(/^# test file: /m).slice(1);
    t.equal(played.length, files.length, 'every file exists');
    t.match(tap, /^ok .* # SKIP filter/m, 'what the added partner does not concern is left out');
    for (const one of played) t.match(one, /^ok (?!.* # SKIP)/m, `something of it was run: ${one.split('\n')[0]}`);
    if (only === undefined) t.match(tap, /^ok \d+ - acmepay answers every case/m);
  }
});

t.test('when its folders are removed, generate leaves nothing of the partner behind', async (t) => {
  const folders = ['contracts/partners/acmepay', 'contracts/cases/partners/acmepay', 'mock-server/partners/acmepay'];
  for (const folder of folders) rmSync(join(checkout.folder, folder), { recursive: true });
  const { code, stderr } = await checkout.run('npm run generate');
  t.equal(code, 0, stderr);
  const written = ['contracts', 'contracts/cases', 'mock-server'].map((workspace) => `${workspace}/generated`);
  const left = written.flatMap((folder) =>
    readdirSync(join(checkout.folder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => path.includes('acmepay') || readFileSync(path, 'utf8').includes('acmepay')),
  );
  t.same(left, []);
  if (!isAdded) t.same(checkout.changedFiles(), []);
});
