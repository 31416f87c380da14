/** Work was stopped before it ended. */
export class Stopped extends Error {
  readonly code: 'TIMEOUT' | 'DEADLINE' | 'ABORTED';

  constructor(code: Stopped['code'], cause?: unknown) {
    super(`stopped: ${code}`, { cause });
    this.code = code;
  }
}

/** When work is stopped. */
export interface Limits {
  readonly signal: AbortSignal | undefined;
  /** Missing: no time limit. */
  readonly timeout?: { readonly ms: number; readonly code: 'TIMEOUT' | 'DEADLINE' };
}

/**
 * Runs work until it ends, the time is up or the caller aborts. Work that ignores its signal is abandoned.
 * @throws Stopped, or what the work throws.
 */
export async function withTimeout<Value>(
  { signal, timeout }: Limits,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  if (signal?.aborted) throw new Stopped('ABORTED', signal.reason);
  const controller = new AbortController();
  const abort = () => controller.abort(new Stopped('ABORTED', signal?.reason));
  signal?.addEventListener('abort', abort, { once: true });
  const timer = timeout && setTimeout(() => controller.abort(new Stopped(timeout.code)), timeout.ms);
  const stopped = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
