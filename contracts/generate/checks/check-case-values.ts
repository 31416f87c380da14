import { type Exchange, isExchange, type NamedCase } from '@sparring/cases';
import { type Operation, type OperationOutcome, parameterNames } from '@sparring/contracts';
import { casesFile, operationFile, type PartnerCheck, type PartnerData, simulatorFile } from './partner-data.js';
import { allowedValues, isAllowed } from './setting-value.js';

/** What is wrong with a case that names only what there is. */
type CaseCheck = (one: NamedCase, data: PartnerData) => readonly string[];

/** Checks each request of a case that is of a known operation. */
const perExchange =
  (check: (exchange: Exchange, operation: Operation, data: PartnerData) => readonly string[]): CaseCheck =>
  (one, data) =>
    one.steps.filter(isExchange).flatMap((exchange) => {
      const operation = data.contract.operations.find(({ name }) => name === exchange.operation);
      return operation ? check(exchange, operation, data) : [];
    });

const settingsFit: CaseCheck = ({ settings = {} }, { contract }) =>
  Object.entries(settings).flatMap(([name, value]) => {
    const setting = Object.hasOwn(contract.settings, name) ? contract.settings[name] : undefined;
    if (!setting || isAllowed(setting, value)) return [];
    return [`sets ${name} to ${value}, but it takes ${allowedValues(setting)}; correct it`];
  });

const statesExist: CaseCheck = ({ steps }, data) => {
  const paths = ['states.ts', 'partner.ts'].map((file) => simulatorFile(data, file));
  const texts = paths.flatMap((path) => data.tree.get(path) ?? []);
  if (texts.length === 0) return [];
  return steps
    .flatMap((step) => ('setState' in step ? [step.setState] : []))
    .filter((state) => !texts.some((text) => text.split(/[^\w$-]+/).includes(state)))
    .map((state) => `sets the state ${state}, which ${paths[0]} does not have; correct it`);
};

/** Where a request goes is only known when the case leaves its method and path alone. */
const isRouted = ({ request: { method, target, tamper } }: Exchange) =>
  [method, target, tamper?.method, tamper?.target].every((one) => one === undefined);

const movesExist = perExchange((exchange, operation, data) => {
  const { move } = exchange.request;
  const codes = isRouted(exchange) ? operation.outcomes : data.contract.catalogue;
  if (move === undefined || codes.some(({ code }) => code.toLowerCase() === move.toLowerCase())) return [];
  return [`asks for the move ${move}, which is no code of ${operation.name}; correct it`];
});

const has = (outcomes: readonly OperationOutcome[], { code, httpStatus }: Exchange['answer']) =>
  outcomes.some((one) => one.code === code && (httpStatus ?? one.httpStatus) === one.httpStatus);

const answersExist = perExchange((exchange, operation, { contract, ...data }) => {
  const { answer } = exchange;
  const all = [...contract.operations.flatMap(({ outcomes }) => outcomes), ...contract.unroutedOutcomes];
  const outcomes = isRouted(exchange) ? operation.outcomes : [...operation.outcomes, ...contract.unroutedOutcomes];
  // a code that the contract does not have at all is reported as such
  if (has(outcomes, answer) || !all.some(({ code }) => code === answer.code)) return [];
  const status = answer.httpStatus === undefined ? '' : ` with HTTP ${answer.httpStatus}`;
  const file = operationFile({ contract, ...data }, operation);
  return [
    `expects ${answer.code}${status} of ${operation.name}, which is not among the outcomes in ${file}; correct it`,
  ];
});

/** Unknown fields are not refused, since some cases are about them; an unknown parameter can be in the target. */
const parametersExist = perExchange(({ request: { parameters = {} } }, operation) => {
  const known = [...parameterNames(operation.path), ...(operation.query ?? [])];
  return Object.keys(parameters)
    .filter((name) => !known.includes(name))
    .map((name) => `has the parameter ${name}, which ${operation.name} does not have; correct it`);
});

const CHECKS: readonly CaseCheck[] = [settingsFit, statesExist, movesExist, answersExist, parametersExist];

/** Checks of what the cases of a partner set, send and expect. */
export const caseValueChecks: readonly PartnerCheck[] = [
  (data) =>
    data.cases.flatMap((one) => {
      const path = casesFile(data, `cases/${one.name}.json`);
      return [...new Set(CHECKS.flatMap((check) => check(one, data)))].map((problem) => `${path} ${problem}`);
    }),
];
