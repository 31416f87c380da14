import type { AnswerMessage, PartnerContract, RequestMessage, SettingValue } from '@sparring/contracts';
import type { ProviderState } from './provider-state.js';

/** Who writes a request, and when. */
export interface CallerContext {
  /** The texts of the partner's credentials. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly at: Date;
  /** What the partner is assumed to do where its documents are silent. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Sign with a key that the partner does not know. */
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

/** A request to authenticate. Headers it already has are kept and signed as they are. */
export interface UnsignedRequest extends RequestMessage {
  /** The text parts of a multipart body. */
  readonly textParts: Readonly<Record<string, string>>;
}

/** The cases that tests take as typical of a partner, by file name. */
export interface TypicalCases {
  /** A small request that is accepted. */
  readonly accepted: string;
  /** An accepted request of the largest size. */
  readonly largest: string;
  /** A small request that is refused after its signature was found valid. */
  readonly refused: string;
  /** Decisions that no case can show, by id. */
  readonly decisionsWithoutCase?: readonly string[];
}

/** How a caller of a partner writes its requests and checks the answers' signatures. */
export interface Composer {
  readonly contract: PartnerContract;
  readonly typical: TypicalCases;
  /** The states that pacts of the partner may name; absent when there are no pacts. */
  readonly providerStates?: readonly ProviderState[];
  /** The caller's id as the partner assigned it. */
  caller(context: CallerContext): string;
  /** The headers that authenticate a request: who calls, when, and the signature. */
  authenticate(request: UnsignedRequest, context: CallerContext): Readonly<Record<string, string>>;
  /** Whether an answer's signature is valid over its exact bytes; absent when the partner signs no answers. */
  checkSignature?(answer: AnswerMessage, request: RequestMessage, context: CallerContext): 'valid' | 'invalid' | 'none';
}
