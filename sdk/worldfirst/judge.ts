import type { KeyObject } from 'node:crypto';
import { catalogue } from '@sparring/contracts/worldfirst/catalogue.js';
import {
  answer as answerSchema,
  submitAttachment,
} from '@sparring/contracts/worldfirst/operations/submit-attachment.js';
import { readSignatureHeader, startVerification } from '@sparring/contracts/worldfirst/signature.js';
import type { Answer } from '../core/result.js';
import { broken, readEnvelope, replyFailure, requestIdOf } from '../engine/answer.js';
import type { Verdict } from '../engine/protocol.js';
import type { AttachmentData } from './attachment.js';

/** What is needed to verify an answer. */
export interface Verifier {
  readonly clientId: string;
  readonly partnerPublicKey: KeyObject | undefined;
}

type Proof = 'valid' | 'invalid' | 'none';

interface Body {
  readonly attachmentUrl?: string;
  readonly result: {
    readonly resultCode: string;
    readonly resultMessage: string;
    readonly resultStatus: 'S' | 'F' | 'U';
  };
}

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

function judgeSuccess(
  { attachmentUrl = '', result }: Body,
  answer: Answer,
  proof: Proof,
  required: boolean,
): Verdict<AttachmentData> {
  if (proof === 'none' && required) {
    return broken('SIGNATURE_MISSING', 'a success must carry signature and response-time');
  }
  if (result.resultCode !== 'SUCCESS' || answer.httpStatus >= 300) {
    return broken('CONTRACT_BROKEN', `status S contradicts ${result.resultCode} and HTTP ${answer.httpStatus}`);
  }
  const requestId = requestIdOf(answer);
  return { result: 'accepted', code: 'SUCCESS', data: { attachmentUrl }, requestId, verified: proof === 'valid' };
}

/**
 * Judges an answer of submitAttachment by `resultStatus`, never by the HTTP status alone. Refusals that
 * come before the partner's signature check are unsigned and accepted as such (decision W9).
 */
export function judge(answer: Answer, verifier: Verifier): Verdict<AttachmentData> {
  const proof = proofOf(answer, verifier);
  if (proof === 'invalid') return broken('SIGNATURE_WRONG', 'the signature of the answer is invalid');
  const envelope = readEnvelope<Body>(answer, answerSchema.check, (json) => json);
  if (envelope.kind === 'failure') return envelope.failure;
  const { resultStatus, resultCode, resultMessage } = envelope.body.result;
  if (resultStatus === 'S') return judgeSuccess(envelope.body, answer, proof, verifier.partnerPublicKey !== undefined);
  if (resultCode === 'SUCCESS') return broken('CONTRACT_BROKEN', `status ${resultStatus} contradicts SUCCESS`);
  return replyFailure(catalogue, resultStatus === 'F' ? 'refused' : 'unknown', {
    answeredCode: resultCode,
    partnerText: resultMessage,
    requestId: requestIdOf(answer),
    verified: proof === 'valid',
  });
}
