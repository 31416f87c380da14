import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type AllCredentials, credentialsFile, homeCredentials, providedCredentials } from '../config/credentials.js';
import { checkSettings, type SettingsInput } from '../config/settings.js';
import { BodyMemory } from '../core/body/body-memory.js';
import { guardedLog, type Log, silentLog } from '../core/log.js';
import { UserError } from '../core/user-error.js';
import type { Coverage } from '../coverage/coverage.js';
import { createLanes, type Lanes, type NewLane } from '../lanes/lanes.js';
import type { LaneOptions, PartnerName } from '../lanes/literal-types.js';
import { checkMoveSources, MOVE_SOURCES } from '../moves/choose-move.js';
import type { Review } from '../review/review.js';
import { createFeed } from '../state/feed.js';
import { memoryTally } from '../state/tally.js';
import { buildApp } from './app.js';
import { TIME_LIMITS, type TimeLimits } from './connections.js';
import { controlAccess } from './control-access.js';
import { rejectInto } from './malformed-http.js';
import { prepareShutdown } from './shutdown.js';
import { inProcess, type SimulatorLane } from './simulator-lane.js';
import type { SimulatorOptions } from './simulator-options.js';
import { listenTls } from './tls.js';

/** A running simulator. What it says about one lane applies to the default lane. */
export interface Simulator extends SimulatorLane {
  /** For example `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly tlsUrl?: string;
  /** The certificate of `tlsUrl` in PEM, for clients that verify it. */
  readonly tlsCertificate?: string;
  /** What the control API requires as `Authorization: Bearer <token>`; absent when it requires nothing. */
  readonly token?: string;
  /** Advances the clock for judging requests, in seconds; the same as `clock.advance`. */
  advanceClock(seconds: number): void;
  /**
   * Creates a lane: credentials whose requests have stores, rules, journal, settings, clock and seed of their own.
   * @example
   * const lane = await simulator.createLane();
   * lane.rules.add({ move: 'PROCESS_FAIL', times: 1 });
   * @throws UserError when an option cannot be used, or when there are too many lanes.
   */
  createLane(options?: LaneOptions): Promise<SimulatorLane>;
  /** Finds a lane by name; throws a `UserError` when there is none. */
  lane(name: string): SimulatorLane;
  /** The names of all lanes, `default` first. */
  lanes(): readonly string[];
  /** Deletes a lane and everything in it; throws a `UserError` when there is none. */
  deleteLane(name: string): void;
  /** The coverage of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`. */
  coverageOfAll(): Promise<Coverage>;
  /** The review of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`. */
  reviewOfAll(partner?: PartnerName): Promise<Review>;
  /** Resets every lane. */
  resetAll(): Promise<void>;
  /** Finishes requests in flight, then shuts down. */
  close(): Promise<void>;
}

const JOURNAL_ENTRIES = 1_000;
/** For each lane. */
const JOURNAL_DETAIL_BYTES = 16 * 1024 * 1024;
const KEPT_DOCUMENTS_BYTES = 128 * 1024 * 1024;
const STORED_RECORDS = 100_000;
const BODY_MEMORY_BYTES = 256 * 1024 * 1024;
const MAX_LANES = 200;
const LANE_IDLE_MS = 60 * 60 * 1000;

async function findCredentials({ home, credentials = {}, seed }: SimulatorOptions): Promise<AllCredentials> {
  return home === undefined ? providedCredentials(credentials, seed) : homeCredentials(home, credentials);
}

/** Where the credentials come from, for a caller that has others. */
function sourceOf({ home }: SimulatorOptions): string {
  if (home === undefined) return 'its credentials are those that startSimulator was given, or generated';
  return `its credentials are in ${credentialsFile(home)}, unless the environment overrides them; \`sparring env\` looks there with --home or SPARRING_HOME set to ${home}`;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    await app.close();
    if (code === 'EADDRINUSE')
      throw new UserError(`port ${port} is already in use; choose another --port, or 0 for a free one`);
    if (code === undefined) throw error;
    throw new UserError(`cannot listen on ${host} port ${port} (${code}); use another --host or --port`);
  }
  const { port: actual } = app.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}

