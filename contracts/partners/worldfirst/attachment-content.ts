import { type FileKind, fileKind, MAGIC_BYTES } from '../../file-kind.js';

/** The maximum length of `attachmentContent`, in Base64 characters (decision W12). */
export const MAX_CONTENT_CHARACTERS = 1_048_576;

/** The size of the largest file that fits into that length, in bytes. */
export const MAX_CONTENT_BYTES = (MAX_CONTENT_CHARACTERS / 4) * 3;

/** A decoded `attachmentContent`, or why it cannot be decoded. */
export type AttachmentContent =
  | { readonly kind: 'content'; readonly bytes: Buffer }
  | { readonly kind: 'unusable'; readonly reason: string };

const unusable = (reason: string) => ({ kind: 'unusable', reason }) as const;

function paddingOf(text: string): number {
  if (text.endsWith('==')) return 2;
  return text.endsWith('=') ? 1 : 0;
}

/**
 * Decodes standard Base64 with padding and without white space (decision W12).
 * Node's decoder skips unknown ASCII characters, which makes the result too short, but reads others by their low byte
 * (`\u0141` as `A`). Checking for ASCII, the length and the last group instead of every character is ten times as fast
 * as a regular expression over 1 MiB.
 */
export function decodeAttachment(text: string): AttachmentContent {
  if (text.startsWith('data:')) return unusable('attachmentContent is a data: URL; send the Base64 alone');
  if (text.length % 4 !== 0) return unusable('attachmentContent is not padded to a multiple of 4 characters');
  if (text.includes('-') || text.includes('_')) return unusable('attachmentContent uses the URL-safe alphabet');
  const isAscii = Buffer.byteLength(text) === text.length;
  const bytes = Buffer.from(text, 'base64');
  const lastGroup = bytes.subarray(bytes.length - (bytes.length % 3 || 3)).toString('base64');
  const isWhole = bytes.length === (text.length / 4) * 3 - paddingOf(text) && text.endsWith(lastGroup);
  if (!isAscii || !isWhole) {
    return unusable('attachmentContent is not standard Base64 (white space, an invalid character or wrong padding)');
  }
  return { kind: 'content', bytes };
}

const IMAGES: readonly (FileKind | undefined)[] = ['jpeg', 'png'];

/** Whether the bytes begin like a JPEG or a PNG. */
export function isImage(bytes: Buffer): boolean {
  return IMAGES.includes(fileKind(bytes.subarray(0, MAGIC_BYTES)));
}
