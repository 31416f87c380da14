import type { FileKind } from '@sparring/contracts';

/** A format that an operation takes. */
export interface DocumentFormat {
  readonly kind: FileKind;
  /** Without the dot, for example `jpg`. */
  readonly extension: string;
  /** The fields with which a document of this format is accepted, for example the type of the document. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A document as it is uploaded. */
export interface UploadedDocument {
  readonly filename: string;
  readonly bytes: Buffer;
}

/** What the partner answers to a document that carries no move. */
export interface NaturalAnswer {
  readonly code: string;
  /** Why, when it refuses. */
  readonly reason?: string;
}

/** What documents an operation takes: all that `sparring files kit` has to know of a partner besides its contract. */
export interface DocumentRules {
  /** The first one is used where the format does not matter. */
  readonly formats: readonly [DocumentFormat, ...DocumentFormat[]];
  /** The largest document that is accepted, in bytes, before any encoding. */
  readonly maxBytes: number;
  /** Judges a document by the rules of the operation, with the settings at their defaults. */
  judge(document: UploadedDocument, fields: Readonly<Record<string, string>>): NaturalAnswer;
}

/** A partner that takes documents. */
export interface DocumentTaker {
  /** By the name of the operation in the contract; operations that take no document are absent. */
  readonly documents: Readonly<Record<string, DocumentRules>>;
}

/** Whether a partner takes documents and says which. */
export const takesDocuments = <Module extends object>(module: Module): module is Module & DocumentTaker =>
  'documents' in module;
