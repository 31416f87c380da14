import type { CompletionOption, CompletionRow } from './completion-model.js';

const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;

function optionWords({ names, description, value }: CompletionOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const follows = {
    none: '',
    path: ' -r -F',
    anything: ' -x',
    words: typeof value === 'object' ? ` -x -a ${quoted(value.join(' '))}` : '',
  };
  const kind = value === undefined ? 'none' : typeof value === 'string' ? value : 'words';
  return `${flags.join(' ')}${follows[kind]} -d ${quoted(description)}`;
}

function lines({ path, commands, options, words }: CompletionRow): readonly string[] {
  const start = `complete -c sparring -n "__sparring_at '${path}'"`;
  return [
    ...commands.map(({ name, description }) => `${start} -a ${name} -d ${quoted(description)}`),
    ...(words.length === 0 ? [] : [`${start} -a ${quoted(words.join(' '))}`]),
    ...options.map((option) => `${start} ${optionWords(option)}`),
  ];
}

/** The completion for fish. */
export function fishCompletion(rows: readonly CompletionRow[]): string {
  const paths = rows.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `# fish completion of sparring: sparring completion fish | source
function __sparring_at
    set -l typed ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$typed $word")
        contains -- $next ${paths.join(' ')}; and set typed $next
    end
    test "$typed" = "$argv[1]"
end
complete -c sparring -e
complete -c sparring -f
${rows.flatMap(lines).join('\n')}
`;
}
