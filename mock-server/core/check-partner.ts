import type { SimulatedPartner } from './partner.js';
import type { Credentials, PartnerModule } from './partner-module.js';
import { UserError } from './user-error.js';

type Assembled = Pick<PartnerModule, 'contract' | 'samples' | 'caller' | 'credentialFields'> &
  Pick<SimulatedPartner, 'operations' | 'callerRules' | 'bugCode'>;

/** What is wrong with a partner: a sentence each, which names the file and says what to do. */
type Check = (partner: Assembled) => readonly string[];

const fileOf = ({ contract }: Assembled, file: string) => `mock-server/partners/${contract.name}/${file}`;

const behaviorsExist: Check = (partner) =>
  partner.contract.operations
    .filter(({ name }) => !Object.hasOwn(partner.operations, name))
    .map(({ name }) => `${fileOf(partner, 'partner.ts')} has no behavior of ${name}; add it to operations`);

const operationsExist: Check = (partner) =>
  Object.keys(partner.operations)
    .filter((name) => !partner.contract.operations.some((operation) => operation.name === name))
    .map((name) => {
      const { contract } = partner;
      const index = `contracts/partners/${contract.name}/index.ts`;
      return `${fileOf(partner, 'partner.ts')} has a behavior of ${name}, which is not an operation in ${index}; remove it, or add it there`;
    });

const samplesExist: Check = (partner) =>
  partner.contract.operations
    .filter(({ name }) => !Object.hasOwn(partner.samples, name))
    .map(({ name }) => `${fileOf(partner, 'samples.ts')} has no sample request for ${name}; add one`);

/** An exception is answered with this code, whatever was requested. */
const bugCodeIsEverywhere: Check = (partner) => {
  const { contract, bugCode } = partner;
  const places = [
    ...contract.operations.map(({ name, outcomes }) => ({ where: `the outcomes of ${name}`, outcomes })),
    { where: 'unroutedOutcomes', outcomes: contract.unroutedOutcomes },
  ];
  return places
    .filter(({ outcomes }) => !outcomes.some(({ code }) => code === bugCode))
    .map(
      ({ where }) => `${fileOf(partner, 'partner.ts')} has the bugCode ${bugCode}, which ${where} lack; add it there`,
    );
};

const callerIsCredential: Check = (partner) => {
  const { credential } = partner.caller;
  const names = partner.credentialFields.map(({ name }) => name);
  if (names.includes(credential)) return [];
  const where = `${fileOf(partner, 'index.ts')} has the credential ${credential} as its caller`;
  return [`${where}, which is not in credentials.ts; name one of ${names.join(', ')}`];
};

/** The journal shows where a decision comes from. */
const decisionsExist: Check = (partner) => {
  const { contract, operations, callerRules } = partner;
  const known = new Set(contract.decisions.map(({ id }) => id));
  const rules = [...callerRules, ...Object.values(operations).flatMap(({ rules: own }) => own)];
  const unknown = new Set(rules.flatMap(({ decisions }) => decisions).filter((id) => !known.has(id)));
  const file = `contracts/partners/${contract.name}/decisions.ts`;
  return [...unknown].map(
    (id) => `a rule of ${contract.name} applies the decision ${id}, which is not in ${file}; add it`,
  );
};

const CHECKS: readonly Check[] = [
  behaviorsExist,
  operationsExist,
  samplesExist,
  bugCodeIsEverywhere,
  callerIsCredential,
  decisionsExist,
];

/**
 * Checks what else would only fail when a request comes.
 * @throws UserError in one sentence that names the file.
 */
export function checkPartner(
  { samples, caller, credentialFields }: PartnerModule,
  { contract, operations, callerRules, bugCode }: SimulatedPartner,
): void {
  const assembled = { contract, samples, caller, credentialFields, operations, callerRules, bugCode };
  const [problem] = CHECKS.flatMap((check) => check(assembled));
  if (problem !== undefined) throw new UserError(problem);
}

/**
 * Checks what was generated when no credential was given; with some, others can be missing on purpose.
 * @throws UserError in one sentence that names the file.
 */
export function checkGenerated({ contract, credentialFields }: PartnerModule, generated: Credentials): void {
  const missing = credentialFields.filter(({ name }) => !generated[name]).map(({ name }) => name);
  if (missing.length === 0) return;
  const file = `mock-server/partners/${contract.name}/credentials.ts`;
  throw new UserError(`completeCredentials in ${file} leaves out ${missing.join(' and ')}; generate what is missing`);
}
