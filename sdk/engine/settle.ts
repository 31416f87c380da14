import type { Fetch } from '../core/fetch.js';
import type { Observers } from '../core/observers.js';
import type { CallOptions, ClientOptions } from '../core/options.js';

/** All settings of one call. */
export interface CallSettings extends Observers {
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

/** Waits; an abort frees the timer, so that it keeps no process alive. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

/** The longest time a timer takes; Node fires longer ones at once. */
const LONGEST_MS = 2 ** 31 - 1;

function checkNumber(name: string, value: number, least: number): number {
  if (typeof value === 'number' && value >= least) return Math.min(value, LONGEST_MS);
  throw new TypeError(`${name} is ${String(value)}; it must be a number of at least ${least}`);
}

function readOrigin(baseUrl: string | URL): string {
  const url = URL.canParse(String(baseUrl)) ? new URL(baseUrl) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('baseUrl must be an http or https URL, for example https://partner.example');
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw new TypeError('baseUrl must hold scheme, host and port only: the partner signs the path');
  }
  return url.origin;
}

/** Header names of the SDK itself and of the connection. */
const RESERVED = /^(content-.*|host|connection|transfer-encoding|accept|accept-encoding|expect|date)$/;

function readHeaders(headers: Readonly<Record<string, string>>, own: readonly string[]): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const taken = entries.find(([name]) => RESERVED.test(name) || own.includes(name));
  if (taken) throw new TypeError(`the header ${taken[0]} is written by the SDK and cannot be given`);
  return Object.fromEntries(entries);
}

/**
 * Puts the options of a client and of one call together.
 * @param own lower-case names of the headers that carry the partner's signature
 * @throws TypeError in one sentence when an option cannot be used.
 */
export function settle(client: ClientOptions, call: CallOptions, own: readonly string[]): CallSettings {
  const { onRequest, onResponse, logger } = client;
  return {
    onRequest,
    onResponse,
    logger,
    signal: call.signal,
    headers: readHeaders({ ...client.headers, ...call.headers }, own),
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
