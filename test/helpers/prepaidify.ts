import { type CallerContext, changeHeaders, composeRequest, type DraftBody } from '@sparring/cases';
import type { Part } from '@sparring/contracts';
import { fileUpload, sign } from '@sparring/contracts/prepaidify';
import type { Simulator } from 'sparring';
import { type Answer, callerOf, headerChanges, send, type WireRequest } from './worldfirst.js';

export const UPLOAD_PATH = fileUpload.path;

/** A signed request for fileUpload; the input overrides the correct values. */
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
export function signedUpload(simulator: Pick<Simulator, 'credentials'>, input: UploadInput): WireRequest {
  const { composer, caller } = callerOf(simulator, 'prepaidify');
  const { timestamp = String(caller.at.getTime()), signedBody, headers } = input;
  const line = {
    ...(input.method === undefined ? {} : { method: input.method }),
    ...(input.target === undefined ? {} : { target: input.target }),
  };
  const body: DraftBody = input.body ? { bytes: input.body } : { fields: input.parts ?? [] };
  const own = signedBody === undefined ? {} : { 'ach-access-sign': signText(caller, line, timestamp, signedBody) };
  const draft = {
    ...line,
    operation: fileUpload,
    body,
    headers: { 'ach-access-timestamp': timestamp },
    // what a test sends is not always what it signed
    tamper: (message: WireRequest) => ({
      ...message,
      headers: changeHeaders(message.headers, { ...own, ...headerChanges(headers) }),
    }),
  };
  return composeRequest(composer, draft, caller);
}

function signText(
  { credentials }: CallerContext,
  { method = 'POST', target = UPLOAD_PATH }: { method?: string; target?: string },
  timestamp: string,
  body: string,
): string {
  return sign({ timestamp, method, target, body }, credentials['secretKey'] ?? '');
}

/** Signs and sends. */
export const upload = (simulator: Simulator, input: UploadInput): Promise<Answer> =>
  send(simulator.url, signedUpload(simulator, input));
