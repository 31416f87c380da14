import { chownSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { SparringConfig } from 'sparring';
import t, { type Test } from 'tap';
import { planOf } from '#simulator/cli/start-plan.js';
import { loadConfig, readConfig } from '#simulator/config/config.js';
import { readConfigFile } from '#simulator/config/config-file.js';
import { storedCredentials } from '#simulator/config/stored-credentials.js';
import { fieldNames } from '#simulator/generated/config/validate.js';
import { LONG } from '../helpers/amount.js';
import { folderFor, sparring, writeCredentials } from '../helpers/command.js';
import { sharedCredentials, simulatorFor } from '../helpers/simulator.js';

const made = await sharedCredentials();

/** Files with their texts in a folder that is removed with the test. */
function filesFor(t: Test, files: Readonly<Record<string, string>>): string {
  const parent = folderFor(t);
  mkdirSync(parent);
  const folder = realpathSync(parent);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Does something in a folder. */
async function within<Value>(folder: string, act: () => Value | Promise<Value>): Promise<Value> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await act();
  } finally {
    process.chdir(before);
  }
}

t.test('the home folder is the nearest one with credentials, up to the root of the repository', async (t) => {
  const folder = filesFor(t, {
    '.sparring/credentials.json': '{}',
    'a/b/c/x': '',
    'repository/.git/HEAD': '',
    'repository/a/x': '',
    'project/.sparring/credentials.json': '{}',
    'project/a/.sparring/requests/x': '',
    'project/b/x': '',
    'configured/sparring.config.json': '{"home":"keys"}',
    'configured/a/x': '',
    'new/.git': 'gitdir: elsewhere',
    'new/sparring.config.json': '{}',
    'new/a/x': '',
  });
  const rows = [
    { from: 'a/b/c', home: '.sparring', why: 'a folder above has one' },
    { from: 'project/b', home: 'project/.sparring', why: 'the nearest one counts' },
    { from: 'project/a', home: 'project/.sparring', why: 'one without credentials does not count' },
    { from: 'repository/a', home: 'repository/a/.sparring', why: 'another project has other credentials' },
    { from: 'configured/a', home: 'configured/keys', why: 'the configuration file names one' },
    { from: 'new/a', home: 'new/.sparring', why: 'a new one is beside the configuration file' },
  ];
  for (const { from, home, why } of rows) {
    const found = await within(join(folder, from), () => loadConfig());
    t.equal(found.home, join(folder, home), why);
    t.notOk(found.isHomeNamed);
    const named = await within(join(folder, from), () => loadConfig('other'));
    t.equal(named.home, join(folder, from, 'other'), 'an option overrides everything');
  }
  const inEnvironment = await within(folder, () => readConfig(undefined, { SPARRING_HOME: 'other' }));
  t.match(inEnvironment, { home: join(folder, 'other'), isHomeNamed: true });
});

t.test(
  "another user's folder above is not the home",
  { skip: process.getuid?.() === 0 ? false : 'only root can give a file away' },
  async (t) => {
    const folder = filesFor(t, { '.sparring/credentials.json': '{}', 'a/x': '' });
    chownSync(join(folder, '.sparring/credentials.json'), 1, 1);
    t.equal((await within(join(folder, 'a'), () => readConfig())).home, join(folder, 'a/.sparring'));
    t.equal((await within(folder, () => readConfig())).home, join(folder, '.sparring'), 'the folder itself counts');
  },
);

t.test('credentials that are read only are never generated, and what follows from them is there', async (t) => {
  const { worldfirst: { clientPublicKey: _public, ...worldfirst } = {}, prepaidify = {} } = made;
  const { accessKey = '' } = prepaidify;
  const rows = [
    { name: 'nothing', stored: undefined, given: {}, found: false, credentials: { worldfirst: {}, prepaidify: {} } },
    { name: 'everything', stored: made, given: {}, found: true, credentials: made },
    { name: 'half of a pair', stored: { worldfirst, prepaidify }, given: {}, found: true, credentials: made },
    {
      name: 'one text',
      stored: { prepaidify: { accessKey } },
      given: {},
      found: true,
      credentials: { worldfirst: {}, prepaidify: { accessKey } },
    },
    {
      name: 'all that a client needs in the environment',
      stored: undefined,
      given: { prepaidify },
      found: false,
      credentials: { worldfirst: {}, prepaidify },
    },
    {
      name: 'a part of it in the environment',
      stored: made,
      given: { prepaidify: { accessKey: 'mine' } },
      found: true,
      credentials: { ...made, prepaidify: { ...prepaidify, accessKey: 'mine' } },
    },
  ];
  for (const { name, stored, given, found, credentials } of rows) {
    const home = filesFor(t, {});
    if (stored) writeCredentials(home, stored);
    const files = readdirSync(home);
    t.same(await storedCredentials(home, given), { found, credentials }, name);
    t.same(readdirSync(home), files, `${name}: nothing is written`);
  }
});

