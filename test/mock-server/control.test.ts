import { X509Certificate } from 'node:crypto';
import dns from 'node:dns/promises';
import fs from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { networkInterfaces } from 'node:os';
import { partners, type SettingValue } from '@sparring/contracts';
import { type Simulator, startSimulator, UserError } from 'sparring';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { refuseAccess } from '#simulator/control/access.js';
import { isLoopbackHost } from '#simulator/server/control-access.js';
import { LONG } from '../helpers/amount.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { submit } from '../helpers/worldfirst.js';

const partnerNames = partners.map(({ name }) => name).join(', ');
const photo = specimen('face.jpg');
const other = specimen('id-front.jpg');

const attach = async (simulator: Simulator, attachmentId: string, content = photo) => {
  const body = { attachmentId, attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent: content.toString('base64') };
  return (await submit(simulator, { body })).json;
};
const uploadFor = async (simulator: Simulator, requestNo: string) =>
  (await upload(simulator, { parts: uploadParts(photo, 'face.jpg', 'face', requestNo) })).json.code;

/** A request to the control API as a browser or a script sends it. */
async function ask(
  url: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { method = 'GET', ...rest } = options;
  const answer = await request(url + path, { method: method as 'GET', ...rest });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, json: text === '' ? undefined : JSON.parse(text) };
}

