import { composers, isExchange, playCase, readCases } from '@sparring/cases';
import t from 'tap';
import { simulatorFor } from '../helpers/simulator.js';
import { journaled, stageOn } from '../helpers/stage.js';

for (const composer of composers) {
  const { name } = composer.contract;
  t.test(`${name} answers every case as expected, for a reason the case names`, async (t) => {
    const simulator = await simulatorFor(t);
    const { control, ...bare } = stageOn(simulator, composer);
    for (const one of readCases(name)) {
      await simulator.reset();
      // other implementations cannot be controlled
      const stage = one.portable ? bare : { ...bare, ...(control ? { control } : {}) };
      const { differences, answer } = await playCase(one, stage);
      const { rule, reason, move } = await journaled(simulator, answer);
      const seen = {
        differences,
        rule: rule === null || rule === 'move' || one.decisions.includes(rule) ? 'named' : `${rule}: ${reason}`,
        moveUsed: move?.used ?? false,
      };
      t.same(seen, { differences: [], rule: 'named', moveUsed: rule === 'move' }, `${one.name}: ${one.title}`);
    }
  });
}

t.test('a case that needs a simulator is rejected where there is no control', async (t) => {
  for (const composer of composers) {
    const { name, settings: table } = composer.contract;
    const simulator = await simulatorFor(t);
    const { control: _none, ...bare } = stageOn(simulator, composer);
    const controlled = readCases(name).filter(
      ({ settings, steps }) => settings !== undefined || !steps.every(isExchange),
    );
    // a partner without settings may have portable cases only
    t.ok(controlled.length > 0 || Object.keys(table).length === 0, `${name} has such a case`);
    for (const one of controlled) {
      await t.rejects(playCase(one, bare), { name: 'TypeError', message: /only a simulator can change/ }, one.name);
    }
  }
});

t.test('advancing the clock moves the caller and the simulator together', async (t) => {
  const composer = composers.find(({ contract }) => contract.name === 'prepaidify');
  if (!composer) throw new Error('there is no partner');
  const simulator = await simulatorFor(t);
  const accepted = readCases('prepaidify').find(({ name }) => name === composer.typical.accepted);
  if (!accepted) throw new Error('there is no case');
  const stage = stageOn(simulator, composer);
  const later = { ...accepted, steps: [{ advanceSeconds: 3600 }, ...accepted.steps] };
  t.same((await playCase(later, stage)).differences, [], 'a fresh timestamp is accepted an hour later');
  const { control, ...rest } = stage;
  const behind = { ...rest, control: { ...control, set: () => {}, setState: async () => {}, advanceClock: () => {} } };
  await simulator.reset();
  t.same((await playCase(later, behind)).differences[0]?.actual, '200005', 'the simulator did not move');
});
