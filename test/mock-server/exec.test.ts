import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { type Ended, eachInTurn, folderFor, homeWithKeys, launch, sparring, started } from '../helpers/command.js';
import { readJunit } from '../helpers/junit.js';
import { runPython } from '../helpers/run.js';
import { sharedCredentials } from '../helpers/simulator.js';

const root = new URL('../../../', import.meta.url).pathname;
const bin = join(root, 'mock-server/bin/sparring.js');
const oneSentence = /^sparring: [^\n]+\n$/;

/** A program of the command's own, as the words that run it. */
const program = (text: string, ...args: readonly string[]) => [process.execPath, '--eval', text, '--', ...args];

interface Running {
  /** Of `sparring exec` itself. */
  readonly pid: number;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<Ended>;
  /** Resolves when the command has printed this line. */
  printed(line: string): Promise<void>;
}

interface Place {
  /** Where temporary files are; empty before and after. */
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether `exec` is left to make keys, as it does by itself; it takes longer than the rest of a run. */
  readonly makesKeys?: true;
}

const keys = join(await homeWithKeys(t), 'credentials.json');

function placeFor(t: Test): Place {
  const temp = folderFor(t, 'temp');
  mkdirSync(temp);
  return { temp, env: { TMPDIR: temp } };
}

/** Starts `sparring exec`; it ends with the test. */
function startExec(t: Test, { env, makesKeys }: Place, args: readonly string[], input = ''): Running {
  const given = makesKeys ? [] : ['--credentials', keys];
  const child = launch([process.execPath, bin, 'exec', ...given, ...args], { env });
  const output = { stdout: '', stderr: '' };
  const waiting = new Map<string, () => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const [line, resolve] of waiting) if (output.stdout.split('\n').includes(line)) resolve();
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  t.teardown(() => child.kill('SIGKILL'));
  child.stdin.end(input);
  const printed = (line: string) =>
    new Promise<void>((resolve, reject) => {
      waiting.set(line, resolve);
      ended.then(() => reject(new Error(`ended early: ${output.stdout}${output.stderr}`)), reject);
    });
  return { pid: child.pid ?? 0, output, ended, printed };
}

const runExec = (t: Test, place: Place, args: readonly string[], input?: string): Promise<Ended> =>
  startExec(t, place, args, input).ended;

/** Whether a process runs. One that has ended may still be in the table until somebody asks for its exit code. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = `/proc/${pid}/stat`;
    return !existsSync('/proc') || !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
}

/** Whether nothing listens at a URL. */
const isClosed = (url: string) =>
  request(`${url}/_sparring/health`).then(
    () => false,
    ({ code }) => code === 'ECONNREFUSED',
  );

t.test('the command gets the variables of a simulator that is up, and nothing is left behind', async (t) => {
  const place = placeFor(t);
  const text = `
    const { readdirSync } = require('node:fs');
    const { SPARRING_BASE_URL: url, SPARRING_HOME: home } = process.env;
    fetch(url + '/_sparring/health').then((answer) => answer.json()).then(({ status }) =>
      console.log(JSON.stringify({ status, home: readdirSync(home), env: process.env, args: process.argv.slice(1) })));`;
  const foreign = {
    SPARRING_LANE: 'other',
    SPARRING_TOKEN: 'other',
    SPARRING_PORT: '1',
    SPARRING_PREPAIDIFY_SECRET_KEY: 'other',
    SPARRING_WORLDFIRST_PARTNER_PRIVATE_KEY: 'other',
    SPARRING_BASE_URL: 'http://127.0.0.1:1',
    KEPT: 'kept',
  };
  const own = { ...place, env: { ...place.env, ...foreign }, makesKeys: true } as const;
  const args = ['--key-format', 'base64', '--', ...program(text, '--port', '5', '--', '--help')];
  const { code, stdout, stderr } = await runExec(t, own, args);
  t.equal(code, 0, stderr);
  const { status, home, env, args: given } = JSON.parse(stdout);
  t.equal(status, 'up');
  t.same(given, ['--port', '5', '--', '--help'], 'the arguments are its own');
  t.ok(home.includes('credentials.json'));
  t.ok(env.SPARRING_HOME.startsWith(place.temp));
  t.equal(env.KEPT, 'kept');
  for (const name of ['SPARRING_LANE', 'SPARRING_TOKEN', 'SPARRING_PORT', 'SPARRING_WORLDFIRST_PARTNER_PRIVATE_KEY']) {
    t.equal(env[name], undefined, `${name} is of another simulator`);
  }
  t.not(env.SPARRING_PREPAIDIFY_SECRET_KEY, 'other');
  t.match(env.SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY, /^[\w+/=]+$/, 'in the form that was asked for');
  t.same(readdirSync(place.temp), [], 'no temporary folder');
  t.ok(await isClosed(env.SPARRING_BASE_URL), 'nothing listens');
});

