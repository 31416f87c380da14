import { composers } from '@sparring/cases';

/**
 * Describes a decision: where it comes from, the setting that changes it, and its question.
 * @example describeDecision('prepaidify', 'K7') // 'prepaidify K7 (documented; setting prepaidify.successMessage): …?'
 */
export function describeDecision(partner: string, id: string): string {
  const contract = composers.find((composer) => composer.contract.name === partner)?.contract;
  const decision = contract?.decisions.find((candidate) => candidate.id === id);
  if (!decision) return `${partner} ${id}`;
  const setting = decision.setting ? `; setting ${partner}.${decision.setting}` : '';
  return `${partner} ${id} (${decision.provenance.kind}${setting}): ${decision.question}`;
}
