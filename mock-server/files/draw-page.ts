import { breakLines } from './draw-text.js';
import { DISCLAIMER, type Face, personFields, TONE_COLORS } from './face.js';
import type { Color } from './raster.js';

/** An A4 page in points of 1/72 inch; the origin is at the bottom left. */
const PAGE = { width: 595, height: 842 } as const;
const MARGIN = 56;

const INK: Color = [24, 34, 48];
const GRAY: Color = [94, 106, 122];
const WHITE: Color = [255, 255, 255];
const HEADER: Color = [22, 34, 56];

/** The average width of a letter of Helvetica in parts of its size, on the safe side. */
const LETTER_WIDTH = 0.56;
const BOLD_LETTER_WIDTH = 0.64;

const setColor = (color: Color) => `${color.map((channel) => (channel / 255).toFixed(3)).join(' ')} rg`;

const box = (x: number, y: number, width: number, height: number, color: Color) =>
  `${setColor(color)} ${x} ${y} ${width} ${height} re f`;

interface TextStyle {
  readonly size: number;
  readonly color: Color;
  readonly bold?: boolean;
}

const escaped = (text: string) => text.replace(/[^ -~]/g, '?').replace(/[\\()]/g, '\\$&');

const text = (x: number, y: number, words: string, { size, color, bold = false }: TextStyle) =>
  `BT ${setColor(color)} /F${bold ? 2 : 1} ${size} Tf ${x} ${y} Td (${escaped(words)}) Tj ET`;

/** Lighter, as if the color were see-through on white. */
const faint = (color: Color): Color =>
  [color[0], color[1], color[2]].map((channel) => Math.round(255 - (255 - channel) * 0.1)) as unknown as Color;

/** Across the page, rising. */
const watermark = (color: Color) =>
  `q 0.819 0.574 -0.574 0.819 120 78 cm ${text(0, 0, 'SPECIMEN', { size: 112, color: faint(color), bold: true })} Q`;

function header(tone: Color): readonly string[] {
  return [
    box(0, PAGE.height - 92, PAGE.width, 92, HEADER),
    box(0, PAGE.height - 97, PAGE.width, 5, tone),
    text(MARGIN, PAGE.height - 58, 'SPECIMEN', { size: 30, color: WHITE, bold: true }),
    text(PAGE.width - MARGIN - 144, PAGE.height - 44, 'REPUBLIC OF UTOPIA', { size: 13, color: WHITE }),
    text(PAGE.width - MARGIN - 144, PAGE.height - 64, 'REPORT ON A PERSON', { size: 13, color: WHITE }),
  ];
}

/** What the document does: the reason for its being. */
function panel({ title, lines }: Face, tone: Color, top: number): readonly string[] {
  const width = PAGE.width - 2 * MARGIN;
  const broken = lines.flatMap((line) => breakLines(line, (part) => part.length * 12 * LETTER_WIDTH <= width - 44));
  const height = 76 + 20 * broken.length;
  const size = Math.min(24, (width - 44) / (title.length * BOLD_LETTER_WIDTH));
  return [
    box(MARGIN, top - height, width, height, [246, 248, 251]),
    box(MARGIN, top - height, 8, height, tone),
    text(MARGIN + 26, top - 40, title, { size: Number(size.toFixed(1)), color: tone, bold: true }),
    ...broken.map((line, index) => text(MARGIN + 26, top - 70 - 20 * index, line, { size: 12, color: INK })),
  ];
}

/**
 * Draws a document as a page of a PDF, marked SPECIMEN.
 * @returns the operators of a content stream (ISO 32000-1 8.2), in Latin-1; fonts F1 and F2 are Helvetica, plain and bold
 */
export function drawPage(face: Face): string {
  const tone = TONE_COLORS[face.tone];
  const fields = personFields(face.person).flatMap(([name, value], index) => [
    text(MARGIN, 690 - 44 * index, name, { size: 10, color: GRAY }),
    text(MARGIN, 674 - 44 * index, value, { size: index === 0 ? 17 : 14, color: INK, bold: index === 0 }),
  ]);
  const footer = text(MARGIN, 48, DISCLAIMER, { size: 9, color: GRAY });
  return [watermark(tone), ...header(tone), ...fields, ...panel(face, tone, 506), footer].join('\n');
}
