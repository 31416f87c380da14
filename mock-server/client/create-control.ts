import { checkOptions, type FieldCheck, type FieldChecks, text, whole } from '../core/field-check.js';
import { UserError } from '../core/user-error.js';
import type { LaneAnswer } from '../generated/control/types.js';
import { checkChange, checkLaneName, checkSeconds } from '../lanes/check-arguments.js';
import { readTime } from '../lanes/read-time.js';
import { type Call, type Connection, callControl, callForText } from './call-control.js';
import type { Control, RemoteClock, RemoteLane, RemoteRules } from './control.js';
import { followJournal } from './follow-journal.js';
import { pathOf, remoteReading, type Send, unless } from './remote-reading.js';

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
    exportJournal: (filter = {}) =>
      callForText(connection, { path: '/journal', query: { ...filter, lane, format: 'har' } }),
    exportEntry: (id, format) =>
      unless(
        'unknown-entry',
        callForText(connection, { path: pathOf('journal', id), query: { lane, format } }),
        undefined,
      ),
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
