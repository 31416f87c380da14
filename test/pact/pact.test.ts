import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PactInteraction, readInteractions, specimenBytes } from '@sparring/cases';
import { prepaidify, worldfirst } from '@sparring/contracts';
import { Prepaidify, WorldFirst } from '@sparring/sdk';
import { simulatorTarget, type Target, type VerifyReport, verify } from 'sparring/verify';
import t from 'tap';
import { checkPacts, pactFaults } from '#generate/pacts/check-pacts.js';
import { brokerOf, publishPacts } from '#generate/pacts/publish-pacts.js';
import { endOf } from '#pacts/pact-case.js';
import { writePrepaidifyPact } from '#pacts/prepaidify-pact.js';
import { writeWorldfirstPact } from '#pacts/worldfirst-pact.js';
import { writePacts } from '#pacts/write-pacts.js';
import { LONG } from '../helpers/amount.js';
import { shell } from '../helpers/command.js';
import { sharedCredentials } from '../helpers/simulator.js';
import { type Breakage, type Mutable, mutantTarget } from './mutant.js';

process.env['PACT_DO_NOT_TRACK'] = 'true';
// a busy machine makes every child process slow
t.setTimeout(600_000);

const committed = new URL('../../../contracts/pacts/', import.meta.url);
const failures = ({ results }: VerifyReport) => results.filter(({ verdict }) => verdict === 'failed');

t.test('the SDK writes the committed pacts and handles every answer in them', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'sparring-pacts-')), 'pacts');
  const judged = await writePacts(folder);
  for (const { description, expected, actual } of judged) {
    t.same(actual, expected, `the SDK makes the right end of: ${description}`);
  }
  t.same(readdirSync(folder).sort(), readdirSync(committed).sort(), 'there is a pact for each partner');
  for (const file of readdirSync(folder)) {
    const [fresh, kept] = [readFileSync(join(folder, file)), readFileSync(new URL(file, committed))];
    t.ok(fresh.equals(kept), `${file} is what the SDK writes today; otherwise run npm run pacts`);
  }
});

t.test('the provider fulfils every interaction, large ones byte for byte too', async (t) => {
  const target = await simulatorTarget(await sharedCredentials());
  t.teardown(target.close);
  const report = await verify({ target, pacts: true, only: (name) => name.includes(' ') });
  t.same(failures(report), []);
  const interactions = [...readInteractions('worldfirst'), ...readInteractions('prepaidify')];
  t.same(report.results.filter(({ suite }) => suite === 'pact').length, interactions.length);
  const largest = 1_048_576;
  for (const [characters, verdict] of [
    [largest, 'passed'],
    [largest + 4, 'failed'],
  ] as const) {
    const path = join(mkdtempSync(join(tmpdir(), 'sparring-large-')), 'large.json');
    const text = readFileSync(new URL('sparring-sdk-worldfirst.json', committed), 'utf8');
    const pact = JSON.parse(text);
    const [one] = pact.interactions.filter(
      ({ description }: PactInteraction) => description === 'the front of an ID card',
    );
    one.request.body.content.attachmentContent = '/9j/'.padEnd(characters, 'A');
    writeFileSync(path, JSON.stringify({ ...pact, interactions: [one] }));
    const large = await verify({
      target,
      pacts: true,
      partner: 'worldfirst',
      pactPath: () => path,
      only: (name) => name.includes(' '),
    });
    t.same(
      large.results.map((result) => result.verdict),
      [verdict],
      `${characters} characters`,
    );
  }
});

