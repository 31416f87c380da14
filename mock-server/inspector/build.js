import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/*
 * Bundles the inspector into static files that are served as they are: compressed, and named by the hash of their
 * content so that browsers can keep them. Part of `npm run build`.
 */

const source = new URL('./', import.meta.url);
const target = new URL('../dist/inspector/', source);

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 16);

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
  legalComments: 'none',
  logLevel: 'warning',
});

const assets = [
  ...outputFiles.map(({ path: name, contents }) => ({
    name: name.split(/[/\\]/).at(-1),
    content: Buffer.from(contents),
  })),
  { name: 'icon.svg', content: readFileSync(new URL('icon.svg', source)) },
].map(({ name, content }) => {
  const [base, extension] = name.split('.');
  const hash = hashOf(content);
  return { asset: name, name: `${base}-${hash}.${extension}`, contentType: TYPES[extension], hash, content };
});

const page = assets.reduce(
  (html, { asset, name }) => html.replaceAll(`/${asset}"`, `/${name}"`),
  readFileSync(new URL('index.html', source), 'utf8'),
);
const files = [
  { name: 'index.html', contentType: TYPES.html, hash: hashOf(page), content: Buffer.from(page) },
  ...assets,
];

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const { name, content } of files) writeFileSync(new URL(`${name}.gz`, target), gzipSync(content, { level: 9 }));
const list = files.map(({ name, contentType, hash }) => ({ name, contentType, hash }));
writeFileSync(new URL('files.json', target), `${JSON.stringify(list, null, 2)}\n`);