const post = (url: string, body: object) =>
  ask(url, '/_sparring/state', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const codeOf = (json: { result: { resultCode: string } }) => json.result.resultCode;

t.test('two simulators in one process share nothing', async (t) => {
  const [first, second] = await Promise.all([simulatorFor(t), startSimulator()]);
  t.teardown(() => second.close());
  t.not(first.url, second.url);
  t.not(first.credentials['prepaidify']?.['secretKey'], second.credentials['prepaidify']?.['secretKey']);
  t.equal(codeOf(await attach(first, 'A-1')), 'SUCCESS');
  t.equal(codeOf(await attach(second, 'A-1', other)), 'SUCCESS', 'the second knows nothing of the first');
  first.configure('worldfirst', 'onRepeat', 'accept');
  t.equal(codeOf(await attach(first, 'A-1', other)), 'SUCCESS');
  t.equal(codeOf(await attach(second, 'A-1')), 'REPEAT_REQ_INCONSISTENT', 'a setting of the first is not its own');
  await first.setState('prepaidify', 'decided', 'R-1');
  t.same([await uploadFor(first, 'R-1'), await uploadFor(second, 'R-1')], ['4012', '0']);
  const crossed = await submit({ ...first, credentials: second.credentials }, { body: {} });
  t.equal(codeOf(crossed.json), 'INVALID_CLIENT');
  await first.reset();
  t.equal((await ask(first.url, '/_sparring/journal')).json.entries.length, 0);
  t.equal((await ask(second.url, '/_sparring/journal')).json.entries.length, 3);
});

t.test('reset forgets everything and restarts the seed', async (t) => {
  const simulator = await simulatorFor(t, { seed: 'again', settings: { worldfirst: { keyVersion: 7 } } });
  const first = await attach(simulator, 'A-1');
  simulator.configure('worldfirst', 'keyVersion', 9);
  await simulator.setState('prepaidify', 'decided', 'R-1');
  t.equal(codeOf(await attach(simulator, 'A-1', other)), 'REPEAT_REQ_INCONSISTENT');
  await simulator.reset();
  t.same((await ask(simulator.url, '/_sparring/journal')).json, { entries: [], next: null });
  t.same(await attach(simulator, 'A-1', photo), first, 'the same answer again');
  t.equal(await uploadFor(simulator, 'R-1'), '0', 'no state is left');
  const answer = await submit(simulator, { body: {} });
  t.match(answer.headers['signature'], /keyVersion=7,/, 'settings are those of the start');
});

t.test('an unknown setting or state is rejected in a sentence', async (t) => {
  const simulator = await simulatorFor(t);
  const rows: readonly { name: string; args: readonly [string, string, SettingValue]; says: RegExp }[] = [
    {
      name: 'a partner',
      args: ['nobody', 'x', 1],
      says: new RegExp(`no partner nobody; the partners are ${partnerNames}`),
    },
    { name: 'a setting', args: ['prepaidify', 'x', 1], says: /no setting x; it has multipartSigning/ },
    { name: 'a name every object has', args: ['prepaidify', 'constructor', 1], says: /no setting constructor/ },
    { name: 'a choice', args: ['worldfirst', 'onRepeat', 'x'], says: /takes check or accept, not x/ },
    { name: 'a flag', args: ['worldfirst', 'sniffContent', 'true'], says: /takes true or false, not true/ },
    {
      name: 'a count',
      args: ['worldfirst', 'requestsPerSecond', -1],
      says: /takes a non-negative integer or off, not -1/,
    },
    {
      name: 'a fraction',
      args: ['worldfirst', 'requestsPerSecond', 0.5],
      says: /takes a non-negative integer or off, not 0\.5/,
    },
    {
      name: 'no null',
      args: ['prepaidify', 'timestampWindowSeconds', null],
      says: /takes a non-negative integer, not null/,
    },
  ];
  for (const { name, args, says } of rows) {
    const error = await Promise.resolve()
      .then(() => simulator.configure(...args))
      .catch((thrown: unknown) => thrown);
    t.type(error, UserError, name);
    t.match((error as Error).message, says, name);
  }
  // @ts-expect-error the compiler knows the settings too
  await t.rejects(startSimulator({ settings: { worldfirst: { x: 1 } } }), UserError);
  await t.rejects(startSimulator({ credentials: { worldfirst: { clientPublicKey: 'x' } } }), UserError);
  for (const clientId of ['商户', 'a\r\nb: c', 'a\n', ' a', 'a ', 'café', 'a\u0000', 'x'.repeat(1001), ' ', '']) {
    const what = 'the client id of worldfirst in the credentials option ';
    const message = clientId.trim() === '' ? `${what}is blank` : `${what}cannot be sent as a header; use up to 1,000`;
    await t.rejects(startSimulator({ credentials: { worldfirst: { clientId } } }), { name: 'UserError', message });
  }
  await t.rejects(
    // @ts-expect-error the compiler knows the partners too
    startSimulator({ credentials: { nobody: {} } }),
    /the credentials option contains the unknown partner/,
  );
  for (const [partner, state, known] of [
    ['nobody', 'decided', 'none'],
    ['worldfirst', 'decided', 'none'],
    ['prepaidify', 'toString', 'registered, decided'],
  ] as const) {
    const message = `${partner} has no state ${state}; it has ${known}`;
    await t.rejects(simulator.setState(partner, state, 'R-1'), { name: 'UserError', message, field: 'state' });
  }
});

t.test('states are set over the control API', async (t) => {
  const simulator = await simulatorFor(t, { settings: { prepaidify: { requireRegisteredRequest: true } } });
  const { url } = simulator;
  const setState = (state: string, subject = 'R-1') => post(url, { partner: 'prepaidify', state, subject });
  t.equal(await uploadFor(simulator, 'R-1'), '4006');
  t.match(await setState('registered'), { status: 204, json: undefined });
  t.same([await uploadFor(simulator, 'R-1'), await uploadFor(simulator, 'R-2')], ['0', '4006']);
  t.match(await setState('decided'), { status: 204 });
  t.equal(await uploadFor(simulator, 'R-1'), '4012');
  const rows: readonly { name: string; body: object }[] = [
    { name: 'another state', body: { partner: 'prepaidify', state: 'x', subject: 'R' } },
    { name: 'a name every object has', body: { partner: 'prepaidify', state: 'constructor', subject: 'R' } },
    { name: 'a partner without states', body: { partner: 'worldfirst', state: 'decided', subject: 'R' } },
  ];
  for (const { name, body } of rows) {
    const { status, json } = await post(url, body);
    t.match({ status, code: json.error.code }, { status: 400, code: 'unknown-state' }, name);
    for (const known of ['prepaidify: registered', 'prepaidify: decided']) {
      t.ok(json.error.known.includes(known), `${name}: ${known} is listed`);
    }
  }
  const misshapen: readonly { name: string; body: object; field?: string }[] = [
    { name: 'no subject', body: { partner: 'prepaidify', state: 'decided' }, field: 'subject' },
    { name: 'no text', body: { partner: 'prepaidify', state: 'decided', subject: 1 }, field: 'subject' },
    { name: 'a list', body: [] },
  ];
  for (const { name, body, field } of misshapen) {
    const { status, json } = await post(url, body);
    t.match({ status, code: json.error.code }, { status: 400, code: 'invalid-body' }, name);
    t.equal(json.error.field, field, name);
  }
});

t.test('what the control API cannot read is answered in its own form', async (t) => {
  const { url } = await simulatorFor(t);
  const post = (type: string, body: string) =>
    ask(url, '/_sparring/state', { method: 'POST', headers: { 'content-type': type }, body });
  const rows = [
    { name: 'broken JSON', answer: await post('application/json', '{'), status: 400, code: 'unreadable-body' },
    { name: 'no body', answer: await post('application/json', ''), status: 400, code: 'invalid-body' },
    {
      name: 'a prototype',
      answer: await post('application/json', '{"__proto__":1}'),
      status: 400,
      code: 'invalid-body',
    },
    { name: 'another media type', answer: await post('image/png', 'x'), status: 415, code: 'json-required' },
    {
      name: 'a form of a web page',
      answer: await post('text/plain', '{"partner":"prepaidify"}'),
      status: 415,
      code: 'json-required',
    },
    {
      name: 'too much',
      answer: await post('application/json', ' '.repeat(1_100_000)),
      status: 413,
      code: 'unreadable-body',
    },
    { name: 'no such path', answer: await ask(url, '/_sparring/x'), status: 404, code: 'unknown-path' },
    {
      name: 'no such method',
      answer: await ask(url, '/_sparring/health', { method: 'DELETE' }),
      status: 405,
      code: 'wrong-method',
    },
    {
      name: 'no such description',
      answer: await ask(url, '/_sparring/openapi/x.json'),
      status: 404,
      code: 'unknown-path',
    },
    {
      name: 'a description elsewhere',
      answer: await ask(url, '/_sparring/openapi/..%2f..%2fpackage.json'),
      status: 404,
      code: 'unknown-path',
    },
    { name: 'no such entry', answer: await ask(url, '/_sparring/journal/x'), status: 404, code: 'unknown-entry' },
    { name: 'nothing of ours', answer: await ask(url, '/'), status: 404, code: 'unknown-path' },
    { name: 'nothing of ours, again', answer: await ask(url, '/robots.txt'), status: 404, code: 'unknown-path' },
  ];
  for (const { name, answer, status, code } of rows) {
    t.equal(answer.status, status, name);
    t.equal(answer.json.error.code, code, name);
    t.ok(answer.json.error.message && answer.json.error.todo, `${name}: what is wrong and what to do`);
  }
});

t.test('the control API describes the simulator and its partners', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  t.match(await ask(url, '/_sparring/health'), {
    status: 200,
    json: { status: 'up', partners: partners.map(({ name }) => name), keepsDocuments: false },
  });
  const { json: catalogue } = await ask(url, '/_sparring/catalogue');
  for (const [index, contract] of partners.entries()) {
    const shown = catalogue.partners[index];
    t.equal(shown.name, contract.name);
    t.same(shown.catalogue, JSON.parse(JSON.stringify(contract.catalogue)), 'every code with everything known of it');
    t.same(shown.decisions, JSON.parse(JSON.stringify(contract.decisions)));
    t.same(Object.keys(shown.settings), Object.keys(contract.settings));
    const description = await ask(url, `/_sparring/openapi/${contract.name}.json`);
    t.match(description.headers['content-type'], 'application/json');
    t.match(description.json.openapi, /^3\.1/);
    t.same(Object.keys(description.json.paths), [...new Set(contract.operations.map(({ path }) => path))]);
  }
  const accepted = await upload(simulator, { parts: uploadParts(photo, 'face.jpg', 'face') });
  const refused = await upload(simulator, { parts: uploadParts(photo, 'face.gif', 'face') });
  const moved = await upload(simulator, {
    parts: uploadParts(photo, 'face.jpg', 'face'),
    headers: { 'x-sparring-move': '4005' },
  });
  const journal = async (id: unknown) => (await ask(url, `/_sparring/journal/${id}`)).json;
  const entry = await journal(accepted.headers['x-sparring-id']);
  t.match(entry, {
    partner: 'prepaidify',
    operation: 'fileUpload',
    method: 'POST',
    code: '0',
    rule: null,
    reason: null,
    move: null,
  });
  t.ok(entry.bodyBytes > photo.length);
  t.match(await journal(refused.headers['x-sparring-id']), {
    code: '4001',
    rule: 'K10',
    reason: /\.jpg, \.jpeg, \.png or \.pdf/,
  });
  t.match(await journal(moved.headers['x-sparring-id']), {
    code: '4005',
    rule: 'move',
    move: { text: '4005', by: 'header', rule: null, used: true },
  });
  const { json: latest } = await ask(url, '/_sparring/journal');
  t.same(
    latest.entries.map(({ code }: { code: string }) => code),
    ['4005', '4001', '0'],
    'newest first',
  );
});