t.test('a failed interaction says under its own name what is wrong', async (t) => {
  const only = (name: string) => name === 'the front of an ID card' || name === 'an upload of an unknown client';
  const judge = async (breakage: Breakage) => {
    const target = await mutantTarget(breakage);
    const { results } = await verify({ target, pacts: true, partner: 'worldfirst', only });
    await target.close();
    return Object.fromEntries(
      results.map(({ name, verdict, reason, differences }) => [name, { verdict, reason, differences }]),
    );
  };
  const passed = { verdict: 'passed', reason: undefined, differences: [] };
  const otherSignature = ({ headers }: Mutable) => {
    const { signature } = headers;
    // any first character but its own: one in 64 signatures begins with a given one
    if (signature)
      headers['signature'] = signature.replace(/signature=(.)/, (_, first) => `signature=${first === 'x' ? 'y' : 'x'}`);
  };
  t.same(
    await judge({ wire: otherSignature }),
    {
      'the front of an ID card': {
        ...passed,
        verdict: 'failed',
        reason: 'the signature of the answer is not valid for its bytes',
      },
      'an upload of an unknown client': passed,
    },
    'the reason is not that the proxy answered something else',
  );
  const asText = await judge({ wire: ({ headers }) => Object.assign(headers, { 'content-type': 'text/html' }) });
  const { differences = [] } = asText['the front of an ID card'] ?? {};
  t.same(
    differences.filter(({ field }) => field === 'header content-type'),
    [{ field: 'header content-type', expected: 'application/json; charset=UTF-8', actual: 'text/html' }],
    'the published pact spells the header twice, and it is compared once',
  );
});

const FEW = 8;

interface NativeReport {
  readonly interactionResults: readonly { readonly description: string; readonly result: string }[];
}

t.test(
  "a team's own Pact verifier passes with a proxy that signs and sets states, and only with it",
  LONG,
  async (t) => {
    const credentials = await sharedCredentials();
    const started = [
      await simulatorTarget(credentials),
      await simulatorTarget(credentials, {
        worldfirst: { requestsPerSecond: 0 },
        prepaidify: { requireRegisteredRequest: true },
      }),
    ] as const;
    t.teardown(() => Promise.all(started.map(({ close }) => close())));
    const [{ url }, { url: urlWithSettings }] = started;
    const program = fileURLToPath(new URL('foreign-verifier.js', import.meta.url));
    const run = async (partner: string, unsigned: boolean) => {
      const published = createRequire(import.meta.url).resolve(`@sparring/cases/pacts/sparring-sdk-${partner}.json`);
      const place = mkdtempSync(join(tmpdir(), 'sparring-foreign-'));
      const [file, few] = [join(place, 'input.json'), join(place, 'few.json')];
      const { interactions, ...rest } = JSON.parse(readFileSync(published, 'utf8'));
      // that samples of signatures are refused is shown by a few interactions
      writeFileSync(few, JSON.stringify({ ...rest, interactions: interactions.slice(0, FEW) }));
      const pact = unsigned ? few : published;
      writeFileSync(
        file,
        JSON.stringify({ partner, pact, url, urlWithSettings, credentials: credentials[partner], unsigned }),
      );
      const { stdout, stderr } = await shell(`"${process.execPath}" "${program}" "${file}"`, {
        env: { PACT_DO_NOT_TRACK: 'true' },
      });
      const [, report = `{"none": ${JSON.stringify(stderr)}}`] = /^REPORT (.*)$/m.exec(stdout) ?? [];
      const { interactionResults = [] } = JSON.parse(report) as Partial<NativeReport>;
      return Object.fromEntries(interactionResults.map(({ description, result }) => [description, result]));
    };
    for (const partner of ['worldfirst', 'prepaidify']) {
      const all = readInteractions(partner);
      const passed = Object.fromEntries(all.map(({ description }) => [description, 'OK']));
      t.same(await run(partner, false), passed, `${partner}: every interaction`);
      const refused = Object.values(await run(partner, true)).filter((result) => result !== 'OK');
      t.ok(refused.length > FEW / 2, `${partner}: the signatures in a pact are samples`);
    }
  },
);

