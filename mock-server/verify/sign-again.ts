import type { CallerContext, Composer, ProviderState } from '@sparring/cases';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';

const lowerCase = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const FOREIGN_CALLER = 'NOBODY-KNOWS-ME';

/** The headers of a request signed anew over its bytes, spoiled as its state says. */
export function signAgain(
  composer: Composer,
  context: CallerContext,
  { method, target, headers, body }: RequestMessage,
  state: ProviderState | undefined,
): Readonly<Record<string, string>> {
  const caller = composer.caller(context);
  const introduced = Object.entries(composer.introduce(context)).map(([name, value]) => [
    name.toLowerCase(),
    state?.spoil === 'caller' && value === caller ? FOREIGN_CALLER : value,
  ]);
  const signed = { ...headers, ...(Object.fromEntries(introduced) as Record<string, string>) };
  const unknownKey = state?.spoil === 'signature';
  const forms = composer.sign({ method, target, headers: signed, body, textParts: {}, unknownKey }, context);
  const move = state?.move === undefined ? {} : { 'x-sparring-move': state.move };
  return { ...signed, ...lowerCase(composer.writeSignature(forms)), ...move };
}

/** Throws when an answer's signature is wrong, or a success has none although the partner signs. */
export function checkAnswerSignature(
  composer: Composer,
  context: CallerContext,
  request: RequestMessage,
  answer: AnswerMessage,
): void {
  const verdict = composer.judgeSignature?.(answer, request, context);
  if (verdict === 'wrong') throw new Error('the signature of the answer does not hold over its bytes');
  const opened = verdict === 'none' ? composer.contract.decode(JSON.parse(answer.body.toString())) : undefined;
  if (opened?.class === 'success') throw new Error('a success is not signed');
}
