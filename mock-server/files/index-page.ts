import { createHash } from 'node:crypto';
import { writeFields } from './describe-move.js';
import { INDEX_STYLE } from './index-style.js';
import { documentPath, type KitDocument, type KitEntry, type KitSection } from './kit.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const GROUPS: readonly (readonly [group: KitEntry['group'], title: string, what: string])[] = [
  ['answer', 'Codes', 'each document asks for one answer'],
  ['fault', 'Faults', 'each document asks for trouble on the connection or in the answer'],
  ['edge', 'Edge cases', 'documents without a move; the partner judges them by its rules'],
];

const addressOf = (path: string) => path.split('/').map(encodeURIComponent).join('/');
const anchorOf = ({ contract, operation }: KitSection) => `${contract.name}-${operation.name}`;

const inWords = (count: number) => count.toLocaleString('en-US');

function writeThumbnail(section: KitSection, entry: KitEntry): string {
  const { documents, title } = entry;
  const [first] = documents;
  const shown = documents.find(({ isPicture }) => isPicture);
  if (!first) return '';
  const address = addressOf(documentPath(section, entry, shown ?? first));
  const extension = first.filename.slice(first.filename.lastIndexOf('.') + 1).toUpperCase();
  const picture = shown
    ? `<img src="${address}" alt="" width="170" height="107" loading="lazy">`
    : `<span class="page">${escaped(extension)}</span>`;
  return `<a href="${address}" title="${escaped(title)}">${picture}</a>`;
}

function writeDocument(path: string, { filename, bytes }: KitDocument, fields: string, isExact: boolean): string {
  const link = `<a href="${addressOf(path)}"><code>${escaped(filename)}</code></a>`;
  const size = isExact ? `${inWords(bytes.length)} bytes` : `${Math.ceil(bytes.length / 1000)} KB`;
  const upload = `${size}${fields}`;
  return `<li>${link}<span class="soft">${escaped(upload)}</span></li>`;
}

function writeEntry(section: KitSection, entry: KitEntry): string {
  const { group, title, tone, expected, notes, documents } = entry;
  const label = group === 'fault' ? 'Client sees' : 'Expected answer';
  // where all formats need the same fields, the section tells them
  const hasFields = takenFormats(section).length > 1;
  const listed = documents.map((document) =>
    writeDocument(
      documentPath(section, entry, document),
      document,
      hasFields ? writeFields(document.fields) : '',
      group === 'edge',
    ),
  );
  return [
    `<article class="${tone}">${writeThumbnail(section, entry)}<div>`,
    `<h4>${escaped(title)}</h4>`,
    `<p><b>${label}:</b> ${escaped(expected)}</p>`,
    ...notes.map((note) => `<p class="soft">${escaped(note)}</p>`),
    `<ul>${listed.join('')}</ul>`,
    '</div></article>',
  ].join('\n');
}

/** The formats of an operation by the fields that they need: `jpg or png with type=idFront`. */
function takenFormats({ rules: { formats } }: KitSection): readonly string[] {
  const fields = [...new Set(formats.map((format) => writeFields(format.fields)))];
  return fields.map((text) => {
    const own = formats.filter((format) => writeFields(format.fields) === text);
    return `${own.map(({ extension }) => extension).join(' or ')}${text}`;
  });
}

function writeSection(section: KitSection): string {
  const { contract, operation, rules, entries } = section;
  const formats = takenFormats(section).join(', ');
  const groups = GROUPS.flatMap(([group, title, what]) => {
    const own = entries.filter((entry) => entry.group === group);
    if (own.length === 0) return [];
    const listed = own.map((entry) => writeEntry(section, entry)).join('\n');
    return [`<h3>${title} <small>&mdash; ${what}</small></h3>\n<div class="entries">\n${listed}\n</div>`];
  });
  return [
    `<section id="${escaped(anchorOf(section))}">`,
    `<h2>${escaped(contract.title)}: ${escaped(operation.name)}</h2>`,
    `<p class="soft">${escaped(operation.title)}. Takes ${escaped(formats)}; at most ${inWords(rules.maxBytes)} bytes.</p>`,
    ...groups,
    '</section>',
  ].join('\n');
}

const INTRODUCTION = [
  'Upload one of these documents through your product, and the simulator does what the document says: the move is in its metadata, so nothing else has to be changed. A real partner sees an ordinary document.',
  'The people are made up. Send the fields that stand beside a file; with others, the rules of the partner may refuse it before the move counts.',
];

/**
 * Writes the page that shows and explains every document of a kit. It has no script and loads nothing but the
 * pictures beside it.
 * @param seed as it was given, to make the same kit again
 */
export function writeIndexPage(sections: readonly KitSection[], seed: string): string {
  const styleHash = createHash('sha256').update(INDEX_STYLE).digest('base64');
  const policy = `default-src 'none'; img-src 'self' file:; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
  const links = sections.map(
    (section) =>
      `<a href="#${escaped(anchorOf(section))}">${escaped(section.contract.name)} ${escaped(section.operation.name)}</a>`,
  );
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Test documents</title>',
    `<style>${INDEX_STYLE}</style>`,
    '</head>',
    '<body>',
    `<header>\n<h1>Test documents</h1>\n${INTRODUCTION.map((text) => `<p>${text}</p>`).join('\n')}\n<nav>${links.join('\n')}</nav>\n</header>`,
    `<main>\n${sections.map(writeSection).join('\n')}\n</main>`,
    `<footer>Made by Sparring with the seed ${escaped(seed)}. Every document is marked SPECIMEN; none is real.</footer>`,
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}
