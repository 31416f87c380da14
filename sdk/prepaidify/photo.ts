import type { FileSource } from '../core/file-source.js';
import type { Receipt } from '../core/result.js';

/** The types of documents that prepaidify accepts. */
export type PhotoType = 'idFront' | 'idBack' | 'face' | 'amlReport' | 'idvReport';

/** A document to upload. */
export interface Photo {
  /** 1 to 64 characters; the `requestNo` of the basic information. */
  readonly requestNo: string;
  readonly type: PhotoType;
  /** At most 5,242,880 bytes: a JPEG or PNG, for the two reports a PDF. */
  readonly file: FileSource;
  /** Default: the name of the path or the File; an extension that is missing or unknown is added by the bytes. */
  readonly filename?: string | undefined;
}

/** What prepaidify returns for a document. */
export interface PhotoData {
  /** The partner's id of the request; for support. */
  readonly traceId: string | undefined;
  /** Null, as documented for this operation; whatever the partner sends once it is not. */
  readonly model: unknown;
}

/** The result for a document that prepaidify has stored. */
export type PhotoAccepted = PhotoData & Receipt;
