import { readdirSync } from 'node:fs';
import { partners } from '@sparring/contracts';
import { type SimulatorOptions, startSimulator, UserError } from 'sparring';
import t from 'tap';
import { partnerModules } from '#simulator/generated/partners.js';
import { faults } from '#simulator/moves/faults/index.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';

/*
 * Each line after a `@ts-expect-error` is an error of the compiler, and the build fails when it is not. The same lines
 * fail at run time, for programs in JavaScript.
 */

const typedSimulator = async () => startSimulator({ credentials: await sharedCredentials() });

t.test('a misspelt name fails in the compiler and at run time', async (t) => {
  const simulator = await typedSimulator();
  t.teardown(() => simulator.close());
  const { rules } = simulator;
  const wrong = {
    // @ts-expect-error
    'configure: a partner': () => simulator.configure('worldfrist', 'onRepeat', 'accept'),
    // @ts-expect-error
    'configure: a setting': () => simulator.configure('worldfirst', 'onRepaet', 'accept'),
    // @ts-expect-error
    'configure: a choice': () => simulator.configure('worldfirst', 'onRepeat', 'acept'),
    // @ts-expect-error
    'configure: a type': () => simulator.configure('worldfirst', 'signRefusals', 'true'),
    // @ts-expect-error
    'configure: null': () => simulator.configure('worldfirst', 'keyVersion', null),
    // @ts-expect-error
    'configureAll: a partner': () => simulator.configureAll({ worldfrist: { onRepeat: 'accept' } }),
    // @ts-expect-error
    'configureAll: a setting': () => simulator.configureAll({ worldfirst: { onRepaet: 'accept' } }),
    // @ts-expect-error
    'setState: a partner': () => simulator.setState('prepaidfy', 'decided', 'R-1'),
    // @ts-expect-error
    'setState: a partner without states': () => simulator.setState('worldfirst', 'decided', 'R-1'),
    // @ts-expect-error
    'setState: a state': () => simulator.setState('prepaidify', 'decidded', 'R-1'),
    // @ts-expect-error
    'rule: a partner': () => rules.add({ partner: 'worldfrist', move: 'hang' }),
    // @ts-expect-error
    'rule: an operation': () => rules.add({ operation: 'submitAttachmnt', move: 'hang' }),
    // @ts-expect-error
    'rule: a code': () => rules.add({ move: 'PROCESS_FIAL' }),
    // @ts-expect-error
    'rule: a code of another partner': () => rules.add({ partner: 'prepaidify', move: 'PROCESS_FAIL' }),
    // @ts-expect-error
    'rule: a fault': () => rules.add({ move: 'dealy(2s)' }),
    // @ts-expect-error
    'rule: a code in a sequence': () => rules.add({ sequence: ['natural', 'PROCESS_FIAL'] }),
    // @ts-expect-error
    'rule: a field of the body': () => rules.add({ fields: { requestNr: 'R' }, move: 'hang' }),
    // @ts-expect-error
    'rule: a field': () => rules.add({ move: 'hang', tmies: 1 }),
    // @ts-expect-error
    'journal: a code': () => simulator.journal({ code: 'PROCESS_FIAL' }),
    // @ts-expect-error
    'journal: an operation': () => simulator.journal({ operation: 'fileUplaod' }),
    // @ts-expect-error
    'journal: a filter': () => simulator.journal({ cod: '0' }),
    // @ts-expect-error
    'lane: an option': () => simulator.createLane({ nmae: 'x' }),
    // @ts-expect-error
    'lane: a setting': () => simulator.createLane({ settings: { worldfirst: { x: 1 } } }),
    // @ts-expect-error
    'lane: a partner': () => simulator.createLane({ credentials: { worldfrist: {} } }),
    // @ts-expect-error
    'lane: a credential': () => simulator.createLane({ credentials: { prepaidify: { accesKey: 'x' } } }),
    // @ts-expect-error
    'lane: a type of a credential': () => simulator.createLane({ credentials: { prepaidify: { accessKey: 5 } } }),
    // @ts-expect-error
    'start: a credential': () => startSimulator({ credentials: { worldfirst: { clientKey: 'x' } } }),
    // @ts-expect-error
    'start: a credential of another partner': () => startSimulator({ credentials: { worldfirst: { secretKey: 'x' } } }),
    // @ts-expect-error
    'start: an option': () => startSimulator({ prot: 1 }),
    // @ts-expect-error
    'start: a partner': () => startSimulator({ settings: { worldfrist: { onRepeat: 'accept' } } }),
    // @ts-expect-error
    'start: a setting': () => startSimulator({ settings: { worldfirst: { onRepaet: 'accept' } } }),
    // @ts-expect-error
    'start: a way to ask': () => startSimulator({ moves: ['haeder'] }),
  };
  const says: Readonly<Record<keyof typeof wrong, RegExp>> = {
    'configure: a partner': /no partner/,
    'configure: a setting': /no setting/,
    'configure: a choice': /check or accept/,
    'configure: a type': /true or false/,
    'configure: null': /integer, not null/,
    'configureAll: a partner': /no partner/,
    'configureAll: a setting': /no setting/,
    'setState: a partner': /has no state/,
    'setState: a partner without states': /has none/,
    'setState: a state': /has no state/,
    'rule: a partner': /partner must be/,
    'rule: an operation': /operation must be/,
    'rule: a code': /is not a move/,
    'rule: a code of another partner': /is not a move/,
    'rule: a fault': /is not a move/,
    'rule: a code in a sequence': /is not a move/,
    'rule: a field of the body': /fields must be/,
    'rule: a field': /no field tmies/,
    'journal: a code': /no code/,
    'journal: an operation': /no operation/,
    'journal: a filter': /cannot be filtered by cod/,
    'lane: an option': /no field nmae/,
    'lane: a setting': /no setting x/,
    'lane: a partner': /unknown partner/,
    'lane: a credential': /unknown key prepaidify\.accesKey; the known ones are accessKey, secretKey/,
    'lane: a type of a credential': /must be of type string/,
    'start: a credential': /unknown key worldfirst\.clientKey/,
    'start: a credential of another partner': /unknown key worldfirst\.secretKey/,
    'start: an option': /no option prot/,
    'start: a partner': /no partner/,
    'start: a setting': /no setting/,
    'start: a way to ask': /cannot be requested by haeder/,
  };
  for (const [name, act] of Object.entries(wrong)) {
    const error = await Promise.resolve<unknown>(undefined)
      .then(() => act() as unknown)
      .catch((thrown: unknown) => thrown);
    t.type(error, UserError, name);
    t.match((error as Error).message, says[name as keyof typeof wrong], name);
  }
  t.same(rules.list(), []);
});

