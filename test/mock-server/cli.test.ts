import { execFileSync } from 'node:child_process';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyExportOptions,
  type KeyObject,
  verify,
} from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partners } from '@sparring/contracts';
import type { AllCredentials, Simulator } from 'sparring';
import t, { type Test } from 'tap';
import { firstScreen } from '#simulator/cli/first-screen.js';
import { sampleScreen } from '#simulator/cli/sample-screen.js';
import { readConfig } from '#simulator/config/config.js';
import { shellQuote } from '#simulator/curl/shell-quote.js';
import { eachInTurn, folderFor, shell, sparring, started, writeCredentials } from '../helpers/command.js';
import { signedUpload, upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnySimulator, sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { specimen, specimenPath } from '../helpers/specimens.js';
import { answerSignature, send, signedSubmit, submit } from '../helpers/worldfirst.js';

const packageFile = new URL('../../../mock-server/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

const made: AllCredentials = await sharedCredentials();
const foreignPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = { type: 'pkcs8', format: 'pem' } as const;
const foreignPem = foreignPair.privateKey.export(pem).toString();
const foreignPkcs1 = foreignPair.publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64');

/** A home with credentials, in a folder whose name every quoting mistake trips over. */
function homeFor(t: Test, credentials: object | string = made): string {
  const home = folderFor(t, `it's a "home" $HOME`);
  mkdirSync(home);
  writeCredentials(home, credentials);
  return home;
}

const oneSentence = /^sparring: [^\n]+\n$/;
const noHome = { env: { SPARRING_HOME: join(tmpdir(), 'sparring-test-must-not-appear', 'x') } };

t.test('arguments that cannot be understood are reported in one sentence with exit code 2', async (t) => {
  const home = ['--home', homeFor(t)];
  const rows: readonly { name: string; args: readonly string[]; says: RegExp; env?: Record<string, string> }[] = [
    { name: 'an unknown command', args: ['strat'], says: /'strat'; did you mean start\? \(see sparring --help\)/ },
    { name: 'an unknown option', args: ['start', '--sedd', 'x'], says: /'--sedd'; did you mean --seed\?/ },
    { name: 'a word too many', args: ['start', 'now'], says: /too many arguments.*sparring start --help/ },
    {
      name: 'a port that is no number',
      args: ['start', '--port', 'abc'],
      says: /'abc' is invalid: a port is an integer/,
    },
    { name: 'a port that is too high', args: ['start', '--tls-port', '65536'], says: /'65536' is invalid/ },
    {
      name: 'a port of the environment',
      args: ['env'],
      env: { SPARRING_PORT: 'x' },
      says: /SPARRING_PORT must be an integer/,
    },
    {
      name: 'a log level',
      args: ['start', '--log-level', 'loud'],
      says: /'loud' is invalid: allowed choices are silent/,
    },
    { name: 'a setting without a value', args: ['start', '--set', 'x'], says: /<partner>\.<setting>=<value>, not x/ },
    { name: 'a setting', args: ['start', '--set', 'worldfirst.x=1'], says: /no setting x; it has onRepeat/ },
    { name: 'a value', args: ['start', '--set', 'worldfirst.onRepeat=x'], says: /takes check or accept, not x/ },
    {
      name: 'an address',
      args: ['start', '--port', '0', '--host', '203.0.113.1', ...home],
      says: /use another --host/,
    },
    { name: 'an empty address', args: ['start', '--host', '', ...home], says: /'' is invalid: an address is needed/ },
    { name: 'an empty home', args: ['env', '--home', ''], says: /'' is invalid: a folder is needed/ },
    {
      name: 'an allowed host',
      args: ['start', '--allow-host', 'http://qa.example', ...home],
      says: /an allowed host is a name or an address without scheme/,
    },
    {
      name: 'a token',
      args: ['start', ...home],
      env: { SPARRING_TOKEN: 'a b' },
      says: /the token of the control API must consist of/,
    },
    { name: 'a missing operation', args: ['curl', 'worldfirst'], says: /missing required argument 'operation'/ },
    { name: 'a partner', args: ['curl', 'nobody', 'x', ...home], says: /no partner nobody/ },
    { name: 'an operation', args: ['curl', 'prepaidify', 'x', ...home], says: /no operation x; it has fileUpload/ },
    {
      name: 'a field',
      args: ['curl', 'prepaidify', 'fileUpload', 'x=1', ...home],
      says: /no field x; the fields are file/,
    },
    { name: 'a field without =', args: ['curl', 'prepaidify', 'fileUpload', 'x', ...home], says: /name=value, not x/ },
    {
      name: 'a file that is not there',
      args: ['curl', 'prepaidify', 'fileUpload', '--file', 'none.jpg', ...home],
      says: /none\.jpg cannot be read \(ENOENT\)/,
    },
    { name: 'a url', args: ['env', '--url', 'somewhere', ...home], says: /'somewhere' is invalid: use a URL/ },
    {
      name: 'a format',
      args: ['env', '--format', 'der', ...home],
      says: /choices are shell, dotenv, powershell, json/,
    },
    { name: 'a key format', args: ['env', '--key-format', 'der', ...home], says: /allowed choices are pem, base64/ },
  ];
  await eachInTurn(rows, async ({ name, args, says, env = {} }) => {
    const { code, stdout, stderr } = await sparring(args, { env: { ...noHome.env, ...env } });
    t.same([code, stdout], [2, ''], name);
    t.match(stderr, oneSentence, name);
    t.match(stderr, says, name);
  });
});

t.test('a partner that does not exist is refused with the list of those that do', async (t) => {
  const list = partners.map(({ name }) => name).join(', ');
  for (const args of [
    ['start', '--set', 'nobody.x=1'],
    ['catalogue', 'nobody'],
  ]) {
    const { code, stdout, stderr } = await sparring(args, noHome);
    t.same([code, stdout, stderr], [2, '', `sparring: there is no partner nobody; the partners are ${list}\n`]);
  }
});

t.test('help, version and catalogue are printed with exit code 0; without a command there is help', async (t) => {
  const rows = [
    { name: 'help', args: ['--help'], code: 0, prints: /start .*\n.*env /s },
    { name: 'help of a command', args: ['start', '--help'], code: 0, prints: /--tls-port/ },
    { name: 'version', args: ['--version'], code: 0, prints: new RegExp(`^${version.replaceAll('.', '\\.')}\n$`) },
    {
      name: 'every code',
      args: ['catalogue'],
      code: 0,
      prints: /4012.*200007.*reset-after-store.*PROCESS_FAIL.*stale-response-time/s,
    },
    {
      name: 'the codes of one',
      args: ['catalogue', 'prepaidify'],
      code: 0,
      prints: /^(?!.*PROCESS_FAIL)(?!.*stale-response-time).*4012.*html-503/s,
    },
    { name: 'nothing', args: [], code: 2, prints: /^Usage: sparring/ },
  ];
  await eachInTurn(rows, async ({ name, args, code, prints }) => {
    const ended = await sparring(args, noHome);
    t.equal(ended.code, code, name);
    t.match(code === 0 ? ended.stdout : ended.stderr, prints, name);
    t.equal(code === 0 ? ended.stderr : ended.stdout, '', name);
  });
  t.throws(() => statSync(noHome.env.SPARRING_HOME), 'none of them makes a home');
});

t.test('credentials that cannot be used are reported in one sentence with exit code 2', async (t) => {
  const secretText = foreignPem.slice(60, 100);
  const withWorldFirst = (worldfirst: object) => ({ ...made, worldfirst });
  const rows: readonly { name: string; stored?: object | string; env?: Record<string, string>; says: RegExp }[] = [
    { name: 'broken JSON', stored: '{"worldfirst":', says: /credentials\.json is not JSON; fix it, or remove it/ },
    { name: 'no object', stored: '"x"', says: /is not a JSON object/ },
    { name: 'an unknown partner', stored: { nobody: {} }, says: /contains the unknown partner nobody/ },
    {
      name: 'an unknown field',
      stored: { worldfirst: { key: 'x' } },
      says: /unknown key worldfirst\.key; the known ones are clientId/,
    },
    {
      name: 'a field that is no text',
      stored: { ...made, prepaidify: { accessKey: 1 } },
      says: /accessKey .*is not a string/,
    },
    { name: 'a partner that is no object', stored: { prepaidify: 'x' }, says: /prepaidify in .* is not an object/ },
    {
      name: 'a mismatched pair',
      stored: withWorldFirst({ ...made['worldfirst'], clientPrivateKey: foreignPem }),
      says: /client's keys of worldfirst do not match/,
    },
    {
      name: 'a key that is none',
      env: { SPARRING_WORLDFIRST_CLIENT_PUBLIC_KEY: secretText },
      says: /client's public key of worldfirst cannot be read; use PEM/,
    },
    {
      name: 'a key of another kind',
      env: {
        SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export(pem).toString(),
      },
      says: /is of type ed25519; use an RSA key/,
    },
    {
      name: "only the partner's public key",
      stored: { worldfirst: { partnerPublicKey: foreignPkcs1 } },
      says: /needs partnerPrivateKey in addition to partnerPublicKey/,
    },
    {
      name: 'a blank secret',
      stored: { ...made, prepaidify: { secretKey: ' ' } },
      says: /the secret key of prepaidify .*is blank; remove it to generate one/,
    },
    {
      name: 'a blank client id',
      stored: { worldfirst: { clientId: ' ' } },
      says: /the client id of worldfirst .*is blank/,
    },
    ...['商户', 'a\nb'].map((clientId) => ({
      name: `the client id ${JSON.stringify(clientId)}`,
      stored: { worldfirst: { clientId } },
      says: /client id of worldfirst in .*credentials\.json cannot be sent as a header; use up to 1,000 printable ASCII/,
    })),
    {
      name: 'an access key of the environment',
      env: { SPARRING_PREPAIDIFY_ACCESS_KEY: '商户' },
      says: /the access key of prepaidify in the environment cannot be sent as a header/,
    },
  ];
  await eachInTurn(rows, async ({ name, stored, env = {}, says }) => {
    const { code, stdout, stderr } = await sparring(['env', '--home', homeFor(t, stored ?? made)], { env });
    t.same([code, stdout], [2, ''], name);
    t.match(stderr, oneSentence, name);
    t.match(stderr, says, name);
    t.notMatch(stderr, secretText, name);
  });
});

t.test('a home that cannot be used is reported in one sentence with exit code 2', async (t) => {
  const file = folderFor(t, 'file');
  writeFileSync(file, '');
  const taken = homeFor(t);
  mkdirSync(join(taken, 'tls.pem'));
  const withFolder = folderFor(t);
  mkdirSync(join(withFolder, 'credentials.json'), { recursive: true });
  const closed = homeFor(t);
  writeFileSync(join(closed, 'requests'), '');
  const piped = folderFor(t);
  mkdirSync(piped);
  execFileSync('mkfifo', [join(piped, 'credentials.json')]);
  const rows = [
    { name: 'the home is a file', args: ['env', '--home', file], says: /file is not a folder; use another --home/ },
    { name: 'the home is below a file', args: ['env', '--home', join(file, 'x')], says: /x is not a folder/ },
    { name: 'credentials.json is a folder', args: ['env', '--home', withFolder], says: /cannot be read \(EISDIR\)/ },
    { name: 'tls.pem is a folder', args: ['start', '--port', '0', '--tls-port', '0', '--home', taken], says: /EISDIR/ },
    { name: 'requests is a file', args: ['curl', 'worldfirst', 'submitAttachment', '--home', closed], says: /EEXIST/ },
    {
      name: 'credentials.json is a pipe',
      args: ['env', '--home', piped],
      says: /json is not a regular file; remove it/,
    },
  ];
  await eachInTurn(rows, async ({ name, args, says }) => {
    const { code, stderr } = await sparring(args);
    t.equal(code, 2, name);
    t.match(stderr, oneSentence, name);
    t.match(stderr, says, name);
  });
});

t.test('simultaneous first starts on one home use the same credentials, readable by the owner only', async (t) => {
  const home = folderFor(t, 'new/home');
  const simulators = await Promise.all([1, 2, 3].map(() => started(t, ['--home', home, '--log-level', 'silent'])));
  t.equal(statSync(join(home, 'credentials.json')).mode & 0o777, 0o600);
  t.equal(statSync(home).mode & 0o777, 0o700);
  t.same(readdirSync(home).sort(), ['.gitignore', 'credentials.json']);
  const credentials = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8'));
  for (const { url } of simulators) {
    const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face');
    t.match((await send(url, signedUpload({ credentials }, { parts }))).json, { code: '0' });
  }
});

t.test('env prints keys in every form, and what a shell evaluates is what openssl signs with', async (t) => {
  const home = homeFor(t);
  const folder = folderFor(t, 'keys');
  mkdirSync(folder);
  const { clientPrivateKey = '', partnerPublicKey = '' } = made['worldfirst'] ?? {};
  const rows = [
    { name: 'PEM, PKCS#8', format: 'pem', type: 'pkcs8', publicType: 'spki' },
    { name: 'PEM, PKCS#1', format: 'pem', type: 'pkcs1', publicType: 'pkcs1' },
    { name: 'Base64, PKCS#8', format: 'base64', type: 'pkcs8', publicType: 'spki' },
    { name: 'Base64, PKCS#1', format: 'base64', type: 'pkcs1', publicType: 'pkcs1' },
  ] as const;
  const write = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'spki', format: 'pem' | 'base64') => {
    const pem: KeyExportOptions<'pem'> = { type, format: 'pem' };
    const der: KeyExportOptions<'der'> = { type, format: 'der' };
    return format === 'pem' ? String(key.export(pem)).trim() : key.export(der).toString('base64');
  };
  await eachInTurn(rows, async ({ name, format, type, publicType }) => {
    const printed = await sparring(['env', '--home', home, '--key-format', format, '--key-type', type]);
    const decode = format === 'pem' ? 'cat' : 'openssl base64 -A -d';
    const file = `"${join(folder, format + type)}"`;
    const form = format === 'pem' ? 'PEM' : 'DER';
    const { stdout, stderr } = await shell(`${printed.stdout}
      printf '%s\\n' "$SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY" "$SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY"
      printf '%s' "$SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY" | ${decode} > ${file}
      printf 'signed' | openssl dgst -sha256 -sign ${file} -keyform ${form} | openssl base64 -A`);
    const [privateText, publicText] = [
      write(createPrivateKey(clientPrivateKey), type, format),
      write(createPublicKey(partnerPublicKey), publicType, format),
    ];
    t.equal(stderr, '', name);
    t.ok(stdout.startsWith(`${privateText}\n${publicText}\n`), `${name}: each key in its form`);
    const signature = Buffer.from(stdout.split('\n').at(-1) ?? '', 'base64');
    t.ok(verify('sha256', Buffer.from('signed'), createPublicKey(clientPrivateKey), signature), `${name}: signs`);
  });
  const json = JSON.parse((await sparring(['env', '--json', '--home', home, '--url', 'http://localhost:1/'])).stdout);
  t.match(json, {
    SPARRING_BASE_URL: 'http://localhost:1',
    SPARRING_WORLDFIRST_CLIENT_ID: made['worldfirst']?.['clientId'],
    SPARRING_PREPAIDIFY_SECRET_KEY: made['prepaidify']?.['secretKey'],
  });
  t.notMatch(Object.keys(json).join(), /PARTNER_PRIVATE|CLIENT_PUBLIC/, 'only what a client has');
});

t.test('the highest port and a value with an equals sign are used as given', async (t) => {
  const home = homeFor(t);
  const args = ['env', '--json', '--home', home];
  const highest = await sparring(args, { env: { SPARRING_PORT: '65535' } });
  t.match(JSON.parse(highest.stdout), { SPARRING_BASE_URL: 'http://127.0.0.1:65535' });
  const simulator = await started(t, ['--home', home, '--set', 'prepaidify.successMessage=a=b=']);
  const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face');
  t.match((await send(simulator.url, signedUpload({ credentials: made }, { parts }))).json, { code: '0', msg: 'a=b=' });
});

/** What a terminal shows when a simulator is started. */
async function screensOf(simulator: AnySimulator, home: string): Promise<string> {
  const config = readConfig(home, {});
  const typed = simulator as unknown as Simulator;
  const first = await firstScreen({ simulator: typed, host: '127.0.0.1', config, certificatePath: undefined });
  return first + (await sampleScreen(typed, config));
}

/** The command that is to be pasted. */
const pasteLines = (screen: string) => /^curl (?:.*\\\n)*.*$/m.exec(screen)?.[0] ?? '';

t.test('the first screen has a command of three lines to paste, and hints that find this simulator', async (t) => {
  const home = homeFor(t);
  const simulator = await simulatorFor(t, { home, seed: "it's" });
  const screen = await screensOf(simulator, home);
  t.match(screen, /^Seed: it's {2}\(repeat with --seed 'it'\\''s'\)$/m);
  const paste = pasteLines(screen);
  t.equal(paste.split('\n').length, 3);
  const pasted = await shell(paste);
  t.match(pasted.stdout, /"resultCode":"SUCCESS"/);
  const id = /x-sparring-id: (\w+)/.exec(pasted.stdout)?.[1];
  t.match(await simulator.journalEntry(id ?? ''), { code: 'SUCCESS', rule: null });
  const [hint = ''] = /npx (sparring curl prepaidify .*)--file/.exec(screen)?.slice(1) ?? [];
  t.match(hint, `--url ${simulator.url} --home '`);
  const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;
  const hinted = await shell(`${hint.replace('sparring', `"$NODE" ${bin}`)} | sh`, { env: { NODE: process.execPath } });
  t.match(hinted.stdout, /"code":"0"/, 'the hinted command finds this simulator and its credentials');
  const port = new URL(simulator.url).port;
  const second = await sparring(['start', '--port', port, '--home', home]);
  t.equal(second.code, 2);
  t.equal(second.stderr, `sparring: port ${port} is already in use; choose another --port, or 0 for a free one\n`);
  const { partnerPrivateKey = '' } = made['worldfirst'] ?? {};
  const given = { ...made, worldfirst: { clientPublicKey: foreignPkcs1, partnerPrivateKey } };
  const unsigned = await simulatorFor(t, { credentials: given } as object);
  t.match(pasteLines(await screensOf(unsigned, home)), '/_sparring/health', 'nothing can be signed with a public key');
});

