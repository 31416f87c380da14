import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_PORT, DEFAULT_URL, readPort } from '../config/default-address.js';

/** Parses a port. */
export function portArgument(text: string): number {
  const port = readPort(text);
  if (port === undefined) throw new InvalidArgumentError('A port is an integer from 0 to 65535.');
  return port;
}

function urlArgument(text: string): string {
  if (/^https?:\/\/[^/\s]+$/i.test(text.replace(/\/+$/, ''))) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError(`Use a URL such as ${DEFAULT_URL}, without a path.`);
}

/** Refuses an empty text, as an unset variable of a shell gives it. */
export const notEmpty =
  (what: string) =>
  (text: string): string => {
    if (text.trim() !== '') return text;
    throw new InvalidArgumentError(`${what} is needed.`);
  };

/** The option for the home folder. */
export const home = () =>
  new Option(
    '--home <folder>',
    'the folder for credentials (default: $SPARRING_HOME, or the nearest .sparring in or above this folder)',
  ).argParser(notEmpty('A folder'));

/** The option for the URL of a running simulator. */
export const url = () =>
  new Option('--url <url>', `the URL of the simulator (default: $SPARRING_BASE_URL or ${DEFAULT_URL})`).argParser(
    urlArgument,
  );

/** The option for the port to listen on. */
export const port = () =>
  new Option(
    '--port <number>',
    `the port to listen on; 0 picks a free one (default: $SPARRING_PORT or ${DEFAULT_PORT})`,
  ).argParser(portArgument);

/** The option for the second port. */
export const tlsPort = () =>
  new Option(
    '--tls-port <number>',
    'also listen for HTTPS on this port, with a generated self-signed certificate',
  ).argParser(portArgument);

/** Collects the values of an option that can be repeated. */
export const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** Parses a whole number within bounds. */
export const wholeNumber =
  (what: string, least: number, most: number) =>
  (text: string): number => {
    const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`${what} is a whole number from ${least} to ${most}.`);
  };