t.test('the control API describes the partners when no file descriptor is left', async (t) => {
  const { url } = await simulatorFor(t);
  const { readFile } = fs;
  fs.readFile = (() =>
    Promise.reject(Object.assign(new Error('too many open files'), { code: 'EMFILE' }))) as typeof readFile;
  syncBuiltinESMExports();
  t.teardown(() => {
    fs.readFile = readFile;
    syncBuiltinESMExports();
  });
  for (const { name } of partners) {
    const { status, json } = await ask(url, `/_sparring/openapi/${name}.json`);
    t.equal(status, 200);
    t.match(json.openapi, /^3\.1/, 'from what was read at the start');
  }
});

t.test('the journal forgets its oldest entries', async (t) => {
  const simulator = await simulatorFor(t, { journalEntries: 2 });
  for (const id of ['A-1', 'A-2', 'A-3']) await attach(simulator, id);
  t.equal((await ask(simulator.url, '/_sparring/journal')).json.entries.length, 2);
});

t.test('without options, the journal keeps 1,000 entries', async (t) => {
  const simulator = await simulatorFor(t);
  const ids: string[] = [];
  for (let count = 0; count < 1_001; count++) {
    const { headers } = await ask(simulator.url, '/aps/nothing');
    ids.push(String(headers['x-sparring-id']));
  }
  const [oldest, second] = ids;
  t.equal((await ask(simulator.url, `/_sparring/journal/${oldest}`)).status, 404);
  t.equal((await ask(simulator.url, `/_sparring/journal/${second}`)).status, 200);
});

