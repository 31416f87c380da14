import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { closeSync, constants, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import type { Command } from 'commander';
import t, { type Test } from 'tap';
import { takeEndSignals } from '#simulator/cli/end-signal.js';
import { examplesOf } from '#simulator/cli/examples.js';
import { createProgram } from '#simulator/cli/program.js';
import { VARIABLE_FORMATS } from '#simulator/cli/variable-formats.js';
import { LONG } from '../helpers/amount.js';
import {
  folderFor,
  launch,
  run,
  shell,
  sparring,
  sparringAlone,
  started,
  writeCredentials,
} from '../helpers/command.js';
import { signedUpload, uploadParts } from '../helpers/prepaidify.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { send } from '../helpers/worldfirst.js';

const made = await sharedCredentials();
const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;

function homeFor(t: Test): string {
  const home = folderFor(t);
  mkdirSync(home);
  writeCredentials(home, made);
  return home;
}

const jsonLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

t.test(
  'without a terminal, JSON lines are all that start prints, and a refusal that nobody asked for is a warning',
  LONG,
  async (t) => {
    const file = join(folderFor(t), '..', 'ready.json');
    const home = homeFor(t);
    const args = ['start', '--port', '0', '--home', home, '--ready-file', file, '--log-level'];
    const begin = (level: string) => {
      const child = launch([process.execPath, bin, ...args, level]);
      t.teardown(() => child.kill('SIGKILL'));
      const printed = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text: string) => {
          printed[name] += text;
        });
      const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
      return {
        printed,
        end: () => {
          child.kill('SIGTERM');
          return closed;
        },
      };
    };
    const requests = [
      signedUpload({ credentials: made }, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face') }),
      signedUpload({ credentials: made }, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'selfie') }),
      signedUpload(
        { credentials: made },
        { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face'), headers: { 'x-sparring-move': '4012' } },
      ),
    ];
    for (const level of ['warn', 'silent']) {
      const simulator = begin(level);
      t.equal((await sparring(['wait', '--ready-file', file, '--timeout', '2m'])).code, 0);
      const { url } = JSON.parse(readFileSync(file, 'utf8'));
      for (const request of requests) await send(url, request);
      await simulator.end();
      t.equal(simulator.printed.stderr, '', level);
      if (level === 'silent') t.equal(simulator.printed.stdout, '', 'silent is silent');
      else {
        const [first, ...others] = jsonLines(simulator.printed.stdout);
        t.match(first, {
          level: 30,
          event: 'started',
          url,
          home,
          pid: Number,
          seed: String,
          msg: `Sparring is up at ${url}`,
        });
        t.match(others, [{ level: 40, code: '4004', reason: /^type must be/ }]);
        t.equal(others.length, 1, 'neither what was accepted nor what was asked for');
      }
    }
  },
);

t.test('a first line is printed at any log level with --json, with all that a program needs', async (t) => {
  const home = homeFor(t);
  const simulator = await started(t, ['--home', home, '--log-level', 'silent', '--seed', 'ci', '--tls-port', '0']);
  t.equal(await simulator.stop(), 0);
  t.match(simulator.line, {
    url: /^http:/,
    tlsUrl: /^https:/,
    tlsCertificate: join(home, 'tls.pem'),
    home,
    seed: 'ci',
  });
  t.equal(jsonLines(simulator.output.stdout).length, 1);
});

t.test('the first signal ends a simulator in order, and any other one ends the process at once', async (t) => {
  const source = new EventEmitter();
  const atOnce: string[] = [];
  let nowMs = 0;
  const signals = takeEndSignals(
    source,
    (signal) => atOnce.push(signal),
    () => nowMs,
  );
  source.emit('SIGTERM');
  t.same(atOnce, ['SIGTERM'], 'while it is still starting');
  const ended = signals.wait();
  source.emit('SIGINT');
  source.emit('SIGINT');
  t.same(atOnce, ['SIGTERM'], 'a terminal and npm send one each');
  nowMs += 1_000;
  source.emit('SIGINT');
  t.same(atOnce, ['SIGTERM', 'SIGINT']);
  await t.resolves(ended);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']) {
    const terminal = new EventEmitter();
    const inOrder = takeEndSignals(terminal, () => t.fail(`${signal} ends the process at once`)).wait();
    t.ok(terminal.emit(signal), `${signal} is taken`);
    await inOrder;
  }
});

