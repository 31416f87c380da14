import type { Composer, NamedCase } from '@sparring/cases';
import type { AnswerMessage } from '@sparring/contracts';
import type { SaveBody } from './repeat-script.js';
import type { CaseResult } from './result.js';
import type { Sender } from './send.js';
import type { Target } from './target.js';

/** Called with every case that was played and its last answer. */
export type CaseObserver = (result: CaseResult, played: NamedCase, answer: AnswerMessage) => void;

/** What is verified for one partner, and who gets to know the results. */
export interface Run {
  readonly composer: Composer;
  readonly target: Target;
  readonly sender: Sender;
  /** Selects cases and interactions by name. */
  only(name: string): boolean;
  /** Called with every result as soon as it is there. */
  report(result: CaseResult): void;
  /** Saves the body of a failed request that is too long for a command line. */
  readonly saveBody?: SaveBody | undefined;
  readonly observe?: CaseObserver | undefined;
}
