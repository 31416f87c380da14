import type { SettingValue } from '@sparring/contracts';
import type { AllCredentials } from '../config/credentials.js';
import { type AllSettings, checkSetting, partnerSettings, type SettingsInput } from '../config/settings.js';
import type { ArrivalTimes } from '../core/body/arrival.js';
import type { BodyMemory } from '../core/body/body-memory.js';
import type { WireAnswer } from '../core/build-answer.js';
import { checkPartner } from '../core/check-partner.js';
import type { HandlerContext } from '../core/handle-request.js';
import { refuseStray, type Stray } from '../core/journal/stray.js';
import type { Log } from '../core/log.js';
import type { OwnError } from '../core/own-error.js';
import type { SimulatedPartner } from '../core/partner.js';
import type { PartnerModule } from '../core/partner-module.js';
import type { Diagnose } from '../core/recipes/recipe.js';
import type { Thumbnails } from '../files/thumbnails.js';
import { partnerModules } from '../generated/partners.js';
import type { MoveSource } from '../moves/choose-move.js';
import { createRuleBook, type RuleBook } from '../moves/rules/rule-book.js';
import type { Feed } from '../state/feed.js';
import { type Journal, type JournalEntry, memoryJournal } from '../state/journal.js';
import { type Ledger, memoryLedger } from '../state/ledger.js';
import { memoryStore, type Store } from '../state/store.js';
import { memoryTally, type Tally } from '../state/tally.js';
import { createWorld, type World } from '../state/world.js';
import { ruleScopes } from './operation-moves.js';

/** How much a lane remembers; the oldest is dropped first. */
export interface LaneBounds {
  readonly journalEntries: number;
  /** For what the lists of the journal do not show. */
  readonly journalDetailBytes: number;
  /** For each store of a partner, and for the ledger. */
  readonly storedRecords: number;
}

/** What all lanes of a simulator have in common. */
export interface LaneSurroundings {
  readonly log: Log;
  /** Counts the requests of all lanes. */
  nextNumber(): number;
  /** For those who watch the journal of any lane. */
  readonly feed: Feed<JournalEntry>;
  readonly bodyTimes: ArrivalTimes;
  readonly bodyMemory: BodyMemory;
  /** Whether journals keep the bytes of documents. */
  readonly keepDocuments: boolean;
  /** Only when documents are kept. */
  readonly thumbnails?: Thumbnails | undefined;
  /** Counts the answers of all lanes, also of those that are reset or deleted. */
  readonly total: Tally;
  readonly moveSources: ReadonlySet<MoveSource>;
  /** Finds out how an invalid signature was made; for each lane, because another one's credentials may be in it. */
  diagnoseIn(lane: string, partner: string): Diagnose;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
  /** The real clock. */
  readonly clock?: (() => Date) | undefined;
}

/** What one lane is created with. */
export interface LaneInput {
  readonly name: string;
  readonly credentials: AllCredentials;
  readonly credentialsSource: string;
  readonly settings: SettingsInput;
  readonly seed?: string | undefined;
  readonly bounds: LaneBounds;
}

/** A partner in one lane. */
export interface LanePartner {
  readonly module: PartnerModule;
  readonly partner: SimulatedPartner;
  readonly context: HandlerContext;
}

/** A separate world for the requests of one set of credentials: nothing in it is seen by another lane. */
export interface Lane {
  readonly name: string;
  readonly credentials: AllCredentials;
  readonly world: World;
  readonly rules: RuleBook;
  readonly journal: Journal;
  readonly thumbnails?: Thumbnails | undefined;
  readonly ledger: Ledger;
  readonly tally: Tally;
  /** By the name of the partner. */
  readonly partners: ReadonlyMap<string, LanePartner>;
  /** The current settings by partner. */
  settings(): AllSettings;
  /**
   * Changes a setting from now on.
   * @throws UserError when it does not exist or the value is invalid.
   */
  configure(partner: string, setting: string, value: SettingValue): void;
  /** Refuses a request that no partner judges, and writes it into the journal. */
  refuseStray(stray: Stray, error: OwnError): WireAnswer;
  /** Clears stores, states, rules, journal, ledger and tally, and restores the initial settings, clock and seed. */
  reset(): Promise<void>;
}

const RULE_ID_DIGITS = 12;

/** Creates every partner for a lane. */
function createPartners(
  { credentials, credentialsSource, settings: given }: LaneInput,
  world: World,
  openStore: <Value>() => Store<Value>,
) {
  return partnerModules.map((module) => {
    const { contract, create } = module;
    const settings = partnerSettings(contract.name, given);
    const own = credentials[contract.name] ?? {};
    const partner = create({ credentials: own, credentialsSource, settings, world, openStore });
    checkPartner(module, partner);
    return { module, partner, settings };
  });
}

const openRecords = ({ journalEntries, journalDetailBytes, storedRecords }: LaneBounds, total: Tally) => ({
  journal: memoryJournal({ maxEntries: journalEntries, maxDetailBytes: journalDetailBytes }),
  ledger: memoryLedger(storedRecords),
  tally: memoryTally(total),
});

/** Creates a lane with its own partners, stores, rules, journal, ledger, settings, clock and seed. */
export function createLane(input: LaneInput, surroundings: LaneSurroundings): Lane {
  const { name, credentials, seed, bounds } = input;
  const { clock, diagnoseIn, total, thumbnails, ...shared } = surroundings;
  const world = createWorld({ seed, clock });
  const records = openRecords(bounds, total);
  const stores: Store<unknown>[] = [];
  const openStore = <Value>(): Store<Value> => {
    const store = memoryStore<Value>(bounds.storedRecords);
    stores.push(store as Store<unknown>);
    return store;
  };
  const made = createPartners(input, world, openStore);
  const { now, random, id } = world;
  const scopes = made.flatMap(({ partner }) => ruleScopes(partner));
  const rules = createRuleBook({ now, random, id: () => id(RULE_ID_DIGITS), scopes });
  const context = { ...shared, lane: name, world, ...records, rules };
  const withContext = (one: (typeof made)[number]): LanePartner => {
    const diagnose = diagnoseIn(name, one.module.contract.name);
    return { ...one, context: { ...context, settings: one.settings, diagnose } };
  };
  const byName = <Value>(of: (one: (typeof made)[number]) => Value) =>
    new Map(made.map((one) => [one.module.contract.name, of(one)]));
  const settings = byName((one) => one.settings);
  return {
    name,
    credentials,
    world,
    rules,
    thumbnails,
    ...records,
    partners: byName(withContext),
    refuseStray: (stray, error) => refuseStray(context, stray, error),
    settings: () => structuredClone(Object.fromEntries(settings)),
    configure: (partner, setting, value) => {
      const checked = checkSetting(partner, setting, value);
      Object.assign(settings.get(partner) ?? {}, { [setting]: checked });
    },
    reset: async () => {
      await Promise.all([...stores, ...Object.values(records)].map((one) => one.clear()));
      rules.clear();
      for (const [partner, values] of settings) Object.assign(values, partnerSettings(partner, input.settings));
      world.reset();
    },
  };
}
