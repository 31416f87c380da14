/** The longest answer that is read, in bytes; the partners' answers have a few hundred. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** The answer went on after `MAX_ANSWER_BYTES`; the rest was not read. */
export class OversizeAnswer extends Error {
  readonly httpStatus: number;

  constructor(httpStatus: number) {
    super(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    this.httpStatus = httpStatus;
  }
}

/** Reads an answer's body; leaving the loop early gives the connection up. */
export async function readBounded(body: AsyncIterable<Uint8Array> | null, httpStatus: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new OversizeAnswer(httpStatus);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
