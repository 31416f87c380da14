import { type ChildProcess, spawn } from 'node:child_process';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command to run. */
export interface HostedRun {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** A process that runs one command after the other: starting Node takes longer than most of our commands. */
function startHost() {
  const script = new URL('command-host.js', import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, [script], {
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting: { readonly resolve: (ended: Ended) => void; readonly reject: (error: Error) => void }[] = [];
  child.on('message', (ended: Ended) => {
    waiting.shift()?.resolve(ended);
    if (waiting.length === 0) child.channel?.unref();
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the process that runs commands ended with ${code}`));
  });
  child.unref();
  child.channel?.unref();
  return (run: HostedRun) =>
    new Promise<Ended>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.channel?.ref();
      child.send(run);
    });
}

let host: ReturnType<typeof startHost> | undefined;

/** Runs `sparring` with arguments in a process that it shares with other commands of this test file, one at a time. */
export function runHosted(run: HostedRun): Promise<Ended> {
  host ??= startHost();
  return host(run);
}
