import { Worker } from 'node:worker_threads';
import { pictureSize } from '../core/journal/picture-size.js';
import type { KeptDocument } from '../state/journal.js';
import type { ThumbnailResult, ThumbnailTask } from './thumbnail-worker.js';

/** Makes small pictures of documents. */
export interface Thumbnails {
  /**
   * A small picture as a `data:` URL; null when the document is not a JPEG or PNG that can be decoded, when it has more
   * than 25 megapixels, when it takes longer than ten seconds, or when too many others wait.
   */
  of(document: KeptDocument): Promise<string | null>;
}

/** How many can wait at once, the one that is made included. */
const MAX_WAITING = 8;
const MAX_MS = 10_000;
const MAX_PIXELS = 25_000_000;

interface Waiting {
  readonly resolve: (url: string | null | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

const isPicture = (kind: string | null): kind is ThumbnailTask['kind'] => kind === 'jpeg' || kind === 'png';

/** Whether a picture is small enough to be decoded. */
function isDecodable({ bytes }: KeptDocument): boolean {
  const { widthPx, heightPx } = pictureSize(bytes) ?? { widthPx: 0, heightPx: 0 };
  return widthPx * heightPx > 0 && widthPx * heightPx <= MAX_PIXELS;
}

/** The thread that makes the pictures; it starts with the first one, and again after it had to be stopped. */
function createThread() {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let tasks = 0;
  const finish = (id: number, url: string | null | undefined) => {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    found?.resolve(url);
  };
  const stop = () => {
    const stopped = worker;
    worker = undefined;
    for (const id of waiting.keys()) finish(id, undefined);
    stopped?.terminate().catch(() => {});
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./thumbnail-worker.js', import.meta.url));
    started.unref(); // it keeps no process alive
    started.on('message', ({ id, jpeg }: ThumbnailResult) => {
      finish(id, jpeg && `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`);
    });
    started.on('error', () => worker === started && stop());
    return started;
  };
  return {
    isBusy: () => waiting.size >= MAX_WAITING,
    stop,
    /** `undefined` when the thread was stopped before. */
    make: (kind: ThumbnailTask['kind'], bytes: Buffer): Promise<string | null | undefined> =>
      new Promise((resolve) => {
        const id = ++tasks;
        waiting.set(id, { resolve, timer: setTimeout(stop, MAX_MS).unref() });
        worker ??= start();
        const copy = new Uint8Array(bytes); // the journal still needs the bytes
        worker.postMessage({ id, kind, bytes: copy } satisfies ThumbnailTask, [copy.buffer]);
      }),
  };
}

/**
 * Prepares to make small pictures; nothing is loaded or started before the first one.
 * @param closing ends it
 */
export function createThumbnails(closing: AbortSignal): Thumbnails {
  const made = new WeakMap<Buffer, string | null>();
  const thread = createThread();
  closing.addEventListener('abort', thread.stop);
  return {
    of: async (document) => {
      const { kind, bytes } = document;
      const known = made.get(bytes);
      if (known !== undefined) return known;
      if (closing.aborted || thread.isBusy() || !isPicture(kind) || !isDecodable(document)) return null;
      const url = await thread.make(kind, bytes);
      if (url !== undefined) made.set(bytes, url);
      return url ?? null;
    },
  };
}
