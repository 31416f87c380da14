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
  readonly timeout: { readonly ms: number; readonly code: 'TIMEOUT' | 'DEADLINE' };
}

interface Listener {
  readonly callbacks: Set<() => void>;
  readonly notify: () => void;
}

const listeners = new WeakMap<AbortSignal, Listener>();

/**
 * Calls back when a signal aborts; many calls may share a signal, and Node warns at the eleventh listener,
 * so each signal gets one.
 * @returns stops listening
 */
function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = new Set<() => void>();
  const notify = () => {
    for (const each of [...callbacks]) each();
  };
  const listener = listeners.get(signal) ?? { callbacks, notify };
  listeners.set(signal, listener);
  if (listener.callbacks.size === 0) signal.addEventListener('abort', listener.notify);
  listener.callbacks.add(callback);
  return () => {
    listener.callbacks.delete(callback);
    if (listener.callbacks.size === 0) signal.removeEventListener('abort', listener.notify);
  };
}

/**
 * Runs work until it ends, the time is up or the caller aborts. Work that ignores its signal is abandoned.
 * @throws Stopped, or what the work throws.
 */
export async function withTimeout<Value>(
  { signal, timeout: { ms, code } }: Limits,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  if (signal?.aborted) throw new Stopped('ABORTED', signal.reason);
  const controller = new AbortController();
  const unlisten = signal && onAbort(signal, () => controller.abort(new Stopped('ABORTED', signal.reason)));
  const timer = setTimeout(() => controller.abort(new Stopped(code)), ms);
  const stopped = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    unlisten?.();
  }
}
