import { type RemoteLane, type Simulator, startSimulator, UserError } from 'sparring';
import { createControl } from 'sparring/control';
import t from 'tap';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnySimulator, sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';

// biome-ignore lint/suspicious/noExplicitAny: a program in JavaScript passes anything
type Anything = any;

/** What a call returns, or the words of its refusal; anything that is not a `UserError` is a mistake of ours. */
async function resultOf(
  act: () => unknown,
): Promise<{ value?: unknown; refused?: string; field?: string | undefined }> {
  try {
    return { value: JSON.parse(JSON.stringify((await act()) ?? null)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { refused: error.message, field: error.field };
  }
}

t.test('a wrong option of startSimulator is refused with its name and what it can be', async (t) => {
  const silent = { info: () => {}, error: () => {} };
  const rows: readonly (readonly [options: unknown, field: string | undefined, says: RegExp])[] = [
    [null, undefined, /^the options of startSimulator must be an object$/],
    [[], undefined, /must be an object$/],
    [4010, undefined, /must be an object$/],
    [{ prot: 1 }, 'prot', /^startSimulator has no option prot; it has port, host, token, /],
    [JSON.parse('{"__proto__":1}'), '__proto__', /^startSimulator has no option __proto__; /],
    [{ constructor: 1 }, 'constructor', /^startSimulator has no option constructor; /],
    [{ port: 'x' }, 'port', /^port must be a whole number from 0 to 65,535$/],
    [{ port: '0' }, 'port', /^port must be/],
    [{ port: null }, 'port', /^port must be/],
    [{ port: -1 }, 'port', /^port must be/],
    [{ port: 65_536 }, 'port', /^port must be/],
    [{ port: 0.5 }, 'port', /^port must be/],
    [{ tlsPort: Number.NaN }, 'tlsPort', /^tlsPort must be a whole number from 0 to 65,535$/],
    [{ host: 5 }, 'host', /^host must be a text$/],
    [{ token: 5 }, 'token', /^token must be a text$/],
    [{ allowedHosts: 'qa.example' }, 'allowedHosts', /^allowedHosts must be a list of texts$/],
    [{ allowedHosts: [5] }, 'allowedHosts', /^allowedHosts must be a list of texts$/],
    [{ home: '' }, 'home', /^home must be the path of a folder$/],
    [{ home: new URL('file:///tmp') }, 'home', /^home must be the path of a folder$/],
    [{ credentials: 'x' }, 'credentials', /^credentials must be an object of partners$/],
    [{ credentials: { worldfirst: null } }, 'credentials', /^worldfirst in the credentials option is not an object$/],
    [{ settings: [] }, 'settings', /^settings must be an object of partners$/],
    [{ settings: { worldfirst: { x: 1 } } }, 'settings.worldfirst.x', /^worldfirst has no setting x; /],
    [{ settings: { constructor: {} } }, 'settings.constructor', /^there is no partner constructor; /],
    [{ seed: 5 }, 'seed', /^seed must be a text of 1 to 256 characters$/],
    [{ seed: '' }, 'seed', /^seed must be a text of 1 to 256 characters$/],
    [{ moves: 'rule' }, 'moves', /^moves must be a list of rule, header, value and file$/],
    [{ moves: ['constructor'] }, 'moves', /^a move cannot be requested by constructor; the ways are rule, /],
    [{ moves: [5] }, 'moves', /^moves must be a list of rule, header, value and file$/],
    [{ maxLanes: 0 }, 'maxLanes', /^maxLanes must be a whole number from 1 to 10,000$/],
    [{ laneIdleSeconds: 0 }, 'laneIdleSeconds', /^laneIdleSeconds must be a number of seconds above 0$/],
    [{ laneIdleSeconds: '60' }, 'laneIdleSeconds', /^laneIdleSeconds must be/],
    [{ clock: new Date() }, 'clock', /^clock must be a function that returns a Date$/],
    [{ log: console.log }, 'log', /^log must be an object with the functions info and error$/],
    [{ log: { ...silent, error: undefined } }, 'log', /^log must be/],
    [{ journalEntries: 0 }, 'journalEntries', /^journalEntries must be a whole number from 1 to 10,000,000$/],
    [{ storedRecords: -1 }, 'storedRecords', /^storedRecords must be a whole number from 1 to 10,000,000$/],
    [{ timeLimits: 5 }, 'timeLimits', /^timeLimits must be an object$/],
    [{ timeLimits: { bodyIdelMs: 5 } }, 'timeLimits.bodyIdelMs', /^timeLimits has no option bodyIdelMs; it has bodyId/],
    [{ timeLimits: { bodyMs: 0 } }, 'timeLimits.bodyMs', /^bodyMs must be a whole number from 1 to 2,147,483,647$/],
  ];
  for (const [options, field, says] of rows) {
    const result = await resultOf(() => startSimulator(options as Anything));
    t.match(result, { refused: says, field }, JSON.stringify(options));
  }
  const nothing = { port: undefined, host: undefined, log: undefined, timeLimits: { bodyMs: undefined } };
  const credentials = await sharedCredentials();
  const simulator = await startSimulator({ ...(nothing as Anything), credentials });
  t.match(simulator.url, /^http:/, 'what is undefined is left out');
  await simulator.close();
});

t.test('a port that is taken is reported with the option to change', async (t) => {
  const credentials = await sharedCredentials();
  const { url } = await simulatorFor(t);
  const port = Number(new URL(url).port);
  await t.rejects(startSimulator({ credentials, port }), {
    message: `port ${port} is already in use; choose another --port, or 0 for a free one`,
  });
  await t.rejects(startSimulator({ credentials, tlsPort: port }), {
    message: `port ${port} for HTTPS is already in use; choose another --tls-port, or 0 for a free one`,
  });
  await t.rejects(startSimulator({ credentials, host: '203.0.113.1', token: 'x', tlsPort: 0 }), {
    message: /^cannot listen on 203\.0\.113\.1 port 0 \(EADDRNOTAVAIL\)/,
  });
});

t.test('a wrong option of createControl is refused with its name and what it can be', (t) => {
  const url = 'http://127.0.0.1:1';
  for (const [options, field, says] of [
    [null, undefined, /^the options of createControl must be an object$/],
    [{ tokn: 'x' }, 'tokn', /^createControl has no option tokn; it has token, lane, timeoutMs$/],
    [{ token: 5 }, 'token', /^token must be a text$/],
    [{ lane: null }, 'lane', /^lane must be a text$/],
    ...[-1, 0, '5', Number.NaN, 2 ** 31].map(
      (timeoutMs) =>
        [{ timeoutMs }, 'timeoutMs', /^timeoutMs must be a whole number from 1 to 2,147,483,647$/] as const,
    ),
  ] as const) {
    t.throws(() => createControl(url, options as Anything), { name: 'UserError', message: says, field });
  }
  for (const wrong of [undefined, null, 5, {}]) {
    t.throws(() => createControl(wrong as Anything), { name: 'UserError', field: 'url' });
  }
  t.end();
});

/** A lane, however it is controlled; a call may pass anything. */
type AnyControl = Anything;

/** Every method with arguments that it takes and some that it does not; each step changes what the next ones see. */
const STEPS: readonly ((lane: AnyControl) => unknown)[] = [
  async ({ clock }) => (await clock.freeze()).frozen,
  ({ clock }) => clock.set('2030-01-01T00:00:00Z'),
  ({ clock }) => clock.set(new Date('2030-01-01T00:00:01Z')),
  ({ clock }) => clock.set(new Date(Number.NaN)),
  ...[undefined, null, 5, '', 'noon', '1969-12-31', {}].map(
    (time) =>
      ({ clock }: AnyControl) =>
        clock.set(time),
  ),
  ({ clock }) => clock.advance(1.5),
  ...[undefined, null, '5', -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300].map(
    (seconds) =>
      ({ clock }: AnyControl) =>
        clock.advance(seconds),
  ),
  ...[undefined, '60', Number.NaN, 1e300, -1e12].map(
    (seconds) =>
      ({ clock }: AnyControl) =>
        clock.skew(seconds),
  ),
  async ({ clock }) => (await clock.state()).now,
  ({ rules }) => rules.add({ partner: 'prepaidify', sequence: ['4009', 'natural'], fields: { requestNo: 'R-1' } }),
  ({ rules }) => rules.add({ move: 'hang', times: undefined, partner: 'worldfirst' }),
  ...[undefined, null, [], 'hang', {}, { move: 'TYPO' }, { move: 'hang', x: 1 }].map(
    (rule) =>
      ({ rules }: AnyControl) =>
        rules.add(rule),
  ),
  ...[
    { times: Number.NaN },
    { times: null },
    { fields: { a: undefined } },
    { fields: { type: 'a', x: undefined } },
  ].map(
    (more) =>
      ({ rules }: AnyControl) =>
        rules.add({ move: 'hang', partner: 'prepaidify', ...more }),
  ),
  ({ rules }) => rules.list(),
  async ({ rules }) => rules.get((await rules.list())[0].id),
  ...[undefined, null, '', 'x', '.', '..', '../lanes', '%2e', '__proto__', 5].flatMap((id) => [
    ({ rules }: AnyControl) => rules.get(id),
    ({ rules }: AnyControl) => rules.remove(id),
  ]),
  (lane) => lane.configure('worldfirst', 'onRepeat', 'accept'),
  ...[
    [],
    ['worldfirst'],
    ['worldfirst', 'onRepeat'],
    ['worldfirst', 'onRepeat', 'x'],
    ['worldfirst', 'keyVersion', null],
  ].map((args) => (lane: AnyControl) => lane.configure(...args)),
  ...['__proto__', 'constructor', 'x', 5, null].flatMap((name) => [
    (lane: AnyControl) => lane.configure(name, 'onRepeat', 'accept'),
    (lane: AnyControl) => lane.configure('worldfirst', name, 1),
  ]),
  (lane) => lane.configureAll({ prepaidify: { sniffContent: false, successMessage: undefined } }),
  ...[undefined, null, [], {}, 'x', { x: {} }, { worldfirst: null }, { worldfirst: 1 }, { worldfirst: {} }].map(
    (settings) => (lane: AnyControl) => lane.configureAll(settings),
  ),
  (lane) => lane.settings(),
  (lane) => lane.setState('prepaidify', 'decided', 'R-9'),
  ...[
    [],
    ['prepaidify', 'decided'],
    ['worldfirst', 'x', 'R'],
    ['constructor', '__proto__', 'R'],
    ['prepaidify', 'decided', 5],
  ].map((args) => (lane: AnyControl) => lane.setState(...args)),
  (lane) => lane.states(),
  (lane) => lane.moves(),
  ...[[], ['R-1'], ['R-1', 1], [undefined, 1], [null], [5], ['R-1', '5'], ['R-1', 0], ['', 5], ['R-1', null]].map(
    (args) => (lane: AnyControl) => lane.ledger(...args),
  ),
  ...[
    undefined,
    {},
    { code: '4009' },
    { code: 'unknown-move' },
    { limit: 1 },
    { since: '2030-01-01' },
    { partner: undefined },
  ].map((filter) => (lane: AnyControl) => lane.journal(filter)),
  ...[
    null,
    5,
    'x',
    [],
    { cod: '0' },
    { lane: 'default' },
    { code: 'x' },
    { code: null },
    { partner: 5 },
    { since: new Date(0) },
  ].map((filter) => (lane: AnyControl) => lane.journal(filter)),
  ...[
    { limit: '5' },
    { limit: 0 },
    { limit: null },
    { before: '5' },
    { before: 0 },
    { businessId: 5 },
    { since: 'x' },
  ].map((filter) => (lane: AnyControl) => lane.journal(filter)),
  async (lane) => (await lane.journalEntry((await lane.journal())[0].id)).code,
  ...[undefined, null, '', 'x', '.', '..', 5].map((id) => (lane: AnyControl) => lane.journalEntry(id)),
  ...[[], ['prepaidify'], ['x'], [5], [null]].map((args) => (lane: AnyControl) => lane.coverage(...args)),
  async (lane) => (await lane.explain((await lane.journal())[0].id)).code,
  async (lane) => (await lane.review()).findings,
  ...['prepaidify', 'x', 5].map((partner) => async (lane: AnyControl) => (await lane.review(partner)).findings),
  async ({ clock }) => (await clock.resume()).frozen,
  ({ rules }) => rules.clear(),
  ({ rules }) => rules.list(),
  (lane) => lane.reset(),
  (lane) => lane.journal(),
];

/** What differs between two lanes that are otherwise alike. */
const comparable = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (name, one) => {
    if (name === 'aheadSeconds') return Math.sign(Math.trunc(one / 10)); // one is asked later than the other
    const differs = ['lane', 'at', 'number', 'tookMs', 'timing', 'rawHeaders', 'headers', 'target'].includes(name);
    return differs ? undefined : one;
  });

/** The names of the methods, and of those of `rules` and `clock`. */
const methodsOf = (control: object): readonly string[] =>
  Object.entries(control).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : ['rules', 'clock'].includes(name) ? methodsOf(value) : [],
  );

