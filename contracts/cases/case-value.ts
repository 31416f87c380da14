import { headerOf } from './compose.js';
import type { Value } from './generated/types.js';
import { specimenBytes } from './specimens.js';

/** Where the values of a case that differ from run to run come from. */
export interface ValueContext {
  /** The id behind a label: new in each run, the same within one. */
  id(label: string): string;
  /** The time of sending. */
  readonly at: Date;
  readonly caller: string;
  /** The headers of the finished message; only known while it is tampered with. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Made = Exclude<Value, string>;
type MadeBy<Key extends string> = Extract<Made, Readonly<Record<Key, unknown>>>;
type Key = Made extends infer One ? (One extends unknown ? Extract<keyof One, `$${string}`> : never) : never;

const MINUTES_OF = /^([+-])(\d\d):?(\d\d)$/;

function isoTime(at: Date, { zone = 'Z', fractionDigits = 0 }: MadeBy<'$now'>): string {
  const [, sign, hours, minutes] = MINUTES_OF.exec(zone) ?? [];
  const offsetMinutes = sign ? Number(`${sign}1`) * (60 * Number(hours) + Number(minutes)) : 0;
  const local = new Date(at.getTime() + 60_000 * offsetMinutes).toISOString();
  const fraction = local.slice(20, 23).padEnd(fractionDigits, '0').slice(0, fractionDigits);
  return `${local.slice(0, 19)}${fraction && `.${fraction}`}${zone}`;
}

function time(value: MadeBy<'$now'>, at: Date): string {
  const then = new Date(at.getTime() + 1000 * (value.offsetSeconds ?? 0));
  if (value.$now === 'milliseconds') return String(then.getTime());
  return value.$now === 'seconds' ? String(Math.floor(then.getTime() / 1000)) : isoTime(then, value);
}

function pad({ $pad, toBytes }: MadeBy<'$pad'>, context: ValueContext): Buffer {
  const bytes = resolveBytes($pad, context);
  if (bytes.length > toBytes) throw new RangeError(`$pad to ${toBytes} bytes of ${bytes.length}`);
  return Buffer.concat([bytes, Buffer.alloc(toBytes - bytes.length)]);
}

function header({ $header, pick }: MadeBy<'$header'>, { headers }: ValueContext): string {
  const value = headers && headerOf(headers, $header.toLowerCase());
  if (value === undefined) throw new TypeError(`$header ${$header} is only known in tamper, when the message has it`);
  if (pick === undefined) return value;
  const [, picked] = new RegExp(pick, 'u').exec(value) ?? [];
  if (picked === undefined) throw new TypeError(`the header ${$header} does not match ${pick}`);
  return picked;
}

const MAKERS: { readonly [K in Key]: (value: MadeBy<K>, context: ValueContext) => string | Buffer } = {
  $id: ({ $id }, { id }) => id($id),
  $specimen: ({ $specimen }) => specimenBytes($specimen),
  $pad: pad,
  $base64: ({ $base64 }, context) => resolveBytes($base64, context).toString('base64'),
  $hex: ({ $hex }) => Buffer.from($hex, 'hex'),
  $repeat: ({ $repeat, times }) => $repeat.repeat(times),
  $concat: ({ $concat }, context) => Buffer.concat($concat.map((one) => resolveBytes(one, context))),
  $now: (value, { at }) => time(value, at),
  $header: header,
  $percentEncode: ({ $percentEncode }, context) => encodeURIComponent(resolveText($percentEncode, context)),
  $percentDecode: ({ $percentDecode }, context) => decodeURIComponent(resolveText($percentDecode, context)),
  $lowerHex: ({ $lowerHex }, context) =>
    resolveText($lowerHex, context).replace(/%../g, (digits) => digits.toLowerCase()),
  $caller: (_value, { caller }) => caller,
};

/** The bytes of a value; a text's are its UTF-8. */
export function resolveBytes(value: Value, context: ValueContext): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  const key = Object.keys(value).find((name): name is Key => Object.hasOwn(MAKERS, name));
  if (!key) throw new TypeError(`a case cannot create ${Object.keys(value).join(', ')}`);
  const make = MAKERS[key] as (made: Made, context: ValueContext) => string | Buffer;
  return Buffer.from(make(value, context) as string);
}

/** The text of a value. */
export function resolveText(value: Value, context: ValueContext): string {
  return resolveBytes(value, context).toString();
}
