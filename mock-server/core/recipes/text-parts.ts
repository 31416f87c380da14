/** A part of a small multipart body. */
export interface SmallPart {
  readonly name: string;
  readonly filename?: string;
  readonly bytes: Buffer;
}

/** More parts than this are no form. */
const MAX_PARTS = 100;

const NAME = /;\s*name="([^"]*)"/i;
const FILENAME = /;\s*filename="([^"]*)"/i;

const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString();

function partOf(section: string): SmallPart | undefined {
  const at = section.indexOf('\r\n\r\n');
  const [, name] = NAME.exec(section.slice(0, at)) ?? [];
  if (at < 0 || name === undefined) return undefined;
  const [, filename] = FILENAME.exec(section.slice(0, at)) ?? [];
  const bytes = Buffer.from(section.slice(at + 4), 'latin1');
  return { name: utf8(name), bytes, ...(filename === undefined ? {} : { filename: utf8(filename) }) };
}

/**
 * The complete parts at the beginning of a multipart body that was refused unread, in the order sent; only for a
 * diagnosis.
 */
export function smallParts(contentType: string, start: Buffer): readonly SmallPart[] {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return [];
  const sections = `\r\n${start.toString('latin1')}`.split(`\r\n--${boundary}`);
  if (sections.length > MAX_PARTS) return [];
  return sections.slice(1, -1).flatMap((section) => partOf(section.replace(/^\r\n/, '')) ?? []);
}
