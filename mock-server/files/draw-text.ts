import { glyphOf, type Stroke } from './font.js';
import { type Color, distanceToLine, paint, type Raster } from './raster.js';

/** How a text is drawn. */
export interface TextStyle {
  /** The distance of two dots of a glyph in pixels; a capital is six of them high. */
  readonly dotPx: number;
  readonly color: Color;
  /** The thickness of lines in dots; default 0.9. */
  readonly weight?: number;
  /** The space between letters in dots; default 1.9. */
  readonly spacing?: number;
  readonly alpha?: number;
  /** How far the text is turned clockwise, in radians. */
  readonly turn?: number;
}

const SPACING_DOTS = 1.9;
const WEIGHT_DOTS = 0.9;

/** The width of a text in pixels. */
export function textWidth(text: string, { dotPx, spacing = SPACING_DOTS }: TextStyle): number {
  const dots = [...text].reduce((sum, character) => sum + glyphOf(character).width + spacing, -spacing);
  return Math.max(0, dots) * dotPx;
}

/** Draws strokes given in pixels. */
function drawStrokes(raster: Raster, strokes: readonly Stroke[], radiusPx: number, color: Color, alpha: number): void {
  const xs = strokes.flatMap(([x1, , x2]) => [x1, x2]);
  const ys = strokes.flatMap(([, y1, , y2]) => [y1, y2]);
  const margin = radiusPx + 1;
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  const box = { x: left, y: top, width: Math.max(...xs) + margin - left, height: Math.max(...ys) + margin - top };
  const shape = (x: number, y: number) => {
    let nearest = Number.POSITIVE_INFINITY;
    // by index, because this runs for every pixel
    for (let index = 0; index < strokes.length; index++) {
      const stroke = strokes[index];
      if (stroke) nearest = Math.min(nearest, distanceToLine(x, y, stroke[0], stroke[1], stroke[2], stroke[3]));
    }
    return nearest - radiusPx;
  };
  paint(raster, box, shape, color, alpha);
}

/** Draws one line of text; `x` and `y` are the middle of the first letter's top left dot. */
export function drawText(raster: Raster, text: string, x: number, y: number, style: TextStyle): void {
  const { dotPx, color, weight = WEIGHT_DOTS, spacing = SPACING_DOTS, alpha = 1, turn = 0 } = style;
  const [cos, sin] = [Math.cos(turn) * dotPx, Math.sin(turn) * dotPx];
  let dots = 0;
  for (const character of text) {
    const { width, strokes } = glyphOf(character);
    const at = dots;
    const place = (dotX: number, dotY: number) =>
      [x + (at + dotX) * cos - dotY * sin, y + (at + dotX) * sin + dotY * cos] as const;
    const placed = strokes.map(([x1, y1, x2, y2]): Stroke => [...place(x1, y1), ...place(x2, y2)]);
    if (placed.length > 0) drawStrokes(raster, placed, (weight * dotPx) / 2, color, alpha);
    dots += width + spacing;
  }
}

/** Cuts a word into pieces that fit. */
function pieces(word: string, fits: (line: string) => boolean): readonly string[] {
  if (word.length <= 1 || fits(word)) return [word];
  let length = word.length - 1;
  while (length > 1 && !fits(word.slice(0, length))) length--;
  return [word.slice(0, length), ...pieces(word.slice(length), fits)];
}

/** Breaks a text into lines that fit a width; a word that does not fit by itself is cut. */
export function breakLines(text: string, fits: (line: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = [...lines.slice(-1), word].join(' ');
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(...pieces(word, fits));
  }
  return lines;
}
