import { InvalidRequestError } from '../core/errors.js';
import type { CallOptions, ClientOptions, Environment, Fetch, HeadersOption, Hooks } from '../core/options.js';

/** What a call may override. */
interface Tunable {
  readonly headers: Readonly<Record<string, string>>;
  readonly maxRetries: number;
  readonly attemptTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly checkRequest: boolean;
}

/** All settings of one call. */
export interface CallSettings extends Tunable, Hooks, Pick<ClientOptions, 'agent' | 'tls'> {
  readonly signal: AbortSignal | undefined;
  readonly origin: string;
  readonly fetch: Fetch | undefined;
  readonly clock: () => Date;
  readonly monotonicMs: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Lower-case names of the headers that carry the partner's signature. */
  readonly signedHeaders: readonly string[];
}

/** An option is invalid. */
class OptionError extends TypeError {
  readonly option: string;

  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }
}

/** Waits; an abort clears the timer, so that it keeps no process alive. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

/** The longest delay of a timer; Node fires longer ones at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function checkNumber(name: string, value: number, least: number): number {
  if (typeof value === 'number' && value >= least) return Math.min(value, MAX_TIMER_MS);
  throw new OptionError(name, `${name} is ${String(value)}; it must be a number of at least ${least}`);
}

function readOrigin(baseUrl: string | URL): string {
  const url = URL.canParse(String(baseUrl)) ? new URL(baseUrl) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new OptionError('baseUrl', 'baseUrl must be an http or https URL, for example https://partner.example');
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw new OptionError('baseUrl', 'baseUrl must have scheme, host and port only: the partner signs the path');
  }
  return url.origin;
}

/** Names of headers that the SDK or the connection writes. */
const RESERVED = /^(content-.*|host|connection|transfer-encoding|accept|accept-encoding|expect|date)$/;

/** A field name and a field value of RFC 9110 section 5; Node sends one byte a character. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function readHeaders(headers: HeadersOption, signed: readonly string[]): Record<string, string> {
  const given: [string, string | undefined][] = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  const read: Record<string, string> = {};
  for (const [key, value] of given) {
    if (value === undefined) continue;
    const name = key.toLowerCase();
    if (!HEADER_NAME.test(name))
      throw new OptionError('headers', 'the name of a header has a character that is not allowed');
    if (RESERVED.test(name) || signed.includes(name)) {
      throw new OptionError('headers', `the header ${name} is written by the SDK and cannot be given`);
    }
    if (typeof value !== 'string' || !HEADER_VALUE.test(value)) {
      throw new OptionError('headers', `the header ${name} must be a text of one line, in Latin-1`);
    }
    read[name] = value;
  }
  return read;
}

function checkDate(at: Date): Date {
  if (Number.isFinite(at.getTime())) return at;
  throw new TypeError('it must return a valid Date');
}

/** A clock that throws or runs backwards stands still: it must not change the outcome of a call. */
function steady(readMs: () => number): () => number {
  let latestMs = 0;
  return () => {
    try {
      const nowMs = readMs();
      if (nowMs > latestMs) latestMs = nowMs;
    } catch {
      // the same as a clock that stands still
    }
    return latestMs;
  };
}

/** A controller in place of its signal is a common mistake. */
function checkSignal(signal: AbortSignal | null | undefined): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (typeof signal.addEventListener === 'function') return signal;
  throw new OptionError('signal', 'signal must be an AbortSignal');
}

const DEFAULTS: Tunable = {
  headers: {},
  maxRetries: 2,
  attemptTimeoutMs: 30_000,
  totalTimeoutMs: 120_000,
  checkRequest: true,
};

function override(base: Tunable, options: Omit<CallOptions, 'signal'>, signed: readonly string[]): Tunable {
  const { headers = {}, maxRetries, attemptTimeoutMs, totalTimeoutMs, checkRequest } = options;
  return {
    headers: { ...base.headers, ...readHeaders(headers, signed) },
    maxRetries: checkNumber('maxRetries', maxRetries ?? base.maxRetries, 0),
    attemptTimeoutMs: checkNumber('attemptTimeoutMs', attemptTimeoutMs ?? base.attemptTimeoutMs, 1),
    totalTimeoutMs: checkNumber('totalTimeoutMs', totalTimeoutMs ?? base.totalTimeoutMs, 1),
    checkRequest: checkRequest ?? base.checkRequest,
  };
}

/**
 * Reads the options of a client.
 * @param signedHeaders lower-case names of the headers that carry the partner's signature
 * @throws TypeError in one sentence when an option is invalid.
 */
export function readClientOptions(options: ClientOptions, signedHeaders: readonly string[]): CallSettings {
  const { onRequest, onResponse, logger, agent, tls, fetch } = options;
  return {
    ...override(DEFAULTS, options, signedHeaders),
    onRequest,
    onResponse,
    logger,
    agent,
    tls,
    fetch,
    signal: undefined,
    origin: readOrigin(options.baseUrl),
    clock: () => checkDate(options.clock?.() ?? new Date()),
    monotonicMs: steady(options.monotonicMs ?? (() => performance.now())),
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
    signedHeaders,
  };
}

/**
 * Applies the options of one call.
 * @throws InvalidRequestError `INVALID_OPTION`
 */
export function withCallOptions(client: CallSettings, options: CallOptions): CallSettings {
  try {
    return { ...client, ...override(client, options, client.signedHeaders), signal: checkSignal(options.signal) };
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { option: field, message } = error;
    throw new InvalidRequestError({ code: 'INVALID_OPTION', field, message });
  }
}

/**
 * Reads one variable that `sparring env` prints.
 * @throws TypeError that names the variable when it is missing or blank.
 */
export function readVariable(environment: Environment, name: string): string {
  const text = environment[name]?.trim();
  if (text) return text;
  throw new TypeError(`the environment variable ${name} is missing; \`sparring env\` prints it`);
}

/**
 * Checks a text that is sent in a header.
 * @throws TypeError that names the option, never its value.
 */
export function checkHeaderText(option: string, text: string): string {
  if (typeof text === 'string' && /^[\x21-\x7e]+$/.test(text)) return text;
  throw new TypeError(`${option} must be a text of visible ASCII characters without spaces`);
}
