import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Composer, PactFile, PactInteraction, Stage } from '@sparring/cases';
import { createRouter, type RequestMessage } from '@sparring/contracts';
import { readPactFile } from './pact-file.js';
import { stateChanger } from './pact-states.js';
import { repeatScript } from './repeat-script.js';
import type { CaseResult } from './result.js';
import type { Run } from './run.js';
import { answerSignatureProblem, signAgain } from './sign-again.js';
import { type JudgedInteraction, tagged, verifyPact } from './verify-pact.js';

const NOT_PORTABLE = 'its provider state needs a move or a setting, which requires a simulator started by verify';

const statesOf = ({ providerStates = [] }: Composer) => providerStates.map(({ name }) => name);

function isPortable({ providerStates: states = [] }: Composer, { providerStates = [] }: PactInteraction): boolean {
  return providerStates.every(({ name }) => states.some((state) => state.name === name && state.portable));
}

/**
 * The interactions of a pact that a run verifies or skips.
 * @throws UserError when the pact contains something that Pact would silently ignore.
 */
export function chosenInteractions(
  composer: Composer,
  pactPath: string,
  only: Run['only'],
): readonly PactInteraction[] {
  const { interactions } = readPactFile(pactPath, composer.contract.name, statesOf(composer));
  return interactions.filter(({ description }) => only(description));
}

function baseOf({ contract }: Composer, { description, request }: PactInteraction) {
  const route = createRouter(contract.operations)(request.method, request.path);
  const operation = route.kind === 'operation' ? route.operation.name : '-';
  return { suite: 'pact', partner: contract.name, operation, name: description } as const;
}

/** Verifies a pact whose interactions are all to be verified. */
async function judgeAll({ composer, target, sender }: Run, path: string): Promise<readonly JudgedInteraction[]> {
  const credentials = target.credentials[composer.contract.name] ?? {};
  const caller = () => ({ credentials, at: new Date(), settings: {} });
  return verifyPact(
    path,
    ({ sent }) => {
      const send = (request: RequestMessage) => {
        sent.push(request);
        return sender.send(request);
      };
      const stage: Stage = { composer, credentials, now: () => new Date(), send };
      const states = stateChanger(composer, stage, target);
      return {
        forward: send,
        changeState: states.change,
        sign: (request) => signAgain(composer, caller(), request, states.current()),
        answerProblem: (request, answer) => answerSignatureProblem(composer, caller(), request, answer),
      };
    },
    sender,
  );
}

/** Uses a copy of a pact that contains only some of its interactions, each with its name in its states. */
async function withInteractions<Result>(
  pactPath: string,
  interactions: readonly PactInteraction[],
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sparring-pact-'));
  try {
    const pact = JSON.parse(await readFile(pactPath, 'utf8')) as PactFile;
    const path = join(folder, 'pact.json');
    await writeFile(path, JSON.stringify({ ...pact, interactions: interactions.map(tagged) }));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function resultOf(run: Run, { interaction, sent, ...judged }: JudgedInteraction): Promise<CaseResult> {
  const base = baseOf(run.composer, interaction);
  if (judged.verdict === 'passed' || sent.length === 0) return { ...base, ...judged };
  const name = `${base.partner}-pact-${base.name.replace(/\W+/g, '-')}`;
  return { ...base, ...judged, curl: await repeatScript(run.target.url, name, sent, run.saveBody) };
}

/**
 * Verifies the pacts of a partner against a target: all interactions against a simulator that was started here,
 * only the portable ones against any other target.
 */
export async function runPacts(run: Run, pactPath: string): Promise<void> {
  const { composer, target, sender, report } = run;
  const chosen = chosenInteractions(composer, pactPath, run.only);
  const isRun = (interaction: PactInteraction) => target.control !== undefined || isPortable(composer, interaction);
  const runs = chosen.filter(isRun);
  const judged = runs.length === 0 ? [] : await withInteractions(pactPath, runs, (path) => judgeAll(run, path));
  for (const one of judged) report(await resultOf(run, one));
  if (sender.stopped() !== undefined) return;
  for (const interaction of chosen.filter((one) => !isRun(one))) {
    const base = baseOf(composer, interaction);
    report({ ...base, verdict: 'skipped', reason: NOT_PORTABLE, differences: [], tookMs: 0 });
  }
}
