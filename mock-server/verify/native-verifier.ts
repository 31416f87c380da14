import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
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

/** A process that answers one question after the other. */
interface Child {
  readonly process: ChildProcess;
  /** Rejects with what it printed when it ends. */
  readonly ended: Promise<never>;
}

/** One that has loaded the verifier, which takes longer than most answers, and waits for another question. */
let waiting: Child | undefined;

function startChild(): Child {
  const child = fork(new URL('./native-verifier-child.js', import.meta.url), {
    // PACT_DESCRIPTION, PACT_BROKER_* or HTTP_PROXY would change what runs
    env: { ...systemEnvironment(), PACT_DO_NOT_TRACK: 'true', LOG_LEVEL: 'error' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-500);
    });
  }
  const ended = new Promise<never>((_, reject) => {
    child.once('close', (code, signal) => {
      if (waiting?.process === child) waiting = undefined;
      reject(new UserError(`the Pact verifier ended early (${code ?? signal}): ${output}`));
    });
  });
  ended.catch(() => {}); // nobody has to be asking
  return { process: child, ended };
}

/** Sets whether a child keeps this process running; either way, it ends with this process. */
function hold({ process: child }: Child, isAsked: boolean): void {
  for (const one of [child, child.channel, child.stdout as Socket, child.stderr as Socket]) {
    if (isAsked) one?.ref();
    else one?.unref();
  }
}

async function ask(question: NativeQuestion, { timeoutMs, signal }: Patience): Promise<NativeAnswer> {
  const child = waiting ?? startChild();
  waiting = undefined;
  hold(child, true);
  const kill = () => {
    child.process.kill('SIGKILL');
  };
  const timer = setTimeout(kill, timeoutMs);
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  try {
    const answered = once(child.process, 'message') as Promise<[NativeAnswer]>;
    child.process.send(question, () => {}); // when it cannot be sent, the child has ended
    const [answer] = await Promise.race([answered, child.ended]);
    if (waiting) child.process.disconnect();
    else waiting = child;
    return answer;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
    hold(child, false);
  }
}

/**
 * Loads the native Pact verifier in a child process.
 * @throws UserError when it is not installed.
 */
export async function checkNativeVerifier(): Promise<void> {
  const answer = await ask({ kind: 'check' }, { timeoutMs: SPARE_MS });
  if (answer.kind === 'missing') throw new UserError(MISSING);
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
