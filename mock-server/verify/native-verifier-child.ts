import type { NativeAnswer, NativeOptions, NativeQuestion } from './native-verifier.js';

/** The part of pact-core that is used; the package is optional, so its types may be missing. */
interface PactCore {
  verifyPacts(options: NativeOptions): Promise<string>;
}

const PACKAGE = '@pact-foundation/pact-core';

async function answerTo(question: NativeQuestion): Promise<NativeAnswer> {
  let core: PactCore;
  try {
    core = ((await import(PACKAGE)) as { default: PactCore }).default;
  } catch {
    return { kind: 'missing' };
  }
  if (question.kind === 'check') return { kind: 'present' };
  try {
    return { kind: 'result', json: await core.verifyPacts(question.options) };
  } catch (error) {
    // a failed verification rejects with the same JSON text as its message
    const message = error instanceof Error ? error.message : String(error);
    return message.startsWith('{') ? { kind: 'result', json: message } : { kind: 'broken', message };
  }
}

// with the process that asks; a regular exit would wait for the running native call, which can take up to 30 seconds
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', async (question: NativeQuestion) => {
  process.send?.(await answerTo(question));
});
