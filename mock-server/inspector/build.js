import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/*
 * Bundles the inspector into static files that are served as they are: compressed, and named by the hash of their
 * content so that browsers can keep them. Part of `npm run build`.
 */

const source = new URL('./', import.meta.url);
const target = new URL('../dist/inspector/', source);
const programs = new URL('../../docs/programs/', source);

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
};

/** By the extension of a program, in the order in which they are shown. */
const LANGUAGES = {
  sh: 'curl and openssl',
  mjs: 'Node',
  py: 'Python',
  php: 'PHP',
  java: 'Java',
  go: 'Go',
  cs: 'C#',
  rb: 'Ruby',
};

const extensionOf = (name) => name.split('.').at(-1);
const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 16);
const ranks = Object.keys(LANGUAGES);
const byLanguage = (one, other) => ranks.indexOf(extensionOf(one)) - ranks.indexOf(extensionOf(other));

/** The programs of the documentation that sign, by partner. */
function readPrograms() {
  const partners = existsSync(programs) ? readdirSync(programs) : [];
  const ofPartner = (partner) =>
    readdirSync(new URL(`${partner}/`, programs))
      .filter((name) => extensionOf(name) in LANGUAGES)
      .sort(byLanguage)
      .map((name) => ({
        name,
        language: LANGUAGES[extensionOf(name)],
        text: readFileSync(new URL(`${partner}/${name}`, programs), 'utf8'),
      }));
  return Object.fromEntries(partners.map((partner) => [partner, ofPartner(partner)]));
}

/** A file with a name that changes with its content. */
function assetOf(asset, content) {
  const [base, extension] = asset.split('.');
  const hash = hashOf(content);
  return { asset, name: `${base}-${hash}.${extension}`, contentType: TYPES[extension], hash, content };
}

const programsAsset = assetOf('programs.json', Buffer.from(JSON.stringify(readPrograms())));

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('main.tsx', source)), fileURLToPath(new URL('style/main.css', source))],
  entryNames: '[name]',
  outdir: fileURLToPath(target),
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { PROGRAMS_FILE: JSON.stringify(programsAsset.name) },
  legalComments: 'none',
  logLevel: 'warning',
});

const assets = [
  ...outputFiles.map(({ path, contents }) => assetOf(path.split(/[/\\]/).at(-1), Buffer.from(contents))),
  assetOf('icon.svg', readFileSync(new URL('icon.svg', source))),
  programsAsset,
];

const page = assets.reduce(
  (html, { asset, name }) => html.replaceAll(`/${asset}"`, `/${name}"`),
  readFileSync(new URL('index.html', source), 'utf8'),
);
const files = [
  { name: 'index.html', contentType: TYPES.html, hash: hashOf(page), content: Buffer.from(page) },
  ...assets,
];

/** The bundle contains these packages, whose licenses ask for that to be said. */
const resolve = createRequire(import.meta.url).resolve;
const licenses = ['preact', '@preact/signals', '@preact/signals-core'].map((name) => {
  const entry = resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`${sep}dist${sep}`));
  return `${name}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8')}`;
});

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const { name, content } of files) writeFileSync(new URL(`${name}.gz`, target), gzipSync(content, { level: 9 }));
const list = files.map(({ name, contentType, hash }) => ({ name, contentType, hash }));
writeFileSync(new URL('licenses.txt', target), licenses.join('\n\n'));
writeFileSync(new URL('files.json', target), `${JSON.stringify(list, null, 2)}\n`);
