import type { Catalogue, CatalogueEntry, Check } from '@sparring/contracts/partner';
import type { Answer } from '../core/answer.js';
import { UNLISTED_CODE } from '../core/codes.js';
import { readJson, type Verdict, withoutEnvelope } from './verdict.js';

const UNLISTED_ACTION = 'The catalogue of this version does not list the code: go by the text of the partner.';

/** A body that keeps its contract, or the verdict on one that does not. */
export type Envelope<Data, Body> =
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'verdict'; readonly verdict: Verdict<Data> };

/**
 * Reads an answer's envelope and checks it against its schema. Fields that the schema does not know are
 * let through: the partners add fields without notice.
 */
export function decodeEnvelope<Data, Body>(
  answer: Answer,
  check: Check,
  mend: (json: unknown) => unknown,
): Envelope<Data, Body> {
  const json = readJson(answer.body);
  if (json === undefined) {
    return { kind: 'verdict', verdict: withoutEnvelope(answer, 'NOT_JSON', 'the answer is not JSON') };
  }
  const body = mend(json);
  const violations = check(body).filter(({ keyword }) => keyword !== 'additionalProperties');
  const [first] = violations;
  if (!first) return { kind: 'body', body: body as Body };
  const reason = `the answer breaks its contract: ${first.path || 'the body'} ${first.message}`;
  return { kind: 'verdict', verdict: withoutEnvelope(answer, 'CONTRACT_BROKEN', reason) };
}

/** What the answer's envelope says, in neutral words. */
export interface Said {
  readonly result: 'refused' | 'unknown';
  readonly answeredCode: string;
  readonly partnerText: string;
  readonly requestId: string | undefined;
  readonly verified: boolean;
}

/** Words a no or a don't-know, with the client's clientAction from the catalogue. */
export function saidNo<Data>(catalogue: Catalogue, said: Said): Verdict<Data> {
  const listed = (entry: CatalogueEntry) => entry.code === said.answeredCode && entry.class === said.result;
  const entry = catalogue.find(listed);
  const clientAction = entry?.clientAction ?? UNLISTED_ACTION;
  const verb = said.result === 'refused' ? 'refused with' : 'outcome unknown,';
  return {
    ...said,
    code: entry?.code ?? UNLISTED_CODE,
    clientAction,
    message: `${verb} ${said.answeredCode} "${said.partnerText.slice(0, 256)}". ${clientAction}`,
  };
}