t.test('input and output are those of the command; reports are on standard error', async (t) => {
  const { code, stdout, stderr } = await runExec(t, placeFor(t), ['--', 'cat'], 'as it is');
  t.same([code, stdout], [0, 'as it is']);
  t.match(stderr, /\nCoverage: 0 of \d+ \(0 %\) codes, 0 of \d+ \(0 %\) faults\n/);
  t.match(stderr, /^sparring: the command sent no request; its client must use SPARRING_BASE_URL$/m);
});

t.test('the exit code is that of the command', async (t) => {
  const place = placeFor(t);
  const file = join(folderFor(t), '..', 'not-a-program');
  writeFileSync(file, 'no program', { mode: 0o644 });
  const rows = [
    { words: ['sh', '-c', 'exit 3'], exit: 3 },
    { words: ['sh', '-c', 'kill -KILL $$'], exit: 137 },
    { words: ['sh', '-c', 'kill -TERM $$'], exit: 143 },
    { words: ['no-such-command-here'], exit: 127, says: /there is no command no-such-command-here; check its name/ },
    { words: [file], exit: 126, says: /not-a-program cannot be run \(EACCES\); check its permissions/ },
  ];
  await eachInTurn(rows, async ({ words, exit, says }) => {
    const { code, stderr } = await runExec(t, place, ['--min', '100', '--', ...words]);
    t.equal(code, exit, words.join(' '));
    if (says) t.match(stderr, says);
    if (says) t.match(stderr, oneSentence, 'there is nothing to report');
    else t.match(stderr, /Coverage: /);
  });
  t.same(readdirSync(place.temp), []);
});

t.test('without --, options before the command are ours, and those after it its own', async (t) => {
  const { code, stdout } = await runExec(t, placeFor(t), [
    '--seed',
    '1',
    'sh',
    '-c',
    'echo "$1"; exit 4',
    '-',
    '--port',
  ]);
  t.same([code, stdout], [4, '--port\n']);
});

/** Starts a child that says its process id, and then either ends or stays. */
const WITH_CHILD = `
  const { spawn } = require('node:child_process');
  const [how, then] = process.argv.slice(1);
  const ignore = how === 'stubborn' ? "process.on('SIGTERM', () => {});" : '';
  const child = spawn(process.execPath, ['--eval', ignore + 'process.send(process.pid); setInterval(() => {}, 1000);'],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('message', (pid) => {
    console.log(pid);
    child.disconnect();
    if (then === 'end') process.exit(0);
    console.log('ready');
    setInterval(() => {}, 1000);
  });`;

t.test('the children of a command end with it', async (t) => {
  const place = placeFor(t);
  await eachInTurn(['polite', 'stubborn'], async (how) => {
    const running = startExec(t, place, ['--', ...program(WITH_CHILD, how, 'end')]);
    const { code, stdout, stderr } = await running.ended;
    t.equal(code, 0, stderr);
    t.notOk(isRunning(Number(stdout.trim())), `${how}: no process is left`);
    t.match(stderr, /^sparring: the command left processes running, which were ended$/m);
  });
  const strict = await runExec(t, place, ['--strict', '--', ...program(WITH_CHILD, 'polite', 'end')]);
  t.equal(strict.code, 1);
});

