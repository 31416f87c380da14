/** An answer as it crossed the wire. */
export interface Answer {
  readonly httpStatus: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes, which a signature covers. */
  readonly body: Uint8Array;
}
