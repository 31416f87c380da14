import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** A server of the benchmark in its own process. */
export interface Child {
  readonly pid: number;
  readonly url: string;
  /** Asks the process to end and waits until it has. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

// whatever ends the benchmark ends what it started
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Starts a script of Node's that prints its URL; resolves when it has. */
export async function startChild(args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code} before it was up`)));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [found] = /http:\/\/[^\s"]+:\d+/.exec(text) ?? [];
      if (found) resolve(found);
    });
  });
  return { pid: child.pid ?? 0, url, stop: () => end(child) };
}

/** Where Linux tells of a process; elsewhere the figures that need it are left out. */
function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

const CLOCK_TICK_MS = 10;

/** The time a process has spent on a processor, in milliseconds. */
export function cpuMs(pid: number): number {
  const [, fields = ''] = procFile(pid, 'stat')?.split(') ') ?? [];
  const [user, system] = fields.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * CLOCK_TICK_MS;
}

/** The memory a process holds, in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(procFile(pid, 'status') ?? '') ?? [];
  return Number(kilobytes) * 1024;
}
