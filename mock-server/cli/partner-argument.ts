import type { Operation } from '@sparring/contracts';
import type { PartnerModule } from '../core/partner.js';
import { partnerModules } from '../partners/index.js';
import { UserError } from '../user-error.js';

/** The partner of a name, or a sentence that lists them. */
export function findPartner(name: string): PartnerModule {
  const module = partnerModules.find(({ contract }) => contract.name === name);
  if (module) return module;
  const names = partnerModules.map(({ contract }) => contract.name).join(' and ');
  throw new UserError(`there is no partner ${name}; there are ${names}`);
}

/** The operation of a name, or a sentence that lists them. */
export function findOperation({ contract }: PartnerModule, name: string): Operation {
  const operation = contract.operations.find((candidate) => candidate.name === name);
  if (operation) return operation;
  const names = contract.operations.map((candidate) => candidate.name).join(', ');
  throw new UserError(`${contract.name} has no operation ${name}; it has ${names}`);
}
