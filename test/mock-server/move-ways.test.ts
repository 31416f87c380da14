import {
  type Case,
  type Composer,
  composers,
  mainExchange,
  type NamedCase,
  playCase,
  readCases,
  type Stage,
} from '@sparring/cases';
import { type CatalogueEntry, entryOf, type Operation } from '@sparring/contracts';
import type { Simulator } from 'sparring';
import t from 'tap';
import { partnerModules } from '#simulator/generated/partners.js';
import { acceptedCases, withDocumentMove, withRequest } from '../helpers/accepted-cases.js';
import { LONG } from '../helpers/amount.js';
import { type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { journaled, stageOn } from '../helpers/stage.js';

/** A way to ask for a move: what it changes in a case, in the ids of the case, or in the simulator. */
interface Way {
  readonly by: 'rule' | 'header' | 'value' | 'file';
  readonly arrange?: (simulator: AnySimulator, scope: { partner: string; operation: string }, move: string) => void;
  readonly id?: (move: string) => string;
  /** `undefined` when the request has no place for the move. */
  readonly change?: (one: NamedCase, move: string) => Case | undefined;
}

const WAYS: readonly Way[] = [
  { by: 'rule', arrange: ({ rules }, scope, move) => rules.add({ ...scope, move, times: 1 }) },
  { by: 'header', change: (one, move) => withRequest(one, { move }) },
  { by: 'value', id: (move) => `SPARRING-${move}-1` },
  { by: 'file', change: withDocumentMove },
];

/** Which success comes cannot be chosen where an operation has several. */
function expectation({ checkSignature }: Composer, accepted: NamedCase, entry: CatalogueEntry) {
  const signed = checkSignature && !entry.beforeSignature ? { signed: true } : {};
  const code = entry.class === 'success' ? mainExchange(accepted).answer.code : entry.code;
  return { code, subject: entry.moveSubject ?? '', ...signed };
}

/** An id or a document that is sent in an earlier step would ask for the move there. */
const hasPlace = (by: Way['by'], { businessId }: Operation, single: boolean) =>
  by === 'rule' || by === 'header' || (single && (by === 'file' || businessId !== undefined));

const codesOf = ({ outcomes }: Operation) => [...new Set(outcomes.map(({ code }) => code))];

/** The ways that a partner has: an operation with a business id, and one that takes a document, add one each. */
function waysOf({ contract }: Composer): readonly Way['by'][] {
  const { samples = {} } = partnerModules.find((one) => one.contract.name === contract.name) ?? {};
  const takesDocument = Object.values(samples).some(({ document }) => document !== undefined);
  const hasId = contract.operations.some(({ businessId }) => businessId !== undefined);
  return ALL.filter((by) => (by === 'file' ? takesDocument : by !== 'value' || hasId));
}

/** Every code of every operation by every way that its accepted request has a place for. */
function combinations(composer: Composer) {
  return acceptedCases(composer).flatMap(({ operation, accepted, single }) =>
    WAYS.filter(({ by }) => hasPlace(by, operation, single)).flatMap((way) =>
      codesOf(operation).flatMap((code) => {
        const changed = way.change ? way.change(accepted, code) : accepted;
        const answer = expectation(composer, accepted, entryOf(composer.contract.catalogue, code));
        return changed ? [{ operation, way, code, answer, one: withRequest(changed, {}, answer) }] : [];
      }),
    ),
  );
}

const stageWithId = (simulator: Simulator, composer: Composer, id: string | undefined): Stage => {
  const stage = stageOn(simulator, composer);
  return id === undefined ? stage : { ...stage, id: () => id };
};

/** Asks for one refusal by each of some ways, each for a code of its own. */
function askAll(simulator: Simulator, composer: Composer, asked: readonly Way['by'][]) {
  const [first] = acceptedCases(composer);
  if (!first) throw new Error(`${composer.contract.name} has no accepted case`);
  const { operation, accepted } = first;
  const scope = { partner: composer.contract.name, operation: operation.name };
  const isRefusal = (code: string) => entryOf(composer.contract.catalogue, code).class !== 'success';
  const codes = codesOf(operation).filter(isRefusal);
  let one: Case = accepted;
  let id: string | undefined;
  const codeOf = new Map<Way['by'], string>();
  for (const [index, way] of WAYS.entries()) {
    const code = codes[index % codes.length] ?? '';
    codeOf.set(way.by, code);
    if (!asked.includes(way.by)) continue;
    way.arrange?.(simulator, scope, code);
    id ??= way.id?.(code);
    one = way.change?.(one as NamedCase, code) ?? one;
  }
  return { codeOf, play: () => playCase(one, stageWithId(simulator, composer, id)) };
}

const ALL = WAYS.map(({ by }) => by);

const PRECEDENCE: readonly { asked: readonly Way['by'][]; honored?: readonly Way['by'][]; decides?: Way['by'] }[] = [
  { asked: ALL, decides: 'rule' },
  { asked: ['header', 'value', 'file'], decides: 'header' },
  { asked: ['value', 'file'], decides: 'value' },
  { asked: ['file'], decides: 'file' },
  { asked: ['rule', 'file'], decides: 'rule' },
  { asked: ALL, honored: ['header', 'value', 'file'], decides: 'header' },
  { asked: ALL, honored: ['value', 'file'], decides: 'value' },
  { asked: ALL, honored: ['file'], decides: 'file' },
  { asked: ALL, honored: ['file', 'rule'], decides: 'rule' },
  { asked: ALL, honored: [] },
];

/** Requests that the partner refuses by its own rules, and what becomes of them. */
interface CountRow {
  readonly name: string;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
  /** `a` is accepted unless a move decides otherwise; `r` and `u` are refused, for a field and for the caller. */
  readonly sent: string;
  /** One letter for each request: `a` accepted, `r` and `u` refused, `M` what the move asks for. */
  readonly expected: string;
  readonly hits: readonly number[];
}

/** `M` stands for a refusal, and `natural` for no move. */
const COUNT_ROWS: readonly CountRow[] = [
  { name: 'after', rules: [{ move: 'M', after: 2 }], sent: 'raurara', expected: 'raurarM', hits: [1] },
  { name: 'after, refused at first', rules: [{ move: 'M', after: 1 }], sent: 'ruaa', expected: 'ruaM', hits: [1] },
  {
    name: 'a leading natural step',
    rules: [{ sequence: ['natural', 'M'] }],
    sent: 'ruaraa',
    expected: 'ruarMa',
    hits: [2],
  },
  {
    name: 'natural steps between',
    rules: [{ sequence: ['M', 'natural', 'M'] }],
    sent: 'raruaua',
    expected: 'rMruauM',
    hits: [3],
  },
  {
    name: 'a natural rule',
    rules: [{ move: 'natural', times: 1 }, { move: 'M' }],
    sent: 'rraa',
    expected: 'rraM',
    hits: [1, 1],
  },
  { name: 'times', rules: [{ move: 'M', times: 1 }], sent: 'ruraa', expected: 'rurMa', hits: [1] },
  {
    name: 'after, below a rule that waits too',
    rules: [
      { move: 'M', after: 1, times: 1, priority: 1 },
      { move: 'M', after: 2 },
    ],
    sent: 'raraara',
    expected: 'rarMarM',
    hits: [1, 1],
  },
  {
    name: 'after, and a fault that also applies to refused requests',
    rules: [
      { move: 'M', after: 1, priority: 1 },
      { move: 'delay(0ms)', times: 2 },
    ],
    sent: 'rraa',
    expected: 'rraM',
    hits: [1, 2],
  },
];

/** Sends requests that a partner accepts (`a`) or refuses for a field (`r`) or for the caller (`u`). */
async function counted(simulator: AnySimulator, composer: Composer) {
  const { name, catalogue } = composer.contract;
  const [first] = acceptedCases(composer);
  const refused = readCases(name).find((one) => one.name === composer.typical.refused);
  if (!first || !refused) throw new Error(`${name} has no accepted case, or no refused one`);
  const { accepted, operation } = first;
  const unknown = withRequest(accepted, { caller: 'unknown' });
  const cases: Readonly<Record<string, Case>> = { a: accepted, r: refused, u: unknown };
  const stage = stageOn(simulator, composer);
  const send = async (letter: string) =>
    journaled(simulator, (await playCase(cases[letter] ?? accepted, stage)).answer);
  const codes: string[] = [];
  for (const letter of 'aru') codes.push((await send(letter)).code);
  const isOther = (code: string) => entryOf(catalogue, code).class === 'refused' && !codes.includes(code);
  const move = codesOf(operation).find(isOther) ?? '';
  const letters = new Map([[move, 'M'], ...codes.map((code, index) => [code, 'aru'.charAt(index)] as const)]);
  return {
    move,
    natural: codes[0],
    play: async (letter: string) => {
      const entry = await send(letter);
      return { ...entry, letter: letters.get(entry.code) ?? entry.code };
    },
  };
}

for (const composer of composers) {
  const { name: partner, catalogue } = composer.contract;

  t.test(`${partner}: a request that it refuses by its own rules counts for no rule`, async (t) => {
    const simulator = await simulatorFor(t);
    const { play, natural, move } = await counted(simulator, composer);
    const named = (text: unknown) => (text === 'M' ? move : text);
    for (const { name, rules, sent, expected, hits } of COUNT_ROWS) {
      await simulator.reset();
      for (const { move: one, sequence, ...rule } of rules) {
        const asked = Array.isArray(sequence) ? { sequence: sequence.map(named) } : { move: named(one) };
        simulator.rules.add({ partner, ...rule, ...asked });
      }
      let got = '';
      for (const letter of sent) got += (await play(letter)).letter;
      t.equal(got, expected, name);
      const listed = simulator.rules.list().map((rule) => rule.hits);
      t.same(listed, hits, `${name}: hits`);
    }
    for (const rule of [{ move, after: 3 }, { sequence: [...Array(3).fill('natural'), ...Array(20).fill(move)] }]) {
      await simulator.reset();
      simulator.rules.add({ partner, ...rule });
      const together = await Promise.all([...'rauraurarauu'].map(play));
      const codes = together.map(({ code }) => code);
      for (let sent = 0; sent < 8; sent++) codes.push((await play('a')).code);
      const counts = [natural, move].map((code) => codes.filter((one) => one === code).length);
      t.same(counts, [3, 9], `of twelve accepted requests, four at the same time as refused ones`);
    }
    await simulator.reset();
    simulator.rules.add({ partner, move: 'natural' });
    t.match((await play('r')).move, { text: 'natural', by: 'rule', used: false }, 'the journal says so');
  });

  t.test(
    `${partner} answers every code of its catalogue by a rule, the header, an id or a document`,
    LONG,
    async (t) => {
      const simulator = await simulatorFor(t);
      const tried = combinations(composer);
      const ways = ALL.filter((by) => tried.some(({ way }) => way.by === by));
      t.same(ways, waysOf(composer), `${tried.length} combinations`);
      for (const { operation, way, code, answer, one } of tried) {
        await simulator.reset();
        way.arrange?.(simulator, { partner, operation: operation.name }, code);
        const played = await playCase(one, stageWithId(simulator, composer, way.id?.(code)));
        const name = `${operation.name} ${code} by ${way.by}`;
        t.same(played.differences, [], name);
        const { move } = await journaled(simulator, played.answer);
        t.match(move, { text: code, by: way.by, used: answer.code === code }, `${name}: the journal`);
      }
    },
  );

  t.test(
    `${partner}: a rule that looks at the body is stronger than the header, and a weaker rule still counts`,
    async (t) => {
      const [{ operation, accepted } = { operation: undefined, accepted: undefined }] = acceptedCases(composer);
      if (!operation?.businessId || !accepted) throw new Error('no operation names its business id');
      const refusals = catalogue.filter((entry) => entry.class === 'refused').map(({ code }) => code);
      const [header = '', ofField = '', ofAll = ''] = operation.outcomes
        .map(({ code }) => code)
        .filter((code) => refusals.includes(code));
      const simulator = await simulatorFor(t);
      const codeFor = async (id: string) => {
        const stage = stageWithId(simulator, composer, id);
        return (await journaled(simulator, (await playCase(withRequest(accepted, { move: header }), stage)).answer))
          .code;
      };
      const rule = simulator.rules.add({
        partner,
        fields: { [operation.businessId]: 'ID-1' },
        move: ofField,
        priority: 1,
      });
      t.equal(await codeFor('ID-2'), header, 'the rule does not match');
      t.equal(await codeFor('ID-1'), ofField);
      simulator.rules.add({ partner, move: ofAll });
      t.equal(await codeFor('ID-2'), ofAll);
      t.equal(await codeFor('ID-1'), ofField, 'the stronger rule');
      t.match(simulator.rules.get(rule.id), { hits: 2 });
    },
  );

  t.test(`${partner}: a sequence answers unknown twice and then succeeds, and expires by the clock`, async (t) => {
    const [first] = acceptedCases(composer);
    const unknown = first?.operation.outcomes
      .map(({ code }) => code)
      .find((code) => entryOf(catalogue, code).class === 'unknown');
    if (!first || !unknown) throw new Error('no accepted case, or no unknown outcome');
    const simulator = await simulatorFor(t);
    const codes = async (count: number) => {
      const found: string[] = [];
      for (let sent = 0; sent < count; sent++) {
        const { answer } = await playCase(first.accepted, stageWithId(simulator, composer, undefined));
        found.push((await journaled(simulator, answer)).code);
      }
      return found;
    };
    const [natural = ''] = await codes(1);
    simulator.rules.add({ partner, sequence: [unknown, unknown, 'natural'] });
    t.same(await codes(5), [unknown, unknown, natural, natural, natural]);
    simulator.rules.add({ partner, sequence: [unknown, 'natural'], repeat: true, after: 1, times: 3 });
    t.same(await codes(6), [natural, unknown, natural, unknown, natural, natural]);
    simulator.rules.add({ partner, move: unknown, expiresInSeconds: 3600 });
    t.same(await codes(1), [unknown]);
    simulator.clock.advance(3601);
    const later = { ...stageOn(simulator, composer), now: () => new Date(simulator.clock.state().now) };
    const { answer } = await playCase(first.accepted, later);
    t.equal((await journaled(simulator, answer)).code, natural, 'expired');
    t.same(
      simulator.rules.list().filter(({ expiresAt }) => expiresAt !== null),
      [],
      'and not listed',
    );
  });

  t.test(`${partner}: with a seed, a rule with a probability hits the same requests again`, async (t) => {
    const [first] = acceptedCases(composer);
    const refusal = first?.operation.outcomes
      .map(({ code }) => code)
      .find((code) => entryOf(catalogue, code).class === 'refused');
    if (!first || !refusal) throw new Error('no accepted case, or no refusal');
    const hitsOf = async (simulator: AnySimulator) => {
      await simulator.reset();
      simulator.rules.add({ partner, move: refusal, probability: 0.5 });
      const hits: boolean[] = [];
      for (let sent = 0; sent < 24; sent++) {
        const { answer } = await playCase(first.accepted, stageOn(simulator, composer));
        hits.push((await journaled(simulator, answer)).code === refusal);
      }
      return hits;
    };
    const one = await simulatorFor(t, { seed: 'chance' });
    const hits = await hitsOf(one);
    t.ok(hits.includes(true) && hits.includes(false), hits.join(' '));
    t.same(await hitsOf(one), hits, 'after a reset');
    t.same(await hitsOf(await simulatorFor(t, { seed: 'chance' })), hits, 'in another simulator');
    t.strictNotSame(await hitsOf(await simulatorFor(t, { seed: 'other' })), hits, 'with another seed');
  });

  t.test(`a move of ${partner} is decided by the strongest way that asks and is honored`, async (t) => {
    const ways = waysOf(composer);
    const rows = PRECEDENCE.filter(({ decides }) => decides === undefined || ways.includes(decides));
    for (const { asked: all, honored, decides } of rows) {
      const asked = all.filter((by) => ways.includes(by));
      const simulator = await simulatorFor(t, honored ? { moves: honored } : {});
      const { codeOf, play } = askAll(simulator, composer, asked);
      const { answer } = await play();
      const { code, move } = await journaled(simulator, answer);
      const name = `${asked.join(', ')}; honored: ${honored?.join(', ') ?? 'all'}`;
      if (decides) t.match({ code, move }, { code: codeOf.get(decides), move: { by: decides, used: true } }, name);
      else t.equal(move, null, name);
    }
  });
}
