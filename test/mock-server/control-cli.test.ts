import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { runProgram } from '#simulator/cli/program.js';
import { type Ended, folderFor, homeWithKeys, launch, shell, sparring, started } from '../helpers/command.js';

const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;

/** Runs `sparring` against a simulator. */
const against =
  (url: string, env: Readonly<Record<string, string>> = {}) =>
  (...args: readonly string[]) =>
    sparring(args, { env: { SPARRING_BASE_URL: url, ...env } });

/** What a command prints that ends well. */
async function output(t: Test, running: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await running;
  t.same([code, stderr], [0, ''], stdout);
  return stdout;
}

/** Runs the command line in this process, which takes a tenth of the time. */
async function within(url: string, args: readonly string[]): Promise<{ code: number; stderr: string }> {
  const { write } = process.stderr;
  let stderr = '';
  process.env['SPARRING_BASE_URL'] = url;
  process.stderr.write = ((text: string) => {
    stderr += text;
    return true;
  }) as typeof write;
  try {
    const code = await runProgram(['node', 'sparring', ...args]);
    return { code, stderr };
  } finally {
    process.stderr.write = write;
    delete process.env['SPARRING_BASE_URL'];
  }
}

const simulatorFor = async (t: Test, ...args: readonly string[]) =>
  started(t, ['--home', await homeWithKeys(t), '--log-level', 'silent', ...args]);

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

t.test('rules are added as JSON or with options, listed, removed and cleared', async (t) => {
  const run = against((await simulatorFor(t)).url);
  t.equal(await output(t, run('rules')), 'There are no rules.\n');
  const json = await output(t, run('rules', 'add', '{"move":"delay(2s)","priority":-1}', '--json'));
  t.match(JSON.parse(json), { move: 'delay(2s)', priority: -1, hits: 0 });
  const words = [
    '--partner',
    'prepaidify',
    '--operation',
    'fileUpload',
    '--field',
    'requestNo=R=1',
    '--field',
    'type=face',
  ];
  const counts = ['--after', '1', '--times', '5', '--probability', '0.5', '--expires-in', '60', '--priority', '2'];
  const moves = ['--repeat', '--sequence', '4009', '4009', 'natural'];
  t.match(
    await output(t, run('rules', 'add', ...words, ...counts, ...moves)),
    /^id +hits +remaining .*\n\S+ +0 +5 +2 +prepaidify +fileUpload +requestNo=R=1 type=face +4009, 4009, natural\n$/,
  );
  const rules = JSON.parse(await output(t, run('rules', 'list', '--json')));
  t.match(rules, [
    {
      fields: { requestNo: 'R=1', type: 'face' },
      sequence: ['4009', '4009', 'natural'],
      repeat: true,
      after: 1,
      probability: 0.5,
      expiresAt: /Z$/,
    },
    { move: 'delay(2s)' },
  ]);
  t.match(await output(t, run('rules')), /\n\S+ +0 +any +-1 +any +any +- +delay\(2s\)\n$/);
  t.equal(await output(t, run('rules', 'remove', rules[0].id)), `Removed ${rules[0].id}\n`);
  t.equal(await output(t, run('rules', 'clear')), 'Removed every rule\n');
  t.equal(await output(t, run('rules', 'list', '--json')), '[]\n');
});

t.test('a lane is created for a shell, in which requests and commands belong to it', async (t) => {
  const { url } = await simulatorFor(t);
  const script = `
    sparring() { "$NODE" "$BIN" "$@"; }
    eval "$(sparring lanes create --name qa --set prepaidify.successMessage=QA)"
    sparring rules add --move 4009 --times 1 > /dev/null
    sparring curl prepaidify fileUpload requestNo=R-1 | sh
    sparring curl prepaidify fileUpload requestNo=R-1 | sh
    sparring ledger R-1
    sparring journal --code 4009 --json
    sparring lanes`;
  const env = { NODE: process.execPath, BIN: bin, SPARRING_BASE_URL: url, SPARRING_HOME: folderFor(t) };
  const { stdout, stderr } = await shell(script, { env });
  t.equal(stderr, '');
  const [moved, natural, head, row, ...rest] = stdout.split('\n');
  t.match(moved, '"code":"4009"');
  t.match(natural, '"msg":"QA"');
  t.match(head, /^id +partner +operation +arrived +accepted +duplicates +stored +last$/);
  t.match(row, /^R-1 +prepaidify +fileUpload +2 +1 +0 +yes +0$/);
  t.match(rest.join('\n'), /"lane": "qa",[\s\S]*"by": "rule"[\s\S]*\n\]\ndefault\nqa\n$/);
  const run = against(url);
  t.equal(await output(t, run('ledger', 'R-1')), 'No request named R-1.\n', 'the default lane knows nothing of it');
  t.match(await output(t, run('journal')), /\n2 +qa .*\n1 +qa .* 4009 by rule/, 'the journal shows every lane');
  const lines = await output(t, run('lanes', 'show', 'qa', '--format', 'dotenv'));
  for (const line of lines.trimEnd().split('\n'))
    t.match(line, /^SPARRING_\w+=[\w+/=.:-]+$/, 'one line each, without quotes');
  t.match(lines, /^SPARRING_LANE=qa$/m);
  t.match(JSON.parse(await output(t, run('lanes', 'show', 'qa', '--json'))), {
    SPARRING_BASE_URL: url,
    SPARRING_LANE: 'qa',
  });
  t.equal(await output(t, run('lanes', 'delete', 'qa')), 'Deleted qa\n');
  t.equal(await output(t, run('lanes')), 'default\n');
});

