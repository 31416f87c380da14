import { composers, playExample, readExamples } from '@sparring/cases';
import t from 'tap';
import { simulatorFor } from '../helpers/simulator.js';
import { journaled, stageOn } from '../helpers/stage.js';

for (const composer of composers) {
  const { name } = composer.contract;
  t.test(`${name} answers every example as it says, for a reason the example names`, async (t) => {
    const simulator = await simulatorFor(t);
    const { prepare, ...bare } = stageOn(simulator, composer);
    for (const example of readExamples(name)) {
      await simulator.reset();
      // whoever else answers cannot be told settings or facts
      const stage = example.portable ? bare : { ...bare, ...(prepare ? { prepare } : {}) };
      const { differences, answer } = await playExample(example, stage);
      const { rule, reason, move } = await journaled(simulator, answer);
      const told = {
        differences,
        rule: rule === null || rule === 'move' || example.decisions.includes(rule) ? 'named' : `${rule}: ${reason}`,
        moveUsed: move?.used ?? false,
      };
      t.same(told, { differences: [], rule: 'named', moveUsed: rule === 'move' }, `${example.name}: ${example.title}`);
    }
  });
}

t.test('an example that needs a setting is not played where none can be made', async (t) => {
  for (const composer of composers) {
    const simulator = await simulatorFor(t);
    const { prepare, ...bare } = stageOn(simulator, composer);
    const example = readExamples(composer.contract.name).find(({ given }) => given !== undefined);
    if (!example || !prepare) throw new Error('there is no such example');
    await t.rejects(playExample(example, bare), { name: 'TypeError', message: /only a simulator can be told/ });
  }
});
