import { randomBytes } from 'node:crypto';
import type { Config } from '../config.js';
import type { SamplePick } from '../core/partner.js';
import { credentialsFile } from '../credentials.js';
import { readSettingArguments } from '../settings.js';
import { type Simulator, startSimulator } from '../simulator.js';
import { writeCurlCommand } from './curl.js';
import { DEFAULT_URL } from './default-url.js';
import { createLogger, type LogLevel } from './logger.js';

export interface StartInput {
  readonly port: number;
  readonly host: string;
  readonly tlsPort?: number;
  readonly seed?: string;
  readonly logLevel: LogLevel;
  readonly set: readonly string[];
}

/** Told with every hint when the simulator is not where the commands look by default. */
const urlHint = (url: string) => (url === DEFAULT_URL ? '' : ` --url ${url}`);

/** Faker would take longer to load than everything else the start does. */
const PLAIN_PICK: SamplePick = { id: (length) => randomBytes(length).toString('hex').slice(0, length).toUpperCase() };

async function firstScreen({ url, tlsUrl, credentials }: Simulator, { home }: Config): Promise<string> {
  const [partner, operation] = ['worldfirst', 'submitAttachment'];
  const known = credentials[partner] ?? {};
  const line = known['clientPrivateKey']
    ? `${await writeCurlCommand({ partner, operation, url, home, credentials: known, fields: [], pick: PLAIN_PICK })} -i`
    : `curl -sS ${url}/_sparring/health`;
  return [
    `Sparring is up at ${url}${tlsUrl ? ` and ${tlsUrl}` : ''}`,
    `Credentials: ${credentialsFile(home)}  (as variables: npx sparring env${urlHint(url)})`,
    '',
    'Paste this into another terminal:',
    '',
    line,
    '',
    `Your own file: npx sparring curl worldfirst submitAttachment${urlHint(url)} --file <jpg or png>`,
    `               npx sparring curl prepaidify fileUpload${urlHint(url)} --file <jpg, png or pdf>`,
    `Every code: npx sparring catalogue     Why an answer was given: ${url}/_sparring/journal`,
    '',
    '',
  ].join('\n');
}

/** Runs a simulator until it is told to end; resolves when everything in flight has been answered. */
export async function runStart(input: StartInput, config: Config): Promise<void> {
  const { port, host, tlsPort, seed, logLevel, set } = input;
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
  process.stdout.write(await firstScreen(simulator, config));
  await told;
  await simulator.close();
}
