/**
 * Listens to a stream from the moment it is handed over. It may break before it is read, and an `error`
 * event without a listener ends the process; reading it later tells the error all the same.
 */
export function holdErrors(source: unknown): void {
  if (typeof source !== 'object' || source === null || !('on' in source) || typeof source.on !== 'function') return;
  source.on('error', () => undefined);
}
