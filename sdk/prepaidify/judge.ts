import { catalogue } from '@sparring/contracts/prepaidify/catalogue.js';
import { answer as answerSchema } from '@sparring/contracts/prepaidify/operations/file-upload.js';
import type { Answer } from '../core/result.js';
import { broken, readEnvelope, replyFailure, requestIdOf } from '../engine/answer.js';
import type { Verdict } from '../engine/protocol.js';
import type { PhotoData } from './photo.js';

interface Body {
  readonly code: string;
  readonly msg: string;
  readonly model: null;
  readonly traceId: string;
  readonly success: boolean;
}

/** One page types `code` as an integer, every example shows a string (decision K7): both are accepted. */
function withTextCode(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('code' in json) || typeof json.code !== 'number') return json;
  return { ...json, code: String(json.code) };
}

const UNKNOWN: readonly string[] = catalogue.filter((entry) => entry.class === 'unknown').map(({ code }) => code);

/** Judges an answer of fileUpload by its code. Prepaidify signs no answers, so none is `verified`. */
export function judge(answer: Answer): Verdict<PhotoData> {
  const envelope = readEnvelope<Body>(answer, answerSchema.check, withTextCode);
  if (envelope.kind === 'failure') return envelope.failure;
  const { code, msg, model, traceId, success } = envelope.body;
  const requestId = traceId || requestIdOf(answer);
  if (!success) {
    const result = UNKNOWN.includes(code) ? 'unknown' : 'refused';
    return replyFailure(catalogue, result, { answeredCode: code, partnerText: msg, requestId, verified: false });
  }
  if (answer.httpStatus >= 300) return broken('CONTRACT_BROKEN', `success contradicts HTTP ${answer.httpStatus}`);
  return { result: 'accepted', code, data: { traceId, model }, requestId, verified: false };
}
