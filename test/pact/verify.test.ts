import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { worldfirst } from '@sparring/contracts';
import {
  type RecordedAnswer,
  type Recording,
  redact,
  remoteTarget,
  type Target,
  type VerifyOptions,
  verify,
} from 'sparring/verify';
import t from 'tap';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { startCanned } from './canned-provider.js';
import { mutantTarget } from './mutant.js';

const BIN = fileURLToPath(new URL('../../../mock-server/bin/sparring.js', import.meta.url));
const folder = () => mkdtempSync(join(tmpdir(), 'sparring-verify-'));

/** Runs the command line and tells how it ended. */
function sparring(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return sparringIn(process.env, ...words);
}

function sparringIn(
  env: NodeJS.ProcessEnv,
  ...words: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...words], { cwd: folder(), env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

t.test('another implementation', async (t) => {
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

t.test('a target that is not this machine', async (t) => {
  const credentials = await sharedCredentials();
  const refused = () => remoteTarget('https://sandbox.example', credentials, undefined);
  t.throws(refused, { name: 'UserError', message: /--yes-send-to sandbox\.example/ }, 'is refused unless it is named');
  t.throws(() => remoteTarget('https://sandbox.example', credentials, 'other.example'), { name: 'UserError' });
  t.equal(remoteTarget('https://sandbox.example', credentials, 'sandbox.example').url, 'https://sandbox.example');
  t.throws(() => remoteTarget('ftp://127.0.0.1', credentials, undefined), { name: 'UserError' });
  t.throws(() => remoteTarget('http://127.0.0.1:1/base', credentials, undefined), {
    message: /signatures cover the path/,
  });
});

t.test('the command', async (t) => {
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
  t.match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuite name="sparring verify http:/);

  const [kept = ''] = readdirSync(join(out, 'kept'));
  const recording = readFileSync(join(out, 'kept', kept), 'utf8');
  t.notMatch(recording, /[0-9a-f]{24}|algorithm=|BEGIN/, 'a recording holds no id, signature or key');
  const same = await sparring('drift', join(out, 'kept'));
  t.equal(same.code, 0, same.stdout);
  const other = await sparring(
    'drift',
    join(out, 'kept'),
    '--set',
    'worldfirst.onRepeat=accept',
    '--set',
    'prepaidify.successMessage=SUCCESS',
  );
  t.equal(other.code, 1);
  t.match(
    other.stdout,
    /W14 .*setting worldfirst\.onRepeat.*\n.*code: recorded REPEAT_REQ_INCONSISTENT, simulated SUCCESS\n {4}\d cases: repeat-/,
  );
  t.match(other.stdout, /prepaidify K7 \(documented; setting prepaidify.successMessage\): /);
});

/** Answers that a target gave, as they are recorded. */
async function recordingOf(target: Target, pattern: RegExp): Promise<Recording> {
  const answers: RecordedAnswer[] = [];
  const options = { target, pacts: false, partner: 'worldfirst', only: (name: string) => pattern.test(name) };
  const observe: VerifyOptions['observe'] = ({ partner, operation }, { name }, answer) =>
    void answers.push({ partner, operation, case: name, fields: redact(worldfirst, answer) });
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
  const { code, stdout } = await sparring('drift', kept(foreign, worded));
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

t.test('a recording that cannot be compared is one sentence and exit code 2', async (t) => {
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
  await Promise.all(
    cases.map(async ([name, content, told]) => {
      const { code, stdout, stderr } = await sparring('drift', kept(content));
      t.equal(code, 2, name);
      t.match(stderr, told, name);
      t.same([stdout, stderr.trim().split('\n').length], ['', 1], `${name}: one line`);
    }),
  );
  const older = await sparring('drift', kept({ ...recording, answers: [answer, { ...answer, case: 'gone' }] }));
  t.equal(older.code, 1);
  t.match(older.stdout, /1 answers compared.*\n[\s\S]*this case no longer exists: worldfirst\/gone\n/);
});

t.test('the command at a simulator that behaves differently', async (t) => {
  const simulator = await simulatorFor(t, { settings: { worldfirst: { onRepeat: 'accept' } } });
  const file = join(folder(), 'credentials.json');
  writeFileSync(file, JSON.stringify(simulator.credentials));
  const words = ['--target', simulator.url, '--credentials', file, '--partner', 'worldfirst'];
  const red = await sparring('verify', ...words, '--only', 'repeat', '--rps', '100');
  t.equal(red.code, 1, red.stderr);
  t.match(red.stdout, /FAIL {2}worldfirst submitAttachment {2}conformance: repeat-other-type/);
  t.match(red.stdout, /code: expected REPEAT_REQ_INCONSISTENT, got SUCCESS/);
  const [again = ''] = /curl -sS -X POST .*/.exec(red.stdout) ?? [];
  const output = await new Promise((resolve) => execFile('sh', ['-c', again], (_error, stdout) => resolve(stdout)));
  t.match(output, /SUCCESS/, 'the curl line repeats the case');
});

t.test('what keeps the command from running is one sentence and exit code 2', async (t) => {
  const cases = [
    {
      name: 'an unknown partner',
      words: ['verify', '--partner', 'nobody', '--no-pacts'],
      told: /there is no partner nobody/,
    },
    { name: 'no such case', words: ['verify', '--only', 'nothing-like-this', '--no-pacts'], told: /no case was run/ },
    {
      name: 'a foreign target',
      words: ['verify', '--target', 'https://sandbox.example'],
      told: /--yes-send-to sandbox.example/,
    },
    {
      name: 'credentials that are not there',
      words: ['verify', '--credentials', 'none.json'],
      told: /no credentials file none.json/,
    },
    { name: 'a rate that is none', words: ['verify', '--rps', 'fast'], told: /rate is a number/ },
    {
      name: '--set with --target',
      words: ['verify', '--target', 'http://127.0.0.1:9', '--set', 'worldfirst.keyVersion=1'],
      told: /cannot be combined with --target/,
    },
    { name: 'no recordings', words: ['drift', folder()], told: /contains no recordings/ },
  ];
  await Promise.all(
    cases.map(async ({ name, words, told }) => {
      const { code, stderr } = await sparring(...words);
      t.equal(code, 2, name);
      t.match(stderr, told, name);
      t.equal(stderr.trim().split('\n').length, 1, `${name}: one line`);
    }),
  );
  const nobody = await sparring(
    'verify',
    '--target',
    'http://127.0.0.1:9',
    '--partner',
    'worldfirst',
    '--no-pacts',
    '--only',
    'repeat-other-type',
  );
  t.equal(nobody.code, 1, 'a target that does not answer is a failure of each case');
  t.match(nobody.stdout, /no answer: .*ECONNREFUSED/);
});

t.test('a target that speaks https gets examples and pacts alike', async (t) => {
  const simulator = await simulatorFor(t, { tlsPort: 0 });
  const [certificate, credentials] = [join(folder(), 'tls.pem'), join(folder(), 'credentials.json')];
  writeFileSync(certificate, simulator.tlsCertificate ?? '');
  writeFileSync(credentials, JSON.stringify(simulator.credentials));
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
  const words = ['--target', simulator.tlsUrl ?? '', '--credentials', credentials, '--only', 'the front of an ID card'];
  const { code, stdout } = await sparringIn(env, 'verify', ...words);
  t.equal(code, 0, stdout);
  t.match(stdout, /ok {4}worldfirst submitAttachment {2}pact: the front of an ID card\n/);
  t.match(stdout, /3 passed, 0 failed/);
});

t.test('requests keep their distance, those of the pacts too', async (t) => {
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
