import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { partners } from '@sparring/contracts';
import t from 'tap';
import { parse } from 'yaml';
import { controlRoutes } from '#simulator/control/routes.js';
import { faults } from '#simulator/moves/faults/index.js';
import { reviewRules } from '#simulator/review/rules/index.js';
import { folderFor, writeCredentials } from '../helpers/command.js';
import { sharedCredentials } from '../helpers/simulator.js';
import { optionsOf, unknownWords } from './command-words.js';
import { blocksOf } from './markdown.js';
import { quickNpx } from './quick-npx.js';
import { RUN_LANGUAGES, runBlocks } from './run-blocks.js';

const root = new URL('../../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const readme = read('README.md');
/** A partner that was added has a page that nobody wrote. */
const presented = partners.filter(({ name }) => readme.includes(`contracts/generated/${name}.md`));
const pages = [
  'README.md',
  ...docs.map((name) => `docs/${name}`),
  ...presented.map(({ name }) => `contracts/generated/${name}.md`),
];
/** The pages whose blocks other tests run: the partner that is added in a copy, the programs that are uploaded with. */
const ADDING = 'docs/adding-a-partner.md';
const SIGNING = 'docs/sign-in-your-language.md';
const blocks = pages.flatMap((page) => blocksOf(read(page)).map((block) => ({ page, ...block })));

t.jobs = 2;
t.setTimeout(600_000);
const path = `${await quickNpx(t)}:${process.env['PATH']}`;
const home = folderFor(t);
mkdirSync(home);
writeCredentials(home, await sharedCredentials());

for (const page of pages) {
  const own = blocks.filter((block) => block.page === page && page !== ADDING);
  t.test(`the blocks of ${page} do what it says, from top to bottom`, { buffered: true }, (t) =>
    runBlocks(t, own, { SPARRING_HOME: home, PATH: path }),
  );
  for (const { notRun, language } of own.filter((block) => block.notRun !== undefined)) {
    t.test(`a ${language} block of ${page}`, { skip: `${page}, a block of ${language}: ${notRun}` }, async () => {});
  }
}

t.test('every block is run, shown to be read, or says above it why it is not run', (t) => {
  const others = blocks.filter(({ page }) => page !== ADDING && page !== SIGNING);
  for (const { page, language, code, notRun } of others) {
    const isRun = [...RUN_LANGUAGES, '', 'text', 'mermaid'].includes(language);
    t.ok(isRun || notRun !== undefined, `${page} says that it does not run its block of ${language}: ${code}`);
    if (language === 'yaml') t.ok(parse(code), `${page}: ${code}`);
  }
  for (const [index, { page, language, code }] of blocks.entries()) {
    if (language !== 'text') continue;
    const above = blocks[index - 1];
    t.ok(above?.page === page && RUN_LANGUAGES.includes(above.language), `${page} says what prints ${code}`);
  }
  t.end();
});

t.test('the pages name commands and options that exist', (t) => {
  t.same(unknownWords('npx sparring start --prot 0; npx sparring rules ad'), ['--prot', 'ad']);
  for (const page of pages) {
    const inline = [...read(page).matchAll(/`sparring ([a-z][^`]*)`/g)].map(([, words]) => `npx sparring ${words}`);
    t.same(unknownWords(`${read(page)}\n${inline.join('\n')}`), [], page);
  }
  t.end();
});

/** The anchors that GitHub makes of the headings of a page. */
const anchorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

t.test('the pages link to files and headings that exist', (t) => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const { pathname, hash } = new URL(target, new URL(page, `file://${root}`));
      t.ok(existsSync(pathname), `${page} links to ${target}`);
      if (hash === '') continue;
      t.ok(anchorsOf(readFileSync(pathname, 'utf8')).includes(hash.slice(1)), `${page} links to ${target}`);
    }
  }
  for (const name of docs.filter((one) => one !== 'README.md')) t.match(read('docs/README.md'), `](${name})`);
  t.end();
});

t.test('the pages are complete: every path, fault, rule of the review, and credential', async (t) => {
  for (const route of controlRoutes(partners)) {
    const [fixed = ''] = route.path.split(/[:{]/);
    t.match(read('docs/control-api.md'), `\`/_sparring${fixed}`, route.path);
  }
  t.ok(optionsOf('start').length > 10);
  for (const option of optionsOf('start')) t.match(read('docs/settings.md'), option);
  t.ok(faults.length > 10);
  for (const { name } of faults) t.match(read('docs/moves.md'), `\`${name}`);
  for (const { id } of reviewRules) t.match(read('docs/review.md'), `| \`${id}\` |`);
  const credentials = await sharedCredentials();
  for (const { name: partner } of presented) {
    const fields = Object.keys(credentials[partner] ?? {});
    t.ok(fields.length > 0);
    for (const field of fields) {
      const variable = `SPARRING_${partner}_${field.replace(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();
      t.match(read('docs/settings.md'), `\`${variable}\``);
      t.match(read('docs/settings.md'), `\`${partner}.${field}\``);
    }
  }
});
