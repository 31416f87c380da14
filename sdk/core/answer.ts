/** An answer as it crossed the wire. */
export interface Answer {
  readonly httpStatus: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes, which a signature covers. */
  readonly body: Uint8Array;
}

/** The id to give to the partner's support when the body carries none. */
const ID_HEADERS = ['x-request-id', 'x-sparring-id'];

/** The first id of the request that an answer's headers tell. */
export function requestIdOf({ headers }: Answer): string | undefined {
  return ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
}
