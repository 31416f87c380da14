import type { SimulatedPartner } from './partner.js';
import type { PartnerModule } from './partner-module.js';
import { UserError } from './user-error.js';

type Assembled = Pick<PartnerModule, 'contract' | 'samples'> & Pick<SimulatedPartner, 'operations' | 'bugCode'>;

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
    .map(({ name }) => `${fileOf(partner, 'samples.ts')} has no sample request of ${name}; add one`);

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

const CHECKS: readonly Check[] = [behaviorsExist, operationsExist, samplesExist, bugCodeIsEverywhere];

/**
 * Checks what else would only fail when a request comes.
 * @throws UserError in one sentence that names the file.
 */
export function checkPartner({ samples }: PartnerModule, { contract, operations, bugCode }: SimulatedPartner): void {
  const [problem] = CHECKS.flatMap((check) => check({ contract, samples, operations, bugCode }));
  if (problem !== undefined) throw new UserError(problem);
}
