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
  /** Default: the name of the path or the File, else made of the type and the format of the bytes. */
  readonly filename?: string;
}

/** What prepaidify returns for a document. */
export interface PhotoData {
  /** The partner's id of the request; for support. */
  readonly traceId: string;
  /** Always null for this operation. */
  readonly model: null;
}

/** The result for a document that prepaidify has stored. */
export type PhotoAccepted = PhotoData & Receipt;
