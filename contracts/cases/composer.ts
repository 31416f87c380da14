import type { AnswerMessage, PartnerContract, RequestMessage, SettingValue } from '@sparring/contracts';
import type { ProviderState } from './provider-state.js';

/** Who sends a request, and when. */
export interface CallerContext {
  /** The caller's credentials, by name. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly at: Date;
  /** The partner's settings. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Signs with a key that the partner does not know. */
  readonly key?: 'unknown';
  /** Call under an id that the partner does not know. */
  readonly caller?: 'unknown';
}

const UNKNOWN_CALLER = 'NOBODY-KNOWS-ME';

/**
 * The id that a caller names itself by.
 * @param field the name of the credential that is the id
 * @example callerId(context, 'clientId')
 */
export function callerId({ credentials, caller }: CallerContext, field: string): string {
  return caller === 'unknown' ? UNKNOWN_CALLER : (credentials[field] ?? '');
}

/** A request to authenticate. Existing headers are kept and signed as they are. */
export interface UnsignedRequest extends RequestMessage {
  /** The text parts of a multipart body. */
  readonly textParts: Readonly<Record<string, string>>;
}

/** The cases that tests use as typical of a partner, by file name. */
export interface TypicalCases {
  /** A small request that is accepted. */
  readonly accepted: string;
  /** An accepted request of the largest size. */
  readonly largest: string;
  /** A small request with a valid signature that is refused. */
  readonly refused: string;
  /** A small request to a path that no operation has. */
  readonly unrouted: string;
  /** Decisions that no case can show, by id. */
  readonly decisionsWithoutCase?: readonly string[];
}

/** How a caller of a partner authenticates requests and verifies the signatures of answers. */
export interface Composer {
  readonly contract: PartnerContract;
  readonly typical: TypicalCases;
  /** The provider states of the partner's pacts; absent when there are no pacts. */
  readonly providerStates?: readonly ProviderState[];
  /** The caller's id as the partner assigned it. */
  caller(context: CallerContext): string;
  /** The headers that authenticate a request: caller, time and signature. */
  authenticate(request: UnsignedRequest, context: CallerContext): Readonly<Record<string, string>>;
  /** The string to sign of a request that is authenticated; absent when nothing shows it. */
  stringToSign?(request: UnsignedRequest, context: CallerContext): string;
  /** Verifies an answer's signature over its exact bytes; absent when the partner does not sign answers. */
  checkSignature?(answer: AnswerMessage, request: RequestMessage, context: CallerContext): 'valid' | 'invalid' | 'none';
}
