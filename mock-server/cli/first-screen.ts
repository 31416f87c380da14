import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Config, DEFAULT_HOME } from '../config/config.js';
import { credentialsFile } from '../config/credentials.js';
import { DEFAULT_URL } from '../config/default-address.js';
import { HOME_FILES, isShared } from '../config/home-folder.js';
import type { OperationSample, SamplePick } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { shellQuote } from '../curl/shell-quote.js';
import { missingForClient, writeCurlCommand } from '../curl/write-curl-command.js';
import { partnerModules } from '../generated/partners.js';
import { isLoopbackHost } from '../server/control-access.js';
import type { Simulator } from '../server/simulator.js';
import { saveCertificate } from './save-certificate.js';

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

/** A command that uploads a sample; `undefined` when none can be signed, or its files cannot be saved. */
async function uploadCommand(simulator: Simulator, home: string): Promise<string | undefined> {
  const { url, credentials } = simulator;
  const first = firstSample(simulator);
  if (!first) return undefined;
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
  try {
    return `${await writeCurlCommand(input)} -i`;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function uploadLines(hint: string): readonly string[] {
  const lines = SAMPLES.flatMap(({ partner, operation, sample: { document } }) =>
    document ? [`npx sparring curl ${partner} ${operation}${hint} --file <${document.formats}> | sh`] : [],
  );
  const label = 'Your own file: ';
  return lines.map((line, index) => (index === 0 ? label : ' '.repeat(label.length)) + line);
}

/** What the control API requires, for a curl command. A chosen token is not printed. */
function tokenHeader({ token }: Simulator, chosen: string | undefined): string {
  if (token === undefined) return '';
  return ` -H "Authorization: Bearer ${chosen === undefined ? token : '$SPARRING_TOKEN'}"`;
}

async function accessLines({ url }: Simulator, host: string, header: string): Promise<string[]> {
  return [
    ...((await isLoopbackHost(host))
      ? []
      : [`WARNING: other machines can reach this simulator, because it listens on ${host}`]),
    ...(header === '' ? [] : [`/_sparring/ requires a token: curl${header} ${url}/_sparring/health`]),
  ];
}

/** What `sparring start` prints first. */
export async function firstScreen(simulator: Simulator, host: string, config: Config): Promise<string> {
  const { url } = simulator;
  const { home } = config;
  const hint = hintFor(url, home);
  const header = tokenHeader(simulator, config.token);
  return [
    ...(await accessLines(simulator, host, header)),
    `Sparring is up at ${url}`,
    ...(await tlsLines(simulator, home)),
    `Credentials: ${credentialsFile(home)}  (as variables: npx sparring env${hint})`,
    ...(await ignoreLines(home)),
    `Seed: ${simulator.seed}  (repeat with --seed ${shellQuote(simulator.seed)})`,
    '',
    'Paste this into another terminal:',
    '',
    (await uploadCommand(simulator, home)) ?? `curl -sS${header} ${url}/_sparring/health`,
    '',
    ...uploadLines(hint),
    `Every code: npx sparring catalogue     The reason for an answer: ${url}/_sparring/journal/<x-sparring-id>`,
    '',
    '',
  ].join('\n');
}
