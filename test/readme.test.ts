import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { partners } from '@sparring/contracts';
import { startSimulator } from 'sparring';
import t, { type Test } from 'tap';
import { folderFor, type RunningCommand, shell, started, startedBy } from './helpers/command.js';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Block {
  readonly language: string;
  readonly code: string;
}

const readme = read('README.md');
/** The partners that the README presents; one that was added has a page of its own. */
const presented = partners.filter(({ name }) => readme.includes(`contracts/generated/${name}.md`));
const blocks: readonly Block[] = [...readme.matchAll(/^```(\S*)\n(.*?)^```$/gms)].map(
  ([, language = '', code = '']) => ({
    language,
    code: code.trim(),
  }),
);

/** Lines that must stand in an output in this order; `…` stands for anything on a line. */
function expectation(text: string): RegExp {
  const lines = text.split('\n').map((line) =>
    line
      .split('…')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
      .join('.*'),
  );
  return new RegExp(lines.join('[^]*?'));
}

/** A folder with an `npx` that starts our command line at once; the real one takes a second each time. */
function quickNpx(t: Test): string {
  const folder = folderFor(t, 'bin');
  mkdirSync(folder);
  const script = `#!/bin/sh\n[ "$1" = sparring ] && shift && exec "${process.execPath}" "${root}mock-server/bin/sparring.js" "$@"\n`;
  writeFileSync(join(folder, 'npx'), script, { mode: 0o755 });
  return folder;
}

/** Starts what a block starts, with a free port in place of a fixed one. */
function startAgain(t: Test, code: string, home: string): Promise<RunningCommand> | undefined {
  const [, words] = /^(?:npm start -- |npx sparring start )(.*)$/.exec(code) ?? [];
  return words === undefined ? undefined : started(t, [...words.replace(/\b401\d\b/g, '0').split(' '), '--home', home]);
}

t.test('every block of the README is a command, a program or what they print', (t) => {
  const languages = blocks.map(({ language }) => language);
  t.ok(languages.length > 15);
  t.same(
    languages.filter((language) => !['sh', 'js', 'text'].includes(language)),
    [],
  );
  t.notOk(
    languages.some((language, index) => language === 'text' && (index === 0 || languages[index - 1] === 'text')),
    'what is printed stands below what prints it',
  );
  t.same(blocks.slice(0, 2), [
    { language: 'sh', code: 'npm ci --omit=dev && npm start' },
    { language: 'sh', code: 'npm ci && npm test' },
  ]);
  t.match(JSON.parse(read('package.json')).scripts, { start: /sparring\.js start/, test: /run\.js/ });
  t.match(read('.ci/run'), /npm ci.*\nnpm test\n/, 'the second command is what runs here');
  t.end();
});

t.test('the blocks of the README work from top to bottom', async (t) => {
  const home = folderFor(t);
  // the README's first command without its `npm ci`: what is installed is what runs this test
  const url = await startedBy(t, ['npm', 'start', '--', '--port', '0', '--home', home]);
  const quick = quickNpx(t);
  const path = process.env['PATH'] ?? '';
  const runBlock = ({ language, code }: Block, index: number) => {
    const env = { SPARRING_HOME: home, SPARRING_BASE_URL: url, PATH: index === 2 ? path : `${quick}:${path}` };
    // programs run with the variables that the README tells to set
    if (language === 'js') return shell('eval "$(npx sparring env)" && node --input-type=module', { env, input: code });
    return shell(code.replaceAll('http://127.0.0.1:4010', url), { env });
  };
  for (const [index, block] of blocks.entries()) {
    if (index < 2 || block.language === 'text') continue;
    const simulator = startAgain(t, block.code, home);
    if (simulator) {
      t.equal(await (await simulator).stop(), 0, block.code);
      continue;
    }
    const { code, stdout, stderr } = await runBlock(block, index);
    t.same([code, stderr], [0, ''], block.code);
    const next = blocks[index + 1];
    if (next?.language === 'text') t.match(stdout, expectation(next.code), block.code);
    else t.not(stdout, '', block.code);
  }
});

t.test('the pages name what exists', async (t) => {
  const folders = ['.', 'contracts', 'mock-server', 'sdk', ...partners.map(({ name }) => `contracts/partners/${name}`)];
  const pages = folders.flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) => (name.endsWith('.md') ? [join(folder, name)] : [])),
  );
  t.ok(pages.length >= 7);
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (!/^https?:/.test(target)) t.ok(existsSync(join(root, dirname(page), target)), `${page} links to ${target}`);
    }
  }
  t.ok(presented.length > 0);
  for (const { name, settings, decisions } of presented) {
    const named = [...readme.matchAll(new RegExp(`\\b${name}\\.(\\w+)=`, 'g'))].map(([, setting = '']) => setting);
    t.ok(named.length > 0);
    t.same(
      named.filter((setting) => !Object.hasOwn(settings, setting)),
      [],
      `every named setting of ${name} exists`,
    );
    const letter = decisions[0]?.id[0];
    const ids = [...readme.matchAll(new RegExp(`\\b${letter}\\d+\\b`, 'g'))].map(([id]) => id);
    t.same(
      ids.filter((id) => !decisions.some((decision) => decision.id === id)),
      [],
      `every named decision of ${name} exists`,
    );
  }
  const simulator = await startSimulator();
  await simulator.close();
  for (const { name: partner } of presented) {
    const fields = Object.keys(simulator.credentials[partner] ?? {});
    t.ok(fields.length > 0);
    for (const field of fields) {
      const variable = `SPARRING_${partner}_${field.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();
      t.match(readme, `\`${variable}\``);
      t.match(readme, `\`${partner}.${field}\``);
    }
  }
});

t.test('the packages have one version, and the changelog has an entry for it', (t) => {
  const versions = ['contracts', 'mock-server', 'sdk'].map((folder) => JSON.parse(read(`${folder}/package.json`)));
  t.equal(new Set(versions.map(({ version }) => version)).size, 1);
  t.match(read('CHANGELOG.md'), `## [${versions[0].version}]`);
  t.same(
    versions.map(({ license }) => license),
    ['MIT', 'MIT', 'MIT'],
  );
  t.match(read('LICENSE'), 'the Sparring authors');
  t.end();
});
