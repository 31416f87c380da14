import { type Case, type Composer, type ProviderState, playCase, type Request, type Stage } from '@sparring/cases';
import type { Target } from './target.js';

/** Sets up the provider states of pacts. */
export interface StateChanger {
  /** Throws when a state is unknown or cannot be set up. */
  change(action: 'setup' | 'teardown', name: string): Promise<void>;
  /** The state of the current interaction. */
  current(): ProviderState | undefined;
}

/** A preparatory request, as a case that must succeed. */
function successOf({ name, operation }: ProviderState, request: Request, success: string): Case {
  return { title: name, portable: true, decisions: [], steps: [{ operation, request, answer: { code: success } }] };
}

async function setUp(state: ProviderState, composer: Composer, stage: Stage, { control }: Target): Promise<void> {
  const { name, catalogue } = composer.contract;
  await control?.reset();
  for (const [setting, value] of Object.entries(state.settings ?? {})) control?.set(name, setting, value);
  const success = catalogue.find((entry) => entry.class === 'success')?.code ?? '';
  for (const request of state.before ?? []) {
    const { differences } = await playCase(successOf(state, request, success), stage);
    // it only has to be accepted here; the cases check the text of the answer
    const first = differences.find(({ field }) => field === 'code' || field === 'body');
    if (first) throw new Error(`the state "${state.name}" failed: ${first.field} is ${first.actual}`);
  }
}

/** Creates a changer for the provider states of one partner on a target. */
export function stateChanger(composer: Composer, stage: Stage, target: Target): StateChanger {
  let current: ProviderState | undefined;
  return {
    current: () => current,
    change: async (action, name) => {
      current = undefined;
      if (action === 'teardown') {
        await target.control?.reset();
        return;
      }
      const state = composer.providerStates?.find((candidate) => candidate.name === name);
      if (!state) throw new Error(`the state "${name}" is unknown`);
      await setUp(state, composer, stage, target);
      current = state;
    },
  };
}
