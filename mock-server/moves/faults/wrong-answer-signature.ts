import type { Fault } from '../fault.js';

/** The answer was changed on its way, or signed with the key of somebody else. */
export const wrongAnswerSignature: Fault = {
  name: 'wrong-answer-signature',
  client: 'The usual answer with a well-formed but invalid signature.',
  stored: 'As usual.',
  clientAction: 'Do not trust the answer; treat the outcome as unknown.',
  outcome: 'untrusted',
  needsSignedAnswers: true,
  forms: [{ parameters: [], effect: () => ({ signature: 'wrong' }) }],
};
