import type { KeyObject } from 'node:crypto';
import { catalogue } from '@sparring/contracts/worldfirst/catalogue.js';
import {
  answer as answerSchema,
  submitAttachment,
} from '@sparring/contracts/worldfirst/operations/submit-attachment.js';
import { readSignatureHeader, startVerification } from '@sparring/contracts/worldfirst/signature.js';
import type { Answer } from '../core/answer.js';
import { decodeEnvelope, saidNo } from '../engine/decode-envelope.js';
import { requestIdOf } from '../engine/request-id.js';
import type { Verdict } from '../engine/verdict.js';
import type { AttachmentData } from './attachment.js';

/** What is needed to judge an answer. */
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

/** A signature without its response-time is not what an unsigned answer looks like: it holds over nothing, so it is wrong. */
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

const broken = (code: 'SIGNATURE_MISSING' | 'SIGNATURE_WRONG' | 'CONTRACT_BROKEN', message: string) =>
  ({ result: 'broken', code, message }) as const;

function judgeSuccess(
  { attachmentUrl = '', result }: Body,
  answer: Answer,
  proof: Proof,
  required: boolean,
): Verdict<AttachmentData> {
  if (proof === 'none' && required) {
    return broken('SIGNATURE_MISSING', 'a success without signature and response-time is no success');
  }
  if (result.resultCode !== 'SUCCESS' || answer.httpStatus >= 300) {
    return broken('CONTRACT_BROKEN', `status S does not go with ${result.resultCode} and HTTP ${answer.httpStatus}`);
  }
  const about = { requestId: requestIdOf(answer), verified: proof === 'valid' };
  return { result: 'accepted', code: 'SUCCESS', data: { attachmentUrl }, about };
}

/**
 * Judges an answer of submitAttachment by `resultStatus`, never by the HTTP status alone. Refusals that
 * come before the partner's signature check are unsigned and taken for what they are (decision W9).
 */
export function judge(answer: Answer, verifier: Verifier): Verdict<AttachmentData> {
  const proof = proofOf(answer, verifier);
  if (proof === 'invalid') return broken('SIGNATURE_WRONG', 'the signature does not hold over the answer');
  const opened = decodeEnvelope<AttachmentData, Body>(answer, answerSchema.check, (json) => json);
  if (opened.kind === 'verdict') return opened.verdict;
  const { resultStatus, resultCode, resultMessage } = opened.body.result;
  if (resultStatus === 'S') return judgeSuccess(opened.body, answer, proof, verifier.partnerPublicKey !== undefined);
  if (resultCode === 'SUCCESS') return broken('CONTRACT_BROKEN', `status ${resultStatus} does not go with SUCCESS`);
  return saidNo(catalogue, {
    result: resultStatus === 'F' ? 'refused' : 'unknown',
    answeredCode: resultCode,
    partnerText: resultMessage,
    requestId: requestIdOf(answer),
    verified: proof === 'valid',
  });
}