t.test('the clock, the settings and a reset', async (t) => {
  const run = against((await simulatorFor(t)).url);
  t.match(await output(t, run('clock')), /^\S+Z {2}running, on time\n$/);
  await output(t, run('clock', 'freeze'));
  t.match(
    await output(t, run('clock', 'set', '2030-01-01T00:00:00Z')),
    /^2030-01-01T00:00:00.000Z {2}frozen, \d+ s ahead\n$/,
  );
  t.match(await output(t, run('clock', 'advance', '2h')), /^2030-01-01T02:00:00.000Z /);
  t.match(await output(t, run('clock', 'skew', '-60')), /frozen, 60 s behind\n$/);
  t.match(JSON.parse(await output(t, run('clock', 'skew', '-1.5m', '--json'))), { aheadSeconds: -90 });
  t.match(await output(t, run('clock', 'skew', '--', '-5m')), /frozen, 300 s behind\n$/);
  t.match(JSON.parse(await output(t, run('clock', 'resume', '--json'))), { frozen: false });
  t.match(await output(t, run('settings')), /^worldfirst\.onRepeat=check$[\s\S]*^worldfirst\.requestsPerSecond=off$/m);
  const change = ['worldfirst.onRepeat=accept', 'worldfirst.requestsPerSecond=5'];
  t.equal(await output(t, run('settings', 'set', ...change)), `Changed ${change.join(', ')}\n`);
  t.match(JSON.parse(await output(t, run('settings', '--json'))), {
    worldfirst: { onRepeat: 'accept', requestsPerSecond: 5 },
  });
  t.equal(await output(t, run('reset', '--all')), 'Reset every lane\n');
  t.match(await output(t, run('settings')), /worldfirst\.onRepeat=check/);
});

