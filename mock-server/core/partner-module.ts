import type { BodyField, PartnerContract, SettingValue } from '@sparring/contracts';
import type { Store } from '../state/store.js';
import type { World } from '../state/world.js';
import type { SimulatedPartner } from './partner.js';
import type { RequestHead } from './request-head.js';

/** One of a partner's credentials. */
export interface CredentialField {
  readonly name: string;
  /** Its name in messages. */
  readonly title: string;
  readonly kind: 'text' | 'private-key' | 'public-key';
  /** Whether this text is sent in a header, so that it has to be printable ASCII. */
  readonly inHeader?: true;
  /** Fields with the same value are the two keys of one key pair. */
  readonly pair?: string;
  /** Whether a client needs it, so that `sparring env` prints it. */
  readonly forClient: boolean;
  /** It belongs to the partner, not to one of its callers, so that it is the same in all lanes. */
  readonly ofPartner?: true;
}

/** What of a request can name its caller. */
export type CallerHead = Pick<RequestHead, 'method' | 'target' | 'headers'>;

/** How a partner tells its callers apart. */
export interface CallerIdentity {
  /** The name of the credential that identifies a caller. */
  readonly credential: string;
  /** What a request gives as that credential, before anything is checked; `''` when it gives nothing. */
  of(head: CallerHead): string;
}

/** A partner's credentials by name; a missing one was not provided and cannot be generated. */
export type Credentials = Readonly<Record<string, string>>;

/**
 * Generates lower-case hex digits for one of a partner's credentials: random ones, or with a seed always the same.
 * @param field the name of the credential
 */
export type GenerateHex = (field: string, digits: number) => string;

/** What a partner is created with, once for each lane. */
export interface PartnerContext {
  readonly credentials: Credentials;
  /** Where they come from, and how to print them; for the refusal of a caller that is not known. */
  readonly credentialsSource: string;
  /** The current values, which can change while the simulator runs. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly world: World;
  /** Opens a store for the partner; its lane clears it on reset. */
  openStore<Value>(): Store<Value>;
}

/** A document to upload. */
export interface SampleDocument {
  readonly filename: string;
  readonly bytes: Buffer;
}

/** Generates made-up data, from the seed if there is one. */
export interface SamplePick {
  /** An id of upper-case letters and digits; `length` is in characters. */
  id(length: number): string;
}

/** A request of one operation that the partner accepts, for `sparring curl`. */
export interface OperationSample {
  /** The document to upload by default; absent when the operation takes no document. */
  readonly document?: { readonly filename: string; readonly base64: string; readonly formats: string };
  /** Whether the signature is only valid for a few minutes, so that a command must be run soon. */
  readonly expires: boolean;
  /** Values for the parameters and text fields: made up, or the caller's own id where the request names it. */
  values(pick: SamplePick, credentials: Credentials): Readonly<Record<string, string>>;
  /** The fields of the body, from the values that are not parameters. */
  body(values: Readonly<Record<string, string>>, document: SampleDocument | undefined): readonly BodyField[];
}

/** Everything that a simulator or a command needs from a partner. */
export interface PartnerModule {
  readonly contract: PartnerContract;
  readonly credentialFields: readonly CredentialField[];
  readonly caller: CallerIdentity;
  /**
   * Generates what is missing from `given`, texts with `generate`, so that a seed repeats them; throws a `UserError`
   * when `given` is inconsistent.
   */
  completeCredentials(given: Credentials, generate: GenerateHex): Promise<Credentials>;
  create(context: PartnerContext): SimulatedPartner;
  /** Names of body fields that must never be logged; credentials and request headers never are. */
  readonly secretFields?: readonly string[];
  /** By the name of the operation in the contract. */
  readonly samples: Readonly<Record<string, OperationSample>>;
}
