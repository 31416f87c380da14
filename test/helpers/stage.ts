import type { Composer, Stage } from '@sparring/cases';
import type { RequestMessage } from '@sparring/contracts';
import type { Simulator } from 'sparring';
import { request } from 'undici';
import type { LaneControl } from '#simulator/lanes/lane-control.js';

/** A stage that plays cases against a simulator, over a real socket. */
export function stageOn(simulator: Simulator, composer: Composer, now = () => new Date()): Stage {
  const { name } = composer.contract;
  const control = simulator as Pick<LaneControl, 'configure' | 'setState'>;
  return {
    composer,
    credentials: simulator.credentials[name] ?? {},
    now,
    control: {
      set: (setting, value) => control.configure(name, setting, value),
      setState: (state, subject) => control.setState(name, state, subject),
      advanceClock: simulator.advanceClock,
    },
    send: async ({ method, target, headers, body }: RequestMessage) => {
      const answer = await request(simulator.url + target, { method: method as 'POST', headers, body });
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      return { httpStatus: answer.statusCode, headers: answer.headers, body: bytes };
    },
  };
}

interface Journaled {
  readonly code: string;
  readonly rule: string | null;
  readonly reason: string | null;
  readonly businessId: string | null;
  readonly move: {
    readonly text: string;
    readonly by: string;
    readonly rule: string | null;
    readonly used: boolean;
  } | null;
  readonly note: string | null;
  readonly bodyBytes: number;
}

/** What a simulator's journal says of an answer. */
export async function journaled(
  simulator: Simulator,
  { headers }: { readonly headers: Readonly<Record<string, unknown>> },
): Promise<Journaled> {
  const answer = await request(`${simulator.url}/_sparring/journal/${String(headers['x-sparring-id'])}`);
  return (await answer.body.json()) as Journaled;
}
