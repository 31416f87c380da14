import type { AnswerMessage, PartnerContract, RequestMessage, SettingValue } from '@sparring/contracts';
import type { ProviderState } from './provider-state.js';

/** Who writes a request, and when. */
export interface CallerContext {
  /** The texts of the partner's credentials. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly at: Date;
  /** What the partner is taken to do where its documents are silent. */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** A request that only lacks its signature. */
export interface UnsignedRequest extends RequestMessage {
  /** The text parts of a multipart body. */
  readonly textParts: Readonly<Record<string, string>>;
  /** Sign with a key that the partner does not know. */
  readonly foreignKey?: boolean;
}

/** A signature in the forms a header may carry it in. */
export type SignatureForms = Readonly<Record<'percent' | 'percent-lower' | 'base64', string>>;

/** How a caller of a partner writes its requests and judges the answers' signatures. */
export interface Composer {
  readonly contract: PartnerContract;
  /** The states that pacts of the partner may name. */
  readonly states: readonly ProviderState[];
  /** The caller's name as the partner gave it. */
  caller(context: CallerContext): string;
  /** The headers that say who calls, and when. */
  introduce(context: CallerContext): Readonly<Record<string, string>>;
  sign(request: UnsignedRequest, context: CallerContext): SignatureForms;
  /** The signature header. */
  writeSignature(forms: SignatureForms): Readonly<Record<string, string>>;
  /** Whether an answer's signature holds over its exact bytes; absent when the partner signs no answers. */
  judgeSignature?(answer: AnswerMessage, request: RequestMessage, context: CallerContext): 'holds' | 'wrong' | 'none';
}
