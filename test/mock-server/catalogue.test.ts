import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Composer, composers, type Example, type NamedExample, playExample, readExamples } from '@sparring/cases';
import type { CatalogueEntry, PartnerContract } from '@sparring/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Simulator } from 'sparring';
import t from 'tap';
import { simulatorFor } from '../helpers/simulator.js';
import { journaled, stageOn } from '../helpers/stage.js';

const resolver = createRequire(import.meta.url);

/** Judges an answer by Ajv and the schema file alone: neither our compiled check nor our envelope has a say. */
function answerSchema(contract: PartnerContract) {
  const file = `@sparring/contracts/partners/${contract.name}/schema/${contract.operations[0]?.schema.answer}.json`;
  return new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(resolver.resolve(file), 'utf8')));
}

/** A request that would be accepted. */
function acceptedExample(composer: Composer): NamedExample {
  const found = readExamples(composer.contract.name).find(({ name }) => name.startsWith('success-'));
  if (!found) throw new Error('there is no example of an accepted request');
  return found;
}

/** A request that is refused for a reason of its own after the signature was found to hold. */
const ownReason: Readonly<Record<string, string>> = {
  worldfirst: 'attachment-type-unknown',
  prepaidify: 'type-unknown',
};

const asMove = (example: Example, move: string): Example => ({ ...example, request: { ...example.request, move } });

for (const composer of composers) {
  const { contract } = composer;
  const isSigned = ({ beforeSignature }: CatalogueEntry) =>
    composer.judgeSignature ? { signed: !beforeSignature } : {};

  t.test(`each code of ${contract.name} is reached, by itself where it can be, with a valid answer`, async (t) => {
    const simulator = await simulatorFor(t);
    const schema = answerSchema(contract);
    const stage = stageOn(simulator, composer);
    for (const entry of contract.catalogue) {
      const natural = readExamples(contract.name).filter(
        ({ answer, request }) => answer.code === entry.code && request.move === undefined,
      );
      if (entry.trigger) t.ok(natural.length > 0, `${entry.code} has natural examples`);
      const asked = asMove(acceptedExample(composer), entry.code);
      const expected = { code: entry.code, subject: entry.moveSubject ?? '', ...isSigned(entry) };
      for (const example of [...natural.slice(0, 3), { ...asked, name: `move ${entry.code}`, answer: expected }]) {
        await simulator.reset();
        const { differences, answer } = await playExample(example, stage);
        t.same(differences, [], `${entry.code} by ${example.name}`);
        const body = JSON.parse(answer.body.toString());
        t.ok(schema(body), `${example.name}: ${JSON.stringify(schema.errors)}`);
        t.equal(answer.body.toString(), JSON.stringify(body), `${example.name}: compact JSON`);
        t.equal(answer.headers['content-length'], String(answer.body.length), `${example.name}: exact length`);
        const { move } = await journaled(simulator, answer);
        t.same(move, example.request.move ? { code: entry.code, used: true } : null, `${example.name}: the journal`);
      }
    }
  });

  t.test(`a move that ${contract.name} does not know is told apart from every answer of the partner`, async (t) => {
    const simulator = await simulatorFor(t);
    const send = sender(simulator, composer);
    for (const move of ['NO_SUCH_CODE', '', '__proto__', 'SUCCESS, PROCESS_FAIL']) {
      const answer = await send(asMove(acceptedExample(composer), move));
      t.equal(answer.httpStatus, 400, `"${move}"`);
      const { error } = JSON.parse(answer.body.toString());
      t.equal(error.code, 'unknown-move');
      t.same(
        error.known,
        contract.catalogue.map(({ code }) => code),
        'the known ones are listed',
      );
      t.equal(answer.headers['signature'], undefined, 'our own words are not signed');
    }
  });

  t.test(`a request that ${contract.name} refuses keeps its own reason under every move`, async (t) => {
    const simulator = await simulatorFor(t);
    const stage = stageOn(simulator, composer);
    const refused = readExamples(contract.name).find(({ name }) => name === ownReason[contract.name]);
    if (!refused) throw new Error('there is no example of a refused request');
    for (const { code } of contract.catalogue) {
      const { differences, answer } = await playExample(asMove(refused, code), stage);
      t.same(differences, [], `${refused.answer.code} and not ${code}`);
      t.same((await journaled(simulator, answer)).move, { code, used: false }, 'the journal says it was not used');
    }
  });
}

/** Plays an example for its answer alone. */
function sender(simulator: Simulator, composer: Composer) {
  const stage = stageOn(simulator, composer);
  return async (example: Example) => (await playExample(example, stage)).answer;
}
