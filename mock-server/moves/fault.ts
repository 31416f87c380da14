/** One parameter of a fault as it is written in parentheses. */
export interface FaultParameter {
  /** For messages and documents, for example `duration`. */
  readonly name: string;
  /** `duration` is read as milliseconds, `size` as bytes, `number` as it is, `word` is one of `words`. */
  readonly kind: 'duration' | 'size' | 'number' | 'word';
  readonly words?: readonly string[];
  /** Written as in a move; absent when the parameter is required. */
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
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a fault does to one request; what is left out happens as usual. */
export interface FaultEffect {
  /** The connection is reset before the body is read. */
  readonly resetBeforeBody?: true;
  /** The connection is reset when this many bytes of the body have arrived. */
  readonly resetAfterBytes?: number;
  /** Nothing is accepted or stored; the request is judged as usual otherwise. */
  readonly storesNothing?: true;
  /** How long the answer waits, in milliseconds. */
  readonly delayMs?: (random: Random) => number;
  /** Changes the partner's envelope before it is signed. */
  readonly alter?: (envelope: Readonly<Record<string, unknown>>, code: string) => object;
  /** How the answer is signed, where the partner signs: not at all, over other bytes, or with an old time. */
  readonly signature?: 'missing' | 'wrong' | 'stale';
  /** Changes the answer after it was signed. */
  readonly transform?: (answer: FaultyAnswer) => FaultyAnswer;
  readonly delivery?: Delivery;
}

/** Arguments of a fault, in the order of its parameters. */
export type FaultArguments = readonly (number | string)[];

/** Something that is done to the connection or to the answer, named by what the client sees and what is stored. */
export interface Fault {
  readonly name: string;
  /** What the client sees. */
  readonly client: string;
  /** What the partner stored: `as-usual` depends on the request alone. */
  readonly stored: 'yes' | 'no' | 'as-usual';
  /** What a good client does. */
  readonly clientAction: string;
  readonly parameters: readonly FaultParameter[];
  /** Only for partners that sign their answers. */
  readonly needsSignedAnswers?: true;
  /** @throws RangeError in one sentence when the arguments do not fit together. */
  effect(args: FaultArguments): FaultEffect;
}
