import type { FileKind } from '@sparring/contracts';
import jpeg from 'jpeg-js';
import { KEYWORD } from '../moves/document-move.js';
import { drawCard } from './draw-card.js';
import type { Face, Tone } from './face.js';
import { makePerson } from './person.js';
import { encodePng } from './png-chunk.js';
import type { Raster } from './raster.js';
import { writeDocumentMove } from './write-document-move.js';
import { writePdf } from './write-pdf.js';

/** The quality of a JPEG, from 1 to 100. */
const JPEG_QUALITY = 82;

/** What a document says and does. */
export interface DocumentInput {
  readonly kind: FileKind;
  /** Carried in the metadata: 1 to 200 printable ASCII characters. */
  readonly move?: string;
  /** Printable ASCII; other characters look like question marks. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Chooses the made-up person; the same seed makes the same bytes on the same version of Node. */
  readonly seed: string;
  /** The color; default `plain`. */
  readonly tone?: Tone;
}

/** The face of a document. */
export const faceOf = ({ title, lines, seed, tone = 'plain' }: Omit<DocumentInput, 'kind' | 'move'>): Face => ({
  person: makePerson(seed),
  title,
  lines,
  tone,
});

/** Encodes a picture as a JPEG. */
export function encodeJpeg({ widthPx, heightPx, rgb }: Raster): Buffer {
  const data = Buffer.alloc(4 * widthPx * heightPx);
  for (let from = 0, to = 0; from < rgb.length; to += 4) {
    for (let channel = 0; channel < 3; channel++) data[to + channel] = rgb[from++] ?? 0;
  }
  return jpeg.encode({ data, width: widthPx, height: heightPx }, JPEG_QUALITY).data;
}

/** The last picture that was drawn: one document is usually wanted in several formats. */
let lastCard: { readonly key: string; readonly raster: Raster } | undefined;

function cardOf(face: Face): Raster {
  const key = JSON.stringify(face);
  if (lastCard?.key !== key) lastCard = { key, raster: drawCard(face) };
  return lastCard.raster;
}

const ENCODERS: Readonly<Record<FileKind, (face: Face, move: string | undefined) => Buffer>> = {
  png: (face) => encodePng(cardOf(face)),
  jpeg: (face) => encodeJpeg(cardOf(face)),
  pdf: (face, move) => writePdf(face, move === undefined ? {} : { keywords: `${KEYWORD}: ${move}` }),
};

/** Makes a document without a move. */
export const encodeDocument = (kind: FileKind, face: Face): Buffer => ENCODERS[kind](face, undefined);

/**
 * Makes a document of a made-up person, marked SPECIMEN: a picture of 856 x 540 pixels or one A4 page.
 * @throws RangeError when the move is not 1 to 200 printable ASCII characters.
 * @example makeDocument({ kind: 'png', move: 'PROCESS_FAIL', title: 'answers PROCESS_FAIL', lines: [], seed: '1' })
 */
export function makeDocument({ kind, move, ...content }: DocumentInput): Buffer {
  const document = ENCODERS[kind](faceOf(content), move);
  return move === undefined ? document : writeDocumentMove(kind, document, move);
}
