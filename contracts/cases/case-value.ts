import { type AnswerReference, isReference, referenceText } from './earlier-answer.js';
import type { Value } from './generated/types.js';
import { headerValue } from './header-value.js';
import { specimenBytes } from './specimens.js';

/** The source of the values in a case that differ from run to run. */
export interface ValueContext {
  /** The id for a label: new in each run, constant within a run. */
  id(label: string): string;
  /** The time of sending. */
  readonly at: Date;
  readonly caller: string;
  /** Reads a field of an earlier answer. */
  earlier(reference: AnswerReference): unknown;
  /** The headers of the finished message; only available in `tamper`. */
  readonly headers?: Readonly<Record<string, string>>;
}

type GeneratedValue = Exclude<Value, string>;
type ValueOf<Key extends string> = Extract<GeneratedValue, Readonly<Record<Key, unknown>>>;
type Key = GeneratedValue extends infer One ? (One extends unknown ? Extract<keyof One, `$${string}`> : never) : never;

const ZONE_OFFSET = /^([+-])(\d\d):?(\d\d)$/;

function isoTime(at: Date, { zone = 'Z', fractionDigits = 0 }: ValueOf<'$now'>): string {
  const [, sign, hours, minutes] = ZONE_OFFSET.exec(zone) ?? [];
  const offsetMinutes = sign ? Number(`${sign}1`) * (60 * Number(hours) + Number(minutes)) : 0;
  const local = new Date(at.getTime() + 60_000 * offsetMinutes).toISOString();
  const fraction = local.slice(20, 23).padEnd(fractionDigits, '0').slice(0, fractionDigits);
  return `${local.slice(0, 19)}${fraction && `.${fraction}`}${zone}`;
}

function time(value: ValueOf<'$now'>, at: Date): string {
  const then = new Date(at.getTime() + 1000 * (value.offsetSeconds ?? 0));
  if (value.$now === 'milliseconds') return String(then.getTime());
  return value.$now === 'seconds' ? String(Math.floor(then.getTime() / 1000)) : isoTime(then, value);
}

function pad({ $pad, toBytes }: ValueOf<'$pad'>, context: ValueContext): Buffer {
  const bytes = resolveBytes($pad, context);
  if (bytes.length > toBytes) throw new RangeError(`$pad cannot pad ${bytes.length} bytes to ${toBytes}`);
  return Buffer.concat([bytes, Buffer.alloc(toBytes - bytes.length)]);
}

function header({ $header, pick }: ValueOf<'$header'>, { headers }: ValueContext): string {
  const value = headerValue(headers, $header);
  if (value === undefined)
    throw new TypeError(`$header ${$header} is only available in tamper, and only if the message has this header`);
  if (pick === undefined) return value;
  const [, picked] = new RegExp(pick, 'u').exec(value) ?? [];
  if (picked === undefined) throw new TypeError(`the header ${$header} does not match ${pick}`);
  return picked;
}

const GENERATORS: { readonly [K in Key]: (value: ValueOf<K>, context: ValueContext) => string | Buffer } = {
  $id: ({ $id }, { id }) => id($id),
  $answer: (reference, { earlier }) => referenceText(reference, earlier(reference)),
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

const keyIn = (value: object) => Object.keys(value).find((name): name is Key => Object.hasOwn(GENERATORS, name));

/** The bytes of a value; strings are encoded as UTF-8. */
export function resolveBytes(value: Value, context: ValueContext): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  const key = keyIn(value);
  if (!key) throw new TypeError(`a case cannot generate ${Object.keys(value).join(', ')}`);
  const generate = GENERATORS[key] as (value: GeneratedValue, context: ValueContext) => string | Buffer;
  return Buffer.from(generate(value, context) as string);
}

/** The value as a string. */
export function resolveText(value: Value, context: ValueContext): string {
  return resolveBytes(value, context).toString();
}

/** A JSON value in which everything generated has become a string; a field of an earlier answer keeps its type. */
export function resolveJson(value: unknown, context: ValueContext): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) return context.earlier(value);
  if (Array.isArray(value)) return value.map((one) => resolveJson(one, context));
  if (keyIn(value)) return resolveText(value as Value, context);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolveJson(one, context)]));
}
