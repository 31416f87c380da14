import {
  type Composer,
  composers,
  decodeAnswer,
  mainExchange,
  type NamedCase,
  playCase,
  type Stage,
} from '@sparring/cases';
import { entryOf, parameterNames, partners } from '@sparring/contracts';
import { startSimulator, UserError } from 'sparring';
import t from 'tap';
import { partnerModules } from '#simulator/generated/partners.js';
import { acceptedCases, withRequest } from '../helpers/accepted-cases.js';
import { amount } from '../helpers/amount.js';
import { type AnyLane, type AnySimulator, sharedCredentials, simulatorFor } from '../helpers/simulator.js';
import { stageOn } from '../helpers/stage.js';

/** A small accepted request of a partner, which sends nothing before it. */
function requestOf(composer: Composer): NamedCase {
  const found = acceptedCases(composer).find(({ single }) => single);
  if (!found) throw new Error(`${composer.contract.name} has no accepted case of one request`);
  return found.accepted;
}

const requests = composers.map((composer) => ({ composer, accepted: requestOf(composer) }));

/** A stage whose requests are signed with the credentials of a lane, by its clock. */
function stageIn(simulator: AnySimulator, lane: AnyLane, composer: Composer, id: string): Stage {
  return {
    ...stageOn(simulator, composer),
    credentials: lane.credentials[composer.contract.name] ?? {},
    now: () => new Date(lane.clock.state().now),
    id: () => id,
  };
}

/** A lane whose handle can no longer be used, as its clients see it: they still have its credentials. */
const clientOf = (lane: AnyLane, { clock }: AnySimulator): AnyLane => ({ ...lane, clock });

/** The codes that can be asked for as a move with a result of their own. */
const refusalsOf = ({ contract }: Composer, one: NamedCase) =>
  contract.operations
    .filter(({ name }) => name === mainExchange(one).operation)
    .flatMap(({ outcomes }) => outcomes.map(({ code }) => code))
    .filter((code) => entryOf(contract.catalogue, code).class !== 'success');

/** Sends an accepted request in a lane; resolves with the code of its answer. */
async function send(simulator: AnySimulator, lane: AnyLane, index: number, id: string, move?: string) {
  const { composer, accepted } = requests[index % requests.length] as (typeof requests)[number];
  const { request } = mainExchange(accepted);
  const one = withRequest(accepted, move === undefined ? request : { ...request, move });
  const { answer } = await playCase(one, stageIn(simulator, lane, composer, id));
  return decodeAnswer(composer.contract, answer)?.code;
}

const [first] = requests;
if (!first) throw new Error('there is no partner');
const { composer, accepted } = first;
const partner = composer.contract.name;
const [refusal = '', otherRefusal = ''] = refusalsOf(composer, accepted);
const refusals = refusalsOf(composer, accepted);
const success = mainExchange(accepted).answer.code;
/** How many acceptances a code stands for; what a repeated request gets is up to the partner. */
const acceptances = (code: string | undefined) =>
  Number(entryOf(composer.contract.catalogue, code ?? '').class === 'success');

const LANES = amount(20, 6);
/** Of each lane; the rule of the last one needs two more of each request than there are lanes. */
const REQUESTS = amount(200, (LANES + 4) * requests.length);

t.test('lanes do not see the requests that reach the others at the same time', async (t) => {
  const simulator = await simulatorFor(t, { seed: 'lanes' });
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, lane) => simulator.createLane({ name: `lane${lane}` })),
  );
  const run = async (lane: AnyLane, laneIndex: number) => {
    // the same ids in every lane, a rule and a clock of its own
    lane.clock.skew(3600 * laneIndex);
    const code = refusals[laneIndex % refusals.length] ?? '';
    lane.rules.add({ partner, move: code, after: laneIndex, times: 3 });
    const codes: unknown[] = [];
    for (let index = 0; index < REQUESTS; index++) codes.push(await send(simulator, lane, index, `ID-${index}`));
    const own = codes.filter((_, index) => requests[index % requests.length] === first);
    const expected = own.map((_, index) => (index >= laneIndex && index < laneIndex + 3 ? code : success));
    return { own, expected };
  };
  const results = await Promise.all(lanes.map(run));
  for (const [index, { own, expected }] of results.entries()) t.same(own, expected, `lane ${index}: its own rule`);
  for (const [index, lane] of lanes.entries()) {
    const journal = await lane.journal({ limit: 1000 });
    t.equal(journal.length, REQUESTS, `lane ${index}: its own journal`);
    t.ok(journal.every((entry) => entry.lane === lane.name));
    const arrived = (await lane.ledger('ID-0')).reduce((sum, entry) => sum + entry.arrived, 0);
    t.equal(arrived, 1, `lane ${index}: its own ledger`);
    const ahead = Date.parse(journal[0]?.at ?? '') - Date.now();
    t.ok(Math.abs(ahead - 3_600_000 * index) < 1_800_000, `lane ${index}: its own clock`);
    t.match(lane.rules.list(), [{ hits: 3, remaining: 0 }]);
  }
  t.same(await simulator.journal(), [], 'and the default lane has seen nothing');
});

