import type { BodyField } from '@sparring/contracts';

/** A body as it goes on the wire. */
export interface WrittenBody {
  readonly bytes: Buffer;
  /** Absent when the body has no type of its own. */
  readonly contentType?: string;
  /** The text parts of a multipart body, for signatures that cover them. */
  readonly textParts: Readonly<Record<string, string>>;
}

type Tree = Readonly<Record<string, unknown>>;

/** What every side but the simulator needs to know of a body kind; the simulator's receivers stand beside its core. */
export interface BodyFormat {
  /** The Content-Type of a body that is given as bytes. */
  readonly contentType: string | undefined;
  /** @throws TypeError when a field cannot be carried by this kind. */
  write(fields: readonly BodyField[]): WrittenBody;
  /** Reads a body as its request schema describes it, without any rule of a partner. */
  read(bytes: Buffer, contentType: string): Promise<unknown>;
  /** The `requestBody` of OpenAPI 3.1. */
  describe(schema: Tree): Tree | undefined;
}

/** The one place where the JSON Schema of a component is referred to. */
export const componentRef = (schema: Tree) => ({ $ref: `#/components/schemas/${String(schema['title'])}` });
