import { catalogue } from '@sparring/contracts/prepaidify/catalogue.js';
import { answer as answerSchema } from '@sparring/contracts/prepaidify/operations/file-upload.js';
import type { Answer } from '../core/result.js';
import {
  broken,
  type Fields,
  fieldsOf,
  readJson,
  replyFailure,
  requestIdOf,
  textOf,
  warningsOf,
  withoutEnvelope,
} from '../engine/answer.js';
import type { Accepted, Verdict } from '../engine/protocol.js';
import type { PhotoData } from './photo.js';

/** One page types `code` as an integer, every example shows a string (decision K7): both are accepted. */
function withTextCode(body: Fields): Fields {
  return typeof body['code'] === 'number' ? { ...body, code: String(body['code']) } : body;
}

const SUCCESS = '0';
const UNKNOWN: readonly string[] = catalogue.filter((entry) => entry.class === 'unknown').map(({ code }) => code);

/** Whether the flags say the opposite of the code, or of each other. */
function isContradictory({ code, success, error }: Fields): boolean {
  if (typeof success === 'boolean' && success !== (code === SUCCESS)) return true;
  return typeof error === 'boolean' && error === (code === SUCCESS);
}

function judgeSuccess(
  { success, model = null }: Fields,
  { httpStatus }: Answer,
  traceId: string | undefined,
  about: Pick<Accepted<PhotoData>, 'requestId' | 'verified' | 'warnings'>,
): Verdict<PhotoData> {
  if (success !== true) return broken('CONTRACT_BROKEN', 'code 0 without success');
  if (httpStatus >= 300) return broken('CONTRACT_BROKEN', `success contradicts HTTP ${httpStatus}`);
  return { result: 'accepted', code: SUCCESS, data: { traceId, model }, ...about };
}

/** Judges an answer of fileUpload by its code. Prepaidify signs no answers, so none is `verified`. */
export function judge(answer: Answer): Verdict<PhotoData> {
  const json = readJson(answer.body);
  if (json === undefined) return withoutEnvelope(answer, 'NOT_JSON', 'the answer is not JSON');
  const body = withTextCode(fieldsOf(json));
  const code = textOf(body['code']);
  if (code === '') return withoutEnvelope(answer, 'CONTRACT_BROKEN', 'the answer has no code');
  if (isContradictory(body)) {
    return withoutEnvelope(answer, 'CONTRACT_BROKEN', `code ${code.slice(0, 64)} contradicts success or error`);
  }
  const traceId = textOf(body['traceId']) || undefined;
  const warnings = warningsOf(body, answerSchema.check);
  const about = { requestId: traceId ?? requestIdOf(answer), verified: false, warnings };
  if (code === SUCCESS) return judgeSuccess(body, answer, traceId, about);
  const result = UNKNOWN.includes(code) ? 'unknown' : 'refused';
  return replyFailure(catalogue, result, { answeredCode: code, partnerText: textOf(body['msg']), ...about });
}
