import {
  type Composer,
  mainExchange,
  type NamedCase,
  type Played,
  playCase,
  readCases,
  type StageControl,
} from '@sparring/cases';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';
import { repeatByHand } from './repeat-by-hand.js';
import type { CaseResult } from './result.js';
import type { Sender } from './send.js';
import type { Target } from './target.js';

/** Called with every case that was played and its last answer. */
export type CaseObserver = (result: CaseResult, played: NamedCase, answer: AnswerMessage) => void;

/** Which cases to play, and who observes them. */
export interface ConformanceOptions {
  readonly only?: (name: string) => boolean;
  readonly observe?: CaseObserver;
}

const NOT_PORTABLE = 'it needs a move, a setting, a state or the clock, which requires a simulator started by verify';

async function play(one: NamedCase, composer: Composer, { url, credentials, control }: Target, sender: Sender) {
  const { name } = composer.contract;
  let sent: RequestMessage | undefined;
  await control?.reset();
  const stageControl: StageControl | undefined = control && {
    set: (setting, value) => control.set(name, setting, value),
    setState: (state, subject) => control.setState(name, state, subject),
    advanceClock: control.advanceClock,
  };
  const stage = {
    composer,
    credentials: credentials[name] ?? {},
    now: () => new Date(),
    send: (request: RequestMessage) => {
      sent = request;
      return sender.send(request);
    },
    ...(stageControl ? { control: stageControl } : {}),
  };
  const played = await playCase(one, stage);
  return { played, curl: sent && repeatByHand(url, sent) };
}

function judged(
  base: Omit<CaseResult, 'verdict' | 'differences' | 'tookMs'>,
  { differences }: Played,
  curl: string | undefined,
): Omit<CaseResult, 'tookMs'> {
  const verdict = differences.length === 0 ? 'passed' : 'failed';
  return { ...base, verdict, differences, ...(curl && verdict === 'failed' ? { curl } : {}) };
}

/** Plays every case of a partner against a target, one after another. */
export async function runConformance(
  composer: Composer,
  target: Target,
  sender: Sender,
  { only = () => true, observe }: ConformanceOptions = {},
): Promise<readonly CaseResult[]> {
  const partner = composer.contract.name;
  const results: CaseResult[] = [];
  for (const one of readCases(partner).filter(({ name }) => only(name))) {
    const { name, decisions } = one;
    const { operation } = mainExchange(one);
    const base = { suite: 'conformance', partner, operation, name, decisions } as const;
    if (!one.portable && !target.control) {
      results.push({ ...base, verdict: 'skipped', reason: NOT_PORTABLE, differences: [], tookMs: 0 });
      continue;
    }
    const startedMs = performance.now();
    const took = () => Math.round(performance.now() - startedMs);
    try {
      const { played, curl } = await play(one, composer, target, sender);
      const result = { ...judged(base, played, curl), tookMs: took() };
      results.push(result);
      observe?.(result, one, played.answer);
    } catch (error) {
      const reason = `no answer: ${(error as Error).message}`;
      results.push({ ...base, verdict: 'failed', reason, differences: [], tookMs: took() });
    }
  }
  return results;
}
