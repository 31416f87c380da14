import { breakLines, drawText, type TextStyle, textWidth } from './draw-text.js';
import { DISCLAIMER, type Face, personFields, TONE_COLORS, type Tone } from './face.js';
import {
  type Box,
  both,
  type Color,
  createRaster,
  distanceToLine,
  ellipse,
  paint,
  type Raster,
  roundedBox,
} from './raster.js';

/** The size of a card in pixels: that of an identity card at 254 dots an inch. */
export const CARD_PX = { width: 856, height: 540 } as const;

const INK: Color = [24, 34, 48];
const GRAY: Color = [94, 106, 122];
const WHITE: Color = [255, 255, 255];
const HEADER: Color = [22, 34, 56];

const MARGIN = 36;
const HEADER_BOX: Box = { x: 0, y: 0, width: CARD_PX.width, height: 74 };
const PHOTO: Box = { x: MARGIN, y: 104, width: 156, height: 196 };
const PANEL: Box = { x: MARGIN, y: 326, width: CARD_PX.width - 2 * MARGIN, height: 164 };

/** The space for lines in the panel, and how far apart they are. */
const LINES_PX = 98;
const LINE_DOTS = 11.7;
const LINE_SIZES_PX = [2.05, 1.8, 1.55] as const;
const NO_LINES = { style: { dotPx: 1, color: INK }, broken: [], most: 0 };

const WATERMARK = { dotPx: 9.6, alpha: 0.1, weight: 1.2, spacing: 2.6, turn: -0.17 };

/** A bright background with fine waves, as on a real card. */
function drawBackground(raster: Raster, tone: Color): void {
  const { widthPx, heightPx, rgb } = raster;
  for (let y = 0, at = 0; y < heightPx; y++) {
    const share = y / heightPx;
    const row = [244 - 14 * share, 247 - 9 * share, 251 - 4 * share].map(Math.round);
    for (let x = 0; x < widthPx; x++) for (const channel of row) rgb[at++] = channel;
  }
  for (let wave = 0; wave < 9; wave++) {
    let [fromX, fromY] = [0, 0];
    for (let x = -20; x <= widthPx + 20; x += 10) {
      const y = 205 + 62 * Math.sin(x / 118 + wave * 0.32) + 16 * Math.cos(x / 47 + wave * 0.7) + wave * 3;
      const [startX, startY] = [fromX, fromY];
      const box = { x: x - 10, y: Math.min(y, startY) - 2, width: 10, height: Math.abs(y - startY) + 4 };
      if (x > -20) paint(raster, box, (px, py) => distanceToLine(px, py, startX, startY, x, y) - 0.5, tone, 0.13);
      [fromX, fromY] = [x, y];
    }
  }
}

function drawHeader(raster: Raster, tone: Color): void {
  paint(raster, HEADER_BOX, () => -1, HEADER);
  paint(raster, { ...HEADER_BOX, y: HEADER_BOX.height, height: 5 }, () => -1, tone);
  drawText(raster, 'SPECIMEN', MARGIN + 4, 25, { dotPx: 4.2, color: WHITE, weight: 1.05, spacing: 2.6 });
  const right: TextStyle = { dotPx: 2, color: [186, 199, 219], spacing: 2.3 };
  for (const [index, text] of ['REPUBLIC OF UTOPIA', 'IDENTITY CARD'].entries()) {
    drawText(raster, text, CARD_PX.width - MARGIN - textWidth(text, right), 20 + 22 * index, right);
  }
}

/** A silhouette in the place of a picture. */
function drawPhoto(raster: Raster, tone: Color): void {
  const frame = roundedBox(PHOTO, 10);
  const middle = PHOTO.x + PHOTO.width / 2;
  paint(raster, PHOTO, frame, [214, 223, 234]);
  const shoulders = ellipse(middle, PHOTO.y + 202, 66, 74);
  paint(raster, PHOTO, both(frame, shoulders), [141, 156, 176]);
  paint(raster, PHOTO, ellipse(middle, PHOTO.y + 80, 36, 44), [141, 156, 176]);
  const border = (x: number, y: number) => Math.abs(frame(x, y) + 1.5) - 1.5;
  paint(raster, PHOTO, border, tone, 0.55);
}

