import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { PactInteraction } from '@sparring/cases';
import { partners } from '@sparring/contracts';
import { Ajv } from 'ajv';
import { createControl } from 'sparring';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { pactFaults } from '#generate/pacts/check-pacts.js';
import { writeHar } from '#simulator/control/journal-har.js';
import { type DetailSource, memoryJournal } from '#simulator/state/journal.js';
import { LONG } from '../helpers/amount.js';
import { folderFor, shell, sparring } from '../helpers/command.js';
import { ask } from '../helpers/control.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnyOptions, type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { submit } from '../helpers/worldfirst.js';

const photo = specimen('face.jpg');
const card = specimen('id-back.png');
const hexCrc = (bytes: Buffer) => crc32(bytes).toString(16).padStart(8, '0');

/** Names of persons, secrets and bytes that nothing may show unless it is asked for. */
const MARKERS = { name: 'Mustermann', query: 'hunter2', header: 'Erika', note: 'Blankenese' };

/** Uploads that carry the markers where clients have personal data and secrets. */
async function uploadMarked(simulator: AnySimulator) {
  const parts = [
    ...uploadParts(photo, `${MARKERS.name} Passport.jpg`, 'face', 'R-1'),
    { name: 'holder', content: MARKERS.note },
  ];
  const headers = { 'x-customer-name': MARKERS.header, cookie: `session=${MARKERS.header}` };
  const content = { attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent: card.toString('base64') };
  const query = `?token=${MARKERS.query}`;
  return [
    await upload(simulator as never, { parts, headers, target: `/open/api/kyc/share/fileUpload${query}` }),
    await upload(simulator as never, { parts, headers: { ...headers, 'ach-access-sign': 'wrong' } }),
    await upload(simulator as never, { parts: [{ name: 'type', content: MARKERS.note }, ...parts.slice(0, 1)] }),
    await submit(simulator as never, { body: { attachmentId: 'A-1', ...content, holder: MARKERS.note }, headers }),
    await submit(simulator as never, { body: { attachmentId: 'A-2', ...content }, signedBody: Buffer.from('x') }),
    await submit(simulator as never, { body: { attachmentId: 'A-1', ...content, attachmentType: MARKERS.note } }),
  ];
}

async function text(url: string, path: string): Promise<string> {
  const { statusCode, body } = await request(`${url}/_sparring${path}`);
  const read = await body.text();
  if (statusCode !== 200) throw new Error(`${path} is answered with ${statusCode}: ${read}`);
  return read;
}

/** Everything that can be read of a simulator, by where it is read. */
async function everythingOf(simulator: AnySimulator, log: readonly unknown[], events: () => string) {
  const { url } = simulator;
  const entries = await simulator.journal();
  const forms = await Promise.all(
    entries.flatMap(({ id }) => [
      text(url, `/journal/${id}`),
      text(url, `/journal/${id}?format=har`),
      text(url, `/journal/${id}?format=curl`),
    ]),
  );
  return {
    log: JSON.stringify(log),
    journal: await text(url, '/journal'),
    entries: forms.join('\n'),
    har: await text(url, '/journal?format=har'),
    events: events(),
  };
}

/** Reads the events of a simulator. */
async function eventsOf(t: Test, url: string) {
  const { body } = await request(`${url}/_sparring/journal/events`);
  let read = '';
  body.setEncoding('utf8').on('data', (part: string) => {
    read += part;
  });
  body.on('error', () => {});
  t.teardown(() => body.destroy());
  const until = async (pattern: RegExp) => {
    while (!pattern.test(read)) await new Promise(setImmediate);
  };
  await until(/id: \d/);
  return { until, text: () => read };
}

