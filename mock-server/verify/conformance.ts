import {
  type AnswerReference,
  type Composer,
  mainExchange,
  type NamedCase,
  type Played,
  playCase,
  readCases,
  type StageControl,
} from '@sparring/cases';
import type { AnswerMessage } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import { type RepeatStep, repeatScript } from './repeat-script.js';
import type { CaseResult } from './result.js';
import type { Run } from './run.js';

const NOT_PORTABLE = 'it needs a move, a setting, a state or the clock, which requires a simulator started by verify';

/** What a simulator does for a case, and how to say that to somebody who repeats it by hand. */
function stageControl({ composer, target }: Run, steps: RepeatStep[]): StageControl | undefined {
  const { name } = composer.contract;
  const { control } = target;
  if (!control) return undefined;
  return {
    set: (setting, value) => {
      steps.push(`on a simulator started with --set ${name}.${setting}=${value}`);
      return control.set(name, setting, value);
    },
    setState: (state, subject) => {
      steps.push(`set state ${state} for ${subject} here (POST /_sparring/state)`);
      return control.setState(name, state, subject);
    },
    advanceClock: (seconds) => {
      steps.push(`now ${seconds} seconds pass`);
      return control.advanceClock(seconds);
    },
  };
}

/** Says what a script cannot do by itself: what follows is signed with the value of this run. */
function usedAnswer({ $answer, step }: AnswerReference, value: unknown): string {
  const shown = JSON.stringify(value);
  return `the next command uses ${shown}, the ${$answer} from step ${step} of this run; if step ${step} now returns another, replace it and sign again`;
}

const NO_ANSWER = 'no answer: ';

const reasonOf = ({ message, code }: NodeJS.ErrnoException) => message || code;

/** What else fails before or between requests is the case, not the target. */
function noAnswer(error: NodeJS.ErrnoException): never {
  throw new Error(NO_ANSWER + reasonOf(error));
}

/** Plays a case; `steps` becomes what was done. */
async function play(one: NamedCase, run: Run, steps: RepeatStep[]): Promise<Played> {
  const { composer, target, sender } = run;
  await target.control?.reset();
  const control = stageControl(run, steps);
  return playCase(one, {
    composer,
    credentials: target.credentials[composer.contract.name] ?? {},
    now: () => new Date(),
    send: (request) => {
      steps.push(request);
      return sender.send(request).catch(noAnswer);
    },
    onAnswerUsed: (reference, value) => {
      const note = usedAnswer(reference, value);
      if (!steps.includes(note)) steps.push(note);
    },
    ...(control ? { control } : {}),
  });
}

/** Case files are read when they are played, so one that was just edited can be invalid. */
function readAll(partner: string): readonly NamedCase[] {
  try {
    return readCases(partner);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = `the folder partners/${partner}/cases is missing; add it, with one file per case`;
    throw new UserError(code === 'ENOENT' ? missing : `${message}; fix it`);
  }
}

/**
 * The cases of a partner that a run plays or skips.
 * @throws UserError in one sentence that names the file when one is invalid.
 */
export function chosenCases({ contract }: Composer, only: Run['only']): readonly NamedCase[] {
  return readAll(contract.name).filter(({ name }) => only(name));
}

type Judged = Pick<CaseResult, 'verdict' | 'differences' | 'reason'> & { readonly answer?: AnswerMessage };

/** Plays and judges a case; `undefined` when the run was stopped meanwhile. */
async function judge(one: NamedCase, run: Run, steps: RepeatStep[]): Promise<Judged | undefined> {
  try {
    const { differences, answer, unfinished } = await play(one, run, steps);
    const verdict = differences.length === 0 ? 'passed' : 'failed';
    // what is recorded is the answer that the case is about
    return { verdict, differences, ...(unfinished ? {} : { answer }) };
  } catch (error) {
    if (run.sender.aborted()) return undefined;
    const reason = String(reasonOf(error as NodeJS.ErrnoException));
    const text = reason.startsWith(NO_ANSWER) ? reason : `could not be played: ${reason}`;
    return { verdict: 'failed', differences: [], reason: text };
  }
}

async function runOne(one: NamedCase, run: Run): Promise<void> {
  const { composer, target, report, observe, saveBody } = run;
  const { name, decisions } = one;
  const partner = composer.contract.name;
  const base = { suite: 'conformance', partner, operation: mainExchange(one).operation, name, decisions } as const;
  if (!one.portable && !target.control) {
    report({ ...base, verdict: 'skipped', reason: NOT_PORTABLE, differences: [], tookMs: 0 });
    return;
  }
  const startedMs = performance.now();
  const steps: RepeatStep[] = [];
  const judged = await judge(one, run, steps);
  if (!judged) return;
  const { answer, ...verdict } = judged;
  const tookMs = Math.round(performance.now() - startedMs);
  const failed = verdict.verdict === 'failed' && steps.length > 0;
  const curl = failed && (await repeatScript(target.url, `${partner}-${name}`, steps, saveBody));
  const result = { ...base, ...verdict, ...(curl ? { curl } : {}), tookMs };
  report(result);
  if (answer) observe?.(result, one, answer);
}

/** Plays every case of a partner against a target, one after another, until the sender stops. */
export async function runConformance(run: Run): Promise<void> {
  for (const one of chosenCases(run.composer, run.only)) {
    if (run.sender.stopped() !== undefined) return;
    await runOne(one, run);
  }
}
