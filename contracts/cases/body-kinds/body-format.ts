import type { BodyField } from '@sparring/contracts';

/** A body as it is sent. */
export interface WrittenBody {
  readonly bytes: Buffer;
  /** Absent when there is no body. */
  readonly contentType?: string;
  /** The text parts of a multipart body, for signatures that cover them. */
  readonly textParts: Readonly<Record<string, string>>;
}

type Tree = Readonly<Record<string, unknown>>;

/** Everything about a body kind except how the simulator receives it; its receivers are in `mock-server/core/body/`. */
export interface BodyFormat {
  /** The Content-Type of a body that is passed as bytes. */
  readonly contentType: string | undefined;
  /** @throws TypeError when this kind cannot carry one of the fields. */
  write(fields: readonly BodyField[]): WrittenBody;
  /** Reads a body into the shape that its request schema describes, without applying any partner's rules. */
  read(bytes: Buffer, contentType: string): Promise<unknown>;
  /** The `requestBody` of OpenAPI 3.1. */
  describe(schema: Tree): Tree | undefined;
}

/** A reference to the JSON Schema of a component. */
export const componentRef = (schema: Tree) => ({ $ref: `#/components/schemas/${String(schema['title'])}` });