/** @throws UserError when the option cannot be used. */
function openBodyMemory({ bodyMemoryBytes = BODY_MEMORY_BYTES }: SimulatorOptions): BodyMemory {
  if (Number.isSafeInteger(bodyMemoryBytes) && bodyMemoryBytes > 0) return new BodyMemory(bodyMemoryBytes);
  throw new UserError(`bodyMemoryBytes must be a positive integer, not ${String(bodyMemoryBytes).slice(0, 64)}`);
}

function openLanes(
  options: SimulatorOptions,
  credentials: AllCredentials,
  log: Log,
  { bodyIdleMs, bodyMs }: TimeLimits,
  bodyMemory: BodyMemory,
  closing: AbortSignal,
): Lanes {
  const { seed, clock, settings = {}, moves = MOVE_SOURCES, keepDocuments = false } = options;
  checkSettings(settings as SettingsInput);
  let requests = 0;
  return createLanes({
    surroundings: {
      log,
      clock,
      closing,
      bodyTimes: { idleMs: bodyIdleMs, totalMs: bodyMs },
      bodyMemory,
      moveSources: checkMoveSources(moves),
      nextNumber: () => ++requests,
      feed: createFeed(),
      keepDocuments,
      total: memoryTally(),
    },
    credentials,
    credentialsSource: sourceOf(options),
    settings: settings as SettingsInput,
    seed,
    bounds: {
      journalEntries: options.journalEntries ?? JOURNAL_ENTRIES,
      journalDetailBytes: keepDocuments ? KEPT_DOCUMENTS_BYTES : JOURNAL_DETAIL_BYTES,
      storedRecords: options.storedRecords ?? STORED_RECORDS,
    },
    maxLanes: options.maxLanes ?? MAX_LANES,
    idleMs: options.laneIdleSeconds === undefined ? LANE_IDLE_MS : 1000 * options.laneIdleSeconds,
  });
}

/**
 * Starts a simulator of all partners. Any number can run at once; they share nothing.
 * @example
 * const simulator = await startSimulator();
 * await fetch(`${simulator.url}/_sparring/health`);
 * await simulator.close();
 * @throws UserError in one sentence when an option, a port, a home folder or a key cannot be used.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = '127.0.0.1', port = 0 } = options;
  const log = guardedLog(options.log ?? silentLog);
  const access = await controlAccess(host, options.token, options.allowedHosts ?? [], options.home);
  const credentials = await findCredentials(options);
  const timeLimits = { ...TIME_LIMITS, ...options.timeLimits };
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each answer that a fault delays
  const bodyMemory = openBodyMemory(options);
  const lanes = openLanes(options, credentials, log, timeLimits, bodyMemory, closing.signal);
  const app = await buildApp({ access, log, lanes, timeLimits, bodyMemory, closing: closing.signal });
  const shutdown = prepareShutdown(app);
  const url = await listen(app, host, port);
  const tls =
    options.tlsPort === undefined
      ? undefined
      : await listenTls(app, access, options.tlsPort, timeLimits, rejectInto(lanes.default));
  if (tls) shutdown.include(tls.server);
  const main = inProcess(lanes.default, url);
  return {
    ...main,
    url,
    ...(tls ? { tlsUrl: tls.url, tlsCertificate: tls.certificate } : {}),
    ...(access.token === undefined ? {} : { token: access.token }),
    advanceClock: (seconds) => {
      main.clock.advance(seconds);
    },
    createLane: async (lane) => inProcess(await lanes.create(lane as NewLane), url),
    lane: (name) => inProcess(lanes.get(name), url),
    lanes: () => lanes.list().map(({ name }) => name),
    deleteLane: lanes.remove,
    coverageOfAll: lanes.coverage,
    reviewOfAll: lanes.review,
    resetAll: lanes.resetAll,
    close: () => {
      closing.abort();
      return shutdown.close();
    },
  };
}
