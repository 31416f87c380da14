import { caseValueChecks } from './check-case-values.js';
import { caseChecks } from './check-cases.js';
import { catalogueChecks } from './check-catalogue.js';
import { contractChecks } from './check-contract.js';
import { fieldChecks } from './check-fields.js';
import { parameterChecks } from './check-parameters.js';
import { signingChecks } from './check-signing.js';
import { simulatorChecks } from './check-simulator.js';
import { contractFile, type PartnerCheck, type PartnerData } from './partner-data.js';

const CHECKS: readonly PartnerCheck[] = [
  ...contractChecks,
  ...catalogueChecks,
  ...parameterChecks,
  ...fieldChecks,
  ...caseChecks,
  ...caseValueChecks,
  ...simulatorChecks,
  ...signingChecks,
];

/** The prefix of our own paths. */
const OWN_PREFIX = '/_sparring/';

/** All partners share one port, so each path must belong to one of them. */
function overlaps(all: readonly PartnerData[]): readonly string[] {
  return all.flatMap((data, index) => {
    const { pathPrefix } = data.contract;
    const others = all
      .slice(0, index)
      .map(({ folder, contract }) => ({ owner: folder, prefix: contract.pathPrefix }))
      .concat({ owner: 'Sparring itself', prefix: OWN_PREFIX });
    return others
      .filter(({ prefix }) => prefix.startsWith(pathPrefix) || pathPrefix.startsWith(prefix))
      .map(
        ({ owner, prefix }) =>
          `${contractFile(data, 'index.ts')} has the pathPrefix ${pathPrefix}, which overlaps with ${prefix} of ${owner}; use a longer one`,
      );
  });
}

/** What is wrong with partners: a sentence each, which names the file and says what to do. */
export function partnersProblems(all: readonly PartnerData[]): readonly string[] {
  return [...all.flatMap((data) => CHECKS.flatMap((check) => check(data))), ...overlaps(all)];
}
