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

/** What the child reports: the verifier's JSON, or why it could not run. */
export type NativeAnswer =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly message: string };

const TIMEOUT_MS = 120_000;

/**
 * Runs the native Pact verifier in a child process, because it always prints to file descriptor 1 and cannot be
 * stopped from within its own process.
 */
export function runNativeVerifier(options: NativeOptions): Promise<NativeAnswer> {
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
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    child.once('error', reject);
    child.once('message', (message: NativeAnswer) => {
      answer = message;
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (answer) resolve(answer);
      else reject(new UserError(`the Pact verifier ended early (${code ?? signal}): ${output.slice(-500)}`));
    });
    child.send(options);
  });
}
