/** Red, green and blue from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** An RGB picture, three bytes a pixel, row by row. */
export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The distance in pixels of a point to a shape; negative inside. */
export type Shape = (x: number, y: number) => number;

/** Faster than `Math.hypot`, and drawing is mostly this. */
const hypotenuse = (x: number, y: number) => Math.sqrt(x * x + y * y);

/** A black picture. */
export const createRaster = (widthPx: number, heightPx: number): Raster => ({
  widthPx,
  heightPx,
  rgb: new Uint8Array(3 * widthPx * heightPx),
});

/** A rectangle with round corners. */
export function roundedBox({ x, y, width, height }: Box, radius: number): Shape {
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  return (px, py) => {
    const dx = Math.abs(px - middleX) - width / 2 + radius;
    const dy = Math.abs(py - middleY) - height / 2 + radius;
    return hypotenuse(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

/** An ellipse; the distance is exact for a circle and close enough for others. */
export const ellipse =
  (middleX: number, middleY: number, radiusX: number, radiusY: number): Shape =>
  (x, y) =>
    (hypotenuse((x - middleX) / radiusX, (y - middleY) / radiusY) - 1) * Math.min(radiusX, radiusY);

/** Only what lies in both shapes. */
export const both =
  (one: Shape, other: Shape): Shape =>
  (x, y) =>
    Math.max(one(x, y), other(x, y));

/** The distance of a point to a straight line between two points. */
export function distanceToLine(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return hypotenuse(x - x1 - along * dx, y - y1 - along * dy);
}

/** Paints a shape with smooth edges where it lies in the box; `alpha` goes from 0 (nothing) to 1 (opaque). */
export function paint(raster: Raster, box: Box, shape: Shape, color: Color, alpha = 1): void {
  const { widthPx, heightPx, rgb } = raster;
  const [right, bottom] = [
    Math.min(widthPx, Math.ceil(box.x + box.width)),
    Math.min(heightPx, Math.ceil(box.y + box.height)),
  ];
  for (let y = Math.max(0, Math.floor(box.y)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(box.x)); x < right; x++) {
      const covered = Math.min(1, Math.max(0, 0.5 - shape(x + 0.5, y + 0.5))) * alpha;
      if (covered === 0) continue;
      for (let channel = 0, at = 3 * (y * widthPx + x); channel < 3; channel++, at++) {
        const below = rgb[at] ?? 0;
        rgb[at] = Math.round(below + ((color[channel] ?? 0) - below) * covered);
      }
    }
  }
}

/** Turns a picture by 90 degrees counterclockwise. */
export function turnLeft({ widthPx, heightPx, rgb }: Raster): Raster {
  const turned = createRaster(heightPx, widthPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const from = 3 * (y * widthPx + x);
      turned.rgb.set(rgb.subarray(from, from + 3), 3 * ((widthPx - 1 - x) * heightPx + y));
    }
  }
  return turned;
}

/** Every pixel as a gray from 0 (black) to 255, each made of a square of pixels. */
export function shrinkToGray({ widthPx, heightPx, rgb }: Raster, factor: number) {
  const [width, height] = [Math.floor(widthPx / factor), Math.floor(heightPx / factor)];
  const gray = Uint8Array.from({ length: width * height }, (_, index) => {
    const [left, top] = [(index % width) * factor, Math.floor(index / width) * factor];
    let sum = 0;
    for (let y = top; y < top + factor; y++) {
      for (let at = 3 * (y * widthPx + left), end = at + 3 * factor; at < end; at++) sum += rgb[at] ?? 0;
    }
    return sum / (3 * factor * factor);
  });
  return { widthPx: width, heightPx: height, gray };
}
