import type { KeyObject } from 'node:crypto';
import { readPrivateKey, readPublicKey } from '@sparring/contracts/crypto';
import { signatureHeader, signaturePrefix, submitAttachment, writeTime } from '@sparring/contracts/worldfirst';
import type { Environment } from '../core/environment.js';
import type { CallOptions, ClientOptions } from '../core/options.js';
import { call } from '../engine/call.js';
import type { Protocol } from '../engine/exchange.js';
import { fromEnvironment } from '../engine/from-env.js';
import { headerText } from '../engine/header-text.js';
import { settle } from '../engine/settle.js';
import type { Attachment, AttachmentAccepted, AttachmentData } from './attachment.js';
import { WorldFirstRefusedError, WorldFirstUnknownOutcomeError } from './errors.js';
import { judge } from './judge.js';
import { prepare } from './prepare.js';

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
const DEFAULT_KEY_VERSION = 2;

function keyOf(option: string, key: string | KeyObject, read: (text: string) => KeyObject, type: string): KeyObject {
  const found = typeof key === 'string' ? read(key) : key;
  if (found?.type === type && found.asymmetricKeyType === 'rsa') return found;
  throw new TypeError(`${option} is not an RSA ${type} key`);
}

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
  readonly #protocol: Protocol<AttachmentData>;

  /** @throws TypeError in one sentence when an option cannot be used; it never tells a key. */
  constructor(options: WorldFirstOptions) {
    settle(options, {}, SIGNED_HEADERS);
    this.#options = options;
    this.#protocol = protocolOf(options);
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
    const settings = settle(this.#options, options, SIGNED_HEADERS);
    return call(this.#protocol, (signal) => prepare(attachment, settings.checkRequest, signal), settings);
  }
}

function protocolOf(options: WorldFirstOptions): Protocol<AttachmentData> {
  const { verifyAnswers = true, partnerPublicKey, keyVersion = DEFAULT_KEY_VERSION } = options;
  const clientId = headerText('clientId', options.clientId);
  const privateKey = keyOf('privateKey', options.privateKey, readPrivateKey, 'private');
  if (verifyAnswers && !partnerPublicKey) {
    throw new TypeError('partnerPublicKey is missing: without it no success can be told from a forged one');
  }
  const publicKey =
    verifyAnswers && partnerPublicKey
      ? keyOf('partnerPublicKey', partnerPublicKey, readPublicKey, 'public')
      : undefined;
  const { name: operation, path: target } = submitAttachment;
  return {
    partner: 'worldfirst',
    operation,
    method: 'POST',
    target,
    contentField: 'content',
    transport: 'fetch',
    errors: { Refused: WorldFirstRefusedError, Unknown: WorldFirstUnknownOutcomeError },
    tellingHeaders: ['client-id', 'request-time'],
    sign: (body, at) => {
      const head = { method: 'POST', target, clientId, time: writeTime(at) };
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
      const signature = signatureHeader(head, bytes, privateKey, keyVersion);
      return {
        headers: { 'client-id': clientId, 'request-time': head.time, signature },
        textToSign: `${signaturePrefix(head)}<the ${body.length} bytes of the body>`,
      };
    },
    judge: (answer) => judge(answer, { clientId, partnerPublicKey: publicKey }),
  };
}