t.test('without options, a store keeps 100,000 records', LONG, async (t) => {
  const simulator = await simulatorFor(t);
  for (let count = 0; count <= 100_000; count++) await simulator.setState('prepaidify', 'decided', `R-${count}`);
  t.equal(await uploadFor(simulator, 'R-0'), '0', 'the oldest is forgotten');
  t.equal(await uploadFor(simulator, 'R-1'), '4012');
});

t.test('a record that is written again is the latest', async (t) => {
  const simulator = await simulatorFor(t, { storedRecords: 2 });
  for (const subject of ['R-1', 'R-2', 'R-1', 'R-3']) await simulator.setState('prepaidify', 'decided', subject);
  t.equal(await uploadFor(simulator, 'R-2'), '0');
  t.equal(await uploadFor(simulator, 'R-1'), '4012');
  t.equal(await uploadFor(simulator, 'R-3'), '4012');
  await simulator.reset();
  for (const subject of ['R-4', 'R-5', 'R-6']) await simulator.setState('prepaidify', 'decided', subject);
  t.equal(await uploadFor(simulator, 'R-4'), '0', 'also after a reset');
  t.equal(await uploadFor(simulator, 'R-5'), '4012');
});

async function hostAnswers(t: Test, simulator: Simulator, rows: readonly { host: string; status: number }[]) {
  for (const { host, status } of rows) {
    const answer = await ask(simulator.url, '/_sparring/health', { headers: { host, origin: 'http://evil.example' } });
    t.equal(answer.status, status, host);
    if (status === 403) t.equal(answer.json.error.code, 'forbidden-host', host);
    const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
    t.same(cors, [], 'no page of another origin may read it');
  }
}

t.test('a web page that rebinds its name does not reach the control API', async (t) => {
  await hostAnswers(t, await simulatorFor(t), [
    { host: '127.0.0.1:4010', status: 200 },
    { host: '127.8.9.1', status: 200 },
    { host: 'localhost:4010', status: 200 },
    { host: 'LOCALHOST', status: 200 },
    { host: 'qa.localhost:1', status: 200 },
    { host: '[::1]:4010', status: 200 },
    { host: 'evil.example', status: 403 },
    { host: 'evil.example:4010', status: 403 },
    { host: '127.0.0.1.evil.example', status: 403 },
    { host: 'localhost.evil.example', status: 403 },
    { host: 'evil-localhost', status: 403 },
    { host: '127.evil.example', status: 403 },
    { host: '10.0.0.1', status: 403 },
    { host: '[fe80::1]', status: 403 },
  ]);
  const open = await simulatorFor(t, { host: 'localhost' });
  t.equal((await post(open.url, {})).status, 400, 'the configured host does');
  const preflight = await ask(open.url, '/_sparring/state', {
    method: 'OPTIONS',
    headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
  });
  t.equal(preflight.status, 405);
});

