import { createHash, createHmac, createPublicKey, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { LaneControl, Simulator } from 'sparring';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { amount } from '../helpers/amount.js';
import { folderFor, homeWithKeys, sparring } from '../helpers/command.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { FIELDS, prepaidifyClients, type WrongClient, worldfirstClients } from '../helpers/wrong-signatures.js';

const inside = (file: string) => import(new URL(`../../../mock-server/dist/${file}`, import.meta.url).href);

const SUBMIT = '/aps/api/business/onboard/submitAttachment';
const UPLOAD = '/open/api/kyc/share/fileUpload';
const CONTENT = '{"attachmentId":"A-1","attachmentType":"ID_CARD_FRONT_SIDE","attachmentContent":"QUJD"}';

/** What a marker in a test is found by, wherever it leaks. */
const DOCUMENT = 'the document';

const multipart = (document = DOCUMENT) =>
  Buffer.from(
    [
      ...Object.entries(FIELDS).map(
        ([name, text]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}`,
      ),
      `--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n${document}`,
      '--b--\r\n',
    ].join('\r\n'),
  );

interface Entry {
  readonly code: string;
  readonly reason: string;
  readonly tookMs: number;
  readonly diagnosis?: {
    readonly recipe: string | null;
    readonly cause: string;
    readonly fix: string;
    readonly stringToSign: string;
    readonly difference: { readonly atByte: number; readonly ours: string; readonly theirs: string } | null;
    readonly tried: number;
    readonly notTried: number;
  };
}

interface Exchanged {
  readonly entry: Entry;
  /** The answer and the entry, to search in. */
  readonly text: string;
}

interface Outgoing {
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

async function exchange({ url }: Simulator, { target, headers, body }: Outgoing): Promise<Exchanged> {
  const answer = await request(url + target, { method: 'POST', headers, body });
  const answered = await answer.body.text();
  const id = String(answer.headers['x-sparring-id']);
  const shown = await (await request(`${url}/_sparring/journal/${id}`)).body.text();
  return { entry: JSON.parse(shown) as Entry, text: JSON.stringify(answer.headers) + answered + shown };
}

const targetOf = (path: string, { query }: WrongClient) => (query === undefined ? path : `${path}?${query}`);

/** The first result of up to `count` tries. */
function firstOf<T>(count: number, make: (index: number) => T | undefined): T {
  for (let index = 0; index < count; index++) {
    const made = make(index);
    if (made !== undefined) return made;
  }
  throw new Error(`none of ${count} tries fits`);
}

/** Sends what a wrong client of worldfirst sends. */
function submitWrongly(simulator: Simulator, other: LaneControl, client: WrongClient): Promise<Exchanged> {
  const {
    clientId: id = '',
    clientPrivateKey: key = '',
    partnerPrivateKey = '',
  } = simulator.credentials['worldfirst'] ?? {};
  const { clientId: otherId = '', clientPrivateKey: otherKey = '' } = other.credentials['worldfirst'] ?? {};
  const { body = CONTENT, contains = '' } = client;
  const target = targetOf(SUBMIT, client);
  const host = new URL(simulator.url).host;
  const known = { method: 'POST', target, host, id, key, partnerKey: partnerPrivateKey, otherId, otherKey, body };
  const now = Date.now();
  // a millisecond earlier until the signature has what the mistake needs
  const { time, value } = firstOf(1_000, (earlierMs) => {
    const time = (client.time ?? String)(now - earlierMs);
    const value = client.sign({ ...known, time, raw: Buffer.from(body) });
    return value.includes(contains) ? { time, value } : undefined;
  });
  const signature = `algorithm=RSA256,keyVersion=1,signature=${value}`;
  const headers = { 'content-type': 'application/json', 'client-id': id, 'request-time': time, signature };
  return exchange(simulator, { target, headers, body });
}

/** Sends what a wrong client of prepaidify sends. */
function uploadWrongly(simulator: Simulator, other: LaneControl, client: WrongClient): Promise<Exchanged> {
  const { accessKey: id = '', secretKey: key = '' } = simulator.credentials['prepaidify'] ?? {};
  const { accessKey: otherId = '', secretKey: otherKey = '' } = other.credentials['prepaidify'] ?? {};
  const target = targetOf(UPLOAD, client);
  const time = String(Date.now());
  const raw = multipart();
  const host = new URL(simulator.url).host;
  const known = { method: 'POST', target, host, time, id, key, partnerKey: '', otherId, otherKey, body: '', raw };
  const headers = {
    'content-type': 'multipart/form-data; boundary=b',
    'ach-access-key': id,
    'ach-access-timestamp': time,
    'ach-access-sign': client.sign(known),
  };
  return exchange(simulator, { target, headers, body: raw });
}

/** Every text that must appear nowhere. */
async function secretsOf(simulator: Simulator, other: LaneControl): Promise<readonly string[]> {
  const all = [simulator.credentials, other.credentials];
  const keys = all.flatMap(({ worldfirst = {}, prepaidify = {} }) => [
    ...['clientPrivateKey', 'partnerPrivateKey'].map((name) => worldfirst[name]?.split('\n')[1]),
    prepaidify['secretKey'],
  ]);
  return keys.flatMap((key) => key ?? []);
}

const PARTNERS = [
  { name: 'worldfirst', code: 'INVALID_SIGNATURE', clients: worldfirstClients, send: submitWrongly },
  { name: 'prepaidify', code: '200006', clients: prepaidifyClients, send: uploadWrongly },
] as const;

for (const { name, code, clients, send } of PARTNERS) {
  t.test(`${name}: each of ${clients.length} wrong recipes is named, and nothing secret is shown`, async (t) => {
    const logged: string[] = [];
    const log = { info: (fields: object, message: string) => void logged.push(JSON.stringify(fields) + message) };
    const simulator = await simulatorFor(t, { log: { ...log, error: log.info } });
    const other = await simulator.createLane();
    const secrets = await secretsOf(simulator, other);
    t.ok(secrets.length >= 2);
    for (const client of clients) {
      const { entry, text } = await send(simulator, other, client);
      t.match(entry, { code, diagnosis: { cause: /^The .+\.$/, fix: /In code: / } }, client.name);
      t.equal(entry.diagnosis?.recipe, client.recipe, `${client.name}: this mistake and no other is named`);
      t.match(entry.reason, /the signature .*; the \S.*\S$/s, `${client.name}: the reason ends with the cause`);
      t.notOk(
        secrets.some((secret) => text.includes(secret)),
        `${client.name}: no key is shown`,
      );
    }
    t.ok(clients.length >= 30);
    const all = logged.join('\n');
    t.notOk(
      secrets.some((secret) => all.includes(secret)),
      'no key is logged',
    );
    t.notMatch(all, DOCUMENT);
    t.notMatch(all, 'QUJD');
  });
}

/** A simulator with one client of worldfirst that signs what a test gives it. */
async function stage(t: Test) {
  const simulator = await simulatorFor(t);
  const other = await simulator.createLane();
  const row = (more: Partial<WrongClient> & Pick<WrongClient, 'sign'>): WrongClient => ({
    name: '',
    recipe: '',
    ...more,
  });
  const signed = (text: string, key: string) =>
    encodeURIComponent(createSign('sha256').update(text).sign(key, 'base64'));
  return { simulator, other, row, signed };
}

t.test(
  'the difference shows where the strings part, with a dot for every character of a document or a query',
  async (t) => {
    const { simulator, other, row, signed } = await stage(t);
    const client = row({
      query: 'token=MARKER-IN-QUERY',
      body: '{"attachmentId":"MARKER-IN-BODY"}',
      sign: ({ target, id, time, body, key }) => signed(`POST ${target}\n${id}.${time}.${body}\n`, key),
    });
    const { entry, text } = await submitWrongly(simulator, other, client);
    t.match(entry.diagnosis, {
      recipe: 'body-trailing-newline',
      stringToSign: /^POST \/aps\/\S+\?token=<15 characters>\\n\w+\.\d{13}\.<the 33 bytes of the body>$/,
      difference: { ours: '…••••••••••"}', theirs: '…••••••••••"}\\n' },
    });
    t.notMatch(text, 'MARKER');
    const path = row({
      query: 'token=MARKER-IN-QUERY',
      sign: ({ target, id, time, body, key }) => signed(`POST ${target.split('?')[0]}\n${id}.${time}.${body}`, key),
    });
    const { entry: second, text: shown } = await submitWrongly(simulator, other, path);
    t.match(second.diagnosis?.difference, { ours: /^…itAttachment\?•••••=•••••…$/, theirs: /^…itAttachment\\n\w+…$/ });
    t.notMatch(shown, 'MARKER');
  },
);

t.test(
  'when nothing fits, the entry says what is proven, how much was tried and how to print the own string',
  async (t) => {
    const { simulator, other, row, signed } = await stage(t);
    const own = row({ sign: ({ key }) => signed('something else', key) });
    const { entry: known } = await submitWrongly(simulator, other, own);
    t.match(known.diagnosis, { recipe: null, cause: /^The key and the algorithm are right/, fix: /console\.log/ });
    t.ok((known.diagnosis?.tried ?? 0) > 500, `${known.diagnosis?.tried} strings were tried`);
    t.notMatch(known.reason, /known mistakes/, 'the reason stays as it is');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const foreign = row({ sign: ({ target, id, time, body }) => signed(`POST ${target}\n${id}.${time}.${body}`, pem) });
    const { entry } = await submitWrongly(simulator, other, foreign);
    t.match(entry.diagnosis, { recipe: null, cause: /private key that the simulator does not know/, difference: null });
    for (const [name, signature, cause] of [
      ['nothing', '', 'The signature is empty.'],
      ['no Base64', '%zz%', 'The signature is not percent-encoded Base64.'],
      ['an HMAC', encodeURIComponent(randomBytes(32).toString('base64')), /^The signature has 32 bytes, .* has 256: /],
    ] as const) {
      const { entry: unreadable } = await submitWrongly(simulator, other, row({ sign: () => signature }));
      t.match(unreadable.diagnosis, { recipe: null, cause }, name);
    }
    const wrongKeyAndText = row({ sign: ({ partnerKey }) => signed('something else', partnerKey) });
    const { entry: both } = await submitWrongly(simulator, other, wrongKeyAndText);
    t.match(both.diagnosis, {
      recipe: 'key-of-partner',
      cause: /, and the string to sign differs in an unknown way\.$/,
    });
    const { entry: mac } = await uploadWrongly(
      simulator,
      other,
      row({ sign: () => randomBytes(32).toString('base64') }),
    );
    t.match(mac.diagnosis, {
      recipe: null,
      cause: /none of the known mistakes/,
      stringToSign: /^\d{13}POST\/open\/api/,
    });
  },
);

t.test('with multipartSigning=fields, a body that was left out or signed in another form is named', async (t) => {
  const simulator = await simulatorFor(t);
  const other = await simulator.createLane();
  simulator.configure('prepaidify', 'multipartSigning', 'fields');
  const rows = [
    { recipe: 'body-left-out', body: '' },
    { recipe: 'body-fields-unsorted', body: JSON.stringify(FIELDS) },
    { recipe: 'body-fields-form', body: 'requestNo=REQ-1&type=idFront' },
  ];
  for (const { recipe, body } of rows) {
    const sign: WrongClient['sign'] = ({ time, target, key }) =>
      createHmac('sha256', key).update(`${time}POST${target}${body}`).digest('base64');
    const { entry } = await uploadWrongly(simulator, other, { name: recipe, recipe, sign });
    t.match(entry.diagnosis, { recipe, stringToSign: /\{"requestNo":"REQ-1","type":"idFront"\}$/ }, recipe);
  }
});

t.test('a signature whose algorithm or keyVersion cannot be used is not examined', async (t) => {
  const simulator = await simulatorFor(t);
  const { clientId = '' } = simulator.credentials['worldfirst'] ?? {};
  for (const signature of ['algorithm=ECC224,signature=QUJD', 'keyVersion=x,signature=QUJD']) {
    const headers = {
      'content-type': 'application/json',
      'client-id': clientId,
      'request-time': String(Date.now()),
      signature,
    };
    const { entry } = await exchange(simulator, { target: SUBMIT, headers, body: CONTENT });
    t.equal(entry.code, 'INVALID_SIGNATURE');
    t.notOk('diagnosis' in entry);
  }
});

t.test('a valid signature never runs a diagnosis, nor does another refusal', async (t) => {
  const { simulator, other, row, signed } = await stage(t);
  const valid = row({
    sign: ({ target, id, time, body, key }) => signed(`POST ${target}\n${id}.${time}.${body}`, key),
  });
  for (const body of [CONTENT, '{', '{"attachmentId":""}']) {
    const { entry } = await submitWrongly(simulator, other, { ...valid, body });
    t.not(entry.code, 'INVALID_SIGNATURE');
    t.notOk('diagnosis' in entry, body);
  }
  const upload = row({
    sign: ({ time, target, key }) => createHmac('sha256', key).update(`${time}POST${target}`).digest('base64'),
  });
  const { entry } = await uploadWrongly(simulator, other, upload);
  t.not(entry.code, '200006');
  t.notOk('diagnosis' in entry);
});

t.test('a large body is diagnosed within bounds, whether it is kept or not', async (t) => {
  const { simulator, other, row, signed } = await stage(t);
  const content = randomBytes(786_432).toString('base64');
  const large = JSON.stringify({
    attachmentId: 'A-1',
    attachmentType: 'ID_CARD_FRONT_SIDE',
    attachmentContent: content,
  });
  const pretty = ({ target, id, time, key }: { target: string; id: string; time: string; key: string }) =>
    signed(`POST ${target}\n${id}.${time}.${JSON.stringify(JSON.parse(large), null, 2)}`, key);
  const { entry } = await submitWrongly(simulator, other, row({ body: large, sign: pretty }));
  t.match(entry.diagnosis, { recipe: 'body-pretty' });
  const unknown = row({ body: large, sign: ({ key }) => signed('something else', key) });
  const { entry: hard } = await submitWrongly(simulator, other, unknown);
  t.match(hard.diagnosis, { recipe: null, fix: /^Send a smaller body/ });
  t.ok((hard.diagnosis?.notTried ?? 0) > 0, 'and what was not tried is counted');
  const tooLarge = row({
    body: 'x'.repeat(9 * 1024 * 1024),
    sign: ({ target, id, time, key }) => signed(`POST ${target}\n${id}.${time}.`, key),
  });
  const { entry: unkept } = await submitWrongly(simulator, other, tooLarge);
  t.match(unkept.diagnosis, { recipe: 'body-left-out', stringToSign: /<the 9437184 bytes of the body>$/ });
});

t.test('bodies that are made to be slow are diagnosed without their other forms', async (t) => {
  const { jsonSkeleton } = await inside('core/recipes/json-skeleton.js');
  const rows = [
    { name: 'many strings', body: JSON.stringify(Array.from({ length: 5_000 }, String)) },
    { name: 'only quotes', body: '"'.repeat(1_000_000) },
    { name: 'deep nesting', body: '['.repeat(10_000) + ']'.repeat(10_000) },
    { name: 'more than 1.5 MiB', body: JSON.stringify('x'.repeat(1_600_000)) },
    { name: 'an open string', body: `{"a":"${'\\'.repeat(100_000)}` },
  ];
  for (const { name, body } of rows) t.equal(jsonSkeleton(Buffer.from(body)), undefined, name);
  t.ok(jsonSkeleton(Buffer.from(JSON.stringify({ content: 'x'.repeat(1_048_576) }))), 'but the largest document is');
});

t.test('an unknown caller learns where the credentials are, and that its keys were swapped', async (t) => {
  const home = folderFor(t);
  const simulator = await simulatorFor(t, { home });
  const { secretKey = '' } = simulator.credentials['prepaidify'] ?? {};
  const time = String(Date.now());
  const submit = { 'content-type': 'application/json', 'request-time': time, signature: 'signature=QUJD' };
  const upload = { 'ach-access-timestamp': time, 'ach-access-sign': 'QUJD' };
  const where = `${join(home, 'credentials.json')}, unless the environment overrides them; \`sparring env\` looks there`;
  const rows = [
    { target: SUBMIT, headers: { ...submit, 'client-id': 'nobody' }, reason: where },
    { target: UPLOAD, headers: { ...upload, 'ach-access-key': 'nobody' }, reason: where },
    { target: UPLOAD, headers: { ...upload, 'ach-access-key': secretKey }, reason: 'the two keys were swapped' },
  ];
  for (const { reason, ...sent } of rows) {
    const { entry, text } = await exchange(simulator, { ...sent, body: CONTENT });
    t.match(entry.reason, reason);
    t.notMatch(text, secretKey);
  }
});

t.test(
  'sparring sign prints the string to sign, its hash and headers with which the request is accepted',
  async (t) => {
    const home = await homeWithKeys(t);
    const { code, stdout } = await sparring([
      'sign',
      'worldfirst',
      'submitAttachment',
      'attachmentId=A-1',
      '--home',
      home,
    ]);
    t.equal(code, 0);
    const [, shown = ''] = /^String to sign: (.*)$/m.exec(stdout) ?? [];
    const text = shown.replaceAll('\\n', '\n');
    t.match(stdout, createHash('sha256').update(text).digest('hex'), 'the hash is that of the string');
    const headers = Object.fromEntries(
      [...stdout.matchAll(/^([\w-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const simulator = await simulatorFor(t, { home, credentials: {} });
    const body = text.slice(text.indexOf('{'));
    const { entry } = await exchange(simulator, { target: SUBMIT, headers, body });
    t.equal(entry.code, 'SUCCESS');
    const upload = await sparring(['sign', 'prepaidify', 'fileUpload', '--home', home]);
    t.match(upload.stdout, /^String to sign: \d{13}POST\/open\/api\/kyc\/share\/fileUpload$/m);
  },
);

t.test('beyond the budget of a second, an entry says that the signature was not examined', async (t) => {
  const { createDiagnosis } = await inside('diagnosis/diagnose.js');
  let nowMs = 0;
  const diagnose = createDiagnosis(() => nowMs);
  let examined = 0;
  const correct = {
    method: '',
    target: '',
    caller: '',
    time: '',
    body: [],
    shownTarget: '',
    write: () => [{ bytes: 'x' }],
  };
  const opening = { mistakes: [], proven: false, matches: () => false };
  const variants = () => Array.from({ length: 2_000 }, (_, index) => ({ write: () => [{ bytes: `${index}` }] }));
  const recipes = [{ id: 'many', part: 'layout', cause: 'The layout is wrong.', fix: 'Fix it.', variants }];
  const examine = () => {
    examined++;
    return { correct, openings: [opening], recipes, code: {}, unopened: '', printOwn: '' };
  };
  const run = () => diagnose({ examine }, { bytes: Buffer.alloc(0), otherLanes: [] });
  const none = { recipe: null, cause: /not examined/, tried: 0 };
  const first = [];
  for (let count = 0; count < 40; count++) first.push(await run());
  t.ok(examined >= 25 && examined < 35, `${examined} were examined`);
  t.match(first.at(-1), none);
  nowMs = 1_000;
  t.match(await run(), { tried: 2_000 }, 'a second later, there is a budget again');
  nowMs = 2_000;
  const atOnce = await Promise.all(Array.from({ length: 40 }, run));
  t.match(atOnce.at(-1), none, 'those that come at once share it');
});

t.test('no random signature is given a name', async (t) => {
  const { diagnoseCase } = await inside('diagnosis/diagnose-case.js');
  const worldfirst = await inside('partners/worldfirst/wrong-recipes/signature-case.js');
  const prepaidify = await inside('partners/prepaidify/wrong-recipes/signature-case.js');
  const keys = (await sharedCredentials())['worldfirst'] ?? {};
  const head = {
    method: 'POST',
    target: SUBMIT,
    headers: { host: 'h', 'content-type': 'multipart/form-data; boundary=b' },
  };
  const evidence = (bytes: Buffer) => ({ head, bytes, sizeBytes: bytes.length, otherLanes: [] });
  const publicKeys = {
    publicKey: createPublicKey(keys['clientPublicKey'] ?? ''),
    partnerPublicKey: createPublicKey(keys['partnerPublicKey'] ?? ''),
  };
  const json = evidence(Buffer.from(CONTENT));
  const form = evidence(multipart());
  const signed = { method: 'POST', target: SUBMIT, clientId: '5S', time: '1700000000000' };
  const parts = { timestamp: '1700000000000', method: 'POST', target: UPLOAD };
  const named: string[] = [];
  const count = { rsa: amount(9_600, 1_200), hmac: amount(400, 50) }; // each HMAC is compared with thousands of strings
  for (let index = 0; index < count.rsa; index++) {
    const bytes = randomBytes(256);
    const read = { kind: 'signature', bytes, value: bytes.toString('base64') };
    const { diagnosis } = diagnoseCase(worldfirst.signatureCase(signed, read, publicKeys, json), json);
    if (diagnosis.recipe !== null) named.push(diagnosis.recipe);
  }
  for (let index = 0; index < count.hmac; index++) {
    const signature = randomBytes(32).toString(index % 2 ? 'base64' : 'hex');
    const from = { parts, shownBody: '', accessKey: 'a', secretKey: 'b'.repeat(64), signature };
    const { diagnosis } = diagnoseCase(prepaidify.signatureCase(from, form), form);
    if (diagnosis.recipe !== null) named.push(diagnosis.recipe);
  }
  t.same(named, []);
});