/** Opens a named pipe for writing once another process reads it. */
async function openOnceRead(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

t.test('a start that reads what never ends is ended by a signal', async (t) => {
  const file = join(folderFor(t), '..', 'ready.json');
  t.equal((await run(['mkfifo', file])).code, 0);
  const child = launch([process.execPath, bin, 'start', '--ready-file', file]);
  t.teardown(() => child.kill('SIGKILL'));
  const closed = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
  const writer = await openOnceRead(file);
  child.kill('SIGINT');
  t.equal(await closed, 'SIGINT');
  closeSync(writer);
});

t.test('a current folder that was deleted is reported in one sentence', async (t) => {
  const folder = folderFor(t);
  mkdirSync(folder);
  const command = `cd '${folder}' && rmdir '${folder}' && exec '${process.execPath}' '${bin}' env`;
  const { code, stderr } = await shell(command);
  t.equal(code, 2, stderr);
  t.equal(stderr, 'sparring: the current folder does not exist any more; change to another one\n');
});

t.test('an old Node is refused in one sentence', async (t) => {
  const old = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.4'}})`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` };
  t.same(await sparringAlone(['--version'], { env }), {
    code: 2,
    stdout: '',
    stderr: 'sparring: Node 20.19 or newer is needed, and this is 18.20.4; install it\n',
  });
});

/** A command and all within it. */
const withNested = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withNested)];