/** Notes which methods are called. */
function watched<Control extends object>(control: Control, called: Set<string>): Control {
  return new Proxy(control, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (typeof value === 'function') called.add(String(name));
      return ['rules', 'clock'].includes(String(name)) ? watched(value as object, called) : value;
    },
  });
}

const photo = specimen('face.jpg');
const uploadIn = (simulator: AnySimulator, credentials: object, requestNo: string) =>
  upload({ ...simulator, credentials } as unknown as Simulator, {
    parts: uploadParts(photo, 'face.jpg', 'face', requestNo),
  });

t.test('the client and the handle do, return and refuse the same', async (t) => {
  const simulator = await simulatorFor(t, { seed: 'alike' });
  const { worldfirst } = simulator.credentials;
  const control = createControl(simulator.url);
  const keys = { worldfirst: { clientPrivateKey: worldfirst?.['clientPrivateKey'] ?? '' } };
  const handle = await simulator.createLane({ name: 'handle', seed: 's', credentials: keys });
  const remote: RemoteLane = await control.createLane({ name: 'remote', seed: 's', credentials: keys });
  for (const { credentials } of [handle, remote]) await uploadIn(simulator, credentials, 'R-1');
  const called = new Set<string>();
  for (const step of STEPS) {
    const here = await resultOf(() => step(watched(handle, called)));
    const there = await resultOf(() => step(remote));
    const isClock = here.field === 'seconds' || here.field === 'time';
    const { field } = isClock ? here : there; // the control API has a field for each change of the clock
    t.same(comparable({ ...there, field }), comparable(here), String(step));
  }
  t.same(
    // these two are of the process
    methodsOf(handle).filter((name) => !called.has(name) && !['env', 'exchanges'].includes(name)),
    [],
    'every method was called',
  );
});

