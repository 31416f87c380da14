import { type Config, readConfig } from '../config/config.js';
import { credentialsFile } from '../config/credentials.js';
import { HOME_FILES, isShared } from '../config/home-folder.js';
import { shellQuote } from '../curl/shell-quote.js';
import { isLoopbackHost } from '../server/control-access.js';
import type { Simulator } from '../server/simulator.js';
import type { Started } from './announce.js';

/** The options that commands in another terminal need to find this simulator and its credentials. */
export function hintFor(url: string, { home, file }: Config): string {
  const otherwise = readConfig(undefined, {}, file);
  const words = [
    ...(url === otherwise.url ? [] : ['--url', url]),
    ...(home === otherwise.home ? [] : ['--home', home]),
  ];
  return words.map((word) => ` ${shellQuote(word)}`).join('');
}

/** What the control API requires, for a curl command. A chosen token is not printed. */
export function tokenHeader({ token }: Simulator, chosen: string | undefined): string {
  if (token === undefined) return '';
  return ` -H "Authorization: Bearer ${chosen === undefined ? token : '$SPARRING_TOKEN'}"`;
}

/** A folder with other files is not excluded from version control as a whole. */
export function ignoreSentence(): string {
  const [last, ...names] = Object.values(HOME_FILES).reverse();
  return `This folder has other files too: keep ${names.reverse().join(', ')} and ${last} out of version control`;
}

function tlsLines({ simulator: { tlsUrl }, certificatePath: path }: Started): readonly string[] {
  if (tlsUrl === undefined || path === undefined) return [];
  return [`Also at ${tlsUrl}, with the certificate ${path}  (curl --cacert ${shellQuote(path)})`];
}

async function accessLines({ url }: Simulator, host: string, header: string): Promise<string[]> {
  return [
    ...((await isLoopbackHost(host))
      ? []
      : [`WARNING: other machines can reach this simulator, because it listens on ${host}`]),
    ...(header === '' ? [] : [`/_sparring/ requires a token: curl${header} ${url}/_sparring/health`]),
  ];
}

/** What `sparring start` prints first: where it is, and where the credentials are. */
export async function firstScreen(started: Started): Promise<string> {
  const { simulator, host, config } = started;
  const { url } = simulator;
  const { home } = config;
  const header = tokenHeader(simulator, config.token);
  return [
    ...(await accessLines(simulator, host, header)),
    `Sparring is up at ${url}`,
    'Open it in a browser to see requests and to choose answers',
    ...tlsLines(started),
    `Credentials: ${credentialsFile(home)}  (as variables: npx sparring env${hintFor(url, config)})`,
    ...((await isShared(home)) ? [ignoreSentence()] : []),
    `Seed: ${simulator.seed}  (repeat with --seed ${shellQuote(simulator.seed)})`,
    '',
    '',
  ].join('\n');
}
