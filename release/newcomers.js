import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * Plays people who meet Sparring for the first time, each in an empty folder outside of the repository, and writes what
 * they typed and how long it took to docs/newcomers.md. It needs a network or a warm npm cache, and a quiet machine for
 * figures that mean something; that is why no test runs it. Run by `npm run newcomers`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'sparring-newcomers-'));
const running = new Set();
process.once('exit', stopAll);
process.once('exit', () => rmSync(place, { recursive: true, force: true }));

const packed = execFileSync(process.execPath, [join(root, 'release/pack.js'), join(place, 'release')], {
  encoding: 'utf8',
});
const tarballs = packed
  .trim()
  .split('\n')
  .map((path) => `../release/${basename(path)}`);

/** What the page for Python says. */
const PYTHON = 'python3 docs/programs/prepaidify/upload.py test/specimens/face.jpg face R-1';

const UPLOAD = `
import { startSimulator } from 'sparring';
import { Prepaidify } from '@sparring/sdk';
const simulator = await startSimulator();
const prepaidify = new Prepaidify({ baseUrl: simulator.url, ...simulator.credentials.prepaidify });
const file = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('SPECIMEN')]);
const { traceId } = await prepaidify.uploadPhoto({ requestNo: 'R-1', type: 'face', file, filename: 'face.jpg' });
console.log('accepted', traceId);
await simulator.close();
`;

const STARTS = `
import { startSimulator } from 'sparring';
const first = await startSimulator();
await first.close();
async function medianMs(options) {
  const times = [];
  for (let count = 0; count < 10; count++) {
    const startedMs = performance.now();
    const simulator = await startSimulator(options);
    times.push(performance.now() - startedMs);
    await simulator.close();
  }
  return Math.round(times.sort((a, b) => a - b)[5]);
}
console.log('median', await medianMs({ credentials: first.credentials }), 'ms, with keys of its own', await medianMs({}), 'ms');
`;

const INSTALL = `npm install --silent --no-audit --no-fund ${tarballs.join(' ')}`;
/** A simulator that runs until the newcomer is done; it is up when its file is there. */
const START = { command: 'npx sparring start --port 0 --ready-file ready.json', makes: 'ready.json' };
const URL_OF = 'export SPARRING_BASE_URL=$(npx sparring wait --ready-file ready.json)';

/** What each of them does; a step is a command and what it must print. One that `makes` a file goes on running. */
const NEWCOMERS = [
  {
    who: 'Developer, from a clone',
    steps: [
      { command: `git clone --quiet '${root}' clone` },
      { command: 'cd clone && npm ci --omit=dev --silent --no-audit --no-fund' },
      { command: 'cd clone && npm start -- --port 0 --ready-file ../ready.json', makes: 'ready.json' },
      {
        command: `cd clone && ${URL_OF.replace('ready.json', '../ready.json')} && npx sparring curl prepaidify fileUpload | sh`,
        prints: /"code":"0"/,
      },
    ],
  },
  {
    who: 'Developer, JavaScript, in a project of their own',
    what: '`upload.mjs` starts a simulator in its own process and uploads a photo with the SDK. `starts.mjs` starts ten more with the keys of the first one, and ten that generate their own, one after the other.',
    files: { 'upload.mjs': UPLOAD, 'starts.mjs': STARTS },
    steps: [
      { command: INSTALL },
      { command: 'node upload.mjs', prints: /accepted \w+/ },
      { command: 'node starts.mjs', prints: /median \d+ ms/, shows: true },
    ],
  },
  {
    who: 'Developer, Python, in a project of their own',
    what: 'The program and the photo are copied from the repository.',
    copies: ['docs/programs', 'test/specimens'],
    steps: [
      { command: INSTALL },
      START,
      { command: `${URL_OF} && eval "$(npx sparring env)" && ${PYTHON}`, prints: /^0 /m },
    ],
  },
  {
    who: 'CI engineer',
    what: 'The test suite is the example client of the repository.',
    copies: ['examples/upload-documents.js', 'test/specimens'],
    steps: [
      { command: INSTALL },
      {
        command: 'npx sparring exec --coverage-junit coverage.xml -- node examples/upload-documents.js',
        prints: /is stored/,
      },
      { command: 'npx sparring verify --no-pacts --junit verify.xml', prints: / passed, 0 failed/ },
    ],
  },
  {
    who: 'Tester',
    what: 'The kit has a document for each code and each fault; one of them is uploaded.',
    steps: [
      { command: INSTALL },
      START,
      { command: `${URL_OF} && npx sparring files kit kit`, prints: /\S/ },
      {
        command: `${URL_OF} && npx sparring curl worldfirst submitAttachment --file kit/worldfirst/submitAttachment/codes/PROCESS_FAIL.png | sh`,
        prints: /PROCESS_FAIL/,
      },
    ],
  },
];

