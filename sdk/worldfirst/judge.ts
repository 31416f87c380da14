import type { KeyObject } from 'node:crypto';
import { catalogue } from '@sparring/contracts/worldfirst/catalogue.js';
import {
  answer as answerSchema,
  submitAttachment,
} from '@sparring/contracts/worldfirst/operations/submit-attachment.js';
import { readSignatureHeader, startVerification } from '@sparring/contracts/worldfirst/signature.js';
import type { Answer } from '../core/result.js';
import {
  broken,
  fieldsOf,
  readJson,
  replyFailure,
  requestIdOf,
  textOf,
  warningsOf,
  withoutEnvelope,
} from '../engine/answer.js';
import type { Accepted, Verdict } from '../engine/protocol.js';
import type { AttachmentData } from './attachment.js';

/** What is needed to verify an answer. */
export interface Verifier {
  readonly clientId: string;
  readonly partnerPublicKey: KeyObject | undefined;
}

type Proof = 'valid' | 'invalid' | 'none';

/** A signature without its response-time is invalid, not missing: an unsigned answer has neither. */
function proofOf({ headers, body }: Answer, { clientId, partnerPublicKey }: Verifier): Proof {
  const { signature = '', 'response-time': time = '' } = headers;
  if (signature === '' || !partnerPublicKey) return 'none';
  const read = readSignatureHeader(signature);
  if (read.kind !== 'signature') return 'invalid';
  const { path: target } = submitAttachment;
  const verification = startVerification({ method: 'POST', target, clientId, time }, partnerPublicKey);
  verification.update(Buffer.from(body.buffer, body.byteOffset, body.length));
  return verification.verify(read.bytes) ? 'valid' : 'invalid';
}

const RESULTS: Readonly<Record<string, 'accepted' | 'refused' | 'unknown'>> = {
  S: 'accepted',
  F: 'refused',
  U: 'unknown',
};

function judgeSuccess(
  attachmentUrl: string,
  resultCode: string,
  answer: Answer,
  about: Pick<Accepted<AttachmentData>, 'requestId' | 'verified' | 'warnings'>,
): Verdict<AttachmentData> {
  if (resultCode !== 'SUCCESS' || answer.httpStatus >= 300) {
    return broken('CONTRACT_BROKEN', `status S contradicts ${resultCode.slice(0, 64)} and HTTP ${answer.httpStatus}`);
  }
  if (attachmentUrl === '') return broken('CONTRACT_BROKEN', 'a success must carry an attachmentUrl');
  return { result: 'accepted', code: 'SUCCESS', data: { attachmentUrl }, ...about };
}

/**
 * Judges an answer of submitAttachment by `resultStatus` and `resultCode`, never by the HTTP status alone.
 * Refusals that come before the partner's signature check are unsigned and accepted as such (decision W9).
 */
export function judge(answer: Answer, verifier: Verifier): Verdict<AttachmentData> {
  const proof = proofOf(answer, verifier);
  if (proof === 'invalid') return broken('SIGNATURE_WRONG', 'the signature of the answer is invalid');
  const json = readJson(answer.body);
  if (json === undefined) return withoutEnvelope(answer, 'NOT_JSON', 'the answer is not JSON');
  const body = fieldsOf(json);
  const { resultStatus, resultCode, resultMessage } = fieldsOf(body['result']);
  const answeredCode = textOf(resultCode);
  const result = RESULTS[textOf(resultStatus)];
  if (!result || answeredCode === '') {
    return withoutEnvelope(answer, 'CONTRACT_BROKEN', 'the answer has no result with a code and a known status');
  }
  const about = {
    requestId: requestIdOf(answer),
    verified: proof === 'valid',
    warnings: warningsOf(body, answerSchema.check),
  };
  if (result === 'accepted') {
    if (proof === 'none' && verifier.partnerPublicKey) {
      return broken('SIGNATURE_MISSING', 'a success must carry signature and response-time');
    }
    return judgeSuccess(textOf(body['attachmentUrl']), answeredCode, answer, about);
  }
  if (answeredCode === 'SUCCESS') return broken('CONTRACT_BROKEN', `status ${resultStatus} contradicts SUCCESS`);
  return replyFailure(catalogue, result, { answeredCode, partnerText: textOf(resultMessage), ...about });
}
