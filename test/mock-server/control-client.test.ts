import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControl as fromRoot } from 'sparring';
import { ControlError, createControl, UserError } from 'sparring/control';
import t, { type Test } from 'tap';
import { homeWithKeys, started } from '../helpers/command.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';

const photo = specimen('face.jpg');

async function uploadCode(url: string, credentials: object, requestNo = 'R-1'): Promise<string> {
  const client = { url, credentials } as Parameters<typeof upload>[0];
  return (await upload(client, { parts: uploadParts(photo, 'face.jpg', 'face', requestNo) })).json.code;
}

/** What is looked at of the description of the control API. */
interface Described {
  readonly components: { readonly schemas: Readonly<Record<string, DescribedObject | undefined>> };
}

interface DescribedObject {
  readonly properties?: Readonly<Record<string, DescribedObject | undefined>>;
  readonly required?: readonly string[];
}

/** Something else that listens; ends with the test. */
async function serverFor(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a call throws. */
async function failure(call: () => Promise<unknown>): Promise<ControlError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ControlError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

t.test('a simulator in another process is controlled as one in this process', async (t) => {
  const simulator = await started(t, ['--home', await homeWithKeys(t), '--log-level', 'silent']);
  const control = createControl(simulator.url);
  const lane = await control.createLane({ name: 'qa', settings: { prepaidify: { sniffContent: false } } });
  t.match(lane, { name: 'qa', seed: /^[0-9a-f]{12}$/, url: simulator.url });
  t.equal((await lane.settings()).prepaidify.sniffContent, false);
  t.same(await control.lanes(), ['default', 'qa']);

  const rule = await lane.rules.add({ partner: 'prepaidify', sequence: ['4009', '4009', 'natural'] });
  const codes = [1, 2, 3, 4].map(() => uploadCode(simulator.url, lane.credentials));
  t.same((await Promise.all(codes)).sort(), ['0', '0', '4009', '4009'], 'its credentials select the lane');
  t.match(await lane.rules.get(rule.id), { hits: 3, remaining: 0 });
  t.same(await control.rules.get(rule.id), undefined, 'the default lane has no such rule');
  t.same([await lane.rules.remove(rule.id), await lane.rules.remove(rule.id)], [true, false]);
  await lane.rules.add({ move: 'PROCESS_FAIL' });
  await lane.rules.clear();
  t.same(await lane.rules.list(), []);

  t.match(await lane.ledger('R-1'), [{ partner: 'prepaidify', arrived: 4, accepted: 2, duplicates: 1 }]);
  t.match(await lane.ledger(undefined, 1), [{ id: 'R-1' }]);
  t.same(await control.ledger('R-1'), []);
  const [latest] = await lane.journal({ code: '4009', limit: 1 });
  t.match(latest, { lane: 'qa', move: { by: 'rule', rule: rule.id } });
  t.match(await lane.journalEntry(latest?.id ?? ''), { ...latest, request: { body: 'multipart' } });
  t.same(await lane.journalEntry('nothing'), undefined);
  t.equal((await control.journal()).length, 4, 'without a lane, of every lane');
  t.equal((await createControl(simulator.url, { lane: 'default' }).journal()).length, 0);

  await lane.configure('prepaidify', 'successMessage', 'QA');
  await lane.configureAll({ worldfirst: { onRepeat: 'accept' } });
  t.match(await lane.settings(), { prepaidify: { successMessage: 'QA' }, worldfirst: { onRepeat: 'accept' } });
  t.match(await control.settings(), { worldfirst: { onRepeat: 'check' } });
  await lane.setState('prepaidify', 'decided', 'R-9');
  t.equal(await uploadCode(simulator.url, lane.credentials, 'R-9'), '4012');
  t.match(await lane.states(), { prepaidify: { decided: /./ } });

  t.match(await lane.clock.freeze(), { frozen: true });
  t.match(await lane.clock.set(new Date('2030-01-01T00:00:00Z')), { now: '2030-01-01T00:00:00.000Z' });
  t.match(await lane.clock.advance(1.5), { now: '2030-01-01T00:00:01.500Z' });
  t.match(await lane.clock.skew(60), { aheadSeconds: 60 });
  t.match(await lane.clock.resume(), { frozen: false });
  t.match(await control.clock.state(), { aheadSeconds: 0 });
  t.ok((await control.moves()).every(({ moves }) => moves.length > 20));

  await lane.reset();
  t.same([(await lane.journal()).length, (await lane.clock.state()).aheadSeconds], [0, 0]);
  await control.rules.add({ move: 'hang' });
  await control.resetAll();
  t.same(await control.rules.list(), []);
  t.same((await control.lane('qa')).credentials, lane.credentials);
  await control.deleteLane('qa');
  t.match(await failure(() => lane.rules.list()), { code: 'unknown-lane', httpStatus: 404, field: 'lane' });
  t.equal(await uploadCode(simulator.url, lane.credentials), '200007', 'its credentials are unknown from now on');
});

t.test('the client and the description of the control API have the diagnosis of an invalid signature', async (t) => {
  const simulator = await simulatorFor(t);
  const control = createControl(simulator.url);
  const prepaidify = { ...simulator.credentials['prepaidify'], secretKey: 'another' };
  t.equal(await uploadCode(simulator.url, { prepaidify }), '200006');
  const [entry] = await control.journal({ code: '200006' });
  t.match(entry?.diagnosis, { recipe: null, stringToSign: /POST/, difference: null });
  t.match(await control.journalEntry(entry?.id ?? ''), { ...entry });
  t.equal(await uploadCode(simulator.url, simulator.credentials), '0');
  const [accepted = {}] = await control.journal({ code: '0' });
  t.notOk('diagnosis' in accepted, 'nothing else is diagnosed');
  const { components } = (await (await fetch(`${simulator.url}/_sparring/openapi.json`)).json()) as Described;
  const { properties, required } = components.schemas['JournalEntryAnswer'] ?? {};
  t.same(Object.keys(properties?.['diagnosis']?.properties ?? {}), Object.keys(entry?.diagnosis ?? {}));
  t.notOk(required?.includes('diagnosis'));
});

t.test('the client offers everything that the handle does', async (t) => {
  const simulator = await simulatorFor(t);
  const lane = await createControl(simulator.url).createLane();
  // over HTTP, whole exchanges are read one by one, or as HAR
  const ofProcess = ['token', 'tlsUrl', 'tlsCertificate', 'close', 'advanceClock', 'env', 'exchanges'];
  for (const name of Object.keys(simulator).filter((one) => !ofProcess.includes(one))) t.ok(name in lane, name);
  for (const part of ['rules', 'clock'] as const)
    t.same(Object.keys(lane[part]).sort(), Object.keys(simulator[part]).sort());
});

t.test('a refusal has the words of the handle, a code, what to do and the field', async (t) => {
  const simulator = await simulatorFor(t);
  const control = createControl(simulator.url);
  // @ts-expect-error the compiler knows the codes
  const wrong = () => control.rules.add({ partner: 'worldfirst', move: 'PROCESS_FIAL' });
  const error = await failure(wrong);
  t.match(error, { name: 'ControlError', code: 'invalid-body', httpStatus: 400, field: 'move', todo: /openapi/ });
  t.ok(error instanceof UserError);
  const here = await Promise.resolve()
    .then(() => simulator.rules.add({ partner: 'worldfirst', move: 'PROCESS_FIAL' }))
    .catch((thrown: unknown) => thrown);
  t.equal(error.message, (here as Error).message);
  const calls = {
    // @ts-expect-error
    'a partner': () => control.configure('worldfrist', 'onRepeat', 'accept'),
    // @ts-expect-error
    'a setting': () => control.configure('worldfirst', 'onRepaet', 'accept'),
    // @ts-expect-error
    'a value': () => control.configure('worldfirst', 'onRepeat', 'acept'),
    // @ts-expect-error
    'a state': () => control.setState('prepaidify', 'decidded', 'R-1'),
    // @ts-expect-error
    'an option': () => control.createLane({ nmae: 'x' }),
    'a prototype': () => control.configure('__proto__' as 'worldfirst', 'onRepeat', 'accept'),
    'a time': () => control.clock.advance(1e300),
    'another lane': () => control.lane('x'),
  };
  for (const [name, call] of Object.entries(calls)) {
    const refused = await failure(call);
    t.match(refused, { httpStatus: /^40[04]$/, message: /./, todo: /./ }, name);
  }
  t.match(await failure(calls['another lane']), { code: 'unknown-lane', field: 'lane' });
});

t.test('a token is sent, and its absence is an error that says what to do', async (t) => {
  const { url } = await simulatorFor(t, { token: 'secret' });
  t.match(await failure(() => createControl(url).lanes()), {
    code: 'token-required',
    httpStatus: 401,
    todo: /SPARRING_TOKEN/,
  });
  t.same(await createControl(url, { token: 'secret' }).lanes(), ['default']);
  t.throws(() => createControl(url, { token: 'a\r\nb' }), { name: 'UserError', field: 'token' });
  for (const wrong of ['', 'localhost:4010', 'ftp://x', `${url}/path`, `${url}?x`, 'http://user@x']) {
    t.throws(() => createControl(wrong), { name: 'UserError', field: 'url' }, wrong);
  }
  t.equal(fromRoot(`${url}/`).url, url, 'a slash at the end is no path');
});

t.test('what is no simulator is reported as such', async (t) => {
  const gone = await serverFor(t, () => {});
  const rows: readonly { name: string; listener: RequestListener; code: string }[] = [
    { name: 'a page', listener: (_, answer) => void answer.end('<html>'), code: 'not-a-simulator' },
    {
      name: 'an error page',
      listener: (_, answer) => void answer.writeHead(500).end('<html>'),
      code: 'not-a-simulator',
    },
    { name: 'JSON', listener: (_, answer) => void answer.writeHead(404).end('{"error":"x"}'), code: 'not-a-simulator' },
    { name: 'null', listener: (_, answer) => void answer.writeHead(404).end('null'), code: 'not-a-simulator' },
    {
      name: 'a redirect',
      listener: (_, answer) => void answer.writeHead(302, { location: gone }).end(),
      code: 'unreachable',
    },
    { name: 'a reset', listener: ({ socket }) => void socket.destroy(), code: 'unreachable' },
    {
      name: 'half an answer',
      listener: (_, answer) => void answer.writeHead(200, { 'content-length': 9 }).write('{', () => answer.destroy()),
      code: 'unreachable',
    },
  ];
  for (const { name, listener, code } of rows) {
    const url = await serverFor(t, listener);
    t.match(await failure(() => createControl(url).lanes()), { code, message: url, todo: /npx sparring start/ }, name);
  }
  const silent = createControl(gone, { timeoutMs: 20 });
  t.match(await failure(() => silent.reset()), { code: 'timeout', message: /did not answer within 20 ms/ });
});

/** The files that a built module imports, and they in turn; packages by name. */
function importsOf(file: URL, found = new Set<string>()): Set<string> {
  if (found.has(file.href)) return found;
  found.add(file.href);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?['"]([^'"]+)['"]/g)) {
    if (name.startsWith('.')) importsOf(new URL(name, file), found);
    else found.add(name);
  }
  return found;
}

t.test('importing the client loads neither the server nor a package', (t) => {
  const loaded = [...importsOf(new URL(import.meta.resolve('sparring/control')))];
  t.ok(loaded.length > 3);
  t.same(
    loaded.filter((name) => !/^file:.*\/mock-server\/dist\/(?:client|core|state|lanes)\/[^/]+$/.test(name)),
    [],
  );
  t.ok(loaded.length < 15, 'and little of the simulator');
  t.end();
});
