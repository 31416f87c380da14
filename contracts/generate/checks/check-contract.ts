import type { Operation, OperationOutcome } from '@sparring/contracts';
import { exampleAnswer } from '../documents/example-answer.js';
import { contractFile, operationFile, type PartnerCheck, type PartnerData, repeated } from './partner-data.js';

/** Checks each operation by itself. */
const perOperation =
  (check: (operation: Operation, path: string, data: PartnerData) => readonly string[]): PartnerCheck =>
  (data) =>
    data.contract.operations.flatMap((operation) => check(operation, operationFile(data, operation), data));

const nameIsFolder: PartnerCheck = (data) =>
  data.contract.name === data.folder
    ? []
    : [`${contractFile(data, 'index.ts')} has the name ${data.contract.name}; use that of its folder, ${data.folder}`];

const operationsDiffer: PartnerCheck = (data) => [
  ...repeated(data.contract.operations, ({ name }) => name).map(
    ({ item }) => `${contractFile(data, 'index.ts')} has two operations named ${item.name}; rename one of them`,
  ),
  ...repeated(
    data.contract.operations.flatMap((operation) => operation.methods.map((method) => ({ operation, method }))),
    ({ operation: { path }, method }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`,
  ).map(
    ({ item: { operation, method }, first }) =>
      `${operationFile(data, operation)} has the same method and path as ${first.operation.name}, ${method} ${operation.path}; change one of them`,
  ),
];

const methodsAreUpperCase = perOperation(({ methods }, path) => [
  ...(methods.length === 0 ? [`${path} lists no method; add one to methods`] : []),
  ...methods
    .filter((method) => method !== method.toUpperCase())
    .map((method) => `${path} has the method ${method} in lower case; write it in upper case, ${method.toUpperCase()}`),
]);

const templateIsValid = perOperation(({ path: template }, path) => {
  const invalid = template.replace(/\{\w+\}/g, '').match(/\{[^/]*\}?|[?#}].*/g) ?? [];
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return [
    ...invalid.map(
      (part) => `${path} has ${part} in its path; write parameters as {name}, with letters, digits and _ only`,
    ),
    ...repeated(names, (name) => name).map(({ item }) => `${path} has {${item}} twice in its path; rename one of them`),
  ];
});

const pathIsUnderPrefix = perOperation(({ path: template }, path, { contract: { pathPrefix } }) =>
  template.startsWith(pathPrefix)
    ? []
    : [`${path} has the path ${template}, which is not under ${pathPrefix}; change it, or pathPrefix in index.ts`],
);

/** Codes that are not in the catalogue; the compiler finds some of them, but not where codes are plain strings. */
function unknownCodes({ contract }: PartnerData, outcomes: readonly OperationOutcome[], path: string) {
  return outcomes
    .filter(({ code }) => !contract.catalogue.some((entry) => entry.code === code))
    .map(
      ({ code }) => `${path} has the outcome ${code}, which is not in catalogue.ts; add it there, or remove it here`,
    );
}

const codesAreKnown: PartnerCheck = (data) => [
  ...repeated(data.contract.catalogue, ({ code }) => code).map(
    ({ item }) => `${contractFile(data, 'catalogue.ts')} has the code ${item.code} twice; remove one of them`,
  ),
  ...data.contract.operations.flatMap((one) => unknownCodes(data, one.outcomes, operationFile(data, one))),
  ...unknownCodes(data, data.contract.unroutedOutcomes, `${contractFile(data, 'index.ts')}, in unroutedOutcomes,`),
];

const settingsAreDecided: PartnerCheck = (data) => {
  const { decisions, settings } = data.contract;
  return [
    ...Object.entries(settings)
      .filter(([, { decision }]) => !decisions.some(({ id }) => id === decision))
      .map(
        ([name, { decision }]) =>
          `${contractFile(data, 'settings.ts')}: ${name} cites the decision ${decision}, which is not in decisions.ts; add it, or cite another one`,
      ),
    ...decisions
      .filter(({ setting }) => setting !== undefined && !Object.hasOwn(settings, setting))
      .map(
        ({ id, setting }) =>
          `${contractFile(data, 'decisions.ts')}: ${id} names the setting ${setting}, which is not in settings.ts; add it, or name another one`,
      ),
  ];
};

/** Why the example of an outcome is not a valid answer; `undefined` when it is. */
function exampleProblem({ contract }: PartnerData, operation: Operation, outcome: OperationOutcome) {
  const entry = contract.catalogue.find(({ code }) => code === outcome.code);
  if (entry?.class !== 'success' || outcome.schema === undefined) return undefined;
  try {
    const [violation] = outcome.check(exampleAnswer(contract, operation, outcome, entry));
    return violation && `violates ${outcome.schema}.json at ${violation.path || '/'}: ${violation.message}`;
  } catch (error) {
    return `cannot be encoded (${(error as Error).message})`;
  }
}

const examplesAreValid = perOperation((operation, path, data) => {
  const problems = operation.outcomes.map((outcome) => exampleProblem(data, operation, outcome));
  return [...new Set(problems)].flatMap((problem) => (problem ? [`${path}: exampleData ${problem}; fix it`] : []));
});

/** Checks of a contract, except for its parameters. */
export const contractChecks: readonly PartnerCheck[] = [
  nameIsFolder,
  operationsDiffer,
  methodsAreUpperCase,
  templateIsValid,
  pathIsUnderPrefix,
  codesAreKnown,
  settingsAreDecided,
  examplesAreValid,
];
