import type { Lane } from '../api/types.js';

/** A way to write the credentials of a lane down. */
export interface Form {
  readonly name: string;
  readonly title: string;
  write(lane: Lane): string;
}

/** All variables that a client needs, the address of the simulator first. */
const variablesOf = ({ variables }: Lane): readonly (readonly [string, string])[] => [
  ['SPARRING_BASE_URL', location.origin],
  ...Object.entries(variables),
];

/** A key in PEM as the Base64 in it: some readers of `.env` files, such as Docker's, take quotes and `\\n` literally. */
const inOneLine = (value: string) =>
  value.startsWith('-----BEGIN ') ? value.replace(/-----[^-]+-----|\s/g, '') : value;

/** A value of a `.env` file, as `sparring env --format dotenv` prints it. */
function dotenvValue(value: string): string {
  const text = inOneLine(value);
  if (/^[\w@%+=:,./-]*$/.test(text)) return text;
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

/** A word of a POSIX shell. */
const shellWord = (value: string) => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`);

const lines = (texts: readonly string[]) => `${texts.join('\n')}\n`;

export const FORMS: readonly Form[] = [
  {
    name: 'dotenv',
    title: '.env',
    write: (lane) => lines(variablesOf(lane).map(([name, value]) => `${name}=${dotenvValue(value.trim())}`)),
  },
  {
    name: 'shell',
    title: 'Shell',
    write: (lane) => lines(variablesOf(lane).map(([name, value]) => `export ${name}=${shellWord(value.trim())}`)),
  },
  {
    name: 'json',
    title: 'JSON',
    write: ({ name, credentials }) =>
      `${JSON.stringify({ lane: name, baseUrl: location.origin, ...credentials }, null, 2)}\n`,
  },
];

/** The same lane with its secrets hidden; what selects the lane is none. */
export function masked(lane: Lane, callers: readonly string[]): Lane {
  const hide = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, callers.includes(text) ? text : '••••••••']));
  return {
    ...lane,
    variables: hide(lane.variables),
    credentials: Object.fromEntries(Object.entries(lane.credentials).map(([name, fields]) => [name, hide(fields)])),
  };
}

/** The same lane with the credentials of one partner. */
export function ofPartner(lane: Lane, partner: string | undefined): Lane {
  if (partner === undefined) return lane;
  const own = lane.credentials[partner] ?? {};
  const texts = Object.values(own);
  const variables = Object.fromEntries(Object.entries(lane.variables).filter(([, text]) => texts.includes(text)));
  return { ...lane, credentials: { [partner]: own }, variables };
}
