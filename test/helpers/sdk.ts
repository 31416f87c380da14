import { Prepaidify, type PrepaidifyOptions } from '@sparring/sdk/prepaidify';
import { type Attachment, WorldFirst, type WorldFirstOptions } from '@sparring/sdk/worldfirst';
import type { Simulator } from 'sparring';
import { specimen } from './specimens.js';

/** Anything that answers at a URL with the credentials of a simulator. */
export type Answering = Pick<Simulator, 'url' | 'credentials'>;

/** Does not wait: retries follow at once. */
const sleep = async () => undefined;

/** A client of WorldFirst for a simulator, or for a server that has its keys. */
export function worldfirstFor({ url, credentials }: Answering, options: Partial<WorldFirstOptions> = {}): WorldFirst {
  const own = credentials['worldfirst'] ?? {};
  return new WorldFirst({
    baseUrl: url,
    clientId: own['clientId'] ?? '',
    privateKey: own['clientPrivateKey'] ?? '',
    partnerPublicKey: own['partnerPublicKey'] ?? '',
    sleep,
    ...options,
  });
}

/** A client of prepaidify for a simulator, or for a server in its place. */
export function prepaidifyFor({ url, credentials }: Answering, options: Partial<PrepaidifyOptions> = {}): Prepaidify {
  const own = credentials['prepaidify'] ?? {};
  return new Prepaidify({
    baseUrl: url,
    accessKey: own['accessKey'] ?? '',
    secretKey: own['secretKey'] ?? '',
    sleep,
    ...options,
  });
}

/** A valid attachment. */
export const attachment = (more: Partial<Attachment> = {}): Attachment => ({
  attachmentId: 'A-1',
  attachmentType: 'ID_CARD_FRONT_SIDE',
  content: specimen('id-front.jpg'),
  ...more,
});

/** A valid photo. */
export const photo = () => ({ requestNo: 'R-1', type: 'face', file: specimen('face.jpg') }) as const;

/** The reason that a call was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a rejection, not ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
