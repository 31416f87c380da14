import { createProgram } from '#simulator/cli/program.js';

const program = await createProgram([]);

/** The long options of a command, such as `--port`. */
export const optionsOf = (name: string): readonly string[] =>
  program.commands.find((command) => command.name() === name)?.options.map(({ long }) => String(long)) ?? [];

/** The commands of `sparring` in a text, as words up to a pipe, a redirection or the command of `exec`. */
function commandsIn(text: string): readonly (readonly string[])[] {
  const lines = text.replaceAll('\\\n', ' ').replace(/[[\],]/g, ' ');
  return [...lines.matchAll(/npx +sparring +([^|&;<>()\n`]+)/g)].map(([, words = '']) => {
    const [own = ''] = words.split(' -- ');
    return own.trim().split(/\s+/);
  });
}

/** The first word that the command line does not know, a command or an option. */
function unknownWord(words: readonly string[]): string | undefined {
  let command = program;
  let at = 0;
  for (let next: typeof command | undefined = command; next && at < words.length; at++) {
    command = next;
    next = command.commands.find((one) => one.name() === words[at]);
    if (!next) break;
    command = next;
  }
  const rest = words.slice(at);
  if (command.commands.length > 0 && rest[0]?.startsWith('-') === false) return rest[0];
  const known = [...command.options.flatMap(({ long, short }) => [long, short]), '--help', '--version'];
  return rest.find((word) => word.startsWith('-') && !known.includes(word) && !/^-\d/.test(word));
}

/**
 * The words of commands in a text that the command line does not know.
 * @example unknownWords('npx sparring start --prot 0') // ['--prot']
 */
export const unknownWords = (text: string): readonly string[] =>
  commandsIn(text).flatMap((words) => unknownWord(words) ?? []);
