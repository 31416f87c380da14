/** Work was given up before it ended. */
export class GivenUp extends Error {
  readonly code: 'TIMEOUT' | 'DEADLINE' | 'ABORTED';

  constructor(code: GivenUp['code'], cause?: unknown) {
    super(`given up: ${code}`, { cause });
    this.code = code;
  }
}

/** When work is given up. */
export interface Limits {
  readonly signal: AbortSignal | undefined;
  /** Missing: no time limit. */
  readonly timeout?: { readonly ms: number; readonly code: 'TIMEOUT' | 'DEADLINE' };
}

/**
 * Runs work until it ends, the time is up or the caller aborts. Work that does not listen to its signal
 * is left behind.
 * @throws GivenUp, or what the work throws.
 */
export async function within<Value>(
  { signal, timeout }: Limits,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  const aborted = () => controller.abort(new GivenUp('ABORTED', signal?.reason));
  if (signal?.aborted) throw new GivenUp('ABORTED', signal.reason);
  signal?.addEventListener('abort', aborted, { once: true });
  const timer = timeout && setTimeout(() => controller.abort(new GivenUp(timeout.code)), timeout.ms);
  const ended = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), ended]);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  }
}