t.test('what is right compiles and works', async (t) => {
  const settings: NonNullable<SimulatorOptions['settings']> = {
    worldfirst: { requestsPerSecond: null },
    prepaidify: {},
  };
  const simulator = await startSimulator({ credentials: await sharedCredentials(), settings });
  t.teardown(() => simulator.close());
  const { rules } = simulator;
  rules.add({ move: 'PROCESS_FAIL' });
  rules.add({
    partner: 'prepaidify',
    fields: { requestNo: 'R-1' },
    sequence: ['4009', 'natural', 'delay(2s)'],
    repeat: true,
  });
  rules.add({
    partner: 'worldfirst',
    operation: 'submitAttachment',
    move: 'hang',
    times: 2,
    after: 1,
    probability: 0.5,
  });
  simulator.configure('worldfirst', 'requestsPerSecond', 5);
  simulator.configure('worldfirst', 'requestsPerSecond', null);
  const repeat: 'check' | 'accept' = simulator.settings().worldfirst.onRepeat;
  const text: string = simulator.states().prepaidify.decided;
  await simulator.setState('prepaidify', 'decided', 'R-1');
  const own = { prepaidify: { accessKey: 'mine', secretKey: 'x' } };
  const keys = (await sharedCredentials())['worldfirst']?.['clientPrivateKey'] ?? '';
  const lane = await simulator.createLane({
    settings: { prepaidify: { sniffContent: false } },
    credentials: { ...own, worldfirst: { clientPrivateKey: keys } },
  });
  t.match(lane.credentials, own);
  t.equal(lane.settings().prepaidify.sniffContent, false);
  t.same([repeat, rules.list().length, typeof text], ['check', 3, 'string']);
  t.same(await simulator.journal({ partner: 'worldfirst', code: 'SUCCESS', limit: 1 }), []);
});

t.test('the types name every fault, and the states of every partner that has any', async (t) => {
  const folder = (path: string) => readdirSync(new URL(`../../../mock-server/${path}`, import.meta.url));
  const files = folder('moves/faults').filter((file) => file !== 'index.ts');
  t.same(files.sort(), faults.map(({ name }) => `${name}.ts`).sort());
  const { states } = await simulatorFor(t);
  const withFile = partnerModules
    .map(({ contract }) => contract.name)
    .filter((name) => folder(`partners/${name}`).includes('states.ts'));
  t.same(withFile, Object.keys(states()));
  t.ok(partners.length > 0);
});
