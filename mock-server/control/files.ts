import { findOperation, findPartner } from '../config/find-partner.js';
import { UserError } from '../core/user-error.js';
import { takesDocuments } from '../files/document-rules.js';
import type { DocumentOperation } from '../files/kit.js';
import { listMoves, parseMove } from '../moves/index.js';
import type { ControlRoute } from './route.js';

/** Chooses the made-up person; always the same, so that the same request makes the same bytes. */
const SEED = '1';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  pdf: 'application/pdf',
};

function documentOperation(partner: string, name: string): DocumentOperation {
  const module = findPartner(partner);
  const operation = findOperation(module, name);
  const rules = takesDocuments(module) ? module.documents[operation.name] : undefined;
  if (rules) return { contract: module.contract, operation, rules };
  throw new UserError(`${partner} ${name} takes no document`, 'operation');
}

/** Names in the path that do not exist make an unknown path, not a bad body. */
function inPath(partner: string, operation: string): DocumentOperation {
  try {
    return documentOperation(partner, operation);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message, error.field, { code: 'unknown-path' }) : error;
  }
}

/** Documents that ask for a move when they are uploaded: for a tester who controls nothing but the file. */
export const fileRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/files/{partner}/{operation}',
    name: 'makeDocument',
    summary: 'Makes a document that asks for a move when it is uploaded; the specimen of a made-up person.',
    query: ['move', 'format'],
    answer: 'file',
    handle: async ({ parameters: { partner = '', operation = '' }, query: { move, format } }) => {
      const target = inPath(partner, operation);
      if (move === undefined) throw new UserError('the query has no move', 'move');
      const [{ extension }] = target.rules.formats;
      // nothing else here draws
      const { makeOne } = await import('../files/make-one.js');
      const asked = format ?? extension;
      const { filename, bytes } = makeOne({
        move,
        format: asked,
        operations: [target],
        moves: { listMoves, parseMove },
        seed: SEED,
      });
      return { filename, bytes, contentType: CONTENT_TYPES[asked.toLowerCase()] ?? 'application/octet-stream' };
    },
  },
];
