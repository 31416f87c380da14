import type { AllCredentials } from '../config/credentials.js';
import { laneCredentials } from '../config/lane-credentials.js';
import { checkSettings, type SettingsInput } from '../config/settings.js';
import { isText, withoutUndefined } from '../core/field-check.js';
import type { CallerHead, PartnerModule } from '../core/partner-module.js';
import { inField, within } from '../core/user-error.js';
import { type Coverage, coverageOf, coverageOfPartner } from '../coverage/coverage.js';
import { createDiagnosis } from '../diagnosis/diagnose.js';
import type { JournalEntry, JournalExchange, JournalFilter } from '../state/journal.js';
import { checkLaneName } from './check-arguments.js';
import { checkInput } from './check-input.js';
import { checkJournalFilter } from './journal-filter.js';
import { createLane, type Lane, type LaneBounds, type LaneSurroundings } from './lane.js';
import { checkPartnerName } from './lane-control.js';
import { createLaneRegistry, type LaneLimits } from './lane-registry.js';

/** The lane of all requests whose credentials belong to no other lane. */
export const DEFAULT_LANE = 'default';

/** What a new lane can be given; what is left out is generated. */
export interface NewLane {
  /** 1 to 64 letters, digits, `.`, `_` and `-`; default: `lane-1` and so on. */
  readonly name?: string;
  /**
   * Makes the answers of the lane reproducible, and the texts among the credentials that are generated for it, but no
   * RSA keys; default: derived from the simulator's seed, if it was given one.
   */
  readonly seed?: string;
  /** By partner; they override those that the simulator was started with. */
  readonly settings?: SettingsInput;
  /** By partner; what is missing is generated. The partner's own keys are those of the default lane. */
  readonly credentials?: AllCredentials;
}

/** All lanes of a simulator. */
export interface Lanes {
  readonly default: Lane;
  /**
   * Creates a lane.
   * @throws UserError when an option cannot be used, or when there are too many lanes.
   */
  create(options?: NewLane): Promise<Lane>;
  /** @throws UserError that lists the lanes when there is no such lane. */
  get(name?: string): Lane;
  /** @throws UserError when a lane was deleted, or had no request for too long; otherwise it is not idle. */
  checkAlive(lane: Lane): void;
  list(): readonly Lane[];
  /**
   * Deletes a lane; its credentials are unknown from now on.
   * @throws UserError for the default lane, and when there is no such lane.
   */
  remove(name: string): void;
  /** The latest requests of all lanes, newest first; throws a `UserError` when the filter cannot be used. */
  journal(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** As that of a lane, whichever lane it is in. */
  journalEntry(id: string): Promise<JournalExchange | undefined>;
  /**
   * The coverage of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`.
   * @throws UserError when there is no such partner.
   */
  coverage(partner?: string): Promise<Coverage>;
  /** Resets every lane. */
  resetAll(): Promise<void>;
  /** The lane of a request: that of its credentials, or the default one. */
  of(module: PartnerModule, head: CallerHead): Lane;
}

export interface LanesInput extends LaneLimits {
  readonly surroundings: Omit<LaneSurroundings, 'diagnoseIn'>;
  readonly credentials: AllCredentials;
  /** Where those of the default lane come from. */
  readonly credentialsSource: string;
  readonly settings: SettingsInput;
  readonly seed?: string | undefined;
  readonly bounds: LaneBounds;
}

const DEFAULT_ENTRIES = 100;

/** The settings of a new lane: those of the simulator, overridden by its own. */
function mergeSettings(below: SettingsInput, above: SettingsInput): SettingsInput {
  const checked = inField('settings', () => checkSettings(above));
  const names = new Set([...Object.keys(below), ...Object.keys(checked)]);
  return Object.fromEntries([...names].map((name) => [name, { ...below[name], ...checked[name] }]));
}

async function laneKeys(ofDefault: AllCredentials, given: AllCredentials, seed?: string): Promise<AllCredentials> {
  try {
    return await laneCredentials(ofDefault, given, seed);
  } catch (error) {
    throw within('credentials', error);
  }
}

async function latestOf(lanes: readonly Lane[], filter: JournalFilter = {}): Promise<readonly JournalEntry[]> {
  checkJournalFilter(filter);
  const found = await Promise.all(lanes.map(({ journal }) => journal.find(filter)));
  const { limit = DEFAULT_ENTRIES } = filter;
  return found
    .flat()
    .sort((one, other) => other.number - one.number)
    .slice(0, limit);
}

/** The entry that an id names in one of the lanes; the id of an entry names it before anything else does. */
async function entryOf(lanes: readonly Lane[], id: string): Promise<JournalExchange | undefined> {
  const found = await Promise.all(lanes.map(({ journal }) => journal.get(id)));
  const entries = found.filter((entry) => entry !== undefined);
  return entries.find((entry) => entry.id === id) ?? entries.sort((one, other) => other.number - one.number)[0];
}

/** Diagnoses signatures; those of a lane may have been made with the credentials of another one. */
function diagnosisOf(list: () => readonly Lane[]): LaneSurroundings['diagnoseIn'] {
  const diagnose = createDiagnosis();
  return (lane, partner) => (refusal, evidence) => {
    const others = list().filter(({ name }) => name !== lane);
    const otherLanes = others.map(({ name, credentials }) => ({ name, credentials: credentials[partner] ?? {} }));
    return diagnose(refusal, { ...evidence, otherLanes });
  };
}

/** Creates the default lane, and further ones on demand. */
export function createLanes(input: LanesInput): Lanes {
  const { credentials, credentialsSource, settings, seed, bounds } = input;
  const diagnoseIn = diagnosisOf(() => registry.list());
  const surroundings = { ...input.surroundings, diagnoseIn };
  const first = createLane(
    { name: DEFAULT_LANE, credentials, credentialsSource, settings, seed, bounds },
    surroundings,
  );
  const registry = createLaneRegistry(first, input);
  let created = 0;
  return {
    default: first,
    create: async (given = {}) => {
      const options = withoutUndefined(given) as NewLane;
      if (isText(options?.name)) checkLaneName(options.name, 'name');
      checkInput('laneRequest', 'a lane', options);
      const name = options.name ?? `lane-${++created}`;
      registry.checkRoom(name);
      const ownSeed = options.seed ?? (seed === undefined ? undefined : `${seed}/${name}`);
      // several lanes can have the same seed, but not the same credentials
      const keySeed = ownSeed === undefined ? undefined : JSON.stringify([ownSeed, name]);
      const own = {
        name,
        credentialsSource: `its credentials are those of the lane ${name}`,
        settings: mergeSettings(settings, options.settings ?? {}),
        credentials: await laneKeys(first.credentials, options.credentials ?? {}, keySeed),
        seed: ownSeed,
      };
      return registry.add(createLane({ ...own, bounds }, surroundings));
    },
    get: (name = DEFAULT_LANE) => registry.get(name),
    checkAlive: registry.checkAlive,
    list: registry.list,
    journal: (filter) => latestOf(registry.list(), filter),
    journalEntry: (id) => entryOf(registry.list(), id),
    coverage: async (partner) => {
      checkPartnerName(partner);
      const partners = [...first.partners.values()].map((one) => one.partner);
      return coverageOfPartner(coverageOf(partners, await surroundings.total.counts()), partner);
    },
    resetAll: async () => {
      await surroundings.total.clear();
      await Promise.all(registry.list().map((lane) => lane.reset()));
    },
    remove: registry.remove,
    of: ({ contract, caller }, head) => registry.of(contract.name, () => caller.of(head)),
  };
}