function prepare({ files = {}, copies = [] }, folder) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const path of copies) cpSync(join(root, path), join(folder, path), { recursive: true });
}

/** Waits for a file that a running command makes; the command must not end before. */
async function fileOf(child, path) {
  while (!existsSync(path)) {
    if (child.exitCode !== null) return child.exitCode;
    await wait(50);
  }
  return 0;
}

/** Runs a step to its end, or until it has made its file. */
async function play({ command, prints, makes }, cwd) {
  const startedMs = performance.now();
  const child = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: Boolean(makes) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
  if (makes) running.add(child);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const code = makes ? await fileOf(child, join(cwd, makes)) : await ended;
  const isMade = !makes || existsSync(join(cwd, makes));
  if (code !== 0 || !isMade || (prints && !prints.test(output))) {
    throw new Error(`${command}\nended with ${code}:\n${output}`);
  }
  return { seconds: (performance.now() - startedMs) / 1000, output };
}

/** Ends the commands that go on running, with the processes that they started. */
function stopAll() {
  for (const child of running) if (child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  running.clear();
}

/** A step as a row: what was typed, and how long it took or what it says itself. */
function rowOf({ command, shows, makes }, { seconds, output }) {
  const text = command.replace(root, 'https://…/sparring').replaceAll('|', '\\|');
  const took = `${seconds.toFixed(1)} s`;
  return { text, seconds, figure: shows ? `${took}: ${output.trim()}` : makes ? `${took}, and goes on running` : took };
}

async function meet(newcomer, at) {
  const folder = join(place, `newcomer-${at}`);
  prepare(newcomer, folder);
  const rows = [];
  for (const step of newcomer.steps) {
    const row = rowOf(step, await play(step, folder));
    rows.push(row);
    process.stdout.write(`${row.figure.padStart(14)}  ${step.command}\n`);
  }
  stopAll();
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  const lines = rows.map(({ text, figure }) => `| \`${text}\` | ${figure} |`);
  const end = `| in all | ${total.toFixed(1)} s |`;
  const what = newcomer.what ? [newcomer.what, ''] : [];
  return [`## ${newcomer.who}`, '', ...what, '| command | took |', '| --- | --- |', ...lines, end, ''];
}

const PAGE = [
  '# Newcomers',
  '',
  'What people type who meet Sparring for the first time, and how long it takes them. `npm run newcomers` writes this page: it',
  'plays each of them in an empty folder, with the packages in the cache of npm already, and only goes on when a command does',
  `what it should. Here, Node ${process.version} on ${availableParallelism()} processors, which others used too; the clone was made from a local folder.`,
  '',
];
for (const [at, newcomer] of NEWCOMERS.entries()) {
  process.stdout.write(`\n${newcomer.who}\n`);
  PAGE.push(...(await meet(newcomer, at)));
}
const page = join(root, 'docs/newcomers.md');
writeFileSync(page, `${PAGE.join('\n').trimEnd()}\n`);
process.stdout.write(`\nWrote ${page}\n`);