t.test('stores, settings and states of a lane are its own', async (t) => {
  const simulator = await simulatorFor(t);
  const [one, two] = [await simulator.createLane(), await simulator.createLane({ settings: simulator.settings() })];
  t.same([one.name, two.name], ['lane-1', 'lane-2']);
  t.same(simulator.lanes(), ['default', 'lane-1', 'lane-2']);
  for (const [name, values] of Object.entries(simulator.settings())) {
    for (const [setting, value] of Object.entries(values)) {
      if (typeof value !== 'boolean') continue;
      one.configure(name, setting, !value);
      t.equal(one.settings()[name]?.[setting], !value, `${name}.${setting}`);
      t.equal(two.settings()[name]?.[setting], value);
      t.equal(simulator.settings()[name]?.[setting], value);
    }
  }
  await one.reset();
  t.same(one.settings(), two.settings(), 'a reset restores the settings');
  t.equal(await send(simulator, one, 0, 'SAME'), success);
  t.match(await one.ledger('SAME'), [{ arrived: 1, accepted: 1, duplicates: 0 }]);
  t.same(await two.ledger('SAME'), []);
  t.equal(await send(simulator, two, 0, 'SAME'), success);
  const again = await send(simulator, one, 0, 'SAME');
  const repeated = acceptances(again);
  const [entry] = await one.ledger('SAME');
  t.match(entry, { arrived: 2, accepted: 1 + repeated, duplicates: repeated, last: { code: again } });
  t.match(await two.ledger('SAME'), [{ arrived: 1, accepted: 1, duplicates: 0 }]);
  await one.reset();
  t.same(await one.ledger('SAME'), []);
  t.match(await two.ledger('SAME'), [{ arrived: 1 }], 'a reset of one lane leaves the others alone');
  await two.reset();
});

t.test('a rule can only name fields whose values are texts', async (t) => {
  const simulator = await simulatorFor(t);
  for (const { partner: name, operation, fields } of simulator.moves()) {
    const found = partners.find((one) => one.name === name)?.operations.find((one) => one.name === operation);
    if (!found) throw new Error(`there is no operation ${operation}`);
    const scope = { partner: name, operation, move: 'hang' };
    for (const field of fields)
      t.ok(simulator.rules.add({ ...scope, fields: { [field]: 'x' } }), `${operation}.${field}`);
    const parameters = [...parameterNames(found.path), ...(found.query ?? [])];
    t.same(
      parameters.filter((parameter) => !fields.includes(parameter)),
      [],
      `${operation}: every parameter`,
    );
    for (const field of found.requestFields.filter((one) => !fields.includes(one))) {
      const add = () => simulator.rules.add({ ...scope, fields: { [field]: 'x' } });
      t.throws(
        add,
        { name: 'UserError', message: /^fields must be those of one operation; / },
        `${operation}.${field}`,
      );
      const [first] = found.checkRequest?.({ [field]: 'x' }).filter((one) => one.field === field) ?? [];
      t.equal(first?.keyword, 'type', `${operation}.${field} is never a text`);
    }
  }
  t.ok(
    simulator.moves().some(({ operation, fields }) => operation === 'fileUpload' && !fields.includes('file')),
    'a file is no text',
  );
});

t.test('the ledger tells a lost answer from a request that never arrived', async (t) => {
  const simulator = await simulatorFor(t);
  const lose = (move: string, id: string) => send(simulator, simulator, 0, id, move).catch(() => 'lost');
  t.equal(await lose('reset-after-store', 'LOST'), 'lost');
  t.equal(await lose('reset-before-store', 'FAILED'), 'lost');
  t.equal(await lose('reset-before-reading', 'UNREAD'), 'lost');
  t.match(await simulator.ledger('LOST'), [{ arrived: 1, accepted: 1, last: { answered: false } }]);
  t.match(await simulator.ledger('FAILED'), [{ arrived: 1, accepted: 0, stored: null }]);
  t.same(await simulator.ledger('UNREAD'), []);
  const retried = await send(simulator, simulator, 0, 'LOST');
  const repeated = acceptances(retried);
  const [entry] = await simulator.ledger('LOST');
  const last = { answered: true, code: retried };
  t.match(entry, { arrived: 2, accepted: 1 + repeated, duplicates: repeated, last }, 'after the retry');
  t.ok(entry?.stored, 'what is stored is described');
  t.match(await simulator.journal({ businessId: 'LOST' }), [{ id: entry?.last.exchange }, { businessId: 'LOST' }]);
});

