import type { Operation, PartnerContract } from '@sparring/contracts';

/** What an operation offers as moves. */
export interface MoveScope {
  readonly codes: readonly string[];
  /** Whether the partner signs its answers; some faults need that. */
  readonly signsAnswers: boolean;
  /** Whether a signed answer says when it was signed; one fault needs that. */
  readonly datesAnswers: boolean;
}

/** What a fault does, for people. */
export interface FaultText {
  /** What the client sees. */
  readonly client: string;
  /** What the partner stored. */
  readonly stored: string;
  /** What a good client does. */
  readonly clientAction: string;
}

/** A move that can be asked for. */
export interface AvailableMove {
  readonly kind: 'answer' | 'fault';
  readonly name: string;
  /** Texts that ask for it, for example `delay(2s)`; the kit has a document of the first one. */
  readonly examples: readonly string[];
  readonly fault?: FaultText;
}

/** A move that was read, or one sentence about why a text is none. */
export type ReadMove =
  | { readonly kind: 'answer'; readonly code: string; readonly text: string }
  | { readonly kind: 'fault'; readonly fault: FaultText; readonly text: string }
  | { readonly kind: 'unknown'; readonly message: string };

/** Which moves there are, and how they are written. */
export interface MoveReader {
  listMoves(scope: MoveScope): readonly AvailableMove[];
  /** Never throws. */
  parseMove(text: string, scope: MoveScope): ReadMove;
}

/** What an operation offers; a partner whose contract has answer headers signs its answers. */
export const scopeOf = ({ answerHeaders, datesAnswers }: PartnerContract, { outcomes }: Operation): MoveScope => ({
  codes: outcomes.map(({ code }) => code),
  signsAnswers: Object.keys(answerHeaders).length > 0,
  datesAnswers: datesAnswers === true,
});
