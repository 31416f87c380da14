import { UserError } from '../core/user-error.js';
import type { Coverage } from '../coverage/coverage.js';
import { checkLaneName } from '../lanes/check-arguments.js';
import { guarded } from '../lanes/guard.js';
import type { Lane } from '../lanes/lane.js';
import type { Lanes, NewLane } from '../lanes/lanes.js';
import type { LaneOptions, PartnerName } from '../lanes/literal-types.js';
import type { Review } from '../review/review.js';
import { inProcess, type SimulatorLane } from './simulator-lane.js';

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
  coverageOfAll(partner?: PartnerName): Promise<Coverage>;
  /** The review of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`. */
  reviewOfAll(partner?: PartnerName): Promise<Review>;
  /** Resets every lane. */
  resetAll(): Promise<void>;
  /** Finishes requests in flight, then shuts down. */
  close(): Promise<void>;
}

const ASYNC_OF_LANE = {
  setState: true,
  ledger: true,
  journal: true,
  journalEntry: true,
  exchanges: true,
  coverage: true,
  review: true,
  explain: true,
  reset: true,
} as const;

function refuseClosed(closing: AbortSignal): void {
  if (closing.aborted) throw new UserError('the simulator is closed; start another one');
}

/** The handle of a lane. Every name is checked at run time, so the types may promise what they do. */
export function handleOf(lane: Lane, lanes: Lanes, closing: AbortSignal, url: string): SimulatorLane {
  const check = () => {
    refuseClosed(closing);
    lanes.checkAlive(lane);
  };
  const control = inProcess(lane, url);
  return {
    ...guarded(control, check, ASYNC_OF_LANE),
    clock: guarded(control.clock, check, {}),
    rules: guarded(control.rules, check, {}),
  } as unknown as SimulatorLane;
}

type OfAllLanes =
  | 'advanceClock'
  | 'createLane'
  | 'lane'
  | 'lanes'
  | 'deleteLane'
  | 'coverageOfAll'
  | 'reviewOfAll'
  | 'resetAll';

/** What the handle of a simulator has besides that of its default lane. */
export function lanesControl(lanes: Lanes, closing: AbortSignal, url: string): Pick<Simulator, OfAllLanes> {
  const handle = (lane: Lane) => handleOf(lane, lanes, closing, url);
  const control: Pick<Simulator, OfAllLanes> = {
    advanceClock: (seconds) => {
      handle(lanes.default).clock.advance(seconds);
    },
    createLane: async (options) => handle(await lanes.create(options as NewLane)),
    lane: (name) => {
      checkLaneName(name, 'lane');
      return handle(lanes.get(name));
    },
    lanes: () => lanes.list().map(({ name }) => name),
    deleteLane: (name) => {
      checkLaneName(name, 'lane');
      lanes.remove(name);
    },
    coverageOfAll: lanes.coverage,
    reviewOfAll: lanes.review,
    resetAll: lanes.resetAll,
  };
  return guarded(control, () => refuseClosed(closing), {
    createLane: true,
    coverageOfAll: true,
    reviewOfAll: true,
    resetAll: true,
  });
}
