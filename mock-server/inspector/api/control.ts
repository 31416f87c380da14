import type { CatalogueAnswer, HealthAnswer, LanesAnswer, MovesAnswer } from '../../generated/control/types.js';
import { call, request } from './call.js';
import type {
  Clock,
  ClockRequest,
  Coverage,
  Exchange,
  Explanation,
  JournalPage,
  Lane,
  Ledger,
  Rule,
  RuleRequest,
  Rules,
  Settings,
  SettingValue,
  States,
} from './types.js';

const segment = encodeURIComponent;

/** The control API, as far as the inspector uses it: `/_sparring/openapi.json` describes it. */
export const control = {
  health: () => call<HealthAnswer>('/health'),
  catalogue: () => call<CatalogueAnswer>('/catalogue'),
  moves: () => call<MovesAnswer>('/moves'),
  lanes: () => call<LanesAnswer>('/lanes'),
  lane: (name: string) => call<Lane>(`/lanes/${segment(name)}`),
  createLane: (body: { name?: string; seed?: string }) => call<Lane>('/lanes', { method: 'POST', body }),
  deleteLane: (name: string) => call<void>(`/lanes/${segment(name)}`, { method: 'DELETE' }),
  journal: (query: { before?: number; limit?: number }) => call<JournalPage>('/journal', { query }),
  /** All that is known of an exchange, with small pictures of its documents. */
  entry: (id: string) => call<Exchange>(`/journal/${segment(id)}`),
  /** The same at once, without the pictures. */
  entryWithoutPictures: (id: string, signal: AbortSignal) =>
    call<Exchange>(`/journal/${segment(id)}`, { query: { thumbnails: 'false' }, signal }),
  explanation: (id: string, signal: AbortSignal) => call<Explanation>(`/explain/${segment(id)}`, { signal }),
  /** A form of an exchange for other programs. */
  exported: async (id: string, format: 'curl' | 'har' | 'pact') =>
    (await request(`/journal/${segment(id)}`, { query: { format }, accept: '*/*' })).text(),
  /** A document of an exchange as it was received, when the simulator keeps documents. */
  received: async (id: string, index: number, signal: AbortSignal) =>
    (await request(`/journal/${segment(id)}/documents/${index}`, { accept: '*/*', signal })).blob(),
  ledger: (lane: string, id: string) => call<Ledger>('/ledger', { query: { lane, id } }),
  coverage: (lane: string) => call<Coverage>('/coverage', { query: { lane } }),
  rules: (lane: string) => call<Rules>('/rules', { query: { lane } }),
  addRule: (lane: string, body: RuleRequest) => call<Rule>('/rules', { method: 'POST', query: { lane }, body }),
  removeRule: (lane: string, id: string) => call<void>(`/rules/${segment(id)}`, { method: 'DELETE', query: { lane } }),
  settings: (lane: string) => call<Settings>('/settings', { query: { lane } }),
  changeSetting: (lane: string, partner: string, name: string, value: SettingValue) =>
    call<Settings>('/settings', { method: 'PATCH', query: { lane }, body: { [partner]: { [name]: value } } }),
  clock: (lane: string) => call<Clock>('/clock', { query: { lane } }),
  changeClock: (lane: string, body: ClockRequest) => call<Clock>('/clock', { method: 'POST', query: { lane }, body }),
  states: (lane: string) => call<States>('/state', { query: { lane } }),
  setState: (lane: string, body: { partner: string; state: string; subject: string }) =>
    call<void>('/state', { method: 'POST', query: { lane }, body }),
  reset: (lane: string) => call<void>('/reset', { method: 'POST', query: { lane } }),
  resetAll: () => call<void>('/reset', { method: 'POST', body: { all: true } }),
  openapi: (partner: string) => call<object>(`/openapi/${segment(partner)}.json`),
  document: async (partner: string, operation: string, move: string | undefined, format: string) => {
    const path = `/files/${segment(partner)}/${segment(operation)}`;
    const answer = await request(path, { query: { move, format }, accept: '*/*' });
    const [, filename = `document.${format}`] =
      /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
    return { filename, blob: await answer.blob() };
  },
};
