import { type Case, type Composer, type ProviderState, playCase, type Request, type Stage } from '@sparring/cases';
import type { Target } from './target.js';

/** Brings the states of pacts about. */
export interface StateChanger {
  /** Throws when a state is unknown or cannot be brought about. */
  change(action: 'setup' | 'teardown', name: string): Promise<void>;
  /** The state of the interaction under way. */
  current(): ProviderState | undefined;
}

/** A request that comes first, as a case that must succeed. */
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
    // only that it was accepted matters here; the cases check the text of the answer
    const first = differences.find(({ field }) => field === 'code' || field === 'body');
    if (first) throw new Error(`the state "${state.name}" failed: ${first.field} is ${first.actual}`);
  }
}

/** Changes states of one partner at a target. */
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
