import type { Difference, PactFile, PactInteraction } from '@sparring/cases';
import { UserError } from '../core/user-error.js';
import type { NativeOptions } from './native-verifier.js';
import { runNativeVerifier } from './native-verifier.js';
import { readPactFile } from './pact-file.js';
import type { CaseResult } from './result.js';
import { type ProxyOptions, startSigningProxy } from './signing-proxy.js';

/** How the pacts of one partner are verified. */
export interface PactVerification extends Omit<ProxyOptions, 'problem'> {
  readonly partner: string;
  readonly pactPath: string;
  readonly knownStates: readonly string[];
  operationOf(interaction: PactInteraction): string;
}

/** The part of the verifier's JSON report that is used. */
interface NativeReport {
  readonly result: boolean;
  readonly interactionResults: readonly {
    readonly description: string;
    readonly result: string;
    readonly duration: string;
  }[];
  readonly errors: readonly { readonly interaction: string; readonly mismatch: NativeMismatch }[];
}

interface NativeMismatch {
  readonly type: string;
  readonly message?: string;
  readonly mismatches?: readonly NativeDetail[];
}

interface NativeDetail {
  readonly type: string;
  readonly path?: string;
  readonly key?: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly mismatch?: string;
}

/** The timeout of one request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

const MISSING =
  'verifying pacts requires the package @pact-foundation/pact-core (19.2.0); install it next to sparring, or skip the pacts with --no-pacts';

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)) ?? '';

function differencesOf({ mismatch }: NativeReport['errors'][number]): readonly Difference[] {
  const details = mismatch.mismatches ?? [];
  if (details.length === 0)
    return [{ field: mismatch.type, expected: 'an answer', actual: mismatch.message ?? 'none' }];
  return details.map(({ type, path, key, expected, actual, mismatch: text }) => ({
    field: path ?? key ?? type,
    expected: show(expected),
    actual: actual === undefined ? (text ?? '') : show(actual),
  }));
}

function toMs(duration: string): number {
  const [, amount = '0', unit] = /^([\d.]+)(ms|s)?/.exec(duration) ?? [];
  return Number(amount) * (unit === 's' ? 1000 : 1);
}

function resultsOf(report: NativeReport, { interactions }: PactFile, options: PactVerification): CaseResult[] {
  return interactions.map((interaction) => {
    const { description } = interaction;
    const ran = report.interactionResults.find((result) => result.description === description);
    const errors = report.errors.filter(({ interaction: title }) => title.endsWith(` - ${description}`));
    const verdict = ran?.result === 'OK' && errors.length === 0 ? 'passed' : 'failed';
    return {
      suite: 'pact',
      partner: options.partner,
      operation: options.operationOf(interaction),
      name: description,
      verdict,
      differences: errors.flatMap(differencesOf),
      tookMs: ran ? toMs(ran.duration) : 0,
      ...(ran ? {} : { reason: 'the verifier did not run this interaction' }),
    };
  });
}

async function runVerifier(options: PactVerification, pact: PactFile, changes: ProxyOptions) {
  const proxy = await startSigningProxy(changes);
  const native: NativeOptions = {
    provider: pact.provider.name,
    providerBaseUrl: proxy.url,
    providerStatesSetupUrl: proxy.statesUrl,
    pactUrls: [options.pactPath],
    failIfNoPactsFound: true,
    timeout: REQUEST_TIMEOUT_MS,
    logLevel: 'error',
  };
  try {
    return await runNativeVerifier(native);
  } finally {
    await proxy.close();
  }
}

/**
 * Verifies one pact file against a provider. What Pact would silently ignore (a state that is unknown or throws, an
 * interaction that did not run) is a failure.
 * @throws UserError when the verifier cannot run at all.
 */
export async function verifyPact(options: PactVerification): Promise<readonly CaseResult[]> {
  const pact = readPactFile(options.pactPath, options.partner, options.knownStates);
  const problems: string[] = [];
  let setups = 0;
  const answer = await runVerifier(options, pact, {
    ...options,
    problem: (message) => {
      problems.push(message);
    },
    changeState: async (action, state) => {
      await options.changeState(action, state);
      if (action === 'setup') setups++;
    },
  });
  if (answer.kind === 'missing') throw new UserError(MISSING);
  if (answer.kind === 'broken') throw new UserError(`the Pact verifier could not run: ${answer.message}`);
  const results = resultsOf(JSON.parse(answer.json) as NativeReport, pact, options);
  const wanted = pact.interactions.reduce((count, { providerStates = [] }) => count + providerStates.length, 0);
  if (setups !== wanted) problems.push(`${setups} of ${wanted} states were set up`);
  if (problems.length === 0) return results;
  const reason = problems.join('; ');
  const failed = {
    suite: 'pact',
    partner: options.partner,
    operation: '-',
    verdict: 'failed',
    differences: [],
  } as const;
  return [...results, { ...failed, name: 'every interaction', reason, tookMs: 0 }];
}