function drawFields(raster: Raster, face: Face): void {
  const [nameField, ...others] = personFields(face.person);
  const left = PHOTO.x + PHOTO.width + 36;
  const label: TextStyle = { dotPx: 1.7, color: GRAY };
  if (nameField) {
    drawText(raster, nameField[0], left, 110, label);
    drawText(raster, nameField[1], left, 134, { dotPx: 4, color: INK, weight: 0.85 });
  }
  for (const [index, [name, value]] of others.entries()) {
    const [x, y] = [left + 300 * (index % 2), 190 + 60 * Math.floor(index / 2)];
    drawText(raster, name, x, y, label);
    drawText(raster, value, x, y + 21, { dotPx: 2.7, color: INK });
  }
}

/** The largest size at which a text fits. */
function fitting(text: string, widthPx: number, style: TextStyle): TextStyle {
  const width = textWidth(text, style);
  return width <= widthPx ? style : { ...style, dotPx: (style.dotPx * widthPx) / width };
}

/** The largest size at which the lines fit into the panel; at the smallest one, the last lines are left out. */
function fittingLines(lines: readonly string[], widthPx: number) {
  const sizes = LINE_SIZES_PX.map((dotPx) => {
    const style: TextStyle = { dotPx, color: INK };
    const broken = lines.flatMap((line) => breakLines(line, (part) => textWidth(part, style) <= widthPx));
    return { style, broken, most: Math.floor(LINES_PX / (LINE_DOTS * dotPx)) };
  });
  const { style, broken, most } = sizes.find((size) => size.broken.length <= size.most) ?? sizes.at(-1) ?? NO_LINES;
  return { style, shown: broken.slice(0, most) };
}

/** What the document does: the reason for its being. */
function drawPanel(raster: Raster, { title, lines }: Face, tone: Color): void {
  const [textX, textPx] = [PANEL.x + 36, PANEL.width - 66];
  const titleStyle = fitting(title, textPx, { dotPx: 4.1, color: tone, weight: 1.05 });
  drawText(raster, title, textX, PANEL.y + 22, titleStyle);
  const { style, shown } = fittingLines(lines, textPx);
  for (const [index, line] of shown.entries()) {
    drawText(raster, line, textX, PANEL.y + 66 + index * LINE_DOTS * style.dotPx, style);
  }
}

/** What all cards of a tone share; drawing it takes longer than the rest. */
const blanks = new Map<Tone, Raster>();

function blankCard(name: Tone): Raster {
  const known = blanks.get(name);
  if (known) return known;
  const raster = createRaster(CARD_PX.width, CARD_PX.height);
  const tone = TONE_COLORS[name];
  drawBackground(raster, tone);
  drawText(raster, 'SPECIMEN', 252, 272, { ...WATERMARK, color: tone });
  drawHeader(raster, tone);
  drawPhoto(raster, tone);
  const panel = roundedBox(PANEL, 12);
  paint(raster, PANEL, panel, WHITE);
  paint(raster, { ...PANEL, width: 12 }, panel, tone);
  drawText(raster, DISCLAIMER, MARGIN + 2, 510, { dotPx: 1.6, color: GRAY });
  blanks.set(name, raster);
  return raster;
}

/** Draws a document as an identity card of 856 x 540 pixels, marked SPECIMEN. */
export function drawCard(face: Face): Raster {
  const blank = blankCard(face.tone);
  const raster = { ...blank, rgb: blank.rgb.slice() };
  const tone = TONE_COLORS[face.tone];
  drawFields(raster, face);
  drawPanel(raster, face, tone);
  return raster;
}
