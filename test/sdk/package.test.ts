import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { partners, prepaidify, worldfirst } from '@sparring/contracts';
import { Prepaidify, WorldFirst } from '@sparring/sdk';
import t from 'tap';
import { folderWith } from '../helpers/folder.js';
import { asUser, type InstalledSdk, installSdk, run, tool } from '../helpers/installed-sdk.js';
import { attachment, photo } from '../helpers/sdk.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimenPath } from '../helpers/specimens.js';

const root = new URL('../../../', import.meta.url).pathname;
/** The packages hold the contract of every partner, also of one that has no client. */
const BUDGET_BYTES = 30_000 * partners.length;

let installed: InstalledSdk;
t.before(() => {
  installed = installSdk();
});
t.after(() => installed.remove());

interface Block {
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

/** The code blocks of the README, each a program of its own. */
function readmeBlocks(): readonly Block[] {
  const text = readFileSync(join(root, 'sdk/README.md'), 'utf8');
  return [...text.matchAll(/^```(js|ts)\n(.*?)^```$/gms)].map(([, language = '', code = ''], at) => ({
    name: `readme-${at + 1}`,
    language,
    code,
  }));
}

const STRICT = [
  '--strict',
  '--exactOptionalPropertyTypes',
  '--noUncheckedIndexedAccess',
  '--module',
  'nodenext',
  '--target',
  'es2023',
];

/** Compiles as a user would: the packages are read from the project, Node's types from the workspace. */
function compile(files: readonly string[], ...more: readonly string[]) {
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  return run(installed.project, tool('tsc'), [...STRICT, ...types, '--skipLibCheck', 'false', ...more, ...files]);
}

/** The names as `sparring env` prints them. */
function variables(
  url: string,
  credentials: Readonly<Record<string, Readonly<Record<string, string>>>>,
): NodeJS.ProcessEnv {
  return {
    SPARRING_BASE_URL: url,
    SPARRING_WORLDFIRST_CLIENT_ID: credentials['worldfirst']?.['clientId'],
    SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY: credentials['worldfirst']?.['clientPrivateKey'],
    SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY: credentials['worldfirst']?.['partnerPublicKey'],
    SPARRING_PREPAIDIFY_ACCESS_KEY: credentials['prepaidify']?.['accessKey'],
    SPARRING_PREPAIDIFY_SECRET_KEY: credentials['prepaidify']?.['secretKey'],
  };
}

/** Runs a program without blocking the simulator that it talks to. */
function output(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(...asUser(process.execPath, [file]), {
      cwd: installed.project,
      env: { ...process.env, ...env },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
    child.on('close', (code) => resolve(code === 0 ? text : `exit ${code}: ${text}`));
  });
}

/** CommonJS can require() an ES module since Node 20.19, so that older resolutions do not matter. */
const isOfNow = (problem: Problem) =>
  !('resolutionKind' in problem && ['node10', 'node16-cjs'].includes(problem.resolutionKind));

t.test('the two packages stay within their budget, and pass publint and attw', async (t) => {
  const sizeBytes = installed.tarballs.reduce((sum, tarball) => sum + tarball.sizeBytes, 0);
  t.ok(sizeBytes < BUDGET_BYTES, `${sizeBytes} bytes packed, ${BUDGET_BYTES} allowed`);
  for (const { path } of installed.tarballs) {
    const lint = run(root, tool('publint'), ['run', path, '--strict']);
    t.equal(lint.status, 0, lint.status === 0 ? 'publint' : lint.stdout);
    const checked = await checkPackage(createPackageFromTarballData(readFileSync(path)));
    t.same(checked.types ? checked.problems.filter(isOfNow) : 'no types', [], 'its types are what programs load');
  }
  const modules = readdirSync(join(installed.project, 'node_modules')).filter((name) => !name.startsWith('.'));
  t.same(modules, ['@sparring'], 'no third party');
  t.same(readdirSync(join(installed.project, 'node_modules/@sparring')), ['contracts', 'sdk']);
});

t.test('compiled files of a partner that is gone are not packed', (t) => {
  for (const name of ['contracts', 'sdk']) {
    const compiled = readdirSync(join(installed.project, 'node_modules/@sparring', name, 'dist'));
    t.ok(compiled.includes('index.js'), `${name} has its entry`);
    t.notOk(compiled.includes('gone'), name);
  }
  t.end();
});

t.test('every code block of the README compiles, runs and does what it says', async (t) => {
  const simulator = await simulatorFor(t);
  for (const name of ['id-front.jpg', 'face.jpg']) cpSync(specimenPath(name), join(installed.project, name));
  const blocks = readmeBlocks();
  for (const { name, code } of blocks) writeFileSync(join(installed.project, `${name}.ts`), code);
  const compiled = compile(
    blocks.map(({ name }) => `${name}.ts`),
    '--outDir',
    'out',
  );
  t.equal(compiled.status, 0, compiled.stdout);
  const says: readonly RegExp[] = [
    /^\d{8}_\w+ [0-9a-f]{32}\n$/,
    /^function function\n$/,
    /^PROCESS_FAIL Do not retry; contact WorldFirst Technical Support\. \w+\n$/,
    /^\{ registerStatus: 'SUCCESS' \}\n$/,
  ];
  t.equal(blocks.length, says.length);
  for (const [at, { name, language, code }] of blocks.entries()) {
    const wants = says[at] ?? /never/;
    t.match(await output(`out/${name}.js`, variables(simulator.url, simulator.credentials)), wants, `${name} compiled`);
    if (language !== 'js') continue;
    writeFileSync(join(installed.project, `${name}.mjs`), code);
    t.match(await output(`${name}.mjs`, variables(simulator.url, simulator.credentials)), wants, `${name} as it is`);
  }
});

t.test('plain CommonJS can require() the package', async (t) => {
  const simulator = await simulatorFor(t);
  const code = `
    const { WorldFirst, RefusedError } = require('@sparring/sdk');
    const { WorldFirstRefusedError } = require('@sparring/sdk/worldfirst');
    WorldFirst.fromEnv()
      .submitAttachment({ attachmentId: 'A-1', attachmentType: 'ID_CARD_FRONT_SIDE', content: 'face.jpg' }, { headers: { 'x-sparring-move': 'PROCESS_FAIL' } })
      .catch((error) => console.log(error instanceof RefusedError, error instanceof WorldFirstRefusedError, error.code));
  `;
  cpSync(specimenPath('face.jpg'), join(installed.project, 'face.jpg'));
  writeFileSync(join(installed.project, 'plain.cjs'), code);
  t.match(await output('plain.cjs', variables(simulator.url, simulator.credentials)), /^true true PROCESS_FAIL\n/);
});

interface TypeTest {
  readonly name: string;
  readonly code: string;
  /** The compiler's message; missing when it must accept the code. */
  readonly error?: string | RegExp;
}

const TYPE_TESTS: readonly TypeTest[] = [
  {
    name: 'a switch over all kinds',
    code: `import type { WorldFirstError } from '@sparring/sdk/worldfirst';
      export const sent = (error: WorldFirstError): boolean => {
        switch (error.kind) {
          case 'refused': case 'unknown-outcome': case 'broken-answer': return true;
          case 'connection': case 'invalid-request': return false;
        }
      };`,
  },
  {
    name: 'a kind left out',
    code: `import type { PrepaidifyError } from '@sparring/sdk/prepaidify';
      export const sent = (error: PrepaidifyError): boolean => {
        switch (error.kind) {
          case 'refused': case 'unknown-outcome': case 'broken-answer': return true;
          case 'invalid-request': return false;
        }
      };`,
    error: /TS2366/,
  },
  {
    name: 'SparringError narrows by kind without a cast',
    code: `import { SparringError } from '@sparring/sdk';
      export function next(caught: unknown): Promise<unknown> | string | number {
        if (!(caught instanceof SparringError)) throw caught;
        switch (caught.kind) {
          case 'refused': return caught.clientAction;
          case 'unknown-outcome': return caught.retry();
          case 'broken-answer': return caught.answer?.httpStatus ?? caught.code satisfies
            'NOT_JSON' | 'CONTRACT_BROKEN' | 'SIGNATURE_MISSING' | 'SIGNATURE_WRONG' | 'REDIRECT' | 'HTTP_STATUS' | 'ANSWER_TOO_LARGE';
          case 'invalid-request': return caught.field;
          case 'connection': return caught.code satisfies 'UNREACHABLE' | 'CERTIFICATE' | 'ABORTED' | 'DEADLINE';
          case 'notification': return caught.message;
        }
      }
      export const known = (error: SparringError): boolean => error.mayHaveBeenStored;`,
  },
  {
    name: 'SparringError: a kind left out',
    code: `import { SparringError } from '@sparring/sdk';
      export function sent(caught: SparringError): boolean {
        switch (caught.kind) {
          case 'refused': case 'unknown-outcome': case 'broken-answer': return true;
          case 'connection': case 'invalid-request': return false;
        }
      }`,
    error: /TS2366/,
  },
  {
    name: 'options that are undefined',
    code: `import { Prepaidify, type CallOptions, type PrepaidifyOptions } from '@sparring/sdk';
      const options: PrepaidifyOptions = { baseUrl: '', accessKey: '', secretKey: '', method: undefined, fetch: undefined,
        clock: undefined, random: undefined, sleep: undefined, agent: undefined, tls: undefined, headers: undefined,
        maxRetries: undefined, onRequest: undefined, logger: undefined };
      export const fromEnv = Prepaidify.fromEnv({ accessKey: undefined, baseUrl: undefined });
      const call: CallOptions = { signal: undefined, headers: new Headers(), attemptTimeoutMs: undefined };
      export const photo = new Prepaidify(options).uploadPhoto({ requestNo: '', type: 'face', file: '', filename: undefined }, call);`,
  },
  {
    name: 'an agent of either protocol',
    code: `import { Agent } from 'node:http';
      import { Agent as HttpsAgent } from 'node:https';
      import { Prepaidify } from '@sparring/sdk';
      export const clients = [Prepaidify.fromEnv({ agent: new Agent() }), Prepaidify.fromEnv({ agent: new HttpsAgent() }),
        Prepaidify.fromEnv({ tls: { ca: 'pem', cert: 'pem', key: 'pem' } })];`,
  },
  {
    name: 'retry() has the type of the call',
    code: `import { PrepaidifyUnknownOutcomeError, type PhotoAccepted } from '@sparring/sdk';
      export const again = (error: PrepaidifyUnknownOutcomeError): Promise<PhotoAccepted> => error.retry();`,
  },
  {
    name: 'an unknown type of document',
    code: `import { Prepaidify } from '@sparring/sdk';
      await Prepaidify.fromEnv().uploadPhoto({ requestNo: 'R-1', type: 'selfie', file: 'a.jpg' });`,
    error: /'"selfie"' is not assignable/,
  },
  {
    name: 'a field that the call does not know',
    code: `import { WorldFirst } from '@sparring/sdk';
      await WorldFirst.fromEnv().submitAttachment({ attachmentId: 'A', attachmentType: 'BUSINESS_LICENSE', file: 'a.jpg' });`,
    error: /'file' does not exist/,
  },
  {
    name: 'every kind of source',
    code: `import { createReadStream } from 'node:fs';
      import type { FileSource } from '@sparring/sdk';
      export const all: FileSource[] = [Buffer.from(''), new Uint8Array(1), new ArrayBuffer(1), new Blob([]), 'path',
        new URL('file:///x'), createReadStream('x'), new Blob([]).stream(),
        { open: () => createReadStream('x'), lengthBytes: 1 }];`,
  },
  {
    name: 'a source without its length',
    code: `import type { FileSource } from '@sparring/sdk';
      export const source: FileSource = { open: () => new Blob([]).stream() };`,
    error: /not assignable to type 'FileSource'/,
  },
];

const PARTNERS = [
  { partner: 'WorldFirst', from: 'worldfirst', catalogue: worldfirst.catalogue },
  { partner: 'Prepaidify', from: 'prepaidify', catalogue: prepaidify.catalogue },
];

/** A switch over all refusals of a partner, and one that forgets the first. */
function switches({ partner, from, catalogue }: (typeof PARTNERS)[number]): readonly TypeTest[] {
  const refused = [...catalogue.filter((entry) => entry.class === 'refused').map(({ code }) => code), 'UNLISTED_CODE'];
  const program = (codes: readonly string[]) => `
    import { ${partner}RefusedError } from '@sparring/sdk/${from}';
    export function clientAction(error: unknown): string {
      if (!(error instanceof ${partner}RefusedError)) throw error;
      switch (error.code) {
        ${codes.map((code) => `case '${code}': return error.clientAction;`).join(' ')}
        default: { const forgotten: never = error.code; return forgotten; }
      }
    }`;
  return [
    { name: `${partner}: a switch over all codes`, code: program(refused) },
    {
      name: `${partner}: a code left out`,
      code: program(refused.slice(1)),
      error: `Type '"${refused[0]}"' is not assignable to type 'never'`,
    },
  ];
}

t.test('the types describe what can be called and caught, and require a complete switch', async (t) => {
  const tests = [...TYPE_TESTS, ...PARTNERS.flatMap(switches)];
  for (const [at, { code }] of tests.entries()) writeFileSync(join(installed.project, `types-${at}.ts`), code);
  const { stdout } = compile(
    tests.map((_test, at) => `types-${at}.ts`),
    '--noEmit',
  );
  for (const [at, { name, error }] of tests.entries()) {
    const reported = stdout.split('\n').filter((line) => line.startsWith(`types-${at}.ts(`));
    if (error) t.match(reported.join('\n'), error, name);
    else t.same(reported, [], name);
  }
});

/** Every module that a program loads, found with a loader hook. */
function loadedBy(code: string): readonly string[] {
  const hooks = `import { writeSync } from 'node:fs';
  export function load(url, context, next) {
    writeSync(1, url + '\\n');
    return next(url, context);
  }`;
  const program = `import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    ${code}`;
  writeFileSync(join(installed.project, 'graph.mjs'), program);
  const { stdout, stderr, status } = run(installed.project, process.execPath, ['graph.mjs']);
  if (status !== 0) throw new Error(`the program failed: ${stderr}`);
  return stdout.trim().split('\n');
}

const ENTRIES = [
  {
    specifier: '@sparring/sdk/worldfirst',
    never: /prepaidify/,
    call: `new WorldFirst({ ...options, clientId: 'c', privateKey, partnerPublicKey: publicKey })
      .submitAttachment({ attachmentId: 'A', attachmentType: 'BUSINESS_LICENSE', content })`,
  },
  {
    specifier: '@sparring/sdk/prepaidify',
    never: /worldfirst/,
    call: `new Prepaidify({ ...options, accessKey: 'a', secretKey: 's' })
      .uploadPhoto({ requestNo: 'R', type: 'face', file: content })`,
  },
];

t.test('a caller of one partner loads nothing of the other, of the simulator or of a third party', async (t) => {
  for (const { specifier, never, call } of ENTRIES) {
    const loaded = loadedBy(`
      const { generateKeyPairSync } = await import('node:crypto');
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const content = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
      const options = { baseUrl: 'http://127.0.0.1:1', maxRetries: 0 };
      const { WorldFirst, Prepaidify } = await import('${specifier}');
      const error = await ${call}.catch((error) => error);
      if (error.kind !== 'connection') throw error;`);
    const files = loaded.filter((url) => !url.startsWith('node:'));
    t.ok(
      files.some((url) => url.endsWith('/engine/transport.js')),
      `${specifier} made a call`,
    );
    t.same(
      files.filter((url) => never.test(url)),
      [],
      specifier,
    );
    t.same(
      files.filter((url) => !/\/node_modules\/@sparring\/(sdk|contracts)\//.test(url)),
      [],
      specifier,
    );
  }
});

t.test('an import loads few modules: each of them costs time', async (t) => {
  const rows = [
    { specifier: '@sparring/sdk/worldfirst', most: 15 },
    { specifier: '@sparring/sdk/prepaidify', most: 15 },
    { specifier: '@sparring/sdk', most: 23 },
  ];
  for (const { specifier, most } of rows) {
    const loaded = loadedBy(`await import('${specifier}');`);
    t.same(
      loaded.filter((url) => url.startsWith('node:')),
      ['node:crypto'],
      `${specifier}: built-ins`,
    );
    t.ok(loaded.length > 5 && loaded.length <= most, `${specifier}: ${loaded.length} of at most ${most}`);
  }
});

t.test('fromEnv() reads what `sparring env` prints', async (t) => {
  const simulator = await simulatorFor(t);
  const home = folderWith(t, { 'credentials.json': JSON.stringify(simulator.credentials) });
  for (const format of ['pem', 'base64'] as const) {
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const options = ['--home', home, '--url', simulator.url, '--key-format', format, '--key-type', type, '--json'];
      const { stdout } = run(root, process.execPath, ['mock-server/bin/sparring.js', 'env', ...options]);
      const printed = JSON.parse(stdout);
      await t.resolves(WorldFirst.fromEnv({}, printed).submitAttachment(attachment()), `${format} ${type}`);
      await t.resolves(Prepaidify.fromEnv({}, printed).uploadPhoto(photo()), `${format} ${type}`);
    }
  }
});
