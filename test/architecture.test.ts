import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { type PartnerContract, partners } from '@sparring/contracts';
import t, { type Test } from 'tap';

const root = new URL('../../', import.meta.url).pathname;

/** What git knows or would add; without git (an unpacked archive), whatever is not made or installed. */
function listFiles(): readonly string[] {
  try {
    const asked = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'];
    return execFileSync('git', asked, { cwd: root, stdio: 'pipe' }).toString().split('\n');
  } catch {
    const made = /(^|\/)(node_modules|dist|\.git|\.tap|\.sparring)(\/|$)|^coverage\/|\.tsbuildinfo$/;
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => !made.test(path));
  }
}

/** Every file of the project with its text; specimens excepted. */
const files = listFiles()
  .filter((path) => path !== '' && !/\.(jpg|png|pdf)$/.test(path))
  .filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const isSource = (path: string) => /\.(tsx?|js|mjs)$/.test(path) && !path.includes('/generated/');
const sources = (...folders: readonly string[]) =>
  files.filter(({ path }) => isSource(path) && folders.some((folder) => path.startsWith(`${folder}/`)));

/** What a file imports: packages by name, own files by their path from the root. */
function importsOf({ path, text }: (typeof files)[number]): readonly string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport\s*\(|\brequire\s*\(|^import)\s*(['"])([^'"\n]+)\1/gm);
  return [...found].map(([, , name = '']) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name));
}

/** The imports of a folder's files that are not allowed, each with its file. */
function foreignImports(
  t: Test,
  folder: string,
  isAllowed: (name: string, path: string) => boolean,
): readonly string[] {
  const all = sources(folder).flatMap((file) => importsOf(file).map((name) => ({ path: file.path, name })));
  t.ok(all.length > 0, `${folder} imports something`);
  return all.filter(({ name, path }) => !isAllowed(name, path)).map(({ name, path }) => `${path}: ${name}`);
}

/** The matches of a pattern in files, each with its file and line. */
function matches(searched: typeof files, pattern: RegExp): readonly string[] {
  return searched.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

const isBuiltIn = (name: string) => name.startsWith('node:') && builtinModules.includes(name.slice('node:'.length));
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

t.test('imports point one way: contracts below, simulator and SDK beside each other above', (t) => {
  const tools = 'contracts/generate/';
  const cases = 'contracts/cases/';
  t.same(
    foreignImports(t, 'contracts', (name, path) =>
      path.startsWith(tools)
        ? !/^(sparring|@sparring\/sdk)\b/.test(name) && !/^(mock-server|sdk)\//.test(name)
        : isBuiltIn(name) ||
          (path.startsWith(cases)
            ? name.startsWith(cases) || name.startsWith('@sparring/contracts')
            : name.startsWith('contracts/') && !name.startsWith(tools) && !name.startsWith(cases)),
    ),
    [],
    'contracts import nobody, their cases the contracts only',
  );
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'contracts/package.json'), 'utf8'));
  t.same(dependencies, {}, 'contracts depend on nobody');
  t.same(
    foreignImports(t, 'mock-server', (name) => !/^(@sparring\/sdk\b|sdk\/|contracts\/|test\/)/.test(name)),
    [],
    'the simulator does not know the SDK, and reaches the contracts by their package',
  );
  const pactWriter = 'sdk/pacts/';
  t.same(
    foreignImports(t, 'sdk', (name, path) =>
      path.startsWith(pactWriter)
        ? !/^(sparring|mock-server|test)\b/.test(name)
        : isBuiltIn(name) ||
          (name.startsWith('sdk/') && !name.startsWith(pactWriter)) ||
          name.startsWith('@sparring/contracts'),
    ),
    [],
    'the SDK knows the contracts only; the tool that writes its pacts knows both, but not the simulator',
  );
  t.end();
});

/** The folders of the simulator; each imports itself and the ones before it. */
const LAYERS = [
  'state',
  'core',
  'moves',
  'files',
  'partners',
  'generated',
  'diagnosis',
  'reports',
  'coverage',
  'review',
  'explain',
  'config',
  'lanes',
  'client',
  'curl',
  'control',
  'inspector',
  'server',
  'verify',
  'cli',
];
/** The order of a request asks for its move, and a trigger looks at the request. */
const BESIDE: Readonly<Record<string, readonly string[]>> = { core: ['moves'], generated: ['partners'] };

