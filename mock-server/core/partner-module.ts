import type { BodyField, PartnerContract, SettingValue } from '@sparring/contracts';
import type { Store } from '../state/store.js';
import type { World } from '../state/world.js';
import type { SimulatedPartner } from './partner.js';

/** One text of a partner's credentials. */
export interface CredentialField {
  readonly name: string;
  /** What it is, for messages. */
  readonly title: string;
  readonly kind: 'text' | 'private-key' | 'public-key';
  /** Fields of the same pair are the two halves of one key pair. */
  readonly pair?: string;
  /** A client needs it, so `sparring env` prints it. */
  readonly forClient: boolean;
}

/** Texts of credentials; a missing one was neither given nor could be generated. */
export type Credentials = Readonly<Record<string, string>>;

/** What a partner is created from when a simulator starts. */
export interface PartnerContext {
  readonly credentials: Credentials;
  /** Current values; they can change while the simulator runs. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly world: World;
  /** Opens a store of the partner's; the simulator clears it on reset. */
  openStore<Value>(): Store<Value>;
}

/** A document to upload. */
export interface SampleDocument {
  readonly filename: string;
  readonly bytes: Buffer;
}

/** Seeded made-up data. */
export interface SamplePick {
  /** An id of upper-case letters and digits, of a length in characters. */
  id(length: number): string;
}

/** A request of one operation that the partner accepts, for `sparring curl`. */
export interface OperationSample {
  /** What is uploaded unless the user names a file; absent when the operation takes no document. */
  readonly document?: { readonly filename: string; readonly base64: string; readonly formats: string };
  /** The signature is only valid for some minutes, so a command should be run at once. */
  readonly expires: boolean;
  /** Values for the parameters and text fields: made up, or the caller's own id where the request names it. */
  values(pick: SamplePick, credentials: Credentials): Readonly<Record<string, string>>;
  /** The fields of the body, from the values that are not parameters. */
  body(values: Readonly<Record<string, string>>, document: SampleDocument | undefined): readonly BodyField[];
}

/** Everything of a partner that a simulator or a command needs. */
export interface PartnerModule {
  readonly contract: PartnerContract;
  readonly credentialFields: readonly CredentialField[];
  /** Generates what was not given; throws a `UserError` when what was given does not fit together. */
  completeCredentials(given: Credentials): Promise<Credentials>;
  create(context: PartnerContext): SimulatedPartner;
  /** Names of body fields that must never be logged; credentials and request headers never are. */
  readonly secretFields?: readonly string[];
  /** By the name of the operation in the contract. */
  readonly samples: Readonly<Record<string, OperationSample>>;
}
