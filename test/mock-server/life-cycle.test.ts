import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { constants as system } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { homeCredentials } from '#simulator/config/credentials.js';
import { eachInTurn, folderFor, sparring, started, startedBy, writeCredentials } from '../helpers/command.js';
import { run, runPython } from '../helpers/run.js';
import { sharedCredentials } from '../helpers/simulator.js';

const BIN = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;
const made = await sharedCredentials();
const oneSentence = /^sparring: [^\n]+\n$/;
const CURL = ['curl', 'worldfirst', 'submitAttachment'];
const HOUR_SECONDS = 3600;

function emptyFolder(t: Test): string {
  const folder = folderFor(t);
  mkdirSync(folder);
  return folder;
}

function homeWithCredentials(t: Test): string {
  const home = emptyFolder(t);
  writeCredentials(home, made);
  return home;
}

/** Makes a file older, by the clock of the file system. */
function age(path: string, seconds: number): void {
  const then = lstatSync(path).mtimeMs / 1000 - seconds;
  utimesSync(path, then, then);
}

t.test('a home folder that is in use keeps every file of its owner', async (t) => {
  const home = emptyFolder(t);
  const files: Record<string, string> = { '.gitignore': 'dist\n', 'notes.txt': 'mine' };
  mkdirSync(join(home, 'requests'));
  for (let at = 0; at < 60; at++) files[`requests/case-${at}.http`] = `GET /${at}`;
  files['requests/specimen.png'] = 'not a picture';
  files['requests/submitAttachment-0123456789ab.json'] = '{}';
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(home, name), text);
    age(join(home, name), 100 * HOUR_SECONDS);
  }
  const unchanged = (name: string) => {
    for (const [file, text] of Object.entries(files)) {
      t.equal(existsSync(join(home, file)) && readFileSync(join(home, file), 'utf8'), text, `${name}: ${file}`);
    }
  };
  const simulator = await started(t, ['--home', '.'], { cwd: home });
  unchanged('start');
  t.equal(await simulator.stop(), 0);
  t.match(simulator.output.stdout, /keep credentials\.json, .* out of version control/, 'the log says what to ignore');
  const printed = await sparring([...CURL, '--home', '.', `attachmentId=${'x'.repeat(3000)}`], { cwd: home });
  t.match(printed.stdout, /^curl .*requests\/sparring-/);
  unchanged('curl');
  t.equal((await sparring(['clean', '--home', '.'], { cwd: home })).code, 0);
  unchanged('clean');
});

t.test('a home folder of our own ignores itself, also when the credentials were written by hand', async (t) => {
  const home = emptyFolder(t);
  writeCredentials(home, { prepaidify: { accessKey: 'mine' } });
  await homeCredentials(home);
  t.equal(readFileSync(join(home, '.gitignore'), 'utf8'), '*\n');
});

