import type { FileKind } from '@sparring/contracts';
import type { DocumentFormat, DocumentRules } from './document-rules.js';
import { drawCard } from './draw-card.js';
import type { Face } from './face.js';
import { addOrientation, padJpeg } from './jpeg-segment.js';
import { encodeDocument, encodeJpeg } from './make-document.js';
import { HUGE_PX, makeGif, makeHeicStart, makeHugePng } from './odd-files.js';
import { protectWith } from './pdf-protection.js';
import { padPng } from './png-chunk.js';
import { turnLeft } from './raster.js';
import { writePdf, writePdfOfSize } from './write-pdf.js';

/** Opens the encrypted PDF of a kit. */
export const PDF_PASSWORD = 'specimen';

/** The longest file name of the usual file systems, in characters. */
const MAX_NAME_CHARACTERS = 255;

/** A document that shows how a partner treats unusual files; it carries no move. */
export interface EdgeCase {
  readonly filename: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** Why it is worth a try. */
  readonly why: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Whether a browser can show it as a picture. */
  readonly isPicture: boolean;
  build(face: Face): Buffer;
}

type Padding = (face: Face, sizeBytes: number) => Buffer;

const PADDINGS: Readonly<Record<FileKind, Padding>> = {
  png: (face, sizeBytes) => padPng(encodeDocument('png', face), sizeBytes),
  jpeg: (face, sizeBytes) => padJpeg(encodeDocument('jpeg', face), sizeBytes),
  pdf: writePdfOfSize,
};

const inWords = (count: number) => count.toLocaleString('en-US');

/** What is tried in every format. */
function ofFormat({ kind, extension, fields }: DocumentFormat, maxBytes: number): readonly EdgeCase[] {
  const name = extension.toUpperCase();
  const isPicture = kind !== 'pdf';
  const shared = { fields, isPicture };
  return [
    {
      ...shared,
      filename: `plain.${extension}`,
      title: `an ordinary ${name}`,
      why: 'It carries no move, so the partner answers as always.',
      build: (face) => encodeDocument(kind, face),
    },
    {
      ...shared,
      filename: `at-size-limit.${extension}`,
      title: `exactly ${inWords(maxBytes)} bytes`,
      why: 'The largest document that is accepted, to the byte.',
      build: (face) => PADDINGS[kind](face, maxBytes),
    },
    {
      ...shared,
      filename: `over-size-limit.${extension}`,
      title: `${inWords(maxBytes + 1)} bytes`,
      why: 'One byte over the limit. Does your product tell its user before the upload?',
      build: (face) => PADDINGS[kind](face, maxBytes + 1),
    },
    {
      ...shared,
      filename: `truncated.${extension}`,
      title: `the first half of a ${name}`,
      why: 'What an interrupted upload leaves behind. It begins like a whole document, so few partners notice.',
      build: (face) => half(encodeDocument(kind, face)),
    },
  ];
}

const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);

/** The format of a photo. */
const photoOf = ({ formats }: DocumentRules) => formats.find(({ kind }) => kind !== 'pdf') ?? formats[0];

/** Files that are not what they claim to be. */
function wrongFormats(rules: DocumentRules): readonly EdgeCase[] {
  const photo = photoOf(rules);
  const asPhoto = { fields: photo.fields, isPicture: true };
  const noPicture = { fields: photo.fields, isPicture: false };
  return [
    {
      ...noPicture,
      filename: `empty.${photo.extension}`,
      title: 'an empty file',
      why: 'A file of 0 bytes, as a full disk or a failed export leaves it.',
      build: () => Buffer.alloc(0),
    },
    {
      ...asPhoto,
      filename: 'png-named-jpg.jpg',
      title: 'a PNG that is named .jpg',
      why: 'Renamed by hand, or by a program that guesses. Partners differ: some look at the name, some at the bytes.',
      build: (face) => encodeDocument('png', face),
    },
    {
      ...noPicture,
      filename: 'pdf-as-photo.pdf',
      title: 'a PDF instead of a photo',
      why: 'A scanner saves PDF by default.',
      build: (face) => writePdf(face),
    },
    {
      ...noPicture,
      filename: 'photo.heic',
      title: 'a HEIC photo',
      why: 'What an iPhone takes by default. Only the beginning is real, since encoding a picture needs a video encoder.',
      build: makeHeicStart,
    },
    {
      ...asPhoto,
      filename: 'picture.gif',
      title: 'a GIF',
      why: 'A picture that every browser shows and hardly any partner takes.',
      build: (face) => makeGif(drawCard(face)),
    },
  ];
}

/** What is valid and still hard to open. */
function hardToOpen(rules: DocumentRules): readonly EdgeCase[] {
  const photo = photoOf(rules);
  const report = rules.formats.find(({ kind }) => kind === 'pdf') ?? photo;
  return [
    {
      fields: report.fields,
      isPicture: false,
      filename: 'encrypted.pdf',
      title: 'an encrypted PDF',
      why: `Nobody can read it without its password, which is ${PDF_PASSWORD}; a reviewer does not have that.`,
      build: (face) => writePdf(face, { protection: protectWith(PDF_PASSWORD, face.person.documentNumber) }),
    },
    {
      fields: photo.fields,
      isPicture: true,
      filename: 'exif-rotated.jpg',
      title: 'a photo taken sideways',
      why: 'Exif says orientation 6: the pixels lie on their side, and viewers turn them. Does yours?',
      build: (face) => addOrientation(encodeJpeg(turnLeft(drawCard(face)))),
    },
    {
      fields: photo.fields,
      isPicture: false,
      filename: 'huge-dimensions.png',
      title: `${inWords(HUGE_PX)} x ${inWords(HUGE_PX)} pixels in 110 KB`,
      why: 'Decoded in full color it takes 3.6 GB: it crashes programs that make thumbnails without checking dimensions.',
      build: makeHugePng,
    },
  ];
}

/** File names that break naive code. */
function ofNames([{ kind, extension, fields }]: DocumentRules['formats']): readonly EdgeCase[] {
  const shared = { fields, isPicture: kind !== 'pdf', build: (face: Face) => encodeDocument(kind, face) };
  return [
    {
      ...shared,
      filename: `Führerschein – 身份证 – паспорт – بطاقة – 🪪.${extension}`,
      title: 'a name in five scripts',
      why: 'Multipart headers, logs and databases must keep it. The letters are composed (NFC).',
    },
    {
      ...shared,
      filename: `${'a-name-of-255-characters-'.repeat(11).slice(0, MAX_NAME_CHARACTERS - extension.length - 1)}.${extension}`,
      title: 'a name of 255 characters',
      why: 'The longest name that usual file systems allow.',
    },
  ];
}

/**
 * Lists the unusual documents for an operation. What they answer follows from the rules of the operation.
 * @example edgeCases(rules).map(({ filename }) => filename) // ['plain.jpg', 'at-size-limit.jpg', …]
 */
export function edgeCases(rules: DocumentRules): readonly EdgeCase[] {
  const everyFormat = rules.formats.flatMap((format) => ofFormat(format, rules.maxBytes));
  return [...everyFormat, ...wrongFormats(rules), ...hardToOpen(rules), ...ofNames(rules.formats)];
}
