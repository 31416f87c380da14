import { type CallerContext, type Composer, decodeAnswer, type ProviderState } from '@sparring/cases';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';

type Headers = Readonly<Record<string, string>>;

const lowerCase = (headers: Headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The headers of a request, signed again over its bytes as its provider state requires. */
export function signAgain(
  composer: Composer,
  context: CallerContext,
  request: RequestMessage,
  state: ProviderState | undefined,
): Headers {
  const own = Object.keys(composer.contract.requestHeaders).map((name) => name.toLowerCase());
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !own.includes(name)));
  const caller = state?.unknown === undefined ? context : { ...context, [state.unknown]: 'unknown' as const };
  const added = lowerCase(composer.authenticate({ ...request, headers, textParts: {} }, caller));
  const move = state?.move === undefined ? {} : { 'x-sparring-move': state.move };
  return { ...headers, ...added, ...move };
}

/** What is wrong with the signature of an answer: invalid, or missing on a success of a partner that signs. */
export function answerSignatureProblem(
  composer: Composer,
  context: CallerContext,
  request: RequestMessage,
  answer: AnswerMessage,
): string | undefined {
  const verdict = composer.checkSignature?.(answer, request, context);
  if (verdict === 'invalid') return 'the signature of the answer is not valid for its bytes';
  if (verdict !== 'none') return undefined;
  return decodeAnswer(composer.contract, answer)?.class === 'success' ? 'a success is not signed' : undefined;
}