/** Words for a shell in which no file can get a byte, as on a disk that is full. */
const onFullDisk = (...words: string[]) => ['sh', '-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, BIN, ...words];

t.test('a disk that is full at the first start leaves no half-written file', async (t) => {
  const home = emptyFolder(t);
  const { code, stderr } = await run('env', ['-i', ...onFullDisk('start', '--port', '0', '--home', home)]);
  t.equal(code, 2);
  t.match(stderr, oneSentence);
  t.match(stderr, /the home folder \S+ cannot be written \(EFBIG\); use another --home\n/);
  t.same(readdirSync(home), []);
});

t.test('a home folder that cannot be written is sufficient when no credential is missing', async (t) => {
  const home = homeWithCredentials(t);
  const url = await startedBy(t, onFullDisk('start', '--port', '0', '--home', home));
  t.equal((await request(`${url}/_sparring/health`)).statusCode, 200);
  const { clientId = '', clientPublicKey = '', partnerPrivateKey = '' } = made['worldfirst'] ?? {};
  const derivable = emptyFolder(t);
  writeCredentials(derivable, { ...made, worldfirst: { clientId, clientPublicKey, partnerPrivateKey } });
  t.equal(
    (await run('env', ['-i', ...onFullDisk('env', '--home', derivable)])).code,
    0,
    'what is derived is not saved',
  );
  t.same([home, derivable].flatMap((folder) => readdirSync(folder)).sort(), ['credentials.json', 'credentials.json']);
  const nowhere = ['--home', '/proc/sparring'];
  const incomplete = await sparring(['start', '--port', '0', ...nowhere]);
  t.equal(incomplete.code, 2);
  t.match(
    incomplete.stderr,
    /^sparring: the home folder \/proc\/sparring cannot be written \(E[A-Z]+\); use another --home\n$/,
  );
  const { accessKey = '', secretKey = '' } = made['prepaidify'] ?? {};
  const variables = {
    SPARRING_PREPAIDIFY_ACCESS_KEY: accessKey,
    SPARRING_PREPAIDIFY_SECRET_KEY: secretKey,
    SPARRING_WORLDFIRST_CLIENT_ID: clientId,
    SPARRING_WORLDFIRST_CLIENT_PUBLIC_KEY: clientPublicKey,
    SPARRING_WORLDFIRST_PARTNER_PRIVATE_KEY: partnerPrivateKey,
  };
  t.equal(
    (await sparring(['env', ...nowhere], { env: variables })).code,
    0,
    'with all of them in the environment, none is needed',
  );
});

t.test('a .gitignore that is a symbolic link is reported, because git does not follow it', async (t) => {
  const home = homeWithCredentials(t);
  symlinkSync('/dev/null', join(home, '.gitignore'));
  const { code, stderr } = await sparring(['env', '--home', home]);
  t.equal(code, 0);
  t.equal(
    stderr,
    `sparring: warning: ${home}/.gitignore is a symbolic link, which git does not follow; replace it, so that no key is committed\n`,
  );
});

t.test('the target of a symbolic link is never written', async (t) => {
  const victims = emptyFolder(t);
  const victim = join(victims, 'victim');
  const start = ['start', '--port', '0'];
  const rows = [
    { name: 'tls.pem', args: [...start, '--tls-port', '0'], says: /tls\.pem is a symbolic link; remove it, or use/ },
    { name: 'requests', args: CURL, says: /requests is a symbolic link; remove it, or use another --home/ },
    { name: 'requests', args: ['clean'], says: /requests is a symbolic link/ },
  ];
  await eachInTurn(rows, async ({ name, args, says }) => {
    const home = homeWithCredentials(t);
    symlinkSync(victims, join(home, name));
    const { code, stderr } = await sparring([...args, '--home', home]);
    t.equal(code, 2, name);
    t.match(stderr, oneSentence, name);
    t.match(stderr, says, name);
    t.equal(readlinkSync(join(home, name)), victims);
  });
  writeFileSync(victim, 'precious');
  const home = emptyFolder(t);
  symlinkSync(victim, join(home, '.gitignore'));
  await homeCredentials(home);
  const dangling = emptyFolder(t);
  symlinkSync(join(victims, 'missing'), join(dangling, 'credentials.json'));
  const refused = await sparring(['env', '--home', dangling]);
  t.equal(refused.code, 2);
  t.match(refused.stderr, oneSentence);
  t.match(refused.stderr, /credentials\.json is a symbolic link to a file that does not exist; .*remove the link/);
  t.same(readdirSync(victims), ['victim'], 'nothing was created');
  t.equal(readFileSync(victim, 'utf8'), 'precious');
  const linked = emptyFolder(t);
  writeCredentials(victims, made);
  symlinkSync(join(victims, 'credentials.json'), join(linked, 'credentials.json'));
  const read = await sparring(['env', '--json', '--home', linked]);
  t.match(JSON.parse(read.stdout), { SPARRING_PREPAIDIFY_ACCESS_KEY: made['prepaidify']?.['accessKey'] });
});

t.test("a certificate of the user's own is not replaced, and ours is", async (t) => {
  const home = homeWithCredentials(t);
  const path = join(home, 'tls.pem');
  writeFileSync(path, 'mine');
  const args = ['--tls-port', '0', '--home', home];
  const refused = await sparring(['start', '--port', '0', ...args]);
  t.equal(refused.code, 2);
  t.match(refused.stderr, /tls\.pem was not written by sparring; move it, or use another --home/);
  t.equal(readFileSync(path, 'utf8'), 'mine');
  const other = homeWithCredentials(t);
  const certificates = [];
  for (let run = 0; run < 2; run++) {
    const simulator = await started(t, ['--tls-port', '0', '--home', other]);
    certificates.push(readFileSync(join(other, 'tls.pem'), 'utf8'));
    t.equal(await simulator.stop(), 0);
  }
  t.not(certificates[0], certificates[1]);
});

t.test('credentials that others can read and unfinished files are reported in a sentence', async (t) => {
  const home = homeWithCredentials(t);
  const file = join(home, 'credentials.json');
  chmodSync(file, 0o644);
  const draft = join(home, 'credentials.json.0123456789ab');
  writeFileSync(draft, '{');
  t.notMatch((await sparring(['env', '--home', home])).stderr, draft, 'another command may be writing it just now');
  age(draft, HOUR_SECONDS);
  const { code, stdout, stderr } = await sparring(['env', '--home', home, '--url', 'http://127.0.0.1:1']);
  t.equal(code, 0);
  t.match(stdout, /^export SPARRING_BASE_URL/);
  t.same(stderr.split('\n'), [
    `sparring: warning: ${file} can be read by other users; run chmod 600 ${file}`,
    `sparring: warning: ${draft} is left over from an interrupted start and contains keys; remove it`,
    '',
  ]);
  t.ok(existsSync(draft), 'it is only reported');
});

t.test('saved requests are removed after 24 hours and by clean, and nothing else is', async (t) => {
  const home = homeWithCredentials(t);
  const folder = join(home, 'requests');
  const save = async (id: string) => {
    const before = existsSync(folder) ? readdirSync(folder) : [];
    await sparring([...CURL, '--home', home, `attachmentId=${id}${'x'.repeat(3000)}`]);
    return readdirSync(folder).filter((name) => !before.includes(name));
  };
  const first = await save('A');
  t.equal(first.length, 2, 'the sample document and the body');
  const second = await save('B');
  t.equal(second.length, 1);
  const body = first.find((name) => name.endsWith('.json')) ?? '';
  age(join(folder, body), 25 * HOUR_SECONDS);
  writeFileSync(join(folder, 'mine.json'), '{}');
  age(join(folder, 'mine.json'), 25 * HOUR_SECONDS);
  for (const name of second) age(join(folder, name), 23 * HOUR_SECONDS);
  t.equal((await sparring(['env', '--home', home])).code, 0);
  t.notOk(existsSync(join(folder, body)), 'older than a day');
  t.same(
    second.filter((name) => !existsSync(join(folder, name))),
    [],
    'younger than a day',
  );
  const cleaned = await sparring(['clean', '--home', home]);
  t.same([cleaned.code, cleaned.stderr], [0, '']);
  t.equal(cleaned.stdout, `Removed 2 files from ${folder}\n`);
  t.same(readdirSync(folder), ['mine.json']);
  t.same(
    readdirSync(home).sort(),
    ['.gitignore', 'credentials.json', 'requests'].filter((name) => existsSync(join(home, name))),
  );
  const nothing = await sparring(['clean', '--home', folderFor(t)]);
  t.same([nothing.code, nothing.stdout.split(' ', 3)], [0, ['Removed', '0', 'files']]);
});

/** Longer than anything takes that does not hang, in milliseconds. */
const HUNG_MS = 15_000;

/** A named pipe whose reader only reads when it is asked to. */
function lazyReader(t: Test) {
  const path = `${emptyFolder(t)}/pipe`;
  execFileSync('mkfifo', [path]);
  const end = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, 'w');
  t.teardown(() => closeSync(end));
  const buffer = Buffer.alloc(65_536);
  let text = '';
  const readSome = () => {
    try {
      text += buffer.toString('utf8', 0, readSync(end, buffer));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  };
  /** Reads until there is what is looked for. */
  const readUntil = async (found: (text: string) => boolean) => {
    for (const begun = performance.now(); !found(text) && performance.now() - begun < HUNG_MS; readSome())
      await new Promise(setImmediate);
    return text;
  };
  return { writer, readUntil };
}

/** A simulator whose output is not read beyond its first line. */
async function unread(t: Test) {
  const { writer, readUntil } = lazyReader(t);
  const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;
  const args = [bin, 'start', '--port', '0', '--home', homeWithCredentials(t)];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', writer, 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  closeSync(writer);
  t.teardown(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const hung = () => new Promise<string>((resolve) => setTimeout(resolve, HUNG_MS, 'hung').unref());
  const line = await readUntil((text) => text.includes('\n'));
  return {
    url: JSON.parse(line).url as string,
    readUntil,
    stderr: () => stderr,
    /** Sends SIGTERM; resolves with the exit code, or says that there is none. */
    terminate: () => {
      child.kill('SIGTERM');
      return Promise.race([closed, hung()]);
    },
  };
}

/** Sends requests that each fill a line of the log; resolves with the statuses. */
async function ask(url: string, count: number, lineBytes: number): Promise<Set<number | string>> {
  const statuses = new Set<number | string>();
  for (let at = 0; at < count; at++) {
    const signal = AbortSignal.timeout(HUNG_MS);
    const answer = await fetch(`${url}/aps/${at}/${'x'.repeat(lineBytes)}`, { signal }).catch(() => undefined);
    await answer?.text();
    statuses.add(answer?.status ?? 'no answer');
    if (!answer) break;
  }
  return statuses;
}

t.test('a log that nobody reads delays neither an answer nor the end', async (t) => {
  const simulator = await unread(t);
  t.same(await ask(simulator.url, 250, 1_000), new Set([200]));
  t.equal(await simulator.terminate(), 0);
  t.match(simulator.stderr(), /^sparring: the end of the log was not written, because nobody read the output\n$/);
});

t.test('log lines above a limit are dropped, and their number is reported to a reader that comes back', async (t) => {
  const simulator = await unread(t);
  const requests = 200;
  t.same(await ask(simulator.url, requests, 10_000), new Set([200]));
  const text = await simulator.readUntil((read) => /"dropped".*\n/.test(read));
  const lines = text.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  const entries = lines.map((line) => JSON.parse(line) as { code?: string; dropped?: number; msg: string });
  const [{ dropped = 0, msg } = { msg: '' }] = entries.filter((entry) => entry.dropped !== undefined);
  t.ok(dropped > 0 && dropped < requests, `${dropped} lines were dropped`);
  t.match(msg, 'log lines were dropped, because nobody read the output');
  t.equal(entries.filter(({ code }) => code !== undefined).length + dropped, requests, 'every line is accounted for');
  t.equal(await simulator.terminate(), 0);
  t.equal(simulator.stderr(), '');
});

const PAUSED_TERMINAL = `
import json, os, pty, re, subprocess, sys, urllib.request
command, environment = json.load(sys.stdin)
terminal, child_end = pty.openpty()
child = subprocess.Popen(command, stdout=child_end, stderr=subprocess.PIPE, env=environment)
screen = b''
while b'Every code' not in screen: screen += os.read(terminal, 65536)
url = re.search(rb'is up at (\\S+)', screen).group(1).decode()
for at in range(400):
    urllib.request.urlopen(f'{url}/aps/{at}', timeout=${HUNG_MS / 1000}).read()
child.terminate()
try: print(child.wait(timeout=${HUNG_MS / 1000}))
finally: child.kill()
`;

t.test('a terminal that is paused delays neither an answer nor the end', async (t) => {
  const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;
  const command = [process.execPath, bin, 'start', '--port', '0', '--home', homeWithCredentials(t)];
  const order = JSON.stringify([command, { PATH: process.env['PATH'], TERM: 'xterm' }]);
  const { code, stdout, stderr } = await run('python3', ['-c', PAUSED_TERMINAL], order);
  t.same({ code, stdout, stderr }, { code: 0, stdout: '0\n', stderr: '' });
});

t.test('a terminal that is closed ends a command in order, and nothing of it is left', async (t) => {
  const [home, reports, temporary] = [homeWithCredentials(t), emptyFolder(t), emptyFolder(t)];
  const rows = [
    {
      name: 'start',
      until: 'Every code',
      words: ['--port', '0', '--home', home, '--ready-file', join(reports, 'ready')],
    },
    {
      name: 'verify',
      until: 'ok ',
      words: [
        '--credentials',
        join(home, 'credentials.json'),
        '--no-pacts',
        '--rps',
        '20',
        '--json',
        join(reports, 'report'),
      ],
    },
  ];
  await eachInTurn(rows, async ({ name, until, words }) => {
    const order = {
      words: [process.execPath, BIN, name, ...words],
      env: { PATH: process.env['PATH'], TERM: 'xterm', TMPDIR: temporary },
      until,
      closes: true,
    };
    const { code } = await runPython<{ code: number }>('in_terminal.py', order);
    t.equal(code, -system.signals.SIGHUP, `${name}: it does not abort`);
  });
  t.same(readdirSync(reports), ['report'], 'the ready file is removed');
  t.match(readFileSync(join(reports, 'report'), 'utf8'), '"incomplete": "stopped by SIGHUP"');
  t.same(readdirSync(temporary), []);
});

t.test('output that cannot be written is reported in one sentence', { skip: !existsSync('/dev/full') }, async (t) => {
  const full = openSync('/dev/full', 'w');
  const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [bin, 'catalogue'], { stdio: ['ignore', full, 'pipe'], env: {} });
  closeSync(full);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  t.same({ code, stderr }, { code: 2, stderr: 'sparring: the output cannot be written (ENOSPC)\n' });
});

t.test('starting off loopback says who can reach it, and prints a generated token once if asked to', async (t) => {
  const home = homeWithCredentials(t);
  const args = ['--host', '0.0.0.0', '--home', home, '--allow-host', 'qa.example', '--allow-host', 'other.example'];
  const health = async ({ url }: { readonly url: string }, token: string, host: string) => {
    const headers = { authorization: `Bearer ${token}`, host };
    return (await request(`${url.replace('0.0.0.0', '127.0.0.1')}/_sparring/health`, { headers })).statusCode;
  };
  const generated = await started(t, [...args, '--show-token']);
  const { token } = generated.line as { readonly token: string };
  t.equal(await health(generated, token, 'other.example'), 200);
  t.equal(await health(generated, token, 'evil.example'), 403);
  t.equal(await generated.stop(), 0);
  const { stdout } = generated.output;
  t.match(stdout, /"level":40,.*other machines can reach this simulator, because it listens on 0\.0\.0\.0, so/);
  t.equal(stdout.split(token).length, 2, 'once');
  const chosen = await started(t, [...args, '--show-token'], { env: { SPARRING_TOKEN: 'chosen-by-me' } });
  t.equal(await health(chosen, 'chosen-by-me', 'qa.example'), 200);
  t.equal(await chosen.stop(), 0);
  t.notMatch(chosen.output.stdout + chosen.output.stderr, /chosen-by-me|--show-token/);
  const kept = await started(t, args);
  t.notOk('token' in kept.line, 'a log is not the place for it');
  t.equal(await kept.stop(), 0);
  t.match(kept.output.stdout, /requires a token; set SPARRING_TOKEN, or use --show-token or --ready-file/);
  const local = await started(t, ['--home', home, '--show-token']);
  t.equal(await local.stop(), 0);
  t.notMatch(local.output.stdout, /other machines|token/);
});
