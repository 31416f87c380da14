/** What the first bytes of a file say it is. */
export type FileKind = 'jpeg' | 'png' | 'pdf';

/** First bytes of each kind: JPEG (ITU T.81 B.1.1.3), PNG (ISO 15948 5.2), PDF (ISO 32000-1 7.5.2). */
const MAGIC: readonly (readonly [FileKind, Buffer])[] = [
  ['jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  ['png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['pdf', Buffer.from('%PDF-')],
];

/** How many leading bytes `fileKind` needs to see. */
export const MAGIC_BYTES = 8;

/** Tells a file's kind by its magic number, or `undefined` when it is none of ours. */
export function fileKind(head: Buffer): FileKind | undefined {
  return MAGIC.find(([, magic]) => head.subarray(0, magic.length).equals(magic))?.[0];
}
