import { checkFilterForm, checkLimit, checkText } from '../lanes/check-arguments.js';
import type { Call } from './call-control.js';
import type { Control } from './control.js';
import { ControlError } from './control-error.js';

/** The server names all lanes where nobody names one. */
const DEFAULT_LANE = 'default';

/** Calls the control API for one lane. */
export type Send = <Answer>(call: Call) => Promise<Answer>;

/** The path of one of several things. */
export const pathOf = (folder: string, name: string) => `/${folder}/${encodeURIComponent(name)}`;

/** What is not there is an answer too, and a text such as `..` is not even the last part of a path. */
export async function unless<Answer, Otherwise>(code: string, sent: Promise<Answer>, otherwise: Otherwise) {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof ControlError && [code, 'unknown-path'].includes(error.code)) return otherwise;
    throw error;
  }
}

type Reading = Pick<
  Control,
  | 'settings'
  | 'states'
  | 'moves'
  | 'ledger'
  | 'journal'
  | 'journalEntry'
  | 'explain'
  | 'coverage'
  | 'coverageOfAll'
  | 'review'
  | 'reviewOfAll'
  | 'lanes'
>;

/** What only reads. `plain` calls for no lane. */
export function remoteReading(send: Send, plain: Send): Reading {
  type Found<Name extends keyof Reading> = Awaited<ReturnType<Reading[Name]>>;
  return {
    settings: () => send({ path: '/settings' }),
    states: () => send({ path: '/state' }),
    moves: async () => (await plain<{ operations: Found<'moves'> }>({ path: '/moves' })).operations,
    ledger: async (id, limit) => {
      checkText('businessId', id);
      checkLimit(limit);
      const { entries } = await send<{ entries: Found<'ledger'> }>({ path: '/ledger', query: { id, limit } });
      return entries;
    },
    journal: async (filter = {}) => {
      checkFilterForm(filter);
      const { entries } = await send<{ entries: Found<'journal'> }>({ path: '/journal', query: { ...filter } });
      return entries;
    },
    journalEntry: (id) => unless('unknown-entry', send({ path: pathOf('journal', id) }), undefined),
    explain: (id) => unless('unknown-entry', send({ path: pathOf('explain', id) }), undefined),
    coverage: async (partner) => {
      checkText('partner', partner);
      return send({ path: '/coverage', query: { lane: DEFAULT_LANE, partner } });
    },
    coverageOfAll: async (partner) => {
      checkText('partner', partner);
      return plain({ path: '/coverage', query: { partner } });
    },
    review: async (partner) => {
      checkText('partner', partner);
      return send({ path: '/review', query: { lane: DEFAULT_LANE, partner } });
    },
    reviewOfAll: async (partner) => {
      checkText('partner', partner);
      return plain({ path: '/review', query: { partner } });
    },
    lanes: async () => {
      const { lanes } = await plain<{ lanes: readonly { name: string }[] }>({ path: '/lanes' });
      return lanes.map(({ name }) => name);
    },
  };
}
