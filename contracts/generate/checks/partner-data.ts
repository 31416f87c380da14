import { type Composer, type NamedCase, parseCase } from '@sparring/cases';
import type { Operation, PartnerContract } from '@sparring/contracts';
import { namesIn, type PartnerTree, type SchemaFile, schemasOf } from '../sources/partner-folders.js';

/** Everything of one partner that is checked. */
export interface PartnerData {
  /** The name of its folders. */
  readonly folder: string;
  readonly contract: PartnerContract;
  readonly schemas: readonly SchemaFile[];
  /** Absent when the partner has no cases. */
  readonly composer?: Composer | undefined;
  /** Those that are valid. */
  readonly cases: readonly NamedCase[];
  /** Why the others are not. */
  readonly invalidCases: readonly string[];
  readonly tree: PartnerTree;
}

/** What is wrong with a partner: a sentence each, which names the file and says what to do. */
export type PartnerCheck = (data: PartnerData) => readonly string[];

const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The path of a file of the contract. */
export const contractFile = ({ folder }: PartnerData, file: string) => `contracts/partners/${folder}/${file}`;

/** The path of an operation in the contract. */
export const operationFile = (data: PartnerData, { name }: Operation) =>
  contractFile(data, `operations/${kebabCase(name)}.ts`);

/** The path of a file of the simulator. */
export const simulatorFile = ({ folder }: PartnerData, file: string) => `mock-server/partners/${folder}/${file}`;

/** The path of an operation in the simulator. */
export const behaviorFile = (data: PartnerData, { name }: Operation) =>
  simulatorFile(data, `operations/${kebabCase(name)}.ts`);

/** The path of a file beside the cases. */
export const casesFile = ({ folder }: PartnerData, file: string) => `contracts/cases/partners/${folder}/${file}`;

/** The items whose key an earlier one has, each with the earlier one. */
export function repeated<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown,
): readonly { readonly item: Item; readonly first: Item }[] {
  const firsts = new Map<unknown, Item>();
  return items.flatMap((item) => {
    const first = firsts.get(keyOf(item));
    if (first === undefined) firsts.set(keyOf(item), item);
    return first === undefined ? [] : [{ item, first }];
  });
}

function readOne(path: string, text: string): NamedCase | string {
  try {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
    return { ...parseCase(text, path), name };
  } catch (error) {
    return `${(error as Error).message}; fix it`;
  }
}

/** Collects what is checked of one partner. */
export function partnerData(
  tree: PartnerTree,
  folder: string,
  contract: PartnerContract,
  composer: Composer | undefined,
): PartnerData {
  const cases = `contracts/cases/partners/${folder}/cases/`;
  const read = namesIn(tree, cases)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readOne(cases + name, tree.get(cases + name) ?? ''));
  return {
    folder,
    contract,
    composer,
    schemas: schemasOf(tree, folder),
    cases: read.filter((one) => typeof one !== 'string'),
    invalidCases: read.filter((one) => typeof one === 'string'),
    tree,
  };
}
