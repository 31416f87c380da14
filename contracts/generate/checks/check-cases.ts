import { isExchange, type NamedCase } from '@sparring/cases';
import { casesFile, type PartnerCheck, type PartnerData, repeated } from './partner-data.js';

/** Checks each case by itself. */
const perCase =
  (check: (one: NamedCase, path: string, data: PartnerData) => readonly string[]): PartnerCheck =>
  (data) =>
    data.cases.flatMap((one) => check(one, casesFile(data, `cases/${one.name}.json`), data));

const casesAreValid: PartnerCheck = ({ invalidCases }) => invalidCases;

const titlesDiffer: PartnerCheck = (data) =>
  repeated(data.cases, ({ title }) => title).map(
    ({ item, first }) =>
      `${casesFile(data, `cases/${item.name}.json`)} has the same title as ${first.name}.json; give each case a title of its own`,
  );

/** Features that only a simulator has. */
const NOT_PORTABLE: readonly { readonly what: string; readonly isIn: (one: NamedCase) => boolean }[] = [
  { what: 'a setting', isIn: ({ settings }) => settings !== undefined },
  { what: 'a state', isIn: ({ steps }) => steps.some((step) => 'setState' in step) },
  { what: 'the clock', isIn: ({ steps }) => steps.some((step) => 'advanceSeconds' in step) },
  { what: 'a move', isIn: ({ steps }) => steps.some((step) => isExchange(step) && step.request.move !== undefined) },
];

const portableIsRight = perCase((one, path) => {
  const needed = NOT_PORTABLE.filter(({ isIn }) => isIn(one)).map(({ what }) => what);
  if (one.portable && needed.length > 0)
    return [`${path} is marked portable, but needs ${needed.join(' and ')}; set "portable" to false`];
  if (!one.portable && needed.length === 0)
    return [`${path} is marked as not portable, but needs no setting, state, clock or move; set "portable" to true`];
  return [];
});

const namesAreKnown = perCase((one, path, { contract }) => {
  const exchanges = one.steps.filter(isExchange);
  const codes = [...contract.operations.flatMap(({ outcomes }) => outcomes), ...contract.unroutedOutcomes];
  const known: readonly { readonly what: string; readonly used: readonly string[]; readonly all: readonly string[] }[] =
    [
      { what: 'decision', used: one.decisions, all: contract.decisions.map(({ id }) => id) },
      { what: 'setting', used: Object.keys(one.settings ?? {}), all: Object.keys(contract.settings) },
      {
        what: 'operation',
        used: exchanges.map(({ operation }) => operation),
        all: contract.operations.map(({ name }) => name),
      },
      { what: 'code', used: exchanges.map(({ answer }) => answer.code), all: codes.map(({ code }) => code) },
    ];
  return [
    ...(exchanges.length === 0 ? [`${path} sends no request; add a step with one`] : []),
    ...known.flatMap(({ what, used, all }) =>
      [...new Set(used)]
        .filter((name) => !all.includes(name))
        .map((name) => `${path} names the ${what} ${name}, which the contract does not have; correct it`),
    ),
  ];
});

const typicalExist: PartnerCheck = (data) => {
  if (!data.composer || data.invalidCases.length > 0) return [];
  const { decisionsWithoutCase = [], ...named } = data.composer.typical;
  const path = casesFile(data, 'compose.ts');
  return [
    ...Object.entries(named)
      .filter(([, name]) => !data.cases.some((one) => one.name === name))
      .map(
        ([key, name]) =>
          `${path}: typical.${key} names the case ${name}, but there is no cases/${name}.json; add it, or name another one`,
      ),
    ...decisionsWithoutCase
      .filter((id) => !data.contract.decisions.some((decision) => decision.id === id))
      .map((id) => `${path}: typical.decisionsWithoutCase names ${id}, which is not in decisions.ts; remove it`),
  ];
};

/** Checks of the cases of a partner. */
export const caseChecks: readonly PartnerCheck[] = [
  casesAreValid,
  titlesDiffer,
  portableIsRight,
  namesAreKnown,
  typicalExist,
];
