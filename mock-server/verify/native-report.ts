import type { Difference } from '@sparring/cases';

/** The part of the native verifier's JSON report that is used. */
export interface NativeReport {
  readonly interactionResults: readonly {
    readonly description: string;
    readonly result: string;
    readonly duration: string;
  }[];
  readonly errors: readonly { readonly interaction: string; readonly mismatch: NativeMismatch }[];
}

interface NativeMismatch {
  readonly type: string;
  readonly message?: string;
  readonly mismatches?: readonly NativeDetail[];
}

interface NativeDetail {
  readonly type: string;
  readonly path?: string;
  readonly key?: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly mismatch?: string;
}

/** What the verifier found out about one interaction; `undefined` when it did not run it. */
export interface NativeResult {
  readonly isOk: boolean;
  readonly differences: readonly Difference[];
  readonly tookMs: number;
}

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)) ?? '';

/** The name of a field as in the results of the cases: `httpStatus`, `header <name>`, `body.<name>`. */
function fieldOf({ type, path, key }: NativeDetail): string {
  if (type === 'StatusMismatch') return 'httpStatus';
  if (type === 'HeaderMismatch') return `header ${(key ?? path ?? '').toLowerCase()}`;
  return path?.startsWith('$') ? `body${path.slice(1)}` : (path ?? key ?? type);
}

function differencesOf({ mismatch }: NativeReport['errors'][number]): readonly Difference[] {
  const details = mismatch.mismatches ?? [];
  if (details.length === 0)
    return [{ field: mismatch.type, expected: 'an answer', actual: mismatch.message ?? 'none' }];
  return details.map((detail) => ({
    field: fieldOf(detail),
    expected: show(detail.expected),
    actual: detail.actual === undefined ? (detail.mismatch ?? '') : show(detail.actual),
  }));
}

function toMs(duration: string): number {
  const [, amount = '0', unit] = /^([\d.]+)(ms|s)?/.exec(duration) ?? [];
  return Number(amount) * (unit === 's' ? 1000 : 1);
}

/** Finds the result of an interaction in the verifier's report. */
export function nativeResultOf({ interactionResults, errors }: NativeReport, name: string): NativeResult | undefined {
  const ran = interactionResults.find(({ description }) => description === name);
  const own = errors.filter(({ interaction }) => interaction.endsWith(` - ${name}`));
  if (!ran) return undefined;
  return {
    isOk: ran.result === 'OK' && own.length === 0,
    differences: own.flatMap(differencesOf),
    tookMs: toMs(ran.duration),
  };
}