t.test('lanes are found, created and deleted by the client as by the handle', async (t) => {
  const simulator: AnyControl = await simulatorFor(t, { seed: 'lanes' });
  const control: AnyControl = createControl(simulator.url);
  const { worldfirst } = simulator.credentials;
  const credentials = { worldfirst: { clientPrivateKey: worldfirst.clientPrivateKey } };
  const steps: readonly ((one: AnyControl) => unknown)[] = [
    async (one) => {
      const settings = { worldfirst: { onRepeat: undefined }, prepaidify: undefined };
      const { seed } = await one.createLane({ name: 'a', credentials, seed: undefined, settings });
      await one.deleteLane('a');
      return seed;
    },
    ...[
      null,
      5,
      [],
      'x',
      { nmae: 'x' },
      { name: null },
      { name: '' },
      { name: '..' },
      { seed: '' },
      { settings: { x: {} } },
    ].map((options) => (one: AnyControl) => one.createLane(options)),
    ...[undefined, null, 5, '', 'x', '.', '..', '../rules', '__proto__', 'a b'].flatMap((name) => [
      (one: AnyControl) => one.lane(name),
      (one: AnyControl) => one.deleteLane(name),
    ]),
    (one) => one.deleteLane('default'),
    (one) => one.lanes(),
    (one) => one.coverageOfAll(),
    ...['prepaidify', 'x', 5].map((partner) => (one: AnyControl) => one.coverageOfAll(partner)),
    (one) => one.resetAll(),
  ];
  for (const step of steps) {
    const here = await resultOf(() => step(simulator));
    t.same(await resultOf(() => step(control)), here, String(step));
  }
  const lane = await control.createLane({ credentials });
  const found = await control.lane(lane.name);
  t.same([found.seed, found.credentials], [lane.seed, lane.credentials]);
});

