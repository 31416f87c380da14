import { checkOptions, type FieldCheck, type FieldChecks, text, whole } from '../core/field-check.js';
import { UserError } from '../core/user-error.js';
import type { LaneAnswer } from '../generated/control/types.js';
import {
  checkChange,
  checkFilterForm,
  checkLaneName,
  checkLimit,
  checkSeconds,
  checkText,
} from '../lanes/check-arguments.js';
import { readTime } from '../lanes/read-time.js';
import { type Call, type Connection, callControl } from './call-control.js';
import type { Control, RemoteClock, RemoteLane, RemoteRules } from './control.js';
import { ControlError } from './control-error.js';
import { followJournal } from './follow-journal.js';

/** How to control a simulator. */
export interface ControlOptions {
  /** The token of the control API, which is required when other machines can reach the simulator. */
  readonly token?: string;
  /** The name of the lane that is controlled; default: the default lane. */
  readonly lane?: string;
  /** How long an answer may take, in milliseconds; default: 10,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** The server names all lanes where nobody names one. */
const DEFAULT_LANE = 'default';

/** Calls the control API for one lane. */
type Send = <Answer>(call: Call) => Promise<Answer>;

const pathOf = (folder: string, name: string) => `/${folder}/${encodeURIComponent(name)}`;

/** What is not there is an answer too, and a text such as `..` is not even the last part of a path. */
async function unless<Answer, Otherwise>(code: string, sent: Promise<Answer>, otherwise: Otherwise) {
  try {
    return await sent;
  } catch (error) {
    if (error instanceof ControlError && [code, 'unknown-path'].includes(error.code)) return otherwise;
    throw error;
  }
}

function remoteClock(send: Send): RemoteClock {
  const change = (body: object) =>
    send<Awaited<ReturnType<RemoteClock['state']>>>({ method: 'POST', path: '/clock', body });
  return {
    state: () => send({ path: '/clock' }),
    freeze: () => change({ freeze: true }),
    resume: () => change({ resume: true }),
    set: async (time) => change({ set: readTime(time, 'time') }),
    advance: async (seconds) => {
      checkSeconds(seconds, 'advance');
      return change({ advanceSeconds: seconds });
    },
    skew: async (seconds) => {
      checkSeconds(seconds, 'be skewed');
      return change({ skewSeconds: seconds });
    },
  };
}

function remoteRules(send: Send): RemoteRules {
  return {
    add: (rule) => send({ method: 'POST', path: '/rules', body: rule }),
    list: async () => (await send<{ rules: Awaited<ReturnType<RemoteRules['list']>> }>({ path: '/rules' })).rules,
    get: (id) => unless('unknown-rule', send({ path: pathOf('rules', id) }), undefined),
    remove: (id) => {
      const sent = send({ method: 'DELETE', path: pathOf('rules', id) });
      return unless(
        'unknown-rule',
        sent.then(() => true),
        false,
      );
    },
    clear: () => send({ method: 'DELETE', path: '/rules' }),
  };
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
function remoteReading(send: Send, plain: Send): Reading {
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

/** A timer of Node ends at once when it is set to more. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const OPTIONS: FieldChecks & Readonly<Record<keyof ControlOptions, FieldCheck>> = {
  token: text,
  lane: text,
  timeoutMs: whole(1, MAX_TIMEOUT_MS),
};

/** A URL without a path, in the form in which paths can be appended. */
function checkUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isBase = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === '';
  if (isBase && url.username === '') return url.origin;
  throw new UserError(`the URL of a simulator is like http://127.0.0.1:4010, without a path, not ${given}`, 'url');
}

/** A header cannot carry anything else; `fetch` would quote the token in its error. */
function checkToken(token: string | undefined): string | undefined {
  if (token === undefined || /^[\w.~+/-]+=*$/.test(token)) return token;
  throw new UserError('the token of a simulator consists of letters, digits and -._~+/', 'token');
}

function controlOf(connection: Connection, lane: string | undefined): Control {
  const plain: Send = async <Answer>(call: Call) => (await callControl(connection, call)) as Answer;
  const send: Send = (call) => plain({ ...call, query: { ...call.query, ...(lane === undefined ? {} : { lane }) } });
  const bind = (found: LaneAnswer): RemoteLane => ({ ...controlOf(connection, found.name), ...found });
  return {
    url: connection.url,
    clock: remoteClock(send),
    rules: remoteRules(send),
    ...remoteReading(send, plain),
    followJournal: (filter = {}, signal = undefined) =>
      followJournal(connection, { path: '/journal/events', query: { ...filter, lane } }, signal),
    configure: async (partner, setting, value) => {
      checkChange(partner, setting, value);
      await send({ method: 'PATCH', path: '/settings', body: { [partner]: { [setting]: value } } });
    },
    configureAll: async (settings) => {
      await send({ method: 'PATCH', path: '/settings', body: settings });
    },
    setState: (partner, state, subject) => send({ method: 'POST', path: '/state', body: { partner, state, subject } }),
    reset: () => send({ method: 'POST', path: '/reset', body: {} }),
    resetAll: () => plain({ method: 'POST', path: '/reset', body: { all: true } }),
    createLane: async (options = {}) => bind(await plain({ method: 'POST', path: '/lanes', body: options })),
    lane: async (name) => {
      checkLaneName(name, 'lane');
      return bind(await plain({ path: pathOf('lanes', name) }));
    },
    deleteLane: async (name) => {
      checkLaneName(name, 'lane');
      await plain({ method: 'DELETE', path: pathOf('lanes', name) });
    },
  };
}

/**
 * Creates the control of a running simulator, which may be in another process. Nothing is sent before the first call.
 * @param url for example `http://127.0.0.1:4010`, without a path
 * @throws UserError when the URL or an option cannot be used.
 * @example
 * const control = createControl('http://127.0.0.1:4010');
 * await control.rules.add({ partner: 'worldfirst', sequence: ['UNKNOWN_EXCEPTION', 'natural'] });
 * const [entry] = await control.ledger('A-1');
 */
export function createControl(url: string, options: ControlOptions = {}): Control {
  checkOptions('createControl', options, OPTIONS);
  const { token, lane, timeoutMs = TIMEOUT_MS } = options;
  return controlOf({ url: checkUrl(url), token: checkToken(token), timeoutMs }, lane);
}
