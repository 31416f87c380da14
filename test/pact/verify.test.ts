import { generateKeyPairSync } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { checkWith, partners, prepaidify, worldfirst } from '@sparring/contracts';
import type { AllCredentials } from 'sparring';
import {
  createSender,
  findDrift,
  type RecordedAnswer,
  type Recording,
  readRecordings,
  redact,
  remoteTarget,
  simulatorTarget,
  type Target,
  type VerifyOptions,
  verify,
  writeTable,
} from 'sparring/verify';
import t, { type Test } from 'tap';
import { driftReport, verifyReport } from '#simulator/generated/control/answers.js';
import { realStamp } from '#simulator/state/world.js';
import { failureText } from '#simulator/verify/failure-text.js';
import { repeatScript } from '#simulator/verify/repeat-script.js';
import { writeDrift } from '#simulator/verify/report-drift.js';
import { type Ended, eachInTurn, launch, sparring as runSparring, shell } from '../helpers/command.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { startCanned } from './canned-provider.js';
import { mutantTarget } from './mutant.js';

// a busy machine makes every child process slow
t.setTimeout(600_000);

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BIN = join(ROOT, 'mock-server/bin/sparring.js');
const folder = () => mkdtempSync(join(tmpdir(), 'sparring-verify-'));

/** Runs the command line to its end, in a folder of its own. */
const sparring = (...words: string[]): Promise<Ended> => sparringIn({}, ...words);

const sparringIn = (env: Readonly<Record<string, string>>, ...words: string[]): Promise<Ended> =>
  runSparring(words, { cwd: folder(), env });

t.test('verify passes another implementation that is right, and names what a flawed one gets wrong', async (t) => {
  const credentials = await sharedCredentials();
  const { clientId = '', clientPublicKey = '', partnerPrivateKey = '' } = credentials['worldfirst'] ?? {};
  const cases = [
    { name: 'that is right passes all portable cases', flaw: undefined, told: undefined, only: '' },
    { name: 'that says U for F fails, and the class is named', flaw: 'status', told: 'class', only: 'repeat' },
    {
      name: 'that answers an http URL fails, and the field is named',
      flaw: 'url',
      told: 'body.attachmentUrl',
      only: 'success-id-card',
    },
    {
      name: 'that refuses the longest content fails, and the code is named',
      flaw: 'limit',
      told: 'code',
      only: 'content-longest',
    },
  ] as const;
  for (const { name, flaw, told, only } of cases) {
    const canned = await startCanned({ clientId, clientPublicKey, partnerPrivateKey, ...(flaw ? { flaw } : {}) });
    const target = remoteTarget(canned.url, credentials, undefined);
    const { results } = await verify({
      target,
      pacts: flaw === undefined,
      partner: 'worldfirst',
      only: (one) => one.includes(only),
    });
    await canned.close();
    const failed = results.filter(({ verdict }) => verdict === 'failed');
    const fields = failed.flatMap(({ differences }) => differences.map(({ field }) => field));
    if (told === undefined) t.same(failed, [], name);
    else t.ok(fields.includes(told), `${name}: ${fields.join()}`);
    if (flaw) continue;
    const skipped = results.filter(({ verdict }) => verdict === 'skipped');
    t.ok(skipped.length > 0 && skipped.every(({ reason }) => reason?.includes('needs')), 'what is skipped says why');
    t.ok(results.filter(({ verdict }) => verdict === 'passed').length > 50, 'most cases are portable');
  }
});

t.test('a target on another machine is refused unless it is named exactly', async (t) => {
  const credentials = await sharedCredentials();
  const refused = () => remoteTarget('https://sandbox.example', credentials, undefined);
  t.throws(refused, { name: 'UserError', message: /--yes-send-to sandbox\.example/ }, 'is refused unless it is named');
  t.throws(() => remoteTarget('https://sandbox.example', credentials, 'other.example'), { name: 'UserError' });
  t.equal(remoteTarget('https://sandbox.example', credentials, 'sandbox.example').url, 'https://sandbox.example');
  const named = (target: string, host: string) => () => remoteTarget(target, credentials, host).url;
  t.equal(named('https://sandbox.example:8443', 'sandbox.example:8443')(), 'https://sandbox.example:8443');
  t.equal(named('https://sandbox.example:443', 'Sandbox.example:443')(), 'https://sandbox.example', 'the usual port');
  t.throws(named('https://sandbox.example:8443', 'sandbox.example'), {
    message:
      '--yes-send-to sandbox.example does not name the target; it must repeat the host and the port of --target: --yes-send-to sandbox.example:8443',
  });
  t.throws(named('https://sandbox.example', 'https://sandbox.example'), {
    message:
      '--yes-send-to https://sandbox.example does not name the target; it must repeat the host of --target: --yes-send-to sandbox.example',
  });
  t.throws(() => remoteTarget('ftp://127.0.0.1', credentials, undefined), { name: 'UserError' });
  for (const [more, told] of [
    ['?x=1', /without a path/],
    ['#x', /without a path/],
    ['/?', /without a path/],
  ] as const) {
    t.throws(() => remoteTarget(`http://127.0.0.1:1${more}`, credentials, undefined), { message: told }, more);
  }
  t.throws(() => remoteTarget('http://name:word@127.0.0.1', credentials, undefined), {
    message: /^--target must not contain a user name or a password/,
  });
  t.throws(() => remoteTarget('http://127.0.0.1:1/base', credentials, undefined), {
    message: /signatures cover the path/,
  });
});

