import { findOperation, findPartner } from '../config/find-partner.js';
import { STRAY_CODES } from '../core/own-error.js';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import type { JournalFilter } from '../state/journal.js';
import { checkFilterForm } from './check-arguments.js';
import { readTime } from './read-time.js';

/** What was misspelt would find nothing, which looks like success in a test. */
function checkNames({ partner, operation, code }: JournalFilter): void {
  const modules = partner === undefined ? partnerModules : [findPartner(partner)];
  const operations = modules.flatMap(({ contract }) => contract.operations.map(({ name }) => name));
  const [only] = modules;
  if (operation !== undefined && !operations.includes(operation)) {
    if (modules.length === 1 && only) findOperation(only, operation);
    const message = `there is no operation ${operation.slice(0, 64)}; the operations are ${operations.join(', ')}`;
    throw new UserError(message, 'operation');
  }
  const codes = [
    ...modules.flatMap(({ contract }) => contract.catalogue.map((entry) => entry.code)),
    ...STRAY_CODES,
  ] as readonly string[];
  if (code !== undefined && !codes.includes(code)) {
    throw new UserError(`there is no code ${code.slice(0, 64)}; the codes are ${codes.join(', ')}`, 'code');
  }
}

/**
 * Checks what entries of a journal are asked for.
 * @throws UserError that says what is allowed.
 */
export function checkJournalFilter(filter: JournalFilter): void {
  checkFilterForm(filter);
  checkNames(filter);
  if (filter.since !== undefined) readTime(filter.since, 'since');
}
