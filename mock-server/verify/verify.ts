import { type Composer, composers, pactPath } from '@sparring/cases';
import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import { checkCredentials } from './check-credentials.js';
import { chosenCases, runConformance } from './conformance.js';
import { checkNativeVerifier } from './native-verifier.js';
import { probeCredentials } from './probe-credentials.js';
import { probeTarget } from './probe-target.js';
import type { SaveBody } from './repeat-script.js';
import type { CaseResult, VerifyReport } from './result.js';
import type { CaseObserver, Run } from './run.js';
import { chosenInteractions, runPacts } from './run-pacts.js';
import { createSender, type Sender, type SenderOptions } from './send.js';
import type { Target } from './target.js';

/** How to verify a target. When `signal` is aborted, its reason says why the report is incomplete. */
export interface VerifyOptions extends SenderOptions {
  readonly target: Target;
  /** Only this partner. */
  readonly partner?: string;
  /** Whether to verify the pacts in addition to the cases. */
  readonly pacts: boolean;
  readonly observe?: CaseObserver;
  /** Called before the first case, with the number of results that will follow. */
  readonly onStart?: (planned: number) => void;
  /** Called with every result as soon as it is there. */
  readonly onResult?: (result: CaseResult) => void;
  /** Selects cases and interactions by name. */
  readonly only?: (name: string) => boolean;
  /** Saves the body of a failed request that is too long for a command line; default: it is not saved. */
  readonly saveBody?: SaveBody;
  /** Returns the pact file of a partner; default: the published one. */
  readonly pactPath?: (partner: string) => string;
}

/** What is run for one partner; without a pact file, no pacts. */
interface Plan {
  readonly composer: Composer;
  readonly pactPath: string | undefined;
  readonly size: number;
}

const everything = () => true;

/** A partner can have cases before it is simulated; nothing is known about its credentials yet. */
const isSimulated = ({ contract }: Composer) => partnerModules.some((module) => module.contract.name === contract.name);

function chosen(partner: string | undefined): readonly Composer[] {
  const known = composers.filter(isSimulated);
  const found = known.filter(({ contract }) => partner === undefined || contract.name === partner);
  if (found.length > 0) return found;
  throw new UserError(
    `there is no partner ${partner}; the partners are ${known.map(({ contract }) => contract.name).join(', ')}`,
  );
}

function planFor(composer: Composer, { pacts, pactPath: pathOf = pactPath, only = everything }: VerifyOptions): Plan {
  // a partner without an SDK client has no pacts
  const path = pacts && composer.providerStates ? pathOf(composer.contract.name) : undefined;
  const interactions = path === undefined ? [] : chosenInteractions(composer, path, only);
  const size = chosenCases(composer, only).length + interactions.length;
  return { composer, pactPath: interactions.length > 0 ? path : undefined, size };
}

/** Whatever would make the results worthless is found before the first case. */
async function check(plans: readonly Plan[], target: Target, sender: Sender): Promise<void> {
  const chosen = plans.filter(({ size }) => size > 0).map(({ composer }) => composer);
  if (chosen.length === 0) throw new UserError('no case was run: no case or interaction matches the name');
  if (plans.some((plan) => plan.pactPath !== undefined)) await checkNativeVerifier();
  if (target.control) return;
  checkCredentials(
    target,
    chosen.map(({ contract }) => contract.name),
  );
  await probeTarget(target, sender);
  for (const composer of chosen) await probeCredentials(target, composer, sender);
}

function whyIncomplete(results: readonly CaseResult[], { stopped }: Sender): string | undefined {
  const reason = stopped();
  if (reason !== undefined) return reason;
  const played = results.filter(({ verdict }) => verdict !== 'skipped');
  if (played.length === 0) throw new UserError('no case was run: all of them need a simulator started by verify');
  const unanswered = played.filter(({ reason: why }) => why?.startsWith('no answer'));
  return unanswered.length === played.length ? `the target answered none of the ${played.length} cases` : undefined;
}

/**
 * Plays the cases and verifies the pacts of one partner, or of all, against a target. Cases that need a move, a
 * setting, a state or the clock are skipped with a reason, unless the target is a simulator started here.
 * @throws UserError when it cannot run at all; a run that ends early has a report that says why it is incomplete.
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { target, observe, only = everything, saveBody } = options;
  const startedAt = new Date().toISOString();
  const sender = createSender(target.url, options);
  const results: CaseResult[] = [];
  const report = (result: CaseResult) => {
    results.push(result);
    options.onResult?.(result);
  };
  const plans = chosen(options.partner).map((composer) => planFor(composer, options));
  const planned = plans.reduce((sum, { size }) => sum + size, 0);
  try {
    await check(plans, target, sender);
    options.onStart?.(planned);
    for (const plan of plans) {
      const run: Run = { composer: plan.composer, target, sender, only, report, saveBody, observe };
      await runConformance(run);
      if (plan.pactPath !== undefined && sender.stopped() === undefined) await runPacts(run, plan.pactPath);
    }
  } finally {
    sender.close();
  }
  const incomplete = whyIncomplete(results, sender);
  return { target: target.url, startedAt, planned, ...(incomplete === undefined ? {} : { incomplete }), results };
}
