import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.js';
import type { OperationSample, SamplePick } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { missingForClient, writeShortCurlCommand } from '../curl/write-curl-command.js';
import { partnerModules } from '../generated/partners.js';
import type { Simulator } from '../server/simulator.js';
import { hintFor, tokenHeader } from './first-screen.js';

/** Loading Faker would take longer than the rest of the startup. */
const PLAIN_PICK: SamplePick = { id: (length) => randomBytes(length).toString('hex').slice(0, length).toUpperCase() };

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
    return await writeShortCurlCommand(input);
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

/** What `sparring start` prints second: requests to send. Composing them loads more than the simulator needs to answer. */
export async function sampleScreen(simulator: Simulator, config: Config): Promise<string> {
  const { url } = simulator;
  return [
    'Paste this into another terminal:',
    '',
    (await uploadCommand(simulator, config.home)) ??
      `curl -sS${tokenHeader(simulator, config.token)} ${url}/_sparring/health`,
    '',
    ...uploadLines(hintFor(url, config)),
    `Every code: npx sparring catalogue     The reason for an answer: ${url}/_sparring/journal/<x-sparring-id>`,
    '',
    '',
  ].join('\n');
}
