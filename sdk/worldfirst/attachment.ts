import type { FileSource } from '../core/file-source.js';
import type { Receipt } from '../core/result.js';

/** The types of photocopies that WorldFirst accepts. */
export type AttachmentType = 'BUSINESS_LICENSE' | 'ID_CARD_FRONT_SIDE' | 'ID_CARD_BACK_SIDE';

/** A photocopy to submit. */
export interface Attachment {
  /** 1 to 64 characters. Repeat it with the same type and content only. */
  readonly attachmentId: string;
  readonly attachmentType: AttachmentType;
  /** A JPEG or PNG of at most 786,432 bytes, not encoded: the SDK writes the Base64. */
  readonly content: FileSource;
}

/** What WorldFirst returns for an attachment. */
export interface AttachmentData {
  /** The key to pass to registerCustomer as `attachment.file`; not an http URL. */
  readonly attachmentUrl: string;
}

/** The result for an attachment that WorldFirst has stored. */
export type AttachmentAccepted = AttachmentData & Receipt;