/** The words of an example that \`sparring\` gets, without quotes and what the shell does with them. */
function wordsOf(example: string): readonly string[] {
  const [, words = ''] = /\bsparring(?: ((?:'[^']*'|[^|>)"'])*))?/.exec(example) ?? [];
  return [...words.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

t.test('the help of every command has examples, which it understands', async (t) => {
  const commands = withNested(await createProgram());
  t.ok(commands.length > 30);
  for (const command of commands) t.ok(examplesOf(command).length > 0, `${command.name()} has examples`);
  for (const example of commands.flatMap((command) => examplesOf(command))) {
    t.notMatch(example, /\{\w+\}|undefined/, 'every name is filled in');
    const program = await createProgram();
    let isUnderstood = false;
    for (const command of withNested(program).filter((one) => one.commands.length === 0))
      command.action(() => {
        isUnderstood = true;
      });
    await t.resolves(program.parseAsync(['node', 'sparring', ...wordsOf(example)]), example);
    t.ok(isUnderstood, example);
  }
  const { stdout } = await sparring(['rules', 'add', '--help']);
  t.match(stdout, /\nExamples:\n {2}sparring rules add --partner \w+ --sequence natural [A-Z_]+\n/);
});

t.test('what a shell suggests comes from the commands themselves', async (t) => {
  const { stdout: script } = await sparring(['completion', 'bash']);
  const rows = [
    ['ru', 'rules'],
    ['rules ', 'list add remove clear help -h --help'],
    ['rules add --par', '--partner'],
    ['rules add --partner w', 'worldfirst'],
    ['curl worldfirst sub', 'submitAttachment'],
    ['start --log-level ', 'silent error warn info debug'],
    ['start --set worldfirst.onR', 'worldfirst.onRepeat='],
    ['start --port ', ''],
    ['start --home ', ''],
    ['exec --min 80 -- rul', ''],
    ['completion b', 'bash'],
  ] as const;
  const tries = rows.map(
    ([typed]) =>
      `COMP_WORDS=(sparring ${typed.replace(/ $/, " ''")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _sparring; echo "\${COMPREPLY[*]}"`,
  );
  const bash = await run(['bash', '-c', [script, ...tries].join('\n')]);
  t.same(bash, { code: 0, stdout: rows.map(([, suggested]) => `${suggested}\n`).join(''), stderr: '' });
  t.match((await sparring(['completion', 'powershell'])).stdout, "'start:--log-level' = @('silent', 'error', 'warn',");
  t.match(await sparring(['completion', 'tcsh']), {
    code: 2,
    stderr: /allowed choices are bash, zsh, fish, powershell/i,
  });
});

/** Asks a shell for the suggestions of its completion, where there is such a shell. */
const OTHER_SHELLS = {
  fish: (script: string) => ['fish', '-c', `${script}\ncomplete -C 'sparring start --log-level '`],
  zsh: (script: string) => [
    'zsh',
    '-fc',
    // outside of its line editor, zsh completes nothing: what would be shown is printed
    `compdef() { :; }; compadd() { print -l -- \${@:4}; }; _describe() { print -l -- \${(P)2}; }
    ${script}
    words=(sparring start --log-level ''); CURRENT=4; _sparring`,
  ],
} as const;

for (const [name, ask] of Object.entries(OTHER_SHELLS)) {
  const isThere = spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
  t.test(`${name} suggests the same`, { skip: isThere ? false : `${name} is not installed` }, async (t) => {
    const { stdout: script } = await sparring(['completion', name]);
    const { code, stdout, stderr } = await run(ask(script));
    t.same([code, stderr], [0, '']);
    const words = stdout.trim().replace(/\t.*/g, '').split(/\s+/);
    t.same(words.sort(), ['debug', 'error', 'info', 'silent', 'warn']);
  });
}

t.test('variables are printed for each kind of reader, with what it would take for something else', async (t) => {
  const variables = new Map([
    ['A', 'plain+/='],
    ['B', "it's $HOME `x` \\"],
    ['C', 'a b # "c"'],
    ['D', 'it’s'],
  ]);
  const { stdout } = await shell(`${VARIABLE_FORMATS.shell.write(variables)}printf '%s|' "$A" "$B" "$C" "$D"`);
  t.equal(stdout, [...variables.values(), ''].join('|'));
  t.same(JSON.parse(VARIABLE_FORMATS.json.write(variables)), Object.fromEntries(variables));
  t.equal(
    VARIABLE_FORMATS.powershell.write(variables),
    ["$env:A = 'plain+/='", "$env:B = 'it''s $HOME `x` \\'", `$env:C = 'a b # "c"'`, "$env:D = 'it’’s'", ''].join('\n'),
  );
  t.throws(() => VARIABLE_FORMATS.dotenv.write(variables), {
    message: /^B has characters that no \.env file can have/,
  });
  variables.delete('B');
  t.equal(VARIABLE_FORMATS.dotenv.write(variables), `A=plain+/=\nC='a b # "c"'\nD='it’s'\n`);
  const file = join(folderFor(t), '..', 'some.env');
  const printed = await sparring(['env', '--home', homeFor(t), '--format', 'dotenv', '--url', 'http://127.0.0.1:1']);
  writeFileSync(file, printed.stdout + VARIABLE_FORMATS.dotenv.write(variables));
  const program = 'process.stdout.write(JSON.stringify(process.env))';
  const read = JSON.parse((await run([process.execPath, `--env-file=${file}`, '-e', program])).stdout);
  t.match(read, { ...Object.fromEntries(variables), SPARRING_BASE_URL: 'http://127.0.0.1:1' });
  t.match(read.SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY, /^MII[\w+/]+=*$/, 'a key is one line');
});

t.test('settings and partners are listed without a simulator', LONG, async (t) => {
  const env = { SPARRING_PORT: '1' };
  const { code, stdout, stderr } = await sparring(['settings'], { env });
  t.same(
    [code, stderr],
    [0, 'sparring: no simulator runs at http://127.0.0.1:1; these are the settings that one can be started with\n'],
  );
  t.match(stdout, /^setting +default +takes +why\n/);
  t.match(stdout, /^worldfirst\.requestsPerSecond +off +a non-negative integer or off +\S/m);
  t.match(JSON.parse((await sparring(['settings', 'list', '--json'], { env })).stdout), {
    worldfirst: { onRepeat: 'check', requestsPerSecond: null },
  });
  t.match(await sparring(['settings', '--url', 'http://127.0.0.1:1']), {
    code: 2,
    stderr: /^sparring: no simulator can be reached/,
  });
  t.match(
    (await sparring(['partners'])).stdout,
    /^worldfirst +submitAttachment +POST \/aps\/\S+ +attachmentId attachment/m,
  );
  t.match(JSON.parse((await sparring(['partners', '--json'])).stdout), [
    { operation: 'fileUpload', methods: ['POST', 'GET'] },
  ]);
  const { url } = await simulatorFor(t);
  const catalogue = await (await fetch(`${url}/_sparring/catalogue`)).json();
  t.same(JSON.parse((await sparring(['catalogue', '--json'])).stdout), catalogue, 'as from the control API');
});

t.test('the handle has the variables that its clients need', async (t) => {
  const home = homeFor(t);
  const simulator = await simulatorFor(t, { home });
  const printed = await sparring(['env', '--json', '--home', home, '--url', simulator.url]);
  t.same(simulator.env(), JSON.parse(printed.stdout), 'those that sparring env prints');
  const lane = await simulator.createLane({ name: 'qa' });
  const shown = await sparring(['lanes', 'show', 'qa', '--json', '--url', simulator.url]);
  t.same(lane.env(), JSON.parse(shown.stdout), 'those that sparring lanes prints');
  t.match(simulator.env({ format: 'base64' }), { SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY: /^MII[\w+/]+=*$/ });
});

t.test('a CommonJS program gets the same with require, also where import() does not work, as in jest', async (t) => {
  const script = new URL('../helpers/commonjs-client.cjs', import.meta.url).pathname;
  const { code, stdout, stderr } = await run([process.execPath, script]);
  t.same([code, stderr], [0, '']);
  const modules = await Promise.all([import('sparring'), import('sparring/control'), import('sparring/verify')]);
  const exported = modules.map((one) => Object.keys(one).sort());
  t.same(JSON.parse(stdout), { lanes: ['default'], isUserError: true, exported });
  const require = createRequire(import.meta.url);
  const loader = require.resolve('sparring/package.json').replace('package.json', 'cjs/load.cjs');
  const context = createContext({});
  const wrapped = new Script(`(function (module, require, __filename) {${readFileSync(loader, 'utf8')}\n})`);
  const module = { exports: (_path: string): object => ({}) };
  const requireAsInJest = (name: string) => {
    if (name === 'node:vm') return require(name);
    throw new Error(`jest does not load the ES module ${name}`);
  };
  wrapped.runInContext(context)(module, requireAsInJest, loader);
  t.equal(
    (module.exports('../dist/index.js') as (typeof modules)[0]).UserError,
    modules[0].UserError,
    'the same module',
  );
});