t.test('the command prints, reports and records every result', async (t) => {
  const out = folder();
  const [junit, json] = [join(out, 'report.xml'), join(out, 'report.json')];
  const green = await sparring('verify', '--junit', junit, '--json', json, '--record', join(out, 'kept'));
  t.equal(green.code, 0, green.stderr);
  t.match(green.stdout, /\n\d+ passed, 0 failed, 0 skipped\n/);
  t.match(green.stdout, /ok {4}worldfirst submitAttachment {2}pact: /);
  t.match(green.stdout, /ok {4}prepaidify fileUpload {2}conformance: /);
  const report = JSON.parse(readFileSync(json, 'utf8'));
  const xml = readFileSync(junit, 'utf8');
  t.equal(xml.match(/<testcase /g)?.length, report.results.length);
  t.same(checkWith(verifyReport)(report), []);
  t.match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuite name="sparring verify http:/);

  const [kept = ''] = readdirSync(join(out, 'kept'));
  const recording = readFileSync(join(out, 'kept', kept), 'utf8');
  t.notMatch(recording, /[0-9a-f]{24}|algorithm=|BEGIN/, 'a recording holds no id, signature or key');
  // without the settings nothing differs: a block of the README
  const settings = ['--set', 'worldfirst.onRepeat=accept', '--set', 'prepaidify.successMessage=SUCCESS'];
  const other = await sparring('drift', join(out, 'kept'), ...settings);
  t.equal(other.code, 1);
  t.match(
    other.stdout,
    /W14 .*setting worldfirst\.onRepeat.*\n.*code: recorded REPEAT_REQ_INCONSISTENT, simulated SUCCESS\n {4}\d cases: repeat-/,
  );
  t.match(other.stdout, /prepaidify K7 \(documented; setting prepaidify.successMessage\): /);
});

/** Answers that a target gave, as they are recorded. */
async function recordingOf(target: Target, pattern: RegExp, contract = worldfirst): Promise<Recording> {
  const answers: RecordedAnswer[] = [];
  const options = { target, pacts: false, partner: contract.name, only: (name: string) => pattern.test(name) };
  const observe: VerifyOptions['observe'] = ({ partner, operation }, { name }, answer) =>
    void answers.push({ partner, operation, case: name, fields: redact(contract, answer) });
  await verify({ ...options, observe });
  await target.close();
  return { formatVersion: 1, recordedAt: '2026-01-02T03:04:05.000Z', host: 'sandbox.example', answers };
}

const kept = (...recordings: readonly unknown[]): string => {
  const out = folder();
  for (const [at, one] of recordings.entries()) {
    writeFileSync(join(out, `${at}.json`), typeof one === 'string' ? one : JSON.stringify(one));
  }
  return out;
};

t.test('drift compares what the contract names, and nothing else', async (t) => {
  const pattern = /^(success-id-card|success-business|repeat-|content-|header-)/;
  const foreign = await recordingOf(
    await mutantTarget({
      wire: ({ headers }) => void Object.assign(headers, { server: 'nginx', 'x-request-id': '1' }),
    }),
    pattern,
  );
  t.ok(foreign.answers.length > 20);
  const same = await sparring('drift', kept(foreign));
  t.equal(same.code, 0, same.stdout);
  t.match(same.stdout, new RegExp(`: ${foreign.answers.length} answers compared, 0 fields differ\n`));

  const worded = await recordingOf(
    await mutantTarget({
      json: ({ attachmentUrl, result }) => {
        const code = result.resultCode.replace('REPEAT_REQ_INCONSISTENT', 'PROCESS_FAIL');
        const more = attachmentUrl ? { attachmentUrl: `${attachmentUrl}0`, attachmentKey: 'k' } : {};
        return { ...more, result: { ...result, resultCode: code, resultMessage: `${result.resultMessage}!` } };
      },
      wire: ({ headers }) => {
        delete headers['response-time'];
      },
    }),
    pattern,
  );
  const accepted = worded.answers.filter(({ fields }) => fields['class'] === 'success').length;
  const json = join(folder(), 'drift.json');
  const { code, stdout } = await sparring('drift', kept(foreign, worded), '--json', json);
  const report = JSON.parse(readFileSync(json, 'utf8'));
  t.same(checkWith(driftReport)(report), []);
  t.match(report.recordings, [{ rows: [] }, { host: 'sandbox.example', compared: worded.answers.length }]);
  t.ok(report.recordings[1].rows.length > 0);
  t.equal(code, 1);
  const [first = '', second = ''] = stdout.split('\n\nsandbox.example');
  t.match(first, /0 fields differ/, 'the first recording is compared by itself');
  t.match(second, new RegExp(`: ${worded.answers.length} answers compared, \\d fields differ in \\d+ answers\n`));
  const rows: readonly (readonly [string, RegExp])[] = [
    [
      'a length alone',
      /W15 .*\n(?: .*\n)* {2}submitAttachment body\.attachmentUrl: recorded 42 characters of .*, simulated 41 characters of /,
    ],
    [
      'how many cases, with examples',
      new RegExp(`simulated 41 .*\n {4}${accepted} cases: \\S+, .* and ${accepted - 3} more\n`),
    ],
    [
      'a field of the recording alone',
      /\nworldfirst: no decision covers this\n {2}\S+ body\.attachmentKey: recorded 1 character of g-z, simulated nothing\n/,
    ],
    [
      'a header of the simulator alone, under its own decision',
      /W9 .*\n {2}submitAttachment header response-time: recorded nothing, simulated present\n/,
    ],
    [
      'a text under its own decision',
      /W4 .*\n(?: .*\n)* {2}submitAttachment text: recorded success!, simulated success\n/,
    ],
    [
      'a code under the decision of its case',
      /W14 .*\n {2}submitAttachment code: recorded PROCESS_FAIL, simulated REPEAT_REQ_INCONSISTENT\n/,
    ],
  ];
  for (const [name, row] of rows) t.match(second, row, name);
  t.notMatch(second, /text: recorded Repeated/, 'what follows from another code is not reported again');
  t.equal(stdout.match(/body\.attachmentUrl/g)?.length, 1, 'equal differences are one row');
});

