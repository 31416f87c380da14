import { type Composer, type NamedExample, type Played, playExample, readExamples } from '@sparring/cases';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';
import { repeatByHand } from './repeat-by-hand.js';
import type { CaseResult } from './result.js';
import type { Sender } from './send.js';
import type { Target } from './target.js';

/** Sees every case that was played, with the answer that decided it. */
export type CaseObserver = (result: CaseResult, example: NamedExample, answer: AnswerMessage) => void;

/** Which cases are played, and who watches. */
export interface ConformanceOptions {
  readonly only?: (name: string) => boolean;
  readonly observe?: CaseObserver;
}

const NOT_PORTABLE = 'it needs a move, a setting or a fact, which only a simulator started here can be told';

async function play(example: NamedExample, composer: Composer, { url, credentials, control }: Target, sender: Sender) {
  const { name } = composer.contract;
  let sent: RequestMessage | undefined;
  await control?.reset();
  const prepare = control && {
    set: (setting: string, value: Parameters<typeof control.set>[2]) => control.set(name, setting, value),
    establish: (fact: string, subject: string) => control.establish(name, fact, subject),
  };
  const stage = {
    composer,
    credentials: credentials[name] ?? {},
    now: () => new Date(),
    send: (request: RequestMessage) => {
      sent = request;
      return sender.send(request);
    },
    ...(prepare ? { prepare } : {}),
  };
  const played = await playExample(example, stage);
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

/** Plays every example of a partner against a target, one after the other. */
export async function runConformance(
  composer: Composer,
  target: Target,
  sender: Sender,
  { only = () => true, observe }: ConformanceOptions = {},
): Promise<readonly CaseResult[]> {
  const partner = composer.contract.name;
  const results: CaseResult[] = [];
  for (const example of readExamples(partner).filter(({ name }) => only(name))) {
    const { operation, name, decisions } = example;
    const base = { suite: 'conformance', partner, operation, name, decisions } as const;
    if (!example.portable && !target.control) {
      results.push({ ...base, verdict: 'skipped', reason: NOT_PORTABLE, differences: [], tookMs: 0 });
      continue;
    }
    const startedMs = performance.now();
    const took = () => Math.round(performance.now() - startedMs);
    try {
      const { played, curl } = await play(example, composer, target, sender);
      const result = { ...judged(base, played, curl), tookMs: took() };
      results.push(result);
      observe?.(result, example, played.answer);
    } catch (error) {
      const reason = `no answer: ${(error as Error).message}`;
      results.push({ ...base, verdict: 'failed', reason, differences: [], tookMs: took() });
    }
  }
  return results;
}
