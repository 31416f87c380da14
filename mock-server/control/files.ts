import { findOperation, findPartner } from '../config/find-partner.js';
import { UserError } from '../core/user-error.js';
import { takesDocuments } from '../files/document-rules.js';
import type { DocumentOperation } from '../files/kit.js';
import { listMoves, parseMove } from '../moves/index.js';
import { MediaAnswer } from './answers.js';
import type { ControlRoute } from './route.js';

/** Chooses the made-up person; always the same, so that the same request makes the same bytes. */
const SEED = '1';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
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

/** Makes a document with or without a move. Nothing else here draws, so only this loads what does. */
async function makeFile(target: DocumentOperation, move: string | undefined, format: string): Promise<MediaAnswer> {
  const { makeOne, makePlain } = await import('../files/make-one.js');
  const { filename, bytes } =
    move === undefined
      ? makePlain({ format, operation: target, seed: SEED })
      : makeOne({ move, format, operations: [target], moves: { listMoves, parseMove }, seed: SEED });
  const extension = filename.slice(filename.lastIndexOf('.') + 1);
  const contentType = CONTENT_TYPES[extension] ?? 'application/octet-stream';
  return new MediaAnswer(contentType, bytes, { 'content-disposition': `attachment; filename="${filename}"` });
}

/** Drawing and encoding a picture blocks everyone else for a tenth of a second, and the same request makes the same bytes. */
const MAX_KEPT = 64;
const kept = new Map<string, Promise<MediaAnswer>>();

/** Makes a document, unless it was made lately. */
function madeFile(target: DocumentOperation, move: string | undefined, format: string): Promise<MediaAnswer> {
  const key = JSON.stringify([target.contract.name, target.operation.name, move, format]);
  const known = kept.get(key);
  if (known) return known;
  const made = makeFile(target, move, format);
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return made;
}

/** Documents that ask for a move when they are uploaded: for a tester who controls nothing but the file. */
export const fileRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/files/{partner}/{operation}',
    name: 'makeDocument',
    summary: 'Makes a document of a made-up person, which asks for a move when it is uploaded.',
    query: ['move', 'format'],
    mediaTypes: Object.values(CONTENT_TYPES),
    handle: ({ parameters: { partner = '', operation = '' }, query: { move, format } }) => {
      const target = inPath(partner, operation);
      const [{ extension }] = target.rules.formats;
      return madeFile(target, move, format ?? extension);
    },
  },
];
