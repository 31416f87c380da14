import type { AddressInfo } from 'node:net';
import type { SettingValue } from '@sparring/contracts';
import type { FastifyInstance } from 'fastify';
import { type AllCredentials, homeCredentials, providedCredentials } from '../config/credentials.js';
import { checkSetting, partnerSettings } from '../config/settings.js';
import { checkPartner } from '../core/check-partner.js';
import { guardedLog, type Log, silentLog } from '../core/log.js';
import { keepsStates, subjectProblem } from '../core/partner.js';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import { type Journal, memoryJournal } from '../state/journal.js';
import { memoryStore, type Store } from '../state/store.js';
import { createWorld, isUsableTime, type World } from '../state/world.js';
import { buildApp, type ServedPartner } from './app.js';
import { TIME_LIMITS, type TimeLimits } from './connections.js';
import { controlAccess } from './control-access.js';
import { prepareShutdown } from './shutdown.js';
import type { SimulatorOptions } from './simulator-options.js';
import { listenTls } from './tls.js';

/** A running simulator. */
export interface Simulator {
  /** For example `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly tlsUrl?: string;
  /** The certificate of `tlsUrl` in PEM, for clients that verify it. */
  readonly tlsCertificate?: string;
  /** What the control API requires as `Authorization: Bearer <token>`; absent when it requires nothing. */
  readonly token?: string;
  readonly credentials: AllCredentials;
  /** Clears stores, states and journal, restarts the seed, and restores the initial settings and clock. */
  reset(): Promise<void>;
  /** Changes a setting from now on; throws a `UserError` when it does not exist or the value is invalid. */
  configure(partner: string, setting: string, value: SettingValue): void;
  /** Puts a business id into a state, for example `setState('prepaidify', 'decided', requestNo)`. */
  setState(partner: string, state: string, subject: string): Promise<void>;
  /** Advances the clock for judging requests, in seconds. */
  advanceClock(seconds: number): void;
  /** Finishes requests in flight, then shuts down. */
  close(): Promise<void>;
}

const JOURNAL_ENTRIES = 1_000;
const STORED_RECORDS = 100_000;

/** The parts of a simulator that last until it is closed. */
interface Parts {
  readonly world: World;
  readonly stores: Store<unknown>[];
  readonly settings: Map<string, Record<string, SettingValue>>;
  readonly served: ServedPartner[];
}

async function findCredentials({ home, credentials = {} }: SimulatorOptions): Promise<AllCredentials> {
  return home === undefined ? providedCredentials(credentials) : homeCredentials(home, credentials);
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

function createParts(
  options: SimulatorOptions,
  credentials: AllCredentials,
  journal: Journal,
  log: Log,
  { bodyIdleMs, bodyMs }: TimeLimits,
): Parts {
  const world = createWorld(options.seed, options.clock);
  const stores: Store<unknown>[] = [];
  const openStore = <Value>(): Store<Value> => {
    const store = memoryStore<Value>(options.storedRecords ?? STORED_RECORDS);
    stores.push(store as Store<unknown>);
    return store;
  };
  const settings = new Map<string, Record<string, SettingValue>>();
  const served = partnerModules.map((module) => {
    const { name } = module.contract;
    const values = partnerSettings(name, options.settings ?? {});
    settings.set(name, values);
    const partner = module.create({ credentials: credentials[name] ?? {}, settings: values, world, openStore });
    checkPartner(module, partner);
    const bodyTimes = { idleMs: bodyIdleMs, totalMs: bodyMs };
    return { partner, context: { settings: values, world, journal, log, bodyTimes } };
  });
  return { world, stores, settings, served };
}

function stateSetter({ served }: Parts): Simulator['setState'] {
  return async (name, state, subject) => {
    const { partner } = served.find(({ partner: { contract } }) => contract.name === name) ?? {};
    const states = partner && keepsStates(partner) ? partner.states : {};
    if (!partner || !keepsStates(partner) || !Object.hasOwn(states, state)) {
      const known = Object.keys(states).join(', ') || 'none';
      throw new UserError(`${name} has no state ${state}; it has ${known}`);
    }
    const problem = subjectProblem(subject);
    if (problem) throw new UserError(problem);
    await partner.setState(state, subject);
  };
}

function clockAdvancer({ world }: Parts): Simulator['advanceClock'] {
  return (seconds) => {
    if (!Number.isFinite(seconds) || seconds < 0)
      throw new UserError(`the clock can only advance by a number of seconds, not ${seconds}`);
    if (!isUsableTime(world.now().getTime() + 1000 * seconds))
      throw new UserError(`the clock cannot advance by ${seconds} seconds, beyond the year 9999`);
    world.advance(1000 * seconds);
  };
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
  const journal = memoryJournal(options.journalEntries ?? JOURNAL_ENTRIES);
  const access = await controlAccess(host, options.token, options.allowedHosts ?? []);
  const credentials = await findCredentials(options);
  const timeLimits = { ...TIME_LIMITS, ...options.timeLimits };
  const parts = createParts(options, credentials, journal, log, timeLimits);
  const app = await buildApp({ access, log, served: parts.served, journal, timeLimits });
  const shutdown = prepareShutdown(app);
  const url = await listen(app, host, port);
  const tls = options.tlsPort === undefined ? undefined : await listenTls(app, access, options.tlsPort, timeLimits);
  if (tls) shutdown.include(tls.server);
  return {
    url,
    ...(tls ? { tlsUrl: tls.url, tlsCertificate: tls.certificate } : {}),
    ...(access.token === undefined ? {} : { token: access.token }),
    credentials,
    configure: (partner, setting, value) => {
      const checked = checkSetting(partner, setting, value);
      Object.assign(parts.settings.get(partner) ?? {}, { [setting]: checked });
    },
    setState: stateSetter(parts),
    advanceClock: clockAdvancer(parts),
    reset: async () => {
      await Promise.all([...parts.stores.map((store) => store.clear()), journal.clear()]);
      for (const [name, values] of parts.settings) Object.assign(values, partnerSettings(name, options.settings ?? {}));
      parts.world.reset();
    },
    close: shutdown.close,
  };
}
