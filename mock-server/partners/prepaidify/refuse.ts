import type { Refusal, WrongPart } from '@sparring/contracts';
import type { PrepaidifyCode } from '@sparring/contracts/prepaidify';

/** What else is known of a refusal: the name that its text contains, and what is wrong. */
interface RefusalDetails {
  readonly subject?: string;
  readonly wrong?: WrongPart;
}

/** A refusal with a code from the catalogue and the decision behind it. */
export function refuse(
  code: PrepaidifyCode,
  rule: string,
  reason: string,
  more: RefusalDetails = {},
): Refusal<PrepaidifyCode> {
  return { kind: 'refused', code, rule, reason, ...more };
}

/** A refusal with code 3000 or 200002, whose texts name a header, field or part. */
export const refuseNaming = (code: '3000' | '200002', rule: string, reason: string, wrong: WrongPart) =>
  refuse(code, rule, reason, { subject: wrong.name ?? '', wrong });