t.test('the pacts resolve by the same import in the workspace and from the published package', LONG, async (t) => {
  const place = mkdtempSync(join(tmpdir(), 'sparring-packed-'));
  t.teardown(() => rmSync(place, { recursive: true, force: true }));
  const contracts = fileURLToPath(new URL('../../../contracts/', import.meta.url));
  for (const folder of ['cases', 'pacts']) {
    cpSync(join(contracts, folder), join(place, folder), { recursive: true, verbatimSymlinks: true });
  }
  const script = 'generate/remove-stale.js'; // run by prepack
  cpSync(join(contracts, script), join(place, script));
  const installed = join(place, 'project/node_modules/@sparring/cases');
  mkdirSync(installed, { recursive: true });
  const pack = `npm pack --silent --ignore-scripts=false && tar -xzf sparring-cases-*.tgz -C "${installed}" --strip-components=1`;
  const packed = await shell(pack, { cwd: join(place, 'cases') });
  t.equal(packed.code, 0, packed.stderr);
  t.ok(lstatSync(join(place, 'cases/pacts')).isSymbolicLink(), 'packing leaves the link of the workspace');
  for (const file of readdirSync(committed)) {
    const code = `import pact from '@sparring/cases/pacts/${file}' with { type: 'json' }; console.log(JSON.stringify(pact))`;
    const wanted = JSON.stringify(JSON.parse(readFileSync(new URL(file, committed), 'utf8')));
    for (const cwd of [join(place, 'project'), join(contracts, '..')]) {
      const { stdout } = await shell(`"${process.execPath}" --input-type=module`, { cwd, input: code });
      t.equal(stdout.trim(), wanted, file);
    }
  }
});

