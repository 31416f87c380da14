import type { KeyObject } from 'node:crypto';
import type { Environment } from '../core/environment.js';
import type { CallOptions, ClientOptions } from '../core/options.js';
import { fromEnvironment } from '../engine/from-env.js';
import { settle } from '../engine/settle.js';
import { takeOver } from '../engine/take-over.js';
import type { Attachment, AttachmentAccepted } from './attachment.js';
import { type Identity, readIdentity } from './identity.js';

/** How a client of WorldFirst is made. */
export interface WorldFirstOptions extends ClientOptions {
  /** The client id that WorldFirst assigned. */
  readonly clientId: string;
  /** The private key whose public key WorldFirst has: PEM, bare Base64 of its DER form, or a KeyObject. */
  readonly privateKey: string | KeyObject;
  /** WorldFirst's public key, in the same forms. Needed unless `verifyAnswers` is false. */
  readonly partnerPublicKey?: string | KeyObject;
  /** Default true: a success counts only with the partner's signature. */
  readonly verifyAnswers?: boolean;
  /** The version of the key pair as WorldFirst numbers it; default 2. */
  readonly keyVersion?: number;
}

const SIGNED_HEADERS = ['client-id', 'request-time', 'signature'];

/**
 * The client of WorldFirst (Alipay).
 * @example
 * const worldfirst = new WorldFirst({ baseUrl, clientId, privateKey, partnerPublicKey });
 * const { attachmentUrl } = await worldfirst.submitAttachment({
 *   attachmentId: 'A-1', attachmentType: 'ID_CARD_FRONT_SIDE', content: 'id-front.jpg',
 * });
 */
export class WorldFirst {
  readonly #options: WorldFirstOptions;
  readonly #identity: Identity;

  /** @throws TypeError in one sentence when an option cannot be used; it never tells a key. */
  constructor(options: WorldFirstOptions) {
    settle(options, {}, SIGNED_HEADERS);
    this.#options = options;
    this.#identity = readIdentity(options);
  }

  /**
   * Makes a client from the variables that `sparring env` prints: SPARRING_BASE_URL,
   * SPARRING_WORLDFIRST_CLIENT_ID, …_CLIENT_PRIVATE_KEY and …_PARTNER_PUBLIC_KEY.
   * @throws TypeError that names a missing variable.
   */
  static fromEnv(options: Partial<WorldFirstOptions> = {}, environment: Environment = process.env): WorldFirst {
    const read = (name: string) => fromEnvironment(environment, name);
    return new WorldFirst({
      ...options,
      baseUrl: options.baseUrl ?? read('SPARRING_BASE_URL'),
      clientId: options.clientId ?? read('SPARRING_WORLDFIRST_CLIENT_ID'),
      privateKey: options.privateKey ?? read('SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY'),
      partnerPublicKey: options.partnerPublicKey ?? read('SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY'),
    });
  }

  /**
   * Hands in a photocopy. Its Base64 has at most 1,048,576 characters: decision W12.
   * Source: https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment
   * @throws InvalidRequestError nothing was sent: the request breaks the contract
   * @throws WorldFirstRefusedError WorldFirst said no (F)
   * @throws WorldFirstUnknownOutcomeError nobody knows (U, time-out, connection lost); offers `retry()`
   * @throws BrokenAnswerError the answer breaks its contract or its signature
   * @throws ConnectionError nothing was sent: WorldFirst was not reached
   */
  async submitAttachment(attachment: Attachment, options: CallOptions = {}): Promise<AttachmentAccepted> {
    const letGo = takeOver(attachment.content);
    try {
      const settings = settle(this.#options, options, SIGNED_HEADERS);
      // loaded with the first call: most of the SDK is not needed before
      const { submit } = await import('./submit.js');
      return await submit(this.#identity, attachment, settings);
    } finally {
      letGo();
    }
  }
}
