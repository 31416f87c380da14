import { type Composer, composers, pactPath } from '@sparring/cases';
import { UserError } from '../core/user-error.js';
import { type CaseObserver, runConformance } from './conformance.js';
import type { CaseResult, VerifyReport } from './result.js';
import { runPacts } from './run-pacts.js';
import { createSender } from './send.js';
import type { Target } from './target.js';

/** How to verify a target. */
export interface VerifyOptions {
  readonly target: Target;
  /** Only this partner. */
  readonly partner?: string;
  /** Whether to verify the pacts in addition to the cases. */
  readonly pacts: boolean;
  /** The maximum number of requests per second; default: as fast as the target answers. */
  readonly maxRequestsPerSecond?: number;
  readonly observe?: CaseObserver;
  /** Selects cases and interactions by name. */
  readonly only?: (name: string) => boolean;
  /** Returns the pact file of a partner; default: the published one. */
  readonly pactPath?: (partner: string) => string;
}

function chosen(partner: string | undefined): readonly Composer[] {
  const found = composers.filter(({ contract }) => partner === undefined || contract.name === partner);
  if (found.length > 0) return found;
  throw new UserError(
    `there is no partner ${partner}; the partners are ${composers.map(({ contract }) => contract.name).join(', ')}`,
  );
}

/**
 * Plays the cases and verifies the pacts of one partner, or of all, against a target. Cases that need a move, a
 * setting, a state or the clock are skipped with a reason, unless the target is a simulator started here.
 * @throws UserError when it cannot run at all.
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { target, pacts, maxRequestsPerSecond, pactPath: pathOf = pactPath } = options;
  const startedAt = new Date().toISOString();
  const sender = createSender(target.url, maxRequestsPerSecond);
  const results: CaseResult[] = [];
  try {
    for (const composer of chosen(options.partner)) {
      results.push(...(await runConformance(composer, target, sender, options)));
      // a partner without an SDK client has no pacts
      if (!pacts || !composer.providerStates) continue;
      results.push(...(await runPacts({ composer, target, sender }, pathOf(composer.contract.name), options.only)));
    }
  } finally {
    sender.close();
  }
  if (results.every(({ verdict }) => verdict === 'skipped')) {
    throw new UserError('no case was run: none matches the name, or all of them need a simulator started by verify');
  }
  return { target: target.url, startedAt, results };
}
