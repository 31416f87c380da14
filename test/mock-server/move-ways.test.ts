import {
  type Case,
  type Composer,
  composers,
  mainExchange,
  type NamedCase,
  playCase,
  type Stage,
} from '@sparring/cases';
import { type CatalogueEntry, entryOf } from '@sparring/contracts';
import type { Simulator } from 'sparring';
import t from 'tap';
import { acceptedCases, withDocumentMove, withRequest } from '../helpers/accepted-cases.js';
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
  const signed = checkSignature ? { signed: !entry.beforeSignature } : {};
  const code = entry.class === 'success' ? mainExchange(accepted).answer.code : entry.code;
  return { code, subject: entry.moveSubject ?? '', ...signed };
}

/** Every code of every operation by every way that its accepted request has a place for. */
function combinations(composer: Composer) {
  return acceptedCases(composer).flatMap(({ operation, accepted, single }) =>
    // an id that is sent in an earlier step would ask for the move there
    WAYS.filter(({ id }) => !id || single).flatMap((way) =>
      operation.outcomes.flatMap(({ code }) => {
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
  const codes = operation.outcomes.map(({ code }) => code).filter(isRefusal);
  let one: Case = accepted;
  let id: string | undefined;
  const codeOf = new Map<Way['by'], string>();
  for (const [index, way] of WAYS.entries()) {
    const code = codes[index] ?? '';
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

for (const composer of composers) {
  const { name: partner, catalogue } = composer.contract;

  t.test(`${partner} answers every code of its catalogue by a rule, the header, an id or a document`, async (t) => {
    const simulator = await simulatorFor(t);
    const tried = combinations(composer);
    t.ok(tried.length >= 3 * catalogue.length, `${tried.length} combinations`);
    for (const { operation, way, code, answer, one } of tried) {
      await simulator.reset();
      way.arrange?.(simulator, { partner, operation: operation.name }, code);
      const played = await playCase(one, stageWithId(simulator, composer, way.id?.(code)));
      const name = `${operation.name} ${code} by ${way.by}`;
      t.same(played.differences, [], name);
      const { move } = await journaled(simulator, played.answer);
      t.match(move, { text: code, by: way.by, used: answer.code === code }, `${name}: the journal`);
    }
  });

  t.test(`a move of ${partner} is decided by the strongest way that asks and is honored`, async (t) => {
    for (const { asked, honored, decides } of PRECEDENCE) {
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
