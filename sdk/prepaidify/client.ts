import type { CallOptions, ClientOptions, Environment, Overrides } from '../core/options.js';
import { withOwnedSource } from '../engine/owned-source.js';
import { type CallSettings, readClientOptions, readVariable, withCallOptions } from '../engine/settings.js';
import { type Identity, readIdentity } from './identity.js';
import type { Photo, PhotoAccepted } from './photo.js';

/** Options of a prepaidify client. */
export interface PrepaidifyOptions extends ClientOptions {
  /** The access key that prepaidify assigned. */
  readonly accessKey: string;
  readonly secretKey: string;
  /** The documents show fileUpload with both; default POST. GET goes through `node:http`, never through `fetch`. */
  readonly method?: 'POST' | 'GET' | undefined;
}

const SIGNED_HEADERS = ['ach-access-key', 'ach-access-timestamp', 'ach-access-sign'];

/**
 * A client for prepaidify's KYC Sharing API.
 * @example
 * const prepaidify = new Prepaidify({ baseUrl, accessKey, secretKey });
 * const { traceId } = await prepaidify.uploadPhoto({ requestNo: 'R-1', type: 'face', file: 'face.jpg' });
 */
export class Prepaidify {
  readonly #settings: CallSettings;
  readonly #identity: Identity;

  /** @throws TypeError in one sentence when an option is invalid; it never contains a key. */
  constructor(options: PrepaidifyOptions) {
    this.#settings = readClientOptions(options, SIGNED_HEADERS);
    this.#identity = readIdentity(options);
  }

  /**
   * Creates a client from the variables that `sparring env` prints: SPARRING_BASE_URL,
   * SPARRING_PREPAIDIFY_ACCESS_KEY and SPARRING_PREPAIDIFY_SECRET_KEY.
   * @throws TypeError that names a missing variable.
   */
  static fromEnv(options: Overrides<PrepaidifyOptions> = {}, environment: Environment = process.env): Prepaidify {
    const read = (name: string) => readVariable(environment, name);
    return new Prepaidify({
      ...options,
      baseUrl: options.baseUrl ?? read('SPARRING_BASE_URL'),
      accessKey: options.accessKey ?? read('SPARRING_PREPAIDIFY_ACCESS_KEY'),
      secretKey: options.secretKey ?? read('SPARRING_PREPAIDIFY_SECRET_KEY'),
    });
  }

  /**
   * Uploads a document of at most 5,242,880 bytes. The same type again replaces the earlier one (decision K14).
   * Source: https://prepaidify.gitbook.io/docs/kyc-sharing-api/api/upload-photo
   * @throws InvalidRequestError nothing was sent: the request breaks the contract
   * @throws PrepaidifyRefusedError prepaidify refused
   * @throws PrepaidifyUnknownOutcomeError it may be stored (code 1, time-out, connection lost); offers `retry()`
   * @throws BrokenAnswerError the answer breaks its contract
   * @throws ConnectionError nothing was sent: prepaidify was not reached
   */
  async uploadPhoto(photo: Photo, options: CallOptions = {}): Promise<PhotoAccepted> {
    return withOwnedSource(photo?.file, async (owned) => {
      const settings = withCallOptions(this.#settings, options);
      const fields = { ...photo };
      // loaded with the first call: most of the SDK is not needed before
      const { upload } = await import('./upload.js');
      return upload(this.#identity, fields, owned, settings);
    });
  }
}