t.test('off loopback the control API requires a token, whatever the Host header says', async (t) => {
  const simulator = await simulatorFor(t, { host: '0.0.0.0', allowedHosts: ['QA.example', '203.0.113.7'] });
  const url = simulator.url.replace('0.0.0.0', '127.0.0.1');
  t.match(simulator.token, /^[\w-]{22,}$/, 'one is generated');
  const bearer = { authorization: `Bearer ${simulator.token}` };
  const paths = ['catalogue', 'journal', 'journal/x', 'openapi/worldfirst.json', 'nothing'];
  for (const path of paths) {
    for (const host of ['localhost', '127.0.0.1:4010', '[::1]', 'qa.example', '0.0.0.0:4010']) {
      const { status, headers, json } = await ask(url, `/_sparring/${path}`, { headers: { host } });
      t.match({ status, json }, { status: 401, json: { error: { code: 'token-required' } } }, `${path}, ${host}`);
      t.equal(headers['www-authenticate'], 'Bearer');
    }
  }
  const rows = [
    { name: 'no token', headers: {}, status: 401 },
    { name: 'another token', headers: { authorization: 'Bearer x' }, status: 401 },
    { name: 'another scheme', headers: { authorization: `Basic ${simulator.token}` }, status: 401 },
    { name: 'the scheme in lower case', headers: { authorization: `bearer ${simulator.token}` }, status: 200 },
    { name: 'loopback', headers: { ...bearer, host: 'LocalHost:1' }, status: 200 },
    { name: 'the configured address', headers: { ...bearer, host: '0.0.0.0:4010' }, status: 200 },
    { name: 'an allowed name', headers: { ...bearer, host: 'qa.EXAMPLE:80' }, status: 200 },
    { name: 'an allowed address', headers: { ...bearer, host: '203.0.113.7' }, status: 200 },
    { name: 'another name', headers: { ...bearer, host: 'evil.example' }, status: 403 },
  ];
  for (const { name, headers, status } of rows) {
    t.equal((await ask(url, '/_sparring/journal', { headers })).status, status, name);
  }
  t.equal((await ask(url, '/_sparring/health')).status, 200, 'a health check needs none');
  const state = { partner: 'prepaidify', state: 'decided', subject: 'R-1' };
  t.equal((await post(url, state)).status, 401);
  t.equal(await uploadFor({ ...simulator, url }, 'R-1'), '0', 'nothing was set, and partners need no token');
});

t.test('a token can be chosen, also on loopback, where none is needed otherwise', async (t) => {
  const plain = await simulatorFor(t, { host: 'localhost' });
  t.notOk('token' in plain);
  t.equal((await ask(plain.url, '/_sparring/journal')).status, 200);
  const simulator = await simulatorFor(t, { token: 'chosen' });
  t.equal(simulator.token, 'chosen');
  t.equal((await ask(simulator.url, '/_sparring/journal')).status, 401);
  const headers = { authorization: 'Bearer chosen' };
  t.equal((await ask(simulator.url, '/_sparring/journal', { headers })).status, 200);
  for (const token of ['', ' ', 'a b', '商户', 'a\n']) {
    await t.rejects(startSimulator({ token }), /the token of the control API must consist of letters, digits and/);
  }
  for (const name of ['', 'http://qa.example', 'qa.example:80', 'qa example', '*', '-x', '[::1]']) {
    await t.rejects(startSimulator({ allowedHosts: [name] }), /an allowed host is a name or an address without scheme/);
  }
});

