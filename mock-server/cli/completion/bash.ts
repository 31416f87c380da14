import type { CompletionRow } from './completion-model.js';

const quoted = (words: readonly string[]) => `'${words.join(' ')}'`;

function candidates({ path, commands, options, words }: CompletionRow): string {
  const all = [...commands.map(({ name }) => name), ...words, ...options.flatMap(({ names }) => names)];
  return `    '${path}') words=${quoted(all)} ;;`;
}

/** What follows the options of a command; a path is left to bash itself. */
const values = ({ path, options }: CompletionRow): readonly string[] =>
  options.flatMap(({ names, value }) => {
    const cases = names.map((name) => `'${path}:${name}'`).join(' | ');
    if (value === undefined) return [];
    if (value === 'path') return [`    ${cases}) return ;;`];
    return [`    ${cases}) words=${value === 'anything' ? "''; own=none" : quoted(value)} ;;`];
  });

/** The completion for bash. */
export function bashCompletion(rows: readonly CompletionRow[]): string {
  const paths = rows.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `# bash completion of sparring: source <(sparring completion bash)
_sparring() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path='' next words='' own='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ "\${COMP_WORDS[i]}" == -- ]] && return
    next="$path\${path:+ }\${COMP_WORDS[i]}"
    case "$next" in
      ${paths.join(' | ')}) path="$next" ;;
    esac
  done
  case "$path" in
${rows.map(candidates).join('\n')}
  esac
  case "$path:\${COMP_WORDS[COMP_CWORD - 1]}" in
${rows.flatMap(values).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if type compopt > /dev/null 2>&1; then
    [[ "$own" == none ]] && compopt +o default 2> /dev/null
    [[ "\${COMPREPLY[*]}" == *= ]] && compopt -o nospace 2> /dev/null
  fi
}
complete -o default -F _sparring sparring
`;
}
