import type { IncomingHttpHeaders } from 'node:http';
import type { AllCredentials } from '../config/credentials.js';
import { laneCredentials } from '../config/lane-credentials.js';
import { checkSettings, type SettingsInput } from '../config/settings.js';
import type { PartnerModule } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { createDiagnosis } from '../diagnosis/diagnose.js';
import { createLane, type Lane, type LaneBounds, type LaneSurroundings } from './lane.js';
import { createLaneRegistry, type LaneLimits } from './lane-registry.js';

/** The lane of all requests whose credentials belong to no other lane. */
export const DEFAULT_LANE = 'default';

/** What a new lane can be given; what is left out is generated. */
export interface NewLane {
  /** 1 to 64 letters, digits, `.`, `_` and `-`; default: `lane-1` and so on. */
  readonly name?: string;
  /** Makes the answers of the lane reproducible; default: derived from the simulator's seed, if it was given one. */
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
  list(): readonly Lane[];
  /**
   * Deletes a lane; its credentials are unknown from now on.
   * @throws UserError for the default lane, and when there is no such lane.
   */
  remove(name: string): void;
  /** The lane of a request: that of its credentials, or the default one. */
  of(module: PartnerModule, headers: IncomingHttpHeaders): Lane;
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

const LANE_NAME = /^[\w.-]{1,64}$/;
const NAME_RULE = 'the name of a lane consists of 1 to 64 letters, digits, dots, underscores and hyphens';

/** The settings of a new lane: those of the simulator, overridden by its own. */
function mergeSettings(below: SettingsInput, above: SettingsInput): SettingsInput {
  checkSettings(above);
  const names = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...names].map((name) => [name, { ...below[name], ...above[name] }]));
}

/** Creates the default lane, and further ones on demand. */
export function createLanes(input: LanesInput): Lanes {
  const { credentials, credentialsSource, settings, seed, bounds } = input;
  const diagnose = createDiagnosis();
  const diagnoseIn: LaneSurroundings['diagnoseIn'] = (lane, partner) => {
    const otherLanes = () =>
      registry
        .list()
        .filter(({ name }) => name !== lane)
        .map(({ name, credentials: own }) => ({ name, credentials: own[partner] ?? {} }));
    return (refusal, evidence) => diagnose(refusal, { ...evidence, otherLanes: otherLanes() });
  };
  const surroundings = { ...input.surroundings, diagnoseIn };
  const first = createLane(
    { name: DEFAULT_LANE, credentials, credentialsSource, settings, seed, bounds },
    surroundings,
  );
  const registry = createLaneRegistry(first, input);
  let created = 0;
  return {
    default: first,
    create: async (options = {}) => {
      const name = options.name ?? `lane-${++created}`;
      if (!LANE_NAME.test(name)) throw new UserError(NAME_RULE, 'name');
      registry.checkRoom(name);
      const own = {
        name,
        credentialsSource: `its credentials are those of the lane ${name}`,
        credentials: await laneCredentials(first.credentials, options.credentials ?? {}),
        settings: mergeSettings(settings, options.settings ?? {}),
        seed: options.seed ?? (seed === undefined ? undefined : `${seed}/${name}`),
      };
      return registry.add(createLane({ ...own, bounds }, surroundings));
    },
    get: (name = DEFAULT_LANE) => registry.get(name),
    list: registry.list,
    remove: registry.remove,
    of: ({ contract, caller }, headers) => registry.of(contract.name, () => caller.of(headers)),
  };
}
