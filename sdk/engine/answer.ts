import type { Catalogue, CatalogueEntry, Check } from '@sparring/contracts/partner';
import type { BrokenAnswerCode, UnlistedCode } from '../core/error-codes.js';
import type { PartnerReply } from '../core/errors.js';
import type { Answer } from '../core/result.js';
import type { AnswerFailure } from './failure.js';

/** Headers with an id to give to the partner's support when the body carries none. */
const ID_HEADERS = ['x-request-id', 'x-sparring-id'];

/** The id of the request in an answer's headers. */
export function requestIdOf({ headers }: Answer): string | undefined {
  return ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
}

/** A body read as JSON, or `undefined`. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
  } catch {
    return undefined;
  }
}

/** An answer that proves nothing. */
export const broken = (code: BrokenAnswerCode, message: string): AnswerFailure => ({ result: 'broken', code, message });

const TOO_MANY_REQUESTS = 429;

/**
 * Judges an answer without the partner's envelope. A gateway that fails (5xx) or throttles (429) leaves the
 * outcome open; anything else did not come from the partner.
 */
function withoutEnvelope({ httpStatus }: Answer, code: BrokenAnswerCode, reason: string): AnswerFailure {
  const message = `HTTP ${httpStatus}: ${reason}`;
  if (httpStatus >= 500 || httpStatus === TOO_MANY_REQUESTS) return { result: 'unknown', code: 'HTTP_STATUS', message };
  if (httpStatus >= 200 && httpStatus < 300) return broken(code, message);
  return broken(httpStatus < 400 ? 'REDIRECT' : 'HTTP_STATUS', message);
}

/** A body that keeps its contract, or the failure that the answer is. */
export type Envelope<Body> =
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'failure'; readonly failure: AnswerFailure };

/**
 * Reads an answer's envelope and checks it against its schema. Fields that the schema does not know are
 * accepted: the partners add fields without notice.
 */
export function readEnvelope<Body>(
  answer: Answer,
  check: Check,
  normalize: (json: unknown) => unknown,
): Envelope<Body> {
  const json = readJson(answer.body);
  if (json === undefined) {
    return { kind: 'failure', failure: withoutEnvelope(answer, 'NOT_JSON', 'the answer is not JSON') };
  }
  const body = normalize(json);
  const violations = check(body).filter(({ keyword }) => keyword !== 'additionalProperties');
  const [first] = violations;
  if (!first) return { kind: 'body', body: body as Body };
  const reason = `the answer breaks its contract: ${first.path || 'the body'} ${first.message}`;
  return { kind: 'failure', failure: withoutEnvelope(answer, 'CONTRACT_BROKEN', reason) };
}

const UNLISTED_CODE: UnlistedCode = 'UNLISTED_CODE';
const UNLISTED_ACTION = 'The catalogue of this version does not list the code: go by the text of the partner.';

/** Builds the failure for a refusal or an unknown outcome, with the client action from the catalogue. */
export function replyFailure(
  catalogue: Catalogue,
  result: 'refused' | 'unknown',
  reply: Omit<PartnerReply, 'clientAction'>,
): AnswerFailure {
  const { answeredCode, partnerText } = reply;
  const entry: CatalogueEntry | undefined = catalogue.find(
    (candidate) => candidate.code === answeredCode && candidate.class === result,
  );
  const clientAction = entry?.clientAction ?? UNLISTED_ACTION;
  const verb = result === 'refused' ? 'refused with' : 'outcome unknown,';
  const message = `${verb} ${answeredCode} "${partnerText.slice(0, 256)}". ${clientAction}`;
  return { result, code: entry?.code ?? UNLISTED_CODE, ...reply, clientAction, message };
}