t.test('the clock of a lane is frozen, set, advanced and skewed', async (t) => {
  const start = Date.UTC(2026, 5, 1);
  let real = start;
  const { clock } = await simulatorFor(t, { clock: () => new Date(real) });
  const rows: readonly { name: string; change: () => unknown; now: number; frozen?: true; later: number }[] = [
    { name: 'as it is', change: () => {}, now: 0, later: 10 },
    { name: 'frozen', change: clock.freeze, now: 10, frozen: true, later: 10 },
    { name: 'advanced while frozen', change: () => clock.advance(100), now: 110, frozen: true, later: 110 },
    { name: 'resumed', change: clock.resume, now: 110, later: 120 },
    { name: 'advanced', change: () => clock.advance(0.5), now: 120.5, later: 130.5 },
    { name: 'set', change: () => clock.set(new Date(start + 5000)), now: 5, later: 15 },
    { name: 'set by text', change: () => clock.set('2026-06-01T00:00:07Z'), now: 7, later: 17 },
    { name: 'behind', change: () => clock.skew(-30), now: 40, later: 50 },
    { name: 'frozen again', change: clock.freeze, now: 50, frozen: true, later: 50 },
    { name: 'set while frozen', change: () => clock.set(new Date(start)), now: 0, frozen: true, later: 0 },
  ];
  for (const { name, change, now, frozen = false, later } of rows) {
    change();
    t.match(clock.state(), { now: new Date(start + 1000 * now).toISOString(), frozen }, name);
    real += 10_000;
    t.equal(clock.state().now, new Date(start + 1000 * later).toISOString(), `${name}, ten seconds later`);
  }
  const wrong: readonly (() => unknown)[] = [
    () => clock.advance(-1),
    () => clock.advance(Number.NaN),
    () => clock.advance(1e15),
    () => clock.set('yesterday'),
    () => clock.set('2026-02-30T00:00:00Z'),
    () => clock.set(new Date(Number.NaN)),
    () => clock.set('1969-12-31T23:59:59Z'),
    () => clock.skew(Number.POSITIVE_INFINITY),
    () => clock.skew(-1e12),
  ];
  for (const change of wrong) t.throws(change, UserError, String(change));
  t.match(clock.state(), { now: new Date(start).toISOString(), frozen: true }, 'nothing of it has an effect');
});

t.test('requests are judged by the clock of their lane', async (t) => {
  const simulator = await simulatorFor(t);
  const lane = await simulator.createLane();
  lane.clock.freeze();
  lane.clock.set('2030-01-01T00:00:00Z');
  for (const index of requests.keys()) {
    const { composer: own, accepted: one } = requests[index] as (typeof requests)[number];
    t.equal(
      await send(simulator, lane, index, 'AT'),
      mainExchange(one).answer.code,
      `${own.contract.name}: signed by it`,
    );
  }
  const journal = await lane.journal();
  t.same(new Set(journal.map(({ at }) => at)), new Set(['2030-01-01T00:00:00.000Z']));
  t.same(await lane.journal({ since: '2030-01-01T00:00:00.001Z' }), []);
});