t.test('a configuration file that cannot be used is refused in one sentence that names it', async (t) => {
  const json = 'sparring.config.json';
  const js = 'sparring.config.js';
  const rows: readonly { readonly files: Readonly<Record<string, string>>; readonly says: RegExp }[] = [
    {
      files: { [json]: '{"prot":1}' },
      says: /json cannot be used: the configuration has no field prot; it has home, /,
    },
    { files: { [json]: '{"port":"4010"}' }, says: /port must be of type integer$/ },
    { files: { [json]: '{"port":65536}' }, says: /port must be at most 65535$/ },
    { files: { [json]: '{"logLevel":"loud"}' }, says: /logLevel must be silent or error or warn or info or debug$/ },
    { files: { [json]: '{"moves":["haeder"]}' }, says: /moves\.0 must be rule or header or value or file$/ },
    { files: { [json]: '{"home":""}' }, says: /home must have at least 1 characters$/ },
    { files: { [json]: '[]' }, says: /the configuration must be of type object$/ },
    { files: { [json]: '{"settings":{"nobody":{}}}' }, says: /json cannot be used: there is no partner nobody/ },
    { files: { [json]: '{"settings":{"worldfirst":{"onRepeat":"x"}}}' }, says: /onRepeat takes check or accept/ },
    { files: { [json]: '{' }, says: /json is not JSON \(.+\); fix it, or remove it$/ },
    { files: { [json]: '{}', [js]: '' }, says: /there are both \S+json and \S+js; remove one of them$/ },
    { files: { [js]: 'export const port = 1' }, says: /js has no default export; export an object/ },
    { files: { [js]: 'export default () => 1' }, says: /the configuration must be of type object$/ },
    { files: { [js]: 'throw new Error("no\\nway")' }, says: /js cannot be loaded \(no\); fix it, or remove it$/ },
    { files: { [js]: 'export default {' }, says: /js cannot be loaded \(Unexpected/ },
  ];
  for (const { files, says } of rows) {
    const folder = filesFor(t, { ...files, 'package.json': '{"type":"module"}', 'a/x': '' });
    const error = await readConfigFile(undefined, join(folder, 'a')).catch((thrown: unknown) => thrown);
    t.match(error, { name: 'UserError', message: says }, JSON.stringify(files));
    t.match((error as Error).message, folder);
    t.notMatch((error as Error).message, '\n');
  }
  const folder = filesFor(t, {});
  await t.rejects(readConfigFile('none.json', folder), { message: /none\.json cannot be read \(ENOENT\)/ });
});

t.test('a configuration file can be JSON, JavaScript, or TypeScript where Node reads it', async (t) => {
  const config: SparringConfig = { port: 4020, settings: { worldfirst: { onRepeat: 'accept' } } };
  const text = JSON.stringify(config);
  const rows = [
    { name: 'sparring.config.json', content: text },
    { name: 'sparring.config.json', content: `\uFEFF${text}` }, // as PowerShell writes it
    { name: 'sparring.config.js', content: `export default ${text}` },
    { name: 'sparring.config.js', content: `module.exports = ${text}`, type: 'commonjs' },
  ];
  for (const { name, content, type = 'module' } of rows) {
    const folder = filesFor(t, { [name]: content, 'package.json': JSON.stringify({ type }) });
    t.same(await readConfigFile(undefined, folder), { path: join(folder, name), values: config }, content);
    t.same(await readConfigFile(name, folder), { path: join(folder, name), values: config }, 'a variable names it');
  }
  const folder = filesFor(t, { 'sparring.config.ts': `export default ${text} satisfies object` });
  const path = join(folder, 'sparring.config.ts');
  if ((process.features as { readonly typescript?: unknown }).typescript)
    t.same(await readConfigFile(undefined, folder), { path, values: config });
  else
    await t.rejects(readConfigFile(undefined, folder), {
      message: /ts needs a Node that reads TypeScript, from 22\.18/,
    });
});

t.test('options override the environment, which overrides the configuration file', async (t) => {
  const values = {
    home: 'keys',
    port: 4020,
    host: '127.0.0.2',
    tlsPort: 4021,
    allowedHosts: ['qa.example'],
    url: 'http://localhost:4022/',
    seed: 'file',
    logLevel: 'warn',
    moves: ['rule'],
    maxLanes: 3,
    settings: { worldfirst: { onRepeat: 'accept', sniffContent: false }, prepaidify: { successMessage: 'OK' } },
  } as const;
  t.same(Object.keys(values).sort(), [...fieldNames].sort(), 'every field is tried');
  const path = join(filesFor(t, {}), 'sparring.config.json');
  const file = { path, values: values as unknown as NonNullable<Awaited<ReturnType<typeof readConfigFile>>>['values'] };
  const ofFile = readConfig(undefined, {}, file);
  t.match(ofFile, { home: join(dirname(path), 'keys'), port: 4020, url: 'http://localhost:4022' });
  const { home: _home, url: _url, logLevel, ...options } = values;
  t.match(planOf({ set: [] }, ofFile), { logLevel, options });
  const environment = { SPARRING_HOME: '/k', SPARRING_PORT: '4030', SPARRING_TOKEN: 'secret' };
  const above = readConfig(undefined, environment, file);
  t.match(above, { home: '/k', port: 4030, url: 'http://127.0.0.1:4030' });
  t.match(readConfig(undefined, { ...environment, SPARRING_BASE_URL: 'http://x' }, file), { url: 'http://x' });
  const asked = {
    port: 4040,
    host: '127.0.0.3',
    allowHost: ['other.example'],
    tlsPort: 4041,
    seed: 'option',
    logLevel: 'error',
    moves: [],
    maxLanes: 4,
    set: ['worldfirst.onRepeat=check'],
  } as const;
  const plan = planOf(asked, above);
  t.equal(plan.logLevel, 'error');
  const { allowHost, set: _set, logLevel: _level, ...given } = asked;
  t.match(plan.options, { ...given, allowedHosts: allowHost, token: 'secret', home: '/k' });
  t.same(plan.options.moves, []);
  t.same(plan.options.settings, {
    worldfirst: { onRepeat: 'check', sniffContent: false },
    prepaidify: { successMessage: 'OK' },
  });
});

t.test('the schema that editors use accepts what is accepted, and knows every setting', async (t) => {
  const path = createRequire(import.meta.url).resolve('sparring/config.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8'));
  t.same(
    Object.keys(schema.properties)
      .filter((name) => name !== '$schema')
      .sort(),
    [...fieldNames].sort(),
  );
  const validate = new Ajv2020({ strictTypes: false }).compile(schema);
  const accepts = (values: object) => validate(values);
  t.ok(accepts({ $schema: 'x', port: 0, settings: { worldfirst: { requestsPerSecond: null, onRepeat: 'accept' } } }));
  for (const wrong of [{ prot: 1 }, { settings: { nobody: {} } }, { settings: { worldfirst: { onRepeat: 'x' } } }])
    t.notOk(accepts(wrong), JSON.stringify(wrong));
});

