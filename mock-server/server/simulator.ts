import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type AllCredentials, credentialsFile, homeCredentials, providedCredentials } from '../config/credentials.js';
import { checkSettings, type SettingsInput } from '../config/settings.js';
import { BodyMemory } from '../core/body/body-memory.js';
import { guardedLog, type Log, silentLog } from '../core/log.js';
import { UserError } from '../core/user-error.js';
import { createThumbnails } from '../files/thumbnails.js';
import { createLanes, type Lanes } from '../lanes/lanes.js';
import { checkMoveSources, MOVE_SOURCES } from '../moves/choose-move.js';
import { createFeed } from '../state/feed.js';
import { memoryTally } from '../state/tally.js';
import { buildApp } from './app.js';
import { checkSimulatorOptions, timeLimitsOf } from './check-simulator-options.js';
import type { TimeLimits } from './connections.js';
import { controlAccess } from './control-access.js';
import { handleOf, lanesControl, type Simulator } from './handle.js';
import { rejectInto } from './malformed-http.js';
import { prepareShutdown } from './shutdown.js';
import type { SimulatorOptions } from './simulator-options.js';
import { listenTls } from './tls.js';

export type { Simulator } from './handle.js';

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
      thumbnails: keepDocuments ? createThumbnails(closing) : undefined,
      total: memoryTally(),
    },
    credentials,
    credentialsSource: sourceOf(options),
    settings: checkSettings(settings as SettingsInput),
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
  checkSimulatorOptions(options);
  const { host = '127.0.0.1', port = 0 } = options;
  const log = guardedLog(options.log ?? silentLog);
  const access = await controlAccess(host, options.token, options.allowedHosts ?? [], options.home);
  const credentials = await findCredentials(options);
  const timeLimits = timeLimitsOf(options);
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
  return {
    ...handleOf(lanes.default, lanes, closing.signal, url),
    url,
    ...(tls ? { tlsUrl: tls.url, tlsCertificate: tls.certificate } : {}),
    ...(access.token === undefined ? {} : { token: access.token }),
    ...lanesControl(lanes, closing.signal, url),
    close: () => {
      closing.abort();
      return shutdown.close();
    },
  };
}
