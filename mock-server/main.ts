import { runProgram } from './cli/program.js';

// a reader that has seen enough (`| head -1`) ends neither the simulator nor a command with a stack
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runProgram(process.argv);