t.test('commands that only read make no credentials, and name the home of the simulator that runs', LONG, async (t) => {
  const empty = filesFor(t, {});
  const home = join(filesFor(t, {}), 'home');
  mkdirSync(home);
  writeCredentials(home, made);
  const { url } = await simulatorFor(t, { home });
  const closed = 'http://127.0.0.1:1';
  const request = ['worldfirst', 'submitAttachment'];
  const saved = join(
    filesFor(t, { saved: 'POST /aps/api/business/onboard/submitAttachment HTTP/1.1\r\nhost: x\r\n\r\n' }),
    'saved',
  );
  const none = `sparring: there are no credentials in ${join(empty, '.sparring')}`;
  const rows = [
    {
      args: ['explain', '--request', saved, '--url', closed],
      says: `${none}; start a simulator, which generates them, or use --home\n`,
    },
    { args: ['env', '--url', closed], says: `${none}; start a simulator, which generates them, or use --home\n` },
    {
      args: ['curl', ...request, '--url', url],
      says: `${none}; the simulator at ${url} uses the home ${home}; use --home ${home}\n`,
    },
    {
      args: ['sign', ...request],
      env: { SPARRING_BASE_URL: url },
      says: `${none}; the simulator at ${url} uses the home ${home}; use --home ${home}\n`,
    },
  ];
  for (const { args, env = {}, says } of rows) {
    t.same(await sparring(args, { cwd: empty, env }), { code: 2, stdout: '', stderr: says });
    t.same(readdirSync(empty), [], 'nothing was made');
  }
  const other = filesFor(t, { 'a/x': '', '.sparring/credentials.json': JSON.stringify(made) });
  const using = `sparring: using the credentials in ${join(other, '.sparring')}\n`;
  const warned = await sparring(['env', '--json', '--url', url], { cwd: join(other, 'a') });
  t.equal(warned.code, 0);
  t.match(JSON.parse(warned.stdout), { SPARRING_BASE_URL: url });
  t.match(warned.stderr, using);
  t.match(warned.stderr, `but the simulator at ${url} uses the home ${home}; use --home ${home}\n`);
  const named = await sparring(['sign', ...request, '--home', home], { env: { SPARRING_BASE_URL: url } });
  t.same([named.code, named.stderr], [0, ''], 'who names the right one hears nothing');
  const ofEnvironment = await sparring(['curl', ...request, '--url', url], {
    cwd: empty,
    env: JSON.parse(warned.stdout),
  });
  t.same([ofEnvironment.code, ofEnvironment.stderr], [0, ''], 'the environment is enough');
  t.same(readdirSync(join(empty, '.sparring')).sort(), ['.gitignore', 'requests'], 'where only requests are saved');
});

t.test('the health names the home only where everyone who can ask may know it', async (t) => {
  const home = filesFor(t, {});
  writeCredentials(home, made);
  const rows = [
    { name: 'on loopback', options: {}, told: { home } },
    { name: 'off loopback', options: { host: '0.0.0.0' }, told: {} },
    { name: 'with a token', options: { token: 'secret' }, told: {} },
  ];
  for (const { name, options, told } of rows) {
    const { url } = await simulatorFor(t, { home, ...options });
    const health = await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/_sparring/health`);
    const { status, partners, keepsDocuments, ...rest } = (await health.json()) as Record<string, unknown>;
    t.same(rest, told, name);
    t.equal(keepsDocuments, false, name);
  }
});
