import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { folderFor, launch } from '../helpers/command.js';

const root = new URL('../../../', import.meta.url).pathname;

/** Commands that are processes of their own: they start others, and end by signals. */
const PROCESSES = 'start|exec|verify|drift';

const script = (socket: string) => `#!/bin/sh
[ "$1" = sparring ] && shift || exit 127
case "$1" in ${PROCESSES}) exec "${process.execPath}" "${root}mock-server/bin/sparring.js" "$@" ;; esac
eval "$({ printf '%s\\0' "$(pwd)" "$#" "$@" && env -0; } | curl -sS --unix-socket '${socket}' --data-binary @- http://cli/)"
`;

/**
 * A folder for PATH with an `npx` that runs `npx sparring …` without starting Node each time: half a second of a
 * processor for each command.
 */
export async function quickNpx(t: Test): Promise<string> {
  const folder = folderFor(t, 'bin');
  mkdirSync(folder);
  const socket = join(folder, 'cli');
  const server = launch([process.execPath, new URL('cli-server.js', import.meta.url).pathname, socket]);
  server.stderr.pipe(process.stderr);
  t.teardown(() => {
    server.kill();
  });
  await new Promise<void>((resolve, reject) => {
    server.stdout.once('data', () => resolve());
    server.once('close', () => reject(new Error('the server of commands ended early')));
  });
  writeFileSync(join(folder, 'npx'), script(socket), { mode: 0o755 });
  return folder;
}
