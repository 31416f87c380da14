import type { STRAY_CODES } from '../core/own-error.js';
import type { ConfigFile } from '../generated/config/types.js';
import type { FaultName, PartnerTypes } from '../generated/types.js';
import type { RuleConditions, RuleMoves } from '../moves/rules/rule.js';
import type { JournalFilter } from '../state/journal.js';

/*
 * The names that users write, as literal types: the compiler reports a misspelt one. At run time, the same names are
 * checked by the control itself.
 */

/** The name of a partner. */
export type PartnerName = keyof PartnerTypes;

/** The name of an operation of a partner, or of any. */
export type OperationName<Partner extends PartnerName = PartnerName> = Partner extends PartnerName
  ? keyof PartnerTypes[Partner]['operations'] & string
  : never;

/** A code of a partner, or of any. */
export type CodeName<Partner extends PartnerName = PartnerName> = PartnerTypes[Partner]['code'];

/** The name of a setting of a partner. */
export type SettingName<Partner extends PartnerName> = keyof PartnerTypes[Partner]['settings'] & string;

/** The value of a setting. */
export type SettingValueOf<
  Partner extends PartnerName,
  Name extends SettingName<Partner>,
> = PartnerTypes[Partner]['settings'][Name];

/** The values of all settings by partner. */
export type SettingsByPartner = { readonly [Partner in PartnerName]: PartnerTypes[Partner]['settings'] };

/** Settings by partner; what is left out does not change, or has its default. */
export type SettingsOption = { readonly [Partner in PartnerName]?: Partial<PartnerTypes[Partner]['settings']> };

/** The name of a partner whose business ids have states. */
export type StatefulPartnerName = {
  [Partner in PartnerName]: [PartnerTypes[Partner]['state']] extends [never] ? never : Partner;
}[PartnerName];

/** A state of the business ids of a partner. */
export type StateName<Partner extends PartnerName> = PartnerTypes[Partner]['state'];

/** The states of every partner that has any, each with a description. */
export type StatesByPartner = {
  readonly [Partner in StatefulPartnerName]: Readonly<Record<StateName<Partner>, string>>;
};

/** The name of a credential of a partner. */
export type CredentialName<Partner extends PartnerName> = PartnerTypes[Partner]['credential'];

/** Credentials by partner; what is missing is generated. */
export type CredentialsOption = {
  readonly [Partner in PartnerName]?: { readonly [Name in CredentialName<Partner>]?: string };
};

/** What a request can be made to get: a code, or a fault such as `hang` or `delay(2s)`. */
export type Move<Code extends string = CodeName> = Code | FaultName | `${FaultName}(${string})`;

/** An operation as a rule can name it; without a partner or an operation, its moves decide where it applies. */
interface RuleTarget<Partner extends PartnerName, Operation, Field extends string> {
  readonly partner?: Partner;
  readonly operation?: Operation;
  /** Fields of the body or parameters, each with the exact text that it must have. */
  readonly fields?: { readonly [Name in Field]?: string };
}

type OperationTypes = { readonly code: string; readonly field: string };

type RuleOf<Partner extends PartnerName, Operation, Types extends OperationTypes> = Omit<
  RuleConditions,
  'partner' | 'operation' | 'fields'
> &
  RuleTarget<Partner, Operation, Types['field']> &
  RuleMoves<Move<Types['code']> | 'natural'>;

type RulesOf<Partner extends PartnerName, Operations> = {
  [Operation in keyof Operations]: Operations[Operation] extends OperationTypes
    ? RuleOf<Partner, Operation, Operations[Operation]>
    : never;
}[keyof Operations];

/** A rule as a user writes it. */
export type NewRule = { [Partner in PartnerName]: RulesOf<Partner, PartnerTypes[Partner]['operations']> }[PartnerName];

/** Which entries of the journal to find; what is left out does not matter. */
export interface JournalQuery extends Omit<JournalFilter, 'partner' | 'operation' | 'code'> {
  readonly partner?: PartnerName;
  readonly operation?: OperationName;
  /** A code of a partner, or one of ours for what no partner judged, such as `unknown-path`. */
  readonly code?: CodeName | (typeof STRAY_CODES)[number];
}

/** Which new entries of the journal to see; what is left out does not matter. */
export type JournalWatchQuery = Pick<JournalQuery, 'partner' | 'operation' | 'code' | 'businessId'>;

/** What a new lane can be given; what is left out is generated. */
export interface LaneOptions {
  /** 1 to 64 letters, digits, `.`, `_` and `-`; default: `lane-1` and so on. */
  readonly name?: string;
  /**
   * Makes the answers of the lane reproducible, and the texts among the credentials that are generated for it, but no
   * RSA keys; default: derived from the simulator's seed, if it was given one.
   */
  readonly seed?: string;
  /** By partner; they override those that the simulator was started with. */
  readonly settings?: SettingsOption;
  /** By partner; what is missing is generated. The partner's own keys are those of the default lane. */
  readonly credentials?: CredentialsOption;
}

/**
 * What `sparring.config.js` or `.ts` exports by default. Options and environment variables take precedence.
 * @example
 * export default { port: 4020, settings: { worldfirst: { onRepeat: 'accept' } } } satisfies SparringConfig;
 */
export interface SparringConfig extends Readonly<Omit<ConfigFile, 'settings'>> {
  /** Settings by partner; omitted ones have their defaults. */
  readonly settings?: SettingsOption;
}
