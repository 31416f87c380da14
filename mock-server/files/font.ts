/**
 * The glyphs of printable ASCII as bitmaps of 5 x 9 dots, one character of base 32 a row: rows 0 to 6 are capitals,
 * 2 to 6 small letters, 7 and 8 descenders. Each digit is five dots, the leftmost one worth 16.
 */
const ROWS: Readonly<Record<string, string>> = {
  '!': 'ggggg0g',
  '"': 'kk',
  '#': '0avava',
  $: '4fke5u4',
  '%': 'op248j3',
  '&': 'cik8lid',
  "'": 'gg',
  '(': '48ggg84',
  ')': 'g84448g',
  '*': '04lel4',
  '+': '044v44',
  ',': '0000008g',
  '-': '000s',
  '.': '000000g',
  '/': '122488g',
  '0': 'ehhlhhe',
  '1': '4c4444e',
  '2': 'eh1248v',
  '3': 'v2421he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  ':': '00g000g',
  ';': '0080008g',
  '<': '248g842',
  '=': '00u0u',
  '>': 'g84248g',
  '?': 'eh12404',
  '@': 'ehnlnge',
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'uhhhhhu',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhe',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllrh',
  X: 'hha4ahh',
  Y: 'hha4444',
  Z: 'v1248gv',
  '[': 'sgggggs',
  '\\': 'g884221',
  ']': 's44444s',
  '^': '4ah',
  _: '0000000v',
  '`': 'g8',
  a: '00e1fhf',
  b: 'gguhhhu',
  c: '00ehghe',
  d: '11fhhhf',
  e: '00ehvge',
  f: '68s8888',
  g: '00fhhhf1e',
  h: 'gguhhhh',
  i: 'g0ggggg',
  j: '80888888g',
  k: 'ggikoki',
  l: 'gggggg8',
  m: '00qllll',
  n: '00uhhhh',
  o: '00ehhhe',
  p: '00uhhhugg',
  q: '00fhhhf11',
  r: '00moggg',
  s: '00fge1u',
  t: '88s8884',
  u: '00hhhhf',
  v: '00hhha4',
  w: '00hhlla',
  x: '00ha4ah',
  y: '00hhhhf1e',
  z: '00v248v',
  '{': '688g886',
  '|': 'ggggggg',
  '}': 'o44244o',
  '~': '008l2',
};

/** A stroke between two dots, in dots from the top left of the glyph; a single dot ends where it begins. */
export type Stroke = readonly [fromX: number, fromY: number, toX: number, toY: number];

/** A glyph as strokes; `width` is in dots. */
export interface Glyph {
  readonly width: number;
  readonly strokes: readonly Stroke[];
}

/** The neighbors that a dot is joined with. */
const STEPS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
] as const;

/** Joins neighboring dots, so that a glyph has smooth lines in any size; diagonally only where no corner dot is. */
function strokesOf(rows: string): readonly Stroke[] {
  const lit = (x: number, y: number) => x >= 0 && x < 5 && ((Number.parseInt(rows[y] ?? '0', 32) >> (4 - x)) & 1) === 1;
  const dots = [...rows].flatMap((_, y) => [0, 1, 2, 3, 4].filter((x) => lit(x, y)).map((x) => [x, y] as const));
  return dots.flatMap(([x, y]) => {
    const joined = STEPS.filter(([dx, dy]) => {
      const isDiagonal = dx !== 0 && dy !== 0;
      return lit(x + dx, y + dy) && !(isDiagonal && (lit(x + dx, y) || lit(x, y + dy)));
    });
    const isEnd = joined.length === 0;
    return [...(isEnd ? [[x, y, x, y] as Stroke] : []), ...joined.map(([dx, dy]): Stroke => [x, y, x + dx, y + dy])];
  });
}

/** Without empty columns on the left. */
function trimmed(strokes: readonly Stroke[]): Glyph {
  const columns = strokes.map(([x]) => x);
  const left = Math.min(...columns);
  const moved = strokes.map(([x1, y1, x2, y2]): Stroke => [x1 - left, y1, x2 - left, y2]);
  return { width: Math.max(...columns) - left, strokes: moved };
}

const made = new Map<string, Glyph>();

/**
 * The glyph of a printable ASCII character; any other character looks like a question mark.
 * @example glyphOf('i') // { width: 0, strokes: [[0, 0, 0, 0], …] }
 */
export function glyphOf(character: string): Glyph {
  const known = made.get(character);
  if (known) return known;
  const glyph = character === ' ' ? { width: 1, strokes: [] } : trimmed(strokesOf(ROWS[character] ?? ROWS['?'] ?? ''));
  made.set(character, glyph);
  return glyph;
}