const TRAPS = `
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { console.log(name); process.exit(42); });
  setInterval(() => {}, 1000);
  console.log('ready');`;

t.test('signals pass through to the command, whose answer to them counts', async (t) => {
  const place = placeFor(t);
  const rows = [
    { signal: 'SIGINT', words: program(TRAPS), exit: 42, says: 'SIGINT' },
    { signal: 'SIGQUIT', words: program(TRAPS), exit: 42, says: 'SIGQUIT' },
    { signal: 'SIGTERM', words: program(TRAPS), exit: 42, says: 'SIGTERM' },
    { signal: 'SIGHUP', words: program(TRAPS), exit: 42, says: 'SIGHUP' },
    { signal: 'SIGINT', words: program(WITH_CHILD, 'polite', 'stay'), exit: 130 },
    { signal: 'SIGTERM', words: program(WITH_CHILD, 'stubborn', 'stay'), exit: 143 },
  ] as const;
  await eachInTurn(rows, async ({ signal, words, exit, ...row }) => {
    const running = startExec(t, place, ['--', ...words]);
    await running.printed('ready');
    process.kill(running.pid, signal);
    const { code, stdout, stderr } = await running.ended;
    const name = `${signal} and ${exit}`;
    t.equal(code, exit, name);
    if ('says' in row) t.equal(stdout, `ready\n${row.says}\n`, 'once');
    else t.notOk(isRunning(Number(stdout.split('\n')[0])), `${name}: no process is left`);
    t.match(stderr, /Coverage: /, name);
  });
  t.same(readdirSync(place.temp), []);
});

t.test('SIGINT reaches the whole group, as from a terminal', async (t) => {
  const running = startExec(t, placeFor(t), ['--', 'sh', '-c', `"$0" --eval "$1"; exit 5`, process.execPath, TRAPS]);
  await running.printed('ready');
  process.kill(running.pid, 'SIGINT');
  const { stdout } = await running.ended;
  t.equal(stdout, 'ready\nSIGINT\n');
});

t.test('in a terminal, the command has it as its own and gets Ctrl-C', async (t) => {
  const { temp, env } = placeFor(t);
  const words = [process.execPath, bin, 'exec', '--', ...program(`require('node:fs').openSync('/dev/tty');${TRAPS}`)];
  const order = { words, env: { PATH: process.env['PATH'], ...env }, until: 'ready' };
  const { printed, code } = await runPython<{ printed: string; code: number }>('in_terminal.py', order);
  t.equal(code, 42);
  t.equal(printed.match(/SIGINT/g)?.length, 1);
  t.match(printed, /Coverage: /);
  t.same(readdirSync(temp), []);
});

