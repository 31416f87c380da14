import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Config, DEFAULT_HOME } from '../config/config.js';
import { credentialsFile } from '../config/credentials.js';
import { DEFAULT_URL } from '../config/default-address.js';
import { HOME_FILES, isShared, refuseSymbolicLink, replaceFile } from '../config/home-folder.js';
import { readSettingArguments } from '../config/settings.js';
import type { OperationSample, SamplePick } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { shellQuote } from '../curl/shell-quote.js';
import { missingForClient, writeCurlCommand } from '../curl/write-curl-command.js';
import { partnerModules } from '../generated/partners.js';
import { type Simulator, startSimulator } from '../server/simulator.js';
import { tidyHome } from './home.js';
import type { LogLevel } from './log-level.js';
import { createLogger } from './logger.js';
import { boundedOutput, type Output } from './output.js';

export interface StartInput {
  readonly port?: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly tlsPort?: number;
  readonly seed?: string;
  readonly logLevel: LogLevel;
  readonly set: readonly string[];
}

/** The options that other commands need to find this simulator when it does not use the defaults. */
function hintFor(url: string, home: string): string {
  const words = [
    ...(url === DEFAULT_URL ? [] : ['--url', url]),
    ...(home === resolve(DEFAULT_HOME) ? [] : ['--home', home]),
  ];
  return words.map((word) => ` ${shellQuote(word)}`).join('');
}

/** Loading Faker would take longer than the rest of the startup. */
const PLAIN_PICK: SamplePick = { id: (length) => randomBytes(length).toString('hex').slice(0, length).toUpperCase() };

/** Nothing to replace is fine, but a user's own certificate is not. */
async function isReplaceable(path: string): Promise<boolean> {
  const { isGeneratedCertificate } = await import('../server/certificate.js');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined || isGeneratedCertificate(text);
}

/** Saves the certificate where clients can load it; returns its path. */
async function saveCertificate(home: string, certificate: string): Promise<string> {
  const path = join(home, HOME_FILES.certificate);
  await refuseSymbolicLink(path);
  try {
    if (!(await isReplaceable(path)))
      throw new UserError(`${path} was not written by sparring; move it, or use another --home`);
    await replaceFile(path, certificate, 0o644);
    return path;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}); use another --home`);
  }
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
  const path = await saveCertificate(home, tlsCertificate);
  return [`Also at ${tlsUrl}, with the certificate ${path}  (curl --cacert ${shellQuote(path)})`];
}

interface ListedSample {
  readonly partner: string;
  readonly operation: string;
  readonly sample: OperationSample;
}

/** The sample requests of all partners. */
const SAMPLES: readonly ListedSample[] = partnerModules.flatMap(({ contract: { name: partner }, samples }) =>
  Object.entries(samples).map(([operation, sample]) => ({ partner, operation, sample })),
);

/** A sample upload whose command does not expire, for a partner whose credentials are sufficient to sign. */
function firstSample({ credentials }: Simulator): ListedSample | undefined {
  const signable = partnerModules.filter(
    (module) => !missingForClient(module, credentials[module.contract.name] ?? {}),
  );
  const names = signable.map(({ contract }) => contract.name);
  return SAMPLES.find(({ partner, sample }) => names.includes(partner) && sample.document && !sample.expires);
}

async function firstCommand(simulator: Simulator, home: string): Promise<string> {
  const { url, credentials } = simulator;
  const first = firstSample(simulator);
  if (!first) return `curl -sS ${url}/_sparring/health`;
  const { partner, operation } = first;
  const input = {
    partner,
    operation,
    url,
    home,
    credentials: credentials[partner] ?? {},
    fields: [],
    pick: PLAIN_PICK,
  };
  return `${await writeCurlCommand(input)} -i`;
}

function uploadLines(hint: string): readonly string[] {
  const lines = SAMPLES.flatMap(({ partner, operation, sample: { document } }) =>
    document ? [`npx sparring curl ${partner} ${operation}${hint} --file <${document.formats}> | sh`] : [],
  );
  const label = 'Your own file: ';
  return lines.map((line, index) => (index === 0 ? label : ' '.repeat(label.length)) + line);
}

/** Printed once: a generated token is not saved anywhere. */
function accessLines({ token }: Simulator, config: Config): readonly string[] {
  if (token === undefined) return [];
  const origin = config.token === undefined ? token : 'the value of SPARRING_TOKEN';
  return [
    '',
    'WARNING: other machines may reach this simulator. Its control API requires a token; its partners answer anyone.',
    `Token: ${origin}  (Authorization: Bearer <token>; set SPARRING_TOKEN to choose it)`,
    '',
  ];
}

async function firstScreen(simulator: Simulator, config: Config): Promise<string> {
  const { home } = config;
  const { url } = simulator;
  const hint = hintFor(url, home);
  return [
    `Sparring is up at ${url}`,
    ...(await tlsLines(simulator, home)),
    ...accessLines(simulator, config),
    `Credentials: ${credentialsFile(home)}  (as variables: npx sparring env${hint})`,
    ...(await ignoreLines(home)),
    '',
    'Paste this into another terminal:',
    '',
    await firstCommand(simulator, home),
    '',
    ...uploadLines(hint),
    `Every code: npx sparring catalogue     The reason for an answer: ${url}/_sparring/journal/<x-sparring-id>`,
    '',
    '',
  ].join('\n');
}

/** How long a reader of the output has to catch up at the end, in milliseconds. */
const FLUSH_MS = 2_000;

/** Waits for the reader of the output, but not forever: a pending write would keep the process alive. */
async function endOutput(output: Output): Promise<void> {
  if (await output.flush(FLUSH_MS)) return;
  process.stderr.write('sparring: the end of the log was not written, because nobody read the output\n');
  process.exit();
}

/** Runs a simulator until a signal stops it; resolves when all requests in flight have been answered. */
export async function runStart(input: StartInput, config: Config): Promise<void> {
  const { port = config.port, host, allowHost, tlsPort, seed, logLevel, set } = input;
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await tidyHome(config);
  const output = boundedOutput(process.stdout);
  const simulator = await startSimulator({
    port,
    host,
    allowHosts: allowHost,
    ...(config.token === undefined ? {} : { token: config.token }),
    home: config.home,
    credentials: config.credentials,
    settings: readSettingArguments(set),
    log: await createLogger(logLevel, output),
    ...(tlsPort === undefined ? {} : { tlsPort }),
    ...(seed === undefined ? {} : { seed }),
  });
  try {
    output.write(await firstScreen(simulator, config));
    await ended;
  } finally {
    await simulator.close();
  }
  await endOutput(output);
}
