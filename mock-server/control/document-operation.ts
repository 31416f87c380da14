import { findOperation, findPartner } from '../config/find-partner.js';
import { UserError } from '../core/user-error.js';
import { takesDocuments } from '../files/document-rules.js';
import type { DocumentOperation } from '../files/kit.js';

/** The operation that a document is for. */
export function documentOperation(partner: string, name: string): DocumentOperation {
  const module = findPartner(partner);
  const operation = findOperation(module, name);
  const rules = takesDocuments(module) ? module.documents[operation.name] : undefined;
  if (rules) return { contract: module.contract, operation, rules };
  throw new UserError(`${partner} ${name} takes no document`, 'operation');
}
