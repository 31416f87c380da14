import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { OwnErrorCode } from '../core/own-error.js';
import { UserError } from '../core/user-error.js';
import type { MadeDocument } from '../files/make-one.js';
import type { DrawResult, DrawTask } from './draw-worker.js';

/** The result of a thread, which is stopped when nobody wants it any more: a process ends only after its threads. */
async function resultOf(task: DrawTask, unwanted: AbortSignal | undefined): Promise<DrawResult> {
  unwanted?.throwIfAborted();
  const worker = new Worker(new URL('./draw-worker.js', import.meta.url), { workerData: task });
  try {
    const [result] = (await once(worker, 'message', { signal: unwanted })) as [DrawResult];
    return result;
  } catch (error) {
    await worker.terminate();
    throw unwanted?.aborted ? unwanted.reason : error;
  }
}

async function drawInThread(task: DrawTask, unwanted: AbortSignal | undefined): Promise<MadeDocument> {
  const result = await resultOf(task, unwanted);
  if ('made' in result) return { ...result.made, bytes: Buffer.from(result.made.bytes) };
  const { message, field, code, known } = result.wrong;
  const details = { ...(code === undefined ? {} : { code: code as OwnErrorCode }), ...(known ? { known } : {}) };
  throw new UserError(message, field, details);
}

/** Each takes some tenths of a second: whoever asks for more would keep others waiting for minutes. */
const MAX_WAITING = 64;

/**
 * Makes a document; one at a time, because drawing and encoding a picture takes so long.
 * @param unwanted gives its place to others when it is aborted
 * @throws UserError in one sentence when the format or the move is unknown or does not fit, or too many wait; the reason
 * of `unwanted` when it is aborted.
 */
export type Drawing = (task: DrawTask, unwanted?: AbortSignal) => Promise<MadeDocument>;

/** Prepares to make documents in a thread. */
export function createDrawing(maxWaiting = MAX_WAITING): Drawing {
  let last: Promise<unknown> = Promise.resolve();
  const places = new Set<object>();
  return async (task, unwanted) => {
    if (places.size >= maxWaiting) {
      const message = `${maxWaiting} other documents are being made; ask for this one again later`;
      throw new UserError(message, undefined, { code: 'overloaded' });
    }
    const place = {};
    const leave = () => places.delete(place);
    places.add(place);
    unwanted?.addEventListener('abort', leave, { once: true });
    const drawn = last.then(() => drawInThread(task, unwanted)).finally(leave);
    last = drawn.catch(() => {});
    return drawn;
  };
}
