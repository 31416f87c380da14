import { type FileKind, fileKind, MAGIC_BYTES } from '../../file-kind.js';

/** The longest `attachmentContent`, in characters of Base64 (decision W12). */
export const MAX_CONTENT_CHARACTERS = 1_048_576;

/** The largest file whose Base64 is no longer than that, in bytes. */
export const MAX_CONTENT_BYTES = (MAX_CONTENT_CHARACTERS / 4) * 3;

/** An `attachmentContent` decoded, or why it cannot be. */
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
 * Node's decoder skips what it does not know, so a foreign character shows as a short result; that and
 * the last group are checked instead of every character: a regex over 1 MiB costs ten times as much.
 */
export function decodeAttachment(text: string): AttachmentContent {
  if (text.startsWith('data:')) return unusable('attachmentContent is a data: URL; send the Base64 alone');
  if (text.length % 4 !== 0) return unusable('attachmentContent is not padded to a multiple of 4 characters');
  if (text.includes('-') || text.includes('_')) return unusable('attachmentContent uses the URL-safe alphabet');
  const bytes = Buffer.from(text, 'base64');
  const lastGroup = bytes.subarray(bytes.length - (bytes.length % 3 || 3)).toString('base64');
  if (bytes.length !== (text.length / 4) * 3 - paddingOf(text) || !text.endsWith(lastGroup)) {
    return unusable('attachmentContent is not standard Base64 (white space, a foreign character or wrong padding)');
  }
  return { kind: 'content', bytes };
}

const IMAGES: readonly (FileKind | undefined)[] = ['jpeg', 'png'];

/** Whether the bytes begin as a JPEG or a PNG does. */
export function isImage(bytes: Buffer): boolean {
  return IMAGES.includes(fileKind(bytes.subarray(0, MAGIC_BYTES)));
}
