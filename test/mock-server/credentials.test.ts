import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { clientVariables } from '#simulator/config/client-variables.js';
import { readConfig } from '#simulator/config/config.js';
import { type AllCredentials, homeCredentials } from '#simulator/config/credentials.js';
import { partnerModules } from '#simulator/generated/partners.js';
import { folderFor } from '../helpers/command.js';
import { sharedCredentials } from '../helpers/simulator.js';

const PEM = { type: 'spki', format: 'pem' } as const;
const names = partnerModules.map(({ contract }) => contract.name);

function homeWith(t: Test, files: Readonly<Record<string, object>>): string {
  const home = folderFor(t);
  mkdirSync(home);
  for (const [name, value] of Object.entries(files)) writeFileSync(join(home, name), JSON.stringify(value));
  return home;
}

const read = (home: string, name: string): AllCredentials => JSON.parse(readFileSync(join(home, name), 'utf8'));
function without(texts: Readonly<Record<string, string>> = {}, field: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => name !== field));
}

t.test(
  'what a user did not write is generated once and saved in a file of its own, without what was written',
  async (t) => {
    const all = await sharedCredentials();
    const { accessKey, secretKey } = all['prepaidify'] ?? {};
    const rows: readonly { readonly name: string; readonly written: AllCredentials; readonly made: AllCredentials }[] =
      [
        { name: 'everything is written', written: all, made: {} },
        {
          name: 'one text is missing',
          written: { ...all, prepaidify: { accessKey: accessKey ?? '' } },
          made: { prepaidify: { secretKey: '' } },
        },
        {
          name: 'a partner is missing, as after one was added',
          written: Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'prepaidify')),
          made: { prepaidify: { accessKey: '', secretKey: '' } },
        },
        {
          name: 'half of a key pair is written, whose other half cannot be generated',
          written: { ...all, worldfirst: without(all['worldfirst'], 'clientPrivateKey') },
          made: {},
        },
      ];
    const fields = (credentials: AllCredentials) =>
      Object.entries(credentials).map(([name, texts]) => [name, Object.keys(texts).sort()]);
    for (const { name, written, made } of rows) {
      const home = homeWith(t, { 'credentials.json': written });
      const found = await homeCredentials(home);
      const saved = existsSync(join(home, 'made.json')) ? read(home, 'made.json') : {};
      t.same(fields(saved), fields(made), name);
      t.equal(existsSync(join(home, 'made.json')), Object.keys(made).length > 0, `${name}: a file only when needed`);
      for (const partner of names) {
        t.same(found[partner], { ...written[partner], ...saved[partner] }, `${name}: ${partner}`);
      }
      t.same(await homeCredentials(home), found, `${name}: and again`);
      t.same(
        existsSync(join(home, 'made.json')) ? read(home, 'made.json') : {},
        saved,
        `${name}: the file stays as it is`,
      );
      t.same(read(home, 'credentials.json'), written, `${name}: the file of the user too`);
    }
    t.ok(secretKey);
  },
);

t.test('when more is missing later, it is added to what was generated before', async (t) => {
  const all = await sharedCredentials();
  const { accessKey = '' } = all['prepaidify'] ?? {};
  const home = homeWith(t, { 'credentials.json': { ...all, prepaidify: { accessKey } } });
  const before = await homeCredentials(home);
  writeFileSync(join(home, 'credentials.json'), JSON.stringify({ ...all, prepaidify: {} }));
  const after = await homeCredentials(home);
  t.equal(after['prepaidify']?.['secretKey'], before['prepaidify']?.['secretKey'], 'what there was is kept');
  t.not(after['prepaidify']?.['accessKey'], accessKey);
  t.same(read(home, 'made.json'), { prepaidify: after['prepaidify'] }, 'what is new is saved');
  t.equal(statSync(join(home, 'made.json')).mode & 0o777, 0o600);
  t.same(await homeCredentials(home), after, 'and used again');
});

t.test('commands that start at the same time generate the same credentials', async (t) => {
  for (const files of [{}, { 'credentials.json': {} }] as const) {
    const home = homeWith(t, files);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => homeCredentials(home)));
    for (const other of others) t.same(other, first);
    t.same(await homeCredentials(home), first);
  }
});

t.test('credentials can have a byte order mark, and a home that is a file is named', async (t) => {
  const all = await sharedCredentials();
  const home = homeWith(t, {});
  const file = join(home, 'credentials.json');
  writeFileSync(file, `\uFEFF${JSON.stringify(all)}`); // as PowerShell writes it
  t.same(await homeCredentials(home), all);
  await t.rejects(homeCredentials(file), { name: 'UserError', message: `${file} is not a folder; use another --home` });
});

t.test("a removed partner's entry is reported with the fix", async (t) => {
  const all = await sharedCredentials();
  const rows = [
    { file: 'credentials.json', files: { 'credentials.json': { ...all, acmepay: {} } } },
    { file: 'made.json', files: { 'credentials.json': {}, 'made.json': { acmepay: {} } } },
  ];
  for (const { file, files } of rows) {
    const home = homeWith(t, files);
    await t.rejects(homeCredentials(home), {
      name: 'UserError',
      message: `${join(home, file)} contains the unknown partner acmepay; remove the entry acmepay from it, or rename it: the partners are ${names.join(', ')}`,
    });
  }
});

t.test('the variables that sparring env prints also start the simulator of the same home folder', async (t) => {
  const home = homeWith(t, { 'credentials.json': await sharedCredentials() });
  const stored = await homeCredentials(home);
  for (const format of ['pem', 'base64'] as const) {
    const variables = clientVariables('http://127.0.0.1:4010', stored, { format, type: 'pkcs8' });
    const { credentials } = readConfig(home, Object.fromEntries(variables));
    t.same(await homeCredentials(home, credentials), stored, format);
  }
  for (const { contract, credentialFields } of partnerModules) {
    const publicKey = credentialFields.find(({ kind, ofPartner }) => kind === 'public-key' && ofPartner)?.name;
    if (!publicKey) continue;
    const own = { [publicKey]: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export(PEM).toString() };
    const foreign = homeCredentials(home, { [contract.name]: own });
    await t.rejects(
      foreign,
      { name: 'UserError' },
      `${contract.name}: the public key of another pair needs its private key`,
    );
  }
});
