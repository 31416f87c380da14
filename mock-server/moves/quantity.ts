import type { FaultParameter } from './fault.js';

/** The kinds of arguments that are a number with a unit. */
export type QuantityKind = Exclude<FaultParameter['kind'], 'word'>;

interface Quantity {
  /** Each unit as it is printed, with its size in the base unit; read in any case. */
  readonly units: Readonly<Record<string, number>>;
  /** In the base unit, as is `max`. */
  readonly min: number;
  readonly max: number;
  /** Whether the base unit is rounded to a whole number. */
  readonly whole: boolean;
  /** What is accepted, to be continued in a sentence. */
  readonly accepted: string;
}

const MIB_BYTES = 1_048_576;

/** Printing takes the last unit that divides the number, so powers of 2 come last. */
const BYTES = { B: 1, kB: 1_000, MB: 1_000_000, KiB: 1_024, MiB: MIB_BYTES };

const perSecond = (units: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(units).map(([unit, bytes]) => [`${unit}/s`, bytes]));

/** How each kind is read and printed; the base units are milliseconds, bytes, and bytes per second. */
const QUANTITIES: Readonly<Record<QuantityKind, Quantity>> = {
  duration: {
    units: { ms: 1, s: 1_000, m: 60_000 },
    min: 0,
    max: 600_000,
    whole: true,
    accepted: 'a duration is a number with ms, s or m, at most 10m',
  },
  size: {
    units: BYTES,
    min: 1,
    max: 64 * MIB_BYTES,
    whole: true,
    accepted: 'a size is a number with B, kB, MB, KiB or MiB, from 1B to 64MiB',
  },
  rate: {
    units: perSecond(BYTES),
    min: 1,
    max: 64 * MIB_BYTES,
    whole: true,
    accepted: 'a rate is a number with B/s, kB/s, MB/s, KiB/s or MiB/s, from 1B/s to 64MiB/s',
  },
  number: { units: { '': 1 }, min: 0, max: 10, whole: false, accepted: 'a number is from 0 to 10' },
};

const UNITS: ReadonlyMap<QuantityKind, ReadonlyMap<string, number>> = new Map(
  (Object.keys(QUANTITIES) as QuantityKind[]).map((kind) => [
    kind,
    new Map(Object.entries(QUANTITIES[kind].units).map(([unit, size]) => [unit.toLowerCase(), size])),
  ]),
);

/** Says what is accepted, for example `a number is from 0 to 10`. */
export const describeQuantity = (kind: QuantityKind): string => QUANTITIES[kind].accepted;

/**
 * Reads a number with its unit, rounded to whole milliseconds, bytes, or bytes per second.
 * @returns `undefined` when it is written in another way or out of bounds
 * @example readQuantity('64KiB', 'size') // 65536
 */
export function readQuantity(text: string, kind: QuantityKind): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9}(?:\.\d{1,6})?)\s*([a-z/]*)$/i.exec(text) ?? [];
  const factor = UNITS.get(kind)?.get(unit.toLowerCase());
  if (digits === undefined || factor === undefined) return undefined;
  const { min, max, whole } = QUANTITIES[kind];
  const value = whole ? Math.round(Number(digits) * factor) : Number(digits);
  return value >= min && value <= max ? value : undefined;
}

/**
 * Prints a number with the largest unit that divides it, so that {@link readQuantity} returns the same number.
 * @example printQuantity(65_536, 'size') // '64KiB'
 */
export function printQuantity(value: number, kind: QuantityKind): string {
  const fitting = Object.entries(QUANTITIES[kind].units).filter(([, size]) => value !== 0 && value % size === 0);
  const [unit, size] = fitting.at(-1) ?? Object.entries(QUANTITIES[kind].units)[0] ?? ['', 1];
  return `${value / size}${unit}`;
}
