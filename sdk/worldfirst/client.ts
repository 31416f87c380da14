import type { KeyObject } from 'node:crypto';
import type { CallOptions, ClientOptions, Environment, Overrides } from '../core/options.js';
import { withOwnedSource } from '../engine/owned-source.js';
import { type CallSettings, readClientOptions, readVariable, withCallOptions } from '../engine/settings.js';
import type { Attachment, AttachmentAccepted } from './attachment.js';
import { type Identity, readIdentity } from './identity.js';

/** Options of a WorldFirst client. */
export interface WorldFirstOptions extends ClientOptions {
  /** The client id that WorldFirst assigned. */
  readonly clientId: string;
  /** The private key whose public key is registered with WorldFirst: PEM, bare Base64 of its DER form, or a KeyObject. */
  readonly privateKey: string | KeyObject;
  /** WorldFirst's public key, in the same forms. Needed unless `verifyAnswers` is false. */
  readonly partnerPublicKey?: string | KeyObject | undefined;
  /** Default true: a success is accepted only with the partner's signature. */
  readonly verifyAnswers?: boolean | undefined;
  /** The version of the key pair as WorldFirst numbers it; default 2. */
  readonly keyVersion?: number | undefined;
}

const SIGNED_HEADERS = ['client-id', 'request-time', 'signature'];

/**
 * A client for WorldFirst (Alipay).
 * @example
 * const worldfirst = new WorldFirst({ baseUrl, clientId, privateKey, partnerPublicKey });
 * const { attachmentUrl } = await worldfirst.submitAttachment({
 *   attachmentId: 'A-1', attachmentType: 'ID_CARD_FRONT_SIDE', content: 'id-front.jpg',
 * });
 */
export class WorldFirst {
  readonly #settings: CallSettings;
  readonly #identity: Identity;

  /** @throws TypeError in one sentence when an option is invalid; it never contains a key. */
  constructor(options: WorldFirstOptions) {
    this.#settings = readClientOptions(options, SIGNED_HEADERS);
    this.#identity = readIdentity(options);
  }

  /**
   * Creates a client from the variables that `sparring env` prints: SPARRING_BASE_URL,
   * SPARRING_WORLDFIRST_CLIENT_ID, …_CLIENT_PRIVATE_KEY and …_PARTNER_PUBLIC_KEY.
   * @throws TypeError that names a missing variable.
   */
  static fromEnv(options: Overrides<WorldFirstOptions> = {}, environment: Environment = process.env): WorldFirst {
    const read = (name: string) => readVariable(environment, name);
    return new WorldFirst({
      ...options,
      baseUrl: options.baseUrl ?? read('SPARRING_BASE_URL'),
      clientId: options.clientId ?? read('SPARRING_WORLDFIRST_CLIENT_ID'),
      privateKey: options.privateKey ?? read('SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY'),
      partnerPublicKey: options.partnerPublicKey ?? read('SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY'),
    });
  }

  /**
   * Submits a photocopy of at most 786,432 bytes, 1,048,576 characters of Base64 (decision W12).
   * Source: https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment
   * @throws InvalidRequestError nothing was sent: the request breaks the contract
   * @throws WorldFirstRefusedError WorldFirst refused (F)
   * @throws WorldFirstUnknownOutcomeError it may be stored (U, time-out, connection lost); offers `retry()`
   * @throws BrokenAnswerError the answer breaks its contract or its signature
   * @throws ConnectionError nothing was sent: WorldFirst was not reached
   */
  async submitAttachment(attachment: Attachment, options: CallOptions = {}): Promise<AttachmentAccepted> {
    return withOwnedSource(attachment?.content, async (owned) => {
      const settings = withCallOptions(this.#settings, options);
      const fields = { ...attachment };
      // loaded with the first call: most of the SDK is not needed before
      const { submit } = await import('./submit.js');
      return submit(this.#identity, fields, owned, settings);
    });
  }
}
