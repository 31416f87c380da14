import { createServer } from 'node:http';
import { runProgram } from '#simulator/cli/program.js';

/*
 * A process that runs commands of `sparring` one after the other, so that each does not start a Node of its own. A
 * request has the arguments and variables of a command, the answer is a shell script that prints and exits as it did.
 */

/** What a shell sends: texts that each end with NUL. */
interface Sent {
  readonly cwd: string;
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

function readSent(bytes: Buffer): Sent {
  const [cwd = '', count = '0', ...texts] = bytes.toString().split('\0');
  const words = texts.slice(0, Number(count));
  const pairs = texts.slice(Number(count)).map((text) => /^([^=]+)=(.*)$/s.exec(text) ?? []);
  return { cwd, words, variables: Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value])) };
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

async function runCommand({ cwd, words, variables }: Sent): Promise<string> {
  const printed = { stdout: '', stderr: '' };
  const streams = ['stdout', 'stderr'] as const;
  const original = { stdout: process.stdout.write, stderr: process.stderr.write, env: process.env };
  for (const name of streams) {
    process[name].write = (text: string | Uint8Array) => {
      printed[name] += String(text);
      return true;
    };
  }
  process.chdir(cwd);
  process.env = { ...variables };
  process.exitCode = undefined;
  const code = await runProgram(['node', 'sparring', ...words]);
  process.exitCode = undefined;
  process.env = original.env;
  for (const name of streams) process[name].write = original[name];
  return `printf %s ${quoted(printed.stdout)}\nprintf %s ${quoted(printed.stderr)} >&2\nexit ${code}\n`;
}

// a test that is killed cannot end this process, but its end of the pipe closes
process.stdin.on('end', () => process.exit()).resume();

let last: Promise<unknown> = Promise.resolve();
const [socket = ''] = process.argv.slice(2);
createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const script = last.then(() => runCommand(readSent(Buffer.concat(chunks))));
  last = script.catch(() => undefined);
  response.end(await script.catch((error) => `echo ${quoted(String(error?.stack))} >&2; exit 70`));
}).listen(socket, () => process.stdout.write('up\n'));
