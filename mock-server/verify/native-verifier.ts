import { fork } from 'node:child_process';
import { systemEnvironment } from '../config/config.js';
import { UserError } from '../core/user-error.js';

/** The options of pact-core's `verifyPacts` that are used here. */
export interface NativeOptions {
  readonly provider: string;
  readonly providerBaseUrl: string;
  readonly providerStatesSetupUrl: string;
  readonly pactUrls: readonly string[];
  readonly failIfNoPactsFound: boolean;
  /** For one request, in milliseconds. */
  readonly timeout: number;
  readonly logLevel: 'error';
}

/** What the child is asked: whether the verifier is installed, or to run it. */
export type NativeQuestion = { readonly kind: 'check' } | { readonly kind: 'verify'; readonly options: NativeOptions };

/** What the child reports: the verifier's JSON, or why it could not run. */
export type NativeAnswer =
  | { readonly kind: 'present' }
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly message: string };

const MISSING =
  'verifying pacts requires the package @pact-foundation/pact-core (19.2.0); install it next to sparring, or skip the pacts with --no-pacts';

/** How long a child may take before its first request and after its last one. */
const SPARE_MS = 60_000;

/** How long to wait for the child, and what ends it early. */
interface Patience {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

function ask(question: NativeQuestion, { timeoutMs, signal }: Patience): Promise<NativeAnswer> {
  const child = fork(new URL('./native-verifier-child.js', import.meta.url), {
    // PACT_DESCRIPTION, PACT_BROKER_* or HTTP_PROXY would change what runs
    env: { ...systemEnvironment(), PACT_DO_NOT_TRACK: 'true', LOG_LEVEL: 'error' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let answer: NativeAnswer | undefined;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const kill = () => {
      child.kill('SIGKILL');
    };
    const timer = setTimeout(kill, timeoutMs);
    signal?.addEventListener('abort', kill, { once: true });
    if (signal?.aborted) kill();
    child.once('error', reject);
    child.once('message', (message: NativeAnswer) => {
      answer = message;
    });
    child.once('close', (code, ended) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      if (answer) resolve(answer);
      else reject(new UserError(`the Pact verifier ended early (${code ?? ended}): ${output.slice(-500)}`));
    });
    child.send(question);
  });
}

/** Whether the verifier was loaded before: what is installed does not change while we run, and loading it is slow. */
let isPresent = false;

/**
 * Loads the native Pact verifier in a child process, until it was loaded once.
 * @throws UserError when it is not installed.
 */
export async function checkNativeVerifier(): Promise<void> {
  if (isPresent) return;
  const answer = await ask({ kind: 'check' }, { timeoutMs: SPARE_MS });
  if (answer.kind === 'missing') throw new UserError(MISSING);
  isPresent = true;
}

/**
 * Runs the native Pact verifier in a child process, because it always prints to file descriptor 1 and cannot be
 * stopped from within its own process; returns its report as JSON.
 * @throws UserError when it cannot run, or when `signal` ends it.
 */
export async function runNativeVerifier(options: NativeOptions, patience: Patience): Promise<string> {
  const answer = await ask({ kind: 'verify', options }, { ...patience, timeoutMs: patience.timeoutMs + SPARE_MS });
  if (answer.kind === 'result') return answer.json;
  if (answer.kind === 'broken') throw new UserError(`the Pact verifier could not run: ${answer.message}`);
  throw new UserError(MISSING);
}