t.test('a deleted or idle lane is gone: its credentials are unknown', async (t) => {
  const simulator = await simulatorFor(t, { maxLanes: 3 });
  const lane = await simulator.createLane({ name: 'short' });
  t.equal(await send(simulator, lane, 0, 'A'), success);
  simulator.deleteLane('short');
  t.not(await send(simulator, clientOf(lane, simulator), 0, 'B'), success, 'the partner refuses an unknown caller');
  t.match(await simulator.journal(), [{ lane: 'default' }], 'in the default lane');
  const problems: readonly { name: string; act: () => unknown; says: RegExp }[] = [
    {
      name: 'a deleted one',
      act: () => simulator.lane('short'),
      says: /^there is no lane short; the lanes are default$/,
    },
    { name: 'deleting it again', act: () => simulator.deleteLane('short'), says: /^there is no lane short/ },
    { name: 'deleting the default', act: () => simulator.deleteLane('default'), says: /cannot be deleted; reset it/ },
    {
      name: 'a name with a space',
      act: () => simulator.createLane({ name: 'a b' }),
      says: /^the name of a lane consists/,
    },
    { name: 'an empty name', act: () => simulator.createLane({ name: '' }), says: /^the name of a lane consists/ },
    { name: 'the default again', act: () => simulator.createLane({ name: 'default' }), says: /already a lane default/ },
    {
      name: 'a setting that does not exist',
      act: () => simulator.createLane({ settings: { [partner]: { nothing: true } } }),
      says: /has no setting nothing/,
    },
    {
      name: 'a partner that does not exist',
      act: () => simulator.createLane({ settings: { nobody: {} } }),
      says: /^there is no partner nobody/,
    },
    {
      name: 'the credentials of another lane',
      act: () => simulator.createLane({ credentials: simulator.credentials }),
      says: /belong to another lane; use others$/,
    },
  ];
  for (const { name, act, says } of problems) {
    const error = await Promise.resolve()
      .then(act)
      .catch((thrown: unknown) => thrown);
    t.match(error, { name: 'UserError', message: says }, name);
  }
  await simulator.createLane();
  await simulator.createLane();
  await t.rejects(simulator.createLane(), { message: 'there are already 3 lanes; delete one first' });
  const soon = await simulatorFor(t, { laneIdleSeconds: 0.001 });
  const idle = await soon.createLane();
  while (soon.lanes().length > 1) await new Promise(setImmediate);
  t.not(await send(soon, clientOf(idle, soon), 0, 'C'), success, 'an idle lane is deleted');
});

t.test(
  'requests under the credentials of a lane that is gone go to the default one, while another lane lives',
  async (t) => {
    const simulator = await simulatorFor(t);
    const [short, other] = [await simulator.createLane({ name: 'short' }), await simulator.createLane()];
    simulator.deleteLane('short');
    t.not(await send(simulator, clientOf(short, simulator), 0, 'GONE'), success);
    t.match(await simulator.journal(), [{ lane: 'default' }]);
    const again = await simulator.createLane({ name: 'again', credentials: short.credentials });
    t.equal(await send(simulator, again, 0, 'BACK'), success, 'its credentials are free again');
    t.equal(await send(simulator, other, 0, 'OTHER'), success);
    t.match(await again.journal(), [{ lane: 'again' }]);
    t.match(await other.journal(), [{ lane: other.name }]);
  },
);

t.test('an idle lane gets no request, although nobody has looked at the lanes since', async (t) => {
  const simulator = await simulatorFor(t, { laneIdleSeconds: 0.001 });
  const idle = await simulator.createLane();
  const startedMs = performance.now();
  while (performance.now() - startedMs < 2) await new Promise(setImmediate);
  t.not(await send(simulator, clientOf(idle, simulator), 0, 'IDLE'), success);
  t.match(await simulator.journal(), [{ lane: 'default' }]);
});

t.test('the settings of a lane are its own above those of the simulator, and a reset restores them', async (t) => {
  const flags = composers.flatMap(({ contract: { name, settings } }) =>
    Object.entries(settings).flatMap(([setting, { kind, default: value }]) =>
      kind === 'flag' ? [{ name, setting, value: value === true }] : [],
    ),
  );
  const [own, ofSimulator] = flags;
  if (!own || !ofSimulator) throw new Error('there are fewer than two flags');
  const change = (changed: readonly (typeof own)[], to: (value: boolean) => boolean) => {
    const settings: Record<string, Record<string, boolean>> = {};
    for (const { name, setting, value } of changed) settings[name] = { ...settings[name], [setting]: to(value) };
    return settings;
  };
  const simulator = await simulatorFor(t, { settings: change([own, ofSimulator], (value) => !value) });
  const lane = await simulator.createLane({ settings: change([own], (value) => value) });
  const valueIn = (one: AnyLane | AnySimulator, { name, setting }: typeof own) => one.settings()[name]?.[setting];
  const check = (when: string) => {
    t.equal(valueIn(simulator, own), !own.value, `${when}: that of the simulator`);
    t.equal(valueIn(lane, own), own.value, `${when}: that of the lane`);
    t.equal(valueIn(lane, ofSimulator), !ofSimulator.value, `${when}: what the lane has from the simulator`);
  };
  check('at first');
  for (const one of [simulator, lane]) {
    one.configureAll(change([own, ofSimulator], (value) => (one === simulator ? value : !value)));
    one.configureAll(change([ofSimulator], (value) => value));
  }
  await Promise.all([simulator.reset(), lane.reset()]);
  check('after a reset');
});

