import type { Catalogue, CatalogueEntry, Check } from '@sparring/contracts/partner';
import type { BrokenAnswerCode, UnlistedCode } from '../core/error-codes.js';
import { type PartnerReply, printable } from '../core/errors.js';
import type { Answer } from '../core/result.js';
import type { AnswerFailure } from './failure.js';

/** Headers with an id to give to the partner's support when the body carries none. */
const ID_HEADERS = ['x-request-id', 'x-sparring-id'];

/** The id of the request in an answer's headers. */
export function requestIdOf({ headers }: Answer): string | undefined {
  return ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
}

/** A body read as JSON, or `undefined`. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
  } catch {
    return undefined;
  }
}

/** An answer that proves nothing. */
export const broken = (code: BrokenAnswerCode, message: string): AnswerFailure => ({ result: 'broken', code, message });

/** Statuses of gateways besides 5xx that leave the outcome open: request time-out, too many requests. */
const OPEN_STATUSES: readonly number[] = [408, 429];

/**
 * Judges an answer without the partner's envelope. A gateway that fails, times out or throttles leaves the
 * outcome open; anything else did not come from the partner.
 */
export function withoutEnvelope({ httpStatus }: Answer, code: BrokenAnswerCode, reason: string): AnswerFailure {
  const message = `HTTP ${httpStatus}: ${reason}`;
  const isOpen = httpStatus >= 500 || OPEN_STATUSES.includes(httpStatus);
  if (isOpen) return { result: 'unknown', code: 'HTTP_STATUS', message };
  if (httpStatus >= 200 && httpStatus < 300) return broken(code, message);
  return broken(httpStatus < 400 ? 'REDIRECT' : 'HTTP_STATUS', message);
}

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as an object; one without fields when it is none. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** A field as a text; empty when it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Keywords that only repeat others, or that the partner's judge decides on. */
const COMBINATORS: readonly string[] = ['if', 'oneOf', 'const', 'not', 'false schema'];
const MAX_WARNINGS = 20;
const MAX_WARNING_CHARACTERS = 200;

/**
 * Where an answer differs from its schema. The partners add fields and lengthen texts without notice: that
 * does not change what a status and a code mean.
 */
export function warningsOf(body: Fields, check: Check): readonly string[] {
  const texts = check(body)
    .filter(({ keyword }) => !COMBINATORS.includes(keyword))
    .map(({ path, message }) => `${path || 'the body'} ${message}`);
  return [...new Set(texts)].slice(0, MAX_WARNINGS).map((text) => printable(text.slice(0, MAX_WARNING_CHARACTERS)));
}

const UNLISTED_CODE: UnlistedCode = 'UNLISTED_CODE';
const UNLISTED_ACTION = 'The catalogue of this version does not list the code: go by the text of the partner.';
const MAX_TEXT_CHARACTERS = 1000;

/** Builds the failure for a refusal or an unknown outcome, with the client action from the catalogue. */
export function replyFailure(
  catalogue: Catalogue,
  result: 'refused' | 'unknown',
  reply: Omit<PartnerReply, 'clientAction'>,
): AnswerFailure {
  const { answeredCode } = reply;
  const partnerText = reply.partnerText.slice(0, MAX_TEXT_CHARACTERS);
  const entry: CatalogueEntry | undefined = catalogue.find(
    (candidate) => candidate.code === answeredCode && candidate.class === result,
  );
  const clientAction = entry?.clientAction ?? UNLISTED_ACTION;
  const verb = result === 'refused' ? 'refused with' : 'outcome unknown,';
  const message = `${verb} ${answeredCode.slice(0, 64)} "${partnerText.slice(0, 256)}". ${clientAction}`;
  return { result, code: entry?.code ?? UNLISTED_CODE, ...reply, partnerText, clientAction, message };
}
