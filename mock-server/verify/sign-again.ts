import type { CallerContext, Composer, ProviderState } from '@sparring/cases';
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

/** Throws when the signature of an answer is invalid, or missing on a success of a partner that signs. */
export function checkAnswerSignature(
  composer: Composer,
  context: CallerContext,
  request: RequestMessage,
  answer: AnswerMessage,
): void {
  const verdict = composer.checkSignature?.(answer, request, context);
  if (verdict === 'invalid') throw new Error('the signature of the answer is not valid for its bytes');
  if (verdict !== 'none') return;
  const decoded = composer.contract.decode(JSON.parse(answer.body.toString()), answer.httpStatus);
  if (decoded?.class === 'success') throw new Error('a success is not signed');
}