t.test('a host in capital letters is the same host', async (t) => {
  const simulator = await simulatorFor(t, { host: 'LOCALHOST', allowedHosts: ['Qa.Example'] });
  await hostAnswers(t, simulator, [
    { host: 'LocalHost', status: 200 },
    { host: 'QA.EXAMPLE', status: 200 },
    { host: 'qa.example.evil.example', status: 403 },
  ]);
  const mapped = await simulatorFor(t, { host: '::FFFF:127.0.0.1' });
  t.notOk('token' in mapped, 'IPv4 loopback in an IPv6 address is loopback');
  await hostAnswers(t, { ...mapped, url: `http://127.0.0.1:${new URL(mapped.url).port}` }, [
    { host: '[::ffff:127.0.0.1]', status: 200 },
    { host: '[::ffff:10.0.0.1]', status: 403 },
  ]);
});

t.test('the control API accepts the address that a client connected to, and no other one', async (t) => {
  const { host, token } = { host: '0.0.0.0', token: undefined };
  for (const [localAddress, named, allowed] of [
    ['203.0.113.5', '203.0.113.5:4010', true],
    ['::ffff:203.0.113.5', '203.0.113.5', true],
    ['2001:db8::5', '[2001:db8::5]:4010', true],
    ['203.0.113.5', '203.0.113.6', false],
    ['203.0.113.5', 'qa.example', false],
    ['203.0.113.5', '', false],
  ] as const) {
    const request = { headers: { host: named }, socket: { localAddress } } as unknown as IncomingMessage;
    const refused = refuseAccess(request, { host, token, allowedHosts: [] });
    t.equal(refused?.httpStatus, allowed ? undefined : 403, `${named} at ${localAddress}`);
  }
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all);
  const outer = addresses.find(({ internal, family }) => !internal && family === 'IPv4');
  if (!outer) return;
  const simulator = await simulatorFor(t, { host: '0.0.0.0', token: 'chosen' });
  const url = simulator.url.replace('0.0.0.0', outer.address);
  const headers = { authorization: 'Bearer chosen' };
  t.equal((await ask(url, '/_sparring/journal', { headers })).status, 200);
  const other = { ...headers, host: '203.0.113.6' };
  t.equal((await ask(url, '/_sparring/journal', { headers: other })).status, 403);
});

t.test('a name is loopback only if all of its addresses are', async (t) => {
  const { lookup } = dns;
  t.teardown(() => {
    dns.lookup = lookup;
    syncBuiltinESMExports();
  });
  for (const [addresses, loopback] of [
    [['127.0.0.1', '::1'], true],
    [['127.0.0.1', '203.0.113.5'], false],
    [['2001:db8::5', '::1'], false],
  ] as const) {
    dns.lookup = (async () => addresses.map((address) => ({ address, family: 4 }))) as unknown as typeof lookup;
    syncBuiltinESMExports();
    t.equal(await isLoopbackHost('name.example'), loopback, addresses.join());
  }
});

t.test('the subject of a state is bounded', async (t) => {
  const simulator = await simulatorFor(t);
  const setState = (subject: string) => post(simulator.url, { partner: 'prepaidify', state: 'decided', subject });
  t.match(await setState('x'.repeat(256)), { status: 204 });
  const message = 'subject must have at most 256 characters';
  const error = { code: 'invalid-body', field: 'subject', message };
  t.match(await setState('x'.repeat(257)), { status: 400, json: { error } });
  await t.rejects(simulator.setState('prepaidify', 'decided', 'x'.repeat(257)), new UserError(message, 'subject'));
});

t.test('the certificate is valid for the configured host and every allowed one', async (t) => {
  const allowedHosts = ['Qa.Example', '203.0.113.7', '2001:db8::1:20', '::ffff:203.0.113.9', 'fe80::'];
  const { tlsCertificate = '' } = await simulatorFor(t, { host: '127.0.0.2', tlsPort: 0, allowedHosts });
  const certificate = new X509Certificate(tlsCertificate);
  for (const address of ['127.0.0.1', '::1', '127.0.0.2', ...allowedHosts.slice(1)]) {
    t.ok(certificate.checkIP(address), address);
  }
  for (const name of ['localhost', 'qa.example']) t.equal(certificate.checkHost(name), name);
  t.notOk(certificate.checkIP('127.0.0.3') ?? certificate.checkHost('evil.example'));
});

