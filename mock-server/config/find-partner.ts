import type { Operation } from '@sparring/contracts';
import type { PartnerModule } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';

/**
 * Finds a partner by name.
 * @throws UserError that lists the partners.
 */
export function findPartner(name: string): PartnerModule {
  const module = partnerModules.find(({ contract }) => contract.name === name);
  if (module) return module;
  const names = partnerModules.map(({ contract }) => contract.name).join(', ');
  throw new UserError(`there is no partner ${name.slice(0, 64)}; the partners are ${names}`, 'partner');
}

/**
 * Finds an operation of a partner by name.
 * @throws UserError that lists the operations.
 */
export function findOperation({ contract }: PartnerModule, name: string): Operation {
  const operation = contract.operations.find((candidate) => candidate.name === name);
  if (operation) return operation;
  const names = contract.operations.map((candidate) => candidate.name).join(', ');
  throw new UserError(`${contract.name} has no operation ${name.slice(0, 64)}; it has ${names}`, 'operation');
}
