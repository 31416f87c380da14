import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { partners } from '@sparring/contracts';
import { startSimulator } from 'sparring';
import t from 'tap';
import { blocksOf, expectation } from './docs/markdown.js';
import { LONG } from './helpers/amount.js';
import { folderFor, shell, startedBy } from './helpers/command.js';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const readme = read('README.md');
/** The partners that the README presents; one that was added has a page of its own. */
const presented = partners.filter(({ name }) => readme.includes(`contracts/generated/${name}.md`));
const settingsPage = read('docs/settings.md');
const blocks = blocksOf(readme);

t.test('every block of the README is a command, a program or what they print', (t) => {
  const languages = blocks.map(({ language }) => language);
  t.ok(languages.length > 10);
  t.ok(readme.split('\n').length <= 151, 'it has at most 150 lines; more belongs into docs/');
  t.same(
    languages.filter((language) => !['sh', 'js', 'text'].includes(language)),
    [],
  );
  t.notOk(
    languages.some((language, index) => language === 'text' && (index === 0 || languages[index - 1] === 'text')),
    'what is printed stands below what prints it',
  );
  t.match(blocks.slice(0, 2), [
    { language: 'sh', code: 'npm ci --omit=dev && npm start' },
    { language: 'sh', code: 'npm ci && npm test' },
  ]);
  t.match(JSON.parse(read('package.json')).scripts, { start: /sparring\.js start/, test: /run\.js/ });
  t.match(read('.ci/run'), /npm ci.*\nnpm test\n/, 'the second command is what runs here');
  t.end();
});

t.test('the first commands of the README start a simulator and upload to it', LONG, async (t) => {
  const home = folderFor(t);
  // without their `npm ci`: what is installed is what runs this test; docs/pages.test.ts runs the other blocks
  const url = await startedBy(t, ['npm', 'start', '--', '--port', '0', '--home', home]);
  const [, , upload, printed] = blocks;
  const { code, stdout, stderr } = await shell(upload?.code ?? '', {
    env: { SPARRING_HOME: home, SPARRING_BASE_URL: url },
  });
  t.same([code, stderr], [0, '']);
  t.match(stdout, expectation(printed?.code ?? ''));
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
    const named = [...settingsPage.matchAll(new RegExp(`\\b${name}\\.(\\w+)=`, 'g'))].map(
      ([, setting = '']) => setting,
    );
    t.ok(named.length > 0);
    t.same(
      named.filter((setting) => !Object.hasOwn(settings, setting)),
      [],
      `every named setting of ${name} exists`,
    );
    const letter = decisions[0]?.id[0];
    const ids = [...settingsPage.matchAll(new RegExp(`\\b${letter}\\d+\\b`, 'g'))].map(([id]) => id);
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
      t.match(settingsPage, `\`${variable}\``);
      t.match(settingsPage, `\`${partner}.${field}\``);
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