t.test('no bytes, secrets or names are in log, journal, events and HAR, in any spelling', async (t) => {
  const log: unknown[] = [];
  const write = (...line: unknown[]) => log.push(line);
  const simulator = await simulatorFor(t, { log: { info: write, warn: write, error: write } });
  const events = await eventsOf(t, simulator.url);
  const answers = await uploadMarked(simulator);
  await events.until(/id: 6\n/);
  const everything = await everythingOf(simulator, log, events.text);
  const { prepaidify = {}, worldfirst = {} } = simulator.credentials;
  const bytes = [photo, card].flatMap((document) => [
    document.toString('base64').slice(120, 160),
    document.toString('hex').slice(120, 160),
    document.toString('latin1', 100, 120),
  ]);
  const secrets = [
    prepaidify['secretKey'],
    prepaidify['accessKey'],
    ...['clientPrivateKey', 'partnerPrivateKey'].map((name) => worldfirst[name]?.split('\n')[3]),
    ...answers.flatMap(({ headers }) => String(headers['signature'] ?? '').split('signature=')[1] ?? []),
  ];
  for (const [where, found] of Object.entries(everything)) {
    t.match(found, answers[0]?.headers['x-sparring-id'], `${where} has the requests`);
    for (const marker of [...Object.values(MARKERS), ...bytes, ...secrets]) {
      t.ok(marker && marker.length > 4, 'there is something to look for');
      t.notOk(found.includes(marker ?? ''), `${where} does not have ${marker?.slice(0, 20)}`);
    }
  }
});

const harSchemas = JSON.parse(readFileSync(new URL('../../fixtures/har-schema.json', import.meta.url), 'utf8')).schemas;

/** Checks an HTTP Archive by the schema of HAR 1.2; returns what is wrong. */
function harProblems(har: unknown): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
  ajv.addFormat('uri', (uri: string) => URL.canParse(uri) && !/[<> ]/.test(uri));
  ajv.addFormat('date-time', (time: string) => !Number.isNaN(Date.parse(time)));
  for (const name of ['ipv4', 'ipv6']) ajv.addFormat(name, (address: string) => isIP(address) > 0);
  for (const schema of Object.values(harSchemas)) ajv.addSchema(schema as object);
  const check = ajv.getSchema('har.json#');
  return check?.(har) ? [] : (check?.errors ?? 'no schema');
}

t.test('HAR is valid, has the requests oldest first, and says what was decided', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  await uploadMarked(simulator);
  await fetch(`${url}/nowhere`);
  const har = JSON.parse(await text(url, '/journal?format=har'));
  t.same(harProblems(har), []);
  t.not(harProblems({ log: { ...har.log, entries: [{ ...har.log.entries[0], request: {} }] } }), []);
  const { entries } = har.log;
  t.equal(entries.length, 7);
  t.match(entries[0], {
    request: {
      method: 'POST',
      url: `${url}/open/api/kyc/share/fileUpload?token=%3C7%20characters%3E`,
      queryString: [{ name: 'token', value: '<7 characters>' }],
      postData: {
        params: [
          { name: 'requestNo', value: 'R-1' },
          { name: 'type', value: 'face' },
          { name: 'file', fileName: '<19 characters>.jpg', comment: `${photo.length} bytes` },
        ],
      },
    },
    response: { status: 200, content: { mimeType: 'application/json; charset=UTF-8', text: /"code":"0"/ } },
    _sparring: { partner: 'prepaidify', code: '0', businessId: 'R-1' },
  });
  t.match(entries[3].request.postData.params, [
    { name: 'attachmentId', value: 'A-1' },
    { name: 'attachmentType', value: 'ID_CARD_FRONT_SIDE' },
    { name: 'attachmentContent', comment: `${card.length} bytes` },
  ]);
  t.match(entries[6], { request: { url: `${url}/nowhere` }, _sparring: { partner: null, code: 'unknown-path' } });
  const one = JSON.parse(await text(url, '/journal/last?format=har'));
  t.same([harProblems(one), one.log.entries.length], [[], 1]);
  const filtered = JSON.parse(await text(url, '/journal?format=har&partner=worldfirst&limit=1'));
  t.match(filtered.log.entries, [{ _sparring: { code: 'PARAM_ILLEGAL' } }]);
  t.equal(await createControl(url).exportJournal(), await text(url, '/journal?format=har'));
});

