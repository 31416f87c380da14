import type { OperationOutcome } from '@sparring/contracts';
import { contractFile, operationFile, type PartnerCheck, type PartnerData, repeated } from './partner-data.js';
import { allowedValues, isAllowed } from './setting-value.js';

const subjectsAreNamed: PartnerCheck = (data) =>
  data.contract.catalogue
    .filter(({ text, moveSubject }) => text.includes('%s') && moveSubject === undefined)
    .map(
      ({ code }) =>
        `${contractFile(data, 'catalogue.ts')}: the text of ${code} contains %s, but no moveSubject says what a move names; add it`,
    );

const outcomesDiffer: PartnerCheck = (data) => {
  const lists: readonly { readonly path: string; readonly outcomes: readonly OperationOutcome[] }[] = [
    ...data.contract.operations.map((one) => ({ path: operationFile(data, one), outcomes: one.outcomes })),
    { path: `${contractFile(data, 'index.ts')}, in unroutedOutcomes,`, outcomes: data.contract.unroutedOutcomes },
  ];
  return lists.flatMap(({ path, outcomes }) =>
    repeated(outcomes, ({ code, httpStatus }) => `${code} ${httpStatus}`).map(
      ({ item }) => `${path} has the outcome ${item.code} with HTTP ${item.httpStatus} twice; remove one of them`,
    ),
  );
};

const partsAreDecided: PartnerCheck = (data) =>
  Object.entries(data.contract.partDecisions)
    .filter(([, id]) => !data.contract.decisions.some((decision) => decision.id === id))
    .map(
      ([part, id]) =>
        `${contractFile(data, 'index.ts')}: partDecisions names ${id} for ${part}, which is not in decisions.ts; add it, or name another one`,
    );

/** What RFC 9110 calls a token. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const headerNamesAreValid: PartnerCheck = (data) =>
  (['requestHeaders', 'answerHeaders'] as const).flatMap((list) =>
    Object.keys(data.contract[list])
      .filter((name) => !HEADER_NAME.test(name))
      .map(
        (name) =>
          `${contractFile(data, 'index.ts')} has ${JSON.stringify(name)} in ${list}, which is not the name of a header; correct it`,
      ),
  );

const defaultsAreAllowed: PartnerCheck = (data: PartnerData) =>
  Object.entries(data.contract.settings)
    .filter(([, setting]) => !isAllowed(setting, setting.default))
    .map(
      ([name, setting]) =>
        `${contractFile(data, 'settings.ts')}: the default of ${name} is ${setting.default}, but it takes ${allowedValues(setting)}; change one of them`,
    );

/** Checks of what a contract lists besides its operations. */
export const catalogueChecks: readonly PartnerCheck[] = [
  subjectsAreNamed,
  outcomesDiffer,
  partsAreDecided,
  headerNamesAreValid,
  defaultsAreAllowed,
];
