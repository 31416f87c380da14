import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { OwnErrorCode } from '../core/own-error.js';
import { UserError } from '../core/user-error.js';
import type { MadeDocument } from '../files/make-one.js';
import type { DrawResult, DrawTask } from './draw-worker.js';

async function drawInThread(task: DrawTask): Promise<MadeDocument> {
  const worker = new Worker(new URL('./draw-worker.js', import.meta.url), { workerData: task });
  worker.unref(); // it keeps no process alive
  const [result] = (await once(worker, 'message')) as [DrawResult];
  if ('made' in result) return { ...result.made, bytes: Buffer.from(result.made.bytes) };
  const { message, field, code, known } = result.wrong;
  const details = { ...(code === undefined ? {} : { code: code as OwnErrorCode }), ...(known ? { known } : {}) };
  throw new UserError(message, field, details);
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Makes a document in a thread, because drawing and encoding a picture takes some tenths of a second; one at a time,
 * however many are asked for.
 * @throws UserError in one sentence when the format or the move is unknown, or does not fit.
 */
export function drawDocument(task: DrawTask): Promise<MadeDocument> {
  const drawn = last.then(() => drawInThread(task));
  last = drawn.catch(() => {});
  return drawn;
}
