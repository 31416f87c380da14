import { checkWith } from '@sparring/contracts';
import type * as Answers from '../generated/control/answers.js';
import type { AnswerName } from './route.js';

let loading: Promise<typeof Answers> | undefined;

/** `journal-entry.answer` is compiled to `journalEntryAnswer`. */
const compiledName = (answer: AnswerName) =>
  answer.replace(/[-.](.)/g, (_, letter: string) => letter.toUpperCase()) as keyof typeof Answers;

/**
 * Checks one of our own answers, as it is sent, by its schema. The validators are loaded by the first answer: they would slow down
 * the start of everybody who never asks.
 * @throws Error when the answer violates its schema, which is a bug of ours.
 */
export async function checkAnswer(answer: AnswerName, text: string): Promise<void> {
  loading ??= import('../generated/control/answers.js');
  const { [compiledName(answer)]: compiled } = await loading;
  const [violation] = checkWith(compiled)(JSON.parse(text));
  if (violation) throw new Error(`${answer} violates its schema at ${violation.path}: ${violation.message}`);
}
