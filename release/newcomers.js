import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Plays people who meet Sparring for the first time, each in an empty folder outside of the repository, and writes what
 * they typed and how long it took to docs/newcomers.md. It needs a network or a warm npm cache, and a quiet machine for
 * figures that mean something; that is why no test runs it. Run by `npm run newcomers`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'sparring-newcomers-'));
process.once('exit', () => rmSync(place, { recursive: true, force: true }));
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

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
await (await startSimulator()).close();
const times = [];
for (let count = 0; count < 10; count++) {
  const startedMs = performance.now();
  const simulator = await startSimulator();
  times.push(performance.now() - startedMs);
  await simulator.close();
}
console.log('median', Math.round(times.sort((a, b) => a - b)[5]), 'ms');
`;

const INSTALL =
  'npm install --silent --no-audit --no-fund ../release/sparring-0.1.0.tgz ../release/sparring-sdk-0.1.0.tgz';
const START = 'npx sparring start --port 0 --ready-file ready.json';
const URL_OF = 'export SPARRING_BASE_URL=$(npx sparring wait --ready-file ready.json)';

/** What each of them does; a step is a command and what it must print. A step with `stays` runs until the end. */
const NEWCOMERS = [
  {
    who: 'developer, from a clone',
    steps: [
      { command: `git clone --quiet '${root}' clone` },
      { command: 'cd clone && npm ci --omit=dev --silent --no-audit --no-fund' },
      { command: 'cd clone && npm start -- --port 0 --ready-file ../ready.json', stays: true },
      {
        command: `cd clone && export SPARRING_BASE_URL=$(npx sparring wait --ready-file ../ready.json) && npx sparring curl prepaidify fileUpload | sh`,
        prints: /"code":"0"/,
      },
    ],
  },
  {
    who: 'developer, TypeScript or JavaScript, from the tarballs',
    files: { 'upload.mjs': UPLOAD, 'starts.mjs': STARTS },
    steps: [
      { command: INSTALL },
      { command: 'node upload.mjs', prints: /accepted \w+/ },
      { command: 'node starts.mjs', prints: /median \d+ ms/, shows: true },
    ],
  },
  {
    who: 'developer, Python, from the tarball',
    copies: ['docs/programs', 'test/specimens'],
    steps: [
      { command: INSTALL },
      { command: START, stays: true },
      { command: `${URL_OF} && eval "$(npx sparring env)" && PYTHON`, prints: /\b0\b/ },
    ],
  },
  {
    who: 'CI engineer, from the tarballs',
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
    who: 'tester, from the tarball',
    steps: [
      { command: INSTALL },
      { command: START, stays: true },
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

/** Runs a step to its end, or starts it if it stays. */
async function play({ command, prints, stays }, cwd) {
  const startedMs = performance.now();
  const child = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: Boolean(stays) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part));
  if (stays) {
    running.add({ kill: (signal) => process.kill(-child.pid, signal) });
    return { seconds: 0, output };
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 || (prints && !prints.test(output))) throw new Error(`${command}\nended with ${code}:\n${output}`);
  return { seconds: (performance.now() - startedMs) / 1000, output };
}

function stopAll() {
  for (const one of running) one.kill('SIGTERM');
  running.clear();
}

async function meet(newcomer, at) {
  const folder = join(place, `newcomer-${at}`);
  prepare(newcomer, folder);
  const rows = [];
  for (const step of newcomer.steps) {
    const { seconds, output } = await play(step, folder);
    const text = step.command.replace(root, 'https://…/sparring').replaceAll('|', '\\|');
    const figure = step.shows ? output.trim() : step.stays ? 'keeps running' : `${seconds.toFixed(1)} s`;
    rows.push({ text, figure, seconds });
    process.stdout.write(`${figure.padStart(14)}  ${step.command}\n`);
  }
  stopAll();
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  const lines = rows.map(({ text, figure }) => `| \`${text}\` | ${figure} |`);
  return [
    `## ${newcomer.who}`,
    '',
    '| command | took |',
    '| --- | --- |',
    ...lines,
    `| in all | ${total.toFixed(1)} s |`,
    '',
  ];
}

const pack = [join(root, 'release/pack.js'), join(place, 'release')];
execFileSync(process.execPath, pack, { stdio: 'inherit' });
const [python] = readdirSync(join(root, 'docs/programs/prepaidify')).filter((name) => name.endsWith('.py'));
const PAGE = [
  '# Newcomers',
  '',
  `Written by \`npm run newcomers\`, which plays each of them in an empty folder, with npm's cache warm: Node ${process.version} on`,
  `${availableParallelism()} processors of a shared machine. A step that keeps running takes no time of its own.`,
  '',
];
for (const [at, newcomer] of NEWCOMERS.entries()) {
  process.stdout.write(`\n${newcomer.who}\n`);
  const program = `python3 docs/programs/prepaidify/${python} test/specimens/face.jpg face R-1`;
  const steps = newcomer.steps.map((step) => ({ ...step, command: step.command.replace('PYTHON', program) }));
  PAGE.push(...(await meet({ ...newcomer, steps }, at)));
}
const page = join(root, 'docs/newcomers.md');
writeFileSync(page, `${PAGE.join('\n').trimEnd()}\n`);
process.stdout.write(`\n${readFileSync(page, 'utf8').length} characters in docs/newcomers.md\n`);