t.test('imports of the simulator point downwards, and only its registry knows partners', (t) => {
  const folderOf = (path: string) => (path.split('/').length > 2 ? (path.split('/')[1] ?? '') : '');
  const upwards = sources('mock-server').flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('mock-server/'))
      .map((name) => ({ from: folderOf(file.path), to: folderOf(name), path: file.path, name }))
      .filter(({ from, to }) => from !== '' && LAYERS.indexOf(to) > LAYERS.indexOf(from))
      .filter(({ from, to }) => !BESIDE[from]?.includes(to))
      .map(({ path, name }) => `${path}: ${name}`),
  );
  t.same(upwards, []);
  const folders = readdirSync(join(root, 'mock-server'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const unknown = folders
    .map(({ name }) => name)
    .filter((name) => !['bin', 'cjs', 'dist', 'node_modules', ...LAYERS].includes(name));
  t.same(unknown, [], 'every folder has its layer');
  const names = partners.map(({ name }) => name).join('|');
  const ofPartner = new RegExp(`^mock-server/partners/|^@sparring/contracts/(?:partners/)?(?:${names})\\b`);
  for (const folder of LAYERS.filter((layer) => layer !== 'partners' && layer !== 'generated')) {
    const found = sources(`mock-server/${folder}`).flatMap((file) =>
      importsOf(file)
        .filter((name) => ofPartner.test(name))
        .map((name) => `${file.path}: ${name}`),
    );
    t.same(found, [], `${folder} imports no partner`);
  }
  t.end();
});

/** What the body kinds themselves call the parts of a document, such as `contentType`: no partner's own words. */
const documentWords = sources('mock-server/core/body').flatMap(({ text }) =>
  [...text.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name),
);

/** A plain word such as `file` or `expired` is everyone's; a compound, capital or numbered one is the partner's. */
const isTelling = (word: string) => /[A-Z\d_-]/.test(word);

/** The words that only a partner's own folders may hold. */
function wordsOf(contract: PartnerContract): readonly string[] {
  const { name, pathPrefix, operations, catalogue, settings } = contract;
  const headers = [...Object.keys(contract.requestHeaders), ...Object.keys(contract.answerHeaders)];
  const fields = [
    ...operations.flatMap(({ requestFields }) => requestFields),
    ...operations.flatMap(({ exampleData }) => Object.keys(exampleData)),
    ...Object.keys(settings),
  ];
  return [
    name,
    pathPrefix,
    ...operations.map(({ path }) => path),
    ...operations.map((operation) => operation.name).filter(isTelling),
    ...catalogue.map(({ code }) => code).filter((code) => code.length > 3 && isTelling(code)),
    ...headers.filter((header) => header.includes('-')),
    ...fields.filter((field) => /[A-Z]/.test(field) && !documentWords.includes(field)),
  ];
}

/** Where files contain a word of a partner. */
function usesOf(word: string, searched: typeof files): readonly string[] {
  // codes are upper-case words that are words of the language in lower case (`success`)
  const flags = /^[A-Z_]+$/.test(word) ? '' : 'i';
  const quoted = new RegExp(`(['"\`])${escaped(word)}\\1`, flags);
  // a number can mean anything, and a name that a file declares is its own; a quoted one is a code
  if (/^\d+$/.test(word)) return matches(searched, quoted);
  const declared = new RegExp(`\\b(?:const|let|function|class|interface|type) ${escaped(word)}\\b`);
  const anywhere = new RegExp(`(?<![\\w-])${escaped(word)}(?![\\w-])`, flags);
  return searched.flatMap((file) => matches([file], declared.test(file.text) ? quoted : anywhere));
}

