import { type Composer, decodeAnswer, isExchange, type NamedCase, playCase } from '@sparring/cases';
import type { AnswerMessage } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import { chosenCases } from './conformance.js';
import type { Sender } from './send.js';
import { nameFields, type Target } from './target.js';

/** The codes for callers and keys that a partner does not know, from the cases that differ in nothing else. */
function codesOfUnknownCallers(cases: readonly NamedCase[]): ReadonlySet<string> {
  const exchanges = cases.flatMap(({ steps }) => steps.filter(isExchange));
  const unknown = exchanges.filter(({ request: { caller, key, headers } }) => (caller ?? key) && !headers);
  return new Set(unknown.map(({ answer }) => answer.code));
}

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

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

/**
 * Something else answers, such as a gateway or a server for pages.
 * @throws UserError when the answer to a correct request is an error without JSON.
 */
function refuseOther(url: string, partner: string, { httpStatus, headers, body }: AnswerMessage): void {
  if (httpStatus < 400 || body.length === 0 || isJson(body)) return;
  const type = headers['content-type'];
  const answer = `HTTP ${httpStatus} with ${type === undefined ? 'a body that is not JSON' : type}`;
  throw new UserError(`${url} does not answer as ${partner} does: ${answer} to a correct request; check the URL`);
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
  if (answer) refuseOther(url, contract.name, answer);
  const code = answer && decodeAnswer(contract, answer)?.code;
  if (code === undefined || !codesOfUnknownCallers(cases).has(code)) return;
  const refused = `${url} refuses the credentials for ${contract.name}: it answers a correct request with ${code}`;
  const where = describeCredentials(contract.name, ownFields(contract.name));
  throw new UserError(`${refused}; check ${where}, or verify another partner with --partner`);
}
