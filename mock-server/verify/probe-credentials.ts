import { type Composer, decodeAnswer, isExchange, type NamedCase, playCase } from '@sparring/cases';
import type { AnswerMessage } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import { chosenCases } from './conformance.js';
import { printable } from './printable.js';
import type { Sender } from './send.js';
import { nameFields, type Target } from './target.js';

/** The codes for callers and keys that a partner does not know, from the cases that differ in nothing else. */
function codesOfUnknownCallers(cases: readonly NamedCase[]): ReadonlySet<string> {
  const exchanges = cases.flatMap(({ steps }) => steps.filter(isExchange));
  const unknown = exchanges.filter(({ request: { caller, key, headers } }) => (caller ?? key) && !headers);
  return new Set(unknown.map(({ answer }) => answer.code));
}

/** How much of an answer that is not the partner's is shown. */
const MAX_SHOWN = 80;

/** Sends a request that is correct unless the credentials are wrong; without an answer, nothing is known about them. */
async function sendTypical(
  { credentials }: Target,
  composer: Composer,
  cases: readonly NamedCase[],
  { send }: Sender,
): Promise<AnswerMessage | undefined> {
  const typical = cases.find(({ name }) => name === composer.typical.accepted);
  if (!typical?.portable) return undefined;
  const stage = { composer, credentials: credentials[composer.contract.name] ?? {}, now: () => new Date(), send };
  try {
    return (await playCase(typical, stage)).answer;
  } catch {
    return undefined; // the cases will show why
  }
}

/** The credentials that a partner recognizes a caller by. */
function ownFields(partner: string): readonly string[] {
  const fields = partnerModules.find(({ contract }) => contract.name === partner)?.credentialFields ?? [];
  return fields.filter(({ forClient, ofPartner }) => forClient && !ofPartner).map(({ name }) => name);
}

const shown = (text: string) => printable(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

/** What an answer looks like, for a person who does not know what is in front of the target. */
function describe({ httpStatus, headers, body }: AnswerMessage): string {
  const { location, 'content-type': type = 'no content type' } = headers;
  if (location !== undefined) return `HTTP ${httpStatus} to ${shown(String(location))}`;
  if (body.length === 0) return `HTTP ${httpStatus} without a body`;
  return `HTTP ${httpStatus} with ${shown(String(type))} (${shown(body.toString())})`;
}

/**
 * Something else answers, such as a gateway or a server for pages.
 * @throws UserError when the answer to a correct request is not in the partner's envelope.
 */
function refuseOther(url: string, { contract }: Composer, answer: AnswerMessage): void {
  if (decodeAnswer(contract, answer)) return;
  const other = `${url} does not answer as ${contract.name} does: ${describe(answer)} to a correct request`;
  throw new UserError(`${other}, which is not the partner's envelope; check the URL, and what is in front of it`);
}

/**
 * Sends one correct request, because if something else answers, or the target does not know the credentials, almost every
 * case would fail.
 * @throws UserError when it is refused for its caller or its signature, or not answered by the partner.
 */
export async function probeCredentials(target: Target, composer: Composer, sender: Sender): Promise<void> {
  const { contract } = composer;
  const { url, describeCredentials = nameFields } = target;
  const cases = chosenCases(composer, () => true);
  const answer = await sendTypical(target, composer, cases, sender);
  if (answer) refuseOther(url, composer, answer);
  const code = answer && decodeAnswer(contract, answer)?.code;
  if (code === undefined || !codesOfUnknownCallers(cases).has(code)) return;
  const refused = `${url} refuses the credentials for ${contract.name}: it answers a correct request with ${code}`;
  const where = describeCredentials(contract.name, ownFields(contract.name));
  throw new UserError(`${refused}; check ${where}, or verify another partner with --partner`);
}
