import type { Coverage } from '../coverage/coverage.js';
import type { Review } from '../review/review.js';
import type { JournalEntry } from '../state/journal.js';
import type { LaneControl, RuleControl } from './lane-control.js';
import type {
  JournalQuery,
  NewRule,
  PartnerName,
  SettingName,
  SettingsByPartner,
  SettingsOption,
  SettingValueOf,
  StatefulPartnerName,
  StateName,
  StatesByPartner,
} from './literal-types.js';

/** What a test can do with one lane. A name that does not exist is an error of the compiler, and throws a `UserError`. */
export interface TypedLaneControl
  extends Omit<
    LaneControl,
    'rules' | 'settings' | 'configure' | 'configureAll' | 'setState' | 'states' | 'journal' | 'coverage' | 'review'
  > {
  readonly rules: RuleControl<NewRule>;
  settings(): SettingsByPartner;
  /**
   * Changes a setting from now on.
   * @throws UserError when it does not exist or the value is invalid.
   * @example lane.configure('worldfirst', 'onRepeat', 'accept')
   */
  configure<Partner extends PartnerName, Name extends SettingName<Partner>>(
    partner: Partner,
    setting: Name,
    value: SettingValueOf<Partner, Name>,
  ): void;
  /**
   * Changes several settings from now on, or none when one of them is wrong.
   * @throws UserError when one does not exist or its value is invalid.
   * @example lane.configureAll({ worldfirst: { onRepeat: 'accept' }, prepaidify: { sniffContent: false } })
   */
  configureAll(settings: SettingsOption): void;
  /**
   * Puts a business id into a state.
   * @throws UserError when there is no such state.
   * @example await lane.setState('prepaidify', 'decided', 'REQ-1')
   */
  setState<Partner extends StatefulPartnerName>(
    partner: Partner,
    state: StateName<Partner>,
    subject: string,
  ): Promise<void>;
  /** The states of every partner that has any, with their descriptions. */
  states(): StatesByPartner;
  /**
   * The latest requests of this lane, newest first.
   * @throws UserError when the filter cannot be used.
   * @example await lane.journal({ code: 'PROCESS_FAIL', limit: 1 })
   */
  journal(filter?: JournalQuery): Promise<readonly JournalEntry[]>;
  /**
   * What the requests since the start or the last reset say about the client.
   * @param partner only the requests to this partner
   * @example t.same((await lane.review('worldfirst')).findings, [])
   */
  review(partner?: PartnerName): Promise<Review>;
  /**
   * Which codes and faults of which operations, of one partner or of all, were exercised since the start or the last
   * reset.
   * @throws UserError when there is no such partner.
   */
  coverage(partner?: PartnerName): Promise<Coverage>;
}
