import { randomBytes } from 'node:crypto';
import type { AnswerMessage, RequestMessage, SettingValue } from '@sparring/contracts';
import { composeRequest } from './compose.js';
import type { CallerContext, Composer } from './composer.js';
import { draftExample } from './draft-example.js';
import { resolveText, type ValueContext } from './example-value.js';
import type { Example, Step } from './generated/types.js';
import { type Difference, judgeAnswer } from './judge-answer.js';

/** What playing an example needs from its runner. */
export interface Stage {
  readonly composer: Composer;
  readonly credentials: CallerContext['credentials'];
  /** Whether `given` can be brought about; without it only portable examples can be played. */
  readonly prepare?: Preparation;
  now(): Date;
  send(request: RequestMessage): Promise<AnswerMessage>;
}

/** Brings about what an example is given. */
export interface Preparation {
  set(setting: string, value: SettingValue): Promise<void> | void;
  establish(fact: string, subject: string): Promise<void>;
}

/** How an example went. */
export interface Played {
  readonly differences: readonly Difference[];
  /** The last answer. */
  readonly answer: AnswerMessage;
}

const ID_BYTES = 12;

/** Ids that are new in each run. */
function freshIds(): ValueContext['id'] {
  const ids = new Map<string, string>();
  return (label) => {
    const id = ids.get(label) ?? `EX${randomBytes(ID_BYTES).toString('hex').toUpperCase()}`;
    ids.set(label, id);
    return id;
  };
}

function settingsOf({ composer }: Stage, given: Example['given']): CallerContext['settings'] {
  const defaults = Object.entries(composer.contract.settings).map(([name, { default: value }]) => [name, value]);
  return { ...Object.fromEntries(defaults), ...given?.settings };
}

async function prepare({ given }: Example, { prepare: preparation }: Stage, context: ValueContext): Promise<void> {
  if (!given) return;
  if (!preparation) throw new TypeError('this example needs settings or facts, which only a simulator can be told');
  for (const [name, value] of Object.entries(given.settings ?? {})) await preparation.set(name, value);
  for (const { fact, subject } of given.facts ?? []) await preparation.establish(fact, resolveText(subject, context));
}

async function playStep(
  { request, answer }: Step,
  stage: Stage,
  { operation: name, given }: Example,
  id: ValueContext['id'],
): Promise<Played> {
  const { composer, credentials } = stage;
  const operation = composer.contract.operations.find((one) => one.name === name);
  if (!operation) throw new TypeError(`${composer.contract.name} has no operation ${name}`);
  const caller = { credentials, at: stage.now(), settings: settingsOf(stage, given) };
  const values = { id, at: caller.at, caller: composer.caller(caller) };
  const message = composeRequest(composer, draftExample(request, operation, values), caller);
  const got = await stage.send(message);
  const differences = judgeAnswer(answer, got, { composer, operation, request: message, caller });
  return { differences, answer: got };
}

/**
 * Plays an example: what is given, what comes before, its request; and judges each answer. It does not care
 * who answers: a simulator, another implementation, the partner's sandbox.
 * @example
 * for (const example of readExamples('prepaidify').filter(({ portable }) => portable)) {
 *   const { differences } = await playExample(example, { composer, credentials, now: () => new Date(), send });
 * }
 * @throws TypeError when the example needs what the stage cannot give.
 */
export async function playExample(example: Example, stage: Stage): Promise<Played> {
  const id = freshIds();
  await prepare(example, stage, { id, at: stage.now(), caller: '' });
  const earlier: Difference[] = [];
  for (const [index, step] of (example.before ?? []).entries()) {
    const { differences } = await playStep(step, stage, example, id);
    earlier.push(...differences.map((one) => ({ ...one, field: `before ${index + 1}: ${one.field}` })));
  }
  const { differences, answer } = await playStep(example, stage, example, id);
  return { differences: [...earlier, ...differences], answer };
}
