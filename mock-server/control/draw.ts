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

/** Each takes some tenths of a second: whoever asks for more would keep others waiting for minutes. */
const MAX_WAITING = 64;

/** Prepares to make documents in a thread, one at a time, because drawing and encoding a picture takes so long. */
export function createDrawing(maxWaiting = MAX_WAITING): (task: DrawTask) => Promise<MadeDocument> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  /** @throws UserError in one sentence when the format or the move is unknown or does not fit, or too many wait. */
  return async (task) => {
    if (waiting >= maxWaiting) {
      const message = `${maxWaiting} other documents are being made; ask for this one again later`;
      throw new UserError(message, undefined, { code: 'overloaded' });
    }
    waiting += 1;
    const drawn = last
      .then(() => drawInThread(task))
      .finally(() => {
        waiting -= 1;
      });
    last = drawn.catch(() => {});
    return drawn;
  };
}
