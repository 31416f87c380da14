import { runProgram } from './cli/program.js';

// a closed pipe (`| head -1`) must not crash the simulator or a command with a stack trace
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runProgram(process.argv);
