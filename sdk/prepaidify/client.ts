import { createSecretKey, type KeyObject } from 'node:crypto';
import { fileUpload, sign, textToSign } from '@sparring/contracts/prepaidify';
import type { Environment } from '../core/environment.js';
import type { CallOptions, ClientOptions } from '../core/options.js';
import { call } from '../engine/call.js';
import type { Protocol } from '../engine/exchange.js';
import { fromEnvironment } from '../engine/from-env.js';
import { headerText } from '../engine/header-text.js';
import { settle } from '../engine/settle.js';
import { PrepaidifyRefusedError, PrepaidifyUnknownOutcomeError } from './errors.js';
import { judge } from './judge.js';
import type { Photo, PhotoAccepted, PhotoData } from './photo.js';
import { prepare } from './prepare.js';

/** How a client of prepaidify is made. */
export interface PrepaidifyOptions extends ClientOptions {
  /** The access key that prepaidify assigned. */
  readonly accessKey: string;
  readonly secretKey: string;
  /** The documents show fileUpload with both; default POST. GET goes through `node:http`, never through `fetch`. */
  readonly method?: 'POST' | 'GET';
}

const SIGNED_HEADERS = ['ach-access-key', 'ach-access-timestamp', 'ach-access-sign'];

/**
 * The client of prepaidify's KYC Sharing API.
 * @example
 * const prepaidify = new Prepaidify({ baseUrl, accessKey, secretKey });
 * const { traceId } = await prepaidify.uploadPhoto({ requestNo: 'R-1', type: 'face', file: 'face.jpg' });
 */
export class Prepaidify {
  readonly #options: ClientOptions;
  readonly #protocol: Protocol<PhotoData>;

  /** @throws TypeError in one sentence when an option cannot be used; it never tells a key. */
  constructor(options: PrepaidifyOptions) {
    settle(options, {}, SIGNED_HEADERS);
    this.#options = options;
    this.#protocol = protocolOf(options);
  }

  /**
   * Makes a client from the variables that `sparring env` prints: SPARRING_BASE_URL,
   * SPARRING_PREPAIDIFY_ACCESS_KEY and SPARRING_PREPAIDIFY_SECRET_KEY.
   * @throws TypeError that names a missing variable.
   */
  static fromEnv(options: Partial<PrepaidifyOptions> = {}, environment: Environment = process.env): Prepaidify {
    const read = (name: string) => fromEnvironment(environment, name);
    return new Prepaidify({
      ...options,
      baseUrl: options.baseUrl ?? read('SPARRING_BASE_URL'),
      accessKey: options.accessKey ?? read('SPARRING_PREPAIDIFY_ACCESS_KEY'),
      secretKey: options.secretKey ?? read('SPARRING_PREPAIDIFY_SECRET_KEY'),
    });
  }

  /**
   * Hands in a document of at most 5,242,880 bytes. The same type again replaces the earlier one (decision K14).
   * Source: https://prepaidify.gitbook.io/docs/kyc-sharing-api/api/upload-photo
   * @throws InvalidRequestError nothing was sent: the request breaks the contract
   * @throws PrepaidifyRefusedError prepaidify said no
   * @throws PrepaidifyUnknownOutcomeError nobody knows (code 1, time-out, connection lost); offers `retry()`
   * @throws BrokenAnswerError the answer breaks its contract
   * @throws ConnectionError nothing was sent: prepaidify was not reached
   */
  async uploadPhoto(photo: Photo, options: CallOptions = {}): Promise<PhotoAccepted> {
    const settings = settle(this.#options, options, SIGNED_HEADERS);
    return call(this.#protocol, (signal) => prepare(photo, settings.checkRequest, signal), settings);
  }
}

function secretOf(text: string): KeyObject {
  if (typeof text === 'string' && text.trim() !== '') return createSecretKey(text, 'utf8');
  throw new TypeError('secretKey must be a text that is not blank');
}

function protocolOf({ method = 'POST', ...options }: PrepaidifyOptions): Protocol<PhotoData> {
  if (method !== 'POST' && method !== 'GET') throw new TypeError('method must be POST or GET');
  const accessKey = headerText('accessKey', options.accessKey);
  const secretKey = secretOf(options.secretKey);
  const { name: operation, path: target } = fileUpload;
  return {
    partner: 'prepaidify',
    operation,
    method,
    target,
    contentField: 'file',
    transport: method === 'GET' ? 'http' : 'fetch',
    errors: { Refused: PrepaidifyRefusedError, Unknown: PrepaidifyUnknownOutcomeError },
    tellingHeaders: ['ach-access-key', 'ach-access-timestamp'],
    sign: (_body, at) => {
      const parts = { timestamp: String(at.getTime()), method, target };
      return {
        headers: {
          'ach-access-key': accessKey,
          'ach-access-timestamp': parts.timestamp,
          'ach-access-sign': sign(parts, secretKey),
        },
        textToSign: textToSign(parts),
      };
    },
    judge,
  };
}