t.test('a clock that is far ahead can be skewed by what the real one can', async (t) => {
  const { clock } = await simulatorFor(t);
  clock.set('9990-01-01T00:00:00Z');
  const years = 20 * 365 * 86_400;
  t.throws(() => clock.advance(years), { message: /out of the years 1970 to 9999/ });
  t.equal(Math.round(clock.skew(years).aheadSeconds), years, 'a skew does not depend on where the clock was');
  clock.set('1971-01-01T00:00:00Z');
  t.equal(Math.round(clock.skew(-years).aheadSeconds), -years);
});

/** Only the RSA keys: no seed can repeat them. */
async function sharedKeys() {
  const credentials = await sharedCredentials();
  const ofPartners = partnerModules.map(({ contract: { name }, credentialFields }) => {
    const keys = credentialFields.filter(({ kind }) => kind !== 'text');
    return [name, Object.fromEntries(keys.map((key) => [key.name, credentials[name]?.[key.name] ?? '']))] as const;
  });
  return Object.fromEntries(ofPartners);
}

t.test(
  'with a seed, a skew moves the times in answers, and cannot move them out of the range of the clock',
  async (t) => {
    const start = Date.UTC(2026, 0, 1);
    const simulator = await simulatorFor(t, { seed: 'skewed', clock: () => new Date(start + 1000 * 86_400) });
    const dateOf = async () => {
      const { answer } = await playCase(accepted, stageIn(simulator, simulator, composer, 'ID'));
      return answer.headers['date'];
    };
    t.equal(await dateOf(), new Date(start).toUTCString());
    simulator.clock.skew(-3600);
    t.equal(await dateOf(), new Date(start - 3_600_000).toUTCString());
    t.equal(await dateOf(), new Date(start - 3_599_000).toUTCString(), 'and a second later each time');
    simulator.clock.skew(-start / 1000);
    t.equal(await dateOf(), new Date(0).toUTCString());
    t.throws(() => simulator.clock.skew(-start / 1000 - 1), {
      message: /out of the years 1970 to 9999/,
      field: 'seconds',
    });
    t.equal(await dateOf(), new Date(1000).toUTCString(), 'nothing has changed');
    const unseeded = await simulatorFor(t, { clock: () => new Date(start + 1000 * 86_400) });
    t.equal(unseeded.clock.skew(-start / 1000 - 1).now, '1970-01-01T23:59:59.000Z');
  },
);

t.test('with a seed, lanes have the same credentials and answers in another simulator, byte for byte', async (t) => {
  const credentials = await sharedKeys();
  const bytesOf = async (seed = 'same', name = 'one') => {
    const simulator = (await startSimulator({ credentials, seed })) as unknown as AnySimulator;
    const lane = await simulator.createLane({ name, credentials });
    lane.clock.freeze();
    lane.clock.set('2031-02-03T04:05:06Z');
    lane.rules.add({ partner, move: otherRefusal, probability: 0.5 });
    const bytes: string[] = [];
    for (let sent = 0; sent < 12; sent++) {
      // requests of the default lane in between change nothing
      if (sent % 3 === 0) await send(simulator, simulator, sent, `X${sent}`);
      const { composer: own, accepted: one } = requests[sent % requests.length] as (typeof requests)[number];
      const { answer } = await playCase(one, stageIn(simulator, lane, own, `ID-${sent}`));
      bytes.push(JSON.stringify(answer.headers) + answer.body.toString());
    }
    await simulator.close();
    return { bytes, ofLane: lane.credentials, ofDefault: simulator.credentials };
  };
  const first = await bytesOf();
  t.same(await bytesOf(), first);
  const texts = (all: AnySimulator['credentials']) =>
    Object.values(all).flatMap((own) => Object.values(own).filter((text) => text.length < 100));
  const others = [await bytesOf('same', 'two'), await bytesOf('other')].map(({ ofLane }) => ofLane);
  const all = [first.ofDefault, first.ofLane, ...others].flatMap(texts);
  t.equal(new Set(all).size, all.length, 'those of another lane or seed are others');
});

t.test('an unseeded simulator has a seed too, with which its chances can be repeated', async (t) => {
  const one = await simulatorFor(t);
  t.match(one.seed, /^[0-9a-f]{12}$/);
  const again = await simulatorFor(t, { seed: one.seed });
  const drawn = async (simulator: AnySimulator) => {
    simulator.rules.add({ partner, move: refusal, probability: 0.5 });
    const codes: unknown[] = [];
    for (let sent = 0; sent < 16; sent++) codes.push(await send(simulator, simulator, 0, `ID-${sent}`));
    return codes;
  };
  t.same(await drawn(one), await drawn(again));
  t.not((await simulatorFor(t)).seed, one.seed);
});
