import { createHash } from 'node:crypto';
import { drawPage } from './draw-page.js';
import type { Face } from './face.js';
import type { Protection } from './pdf-protection.js';

/** What a PDF has besides its face. */
export interface PdfOptions {
  /** The keywords of the document information. */
  readonly keywords?: string;
  readonly protection?: Protection;
  /** Bytes of filler, for a document of a certain size. */
  readonly fillerBytes?: number;
}

/** Writes a string of the document information (ISO 32000-1 7.3.4). */
function pdfString(text: string, protection: Protection | undefined): string {
  if (protection) return `<${protection.encrypt(Buffer.from(text)).toString('hex')}>`;
  return `(${text.replace(/[\\()]/g, '\\$&')})`;
}

function writeInformation({ title }: Face, { keywords, protection }: PdfOptions): string {
  const texts = { Keywords: keywords, Title: `SPECIMEN: ${title}`, Creator: 'Sparring' };
  const entries = Object.entries(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [`/${name} ${pdfString(text, protection)}`],
  );
  return `<< ${entries.join(' ')} >>`;
}

/** The objects of a document of one page; the first one has the number 1, and the information comes first. */
function writeObjects(face: Face, options: PdfOptions): readonly string[] {
  const page = Buffer.from(drawPage(face), 'latin1');
  const content = options.protection?.encrypt(page) ?? page;
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  return [
    writeInformation(face, options),
    '<< /Type /Catalog /Pages 3 0 R >>',
    '<< /Type /Pages /Kids [4 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Length ${content.length} >>\nstream\n${content.toString('latin1')}\nendstream`,
    ...(options.protection ? [options.protection.dictionary] : []),
  ];
}

/** The file identifier, which readers want to see when a document is encrypted. */
function writeTrailer(objects: readonly string[], { protection }: PdfOptions): string {
  const id = createHash('sha256').update(objects.join()).digest('hex').slice(0, 32);
  const encrypt = protection ? `/Encrypt ${objects.length} 0 R ` : '';
  return `trailer\n<< /Size ${objects.length + 1} /Root 2 0 R /Info 1 0 R ${encrypt}/ID [<${id}> <${id}>] >>\n`;
}

/**
 * Writes a PDF of one A4 page with a plain cross-reference table, in the fonts that every reader has.
 * @example writePdf(face, { keywords: 'sparring-move: PROCESS_FAIL' })
 */
export function writePdf(face: Face, options: PdfOptions = {}): Buffer {
  const objects = writeObjects(face, options);
  // the bytes above 127 show tools that this is binary
  let text = `%PDF-${options.protection ? '2.0' : '1.7'}\n%\xe2\xe3\xcf\xd3\n`;
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  if (options.fillerBytes !== undefined) text += `%${' '.repeat(options.fillerBytes)}\n`;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}`;
  return Buffer.from(`${text}${table}${writeTrailer(objects, options)}startxref\n${text.length}\n%%EOF\n`, 'latin1');
}

/**
 * Writes a PDF of an exact size.
 * @throws RangeError when `sizeBytes` is less than about two kilobytes.
 */
export function writePdfOfSize(face: Face, sizeBytes: number): Buffer {
  let fillerBytes = 0;
  // the offset of the table has more digits when there is more filler
  for (let attempt = 0; attempt < 4 && fillerBytes >= 0; attempt++) {
    const pdf = writePdf(face, { fillerBytes });
    if (pdf.length === sizeBytes) return pdf;
    fillerBytes += sizeBytes - pdf.length;
  }
  throw new RangeError(`a PDF cannot have ${sizeBytes} bytes`);
}
