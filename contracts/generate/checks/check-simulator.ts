import type { Operation } from '@sparring/contracts';
import {
  behaviorFile,
  contractFile,
  operationFile,
  type PartnerCheck,
  type PartnerData,
  simulatorFile,
} from './partner-data.js';

/*
 * The simulator is not built yet when documents are generated, so its files are read as text. What can only be seen
 * in running code, the simulator checks at its start.
 */

const isSimulated = ({ tree, folder }: PartnerData) => tree.has(`mock-server/partners/${folder}/`);

const behaviorsExist: PartnerCheck = (data) =>
  data.contract.operations
    .map((operation) => ({ operation, path: behaviorFile(data, operation) }))
    .filter(({ path }) => !data.tree.has(path))
    .map(({ operation, path }) => `${path} is missing; add it, with the behavior of ${operation.name}`);

const samplesExist: PartnerCheck = (data) => {
  const path = simulatorFile(data, 'samples.ts');
  const text = data.tree.get(path);
  if (text === undefined) return [`${path} is missing; add it, with a sample request for each operation`];
  return data.contract.operations
    .filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(text))
    .map(({ name }) => `${path} has no sample request for ${name}; add one`);
};

const has = ({ outcomes }: Pick<Operation, 'outcomes'>, code: string) => outcomes.some((one) => one.code === code);

const bugCodeIsEverywhere: PartnerCheck = (data) => {
  const path = simulatorFile(data, 'partner.ts');
  const [, code] = /\bbugCode: *'([^']*)'/.exec(data.tree.get(path) ?? '') ?? [];
  if (code === undefined) return [];
  const { operations, unroutedOutcomes, catalogue } = data.contract;
  if (!catalogue.some((entry) => entry.code === code))
    return [`${path} has the bugCode ${code}, which is not in ${contractFile(data, 'catalogue.ts')}; add it there`];
  const places = operations
    .filter((one) => !has(one, code))
    .map((one) => `the outcomes in ${operationFile(data, one)}`);
  if (!has({ outcomes: unroutedOutcomes }, code))
    places.push(`the unroutedOutcomes in ${contractFile(data, 'index.ts')}`);
  return places.map((place) => `${path} has the bugCode ${code}, which is missing from ${place}; add it there`);
};

const CHECKS: readonly PartnerCheck[] = [behaviorsExist, samplesExist, bugCodeIsEverywhere];

/** Checks of the files of the simulator, if the partner is simulated. */
export const simulatorChecks: readonly PartnerCheck[] = [
  (data) => (isSimulated(data) ? CHECKS.flatMap((check) => check(data)) : []),
];
