import { composers, playExample, readExamples } from '@sparring/contracts/examples';
import t from 'tap';
import { simulatorFor } from '../helpers/simulator.js';
import { journaled, stageOn } from '../helpers/stage.js';

for (const composer of composers) {
  const { name } = composer.contract;
  t.test(`${name} answers every example as it says, for a reason the example names`, async (t) => {
    const simulator = await simulatorFor(t);
    const stage = stageOn(simulator, composer);
    for (const example of readExamples(name)) {
      await simulator.reset();
      const { differences, answer } = await playExample(example, stage);
      t.same(differences, [], `${example.name}: ${example.title}`);
      const { rule, reason, move } = await journaled(simulator, answer);
      if (rule === null) continue;
      t.ok([...example.decisions, 'move'].includes(rule), `${example.name} is refused by ${rule}: ${reason}`);
      t.equal(rule === 'move', move?.used ?? false, `${example.name}: the journal tells whether the move was used`);
    }
  });
}
