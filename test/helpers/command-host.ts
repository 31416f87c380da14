import { runProgram } from '#simulator/cli/program.js';
import type { Ended, HostedRun } from './hosted-command.js';

/*
 * Runs commands one after the other for `hosted-command.ts`, each with the arguments, environment and folder of its
 * own, and reports how each ended.
 */

type Written = { stdout: string; stderr: string };

/** Collects what is written to the standard streams; nothing reaches the real ones. */
function collectOutput(): Written {
  const written: Written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (chunk: string | Uint8Array) => {
      written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    };
  }
  return written;
}

async function runHere({ args, env, cwd }: HostedRun): Promise<Ended> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.exitCode = undefined;
  const written = collectOutput();
  const code = await runProgram([process.execPath, 'sparring', ...args]).catch((error: unknown) => {
    written.stderr += String((error as Error).stack); // as a process that ends with an exception
    return 1;
  });
  process.exitCode = undefined;
  return { code, ...written };
}

let last: Promise<unknown> = Promise.resolve();
process.on('message', (run: HostedRun) => {
  last = last.then(async () => process.send?.(await runHere(run)));
});
process.once('disconnect', () => process.exit());
