import { type Part, writeMultipart } from '@sparring/contracts';
import { sign } from '@sparring/contracts/prepaidify';
import type { Simulator } from 'sparring';
import { type Answer, send, type WireRequest } from './worldfirst.js';

export const UPLOAD_PATH = '/open/api/kyc/share/fileUpload';
const BOUNDARY = 'sparring-test-boundary';

/** A signed request for fileUpload; what is given replaces what would be right. */
export interface UploadInput {
  readonly parts?: readonly Part[];
  readonly body?: Buffer;
  readonly method?: string;
  readonly target?: string;
  readonly timestamp?: string;
  /** The text of the body as signed; default none. */
  readonly signedBody?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** The parts of an upload, in the usual order. */
export function uploadParts(file: Buffer, filename: string, type: string, requestNo = 'REQ-1'): Part[] {
  return [
    { name: 'requestNo', content: requestNo },
    { name: 'type', content: type },
    { name: 'file', content: file, filename },
  ];
}

/** Writes and signs a request with the keys of a simulator. */
export function signedUpload({ credentials }: Pick<Simulator, 'credentials'>, input: UploadInput): WireRequest {
  const own = credentials['prepaidify'] ?? {};
  const { method = 'POST', target = UPLOAD_PATH, timestamp = String(Date.now()) } = input;
  const parts = { timestamp, method, target, ...(input.signedBody === undefined ? {} : { body: input.signedBody }) };
  const headers: Record<string, string | undefined> = {
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'ach-access-key': own['accessKey'],
    'ach-access-timestamp': timestamp,
    'ach-access-sign': sign(parts, own['secretKey'] ?? ''),
    ...input.headers,
  };
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const body = input.body ?? writeMultipart(input.parts ?? [], BOUNDARY);
  return { method, target, headers: Object.fromEntries(present), body };
}

/** Signs and sends. */
export const upload = (simulator: Simulator, input: UploadInput): Promise<Answer> =>
  send(simulator.url, signedUpload(simulator, input));
