import type { Refusal } from '@sparring/contracts';
import type { WorldFirstCode } from '@sparring/contracts/worldfirst';

/** A refusal with a code from the catalogue and the decision behind it. */
export function refuse(code: WorldFirstCode, rule: string, reason: string): Refusal<WorldFirstCode> {
  return { kind: 'refused', code, rule, reason };
}
