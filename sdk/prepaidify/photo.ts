import type { FileSource } from '../core/file-source.js';
import type { Receipt } from '../core/receipt.js';

/** The documents that prepaidify takes. */
export type PhotoType = 'idFront' | 'idBack' | 'face' | 'amlReport' | 'idvReport';

/** A document to hand in. */
export interface Photo {
  /** 1 to 64 characters; the request of the basic information. */
  readonly requestNo: string;
  readonly type: PhotoType;
  /** At most 5,242,880 bytes: a JPEG or PNG, for the two reports a PDF. */
  readonly file: FileSource;
  /** Default: the name of the path or the File, else made of the type and what the bytes are. */
  readonly filename?: string;
}

/** What prepaidify gives for a document. */
export interface PhotoData {
  /** The partner's id of the request; for support. */
  readonly traceId: string;
  /** Always null for this operation. */
  readonly model: null;
}

/** A document that prepaidify has stored. */
export type PhotoAccepted = PhotoData & Receipt;
