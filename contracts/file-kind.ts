/** The kind of a file, detected from its first bytes. */
export type FileKind = 'jpeg' | 'png' | 'pdf';

/** The first bytes of each kind: JPEG (ITU T.81 B.1.1.3), PNG (ISO 15948 5.2), PDF (ISO 32000-1 7.5.2). */
const MAGIC: readonly (readonly [FileKind, Buffer])[] = [
  ['jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  ['png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['pdf', Buffer.from('%PDF-')],
];

/** The number of leading bytes that `fileKind` needs. */
export const MAGIC_BYTES = 8;

/** Detects the kind of a file from its magic number; `undefined` when the kind is unknown. */
export function fileKind(head: Buffer): FileKind | undefined {
  return MAGIC.find(([, magic]) => head.length >= magic.length && magic.compare(head, 0, magic.length) === 0)?.[0];
}
