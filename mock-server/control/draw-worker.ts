import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../core/user-error.js';
import { type MadeDocument, makeOne, makePlain } from '../files/make-one.js';
import { listMoves, parseMove } from '../moves/index.js';
import { documentOperation } from './document-operation.js';

/*
 * Makes one document in a thread of its own, and ends.
 */

/** A document to make. */
export interface DrawTask {
  readonly partner: string;
  readonly operation: string;
  /** Without one, the document asks for nothing. */
  readonly move: string | undefined;
  readonly format: string;
}

/** The document, or what is wrong with the task, which a thread cannot throw with all that it has. */
export type DrawResult =
  | { readonly made: MadeDocument }
  | { readonly wrong: Pick<UserError, 'message' | 'field' | 'code' | 'known'> };

/** Chooses the made-up person; always the same, so that the same request makes the same bytes. */
const SEED = '1';

function draw({ partner, operation, move, format }: DrawTask): DrawResult {
  const target = documentOperation(partner, operation);
  try {
    if (move === undefined) return { made: makePlain({ format, operation: target, seed: SEED }) };
    return { made: makeOne({ move, format, operations: [target], moves: { listMoves, parseMove }, seed: SEED }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, field, code, known } = error;
    return { wrong: { message, field, code, known } };
  }
}

parentPort?.postMessage(draw(workerData as DrawTask));