t.test('journal --follow prints requests as they come, and ends with the simulator', async (t) => {
  const { url, output, stop } = await started(t, ['--home', folderFor(t), '--keep-documents']);
  const child = launch([process.execPath, bin, 'journal', '--follow', '--url', url]);
  t.teardown(() => {
    child.kill('SIGKILL');
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    printed += part;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  // there is no telling when it has begun to watch
  while (!printed.includes('\n')) await fetch(`${url}/nowhere`).then((answer) => answer.text());
  t.match(printed, /^\d+ {2}\S+ {2}default {2}- {2}- {2}- {2}unknown-path {2}there is nothing at \/nowhere\n/);
  t.same([await stop(), await closed], [0, 0]);
  t.match(output.stdout, /"level":40,.*WARNING: uploaded documents are kept in memory, and whoever may use/);
});

t.test('what is wrong is reported in one sentence, with exit code 2', async (t) => {
  const { url } = await simulatorFor(t, '--max-lanes', '1', '--moves', 'rule,header');
  const closed = `http://127.0.0.1:${await freePort()}`;
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ['rules', '--url', closed],
      /^no simulator can be reached at \S+ \(ECONNREFUSED\); start one with npx sparring start, or use --url$/,
    ],
    [['rules', 'ad'], /^there is no command rules ad; the commands are list, add, remove, clear$/],
    [['rules', 'add'], /either a move or a sequence/],
    [['rules', 'add', '{'], /^the rule must be JSON such as/],
    [['rules', 'add', '{"move":"hang"}', '--times', '1'], /^write the rule either as JSON or with options$/],
    [['rules', 'add', '--move', 'hang', '--times', 'x'], /it must be a number \(see sparring rules add --help\)$/],
    [['rules', 'add', '--move', 'hang', '--field', 'x'], /^--field takes <name>=<value>, not x$/],
    [['rules', 'remove', 'x'], /^there is no rule x; sparring rules list shows them$/],
    [['rules', '--lane', 'x'], /^there is no lane x; the lanes are default$/],
    [['lanes', 'create'], /^there are already 1 lanes; delete one first$/],
    [['lanes', 'delete', 'default'], /^the default lane cannot be deleted; reset it instead$/],
    [['clock', 'set', 'noon'], /^the time must be ISO 8601/],
    [['clock', 'advance', 'soon'], /such as 90 or 2h \(see sparring clock advance --help\)$/],
    [['clock', 'advance', '-5m'], /^the clock can only advance by a number of seconds, not -300$/],
    [['clock', 'skew', '-5x'], /^unknown option '-5x' \(see sparring clock skew --help\)$/],
    [['clock', 'skew', '-5m', '--lnae', 'x'], /^unknown option '--lnae'.* \(see sparring clock skew --help\)$/],
    [['clock', 'skew'], /^missing required argument 'seconds' \(see sparring clock skew --help\)$/],
    [['settings', 'set', 'x'], /^settings set takes <partner>\.<setting>=<value>, not x$/],
    [['settings', 'set', 'worldfirst.onRepaet=accept'], /no setting onRepaet/],
    [['reset', '--all', '--lane', 'x'], /^use either --lane or --all$/],
    [['journal', '--limit', '0'], /a limit is a whole number from 1 to 1000 \(see sparring journal --help\)$/],
    [['journal', '--code', 'NOPE'], /^there is no code NOPE; the codes are/],
    [['journal', 'x'], /^the journal has no entry x; old entries are deleted$/],
    [['curl', 'worldfirst', 'submitAttachment', '--move', 'NOPE'], /^"NOPE" is not a move; the moves are SUCCESS,/],
    [['curl', 'worldfirst', 'submitAttachment', '--move', 'delay'], /^"delay" must be written as delay\(<duration>\)/],
    [['curl', 'prepaidify', 'fileUpload', '--move', 'unsigned-success'], /^"unsigned-success" is not a move/],
    [['files', 'kit', '/proc/nothing'], /^the folder \/proc\/nothing cannot be used \(E\w+\); use another one$/],
    [
      ['files', 'make', '--move', 'hang', '--format', 'constructor'],
      /^there is no format constructor; the formats are/,
    ],
    [['journal', '--format', 'curl'], /^--format curl is for one request; add its id, or last$/],
    [['journal', '--follow', '--limit', '1'], /^--follow prints what comes from now on; leave out --limit$/],
    [['files', 'make', '--move', 'hang'], /not specified \(see sparring files make --help\)$/],
    [['start', '--port', '0', '--moves', 'haeder'], /^a move cannot be requested by haeder/],
    [['start', '--max-lanes', '0'], /a number of lanes is a whole number from 1 to 10000/],
  ];
  for (const [args, says] of rows) {
    const { code, stderr } = await within(url, args);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, /^sparring: [^\n]+\n$/, args.join(' '));
    t.match(stderr.slice('sparring: '.length, -1), says, args.join(' '));
  }
});

t.test('so does the process of a command', async (t) => {
  const { code, stdout, stderr } = await sparring(['clock', 'advance', '-5m']);
  t.same([code, stdout], [2, '']);
  t.equal(stderr, 'sparring: the clock can only advance by a number of seconds, not -300\n');
});

t.test('a group of commands without one of them prints its help, with exit code 2', async (t) => {
  const { code, stdout, stderr } = await sparring(['files']);
  t.same([code, stdout], [2, '']);
  t.match(stderr, /^Usage: sparring files [\s\S]*^ {2}make [\s\S]*^ {2}kit /m);
});

t.test('a token is taken from the environment or an option', async (t) => {
  const { url } = await started(t, ['--home', await homeWithKeys(t), '--log-level', 'silent'], {
    env: { SPARRING_TOKEN: 'secret' },
  });
  t.match(await against(url)('lanes'), { code: 2, stderr: /; use --token, or set SPARRING_TOKEN/ });
  t.equal(await output(t, against(url, { SPARRING_TOKEN: 'secret' })('lanes')), 'default\n');
  t.equal(await output(t, against(url)('lanes', '--token', 'secret')), 'default\n');
});
