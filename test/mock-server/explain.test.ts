import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Composer, composers, isExchange, playCase, readCases } from '@sparring/cases';
import { entryOf, type RequestMessage } from '@sparring/contracts';
import type { AllCredentials } from 'sparring';
import { createControl, type Explanation } from 'sparring/control';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { judgeSaved } from '#simulator/cli/explain/judge-saved.js';
import type { Config } from '#simulator/config/config.js';
import { writeExplanationText } from '#simulator/explain/report-text.js';
import { LONG } from '../helpers/amount.js';
import { folderFor, sparring } from '../helpers/command.js';
import { ask } from '../helpers/control.js';
import { signedUpload, UPLOAD_PATH, upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnySimulator, sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { stageOn } from '../helpers/stage.js';
import { signedSubmit, submit, type WireRequest } from '../helpers/worldfirst.js';

const face = specimen('face.jpg');

/** The latest answer, explained over a real socket, by the schema of the control API. */
const explained = async ({ url }: Pick<AnySimulator, 'url'>, id = 'last'): Promise<Explanation> =>
  (await ask(url, `/explain/${id}`)).json;

/** Every request of every case that is refused, explained. */
async function explainCases(simulator: AnySimulator, composer: Composer): Promise<readonly Explanation[]> {
  const found: Explanation[] = [];
  const stage = stageOn(simulator, composer);
  const send = async (message: RequestMessage) => {
    const answer = await stage.send(message);
    const explanation = await simulator.explain(String(answer.headers['x-sparring-id']));
    if (explanation) found.push(explanation);
    return answer;
  };
  for (const one of readCases(composer.contract.name)) {
    // what has a move is explained by it
    if (one.steps.some((step) => isExchange(step) && step.request.move)) continue;
    await simulator.reset();
    await playCase(one, { ...stage, send });
  }
  return found;
}

/** What no explanation may contain. */
const secretsOf = (credentials: AllCredentials, name: string): readonly string[] =>
  Object.entries(credentials[name] ?? {}).flatMap(([field, text]) => (/id$/i.test(field) ? [] : [text]));

for (const composer of composers) {
  const { contract } = composer;
  const { name } = contract;
  t.test(
    `every natural refusal of ${name} is explained: rule, source, value, limit, fix and how to get it`,
    async (t) => {
      const simulator = await simulatorFor(t);
      const all = await explainCases(simulator, composer);
      const refused = all.filter(({ reason }) => reason !== null);
      t.ok(refused.length > 10 && refused.length < all.length);
      for (const { code, decision, value, fix, reproduce, reason, text, operation, diagnosis, ...rest } of refused) {
        const what = `${code}: ${reason}`;
        t.match(decision, { id: /^[A-Z]\d+$/, answer: /./, provenance: { kind: /./, source: /./ } }, what);
        t.match(value, { what: /^the /, allowed: /^\S/ }, what);
        const { clientAction, trigger } = entryOf(contract.catalogue, code);
        t.equal(fix.at(-1), clientAction, 'the client action of the code is the last thing to do');
        t.ok(fix.length > 1 && fix.every((one) => one.length > 5 && !/undefined|null/.test(one)), fix.join(' '));
        t.equal(reproduce[0]?.text, trigger, what);
        t.equal(reproduce.length > 1, operation !== null, 'a move needs an operation');
        t.equal(text?.includes('%s'), false);
        const shown = JSON.stringify({ ...rest, decision, value, fix, reason, diagnosis });
        for (const secret of secretsOf(simulator.credentials, name)) t.notOk(shown.includes(secret), what);
      }
      const accepted = all.find(({ reason }) => reason === null);
      t.match(accepted, { class: 'success', decision: null, value: null, fix: [] });
    },
  );
}

t.test('the value that was sent stands beside what is allowed', async (t) => {
  const simulator = await simulatorFor(t, { settings: { prepaidify: { timestampWindowSeconds: 60 } } });
  const nobody = (fields: object) =>
    ({ ...simulator, credentials: { ...simulator.credentials, ...fields } }) as AnySimulator;
  const ok = uploadParts(face, 'face.jpg', 'face');
  const rows: readonly (readonly [name: string, send: () => Promise<unknown>, expected: object])[] = [
    [
      'a field with one of several values',
      () => upload(simulator, { parts: uploadParts(face, 'face.jpg', 'id_front') }),
      { code: '4004', value: { what: 'the field type', sent: 'id_front', allowed: /^one of idFront, / } },
    ],
    [
      'a field that may be personal, and is too long',
      () => upload(simulator, { parts: uploadParts(face, 'face.jpg', 'face', 'x'.repeat(65)) }),
      { code: '200002', value: { what: 'the field requestNo', allowed: 'at most 64 characters' } },
    ],
    [
      'a document',
      () => upload(simulator, { parts: uploadParts(face, 'maria-musterfrau.gif', 'face') }),
      {
        code: '4001',
        value: { what: 'the document in file', sent: /^<16 characters>\.gif, \d+ bytes, jpeg, \d+ x \d+ pix/ },
      },
    ],
    [
      'a header with a setting, as it is now',
      () => upload(simulator, { parts: ok, timestamp: '1600000000000' }),
      {
        code: '200005',
        value: {
          what: 'the header ach-access-timestamp',
          sent: '1600000000000',
          allowed: 'within 60 seconds of the clock',
        },
        decision: { id: 'K5', setting: { name: 'timestampWindowSeconds', value: 60, default: 300 } },
      },
    ],
    [
      'a header that is missing',
      () => submit(simulator, { body: {}, headers: { 'request-time': undefined } }),
      {
        code: 'PARAM_ILLEGAL',
        value: { what: 'the header Request-Time', sent: null, allowed: 'present and not empty' },
      },
    ],
    [
      'a method',
      () => submit(simulator, { body: {}, method: 'PUT' }),
      { code: 'METHOD_NOT_SUPPORTED', value: { what: 'the method', sent: 'PUT', allowed: 'POST' } },
    ],
    [
      'a key of another client',
      () => upload(nobody({ prepaidify: { accessKey: 'sk_live_1', secretKey: 'x' } }), { parts: ok }),
      { code: '200007', value: { what: 'the header ach-access-key', sent: '<9 characters>' } },
    ],
  ];
  for (const [name, send, expected] of rows) {
    await send();
    t.match(await explained(simulator), expected, name);
  }
});

t.test(
  'the explanation of an unknown client names the credentials of the simulator, and where sparring env looks',
  async (t) => {
    const home = folderFor(t);
    mkdirSync(home);
    writeFileSync(join(home, 'credentials.json'), JSON.stringify(await sharedCredentials()), { mode: 0o600 });
    const simulator = await simulatorFor(t, { home, credentials: {} });
    const other = {
      ...simulator,
      credentials: { ...simulator.credentials, prepaidify: { accessKey: 'x', secretKey: 'x' } },
    };
    await upload(other as AnySimulator, { parts: uploadParts(face, 'face.jpg', 'face') });
    const { reason, fix } = await explained(simulator);
    t.match(reason, `its credentials are in ${join(home, 'credentials.json')}`);
    t.match(reason, `SPARRING_HOME set to ${home}`);
    t.match(fix[0], /sparring env/);
  },
);

t.test('each way to get an answer on purpose gets it', LONG, async (t) => {
  const simulator = await simulatorFor(t);
  await upload(simulator, { parts: uploadParts(face, 'face.jpg', 'id_front') });
  const { code, reproduce } = await explained(simulator);
  const textOf = (way: string) => reproduce.find((one) => one.way === way)?.text ?? '';
  const again = async (more: { headers?: Record<string, string>; requestNo?: string } = {}) => {
    const { requestNo, headers = {} } = more;
    return (await upload(simulator, { parts: uploadParts(face, 'face.jpg', 'face', requestNo), headers })).json.code;
  };
  t.equal(await again(), '0');
  const [header = '', move = ''] = textOf('header').split(': ');
  t.equal(await again({ headers: { [header]: move } }), code);
  const [field, requestNo] = textOf('value').split('=');
  t.equal(field, 'requestNo');
  t.equal(await again(requestNo === undefined ? {} : { requestNo }), code);
  const [, rule = ''] = /^npx sparring (rules add .*)$/.exec(textOf('rule')) ?? [];
  const file = join(folderFor(t), '..', 'move.jpg');
  const [, make = ''] = /^npx sparring (files make .*)$/.exec(textOf('file')) ?? [];
  t.equal((await sparring([...rule.split(' '), '--url', simulator.url])).code, 0);
  t.equal(await again(), code);
  t.equal((await sparring([...make.split(' '), '--out', file])).code, 0);
  const parts = uploadParts(readFileSync(file), 'move.jpg', 'face');
  t.equal((await upload(simulator, { parts })).json.code, code);
  t.match(textOf('command'), /^npx sparring curl prepaidify fileUpload --move 4004$/);
  const off = await simulatorFor(t, { moves: ['rule'] });
  await upload(off, { parts: uploadParts(face, 'face.jpg', 'id_front') });
  t.same(
    (await explained(off)).reproduce.map(({ way }) => way),
    ['request', 'rule'],
    'ways that are off are not offered',
  );
});

t.test('a move and a fault are explained by themselves', async (t) => {
  const simulator = await simulatorFor(t);
  const { id } = simulator.rules.add({ partner: 'prepaidify', sequence: ['4009', 'html-503(after,2s)'] });
  const parts = uploadParts(face, 'face.jpg', 'face');
  await upload(simulator, { parts });
  const asked = await explained(simulator);
  t.match(asked, {
    code: '4009',
    reason: 'requested as a move',
    decision: null,
    move: { rule: id, used: true },
    fault: null,
  });
  t.match(asked.fix, [/^Send what is missing/, `A rule asked for it; npx sparring rules remove ${id} ends that.`]);
  await upload(simulator, { parts }).catch(() => undefined); // the page is no JSON
  const faulty = await explained(simulator);
  t.match(faulty, {
    code: '0',
    httpStatus: 503,
    fault: { name: 'html-503', client: /HTTP 503/, stored: /the document/ },
  });
  t.match(faulty.fix[0], /treat the outcome as unknown/);
  t.ok(
    faulty.reproduce.some(({ text }) => text === "npx sparring curl prepaidify fileUpload --move 'html-503(after,2s)'"),
  );
  t.notOk(
    faulty.reproduce.some(({ way }) => way === 'value'),
    'an id cannot carry arguments',
  );
  t.match(writeExplanationText(faulty), /^html-503\(after,2s\) in place of 0 \(success\)\n/);
});

t.test(
  'a request for a move that does not exist is explained, and is nothing that a client is reviewed by',
  async (t) => {
    const simulator = await simulatorFor(t);
    await submit(simulator, { body: {}, headers: { 'x-sparring-move': 'PROCESS_FIAL' } });
    const explanation = await explained(simulator);
    t.match(explanation, {
      code: 'unknown-move',
      class: null,
      decision: null,
      reproduce: [],
      reason: /no move PROCESS_FIAL/,
    });
    t.match(explanation.fix, [/^Request one of the codes/, /^Known: SUCCESS, PROCESS_FAIL, /]);
    t.match(writeExplanationText(explanation), /^unknown-move\nworldfirst submitAttachment: POST .* HTTP 400\n/);
    t.match(await simulator.review(), { requests: 0, forgotten: 0, findings: [] });
  },
);

t.test('an explanation is found by the ids of the journal, in its lane or in all of them', async (t) => {
  const simulator = await simulatorFor(t);
  const control = createControl(simulator.url);
  t.same(await control.explain('last'), undefined);
  const answer = await upload(simulator, { parts: uploadParts(face, 'face.jpg', 'face', 'R-77') });
  const expected = await simulator.explain('last');
  t.match(expected, { id: answer.headers['x-sparring-id'], code: '0', businessId: 'R-77' });
  for (const id of ['last', String(answer.headers['x-sparring-id']), answer.json.traceId, 'R-77']) {
    t.same(await control.explain(id), expected, id);
  }
  await simulator.createLane({ name: 'qa', credentials: { prepaidify: { accessKey: 'a', secretKey: 's' } } });
  t.same(await createControl(simulator.url, { lane: 'qa' }).explain('R-77'), undefined);
  t.match(await ask(simulator.url, '/explain/R-78'), {
    status: 404,
    json: { error: { code: 'unknown-entry', field: 'id' } },
  });
});

t.test('a wrong signature is explained in text, with its cause, the difference and the fix', async (t) => {
  const simulator = await simulatorFor(t);
  const { headers, ...request } = signedUpload(simulator, { parts: uploadParts(face, 'face.jpg', 'face') });
  const secret = simulator.credentials['prepaidify']?.['secretKey'] ?? '';
  const time = headers['ach-access-timestamp'] ?? '';
  const sign = createHmac('sha256', secret).update(`${time}post${UPLOAD_PATH}`).digest('base64');
  await send(simulator, { ...request, headers: { ...headers, 'ach-access-sign': sign } });
  const explanation = await explained(simulator);
  t.match(explanation, { code: '200006', diagnosis: { recipe: 'method-lower-case' }, decision: { id: 'K4' } });
  t.equal(explanation.fix[0], explanation.diagnosis?.fix);
  const text = writeExplanationText(explanation);
  t.match(
    text,
    /^200006 \(refused\): Signature failure\nprepaidify fileUpload: POST \/open.*, HTTP 200\n.*x-sparring-id/,
  );
  t.match(text, /\nCause +The method was not signed in upper case\. \(method-lower-case\)\n/);
  t.match(text, /\nDiffers +at byte 13: …\d+post\/open\/ap… instead of …\d+POST\/open\/ap…\n/);
  t.match(text, /\nFix +Sign the method in upper case\. In code: const text = .*\n/);
  t.match(text, /\nDecision +K4 What does a multipart request sign\?/);
  t.match(text, / prepaidify\.multipartSigning is none \(the default\); change it with /);
  t.match(text, /\nAgain +request: An invalid signature\.\n +rule: npx sparring rules add /);
  t.notOk(text.includes(secret) || text.includes(sign));
});

async function send({ url }: AnySimulator, { method, target, headers, body }: WireRequest): Promise<void> {
  const answer = await request(url + target, { method: method as 'POST', headers, body });
  await answer.body.dump();
}

/** A home folder with the shared credentials. */
async function configFor(t: Test): Promise<Config> {
  const home = folderFor(t);
  mkdirSync(home);
  writeFileSync(join(home, 'credentials.json'), JSON.stringify(await sharedCredentials()), { mode: 0o600 });
  return { home, credentials: {} } as unknown as Config;
}

const head = (
  { method, target, headers }: WireRequest,
  more: readonly string[] = [],
  line = `${method} ${target} HTTP/1.1`,
) => [line, 'Host: partner.example', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ...more];

const raw = (request: WireRequest, eol = '\r\n', more?: readonly string[], line?: string) =>
  Buffer.concat([Buffer.from(`${head(request, more, line).join(eol)}${eol}${eol}`), request.body]);

const lengthOf = ({ body }: WireRequest) => [`Content-Length: ${body.length}`];

const har = (requests: readonly object[]) =>
  Buffer.from(JSON.stringify({ log: { version: '1.2', entries: requests } }));

function harEntry({ method, target, headers, body }: WireRequest, postData: object, startedDateTime?: string): object {
  const list = [...Object.entries(headers), [':authority', 'x'], ['Content-Length', String(body.length)]];
  return {
    startedDateTime,
    request: {
      method,
      url: `https://partner.example${target}`,
      headers: list.map(([name, value]) => ({ name, value })),
      bodySize: body.length,
      postData: { mimeType: headers['content-type'], ...postData },
    },
  };
}

const chunked = (body: Buffer) =>
  Buffer.concat([
    Buffer.from('3\r\n'),
    body.subarray(0, 3),
    Buffer.from(`\r\n${(body.length - 3).toString(16)};x=y\r\n`),
    body.subarray(3),
    Buffer.from('\r\n0\r\n\r\n'),
  ]);

/** An hour ago, when the request was signed: a partner with a window would refuse it now. */
const HOUR_AGO_MS = Date.now() - 3_600_000;

t.test('a saved request is judged without a server, at its own time, in whatever form it was saved', async (t) => {
  const config = await configFor(t);
  const credentials = await sharedCredentials();
  const json = signedSubmit(
    { credentials },
    {
      body: {
        attachmentId: 'Ä-1',
        attachmentType: 'ID_CARD_FRONT_SIDE',
        attachmentContent: specimen('id-front.jpg').toString('base64'),
      },
      time: String(HOUR_AGO_MS),
    },
  );
  const pretty = signedSubmit(
    { credentials },
    { body: Buffer.from('{\n  "attachmentId": "A"\n}\n'), time: '2026-01-31T12:00:00+08:00' },
  );
  const form = signedUpload(
    { credentials },
    { parts: uploadParts(Buffer.from('<html>'), 'x.gif', 'face'), timestamp: String(HOUR_AGO_MS) },
  );
  const photo = signedUpload(
    { credentials },
    { parts: uploadParts(face, 'face.jpg', 'face'), timestamp: String(HOUR_AGO_MS) },
  );
  const lf = (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  const other = harEntry({ ...json, target: '/elsewhere' }, { text: '' });
  const rows: readonly (readonly [name: string, saved: Buffer, code: string, note?: RegExp, entry?: number])[] = [
    ['raw with CRLF', raw(json, '\r\n', lengthOf(json)), 'SUCCESS'],
    ['raw with LF', raw(json, '\n', lengthOf(json)), 'SUCCESS'],
    ['a byte order mark and an empty line in front', Buffer.concat([Buffer.from('\ufeff\n'), raw(json)]), 'SUCCESS'],
    [
      'HTTP/2 with a URL and no length',
      raw(json, '\n', [], `POST https://partner.example${json.target} HTTP/2.0`),
      'SUCCESS',
    ],
    [
      'a line break at the end',
      Buffer.concat([raw(json, '\n', lengthOf(json)), Buffer.from('\n')]),
      'SUCCESS',
      /^the line break at the end of the file/,
    ],
    ['in chunks', raw({ ...json, body: chunked(json.body) }, '\r\n', ['Transfer-Encoding: chunked']), 'SUCCESS'],
    ['chunks that were joined already', raw(json, '\r\n', ['Transfer-Encoding: chunked']), 'SUCCESS'],
    ['a time in ISO 8601', raw(pretty, '\n', lengthOf(pretty)), 'PARAM_ILLEGAL'],
    [
      'LF that became CRLF',
      Buffer.from(raw(pretty, '\n', lengthOf(pretty)).toString().replaceAll('\n', '\r\n')),
      'PARAM_ILLEGAL',
      /read as LF$/,
    ],
    ['a picture in parts', raw(photo, '\r\n', lengthOf(photo)), '0'],
    ['parts with LF', lf(raw(form, '\n', lengthOf(form))), '4001', /read as CRLF$/],
    ['parts with LF and no length', lf(raw(form, '\n')), '4001', /read as CRLF$/],
    [
      'a cut body',
      raw(json, '\n', lengthOf(json)).subarray(0, -9),
      'INVALID_SIGNATURE',
      /Content-Length was \d+: the file is not what was sent$/,
    ],
    [
      'a move in a header',
      raw(json, '\n', [...lengthOf(json), 'X-Sparring-Move: hang']),
      'SUCCESS',
      /x-sparring-move was ignored/,
    ],
    ['HAR with a text', har([harEntry(json, { text: json.body.toString() })]), 'SUCCESS'],
    ['HAR with Base64', har([harEntry(photo, { text: photo.body.toString('base64'), encoding: 'base64' })]), '0'],
    ['HAR with a character for each byte', har([harEntry(photo, { text: photo.body.toString('latin1') })]), '0'],
    ['one entry of HAR alone', Buffer.from(JSON.stringify(harEntry(json, { text: json.body.toString() }))), 'SUCCESS'],
    [
      'the last entry of a partner',
      har([harEntry(form, { text: form.body.toString() }), harEntry(json, { text: json.body.toString() }), other]),
      'SUCCESS',
      /entry 2 of 3/,
    ],
    ['another entry', har([harEntry(form, { text: form.body.toString() }), other]), '4001', /entry 1 of 2/, 1],
    [
      'HAR whose bytes are damaged',
      har([harEntry(json, { text: json.body.toString().slice(1) })]),
      'INVALID_SIGNATURE',
      /does not have its bytes$/,
    ],
  ];
  const file = join(config.home, 'saved');
  for (const [name, saved, code, note, entry] of rows) {
    writeFileSync(file, saved);
    const { explanation, notes } = await judgeSaved({ request: file, set: [], ...(entry ? { entry } : {}) }, config);
    t.equal(explanation.code, code, name);
    t.match(notes[0], `judged with the credentials in ${join(config.home, 'credentials.json')}`);
    t.match(notes[1], /^the clock was at .*, the time at which it was signed$/, name);
    t.match(notes.slice(2), note ? [note] : [], name);
    t.equal(notes.length, note ? 3 : 2, name);
    if (name === 'raw with CRLF') t.equal(explanation.at, new Date(HOUR_AGO_MS).toISOString());
  }
});

t.test(
  'a saved request without a time of its own is judged at that of the file, or now, with the settings given',
  async (t) => {
    const config = await configFor(t);
    const file = join(config.home, 'saved');
    const request = { method: 'POST', target: UPLOAD_PATH, headers: {}, body: Buffer.alloc(0) };
    writeFileSync(file, har([harEntry(request, { text: '' }, '2026-02-03T04:05:06.000Z')]));
    const sent = await judgeSaved({ request: file, set: [] }, config);
    t.match(sent, {
      explanation: { code: '3000', at: '2026-02-03T04:05:06.000Z' },
      notes: [/./, /the time at which it was sent/],
    });
    writeFileSync(file, raw(request));
    t.match(await judgeSaved({ request: file, set: [] }, config), { notes: [/./, /now, because it has no time/] });
    const credentials = await sharedCredentials();
    const signed = signedUpload({ credentials }, { parts: uploadParts(face, 'face.jpg', 'face') });
    writeFileSync(file, raw(signed));
    const set = ['prepaidify.requireRegisteredRequest=true'];
    t.match((await judgeSaved({ request: file, set }, config)).explanation, {
      code: '4006',
      decision: { id: 'K13', setting: { value: true, default: false } },
    });
  },
);

t.test('what is no request is refused in a sentence that names the file', async (t) => {
  const config = await configFor(t);
  const file = join(config.home, 'saved');
  const post = { method: 'POST', target: '/elsewhere', headers: {}, body: Buffer.from('x') };
  const rows: readonly (readonly [name: string, saved: Buffer | string, message: RegExp, entry?: number])[] = [
    ['nothing', '', /saved is neither HAR nor an HTTP request: its first line is ""/],
    ['a text', 'hello world, this is it', /its first line is "hello world, this is it", not like POST/],
    ['an answer', 'HTTP/1.1 200 OK\n\n', /its first line is "HTTP\/1\.1 200 OK"/],
    ['a line that is no header', 'POST /x HTTP/1.1\nnothing\n\n', /the line "nothing" among its headers/],
    ['a target that is none', 'GET example HTTP/1.1\n\n', /the target example, which is neither a path nor a URL/],
    ['broken JSON', '{"log": ', /begins like JSON, but is none/],
    ['JSON of another kind', '{"name": "x"}', /is JSON, but not HAR with an entry/],
    ['HAR without entries', har([]), /not HAR with an entry/],
    ['an entry that is not there', har([harEntry(post, { text: 'x' })]), /has 1 entries, so there is no entry 2/, 2],
    ['an entry without a request', har([{}]), /entry 1 of .*saved has no request with method, url and headers/],
    [
      'HAR without the bytes of the body',
      har([harEntry({ ...post, target: UPLOAD_PATH }, { params: [] })]),
      /save the request as a raw HTTP request instead/,
    ],
    [
      'a path of the control API',
      raw({ ...post, target: '/_sparring/elsewhere' }),
      /the request belongs to no partner: there is nothing at \/_sparring\/elsewhere/,
    ],
  ];
  for (const [name, saved, message, entry] of rows) {
    writeFileSync(file, saved);
    const judged = judgeSaved({ request: file, set: [], ...(entry ? { entry } : {}) }, config);
    await t.rejects(judged, { name: 'UserError', message }, name);
  }
  writeFileSync(file, raw(post));
  const { explanation } = await judgeSaved({ request: file, set: [] }, config);
  t.match(explanation, { code: 'unknown-path', partner: null, reason: 'there is nothing at /elsewhere' });
  await t.rejects(judgeSaved({ request: `${file}-2`, set: [] }, config), { message: /cannot be read \(ENOENT\)/ });
});

t.test('the command explains an id or a saved request', LONG, async (t) => {
  const simulator = await simulatorFor(t);
  await upload(simulator, { parts: uploadParts(face, 'face.jpg', 'id_front') });
  const explanation = await simulator.explain('last');
  const { home } = await configFor(t);
  const file = join(dirname(home), 'saved.http');
  const signed = signedUpload(
    { credentials: await sharedCredentials() },
    { parts: uploadParts(face, 'face.jpg', 'id_front') },
  );
  writeFileSync(file, raw(signed));
  const [last, json, saved, none, both] = await Promise.all([
    sparring(['explain', '--url', simulator.url]),
    sparring(['explain', String(explanation?.id), '--json', '--url', simulator.url]),
    sparring(['explain', '--request', file, '--home', home, '--json', '--url', 'http://127.0.0.1:1']),
    sparring(['explain', 'R-unknown', '--url', simulator.url]),
    sparring(['explain', 'last', '--request', file]),
  ]);
  t.same([last.code, last.stdout, last.stderr], [0, explanation && writeExplanationText(explanation), '']);
  t.same([json.code, JSON.parse(json.stdout)], [0, explanation]);
  t.match(JSON.parse(saved.stdout), { code: '4004', value: { sent: 'id_front' } });
  t.match(saved.stderr, /^note: judged with the credentials in .*\nnote: the clock was at /);
  t.same([none.code, none.stderr], [2, 'sparring: the journal has no entry R-unknown; old entries are deleted\n']);
  t.same([both.code, both.stderr], [2, 'sparring: use either an id or --request\n']);
});