/** Something else that listens; ends with the test. */
async function serverFor(t: Test): Promise<number> {
  const server = createServer((_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

t.test('what cannot be used is reported in a sentence before the command runs', async (t) => {
  const place = placeFor(t);
  const port = await serverFor(t);
  const rows = [
    { args: ['--port', String(port)], says: /port \d+ is already in use; choose another --port/ },
    { args: ['--set', 'nobody.x=1'], says: /nobody/ },
    { args: ['--moves', 'shouting'], says: /shouting/ },
    { args: ['--credentials', join(place.temp, 'none')], says: /there is no credentials file/ },
    { args: ['--partner', 'nobody'], says: /there is no partner nobody/ },
    {
      args: ['--coverage-json', join(place.temp, 'no/x.json')],
      says: /the report .*x\.json cannot be written \(ENOENT\)/,
    },
    { args: ['--min', '-1'], says: /--min.*whole number from 0 to 100/ },
  ];
  await eachInTurn(rows, async ({ args, says }) => {
    const { code, stdout, stderr } = await runExec(t, place, [...args, '--', 'echo', 'it runs']);
    t.same([code, stdout], [2, ''], args.join(' '));
    t.match(stderr, says);
    t.match(stderr, oneSentence);
  });
  const nowhere = join(place.temp, 'none');
  const homeless = await runExec(t, { temp: nowhere, env: { TMPDIR: nowhere } }, ['--', 'echo', 'it runs']);
  t.same([homeless.code, homeless.stdout], [2, '']);
  t.match(homeless.stderr, /^sparring: no temporary folder can be made in \S+ \(ENOENT\); set TMPDIR [^\n]+\n$/);
  const none = await runExec(t, place, []);
  t.equal(none.code, 2);
  t.match(none.stderr, /missing required argument 'command'/);
  t.same(readdirSync(place.temp), []);
});

t.test('the example ends well, and its coverage is reported in every form', async (t) => {
  const place = placeFor(t);
  const out = folderFor(t, 'out');
  mkdirSync(out);
  const [json, junit, markdown] = ['c.json', 'c.xml', 'c.md'].map((name) => join(out, name)) as [
    string,
    string,
    string,
  ];
  const files = ['--coverage-json', json, '--coverage-junit', junit, '--coverage-markdown', markdown];
  const args = ['--strict', '--min', '10', ...files, '--', 'npm', 'run', '--silent', 'example'];
  const { code, stdout, stderr } = await runExec(t, place, args);
  t.equal(code, 0, stderr);
  t.match(
    stdout,
    /^A-front is stored: \S+\nA-back is stored: \S+\nA-lost is stored after 2 attempts\nrefused: REPEAT_/,
  );
  t.match(stdout, /\nunknown outcome: 1; asking again\nthe photo is stored: \S+\n$/);
  const coverage = JSON.parse(readFileSync(json, 'utf8'));
  t.match(coverage, { codes: { covered: 4 }, faults: { covered: 1 } });
  t.match(stderr, /^ {2}SUCCESS +success +4 +- +1$/m);
  t.match(
    stderr,
    /^passed: retried-refusal, unknown-not-retried, .*\n(?:.*\n)*Review: 0 findings, 0 possible, in 8 requests\n/m,
  );
  t.match(stderr, /^ {2}1 +unknown +- +1 +-$/m);
  const cases = await readJunit(readFileSync(junit, 'utf8'));
  t.equal(cases.filter(({ verdict }) => verdict === undefined).length, 5);
  t.match(readFileSync(markdown, 'utf8'), /^### Coverage: 4 of /);
  const alone = await sparring([
    'exec',
    '--',
    'sh',
    '-c',
    `unset SPARRING_BASE_URL; "$0" "$1"`,
    process.execPath,
    join(root, 'examples/upload-documents.js'),
  ]);
  t.equal(alone.code, 1);
  t.match(alone.stderr, /^There is no simulator: run npx sparring exec -- npm run example\n/);
});

const UPLOAD = `'${process.execPath}' '${bin}' curl prepaidify fileUpload requestNo=R-1 | sh`;

t.test('the review of a client that does not retry is printed, written and strict', async (t) => {
  const place = placeFor(t);
  const out = folderFor(t, 'out');
  mkdirSync(out);
  const [json, junit] = [join(out, 'r.json'), join(out, 'r.xml')];
  const script = `'${process.execPath}' '${bin}' curl prepaidify fileUpload requestNo=R-1 --move html-503 | sh`;
  const args = ['--review-json', json, '--review-junit', junit, '--', 'sh', '-c', script];
  const [plain, strict] = await Promise.all([
    runExec(t, place, args),
    runExec(t, place, ['--strict', ...args.slice(4)]),
  ]);
  t.same([plain.code, strict.code], [0, 1]);
  t.match(plain.stderr, /^error: Did not retry an unknown outcome \(unknown-not-retried\)\n/m);
  t.match(plain.stderr, /^Review: 1 finding, 0 possible, in 1 request$/m);
  t.match(JSON.parse(readFileSync(json, 'utf8')), { findings: [{ rule: 'unknown-not-retried', businessId: 'R-1' }] });
  const cases = await readJunit(readFileSync(junit, 'utf8'));
  t.same(
    cases.filter(({ verdict }) => verdict === 'failure').map(({ name }) => name),
    ['unknown-not-retried'],
  );
});

t.test('the simulator is the one that the options describe', async (t) => {
  const place = placeFor(t);
  const credentials = join(folderFor(t), '..', 'mine.json');
  writeFileSync(credentials, JSON.stringify(await sharedCredentials()), { mode: 0o600 });
  const own = ['--set', 'prepaidify.successMessage=MINE', '--seed', '7', '--credentials', credentials];
  const script = `${UPLOAD}; echo; echo "$SPARRING_PREPAIDIFY_ACCESS_KEY"`;
  const runs = await Promise.all([0, 1].map(() => runExec(t, place, [...own, '--min', '1', '--', 'sh', '-c', script])));
  const [first, second] = runs;
  t.equal(first?.code, 0, first?.stderr ?? '');
  t.match(first?.stdout, /"msg":"MINE"/);
  t.equal(first?.stdout, second?.stdout, 'a seed repeats the answers');
  t.match(first?.stdout, (await sharedCredentials())['prepaidify']?.['accessKey'] ?? 'none');
  const only = ['--partner', 'worldfirst', '--min', '1', '--min-faults', '1'];
  const missed = await runExec(t, place, [...only, '--', 'sh', '-c', UPLOAD]);
  t.equal(missed.code, 1, 'the other partner does not count');
  t.match(missed.stderr, /sparring: 0 of \d+ \(0 %\) codes were answered, less than the required 1 %\n/);
  t.notMatch(missed.stderr, /prepaidify|sent no request/);
  const stray = await runExec(t, place, [
    '--strict',
    '--',
    'sh',
    '-c',
    'curl -sS "$SPARRING_BASE_URL/open/api/kyc/no"',
  ]);
  t.equal(stray.code, 1);
  t.match(stray.stderr, /^sparring: 1 request had a method and path that no operation has$/m);
});

t.test('the coverage is that of all lanes that the command made, also of deleted ones', async (t) => {
  const script = `
    sparring() { "$NODE" "$BIN" "$@"; }
    eval "$(sparring lanes create --name qa)"
    ${UPLOAD}
    sparring lanes delete qa`;
  const place = placeFor(t);
  const env = { ...place.env, NODE: process.execPath, BIN: bin };
  const { code, stderr } = await runExec(t, { ...place, env }, ['--min', '1', '--', 'sh', '-c', script]);
  t.equal(code, 0, stderr);
  t.match(stderr, /^prepaidify fileUpload: 1 of /m);
});

t.test('a simulator in the background is ready when its ready file says so', async (t) => {
  const file = join(folderFor(t), '..', 'ready.json');
  writeFileSync(file, JSON.stringify({ url: 'http://127.0.0.1:1', pid: 1 }));
  const waiting = sparring(['wait', '--ready-file', file, '--timeout', '2m']);
  let changes = 0; // the file appears or disappears
  const watcher = watch(dirname(file), (event, name) => {
    if (event === 'rename' && name === 'ready.json') changes++;
  });
  const args = ['--ready-file', file, '--home', await homeWithKeys(t), '--tls-port', '0', '--log-level', 'silent'];
  const simulator = await started(t, args);
  const { code, stdout, stderr } = await waiting;
  t.same([code, stdout], [0, `${simulator.url}\n`], stderr);
  watcher.close();
  t.ok(changes <= 2, 'the old file goes and the new one comes, as a whole');
  const ready = JSON.parse(readFileSync(file, 'utf8'));
  t.match(ready, { url: simulator.url, tlsUrl: simulator.tlsUrl });
  t.ok(isRunning(ready.pid));
  t.notOk('token' in ready, 'none is needed');
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.equal((await sparring(['wait', '--url', simulator.url])).code, 0);
  const other = JSON.stringify({ ...ready, pid: 1 });
  t.equal(await simulator.stop(), 0);
  t.notOk(existsSync(file), 'it is removed at the end');
  const again = await started(t, args);
  writeFileSync(file, other);
  t.equal(await again.stop(), 0);
  t.equal(readFileSync(file, 'utf8'), other, 'what another simulator has written stays');
});

t.test('a generated token is in the ready file, and a chosen one is not', async (t) => {
  const rows = [{ env: {} }, { env: { SPARRING_TOKEN: 'chosen' } }];
  await eachInTurn(rows, async ({ env }) => {
    const file = join(folderFor(t), '..', 'ready.json');
    const args = ['--host', '0.0.0.0', '--ready-file', file, '--home', await homeWithKeys(t), '--log-level', 'silent'];
    const simulator = await started(t, args, { env });
    const { token, url } = JSON.parse(readFileSync(file, 'utf8'));
    t.equal(typeof token, 'SPARRING_TOKEN' in env ? 'undefined' : 'string');
    const health = await request(`${url.replace('0.0.0.0', '127.0.0.1')}/_sparring/journal`, {
      headers: { authorization: `Bearer ${token ?? 'chosen'}` },
    });
    t.equal(health.statusCode, 200);
    await health.body.dump();
    await simulator.stop();
  });
});

t.test('waiting in vain ends with code 2 and the last reason', async (t) => {
  const port = await serverFor(t);
  const folder = folderFor(t);
  mkdirSync(folder);
  const [stale, foreign] = ['stale.json', 'foreign.json'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(stale, JSON.stringify({ url: 'http://127.0.0.1:1', pid: 1 }));
  writeFileSync(foreign, '{"name":"mine"}');
  const soon = ['--timeout', '100ms'];
  const rows = [
    {
      args: ['--url', 'http://127.0.0.1:1', ...soon],
      says: /within 0\.1 s: .*can be reached at http:\/\/127\.0\.0\.1:1/,
    },
    { args: ['--url', `http://127.0.0.1:${port}`, ...soon], says: /is not a Sparring simulator/ },
    { args: ['--ready-file', join(folder, 'none'), ...soon], says: /there is no ready file/ },
    { args: ['--ready-file', stale, ...soon], says: /can be reached at http:\/\/127\.0\.0\.1:1/ },
    { args: ['--ready-file', foreign, ...soon], says: /foreign\.json was not written by sparring start/ },
    { args: ['--ready-file', folder, ...soon], says: /cannot be read \(EISDIR\)/ },
    { args: ['--timeout', 'soon'], says: /--timeout.*a duration is a number with ms, s or m/ },
    { args: ['--url', 'http://127.0.0.1:1', '--ready-file', stale], says: /use either --url or --ready-file/ },
  ];
  await eachInTurn(rows, async ({ args, says }) => {
    const { code, stdout, stderr } = await sparring(['wait', ...args]);
    t.same([code, stdout], [2, ''], args.join(' '));
    t.match(stderr, says);
    t.match(stderr, oneSentence);
  });
  const starts = [
    { file: foreign, says: /foreign\.json was not written by sparring; move it, or choose another --ready-file/ },
    { file: join(folder, 'no/ready.json'), says: /the ready file .* cannot be written \(ENOENT\)/ },
  ];
  await eachInTurn(starts, async ({ file, says }) => {
    const home = folderFor(t);
    const { code, stderr } = await sparring(['start', '--port', '0', '--home', home, '--ready-file', file]);
    t.equal(code, 2);
    t.match(stderr, says);
    t.notOk(existsSync(home), 'nothing was written');
  });
  t.equal(readFileSync(foreign, 'utf8'), '{"name":"mine"}');
});