t.test('a pact that the Pact verifier would silently ignore fails', async (t) => {
  const target = await simulatorTarget(await sharedCredentials());
  t.teardown(target.close);
  const text = readFileSync(new URL('sparring-sdk-prepaidify.json', committed), 'utf8');
  const [first] = JSON.parse(text).interactions;
  const cases = [
    { name: 'an unknown state', interactions: [{ ...first, providerStates: [{ name: 'nobody knows' }] }] },
    { name: 'no state', interactions: [{ ...first, providerStates: [] }] },
    { name: 'a pending interaction', interactions: [{ ...first, pending: true }] },
    { name: 'no interaction', interactions: [] },
    { name: 'one description twice', interactions: [first, first] },
  ];
  for (const { name, interactions } of cases) {
    const path = join(mkdtempSync(join(tmpdir(), 'sparring-guard-')), 'pact.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(text), interactions }));
    const run = verify({
      target,
      pacts: true,
      partner: 'prepaidify',
      pactPath: () => path,
      only: (one) => one.includes(' '),
    });
    await t.rejects(run, { name: 'UserError' }, name);
  }
  const throwing = {
    ...target,
    control: {
      set: () => {
        throw new Error('the state cannot be brought about');
      },
      setState: async () => {},
      advanceClock: () => {},
      reset: async () => {},
    },
  };
  const report = await verify({
    target: throwing,
    pacts: true,
    partner: 'prepaidify',
    only: (name) => name.includes('unregistered'),
  });
  t.match(
    failures(report)
      .map(({ reason }) => reason)
      .join(),
    /cannot be brought about/,
    'a state that throws',
  );
});

/** Which checks must catch a breakage. `conformance` names the examples to play, to be quick. */
interface Mutation extends Breakage {
  readonly name: string;
  readonly partner: 'worldfirst' | 'prepaidify';
  /** Whether the provider's verification of the pacts fails. */
  readonly provider: boolean;
  /** Whether an example fails. */
  readonly conformance: boolean;
}

const MUTATIONS: readonly Mutation[] = [
  {
    name: 'drops attachmentUrl',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    json: ({ result }) => ({ result }),
  },
  {
    name: 'renames SUCCESS',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    json: ({ result, ...more }) => ({
      ...more,
      result: { ...result, resultCode: result.resultCode.replace('SUCCESS', 'OK') },
    }),
  },
  {
    name: 'says U instead of F',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    json: ({ result, ...more }) => ({
      ...more,
      result: { ...result, resultStatus: result.resultStatus.replace('F', 'U') },
    }),
  },
  {
    name: 'words a refusal differently',
    partner: 'worldfirst',
    provider: false,
    conformance: true,
    json: ({ result, ...more }) => ({ ...more, result: { ...result, resultMessage: `${result.resultMessage}!` } }),
  },
  {
    name: 'writes the envelope in another order, which is allowed',
    partner: 'worldfirst',
    provider: false,
    conformance: false,
    json: ({ result, ...more }) => ({ result, ...more }),
  },
  {
    name: 'leaves a success unsigned',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    wire: ({ headers }) => {
      delete headers['signature'];
    },
  },
  {
    name: 'sends half of the signature',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    wire: ({ headers }) => {
      delete headers['response-time'];
    },
  },
  {
    name: 'signs another text',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    wire: (answer) => {
      if (answer.headers['signature']) answer.body = Buffer.from(`${answer.body} `);
    },
  },
  {
    name: 'writes the signature as raw Base64',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    wire: ({ headers }) => {
      if (headers['signature']) headers['signature'] = decodeURIComponent(headers['signature']);
    },
  },
  {
    name: 'answers text/html',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    wire: ({ headers }) => {
      headers['content-type'] = 'text/html';
    },
  },
  {
    name: 'answers refusals with HTTP 400',
    partner: 'worldfirst',
    provider: true,
    conformance: true,
    wire: (answer) => {
      if (!answer.body.includes('"S"')) answer.httpStatus = 400;
    },
  },
  {
    name: 'takes one group of characters too many',
    partner: 'worldfirst',
    provider: false,
    conformance: true,
    request: (body) => {
      const fields = JSON.parse(body.toString() || '{}');
      const { attachmentContent = '' } = fields;
      if (attachmentContent.length <= 1_048_576 || attachmentContent.length > 1_048_580) return body;
      return Buffer.from(JSON.stringify({ ...fields, attachmentContent: attachmentContent.slice(0, 1_048_576) }));
    },
  },
  {
    name: 'writes code as a number',
    partner: 'prepaidify',
    provider: true,
    conformance: true,
    json: (answer) => ({ ...answer, code: Number(answer.code) }),
  },
  {
    name: 'leaves model out',
    partner: 'prepaidify',
    provider: true,
    conformance: true,
    json: ({ model, ...rest }) => rest,
  },
  {
    name: 'writes traceId in capitals',
    partner: 'prepaidify',
    provider: true,
    conformance: true,
    json: (answer) => ({ ...answer, traceId: answer.traceId.toUpperCase() }),
  },
  {
    name: 'swaps success and error',
    partner: 'prepaidify',
    provider: true,
    conformance: true,
    json: (answer) => ({ ...answer, success: answer.error, error: answer.success }),
  },
  {
    name: 'adds a field',
    partner: 'prepaidify',
    provider: false,
    conformance: true,
    json: (answer) => ({ ...answer, extra: 1 }),
  },
  {
    name: 'answers 4001 for 4007',
    partner: 'prepaidify',
    provider: true,
    conformance: true,
    json: (answer) => ({ ...answer, code: answer.code.replace('4007', '4001') }),
  },
];

/** What is run against every mutant: an interaction or an example for each kind of outcome, to be quick. */
const PLAYED =
  /^(the front of an ID card|a photo in place|an upload signed|content that is no image|.* id with another type|success-(id-card-front-side-jpeg|answer-headers|id-front-jpeg)|attachment-content-empty|content-one-group-too-long|repeat-other-type|mismatch-face-pdf)/;

t.test('every breakage of the simulator is caught by the checks that claim it, and by no other', LONG, async (t) => {
  for (const mutation of MUTATIONS) {
    const target = await mutantTarget(mutation);
    const only = (name: string) => PLAYED.test(name);
    const report = await verify({ target, pacts: true, partner: mutation.partner, only });
    await target.close();
    const caught = (suite: string) => failures(report).some((result) => result.suite === suite);
    const { provider, conformance } = mutation;
    t.same({ provider: caught('pact'), conformance: caught('conformance') }, { provider, conformance }, mutation.name);
    const told = failures(report).every(({ reason, differences }) => reason !== undefined || differences.length > 0);
    t.ok(told, `${mutation.name}: each failure says what differs`);
  }
});

type Sent = { headers: Record<string, string>; body: Buffer };

/** A deliberate breakage of the SDK: what it sends is changed on its way out. */
interface SdkMutation {
  readonly name: string;
  readonly partner: 'worldfirst' | 'prepaidify';
  /** `consumer`: the pact is not written. `live`: only the signature is wrong, which a simulator must refuse. */
  readonly caught: 'consumer' | 'live';
  readonly change: (sent: Sent) => void;
}

type Edit = (sent: Sent) => void;

const editHeader =
  (name: string, edit: (value: string) => string): Edit =>
  ({ headers }) => {
    headers[name] = edit(headers[name] ?? '');
  };

const editFields =
  (edit: (fields: Record<string, string>) => Record<string, string>): Edit =>
  (sent) => {
    sent.body = Buffer.from(JSON.stringify(edit(JSON.parse(sent.body.toString()))));
  };

const editText =
  (from: string, to: string): Edit =>
  (sent) => {
    sent.body = Buffer.from(sent.body.toString('latin1').replace(from, to), 'latin1');
  };

const dropHeader =
  (name: string): Edit =>
  ({ headers }) => {
    delete headers[name];
  };

const urlSafe = (fields: Record<string, string>) => ({
  ...fields,
  attachmentContent: (fields['attachmentContent'] ?? '').replaceAll('/', '_'),
});

const WORLDFIRST_EDITS: readonly (readonly [name: string, change: Edit, caught?: 'live'])[] = [
  ['leaves Request-Time out', dropHeader('request-time')],
  ['leaves the algorithm out of Signature', editHeader('signature', (value) => value.replace('algorithm=RSA256,', ''))],
  ['sends the signature as raw Base64', editHeader('signature', decodeURIComponent)],
  ['sends text/plain', editHeader('content-type', () => 'text/plain')],
  ['adds a field', editFields((fields) => ({ ...fields, extra: 'x' }))],
  ['writes Base64 in the URL-safe alphabet', editFields(urlSafe)],
  ['renames attachmentType', editText('attachmentType', 'type')],
  ['sends other bytes than it signed', editText('{', '{ '), 'live'],
];

const PREPAIDIFY_EDITS: typeof WORLDFIRST_EDITS = [
  ['writes the timestamp in seconds', editHeader('ach-access-timestamp', (value) => value.slice(0, 10))],
  [
    'writes the signature in hex',
    editHeader('ach-access-sign', (value) => Buffer.from(value, 'base64').toString('hex')),
  ],
  ['renames the part type', editText('name="type"', 'name="kind"')],
  ['sends a type nobody knows', editText('idFront', 'passport')],
  ['declares a JPEG as PNG', editText('image/jpeg', 'image/png')],
  ['signs another time', editHeader('ach-access-timestamp', (value) => String(Number(value) - 1000)), 'live'],
];

const toMutation =
  (partner: SdkMutation['partner']) =>
  ([name, change, caught]: (typeof WORLDFIRST_EDITS)[number]): SdkMutation => ({
    name,
    partner,
    caught: caught ?? 'consumer',
    change,
  });

const SDK_MUTATIONS: readonly SdkMutation[] = [
  ...WORLDFIRST_EDITS.map(toMutation('worldfirst')),
  ...PREPAIDIFY_EDITS.map(toMutation('prepaidify')),
];

/** A `fetch` that changes what the SDK has written and signed. */
function fetchThat(change: Edit): typeof fetch {
  return async (input, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const sent = { headers, body: Buffer.from(await new Response(init?.body ?? null).arrayBuffer()) };
    change(sent);
    return fetch(input, { ...init, headers: sent.headers, body: sent.body });
  };
}

function callLive(partner: SdkMutation['partner'], { url: baseUrl, credentials }: Target, send: typeof fetch) {
  const own = credentials[partner] ?? {};
  const client = { baseUrl, fetch: send };
  if (partner === 'prepaidify') {
    const { accessKey = '', secretKey = '' } = own;
    const photo = { requestNo: 'R-1', type: 'idFront', file: specimenBytes('jpeg') } as const;
    return new Prepaidify({ ...client, accessKey, secretKey }).uploadPhoto(photo);
  }
  const { clientId = '', clientPrivateKey: privateKey = '', partnerPublicKey = '' } = own;
  const attachment = {
    attachmentId: 'A-1',
    attachmentType: 'BUSINESS_LICENSE',
    content: specimenBytes('png'),
  } as const;
  return new WorldFirst({ ...client, clientId, privateKey, partnerPublicKey }).submitAttachment(attachment);
}

t.test('every breakage of the SDK is caught by the check in the table', async (t) => {
  const simulator = await simulatorTarget(await sharedCredentials());
  t.teardown(simulator.close);
  const only = (description: string) => description === 'the front of an ID card';
  for (const { name, partner, caught, change } of SDK_MUTATIONS) {
    const send = fetchThat(change);
    const run = { folder: mkdtempSync(join(tmpdir(), 'sparring-mutant-')), only, fetch: send, judged: () => {} };
    const written = partner === 'worldfirst' ? writeWorldfirstPact(run) : writePrepaidifyPact(run);
    if (caught === 'consumer') {
      await t.rejects(written, `${name}: the pact is not written`);
    } else {
      await t.resolves(written, `${name}: a pact cannot see it`);
      const { kind } = await endOf(callLive(partner, simulator, send));
      t.equal(kind, 'refused', `${name}: the simulator refuses it`);
    }
  }
});

t.test('the static check accepts the committed pacts and names each fault of a changed one', async (t) => {
  t.same(await checkPacts(), [], 'finds nothing in the committed pacts');
  const [first, ...rest] = readInteractions('worldfirst') as [PactInteraction, ...PactInteraction[]];
  const { request, response } = first;
  const content = response.body?.content as Record<string, Record<string, unknown>>;
  const answer = (changed: object) => ({
    ...first,
    response: { ...response, body: { ...response.body, content: changed } },
  });
  const cases = [
    {
      name: 'an unknown code',
      fault: /has no outcome NEW/,
      one: answer({ ...content, result: { ...content['result'], resultCode: 'NEW' } }),
    },
    { name: 'an answer that breaks its schema', fault: /answer/, one: answer({ result: content['result'] }) },
    {
      name: 'a request that breaks its schema',
      fault: /attachmentId/,
      one: { ...first, request: { ...request, body: { ...request.body, content: {} } } },
    },
    {
      name: 'a missing header',
      fault: /does not have the header Signature/,
      one: { ...first, request: { ...request, headers: {} } },
    },
    {
      name: 'a path the partner does not have',
      fault: /no operation at/,
      one: { ...first, request: { ...request, path: '/aps/x' } },
    },
    {
      name: 'a method the operation does not know',
      fault: /does not allow PUT/,
      one: { ...first, request: { ...request, method: 'PUT' } },
    },
    {
      name: 'an unknown state',
      fault: /state "nobody knows" is unknown/,
      one: { ...first, providerStates: [{ name: 'nobody knows' }] },
    },
  ];
  for (const { name, fault, one } of cases) {
    t.match((await pactFaults(worldfirst, [one as PactInteraction, ...rest])).join('\n'), fault, name);
  }
  const fewer = readInteractions('prepaidify').filter(({ description }) => !description.includes('4008'));
  t.match(
    (await pactFaults(prepaidify, fewer)).join('\n'),
    /no interaction has the code 4008/,
    'a code without an interaction',
  );
});

t.test('pacts are published only to a broker that the environment names', async (t) => {
  t.equal(brokerOf({}), undefined, 'off by default');
  t.throws(() => brokerOf({ PACT_BROKER_BASE_URL: 'http://broker.example' }), /PACT_VERSION/);
  const got: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { provider } = JSON.parse(Buffer.concat(chunks).toString());
    got.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization} ${provider.name}`);
    outgoing.writeHead(got.length > 2 ? 401 : 201).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const environment = { PACT_BROKER_BASE_URL: baseUrl, PACT_BROKER_TOKEN: 'token', PACT_VERSION: '1.0' };
  const broker = brokerOf(environment);
  if (!broker) throw new Error('the environment names a broker');
  await publishPacts(broker);
  t.same(got, [
    'PUT /pacts/provider/prepaidify/consumer/sparring-sdk/version/1.0 Bearer token prepaidify',
    'PUT /pacts/provider/worldfirst/consumer/sparring-sdk/version/1.0 Bearer token worldfirst',
  ]);
  await t.rejects(publishPacts(broker), /answered 401/, 'a refusal is reported');
});
