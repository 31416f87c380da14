import { namesIn, PARTNERS_FOLDERS, type PartnersFolder, type PartnerTree, partnersIn } from './partner-folders.js';

/** Partner names are used as identifiers, in package subpaths and on the command line. */
const PARTNER_NAME = /^[a-z][a-z0-9]*$/;

/** Names that are words of JavaScript, or modules and exports of the contracts. */
const TAKEN = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield catalogue characters crypto multipart
  operation partner partners route`.split(/\s+/),
);

/** File names become names of functions, which no word of JavaScript must be: none of them has two words. */
const SCHEMA_NAME = /^[a-z][a-z0-9]*(?:[-.][a-z0-9]+)+\.json$/;
const SCHEMA_RULE = 'two or more lower-case words with dashes or dots in between, as in put-document.request.json';

/** Cases are named on the command line. */
const CASE_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*\.json$/;
const CASE_RULE = 'lower-case words with dashes in between, as in put-new-jpeg.json';

/** What each folder of a partner has to export, and from where. */
const EXPORTS: Readonly<Record<PartnersFolder, { readonly file: string; readonly name: (partner: string) => string }>> =
  {
    'contracts/partners/': { file: 'index.ts', name: (partner) => partner },
    'contracts/cases/partners/': { file: 'compose.ts', name: () => 'composer' },
    'mock-server/partners/': { file: 'index.ts', name: () => 'partnerModule' },
  };

/** The other folders that a folder of a partner needs. */
const NEEDS: Readonly<Record<PartnersFolder, readonly PartnersFolder[]>> = {
  'contracts/partners/': [],
  'contracts/cases/partners/': ['contracts/partners/'],
  'mock-server/partners/': ['contracts/partners/', 'contracts/cases/partners/'],
};

/** What is wrong with one folder of one partner: a sentence each, which names the file and says what to do. */
type FolderCheck = (tree: PartnerTree, parent: PartnersFolder, partner: string) => readonly string[];

const nameIsValid: FolderCheck = (_tree, parent, partner) =>
  PARTNER_NAME.test(partner)
    ? []
    : [
        `${parent}${partner}: the name of a partner starts with a lower-case letter, followed by lower-case letters and digits; rename the folder`,
      ];

const nameIsFree: FolderCheck = (_tree, parent, partner) =>
  TAKEN.has(partner)
    ? [`${parent}${partner}: the name ${partner} is taken by JavaScript or by the contracts; rename the folder`]
    : [];

const exportExists: FolderCheck = (tree, parent, partner) => {
  const { file, name } = EXPORTS[parent];
  const path = `${parent}${partner}/${file}`;
  const text = tree.get(path);
  if (text === undefined) return [`${path} is missing; it has to export ${name(partner)}`];
  // whether it is of the right type is up to the compiler
  if (new RegExp(`^export\\b[^;=]*\\b${name(partner)}\\b`, 'm').test(text)) return [];
  return [`${path} does not export ${name(partner)}; add the export`];
};

/** Files of a contract that the simulator does not read, with what they have to say. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'README.md': "where the partner's documents are, and what is unusual",
  'signing.md': 'what is signed, and how, with an example from vectors.json',
  'vectors.json': 'signatures that our code did not make, and the command that made them',
};

const documentsExist: FolderCheck = (tree, parent, partner) =>
  parent === 'contracts/partners/'
    ? Object.entries(DOCUMENTS)
        .filter(([file]) => !tree.has(`${parent}${partner}/${file}`))
        .map(([file, content]) => `${parent}${partner}/${file} is missing; it has to contain ${content}`)
    : [];

const companionsExist: FolderCheck = (tree, parent, partner) =>
  NEEDS[parent]
    .filter((needed) => !partnersIn(tree, needed).includes(partner))
    .map((needed) => `${parent}${partner} needs ${needed}${partner}, which is missing; add it`);

function checkNames(tree: PartnerTree, folder: string, pattern: RegExp, rule: string): readonly string[] {
  const names = namesIn(tree, folder);
  if (!names.some((name) => name.endsWith('.json'))) return [`${folder} contains no .json file; add one`];
  return names.filter((name) => !pattern.test(name)).map((name) => `${folder}${name} has an invalid name; use ${rule}`);
}

const schemasAreNamed: FolderCheck = (tree, parent, partner) =>
  parent === 'contracts/partners/' ? checkNames(tree, `${parent}${partner}/schema/`, SCHEMA_NAME, SCHEMA_RULE) : [];

const casesAreNamed: FolderCheck = (tree, parent, partner) =>
  parent === 'contracts/cases/partners/' ? checkNames(tree, `${parent}${partner}/cases/`, CASE_NAME, CASE_RULE) : [];

const CHECKS: readonly FolderCheck[] = [
  nameIsValid,
  nameIsFree,
  exportExists,
  documentsExist,
  companionsExist,
  schemasAreNamed,
  casesAreNamed,
];

/** What is wrong with the folders of partners: a sentence each, which names the file and says what to do. */
export function folderProblems(tree: PartnerTree): readonly string[] {
  return PARTNERS_FOLDERS.flatMap((parent) =>
    partnersIn(tree, parent).flatMap((partner) => CHECKS.flatMap((check) => check(tree, parent, partner))),
  );
}

/** What works although a folder of a partner is missing: a contract alone is enough for a client. */
export function folderNotes(tree: PartnerTree): readonly string[] {
  const rest: readonly PartnersFolder[] = ['contracts/cases/partners/', 'mock-server/partners/'];
  return partnersIn(tree, 'contracts/partners/').flatMap((partner) => {
    const missing = rest.filter((folder) => !partnersIn(tree, folder).includes(partner));
    if (missing.length === 0) return [];
    const folders = missing.map((folder) => folder + partner).join(' and ');
    return [`note: ${partner} is described, but not simulated; to simulate it, add ${folders}`];
  });
}
