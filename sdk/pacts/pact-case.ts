import { codeStateName } from '@sparring/cases';
import type { CatalogueEntry } from '@sparring/contracts';

/** One interaction: what the SDK sends, what the partner answers, what the SDK must make of it. */
export interface PactCase<Fields> {
  /** Unique; Pact's results carry nothing else. */
  readonly description: string;
  /** A state of `@sparring/cases`. */
  readonly state: string;
  readonly entry: CatalogueEntry;
  /** Whether the answer is signed by a partner that signs. */
  readonly signed: boolean;
  readonly fields: Fields;
}

/** Where the pacts are written, and who gets to know what the SDK made of each answer. */
export interface PactRun {
  readonly folder: string;
  /** Only the interactions whose description it lets through. */
  readonly only?: (description: string) => boolean;
  /** What the SDK sends with; default the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Called after each interaction with what the SDK made of the answer. */
  judged(description: string, expected: CallEnd, actual: CallEnd): void;
}

/** How a call of the SDK ended. */
export interface CallEnd {
  readonly kind: string;
  readonly code?: string;
}

const KIND_OF_CLASS = { success: 'accepted', refused: 'refused', unknown: 'unknown-outcome' } as const;

/** What the SDK must make of a code. */
export function expectedEnd({ class: kind, code }: CatalogueEntry): CallEnd {
  return kind === 'success' ? { kind: 'accepted' } : { kind: KIND_OF_CLASS[kind], code };
}

/** Waits for a call and returns how it ended. */
export async function endOf(call: Promise<unknown>): Promise<CallEnd> {
  try {
    await call;
    return { kind: 'accepted' };
  } catch (error) {
    const { kind = 'a bug', code = String(error) } = error as Partial<CallEnd>;
    return { kind, code };
  }
}

/** An interaction for every code that no other case answers, by the state that brings exactly this code. */
export function codeCases<Fields>(
  catalogue: readonly CatalogueEntry[],
  natural: readonly PactCase<Fields>[],
  fields: Fields,
): readonly PactCase<Fields>[] {
  const covered = new Set(natural.map(({ entry }) => entry.code));
  return catalogue
    .filter(({ code }) => !covered.has(code))
    .map((entry) => ({
      description: `an upload that is answered ${entry.code}`,
      state: codeStateName(entry.code),
      entry,
      signed: !entry.beforeSignature,
      fields,
    }));
}
