import type { AllCredentials } from '../config/credentials.js';
import { laneCredentials } from '../config/lane-credentials.js';
import { checkSettings, type SettingsInput } from '../config/settings.js';
import { isText, withoutUndefined } from '../core/field-check.js';
import type { CallerHead, PartnerModule } from '../core/partner-module.js';
import { inField, within } from '../core/user-error.js';
import { createDiagnosis } from '../diagnosis/diagnose.js';
import { createPastRuns, type PastRuns } from '../review/past-runs.js';
import { runOf } from '../review/run-of.js';
import { type AllLanes, readAllLanes } from './all-lanes.js';
import { checkLaneName } from './check-arguments.js';
import { checkInput } from './check-input.js';
import { createLane, type Lane, type LaneBounds, type LaneInput, type LaneSurroundings } from './lane.js';
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
export interface Lanes extends AllLanes {
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
  /** Resets every lane. */
  resetAll(): Promise<void>;
  /** The lane of a request: that of its credentials, or the default one. */
  of(module: PartnerModule, head: CallerHead): Lane;
}

export interface LanesInput extends Omit<LaneLimits, 'onDrop'> {
  readonly surroundings: Omit<LaneSurroundings, 'diagnoseIn'>;
  readonly credentials: AllCredentials;
  /** Where those of the default lane come from. */
  readonly credentialsSource: string;
  readonly settings: SettingsInput;
  readonly seed?: string | undefined;
  readonly bounds: LaneBounds;
}

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

/** Diagnoses signatures; those of a lane may have been made with the credentials of another one. */
function diagnosisOf(list: () => readonly Lane[]): LaneSurroundings['diagnoseIn'] {
  const diagnose = createDiagnosis();
  return (lane, partner) => async (refusal, evidence) => {
    const others = list().filter(({ name }) => name !== lane);
    const otherLanes = others.map(({ name, credentials }) => ({ name, credentials: credentials[partner] ?? {} }));
    return diagnose(refusal, { ...evidence, otherLanes });
  };
}

/** How many requests of lanes that were reset or deleted are remembered for the review; they take a few hundred bytes each. */
const PAST_EXCHANGES = 10_000;

/** Remembers what happened in a lane before each of its resets. */
const withHistory = (lane: Lane, past: PastRuns): Lane => ({
  ...lane,
  reset: async () => {
    past.add(await runOf(lane));
    await lane.reset();
  },
});

/** Several lanes can have the same seed, but not the same credentials. */
const keySeedOf = (seed: string | undefined, name: string) =>
  seed === undefined ? undefined : JSON.stringify([seed, name]);

/** Creates the default lane, and further ones on demand. */
export function createLanes(input: LanesInput): Lanes {
  const { credentials, credentialsSource, settings, seed, bounds } = input;
  const diagnoseIn = diagnosisOf(() => registry.list());
  const surroundings = { ...input.surroundings, diagnoseIn };
  const past = createPastRuns(PAST_EXCHANGES);
  const open = (own: Omit<LaneInput, 'bounds'>) => withHistory(createLane({ ...own, bounds }, surroundings), past);
  const first = open({ name: DEFAULT_LANE, credentials, credentialsSource, settings, seed });
  const registry = createLaneRegistry(first, { ...input, onDrop: (lane) => past.add(runOf(lane)) });
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
      const own = {
        name,
        credentialsSource: `its credentials are those of the lane ${name}`,
        settings: mergeSettings(settings, options.settings ?? {}),
        credentials: await laneKeys(first.credentials, options.credentials ?? {}, keySeedOf(ownSeed, name)),
        seed: ownSeed,
      };
      return registry.add(open(own));
    },
    get: (name = DEFAULT_LANE) => registry.get(name),
    checkAlive: registry.checkAlive,
    list: registry.list,
    ...readAllLanes({ first, list: registry.list, past, ...surroundings }),
    resetAll: async () => {
      await surroundings.total.clear();
      await Promise.all(registry.list().map((lane) => lane.reset()));
      await past.clear();
    },
    remove: registry.remove,
    of: ({ contract, caller }, head) => registry.of(contract.name, () => caller.of(head)),
  };
}
