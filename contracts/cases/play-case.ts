import { randomBytes } from 'node:crypto';
import type { AnswerMessage, Operation, PartnerContract, RequestMessage, SettingValue } from '@sparring/contracts';
import { isExchange } from './case.js';
import { resolveText, type ValueContext } from './case-value.js';
import { composeRequest } from './compose.js';
import type { CallerContext, Composer } from './composer.js';
import { draftRequest } from './draft-request.js';
import { type AnswerReference, readReference, UnusableFieldError } from './earlier-answer.js';
import type { Case, Exchange, Request, Step } from './generated/types.js';
import { type Difference, judgeAnswer, shown } from './judge-answer.js';

/** What a runner must provide to play a case. */
export interface Stage {
  readonly composer: Composer;
  readonly credentials: CallerContext['credentials'];
  /** Controls the simulator; without it, only portable cases can be played. */
  readonly control?: StageControl;
  now(): Date;
  /** Creates the id behind a label; default: new ones for each run of a case. */
  readonly id?: (label: string) => string;
  send(request: RequestMessage): Promise<AnswerMessage>;
  /** Called before a request or a state uses a field of an earlier answer, whose value differs from run to run. */
  readonly onAnswerUsed?: (reference: AnswerReference, value: unknown) => void;
}

/** What only a simulator can do. */
export interface StageControl {
  set(setting: string, value: SettingValue): Promise<void> | void;
  setState(state: string, subject: string): Promise<void>;
  advanceClock(seconds: number): Promise<void> | void;
}

/** The result of playing a case. */
export interface Played {
  readonly differences: readonly Difference[];
  /** The last answer. */
  readonly answer: AnswerMessage;
  /** Set when an answer lacked a field that a later step sends, so that the case ended before it. */
  readonly unfinished?: true;
}

/** One run of one case. */
interface Run {
  readonly stage: Stage;
  readonly settings: CallerContext['settings'];
  readonly id: ValueContext['id'];
  readonly answers: Map<number, AnswerMessage>;
  /** How far the clock has been advanced, in milliseconds. */
  aheadMs: number;
}

const ID_BYTES = 12;

/** Generates ids that are new in each run. */
function freshIds(): ValueContext['id'] {
  const ids = new Map<string, string>();
  return (label) => {
    const id = ids.get(label) ?? `EX${randomBytes(ID_BYTES).toString('hex').toUpperCase()}`;
    ids.set(label, id);
    return id;
  };
}

/**
 * Finds an operation by name.
 * @throws TypeError when the partner does not have it.
 */
export function operationNamed({ name: partner, operations }: PartnerContract, name: string): Operation {
  const operation = operations.find((candidate) => candidate.name === name);
  if (!operation) throw new TypeError(`${partner} has no operation ${name}`);
  return operation;
}

function controlOf({ control }: Stage): StageControl {
  if (!control) throw new TypeError('the case needs settings, states or the clock, which only a simulator can change');
  return control;
}

const timeOf = ({ stage, aheadMs }: Run) => new Date(stage.now().getTime() + aheadMs);

/** What the values of a step are generated from. */
function valuesOf({ id, answers, stage }: Run, at: Date, caller: string): ValueContext {
  const earlier: ValueContext['earlier'] = (reference) => {
    const value = readReference(answers, reference);
    stage.onAnswerUsed?.(reference, value);
    return value;
  };
  return { id, at, caller, earlier };
}

/** Who sends a request, by the caller's own clock. */
function callerOf(run: Run, { key, caller, clockOffsetSeconds = 0 }: Request): CallerContext {
  return {
    credentials: run.stage.credentials,
    at: new Date(timeOf(run).getTime() + 1000 * clockOffsetSeconds),
    settings: run.settings,
    ...(key === undefined ? {} : { key }),
    ...(caller === undefined ? {} : { caller }),
  };
}

async function exchange(run: Run, { operation: name, request, answer }: Exchange): Promise<Played> {
  const { composer, send } = run.stage;
  const operation = operationNamed(composer.contract, name);
  const caller = callerOf(run, request);
  const values = valuesOf(run, caller.at, composer.caller(caller));
  const message = composeRequest(composer, draftRequest(request, operation, values), caller);
  const received = await send(message);
  const differences = judgeAnswer(answer, received, { composer, operation, request: message, caller });
  return { differences, answer: received };
}

/** Plays one step; only an exchange returns a result. */
async function playStep(run: Run, step: Step): Promise<Played | undefined> {
  if (isExchange(step)) return exchange(run, step);
  if ('setState' in step) {
    const subject = resolveText(step.subject, valuesOf(run, timeOf(run), ''));
    await controlOf(run.stage).setState(step.setState, subject);
  } else {
    await controlOf(run.stage).advanceClock(step.advanceSeconds);
    run.aheadMs += 1000 * step.advanceSeconds;
  }
  return undefined;
}

async function start(stage: Stage, { settings = {} }: Case): Promise<Run> {
  const defaults = Object.entries(stage.composer.contract.settings).map(([name, { default: value }]) => [name, value]);
  for (const [name, value] of Object.entries(settings)) await controlOf(stage).set(name, value);
  const all = { ...Object.fromEntries(defaults), ...settings };
  return { stage, id: stage.id ?? freshIds(), settings: all, answers: new Map(), aheadMs: 0 };
}

/** Plays one step, or says what an earlier answer lacks for it. */
async function tryStep(run: Run, step: Step, number: number): Promise<Played | Difference | undefined> {
  try {
    return await playStep(run, step);
  } catch (error) {
    if (!(error instanceof UnusableFieldError)) throw error;
    const { reference, found } = error;
    return {
      field: `step ${reference.step}: body.${reference.$answer}`,
      expected: `a string or an exact number, which step ${number} sends`,
      actual: shown(JSON.stringify(found)),
    };
  }
}

/**
 * Plays a case step by step and compares every answer. The target can be a simulator, another implementation
 * or the partner's sandbox.
 * @example
 * for (const one of readCases('prepaidify').filter(({ portable }) => portable)) {
 *   const { differences } = await playCase(one, { composer, credentials, now: () => new Date(), send });
 * }
 * @throws TypeError when the case needs something that the stage does not provide.
 */
export async function playCase(played: Case, stage: Stage): Promise<Played> {
  const run = await start(stage, played);
  const differences: Difference[] = [];
  let last: Played | undefined;
  const lastIndex = played.steps.findLastIndex(isExchange);
  let unfinished = false;
  for (const [index, step] of played.steps.entries()) {
    const result = await tryStep(run, step, index + 1);
    if (!result) continue;
    if ('field' in result) {
      differences.push(result);
      unfinished = true;
      break;
    }
    last = result;
    run.answers.set(index + 1, result.answer);
    const place = index === lastIndex ? '' : `step ${index + 1}: `;
    differences.push(...result.differences.map((one) => ({ ...one, field: place + one.field })));
  }
  if (!last) throw new TypeError(`the case "${played.title}" sends no request`);
  return { differences, answer: last.answer, ...(unfinished ? { unfinished } : {}) };
}
