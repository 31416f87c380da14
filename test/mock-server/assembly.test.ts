import { startSimulator } from 'sparring';
import { verify } from 'sparring/verify';
import t from 'tap';
import { request } from 'undici';
import type { SimulatedPartner } from '#simulator/core/partner.js';
import type { PartnerModule } from '#simulator/core/partner-module.js';
import { partnerModules } from '#simulator/generated/partners.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';

const modules = partnerModules as PartnerModule[];
const [real] = modules;
const [operation] = real?.contract.operations ?? [];
if (!real || !operation) throw new Error('there is no partner');
const { name } = real.contract;
const credentials = await sharedCredentials();

/** The partner with another contract, as both its module and what it creates have it. */
const withContract = (contract: PartnerModule['contract']): PartnerModule => ({
  ...real,
  contract,
  create: (context) => ({ ...real.create(context), contract }),
});

const withBehavior = (change: (partner: SimulatedPartner) => Partial<SimulatedPartner>): PartnerModule => ({
  ...real,
  create: (context) => {
    const partner = real.create(context);
    return { ...partner, ...change(partner) };
  },
});

interface Row {
  readonly name: string;
  readonly module: PartnerModule;
  readonly given?: typeof credentials;
  readonly says?: string | RegExp;
}

t.test('a partner that is incomplete stops the start with a sentence that names the file', async (t) => {
  const partner = `mock-server/partners/${name}/partner.ts`;
  const fields = real.credentialFields.map((field) => field.name);
  const rows: readonly Row[] = [
    { name: 'nothing wrong', module: real },
    {
      name: 'an operation without a behavior',
      module: withBehavior(() => ({ operations: {} })),
      says: `${partner} has no behavior of ${operation.name}; add it to operations`,
    },
    {
      name: 'an operation that is named like a property of every object',
      module: withContract({ ...real.contract, operations: [operation, { ...operation, name: 'toString' }] }),
      says: `${partner} has no behavior of toString; add it to operations`,
    },
    {
      name: 'a behavior without an operation',
      module: withBehavior(({ operations }) => ({
        operations: { ...operations, gone: operations[operation.name] as never },
      })),
      says: `${partner} has a behavior of gone, which is not an operation in contracts/partners/${name}/index.ts; remove it, or add it there`,
    },
    {
      name: 'an operation without a sample',
      module: { ...real, samples: {} },
      says: `mock-server/partners/${name}/samples.ts has no sample request for ${operation.name}; add one`,
    },
    {
      name: 'a bugCode that the operation does not have',
      module: withBehavior(() => ({ bugCode: 'NEW' })),
      says: `${partner} has the bugCode NEW, which the outcomes of ${operation.name} lack; add it there`,
    },
    {
      name: 'a bugCode that is not among the unrouted outcomes',
      module: withContract({ ...real.contract, unroutedOutcomes: [] }),
      says: / has the bugCode \S+, which unroutedOutcomes lack; add it there$/,
    },
    {
      name: 'a caller that is no credential',
      module: { ...real, caller: { ...real.caller, credential: 'nothing' } },
      says: `mock-server/partners/${name}/index.ts has the credential nothing as its caller, which is not in credentials.ts; name one of ${fields.join(', ')}`,
    },
    {
      name: 'credentials that are not generated',
      module: { ...real, completeCredentials: async () => ({ [fields[0] ?? '']: 'x' }) },
      given: { ...credentials, [name]: {} },
      says: `completeCredentials in mock-server/partners/${name}/credentials.ts leaves out ${fields.slice(1).join(' and ')}; generate what is missing`,
    },
  ];
  t.teardown(() => modules.splice(0, 1, real));
  for (const { name, module, says, given = credentials } of rows) {
    modules.splice(0, 1, module);
    if (says === undefined) await simulatorFor(t);
    else
      await t.rejects(
        startSimulator({ credentials: given }).then((simulator) => simulator.close()),
        { name: 'UserError', message: says },
        name,
      );
  }
});

t.test('a caller that is named in the path selects the lane', async (t) => {
  const { credential } = real.caller;
  const of: PartnerModule['caller']['of'] = ({ target }) => target.slice(target.lastIndexOf('/') + 1);
  t.teardown(() => modules.splice(0, 1, real));
  modules.splice(0, 1, { ...real, caller: { credential, of } });
  const simulator = await simulatorFor(t);
  const lane = await simulator.createLane();
  for (const { credentials: own } of [simulator, lane]) {
    await request(`${simulator.url}${real.contract.pathPrefix}${own[name]?.[credential]}`, { method: 'POST' });
  }
  t.match(await simulator.journal(), [{ lane: 'default' }]);
  t.match(await lane.journal(), [{ lane: lane.name }]);
});

t.test('a partner that has cases and is not simulated yet is not verified', async (t) => {
  const others = modules.filter((one) => one !== real).map(({ contract }) => contract.name);
  t.teardown(() => modules.splice(0, 0, real));
  modules.splice(0, 1);
  const target = { url: 'http://127.0.0.1:1', credentials: {}, close: async () => {} };
  await t.rejects(verify({ target, partner: name, pacts: false }), {
    name: 'UserError',
    message: `there is no partner ${name}; the partners are ${others.join(', ')}`,
  });
});
