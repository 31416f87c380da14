import { findOperation, findPartner } from '../config/find-partner.js';
import { UNKNOWN_MOVE } from '../core/own-error.js';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import type { JournalFilter } from '../state/journal.js';
import { readTime } from './read-time.js';

/** How many entries one answer can have. */
export const MAX_ENTRIES = 1_000;

const KNOWN = ['partner', 'operation', 'code', 'businessId', 'since', 'before', 'after', 'limit'];

/**
 * Checks how many entries are asked for.
 * @throws UserError when it is not an integer from 1 to 1,000.
 */
export function checkLimit(limit: unknown): void {
  if (limit === undefined) return;
  if (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= MAX_ENTRIES) return;
  throw new UserError('limit must be a whole number from 1 to 1,000', 'limit');
}

function checkText(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') throw new UserError(`${name} must be a text`, name);
}

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
  const codes = [...modules.flatMap(({ contract }) => contract.catalogue.map((entry) => entry.code)), UNKNOWN_MOVE];
  if (code !== undefined && !codes.includes(code)) {
    throw new UserError(`there is no code ${code.slice(0, 64)}; the codes are ${codes.join(', ')}`, 'code');
  }
}

/**
 * Checks what entries of a journal are asked for.
 * @throws UserError that says what is allowed.
 */
export function checkJournalFilter(filter: JournalFilter): void {
  const unknown = Object.keys(filter).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    const message = `entries cannot be filtered by ${unknown.slice(0, 64)}, but by ${KNOWN.join(', ')}`;
    throw new UserError(message, unknown.slice(0, 64));
  }
  const { partner, operation, code, businessId, since, before, after, limit } = filter;
  for (const [name, value] of Object.entries({ partner, operation, code, businessId })) checkText(name, value);
  checkNames(filter);
  if (since !== undefined) readTime(since, 'since');
  if (before !== undefined && !(Number.isSafeInteger(before) && before >= 1)) {
    throw new UserError('before must be the number of an entry', 'before');
  }
  if (after !== undefined && !(Number.isSafeInteger(after) && after >= 0)) {
    throw new UserError('after must be the number of an entry, or 0', 'after');
  }
  checkLimit(limit);
}
