import { Option } from 'commander';
import type { KeyForm } from '../config/client-variables.js';
import { UserError } from '../core/user-error.js';
import { shellQuote } from '../curl/shell-quote.js';

type Variables = ReadonlyMap<string, string>;

interface VariableFormat {
  /** What the format is for, in the help. */
  readonly use: string;
  /** The format of keys that fits, unless the user asks for another one. */
  readonly keys: KeyForm['format'];
  write(variables: Variables): string;
}

const lines = (variables: Variables, write: (name: string, value: string) => string): string =>
  [...variables].map(([name, value]) => `${write(name, value)}\n`).join('');

/** What no reader of `.env` files takes for anything else; some, such as Docker's, take quotes literally. */
const PLAIN = /^[\w@%+=:,./-]*$/;

function dotenvLine(name: string, value: string): string {
  if (PLAIN.test(value)) return `${name}=${value}`;
  if (!value.includes("'")) return `${name}='${value}'`;
  if (!/["\\$`]/.test(value)) return `${name}="${value}"`;
  throw new UserError(`${name} has characters that no .env file can have; use --format json`);
}

/** PowerShell takes typographic single quotes for plain ones. */
const powershellLine = (name: string, value: string) =>
  `$env:${name} = '${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`;

/** How variables can be printed. */
export const VARIABLE_FORMATS = {
  shell: {
    use: 'exports for eval',
    keys: 'pem',
    write: (variables) => lines(variables, (name, value) => `export ${name}=${shellQuote(value)}`),
  },
  dotenv: {
    use: 'lines of a .env file',
    keys: 'base64',
    write: (variables) => lines(variables, dotenvLine),
  },
  powershell: {
    use: 'lines for Invoke-Expression',
    keys: 'base64',
    write: (variables) => lines(variables, powershellLine),
  },
  json: {
    use: 'an object',
    keys: 'pem',
    write: (variables) => `${JSON.stringify(Object.fromEntries(variables), null, 2)}\n`,
  },
} as const satisfies Readonly<Record<string, VariableFormat>>;

/** The name of a format of variables. */
export type FormatName = keyof typeof VARIABLE_FORMATS;

const uses = Object.entries(VARIABLE_FORMATS).map(([name, { use }]) => `${name}: ${use}`);

/** The option for the format of variables. */
export const formatOption = () =>
  new Option('--format <format>', `the format of the variables; ${uses.join(', ')}`)
    .choices(Object.keys(VARIABLE_FORMATS))
    .default('shell');