t.test('drift compares media types, and their parameters only if a decision is about them', async (t) => {
  const target = await simulatorTarget(await sharedCredentials());
  t.teardown(target.close);
  const rows = [
    { contract: worldfirst, pattern: /^success-id-card-front-side-jpeg$/, decisions: ['W10'], charsetCounts: true },
    { contract: prepaidify, pattern: /^success-id-front-jpg$/, decisions: [], charsetCounts: false },
  ];
  for (const { contract, pattern, decisions, charsetCounts } of rows) {
    const recording = await recordingOf({ ...target, close: async () => {} }, pattern, contract);
    const types: readonly (readonly [type: string | undefined, differs: boolean])[] = [
      ['application/json; charset=UTF-8', false],
      ['Application/json;charset=utf-8', false],
      ['application/json', charsetCounts],
      ['application/json; charset=GBK', charsetCounts],
      ['text/html; charset=UTF-8', true],
      [undefined, true],
    ];
    for (const [type, differs] of types) {
      const answers = recording.answers.map(({ fields: { 'header content-type': _type, ...fields }, ...one }) => ({
        ...one,
        fields: type === undefined ? fields : { ...fields, 'header content-type': type },
      }));
      const [{ rows: found = [] } = {}] = await findDrift([{ ...recording, answers }], target);
      const told = found.map(({ field, decisions: ids }) => ({ field, ids }));
      t.same(told, differs ? [{ field: 'header content-type', ids: decisions }] : [], `${contract.name}: ${type}`);
    }
  }
});

t.test('a recording that cannot be compared is reported in one sentence with exit code 2', async (t) => {
  const answer = {
    partner: 'worldfirst',
    operation: 'submitAttachment',
    case: 'repeat-other-type',
    fields: { code: 'X' },
  };
  const recording = {
    formatVersion: 1,
    recordedAt: '2026-01-02T03:04:05.000Z',
    host: 'sandbox.example',
    answers: [answer],
  };
  const { formatVersion: _none, ...old } = recording;
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['cut short', JSON.stringify(recording).slice(0, 40), /0\.json is damaged: it is not JSON; record/],
    ['empty', '', /0\.json is empty; record/],
    ['of another program', { name: 'x', version: '1' }, /0\.json is not a recording/],
    ['a list', [], /0\.json is not a recording/],
    ['without a format version', old, /0\.json has no format version; record/],
    [
      'of a newer version',
      { ...recording, formatVersion: 2 },
      /0\.json has the format version 2, but .* reads version 1; update/,
    ],
    ['of an unknown version', { ...recording, formatVersion: 'new' }, /format version "new"/],
    ['without answers', { ...recording, answers: [] }, /0\.json contains no answers; record/],
    [
      'with a broken answer',
      { ...recording, answers: [answer, { ...answer, fields: 1 }] },
      /0\.json is damaged: answer 2 /,
    ],
    ['with a field that is no text', { ...recording, answers: [{ ...answer, fields: { code: 1 } }] }, /answer 1 /],
    ['of a time that is none', { ...recording, recordedAt: 'then' }, /0\.json is damaged: recordedAt /],
    ['of other cases', { ...recording, answers: [{ ...answer, case: 'gone' }] }, /none of its cases exists/],
  ];
  const target = await simulatorTarget(await sharedCredentials());
  t.teardown(target.close);
  for (const [name, content, told] of cases) {
    const drift = async () => findDrift(await readRecordings(kept(content)), target);
    await t.rejects(drift(), { name: 'UserError', message: told }, name);
  }
  const { code, stdout, stderr } = await sparring('drift', kept(''));
  t.same([code, stdout, stderr.trim().split('\n').length], [2, '', 1]);
  const older = await sparring('drift', kept({ ...recording, answers: [answer, { ...answer, case: 'gone' }] }));
  t.equal(older.code, 1);
  t.match(older.stdout, /1 answers compared.*\n[\s\S]*this case no longer exists: worldfirst\/gone\n/);
});

t.test('the command reports what a simulator with another setting answers differently', async (t) => {
  const simulator = await simulatorFor(t, { settings: { worldfirst: { onRepeat: 'accept' } } });
  const file = join(folder(), 'credentials.json');
  writeFileSync(file, JSON.stringify(simulator.credentials));
  const words = ['--target', simulator.url, '--credentials', file, '--partner', 'worldfirst'];
  const red = await sparring('verify', ...words, '--only', 'repeat', '--rps', '100');
  t.equal(red.code, 1, red.stderr);
  t.match(red.stdout, /FAIL {2}worldfirst submitAttachment {2}conformance: repeat-other-type/);
  t.match(red.stdout, /code: expected REPEAT_REQ_INCONSISTENT, got SUCCESS/);
  const [, script = ''] =
    /conformance: repeat-other-type\n[\s\S]*? +repeat:\n((?: +curl .*\n)+)/.exec(red.stdout) ?? [];
  const { stdout } = await shell(script);
  t.equal(stdout.match(/"resultCode":"SUCCESS"/g)?.length, 2, 'the script repeats both steps of the case');
  t.match(red.stdout, /^ +decision worldfirst W14 \(assumed; setting worldfirst\.onRepeat\): What happens/m);
});

