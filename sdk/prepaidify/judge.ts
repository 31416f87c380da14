import { catalogue } from '@sparring/contracts/prepaidify/catalogue.js';
import { answer as answerSchema } from '@sparring/contracts/prepaidify/operations/file-upload.js';
import type { Answer } from '../core/answer.js';
import { decodeEnvelope, saidNo } from '../engine/decode-envelope.js';
import { requestIdOf } from '../engine/request-id.js';
import type { Verdict } from '../engine/verdict.js';
import type { PhotoData } from './photo.js';

interface Body {
  readonly code: string;
  readonly msg: string;
  readonly model: null;
  readonly traceId: string;
  readonly success: boolean;
}

/** One page types `code` as an integer, every example shows a text (decision K7): both are understood. */
function withTextCode(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('code' in json) || typeof json.code !== 'number') return json;
  return { ...json, code: String(json.code) };
}

const UNKNOWN: readonly string[] = catalogue.filter((entry) => entry.class === 'unknown').map(({ code }) => code);

/** Judges an answer of fileUpload by its code. Prepaidify signs no answers, so none is `verified`. */
export function judge(answer: Answer): Verdict<PhotoData> {
  const opened = decodeEnvelope<PhotoData, Body>(answer, answerSchema.check, withTextCode);
  if (opened.kind === 'verdict') return opened.verdict;
  const { code, msg, model, traceId, success } = opened.body;
  const requestId = traceId || requestIdOf(answer);
  if (!success) {
    const result = UNKNOWN.includes(code) ? 'unknown' : 'refused';
    return saidNo(catalogue, {
      result,
      answeredCode: code,
      partnerText: msg,
      requestId,
      verified: false,
    });
  }
  if (answer.httpStatus >= 300) {
    return { result: 'broken', code: 'CONTRACT_BROKEN', message: `success does not go with HTTP ${answer.httpStatus}` };
  }
  return { result: 'accepted', code, data: { traceId, model }, about: { requestId, verified: false } };
}