t.test('what is deleted or closed does nothing any more, and says so', async (t) => {
  const simulator = await simulatorFor(t, { seed: 'gone' });
  const { worldfirst } = simulator.credentials;
  const credentials = { worldfirst: { clientPrivateKey: worldfirst?.['clientPrivateKey'] ?? '' } };
  const lane = await simulator.createLane({ name: 'short', credentials });
  const calls = (control: AnyControl) =>
    [
      ...Object.values(control.clock as object),
      ...Object.values(control.rules as object),
      ...Object.entries(control).flatMap(([name, value]) => (name === 'close' ? [] : [value])),
    ].filter((value) => typeof value === 'function');
  const refusals = async (control: AnyControl) => {
    const found = new Set<string | undefined>();
    for (const call of calls(control)) found.add((await resultOf(() => call('x', 'x', 'x'))).refused);
    return [...found];
  };
  const isAsync = ({ setState, ledger, journal, journalEntry, coverage, reset }: AnyControl) =>
    [setState, ledger, journal, journalEntry, coverage, reset].map((call) => call().catch(() => {}));
  simulator.deleteLane('short');
  t.same(await refusals(lane), ['there is no lane short; the lanes are default']);
  t.doesNotThrow(() => isAsync(lane), 'what returns a promise rejects it');
  await simulator.createLane({ name: 'short', credentials });
  t.same(await refusals(lane), ['the lane short was deleted; another one has its name now']);
  t.equal(lane.name, 'short', 'what it is called is still known');
  const current = simulator.lane('short');
  t.same(current.rules.list(), []);
  await simulator.close();
  t.same(await refusals(simulator), ['the simulator is closed; start another one']);
  t.same(await refusals(current), ['the simulator is closed; start another one']);
  t.doesNotThrow(() => isAsync(simulator));
  t.doesNotThrow(() => [simulator.createLane().catch(() => {}), simulator.resetAll().catch(() => {})]);
  await simulator.close();
});

t.test('a lane that is used by its handle is not idle', async (t) => {
  const { now } = performance;
  let laterMs = 0;
  performance.now = () => now.call(performance) + laterMs;
  t.teardown(() => {
    performance.now = now;
  });
  const simulator = await simulatorFor(t, { laneIdleSeconds: 60, seed: 'idle' });
  const { worldfirst } = simulator.credentials;
  const lane = await simulator.createLane({
    credentials: { worldfirst: { clientPrivateKey: worldfirst?.['clientPrivateKey'] ?? '' } },
  });
  laterMs += 59_000;
  t.same(lane.rules.list(), []);
  laterMs += 59_000;
  t.same(lane.rules.list(), [], 'each use counts');
  laterMs += 61_000;
  t.throws(() => lane.rules.list(), { message: `there is no lane ${lane.name}; the lanes are default` });
});
