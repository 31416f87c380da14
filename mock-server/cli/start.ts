import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Config, DEFAULT_HOME } from '../config.js';
import type { SamplePick } from '../core/partner.js';
import { credentialsFile } from '../credentials.js';
import { DEFAULT_URL } from '../default-address.js';
import { readSettingArguments } from '../settings.js';
import { type Simulator, startSimulator } from '../simulator.js';
import { UserError } from '../user-error.js';
import { writeCurlCommand } from './curl.js';
import type { LogLevel } from './log-level.js';
import { createLogger } from './logger.js';
import { shellQuote } from './shell-quote.js';

export interface StartInput {
  readonly port?: number;
  readonly host: string;
  readonly tlsPort?: number;
  readonly seed?: string;
  readonly logLevel: LogLevel;
  readonly set: readonly string[];
}

/** Told with every hint: what the other commands need when they would not find this simulator by default. */
function hintFor(url: string, home: string): string {
  const words = [
    ...(url === DEFAULT_URL ? [] : ['--url', url]),
    ...(home === resolve(DEFAULT_HOME) ? [] : ['--home', home]),
  ];
  return words.map((word) => ` ${shellQuote(word)}`).join('');
}

/** Faker would take longer to load than everything else the start does. */
const PLAIN_PICK: SamplePick = { id: (length) => randomBytes(length).toString('hex').slice(0, length).toUpperCase() };

/** Keeps the certificate where a client can be pointed at it; returns its path. */
async function keepCertificate(home: string, certificate: string): Promise<string> {
  const path = join(home, 'tls.pem');
  try {
    await writeFile(path, certificate);
    return path;
  } catch (error) {
    throw new UserError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}); take another --home`);
  }
}

async function tlsLines({ tlsUrl, tlsCertificate }: Simulator, home: string): Promise<string[]> {
  if (tlsUrl === undefined || tlsCertificate === undefined) return [];
  const path = await keepCertificate(home, tlsCertificate);
  return [`Also at ${tlsUrl}, with the certificate ${path}  (curl --cacert ${shellQuote(path)})`];
}

async function firstScreen(simulator: Simulator, { home }: Config): Promise<string> {
  const { url, credentials } = simulator;
  const [partner, operation] = ['worldfirst', 'submitAttachment'];
  const known = credentials[partner] ?? {};
  const line = known['clientPrivateKey']
    ? `${await writeCurlCommand({ partner, operation, url, home, credentials: known, fields: [], pick: PLAIN_PICK })} -i`
    : `curl -sS ${url}/_sparring/health`;
  const hint = hintFor(url, home);
  return [
    `Sparring is up at ${url}`,
    ...(await tlsLines(simulator, home)),
    `Credentials: ${credentialsFile(home)}  (as variables: npx sparring env${hint})`,
    '',
    'Paste this into another terminal:',
    '',
    line,
    '',
    `Your own file: npx sparring curl worldfirst submitAttachment${hint} --file <jpg or png> | sh`,
    `               npx sparring curl prepaidify fileUpload${hint} --file <jpg, png or pdf> | sh`,
    `Every code: npx sparring catalogue     Why an answer was given: ${url}/_sparring/journal/<x-sparring-id>`,
    '',
    '',
  ].join('\n');
}

/** Runs a simulator until it is told to end; resolves when everything in flight has been answered. */
export async function runStart(input: StartInput, config: Config): Promise<void> {
  const { port = config.port, host, tlsPort, seed, logLevel, set } = input;
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const simulator = await startSimulator({
    port,
    host,
    home: config.home,
    credentials: config.credentials,
    settings: readSettingArguments(set),
    log: await createLogger(logLevel),
    ...(tlsPort === undefined ? {} : { tlsPort }),
    ...(seed === undefined ? {} : { seed }),
  });
  try {
    process.stdout.write(await firstScreen(simulator, config));
    await told;
  } finally {
    await simulator.close();
  }
}
