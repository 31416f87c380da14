import type { CompletionRow } from './completion-model.js';

/** Without quotes around it, a description would end at the first space. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A candidate with its description, as \`_describe\` takes them. */
const described = (name: string, description: string) =>
  quoted(`${name.replaceAll(':', '\\:')}:${description.replaceAll(':', '\\:')}`);

function candidates({ path, commands, options, words }: CompletionRow): string {
  const lines = [
    ...commands.map(({ name, description }) => described(name, description)),
    ...words.map(quoted),
    ...options.flatMap(({ names, description }) => names.map((name) => described(name, description))),
  ];
  return `    '${path}') list=(${lines.join(' ')}) ;;`;
}

const values = ({ path, options }: CompletionRow): readonly string[] =>
  options.flatMap(({ names, value }) => {
    if (value === undefined) return [];
    const cases = names.map((name) => `'${path}:${name}'`).join(' | ');
    if (value === 'path') return [`    ${cases}) _files; return ;;`];
    return [
      `    ${cases}) ${value === 'anything' ? '' : `compadd -S '' -- ${value.map(quoted).join(' ')}; `}return ;;`,
    ];
  });

/** The completion for zsh. */
export function zshCompletion(rows: readonly CompletionRow[]): string {
  const paths = rows.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `#compdef sparring
# zsh completion of sparring: source <(sparring completion zsh)
_sparring() {
  local typed='' next i
  local -a list
  for ((i = 2; i < CURRENT; i++)); do
    if [[ "\${words[i]}" == -- ]]; then
      _files
      return
    fi
    next="$typed\${typed:+ }\${words[i]}"
    case "$next" in
      ${paths.join(' | ')}) typed="$next" ;;
    esac
  done
  case "$typed:\${words[CURRENT - 1]}" in
${rows.flatMap(values).join('\n')}
  esac
  case "$typed" in
${rows.map(candidates).join('\n')}
  esac
  _describe sparring list || _files
}
if [[ "\${funcstack[1]}" == _sparring ]]; then _sparring "$@"; else compdef _sparring sparring; fi
`;
}
