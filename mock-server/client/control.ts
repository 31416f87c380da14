import type { AllCredentials } from '../config/credentials.js';
import type { Coverage } from '../coverage/coverage.js';
import type { Explanation } from '../explain/explanation.js';
import type {
  JournalQuery,
  JournalWatchQuery,
  LaneOptions,
  NewRule,
  PartnerName,
  SettingName,
  SettingsByPartner,
  SettingsOption,
  SettingValueOf,
  StatefulPartnerName,
  StateName,
  StatesByPartner,
} from '../lanes/literal-types.js';
import type { OperationMoves } from '../lanes/operation-moves.js';
import type { Rule } from '../moves/rules/rule.js';
import type { Review } from '../review/review.js';
import type { ClockState } from '../state/clock.js';
import type { JournalEntry, JournalExchange } from '../state/journal.js';
import type { LedgerEntry } from '../state/ledger.js';

/** A form of a request of the journal. */
export type ExportFormat = 'har' | 'curl' | 'pact';

/** Controls the clock that the requests of a lane are judged by. Its methods return what it shows afterwards. */
export interface RemoteClock {
  state(): Promise<ClockState>;
  /** Stops the clock; `advance` and `set` still move it. */
  freeze(): Promise<ClockState>;
  /** Lets a frozen clock continue. */
  resume(): Promise<ClockState>;
  /** Moves the clock to a time, which continues from there unless it is frozen. */
  set(time: Date | string): Promise<ClockState>;
  /** Moves the clock forward by a number of seconds. */
  advance(seconds: number): Promise<ClockState>;
  /** Puts the clock ahead of the real one by a number of seconds, or behind it when negative. */
  skew(seconds: number): Promise<ClockState>;
}

/** Controls the rules of a lane, which say what move a request gets. */
export interface RemoteRules {
  /**
   * Adds a rule.
   * @throws ControlError that says what is allowed; its `field` is the field of the rule that is wrong.
   * @example await control.rules.add({ partner: 'worldfirst', sequence: ['UNKNOWN_EXCEPTION', 'natural'] })
   */
  add(rule: NewRule): Promise<Rule>;
  /** The rules that have not expired, in the order in which they are asked, with their hits. */
  list(): Promise<readonly Rule[]>;
  get(id: string): Promise<Rule | undefined>;
  /** Whether there was such a rule. */
  remove(id: string): Promise<boolean>;
  clear(): Promise<void>;
}

/**
 * Controls a simulator from another process, as the handle of `startSimulator` does in its own. What concerns one lane
 * concerns that of the option `lane`, or the default lane. Everything throws a `ControlError` when the simulator
 * refuses, or cannot be reached.
 */
export interface Control {
  /** Of the simulator, without a path. */
  readonly url: string;
  readonly clock: RemoteClock;
  readonly rules: RemoteRules;
  settings(): Promise<SettingsByPartner>;
  /** Changes a setting from now on. */
  configure<Partner extends PartnerName, Name extends SettingName<Partner>>(
    partner: Partner,
    setting: Name,
    value: SettingValueOf<Partner, Name>,
  ): Promise<void>;
  /** Changes several settings from now on, or none when one of them is wrong. */
  configureAll(settings: SettingsOption): Promise<void>;
  /** Puts a business id into a state. */
  setState<Partner extends StatefulPartnerName>(
    partner: Partner,
    state: StateName<Partner>,
    subject: string,
  ): Promise<void>;
  /** The states of every partner that has any, with their descriptions. */
  states(): Promise<StatesByPartner>;
  /** Every move that can be asked for, by operation. */
  moves(): Promise<readonly OperationMoves[]>;
  /**
   * What happened to a business id: an entry for each operation that it was sent to. Without one, the ids that were
   * named last, newest first.
   * @param limit how many entries at most, from 1 to 1,000; default: 100
   */
  ledger(businessId?: string, limit?: number): Promise<readonly LedgerEntry[]>;
  /** The latest requests, newest first: those of every lane, unless the option `lane` names one. */
  journal(filter?: JournalQuery): Promise<readonly JournalEntry[]>;
  /**
   * The newest request with this `x-sparring-id`, or else with this id in its answer, or else about this business id,
   * with all that is known of it, unless it is too old; of every lane, unless the option `lane` names one.
   * @param id or `last` for the newest of all
   */
  journalEntry(id: string): Promise<JournalExchange | undefined>;
  /** The latest requests as an HTTP Archive, HAR 1.2, oldest first; without secrets and documents, as the journal. */
  exportJournal(filter?: JournalQuery): Promise<string>;
  /**
   * One request in another form: an HTTP Archive; a shell script with curl that sends it again, signed when it runs; or
   * a Pact file with one interaction. By the same ids as `journalEntry`.
   * @throws ControlError `unsuitable-entry` when it has no such form, because its body was not read for example.
   */
  exportEntry(id: string, format: ExportFormat): Promise<string | undefined>;
  /**
   * The requests from now on, oldest first, until the simulator closes: those of every lane, unless the option `lane`
   * names one. After an interruption, it continues where it was.
   * @param signal ends it
   * @example for await (const { code, reason } of control.followJournal({ partner: 'worldfirst' })) console.log(code, reason);
   */
  followJournal(filter?: JournalWatchQuery, signal?: AbortSignal): AsyncIterable<JournalEntry>;
  /**
   * Why a request got its answer, and what to do; by the same ids as `journalEntry`.
   * @param id or `last` for the newest of all
   */
  explain(id: string): Promise<Explanation | undefined>;
  /** Which codes and faults of which operations were exercised since the start or the last reset. */
  coverage(partner?: PartnerName): Promise<Coverage>;
  /** The coverage of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`. */
  coverageOfAll(partner?: PartnerName): Promise<Coverage>;
  /** What the requests since the start or the last reset say about the client. */
  review(partner?: PartnerName): Promise<Review>;
  /** The review of all lanes, also of those that were reset or deleted, since the start or the last `resetAll`. */
  reviewOfAll(partner?: PartnerName): Promise<Review>;
  /** Clears stores, states, rules, journal, ledger and coverage, and restores the initial settings, clock and seed. */
  reset(): Promise<void>;
  /** Resets every lane. */
  resetAll(): Promise<void>;
  /**
   * Creates a lane: credentials whose requests have stores, rules, journal, settings, clock and seed of their own.
   * @example
   * const lane = await control.createLane();
   * await lane.rules.add({ move: 'PROCESS_FAIL', times: 1 });
   */
  createLane(options?: LaneOptions): Promise<RemoteLane>;
  /** Finds a lane by name; throws when there is none. */
  lane(name: string): Promise<RemoteLane>;
  /** The names of all lanes, `default` first. */
  lanes(): Promise<readonly string[]>;
  /** Deletes a lane and everything in it; throws when there is none. */
  deleteLane(name: string): Promise<void>;
}

/** Controls one lane, and has what its clients need. */
export interface RemoteLane extends Control {
  readonly name: string;
  /** Repeats ids, probabilities and delays. */
  readonly seed: string;
  /** What a client needs, by partner. */
  readonly credentials: AllCredentials;
}