t.test('no folder of the simulator outside partners contains a word of a partner', (t) => {
  const own = ['partners', 'generated'];
  const others = sources('mock-server').filter(({ path }) => !own.includes(path.split('/')[1] ?? ''));
  // TSDoc may show a user a real example
  const searched = others.map(({ path, text }) => ({ path, text: text.replace(/\/\*\*[\s\S]*?\*\//g, '') }));
  t.ok(searched.length > 10);
  for (const contract of partners) {
    for (const word of wordsOf(contract)) {
      t.same(usesOf(word, searched), [], word);
      t.equal(usesOf(word, [{ path: 'x.ts', text: `code === '${word}'` }]).length, 1, `${word} would be found`);
    }
  }
  t.end();
});

t.test('a name that a file declares is not the code of a partner, and a code in quotes is', (t) => {
  const file = { path: 'x.ts', text: "const MISSING = 'no such file';\nthrow new Error(MISSING);" };
  t.same(usesOf('MISSING', [file]), []);
  const using = { ...file, text: `${file.text}\nif (code === 'MISSING') retry();` };
  t.equal(usesOf('MISSING', [using]).length, 1);
  t.equal(usesOf('MISSING', [{ ...file, text: 'const codes = { MISSING: 404 };' }]).length, 1);
  t.end();
});

t.test('no source file has more than 200 lines', (t) => {
  const long = sources('contracts', 'mock-server', 'sdk').filter(({ text }) => text.trimEnd().split('\n').length > 200);
  t.same(
    long.map(({ path }) => path),
    [],
  );
  t.end();
});

t.test('one file reads the environment', (t) => {
  // the tools of the contracts are no part of what is shipped
  const shipped = sources('contracts', 'mock-server').filter(({ path }) => !path.startsWith('contracts/generate/'));
  const readers = matches(shipped, /process\s*\.\s*env\b|\benv\b.*from 'node:process'/);
  t.same(
    new Set(readers.map((line) => line.split(':')[0])),
    new Set(['mock-server/config/config.ts']),
    'of the simulator: config.ts',
  );
  const ofSdk = matches(sources('sdk'), /process\s*\.\s*env\b/).filter(
    (line) => !/environment: Environment = process\.env\)/.test(line),
  );
  t.same(ofSdk, [], 'of the SDK: fromEnv alone, by default');
  t.end();
});

t.test('committed files name no machine and no registry', (t) => {
  const folders = ['work', 'root', 'home', 'Users', 'private'].join('|');
  t.same(matches(files, new RegExp(`(?:^|[\\s"'\`(=:])/(?:${folders})/[\\w.-]+`)), [], 'no path of a machine');
  t.same(
    matches(files, /\b(?:registry|mirror|artifactory|nexus)[\w.-]*\.[\w-]+\.?[\w-]*\/|\bnpmjs\.org/i),
    [],
    'no registry',
  );
  const lock = files.filter(({ path }) => path === 'package-lock.json');
  t.equal(lock.length, 1);
  t.same(
    matches(lock, /"resolved": "(?!(?:contracts|contracts\/cases|mock-server|sdk)")/),
    [],
    'the lock file names no address',
  );
  t.end();
});

for (const contract of partners) {
  t.test(`${contract.name}: settings, decisions and the rules in the code name each other`, (t) => {
    const { name, decisions, settings, catalogue } = contract;
    const ids = decisions.map(({ id }) => id);
    t.equal(new Set(ids).size, ids.length, 'each decision has its own id');
    const named = decisions.flatMap(({ id, setting }) => (setting ? [[setting, id]] : []));
    const own = Object.entries(settings).map(([setting, { decision }]) => [setting, decision]);
    t.same(named.sort(), own.sort(), 'each setting is named by its decision, and each named setting exists');
    const letter = ids[0]?.[0] ?? '';
    const folders = sources(`mock-server/partners/${name}`, `contracts/partners/${name}`);
    const cited = folders.flatMap(({ text }) =>
      [...text.matchAll(new RegExp(`\\b${letter}\\d{1,2}\\b`, 'g'))].map(([id]) => id),
    );
    t.same(
      [...new Set(cited)].filter((id) => !ids.includes(id)),
      [],
      'each decision that the code cites exists',
    );
    const rules = sources(`mock-server/partners/${name}`).flatMap(({ text }) =>
      [...text.matchAll(new RegExp(`'(${letter}\\d{1,2})'`, 'g'))].map(([, id]) => id),
    );
    t.ok(rules.length > 0, 'the code refuses by decisions');
    const codes = catalogue.map(({ code }) => code);
    t.equal(new Set(codes).size, codes.length, 'each code is in the catalogue once');
    t.end();
  });
}
