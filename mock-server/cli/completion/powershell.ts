import type { CompletionRow } from './completion-model.js';

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const list = (words: readonly string[]) => `@(${words.map(quoted).join(', ')})`;

function candidates({ path, commands, options, words }: CompletionRow): string {
  const all = [...commands.map(({ name }) => name), ...words, ...options.flatMap(({ names }) => names)];
  return `    ${quoted(path)} = ${list(all)}`;
}

/** PowerShell completes paths itself when nothing is returned. */
const values = ({ path, options }: CompletionRow): readonly string[] =>
  options.flatMap(({ names, value }) =>
    value === undefined
      ? []
      : names.map((name) => `    ${quoted(`${path}:${name}`)} = ${list(typeof value === 'string' ? [] : value)}`),
  );

/** The completion for PowerShell. */
export function powershellCompletion(rows: readonly CompletionRow[]): string {
  return `# PowerShell completion of sparring: sparring completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName sparring -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $candidates = @{
${rows.map(candidates).join('\n')}
  }
  $values = @{
${rows.flatMap(values).join('\n')}
  }
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($typed -contains '--') { return }
  $path = ''
  foreach ($word in $typed) {
    $next = "$path $word".Trim()
    if ($candidates.ContainsKey($next)) { $path = $next }
  }
  $key = if ($typed.Count -gt 0) { "\${path}:$($typed[-1])" } else { '' }
  $found = if ($values.ContainsKey($key)) { $values[$key] } else { $candidates[$path] }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
