/** One argument of a fault as it is written in parentheses. */
export interface FaultParameter {
  /** For messages and documents, for example `duration`. */
  readonly name: string;
  /** How the argument is written; a `duration` becomes milliseconds, a `size` bytes, a `rate` bytes per second. */
  readonly kind: 'duration' | 'size' | 'rate' | 'number' | 'word';
  /** What a `word` can be. */
  readonly words?: readonly string[];
  /** Written as in a move. */
  readonly example: string;
  /** Written as in a move; absent when the argument is required. In one form, all parameters have one or none. */
  readonly default?: string;
}

/** Random numbers from 0 (inclusive) to 1 (exclusive); with a seed they repeat. */
export type Random = () => number;

/** How the bytes of an answer are sent. */
export type Delivery =
  | { readonly kind: 'usual' }
  /** The connection is reset, no byte of the answer is sent. */
  | { readonly kind: 'reset' }
  /** Nothing is sent and the connection stays open until the client gives up or the simulator ends it. */
  | { readonly kind: 'hang' }
  /** The connection ends after this part of the answer's body, from 0 to 1. */
  | { readonly kind: 'cut'; readonly fraction: number }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };

/** An answer whose bytes are about to be sent. */
export interface FaultyAnswer {
  readonly httpStatus: number;
  /** Their names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a fault does to one request; what is left out happens as usual. */
export interface FaultEffect {
  /** Only for a request that the partner accepts; a refused one gets its refusal, and the fault is not used. */
  readonly onlyAccepted?: true;
  /** The connection is reset before the body is read. */
  readonly resetBeforeBody?: true;
  /** The connection is reset when this many bytes of the body have arrived. */
  readonly resetAfterBytes?: number;
  /** Nothing is accepted or stored. What would have been accepted is answered with the partner's general error. */
  readonly storesNothing?: true;
  /** The answer is the partner's general error, although the request may have been accepted. */
  readonly answersGeneralError?: true;
  /** How long the answer waits, in milliseconds. */
  readonly delayMs?: (random: Random) => number;
  /** Changes the partner's envelope before it is signed. */
  readonly alter?: (envelope: Readonly<Record<string, unknown>>, code: string) => object;
  /** Changes the text of the answer before it is signed. */
  readonly alterText?: (text: string) => string;
  /** How the answer is signed, where the partner signs: not at all, or over other bytes. */
  readonly signature?: 'missing' | 'wrong';
  /** The answer says that it was signed this long ago, in milliseconds. */
  readonly signedAgoMs?: number;
  /** Changes the answer after it was signed. */
  readonly transform?: (answer: FaultyAnswer) => FaultyAnswer;
  readonly delivery?: Delivery;
}

/** The arguments of a fault, in the order of its parameters; words are in lower case. */
export type FaultArguments = readonly (number | string)[];

/** One way to write the arguments of a fault: `delay(2s)` and `delay(uniform,100ms,2s)` are of two forms. */
export interface FaultForm {
  readonly parameters: readonly FaultParameter[];
  effect(args: FaultArguments): FaultEffect;
}

/** Something that is done to the connection or to the answer, named by what the client sees and what is stored. */
export interface Fault {
  readonly name: string;
  /** What the client sees. */
  readonly client: string;
  /** What the partner has stored afterwards. */
  readonly stored: string;
  /** What a good client does. */
  readonly clientAction: string;
  /**
   * What a good client knows of the outcome: what the answer says, nothing, or that the answer cannot be trusted. A
   * client that gives up before the answer knows nothing either.
   */
  readonly outcome: 'answered' | 'unknown' | 'untrusted';
  /** Only for partners that sign their answers. */
  readonly needsSignedAnswers?: true;
  /** Only for partners whose signed answers say when they were signed. */
  readonly needsDatedAnswers?: true;
  /** At least one; the first form that fits the arguments applies. */
  readonly forms: readonly FaultForm[];
}
