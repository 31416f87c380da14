import type { Refusal } from '@sparring/contracts';
import type { PrepaidifyCode } from '@sparring/contracts/prepaidify';

/** A refusal with a code of the catalogue and the decision behind it. */
export function refuse(
  code: PrepaidifyCode,
  rule: string,
  reason: string,
  more: { subject?: string } = {},
): Refusal<PrepaidifyCode> {
  return { kind: 'refused', code, rule, reason, ...more };
}

/** Codes 3000 and 200002 name a field in their text. */
export const refuseNaming = (code: '3000' | '200002', rule: string, subject: string, reason: string) =>
  refuse(code, rule, reason, { subject });
