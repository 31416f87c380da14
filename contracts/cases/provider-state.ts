import type { Catalogue, SettingValue } from '@sparring/contracts';
import type { Request } from './generated/types.js';

/** What a pact takes for granted on the partner's side, and how it is brought about. */
export interface ProviderState {
  /** A sentence; pacts name it. */
  readonly name: string;
  /** Whether any implementation can be brought into it, by requests alone. */
  readonly portable: boolean;
  readonly operation: string;
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** A code asked for with the request. */
  readonly move?: string;
  /** The request comes from a caller, or is signed with a key, that the partner does not know. */
  readonly unknown?: 'caller' | 'key';
  /** Requests that are sent first and must succeed. */
  readonly before?: readonly Request[];
}

/** The name of the state in which a partner answers a code whatever valid request comes. */
export const codeStateName = (code: string): string => `the partner answers ${code}`;

/** One state for every code that is not a success. */
export function codeStates(catalogue: Catalogue, operation: string): readonly ProviderState[] {
  return catalogue
    .filter((entry) => entry.class !== 'success')
    .map(({ code }) => ({ name: codeStateName(code), portable: false, operation, move: code }));
}