/** A port of this machine at which nobody listens. */
async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** A server that behaves as written, and its URL. */
async function serverUrl(t: Test, serve: (incoming: IncomingMessage, outgoing: ServerResponse) => void) {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function credentialsFile(change: (all: AllCredentials) => unknown = (all) => all): Promise<string> {
  const file = join(folder(), 'credentials.json');
  writeFileSync(file, JSON.stringify(change(await sharedCredentials())));
  return file;
}

t.test('verify that cannot run says why in one sentence with exit code 2, before any case is played', async (t) => {
  const [closed, complete] = [await closedUrl(), await credentialsFile()];
  const half = await credentialsFile(({ worldfirst }) => ({ worldfirst: { clientId: worldfirst?.['clientId'] } }));
  const broken = await credentialsFile(({ worldfirst }) => ({
    worldfirst: { ...worldfirst, clientPrivateKey: 'key' },
  }));
  const hanging = await serverUrl(t, () => {});
  const other = await serverUrl(t, (incoming) => incoming.socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
  const at = (url: string, file = complete) => ['verify', '--target', url, '--credentials', file];
  const own = ['verify', '--credentials', complete];
  const cases: readonly (readonly [name: string, words: readonly string[], told: RegExp])[] = [
    ['an unknown partner', [...own, '--partner', 'nobody', '--no-pacts'], /there is no partner nobody/],
    ['no such case', [...own, '--only', 'nothing-like-this', '--no-pacts'], /no case was run/],
    ['a foreign target', ['verify', '--target', 'https://sandbox.example'], /--yes-send-to sandbox.example/],
    ['a credentials file that is not there', ['verify', '--credentials', 'none.json'], /no credentials file none.json/],
    [
      'half of the credentials',
      [...at(closed, half), '--partner', 'worldfirst'],
      /lack worldfirst\.clientPrivateKey, worldfirst\.partnerPublicKey; add/,
    ],
    [
      'the credentials of another partner',
      [...at(closed, half), '--partner', 'prepaidify'],
      /lack prepaidify\.accessKey, prepaidify\.secretKey;/,
    ],
    [
      'a key that is none',
      [...at(closed, broken), '--partner', 'worldfirst'],
      /worldfirst\.clientPrivateKey cannot be read/,
    ],
    ['nobody at the target', at(closed), /cannot be reached \(.*ECONNREFUSED.*\); start it/],
    [
      'a target that never answers',
      [...at(hanging), '--timeout', '0.2'],
      /cannot be reached \(no answer within 0.2 seconds\); .*, or wait longer with --timeout/,
    ],
    ['a target that speaks something else', at(other), /cannot be reached \(Parse Error.*\); check/],
    [
      'a report in a folder that does not exist',
      ['verify', '--junit', join(folder(), 'no/report.xml')],
      /report .*no\/report.xml cannot be written \(ENOENT\)/,
    ],
    ['a report that is a folder', ['verify', '--json', folder()], /cannot be written \(E/],
    [
      'a recording below a file',
      [...own, '--no-pacts', '--record', join(complete, 'below')],
      /recording folder .* cannot be written \(ENOTDIR\)/,
    ],
    [
      'a recording where no folder can be made',
      [...own, '--no-pacts', '--record', '/proc/sparring/x'],
      /recording folder \/proc\/sparring\/x cannot be written \(E/,
    ],
    [
      'two reports in one file',
      [...own, '--no-pacts', '--json', complete, '--junit', join(complete, '..', 'credentials.json')],
      /two reports would be written to .*credentials\.json; choose another path for one\n/,
    ],
    [
      'two reports in one new file',
      [...own, '--no-pacts', '--json', 'report', '--junit', './report'],
      /two reports would be written to report; choose another path for one\n/,
    ],
    ...['0', '-1', '', '1e5', '0x10'].map(
      (rate) => [`a rate of ${rate}`, ['verify', `--rps=${rate}`], /rate is a number/] as const,
    ),
    ...['0', 'soon', '1e9'].map(
      (seconds) => [`a time-out of ${seconds}`, ['verify', `--timeout=${seconds}`], /time-out is a number/] as const,
    ),
    [
      '--set with --target',
      ['verify', '--target', closed, '--set', 'worldfirst.keyVersion=1'],
      /cannot be combined with --target/,
    ],
    ['no recordings', ['drift', folder()], /contains no recordings/],
  ];
  await eachInTurn(cases, async ([name, words, told]) => {
    const { code, stdout, stderr } = await sparring(...words);
    t.equal(code, 2, name);
    t.match(stderr, told, name);
    t.equal(stderr.trim().split('\n').length, 1, `${name}: one line`);
    t.notMatch(stdout, /^(ok|FAIL|skip) /m, `${name}: nothing was played`);
  });
  t.throws(() => createSender(closed, { maxRequestsPerSecond: 0 }), { name: 'UserError', message: /not 0/ });
});

t.test(
  'verify stops before any case when the target refuses the credentials, and says where they come from',
  async (t) => {
    const simulator = await simulatorFor(t);
    const { prepaidify, worldfirst: own } = simulator.credentials;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const otherKey = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const rows: readonly { partner: string; credentials: Readonly<Record<string, string>>; code: string }[] = [
      { partner: 'prepaidify', credentials: { ...prepaidify, secretKey: 'wrong' }, code: '200006' },
      { partner: 'prepaidify', credentials: { ...prepaidify, accessKey: 'wrong' }, code: '200007' },
      { partner: 'worldfirst', credentials: { ...own, clientPrivateKey: otherKey }, code: 'INVALID_SIGNATURE' },
      { partner: 'worldfirst', credentials: { ...own, clientId: 'wrong' }, code: 'INVALID_CLIENT' },
    ];
    for (const { partner, credentials, code } of rows) {
      const target = remoteTarget(simulator.url, { [partner]: credentials }, undefined);
      const played: string[] = [];
      const run = verify({ target, partner, pacts: true, onResult: ({ name }) => played.push(name) });
      const message = new RegExp(`refuses the credentials for ${partner}: it answers a correct request with ${code}; `);
      await t.rejects(run, { name: 'UserError', message });
      t.same(played, []);
    }
    const json = { 'content-type': 'application/json' };
    const others: readonly (readonly [number, Readonly<Record<string, string>>, string, RegExp])[] = [
      [401, { 'content-type': 'text/html' }, '<p>Log in</p>', /HTTP 401 with text\/html \(<p>Log in<\/p>\)/],
      [
        200,
        { 'content-type': 'text/html' },
        '<p>\u001b[2JLog\nin',
        /HTTP 200 with text\/html \(<p>\\u001b\[2JLog\\u000ain\)/,
      ],
      [403, json, '{"message":"Forbidden"}', /HTTP 403 with application\/json \(\{"message":"Forbidden"\}\)/],
      [200, json, '{"status":"up"}', /HTTP 200 with application\/json \(\{"status":"up"\}\)/],
      [503, json, JSON.stringify('x'.repeat(200)), /HTTP 503 with application\/json \("x{79}…\)/],
      [302, { location: 'https://login.example/' }, '', /HTTP 302 to https:\/\/login\.example\//],
      [204, {}, '', /HTTP 204 without a body/],
    ];
    let [current] = others;
    const gateway = createServer((request, response) => {
      const [status = 500, headers = {}, body = ''] = current ?? [];
      request.resume().on('end', () => response.writeHead(status, headers).end(body));
    });
    gateway.listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    t.teardown(() => gateway.close());
    const front = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    for (const other of others) {
      current = other;
      const message = new RegExp(`does not answer as worldfirst does: ${other[3].source} to a correct request, which`);
      await t.rejects(
        verify({ target: remoteTarget(front, simulator.credentials, undefined), partner: 'worldfirst', pacts: true }),
        { name: 'UserError', message },
      );
    }
    const late = await simulatorFor(t, { clock: () => new Date(Date.now() + 3_600_000) });
    const target = remoteTarget(late.url, late.credentials, undefined);
    const only = (name: string) => name === 'success-id-front-jpg';
    const { results } = await verify({ target, partner: 'prepaidify', pacts: false, only });
    t.match(results, [{ verdict: 'failed' }], 'a request that is refused for its time says nothing about credentials');
    const wrong = (all: AllCredentials) => ({ ...all, prepaidify: { ...all['prepaidify'], secretKey: 'wrong' } });
    const [file, home] = [await credentialsFile(wrong), folder()];
    writeFileSync(join(home, 'credentials.json'), JSON.stringify(wrong(simulator.credentials)));
    const at = ['verify', '--target', simulator.url];
    const both = 'prepaidify.accessKey and prepaidify.secretKey';
    const sources: readonly (readonly [
      words: readonly string[],
      env: Readonly<Record<string, string>>,
      told: string,
    ])[] = [
      [[...at, '--credentials', file], {}, `check ${both} in ${file}, or`],
      [[...at, '--home', home], {}, `check ${both} in ${join(home, 'credentials.json')}, or`],
      [
        [...at, '--home', folder(), '--partner', 'prepaidify'],
        { SPARRING_PREPAIDIFY_ACCESS_KEY: prepaidify?.['accessKey'] ?? '', SPARRING_PREPAIDIFY_SECRET_KEY: 'wrong' },
        'check SPARRING_PREPAIDIFY_ACCESS_KEY and SPARRING_PREPAIDIFY_SECRET_KEY in the environment, or',
      ],
    ];
    await eachInTurn(sources, async ([words, env, told]) => {
      const { code, stdout, stderr } = await sparringIn(env, ...words);
      t.same([code, stderr.trim().split('\n').length], [2, 1], told);
      t.match(stderr, told);
      t.notMatch(stderr, 'wrong');
      t.notMatch(stdout, /^(ok|FAIL|skip) /m);
    });
  },
);

t.test('without credentials, verify names those that a target of the first partner needs', async (t) => {
  const { code, stdout, stderr } = await sparring('verify', '--target', await closedUrl());
  const names = partners.map(({ name }) => name).join('|');
  t.same([code, stdout], [2, '']);
  t.match(stderr, new RegExp(`^[^\\n]* lack (${names})\\.\\w+, [^\\n]*; add them[^\\n]*\\n$`));
});

t.test('verify without an installed Pact verifier stops before any case is played', async (t) => {
  const modules = join(folder(), 'node_modules');
  mkdirSync(join(modules, 'sparring'), { recursive: true });
  for (const name of ['bin', 'dist', 'package.json']) {
    cpSync(join(ROOT, 'mock-server', name), join(modules, 'sparring', name), { recursive: true });
  }
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!['sparring', '@pact-foundation'].includes(name))
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  const run = (...words: string[]) =>
    shell(
      `"${process.execPath}" "${join(modules, 'sparring/bin/sparring.js')}" verify --only another ${words.join(' ')}`,
    );
  const { code, stdout, stderr } = await run();
  t.equal(code, 2, stdout);
  t.match(stderr, /^sparring: verifying pacts requires the package @pact-foundation\/pact-core .*--no-pacts\n$/);
  t.notMatch(stdout, /^ok /m, 'nothing was played');
  t.equal((await run('--no-pacts')).code, 0, 'without the pacts it is not needed');
});

t.test('a target that falls silent stops the run, and the reports keep what was played', async (t) => {
  const credentials = await credentialsFile();
  const hangs = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    incoming.resume();
    if (incoming.method === 'GET') outgoing.end();
  };
  const trickles = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    hangs(incoming, outgoing);
    const timer = setInterval(() => outgoing.write(' '), 20);
    incoming.socket.once('close', () => clearInterval(timer));
  };
  const silent = [
    ['that hangs', await serverUrl(t, hangs), /3 requests in a row got no answer \(no answer within 0.3 seconds\)/],
    ['whose answer never ends', await serverUrl(t, trickles), /3 requests in a row got no answer/],
  ] as const;
  const check = async ([name, url, told]: (typeof silent)[number]) => {
    const [junit, json] = [join(folder(), 'report.xml'), join(folder(), 'report.json')];
    const words = ['--target', url, '--credentials', credentials, '--partner', 'worldfirst', '--timeout', '0.3'];
    const { code, stdout, stderr } = await sparring('verify', ...words, '--junit', junit, '--json', json);
    t.equal(code, 2, name);
    t.match(stderr, told, name);
    t.equal(stdout.match(/^FAIL {2}worldfirst/gm)?.length, 2, `${name}: after the probe two cases, not all of them`);
    t.match(stdout, /no answer: no answer within/, name);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    t.match(report, { incomplete: /stopped answering/ });
    t.match(
      readFileSync(junit, 'utf8'),
      /<error message="[^"]*stopped answering/,
      'a CI server shows that it is no whole run',
    );
  };
  // what they do is wait
  await Promise.all(silent.map(check));
  const resets = await serverUrl(t, (incoming) => incoming.socket.destroy());
  const words = ['--target', resets, '--credentials', credentials, '--partner', 'worldfirst', '--no-pacts'];
  const none = await sparring('verify', ...words, '--only', 'success-id');
  t.equal(none.code, 2, 'a target that answers nothing has not been verified');
  t.match(none.stderr, /answered none of the \d+ cases/);
});

/** In the envelopes of both partners, but right for no case. */
const NOBODYS = JSON.stringify({ code: 'x', success: false, result: { resultCode: 'x', resultStatus: 'F' } });

t.test('a pipe that breaks just after an answer does not end a run', async (t) => {
  let breaks = 0;
  const watch = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    // between an answer and the agent's free socket, node listens for no errors
    socket.prependListener('free', () => {
      if (socket.bytesRead === 0) return;
      breaks++;
      socket.destroy(new Error('write EPIPE'));
    });
  };
  subscribe('net.client.socket', watch);
  t.teardown(() => unsubscribe('net.client.socket', watch));
  const url = await serverUrl(t, (incoming, outgoing) => {
    incoming.resume().on('end', () => outgoing.end(NOBODYS));
  });
  const target = remoteTarget(url, await sharedCredentials(), undefined);
  const only = (name: string) => name.includes('success-file-largest');
  const { results } = await verify({ target, pacts: false, partner: 'prepaidify', only });
  t.match(results, [{ verdict: 'failed' }]);
  t.ok(breaks > 0);
});

/** Runs a command in a pseudo-terminal; what it prints goes to a pipe. */
const atTerminal = (command: string, env: Readonly<Record<string, string>>) =>
  shell(`python3 "${join(ROOT, 'test/helpers/terminal.py')}" ${command}`, { env });

/** A request as its bytes came. */
interface Seen {
  readonly line: string;
  /** Sorted, without those that belong to a connection; white space around a value does not count. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

function seenIn(bytes: Buffer): Seen | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...headers] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const length = Number(/^content-length: *(\d+)$/im.exec(headers.join('\n'))?.[1] ?? 0);
  const body = bytes.subarray(end + 4);
  if (body.length < length) return undefined;
  const kept = headers.map((header) =>
    header.replace(/^([^:]+): *(.*?) *$/, (_, name, value) => `${name.toLowerCase()}: ${value}`),
  );
  return { line, headers: kept.filter((header) => !/^(host|connection):/.test(header)).sort(), body };
}

/** An answer in the envelope of the partner of a path, but right for no case. */
function nobodysAnswer(path: string): string {
  const contract = partners.find(({ pathPrefix }) => path.startsWith(pathPrefix));
  const code = contract?.catalogue.find((entry) => entry.class === 'refused')?.code;
  if (!contract || code === undefined) return NOBODYS;
  const refusal = { kind: 'refused', code, rule: '', reason: '' } as const;
  return JSON.stringify(contract.encode(refusal, realStamp(), {})).replaceAll(`"${code}"`, '"x"');
}

/** A server of bare sockets, which keeps every byte. */
async function listener(t: Test): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createSocketServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const one = seenIn(Buffer.concat(chunks));
      if (!one) return;
      seen.push(one);
      const answer = nobodysAnswer(one.line.split(' ')[1] ?? '');
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(answer)}\r\nconnection: close\r\n\r\n`;
      socket.removeAllListeners('data').end(head + answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

t.test('the command that repeats a failure sends the same bytes, whatever the case', async (t) => {
  const { url, seen } = await listener(t);
  const out = folder();
  const saveBody = async (name: string, bytes: Buffer) => {
    writeFileSync(join(out, name), bytes);
    return join(out, name);
  };
  const played: {
    readonly name: string;
    readonly suite: string;
    readonly curl: string;
    readonly sent: readonly Seen[];
  }[] = [];
  let before = 1 + partners.length; // the probes
  const target = remoteTarget(url, await sharedCredentials(), undefined);
  const onResult: VerifyOptions['onResult'] = ({ suite, name, verdict, curl = '' }) => {
    if (verdict === 'failed') played.push({ suite, name, curl, sent: seen.slice(before) });
    before = seen.length;
  };
  const { incomplete } = await verify({ target, pacts: true, saveBody, onResult });
  t.equal(incomplete, undefined);
  t.ok(played.length > 150);
  const kinds: readonly (readonly [name: string, pattern: RegExp])[] = [
    ['a blank header', /-H '[\w-]+;'/],
    ['no Content-Type', /-H content-type:/],
    ['several steps', /^curl .*\ncurl /],
    ['a body in a file', /--data-binary @\//],
    ['bytes that are no text', /^printf %s \S+ \| base64 -d \| curl /],
    ['an empty body', /--data-raw ''/],
  ];
  for (const [name, pattern] of kinds)
    t.ok(
      played.some(({ curl }) => pattern.test(curl)),
      name,
    );
  const tricky = ['@/dev/null', "it's @ \\ $HOME", ''].map((body) => ({
    method: 'POST',
    target: '/',
    headers: { 'x-a': '@b', 'x-blank': '' },
    body: Buffer.from(body),
  }));
  const sender = createSender(url);
  for (const request of tricky) await sender.send(request);
  sender.close();
  const curl = await repeatScript(url, 'tricky', tricky, saveBody);
  played.push({
    name: 'texts that curl or a shell could take for more',
    suite: 'conformance',
    curl,
    sent: seen.slice(before),
  });
  const original = [...seen];
  seen.length = 0;
  const all = played.map(({ curl }) => curl).join('\n');
  const { code, stderr } = await shell('sh -e', { input: all });
  t.same([code, stderr], [0, '']);
  for (const { suite, name, curl, sent } of played) {
    const again = seen.splice(0, curl.split('\n').length);
    // the verifier of the pacts gives all its results at the end
    const equal =
      suite === 'conformance' ? sent : again.map((one) => original.find((other) => isDeepStrictEqual(one, other)));
    t.ok(again.length > 0 && isDeepStrictEqual(again, equal), `${suite}: ${name}`);
  }
  t.equal(seen.length, 0);
});

t.test('a violation of the schema is reported in the words of the schema', (t) => {
  const base = {
    suite: 'conformance',
    partner: 'worldfirst',
    operation: 'x',
    name: 'x',
    verdict: 'failed',
    tookMs: 0,
  } as const;
  const differences = [
    { field: 'code', expected: 'A', actual: 'B' },
    { field: 'schema /x', expected: 'must be string', actual: '{"x":1}' },
    { field: 'step 2: schema /', expected: 'must be object', actual: '1' },
  ];
  t.same(failureText({ ...base, differences }), [
    'code: expected A, got B',
    'schema /x: must be string, got {"x":1}',
    'step 2: schema /: must be object, got 1',
  ]);
  t.end();
});

t.test('a failure is explained in the table and in the JUnit report alike', async (t) => {
  const simulator = await simulatorFor(t, { settings: { prepaidify: { successMessage: 'SUCCESS' } } });
  const [credentials, out] = [await credentialsFile(), folder()];
  const words = ['--target', simulator.url, '--credentials', credentials, '--partner', 'prepaidify'];
  const run = (only: string, ...more: string[]) => sparring('verify', ...words, '--only', only, ...more);
  const junit = join(out, 'report.xml');
  const { code, stdout } = await run('success-file-largest', '--junit', junit);
  t.equal(code, 1);
  const xml = readFileSync(junit, 'utf8').replaceAll('&apos;', "'");
  const file = join(out, 'report-bodies/prepaidify-success-file-largest.bin');
  for (const text of [stdout, xml]) {
    t.match(text, 'text: expected 操作成功, got SUCCESS');
    t.match(text, 'decision prepaidify K7 (documented; setting prepaidify.successMessage): ');
    t.match(text, `--data-binary @${file}`, 'the body stands beside the report');
  }
  t.ok(readFileSync(file).length > 5_000_000);
  const beside = await run('success-file-largest', '--junit', 'report.xml');
  t.match(beside.stdout, /--data-binary @\/.*\/report-bodies\/prepaidify-/, 'the command works in every folder');
  const without = await run('success-file-largest');
  t.match(
    without.stdout,
    /repeat:\n +# the body has \d+ bytes; add --junit <file> or --json <file> to save it beside the report\n/,
  );
  t.notMatch(without.stdout, /curl/, 'a command that cannot work is not printed');
  const broken = await mutantTarget({ json: (answer) => ({ ...answer, traceId: 'x' }) });
  t.teardown(broken.close);
  const { results } = await verify({
    target: broken,
    pacts: true,
    partner: 'prepaidify',
    only: (name) => name === 'a face',
  });
  t.match(
    writeTable({ target: broken.url, startedAt: '', planned: 1, results }),
    /pact: a face\n +body\.traceId: .*\n +decision prepaidify K8 \(.*\n +repeat:\n +.*curl -sS -X POST /,
  );
});

t.test('when every failure is an invalid signature of an answer, the key is named that may be wrong', async (t) => {
  const simulator = await simulatorFor(t);
  const { worldfirst: own = {} } = simulator.credentials;
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const partnerPublicKey = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const few = (name: string) => name.startsWith('success');
  const tableWith = async (credentials: Readonly<Record<string, string>>) => {
    const target = remoteTarget(simulator.url, { worldfirst: credentials }, undefined);
    return writeTable(await verify({ target, partner: 'worldfirst', pacts: false, only: few }));
  };
  const hint =
    /\n0 passed, \d+ failed, .*\nEvery failure of worldfirst is .*: check that worldfirst\.partnerPublicKey is the target's key; .*\.\n/;
  t.match(await tableWith({ ...own, partnerPublicKey }), hint);
  t.notMatch(await tableWith(own), /Every failure/);
});

t.test('an answer that is not JSON is quoted', async (t) => {
  const html = '<!DOCTYPE html><title>Welcome</title>';
  const url = await serverUrl(t, (incoming, outgoing) => {
    const isLargest = Number(incoming.headers['content-length']) > 1_000_000;
    incoming.resume().on('end', () => outgoing.end(isLargest ? html : NOBODYS));
  });
  const target = remoteTarget(url, await sharedCredentials(), undefined);
  const only = (name: string) => name.includes('success-file-largest');
  const { results } = await verify({ target, pacts: false, partner: 'prepaidify', only });
  const differences = [{ field: 'body', expected: "the partner's envelope", actual: `what is not JSON: ${html}` }];
  t.match(results, [{ verdict: 'failed', differences }]);
  const devices = ['--json', '/dev/null', '--junit', '/dev/null'];
  t.equal((await sparring('verify', '--no-pacts', '--only', 'success-file-largest', ...devices)).code, 0);
});

t.test('what a target wrote is printed without its control characters, and not at any length', async (t) => {
  const rude = `\x1b[2J\x9b\nok ${'x'.repeat(5000)}`;
  const broken = await mutantTarget({ json: (answer) => ({ ...answer, msg: rude }) });
  t.teardown(broken.close);
  const only = (name: string) => name.includes('success-file-largest');
  const { results } = await verify({ target: broken, pacts: false, partner: 'prepaidify', only });
  const table = writeTable({ target: broken.url, startedAt: '', planned: 1, results });
  t.match(table, /got \\u001b\[2J\\u009b\\u000aok x{100,500}…\n/);
  t.notMatch(table.replaceAll('\n', ''), /\p{Cc}/u);
  const row = {
    partner: 'prepaidify',
    operation: 'o',
    field: 'f',
    decisions: [],
    recorded: rude,
    simulated: 'y',
    cases: ['c'],
  };
  const drift = writeDrift({ host: 'h', recordedAt: '', compared: 1, different: 1, unknown: [], rows: [row] });
  t.match(drift, /recorded \\u001b\[2J\\u009b\\u000aok x{480,500}… \(5009 characters\), simulated y\n/);
});

/** Control characters in words; a terminal ends lines with CR and LF. */
const visible = (text: string) => text.replaceAll('\r\n', '\n').replaceAll('\r', '<CR>').replaceAll('\x1b', '<ESC>');

t.test('every result is printed as it comes: with count, rate and what is left', async (t) => {
  const words = `verify --no-pacts --partner worldfirst --credentials ${await credentialsFile()} --only`;
  const command = `"${process.execPath}" "${BIN}" ${words} success-`;
  const screen = await atTerminal(command, { TERM: 'xterm' });
  t.equal(screen.code, 0, screen.stdout);
  const shown = visible(screen.stdout);
  t.match(shown, /<ESC>\[32mok {2}<ESC>\[0m {2}worldfirst submitAttachment {2}conformance: success-/, 'in color');
  const [, total = ''] = /<CR><ESC>\[K.*\n1 of (\d+), [\d.]+ per second, \d+ left/.exec(shown) ?? [];
  t.ok(Number(total) > 5, 'the line of progress stands below the results');
  t.match(shown, `${total} of ${total}, `);
  t.match(shown, / 0 left<CR><ESC>\[K\n\d+ passed, /, 'and is removed in the end');
  const terminals: readonly (readonly [name: string, env: Readonly<Record<string, string>>])[] = [
    ['NO_COLOR', { TERM: 'xterm', NO_COLOR: '1' }],
    ['a dumb terminal', { TERM: 'dumb' }],
  ];
  await eachInTurn(terminals, async ([name, env]) => {
    const plain = await atTerminal(command, env);
    t.equal(plain.code, 0, name);
    t.notMatch(visible(plain.stdout), /<ESC>|<CR>/, `${name}: no control characters`);
    t.equal(plain.stdout.match(/^ok /gm)?.length, Number(total), name);
  });

  const piped = launch([process.execPath, BIN, ...words.split(' '), '', '--rps', '200'], {});
  let [output, early] = ['', ''];
  piped.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (/^ok .*\n/m.test(output)) early ||= output;
  });
  t.equal(await new Promise((resolve) => piped.once('close', resolve)), 0);
  t.notMatch(early, / passed, /, 'a pipe gets the first result before the last one');
  t.notMatch(visible(output), /<ESC>|<CR>/);
  t.match(output, /\n50 of \d+, [\d.]+ per second, \d+ left\n/);
});

t.test('a run that is stopped writes what it has, marked as incomplete, and leaves nothing behind', async (t) => {
  const started = (text: string) => /^ok .*\n.*\n/m.test(text);
  const cases = [
    { signal: 'SIGINT', exit: 130, words: ['--no-pacts', '--rps', '20'], isTime: started },
    { signal: 'SIGTERM', exit: 143, words: ['--no-pacts', '--rps', '20'], isTime: started },
    { signal: 'SIGHUP', exit: 129, words: ['--no-pacts', '--rps', '20'], isTime: started },
    {
      signal: 'SIGINT',
      exit: 130,
      words: ['--partner', 'prepaidify', '--only', 'an upload', '--rps', '2'],
      isTime: (_text: string, temporary: string) => readdirSync(temporary).length > 0,
    },
  ] as const;
  const credentials = await credentialsFile();
  await eachInTurn(cases, async ({ signal, exit, words, isTime }) => {
    const [temporary, out] = [folder(), folder()];
    const files = [
      '--credentials',
      credentials,
      '--junit',
      join(out, 'r.xml'),
      '--json',
      join(out, 'r.json'),
      '--record',
      join(out, 'kept'),
    ];
    const child = launch([process.execPath, BIN, 'verify', ...words, ...files], { env: { TMPDIR: temporary } });
    const ended = new Promise((resolve) => child.once('close', resolve));
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    while (!isTime(stdout, temporary) && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    t.equal(await ended, exit, `${signal} ${words.join(' ')}: ${stderr}`);
    t.match(stderr, new RegExp(`^sparring: stopped by ${signal}; reports contain \\d+ of \\d+ results\n$`));
    const report = JSON.parse(readFileSync(join(out, 'r.json'), 'utf8'));
    t.same(checkWith(verifyReport)(report), [], 'an incomplete report fits the schema too');
    t.equal(report.incomplete, `stopped by ${signal}`);
    t.ok(report.results.length < report.planned);
    t.ok(
      report.results.every(({ verdict }: { verdict: string }) => verdict === 'passed'),
      'what was cut short is no failure',
    );
    t.match(
      readFileSync(join(out, 'r.xml'), 'utf8'),
      `<error message="stopped by ${signal}; ${report.results.length} of ${report.planned} results"/>`,
    );
    const [kept = ''] = readdirSync(join(out, 'kept'));
    const recording = JSON.parse(readFileSync(join(out, 'kept', kept), 'utf8'));
    t.equal(recording.incomplete, `stopped by ${signal}`);
    t.same(readdirSync(temporary), [], 'nothing is left in the temporary folder');
    if (recording.answers.length === 0) return;
    const drift = await sparring('drift', join(out, 'kept'));
    t.match(
      drift.stdout,
      new RegExp(
        `${recording.answers.length} answers compared, 0 fields differ\nthe recording is incomplete: stopped by ${signal}\n`,
      ),
    );
  });
});

t.test('a target that speaks https is sent both cases and pacts', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const [certificate, credentials] = [join(folder(), 'tls.pem'), join(folder(), 'credentials.json')];
  writeFileSync(certificate, simulator.tlsCertificate ?? '');
  writeFileSync(credentials, JSON.stringify(simulator.credentials));
  const env = { NODE_EXTRA_CA_CERTS: certificate };
  const words = ['--target', simulator.tlsUrl ?? '', '--credentials', credentials, '--only', 'the front of an ID card'];
  const { code, stdout } = await sparringIn(env, 'verify', ...words);
  t.equal(code, 0, stdout);
  t.match(stdout, /ok {4}worldfirst submitAttachment {2}pact: the front of an ID card\n/);
  t.match(stdout, /3 passed, 0 failed/);
});

t.test('requests are sent at the given rate, including those of the pacts', async (t) => {
  const times: number[] = [];
  const target = await mutantTarget({ wire: () => void times.push(performance.now()) });
  const only = (name: string) => name.includes('ID card');
  await verify({ target, pacts: true, partner: 'prepaidify', maxRequestsPerSecond: 10, only });
  await target.close();
  const distances = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  t.ok(distances.length >= 2);
  // what is answered later than asked may come nearer to the next; half of the distance is never due to that here
  t.ok(
    distances.every((distance) => distance > 50),
    distances.join(),
  );
});
