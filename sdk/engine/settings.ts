import type { CallOptions, ClientOptions, Environment, Fetch, Hooks } from '../core/options.js';

/** All settings of one call. */
export interface CallSettings extends Hooks {
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxRetries: number;
  readonly attemptTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly checkRequest: boolean;
  readonly origin: string;
  readonly fetch: Fetch | undefined;
  readonly clock: () => Date;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
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
  throw new TypeError(`${name} is ${String(value)}; it must be a number of at least ${least}`);
}

function readOrigin(baseUrl: string | URL): string {
  const url = URL.canParse(String(baseUrl)) ? new URL(baseUrl) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('baseUrl must be an http or https URL, for example https://partner.example');
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw new TypeError('baseUrl must have scheme, host and port only: the partner signs the path');
  }
  return url.origin;
}

/** Names of headers that the SDK or the connection writes. */
const RESERVED = /^(content-.*|host|connection|transfer-encoding|accept|accept-encoding|expect|date)$/;

function readHeaders(headers: Readonly<Record<string, string>>, signed: readonly string[]): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const taken = entries.find(([name]) => RESERVED.test(name) || signed.includes(name));
  if (taken) throw new TypeError(`the header ${taken[0]} is written by the SDK and cannot be given`);
  return Object.fromEntries(entries);
}

/**
 * Merges the options of a client and of one call.
 * @param signed lower-case names of the headers that carry the partner's signature
 * @throws TypeError in one sentence when an option is invalid.
 */
export function resolveSettings(client: ClientOptions, call: CallOptions, signed: readonly string[]): CallSettings {
  const { onRequest, onResponse, logger } = client;
  return {
    onRequest,
    onResponse,
    logger,
    signal: call.signal,
    headers: readHeaders({ ...client.headers, ...call.headers }, signed),
    maxRetries: checkNumber('maxRetries', call.maxRetries ?? client.maxRetries ?? 2, 0),
    attemptTimeoutMs: checkNumber('attemptTimeoutMs', call.attemptTimeoutMs ?? client.attemptTimeoutMs ?? 30_000, 1),
    totalTimeoutMs: checkNumber('totalTimeoutMs', call.totalTimeoutMs ?? client.totalTimeoutMs ?? 120_000, 1),
    checkRequest: call.checkRequest ?? client.checkRequest ?? true,
    origin: readOrigin(client.baseUrl),
    fetch: client.fetch,
    clock: client.clock ?? (() => new Date()),
    random: client.random ?? Math.random,
    sleep: client.sleep ?? sleep,
  };
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
