import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Composer, PactFile, PactInteraction, Stage } from '@sparring/cases';
import { createRouter } from '@sparring/contracts';
import { readPactFile } from './pact-file.js';
import { stateChanger } from './pact-states.js';
import type { CaseResult } from './result.js';
import type { Sender } from './send.js';
import { checkAnswerSignature, signAgain } from './sign-again.js';
import type { Target } from './target.js';
import { verifyPact } from './verify-pact.js';

const NOT_PORTABLE = 'its provider state needs a move or a setting, which requires a simulator started by verify';

function operationOf({ contract }: Composer, { request }: PactInteraction): string {
  const route = createRouter(contract.operations)(request.method, request.path);
  return route.kind === 'operation' ? route.operation.name : '-';
}

const statesOf = ({ providerStates = [] }: Composer) => providerStates.map(({ name }) => name);

function isPortable({ providerStates: states = [] }: Composer, { providerStates = [] }: PactInteraction): boolean {
  return providerStates.every(({ name }) => states.some((state) => state.name === name && state.portable));
}

function skipped(composer: Composer, interactions: readonly PactInteraction[]): CaseResult[] {
  return interactions.map((interaction) => ({
    suite: 'pact',
    partner: composer.contract.name,
    operation: operationOf(composer, interaction),
    name: interaction.description,
    verdict: 'skipped',
    reason: NOT_PORTABLE,
    differences: [],
    tookMs: 0,
  }));
}

interface Run {
  readonly composer: Composer;
  readonly target: Target;
  readonly sender: Sender;
  readonly pactPath: string;
}

async function runAll({ composer, target, sender, pactPath }: Run): Promise<readonly CaseResult[]> {
  const { name } = composer.contract;
  const stage: Stage = {
    composer,
    credentials: target.credentials[name] ?? {},
    now: () => new Date(),
    send: sender.send,
  };
  const states = stateChanger(composer, stage, target);
  const caller = () => ({ credentials: stage.credentials, at: new Date(), settings: {} });
  return verifyPact({
    partner: name,
    pactPath,
    forward: sender.send,
    knownStates: statesOf(composer),
    operationOf: (interaction) => operationOf(composer, interaction),
    changeState: states.change,
    sign: (request) => signAgain(composer, caller(), request, states.current()),
    checkAnswer: (request, answer) => checkAnswerSignature(composer, caller(), request, answer),
  });
}

/** Uses a copy of a pact that contains only some of its interactions. */
async function withInteractions<Result>(
  pactPath: string,
  interactions: readonly PactInteraction[],
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sparring-pact-'));
  try {
    const pact = JSON.parse(await readFile(pactPath, 'utf8')) as PactFile;
    const path = join(folder, 'portable.json');
    await writeFile(path, JSON.stringify({ ...pact, interactions }));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Verifies the pacts of a partner against a target: all interactions against a simulator that was started here,
 * only the portable ones against any other target.
 */
export async function runPacts(
  run: Omit<Run, 'pactPath'>,
  pactPath: string,
  only: (name: string) => boolean = () => true,
): Promise<readonly CaseResult[]> {
  const { composer, target } = run;
  const known = statesOf(composer);
  const all = readPactFile(pactPath, composer.contract.name, known).interactions;
  const chosen = all.filter(({ description }) => only(description));
  const runs = chosen.filter((interaction) => target.control !== undefined || isPortable(composer, interaction));
  const others = chosen.filter((interaction) => !runs.includes(interaction));
  if (runs.length === all.length) return runAll({ ...run, pactPath });
  const use = (path: string) => runAll({ ...run, pactPath: path });
  const results = runs.length === 0 ? [] : await withInteractions(pactPath, runs, use);
  return [...results, ...skipped(composer, others)];
}
