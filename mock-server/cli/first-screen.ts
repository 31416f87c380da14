import { resolve } from 'node:path';
import { type Config, DEFAULT_HOME } from '../config/config.js';
import { credentialsFile } from '../config/credentials.js';
import { DEFAULT_URL } from '../config/default-address.js';
import { HOME_FILES, isShared } from '../config/home-folder.js';
import { shellQuote } from '../curl/shell-quote.js';
import { isLoopbackHost } from '../server/control-access.js';
import type { Simulator } from '../server/simulator.js';

/** The options that other commands need to find this simulator when it does not use the defaults. */
export function hintFor(url: string, home: string): string {
  const words = [
    ...(url === DEFAULT_URL ? [] : ['--url', url]),
    ...(home === resolve(DEFAULT_HOME) ? [] : ['--home', home]),
  ];
  return words.map((word) => ` ${shellQuote(word)}`).join('');
}

/** What the control API requires, for a curl command. A chosen token is not printed. */
export function tokenHeader({ token }: Simulator, chosen: string | undefined): string {
  if (token === undefined) return '';
  return ` -H "Authorization: Bearer ${chosen === undefined ? token : '$SPARRING_TOKEN'}"`;
}

/** A folder with other files is not excluded from version control as a whole. */
async function ignoreLines(home: string): Promise<string[]> {
  if (!(await isShared(home))) return [];
  const [last, ...names] = Object.values(HOME_FILES).reverse();
  const listed = `${names.reverse().join(', ')} and ${last}`;
  return [`This folder has other files too: keep ${listed} out of version control`];
}

async function tlsLines({ tlsUrl, tlsCertificate }: Simulator, home: string): Promise<string[]> {
  if (tlsUrl === undefined || tlsCertificate === undefined) return [];
  const { saveCertificate } = await import('./save-certificate.js');
  const path = await saveCertificate(home, tlsCertificate);
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
export async function firstScreen(simulator: Simulator, host: string, config: Config): Promise<string> {
  const { url } = simulator;
  const { home } = config;
  const hint = hintFor(url, home);
  const header = tokenHeader(simulator, config.token);
  return [
    ...(await accessLines(simulator, host, header)),
    `Sparring is up at ${url}`,
    'Open it in a browser to see requests and to choose answers',
    ...(await tlsLines(simulator, home)),
    `Credentials: ${credentialsFile(home)}  (as variables: npx sparring env${hint})`,
    ...(await ignoreLines(home)),
    `Seed: ${simulator.seed}  (repeat with --seed ${shellQuote(simulator.seed)})`,
    '',
    '',
  ].join('\n');
}
