import { parentPort } from 'node:worker_threads';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';

/*
 * Makes small pictures of documents in a thread of its own: decoding a large photo takes seconds of a processor.
 */

/** A document to make a small picture of. */
export interface ThumbnailTask {
  readonly id: number;
  readonly kind: 'jpeg' | 'png';
  readonly bytes: Uint8Array;
}

/** A JPEG; null when the document cannot be decoded. */
export interface ThumbnailResult {
  readonly id: number;
  readonly jpeg: Uint8Array | null;
}

/** Pixels with red, green, blue and alpha. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const MAX_SIDE_PX = 96;
/** From 1 to 100. */
const QUALITY = 75;
const MAX_MEGAPIXELS = 25;
const MAX_DECODER_MIB = 256;
/** How many pixels of a row, and how many rows, are mixed into one; more would hardly be seen. */
const SAMPLES = 4;

function decode({ kind, bytes }: ThumbnailTask): Picture {
  if (kind === 'png') return PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const limits = { maxResolutionInMP: MAX_MEGAPIXELS, maxMemoryUsageInMB: MAX_DECODER_MIB };
  return jpeg.decode(bytes, { useTArray: true, ...limits });
}

/** The pixels, evenly spread, of a stretch that becomes one pixel. */
const stretch = (at: number, scale: number, most: number): readonly number[] =>
  Array.from({ length: SAMPLES }, (_, sample) =>
    Math.min(most - 1, Math.floor((at + (sample + 0.5) / SAMPLES) * scale)),
  );

/** Mixes pixels into one, on white where they are transparent. */
function mix({ width, data }: Picture, rows: readonly number[], columns: readonly number[]): readonly number[] {
  const sum: [number, number, number] = [0, 0, 0];
  for (const at of rows.flatMap((row) => columns.map((column) => 4 * (row * width + column)))) {
    const alpha = (data[at + 3] ?? 0) / 0xff;
    for (const color of [0, 1, 2] as const) sum[color] += alpha * (data[at + color] ?? 0) + (1 - alpha) * 0xff;
  }
  return [...sum.map((value) => value / (rows.length * columns.length)), 0xff];
}

/** Makes a picture smaller. */
function shrink(picture: Picture): Picture {
  const { width, height } = picture;
  const scale = Math.max(1, width / MAX_SIDE_PX, height / MAX_SIDE_PX);
  const small = { width: Math.max(1, Math.round(width / scale)), height: Math.max(1, Math.round(height / scale)) };
  const pixels = new Uint8Array(4 * small.width * small.height);
  const columns = Array.from({ length: small.width }, (_, x) => stretch(x, width / small.width, width));
  const rows = Array.from({ length: small.height }, (_, y) => stretch(y, height / small.height, height));
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) pixels.set(mix(picture, row, column), 4 * (y * small.width + x));
  }
  return { ...small, data: pixels };
}

function thumbnailOf(task: ThumbnailTask): Uint8Array | null {
  try {
    const { width, height, data } = shrink(decode(task));
    return jpeg.encode({ width, height, data }, QUALITY).data;
  } catch {
    return null; // whatever a client sent
  }
}

parentPort?.on('message', (task: ThumbnailTask) => {
  parentPort?.postMessage({ id: task.id, jpeg: thumbnailOf(task) } satisfies ThumbnailResult);
});
