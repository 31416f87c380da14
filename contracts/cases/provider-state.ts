import type { Catalogue, SettingValue } from '@sparring/contracts';
import type { Request } from './generated/types.js';

/** A precondition of a pact interaction, and how to set it up. */
export interface ProviderState {
  /** A sentence, as it appears in the pacts. */
  readonly name: string;
  /** Whether requests alone can set up the state, so that it works with any implementation. */
  readonly portable: boolean;
  readonly operation: string;
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** The code to request with `x-sparring-move`. */
  readonly move?: string;
  /** Whether the partner does not know the caller, or the key that signs the request. */
  readonly unknown?: 'caller' | 'key';
  /** Requests to send first, all of which must succeed. */
  readonly before?: readonly Request[];
}

/** The name of the state in which a partner answers every valid request with a code. */
export const codeStateName = (code: string): string => `the partner answers ${code}`;

/** One state per code that is not a success. */
export function codeStates(catalogue: Catalogue, operation: string): readonly ProviderState[] {
  return catalogue
    .filter((entry) => entry.class !== 'success')
    .map(({ code }) => ({ name: codeStateName(code), portable: false, operation, move: code }));
}
