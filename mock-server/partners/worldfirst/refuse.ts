import type { Refusal, WrongPart } from '@sparring/contracts';
import type { WorldFirstCode } from '@sparring/contracts/worldfirst';

/** A refusal with a code from the catalogue, the decision behind it and what is wrong. */
export function refuse(code: WorldFirstCode, rule: string, reason: string, wrong?: WrongPart): Refusal<WorldFirstCode> {
  return { kind: 'refused', code, rule, reason, ...(wrong ? { wrong } : {}) };
}
