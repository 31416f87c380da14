import type { AnswerMessage, DecodedAnswer, PartnerContract } from '@sparring/contracts';

/** The JSON value of an answer; `undefined` when it has no body or is not JSON. */
export function answerJson({ body }: Pick<AnswerMessage, 'body'>): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Decodes an answer; `undefined` when it is not the partner's envelope. Only an empty body counts as none. */
export function decodeAnswer({ decode }: PartnerContract, answer: AnswerMessage): DecodedAnswer | undefined {
  const json = answerJson(answer);
  return json === undefined && answer.body.length > 0 ? undefined : decode(json, answer.httpStatus);
}
