import type { Fault } from '../fault.js';

/** A success that anyone could have sent. */
export const unsignedSuccess: Fault = {
  name: 'unsigned-success',
  client: 'A success without a signature.',
  stored: 'The document. A request that the partner refuses gets its refusal instead.',
  clientAction: 'Do not trust the answer; treat the outcome as unknown.',
  outcome: 'untrusted',
  needsSignedAnswers: true,
  forms: [{ parameters: [], effect: () => ({ onlyAccepted: true, signature: 'missing' }) }],
};
