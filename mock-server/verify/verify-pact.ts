import { readFile } from 'node:fs/promises';
import type { PactFile, PactInteraction } from '@sparring/cases';
import type { RequestMessage } from '@sparring/contracts';
import { type NativeReport, nativeResultOf } from './native-report.js';
import { runNativeVerifier } from './native-verifier.js';
import type { CaseResult } from './result.js';
import type { Sender } from './send.js';
import { type InteractionHandler, startSigningProxy } from './signing-proxy.js';

/** What happened while one interaction was verified. */
export interface Evidence {
  readonly interaction: PactInteraction;
  /** The requests that were sent to the target. */
  readonly sent: RequestMessage[];
  /** What Pact does not see or would ignore. */
  readonly problems: string[];
  setups: number;
}

/** The verdict on one interaction, with its requests. */
export interface JudgedInteraction extends Pick<CaseResult, 'verdict' | 'reason' | 'differences' | 'tookMs'> {
  readonly interaction: PactInteraction;
  readonly sent: readonly RequestMessage[];
}

/** Names an interaction in its provider states, because Pact does not say for which one it sets up a state. */
export function tagged(interaction: PactInteraction): PactInteraction {
  const { description, providerStates = [] } = interaction;
  const states = providerStates.map((state) => ({ ...state, params: { ...state.params, interaction: description } }));
  return { ...interaction, providerStates: states };
}

/** What Pact would silently ignore, such as a state that cannot be set up, is a failure. */
function judge(evidence: Evidence, report: NativeReport): JudgedInteraction {
  const { interaction, sent, problems, setups } = evidence;
  const { description, providerStates = [] } = interaction;
  const result = nativeResultOf(report, description);
  const { length: states } = providerStates;
  const reasons = [
    ...problems,
    ...(result ? [] : ['the verifier did not run this interaction']),
    ...(result && problems.length === 0 && setups !== states ? [`${setups} of ${states} states were set up`] : []),
  ];
  const verdict = result?.isOk && reasons.length === 0 ? 'passed' : 'failed';
  const { differences = [], tookMs = 0 } = result ?? {};
  return {
    interaction,
    sent,
    verdict,
    differences,
    tookMs,
    ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}),
  };
}

/** The handler of each interaction, and what it has seen. */
function watch({ interactions }: PactFile, handle: (evidence: Evidence) => InteractionHandler) {
  const evidence = interactions.map((interaction): Evidence => ({ interaction, sent: [], problems: [], setups: 0 }));
  const handlers = new Map(
    evidence.map((one) => {
      const handler = handle(one);
      const watching: InteractionHandler = {
        ...handler,
        changeState: async (action, state) => {
          await handler.changeState(action, state);
          if (action === 'setup') one.setups++;
        },
        problem: (message) => {
          one.problems.push(message);
        },
      };
      return [one.interaction.description, watching];
    }),
  );
  return { evidence, handlers };
}

/**
 * Verifies a pact file with tagged interactions against a provider. An interaction that the sender did not get to is
 * missing from the verdicts.
 * @throws UserError when the verifier cannot run at all.
 */
export async function verifyPact(
  path: string,
  handle: (evidence: Evidence) => InteractionHandler,
  { patienceMs, signal, stopped, aborted }: Sender,
): Promise<readonly JudgedInteraction[]> {
  const pact = JSON.parse(await readFile(path, 'utf8')) as PactFile;
  const { evidence, handlers } = watch(pact, handle);
  const proxy = await startSigningProxy(handlers);
  try {
    const json = await runNativeVerifier(
      {
        provider: pact.provider.name,
        providerBaseUrl: proxy.url,
        providerStatesSetupUrl: proxy.statesUrl,
        pactUrls: [path],
        failIfNoPactsFound: true,
        timeout: patienceMs,
        logLevel: 'error',
      },
      { timeoutMs: patienceMs * 3 * evidence.length, signal },
    );
    if (aborted()) return [];
    const judged = evidence.map((one) => judge(one, JSON.parse(json) as NativeReport));
    return stopped() === undefined ? judged : judged.filter(({ sent }) => sent.length > 0);
  } catch (error) {
    if (aborted()) return [];
    throw error;
  } finally {
    await proxy.close();
  }
}
