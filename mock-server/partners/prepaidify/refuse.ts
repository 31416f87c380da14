import type { Refusal } from '@sparring/contracts';
import type { PrepaidifyCode } from '@sparring/contracts/prepaidify';

/** A refusal with a code from the catalogue and the decision behind it. */
export function refuse(
  code: PrepaidifyCode,
  rule: string,
  reason: string,
  more: { subject?: string } = {},
): Refusal<PrepaidifyCode> {
  return { kind: 'refused', code, rule, reason, ...more };
}

/** A refusal with code 3000 or 200002, whose texts name a field. */
export const refuseNaming = (code: '3000' | '200002', rule: string, subject: string, reason: string) =>
  refuse(code, rule, reason, { subject });