t.test('a query reaches neither the journal nor the log, nor the answer to an unknown path', async (t) => {
  const lines: string[] = [];
  const write = (...line: unknown[]) => lines.push(JSON.stringify(line));
  const simulator = await simulatorFor(t, { log: { info: write, error: write } });
  simulator.configure('prepaidify', 'multipartSigning', 'fields');
  const query = '?token=hunter2&hunter2&hunter2=';
  const parts = uploadParts(photo, 'face.jpg', 'face');
  const answers = [
    await submit(simulator, { body: {}, target: `/aps/api/business/onboard/submitAttachment${query}` }),
    await submit(simulator, {
      body: {},
      target: `/aps/api/business/onboard/submitAttachment${query}`,
      signedBody: Buffer.from('x'),
    }),
    await submit(simulator, { body: {}, target: `/aps/unknown${query}` }),
    await upload(simulator, { parts, target: `/open/api/kyc/share/fileUpload${query}`, signedBody: 'x' }),
    await upload(simulator, { parts, target: `/open/unknown${query}` }),
  ];
  const codes = ['PARAM_ILLEGAL', 'INVALID_SIGNATURE', 'INVALID_API', '200006', '1'];
  const entries = (await ask(simulator.url, '/_sparring/journal')).json.entries.reverse();
  t.same(
    entries.map(({ code }: { code: string }) => code),
    codes,
  );
  t.equal(answers.length, codes.length);
  t.match(entries[1].reason, '/submitAttachment?token=<7 characters>&');
  t.match(entries[3].reason, '/fileUpload?token=<7 characters>{', 'in the form that is signed');
  t.equal(entries[2].path, '/aps/unknown');
  t.notMatch(JSON.stringify(entries), 'hunter2');
  t.notMatch(lines.join(), 'hunter2');
  for (const path of [`/nowhere${query}`, `/_sparring/nowhere${query}`, `/_sparring/%zz${query}`]) {
    const { status, json } = await ask(simulator.url, path);
    t.equal(status, 404, path);
    t.notMatch(JSON.stringify(json), 'hunter2', path);
  }
});

t.test('an unknown move is answered repeatably, is in the journal, and is logged as a warning', async (t) => {
  const lines: unknown[][] = [];
  const log = { info: () => {}, warn: (...line: unknown[]) => lines.push(line), error: () => {} };
  const unknown = async (simulator: Simulator) => {
    const ofOperation = await submit(simulator, { body: {}, headers: { 'x-sparring-move': 'NONE' } });
    const elsewhere = await submit(simulator, { body: {}, target: '/aps/x', headers: { 'x-sparring-move': 'delay' } });
    return [ofOperation, elsewhere].map(({ status, headers, json }) => ({ status, headers, json }));
  };
  const simulator = await simulatorFor(t, { seed: 'same', log });
  const answers = await unknown(simulator);
  t.match(answers[0], { status: 400, json: { error: { code: 'unknown-move' } } });
  t.match(answers[0]?.headers, { 'x-sparring-id': /^[0-9a-f]{16}$/, date: 'Thu, 01 Jan 2026 00:00:00 GMT' });
  t.same(await unknown(await simulatorFor(t, { seed: 'same' })), answers, 'in another simulator with the same seed');
  const entries = await simulator.journal({ code: 'unknown-move' });
  t.match(entries, [
    { operation: null, path: '/aps/x', reason: /^"delay" must be written as delay\(<duration>\)/ },
    {
      id: answers[0]?.headers['x-sparring-id'],
      partner: 'worldfirst',
      operation: 'submitAttachment',
      httpStatus: 400,
      code: 'unknown-move',
      rule: 'unknown-move',
      reason: 'submitAttachment has no move NONE',
      businessId: null,
      move: null,
    },
  ]);
  t.same(
    lines.map(([, message]) => message),
    entries.map(({ reason }) => reason).reverse(),
  );
  const { steps, request: sent, answer } = (await simulator.journalEntry(entries[1]?.id ?? '')) ?? {};
  const [route, move, ...others] = steps ?? [];
  t.match(
    [route, move],
    [
      { name: 'route', verdict: 'passed' },
      { name: 'move', verdict: 'refused' },
    ],
  );
  t.same([...new Set(others.map(({ name, verdict }) => name === 'answer' || verdict))], ['skipped', true]);
  t.match({ sent, answer }, { sent: { body: 'json' }, answer: { httpStatus: 400, delivered: true } });
  t.equal((await simulator.coverage()).codes.covered, 0, 'the partner has not answered');
  t.same((await simulator.coverage()).withoutOperation, []);
  const { status, json } = await ask(simulator.url, '/_sparring/journal?code=unknown-move');
  t.same([status, json.entries], [200, entries]);
});
