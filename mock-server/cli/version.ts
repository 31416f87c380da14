import { createRequire } from 'node:module';

/** The version of the installed package. */
export function readVersion(): string {
  const own = createRequire(import.meta.url)('sparring/package.json') as { version: string };
  return own.version;
}
