import { isatty } from 'node:tty';
import { runProgram } from './cli/program.js';

/** Errors of the standard streams that end nothing: a reader that has seen enough (`| head -1`) goes away. */
const HARMLESS = ['EPIPE', 'ERR_STREAM_DESTROYED'];

// an error of a stream must not end the simulator or a command with a stack trace
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    if (HARMLESS.includes(code) || process.exitCode === 2) return;
    process.exitCode = 2;
    process.stderr.write(`sparring: the output cannot be written (${code})\n`);
  });
}

const terminals = [0, 1, 2].filter(isatty);
// node aborts, with a core dump, when it cannot restore a terminal that was closed; a signal is the usual end then
process.once('exit', () => {
  if (terminals.every(isatty)) return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
});

process.exitCode = await runProgram(process.argv);