t.test('HAR of entries that have lost their detail is valid too', async (t) => {
  const journal = memoryJournal({ maxEntries: 2, maxDetailBytes: 1 });
  const simulator = await simulatorFor(t);
  await uploadMarked(simulator);
  for (const entry of await simulator.journal()) {
    await journal.add(entry, { sizeBytes: 2, documentBytes: 0, forgetDocuments: () => {} } as DetailSource);
  }
  const har = JSON.parse(writeHar(await journal.exchanges()));
  t.same(harProblems(har), []);
  t.match(har.log.entries, [{ comment: /was dropped/ }, { comment: /was dropped/ }]);
});

t.test('a format that does not exist, or that an entry does not have, is refused in a sentence', async (t) => {
  const simulator = await simulatorFor(t);
  const { url } = simulator;
  await fetch(`${url}/nowhere`);
  const { headers } = await upload(simulator as never, { parts: [], headers: { 'ach-access-sign': 'wrong' } });
  const unread = headers['x-sparring-id'];
  const [stray] = (await simulator.journal({ code: 'unknown-path' })).map(({ id }) => id);
  const rows = [
    ['/journal?format=curl', 400, 'invalid-parameter', /no format curl here; the formats are json, har/],
    [`/journal/${unread}?format=xml`, 400, 'invalid-parameter', /the formats are json, har, curl, pact/],
    [`/journal/${stray}?format=curl`, 422, 'unsuitable-entry', /for no operation, so there is no way to sign it/],
    [`/journal/${stray}?format=pact`, 422, 'unsuitable-entry', /for no operation/],
    [
      `/journal/${unread}?format=pact`,
      422,
      'unsuitable-entry',
      /its body was not read|the body of the entry .* was not read/,
    ],
    ['/journal/nothing?format=har', 404, 'unknown-entry', /no entry nothing/],
  ] as const;
  for (const [path, status, code, message] of rows) {
    t.match(await ask(url, path), { status, json: { error: { code, message } } }, path);
  }
  t.equal(await createControl(url).exportEntry('nothing', 'har'), undefined);
  t.match(await text(url, `/journal/${unread}?format=curl`), /# Its body was not read/);
});

/** Interactions with what is wrong of them, by the rules for those of the SDK. */
async function faultsOf(partner: string, pact: { interactions: PactInteraction[] }) {
  const contract = partners.find(({ name }) => name === partner);
  if (!contract) throw new Error(`there is no partner ${partner}`);
  return (await pactFaults(contract, pact.interactions)).filter((fault) => !fault.startsWith('no interaction has'));
}

t.test('a Pact interaction is like those of the SDK, with the document if it is kept', async (t) => {
  for (const options of [{ keepDocuments: true }, {}] satisfies AnyOptions[]) {
    const simulator = await simulatorFor(t, options);
    const { url } = simulator;
    const parts = uploadParts(photo, 'passport.jpg', 'face', 'R-1');
    const content = { attachmentType: 'ID_CARD_BACK_SIDE', attachmentContent: card.toString('base64') };
    const rows = [
      { partner: 'prepaidify', sent: await upload(simulator as never, { parts }), state: 'the merchant is known' },
      {
        partner: 'prepaidify',
        sent: await upload(simulator as never, { parts, headers: { 'x-sparring-move': '4005' } }),
        state: 'the partner answers 4005',
      },
      {
        partner: 'worldfirst',
        sent: await submit(simulator as never, { body: { attachmentId: 'A-1', ...content } }),
        state: 'the client is known',
      },
    ];
    for (const { partner, sent, state } of rows) {
      const id = sent.headers['x-sparring-id'];
      const pact = JSON.parse(await text(url, `/journal/${id}?format=pact`));
      const [{ request: sentAgain, providerStates, response, comments }] = pact.interactions;
      t.same(await faultsOf(partner, pact), [], state);
      t.same([pact.interactions.length, providerStates], [1, [{ name: state }]]);
      t.equal(response.status, 200);
      const body = JSON.stringify(sentAgain.body.content);
      const document = partner === 'worldfirst' ? card.toString('base64') : photo.toString('base64').slice(40, -40);
      const bytes = Buffer.from(String(sentAgain.body.content), 'base64');
      const has = partner === 'worldfirst' ? body.includes(document) : bytes.includes(photo);
      t.equal(has, options.keepDocuments === true, 'the document');
      t.equal(comments === undefined, options.keepDocuments === true, 'or a sentence that says it is a sample');
      t.notMatch(JSON.stringify(pact), simulator.credentials['prepaidify']?.['accessKey']);
    }
  }
});

/** A shell in which `npx sparring` is that of this checkout, with a folder of its own. */
function shellIn(t: Test, home: string) {
  const folder = folderFor(t, 'shell');
  mkdirSync(folder);
  const bin = new URL('../../../mock-server/bin/sparring.js', import.meta.url).pathname;
  const npx = `#!/bin/sh\nshift\nexec ${process.execPath} ${bin} "$@"\n`;
  writeFileSync(join(folder, 'npx'), npx, { mode: 0o755 });
  const env = { PATH: `${folder}:${process.env['PATH']}`, SPARRING_HOME: home };
  return (script: string) => shell(script, { cwd: folder, env });
}

t.test('a curl script sends the same request, signed again', LONG, async (t) => {
  const home = folderFor(t);
  const simulator = await simulatorFor(t, { keepDocuments: true, home, credentials: {} });
  const { url } = simulator;
  const run = shellIn(t, home);
  const content = { attachmentType: 'ID_CARD_BACK_SIDE', attachmentContent: card.toString('base64') };
  await upload(simulator as never, { parts: uploadParts(photo, 'own photo.jpg', 'face', "it's R-1") });
  const move = { 'x-sparring-move': 'PROCESS_FAIL' };
  await submit(simulator as never, { body: { attachmentId: 'A-1', ...content }, headers: move });
  const printed = await sparring(['journal', 'A-1', '--format', 'curl', '--url', url]);
  t.same([printed.code, printed.stderr], [0, '']);
  const rows = [
    { id: "it's R-1", code: '0', script: await text(url, `/journal/it's R-1?format=curl`) },
    { id: 'A-1', code: 'PROCESS_FAIL', script: printed.stdout },
  ];
  for (const { id, code, script } of rows) {
    const { code: exit, stdout, stderr } = await run(script);
    t.same([exit, stderr], [0, ''], script);
    t.match(stdout, `"${code}"`);
    const found = await simulator.journal({ businessId: id });
    const [again, first, ...others] = await Promise.all(found.map((entry) => simulator.journalEntry(entry.id)));
    t.same([others.length, again?.code, first?.code], [0, code, code], 'it was sent once more');
    t.equal(again?.request?.documents[0]?.sha256, first?.request?.documents[0]?.sha256);
    t.same(again?.request?.fields, first?.request?.fields);
  }
});

t.test('without the document, the script says so and where to put it', async (t) => {
  const simulator = await simulatorFor(t);
  const lane = await simulator.createLane({ name: 'qa' });
  const theirs = { ...simulator, credentials: lane.credentials } as never;
  const { headers } = await upload(theirs, {
    parts: uploadParts(photo, 'Erika.jpg', 'face', "it's"),
    target: '/open/api/kyc/share/fileUpload?a=b',
  });
  const id = headers['x-sparring-id'];
  t.equal(
    await text(simulator.url, `/journal/${id}?format=curl`),
    [
      '# POST /open/api/kyc/share/fileUpload, answered with 0: the same request, signed again when this runs.',
      '# The query is not kept; it had a.',
      `# The document is not kept: jpeg, ${photo.length} bytes, CRC-32 ${hexCrc(photo)}. Put it into sparring-${id}.jpg,`,
      '# or start the simulator with --keep-documents and send the request again.',
      `eval "$(npx sparring lanes show qa --url ${simulator.url})"`,
      `npx sparring curl prepaidify fileUpload 'requestNo=it'\\''s' type=face --file sparring-${id}.jpg --url ${simulator.url} | sh`,
      '',
    ].join('\n'),
  );
});