t.test('curl prints a command that uploads whatever file and fields it is given', async (t) => {
  const home = homeFor(t);
  const simulator = await started(t, ['--home', home, '--log-level', 'silent']);
  const folder = folderFor(t);
  mkdirSync(folder);
  const large = join(folder, 'large.png');
  writeFileSync(large, Buffer.concat([specimen('id-back.png'), Buffer.alloc(700_000, 7)]));
  const named = (name: string) => {
    copyFileSync(specimenPath('face.jpg'), join(folder, name));
    return join(folder, name);
  };
  const submit = ['worldfirst', 'submitAttachment'];
  const photo = ['prepaidify', 'fileUpload'];
  const stored = /"resultCode":"SUCCESS"/;
  const accepted = /^\{"code":"0"/;
  const odd = ['@x', '<y', ';type=text/html', 'a,b', `q'"\\`, '证件 é', '$(exit 1)'].join('');
  const rows: readonly { name: string; args: readonly string[]; answers: RegExp }[] = [
    { name: 'no file', args: submit, answers: stored },
    { name: 'a JPEG', args: [...submit, '--file', specimenPath('id-front.jpg')], answers: stored },
    {
      name: 'a PNG with fields',
      args: [
        ...submit,
        '--file',
        specimenPath('id-back.png'),
        `attachmentId=${odd}`,
        'attachmentType=ID_CARD_BACK_SIDE',
      ],
      answers: stored,
    },
    { name: 'a wrong field', args: [...submit, 'attachmentType=x'], answers: /PARAM_ILLEGAL/ },
    { name: '700 kB', args: [...submit, '--file', large], answers: stored },
    {
      name: 'a PDF where none is taken',
      args: [...submit, '--file', specimenPath('aml-report.pdf')],
      answers: /PARAM_ILL/,
    },
    { name: 'a move', args: [...submit, '--move', 'process_fail'], answers: /PROCESS_FAIL/ },
    { name: 'another method', args: [...submit, '--method', 'get'], answers: /METHOD_NOT_SUPPORTED/ },
    { name: 'no file, again', args: photo, answers: accepted },
    { name: 'a photo', args: [...photo, '--file', specimenPath('id-front.jpg')], answers: accepted },
    { name: 'by GET', args: [...photo, '--method', 'GET', '--file', specimenPath('id-back.png')], answers: accepted },
    {
      name: 'a report',
      args: [...photo, '--file', specimenPath('aml-report.pdf'), 'type=amlReport'],
      answers: accepted,
    },
    { name: 'a report as a photo', args: [...photo, '--file', specimenPath('aml-report.pdf')], answers: /"4007"/ },
    { name: 'a numbered move', args: [...photo, '--move', '4012'], answers: /"4012"/ },
    { name: 'an odd field', args: [...photo, `requestNo=${odd}`], answers: accepted },
    ...['a b.jpg', `it's "q".jpg`, 'a;b,c.jpg', '证件 é.jpg', 'a\\b.jpg', '$(exit 1)`x`.jpg', '-o.jpg'].map((name) => ({
      name: `a file named ${name}`,
      args: [...photo, '--file', named(name)],
      answers: accepted,
    })),
  ];
  await eachInTurn(rows, async ({ name, args, answers }) => {
    const printed = await sparring(['curl', ...args, '--url', simulator.url, '--home', home]);
    t.match(printed.stdout, /^curl .*\n$/, `${name}: one line`);
    const { code, stdout, stderr } = await shell(printed.stdout);
    t.same([code, stderr], [0, ''], name);
    t.match(stdout, answers, name);
  });
  const seeded = [1, 2].map(() => sparring(['curl', ...photo, '--seed', '7', '--home', home]));
  const ids = (await Promise.all(seeded)).map(({ stdout }) => /requestNo=\w+/.exec(stdout)?.[0]);
  t.match(ids[0], /^requestNo=\w{16}$/);
  t.equal(ids[0], ids[1], 'a seed repeats what is made up');
});

t.test('own keys are used, whichever half is given and in whatever form', async (t) => {
  const home = homeFor(t, { worldfirst: { clientPublicKey: foreignPkcs1 } });
  const own = { SPARRING_PREPAIDIFY_ACCESS_KEY: 'my-key', SPARRING_PREPAIDIFY_SECRET_KEY: 'my-secret' };
  const byFile = await started(t, ['--home', home], { env: own });
  const { SPARRING_WORLDFIRST_CLIENT_ID: clientId, SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY: partnerPublicKey } =
    JSON.parse((await sparring(['env', '--json', '--home', home])).stdout);
  const credentials = {
    worldfirst: { clientId, clientPrivateKey: foreignPem, partnerPublicKey },
    prepaidify: { accessKey: 'my-key', secretKey: 'my-secret' },
  };
  const client = { url: byFile.url, credentials } as unknown as Parameters<typeof submit>[0];
  const attachmentContent = specimen('id-front.jpg').toString('base64');
  const body = { attachmentId: 'A', attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent };
  const answer = await submit(client, { body });
  t.match(answer.json, { result: { resultCode: 'SUCCESS' } }, 'what the file leaves out is the same in every process');
  t.equal(answerSignature(client, answer), 'valid');
  const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face');
  t.match((await upload(client, { parts })).json, { code: '0' });
  t.equal(
    readFileSync(join(home, 'credentials.json'), 'utf8'),
    JSON.stringify({ worldfirst: { clientPublicKey: foreignPkcs1 } }),
    "a user's file is never written over",
  );
  t.equal(statSync(join(home, 'made.json')).mode & 0o777, 0o600);

  const byEnvironment = await started(t, ['--home', homeFor(t)], {
    env: {
      SPARRING_WORLDFIRST_CLIENT_ID: 'mine',
      SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY: foreignPem.replaceAll('\n', '\\n'),
    },
  });
  const other = {
    url: byEnvironment.url,
    credentials: { worldfirst: { ...credentials.worldfirst, clientId: 'mine' } },
  };
  t.match((await submit({ ...client, ...other }, { body })).json, { result: { resultCode: 'SUCCESS' } });
});

t.test('a seed makes two runs answer byte for byte the same, and settings reach the partner', async (t) => {
  const home = homeFor(t);
  const args = [
    '--home',
    home,
    '--seed',
    'seven',
    '--set',
    'prepaidify.successMessage=SUCCESS',
    '--log-level',
    'silent',
  ];
  const attachmentContent = specimen('id-front.jpg').toString('base64');
  const requests = [
    signedSubmit(
      { credentials: made },
      { body: { attachmentId: 'A', attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent } },
    ),
    signedUpload({ credentials: made }, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face') }),
    signedSubmit({ credentials: made }, { body: '{' }),
  ];
  const runs = await Promise.all(
    [1, 2].map(async () => {
      const simulator = await started(t, args);
      const answers = [];
      for (const request of requests) answers.push(await send(simulator.url, request));
      t.equal(await simulator.stop(), 0);
      return answers.map(({ status, headers, bytes }) => ({ status, headers, bytes: bytes.toString() }));
    }),
  );
  t.same(runs[0], runs[1]);
  t.match(runs[0]?.[0]?.bytes, /"SUCCESS"/);
  t.match(runs[0]?.[1]?.bytes, /"code":"0","msg":"SUCCESS"/);
});

t.test('https is served beside http, with a certificate that a client can check', async (t) => {
  const home = homeFor(t);
  const simulator = await started(t, ['--home', home, '--tls-port', '0']);
  const certificate = shellQuote(String(simulator.line['tlsCertificate']));
  const checked = await shell(`curl --cacert ${certificate} -sS ${simulator.tlsUrl}/_sparring/health`);
  t.match(checked.stdout, /"up"/);
  t.not((await shell(`curl -sS ${simulator.tlsUrl}/_sparring/health`)).code, 0, 'nobody else vouches for it');
  const printed = await sparring(['curl', 'prepaidify', 'fileUpload', '--home', home, '--url', simulator.tlsUrl ?? '']);
  t.match((await shell(`${printed.stdout.trim()} -k`)).stdout, /"code":"0"/);
  t.equal(await simulator.stop(), 0);
});

/** Makes the decoding of a document throw an error that carries the document. */
const BUG = `const { from } = Buffer;
Buffer.from = function (value, ...rest) {
  if (typeof value === 'string' && value.length > 5000 && rest[0] === 'base64') {
    throw Object.assign(new Error('cannot decode ' + value), { document: value });
  }
  return from.call(Buffer, value, ...rest);
};`;

t.test('nothing secret is logged at any level, not even with a bug', async (t) => {
  const home = homeFor(t);
  const document = specimen('id-front.jpg').toString('base64');
  const body = { attachmentId: 'A', attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent: document };
  const asText = [
    { name: 'requestNo', content: 'R' },
    { name: 'type', content: 'face' },
    { name: 'file', content: document },
  ];
  const requests = [
    signedSubmit({ credentials: made }, { body }),
    signedSubmit({ credentials: made }, { body, signedBody: Buffer.from('x') }),
    signedSubmit({ credentials: made }, { body: `{"attachmentContent":"${document}` }),
    signedSubmit({ credentials: made }, { body: { ...body, attachmentType: document } }),
    signedUpload({ credentials: made }, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face') }),
    signedUpload({ credentials: made }, { parts: asText, signedBody: 'x' }),
    signedUpload({ credentials: made }, { parts: asText, headers: { 'ach-access-sign': 'wrong' } }),
  ];
  const secrets = [
    made['prepaidify']?.['secretKey'],
    ...['clientPrivateKey', 'partnerPrivateKey'].map((name) => made['worldfirst']?.[name]?.split('\n')[5]),
    document.slice(1000, 1040),
    specimen('id-front.jpg').toString('latin1').slice(1000, 1020),
    ...requests.map(({ headers }) => headers['signature'] ?? headers['ach-access-sign']),
  ];
  await eachInTurn(['error', 'info', 'debug'], async (level) => {
    const simulator = await started(
      t,
      ['--home', home, '--log-level', level, '--set', 'prepaidify.multipartSigning=fields'],
      { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(BUG)}` } },
    );
    const screen = simulator.output.stdout.length;
    const answers = [];
    for (const request of requests) answers.push(await send(simulator.url, request));
    t.match(answers[0]?.json, { result: { resultCode: 'UNKNOWN_EXCEPTION' } });
    const journal = await (await fetch(`${simulator.url}/_sparring/journal`)).text();
    t.equal(await simulator.stop(), 0);
    const log = simulator.output.stdout.slice(screen) + simulator.output.stderr;
    t.match(log, /a bug in Sparring.*/, `${level}: the bug is logged`);
    t.match(log, /cannot decode …/, `${level}: without the document`);
    t.match(log, /submit-attachment\.js/, `${level}: with the place`);
    for (const secret of secrets) {
      t.ok(secret && secret.length > 4, 'there is something to look for');
      t.notOk(log.includes(secret ?? ''), `${level}: the log does not hold ${secret?.slice(0, 12)}`);
      t.notOk(journal.includes(secret ?? ''), `${level}: the journal does not hold ${secret?.slice(0, 12)}`);
    }
    const signatures = answers.flatMap(({ headers }) => headers['signature'] ?? []);
    for (const signature of signatures) t.notOk(log.includes(String(signature)), `${level}: no answer's signature`);
  });
});

t.test('a reader that goes away early ends nothing with a stack', async (t) => {
  const home = homeFor(t);
  const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;
  const piped = await shell(`"$NODE" ${bin} catalogue | true`, { env: { NODE: process.execPath } });
  t.same([piped.code, piped.stderr], [0, '']);
  const simulator = await started(t, ['--home', home]);
  simulator.closeReader();
  for (const id of ['1', '2', '3']) {
    const { json } = await submit({ url: simulator.url, credentials: made } as Parameters<typeof submit>[0], {
      body: { attachmentId: id, attachmentType: 'x', attachmentContent: 'x' },
    });
    t.match(json, { result: { resultCode: 'PARAM_ILLEGAL' } });
  }
  t.equal(await simulator.stop(), 0);
  t.equal(simulator.output.stderr, '');
});
