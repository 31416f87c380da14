import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { crc32 } from 'node:zlib';
import type { JournalExchange } from 'sparring';
import t from 'tap';
import { request } from 'undici';
import { type DetailSource, type JournalEntry, type KeptDocument, memoryJournal } from '#simulator/state/journal.js';
import { ask } from '../helpers/control.js';
import { signedUpload, type UploadInput, upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { type SubmitInput, send, signedSubmit, submit } from '../helpers/worldfirst.js';

const photo = specimen('face.jpg');
const card = specimen('id-back.png');
const hexCrc = (bytes: Buffer) => crc32(bytes).toString(16).padStart(8, '0');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const attachment = (attachmentId: string, content = photo) => ({
  attachmentId,
  attachmentType: 'ID_CARD_FRONT_SIDE',
  attachmentContent: content.toString('base64'),
});

const simulator = (await simulatorFor(t)) as AnySimulator;

/** The whole entry that an id names. */
async function entryOf(id: unknown): Promise<JournalExchange> {
  const { status, json } = await ask(simulator.url, `/journal/${encodeURIComponent(String(id))}`);
  if (status !== 200) throw new Error(`the journal has no entry ${id}`);
  return json;
}

const submitted = async (input: SubmitInput) =>
  entryOf((await submit(simulator as never, input)).headers['x-sparring-id']);
const uploaded = async (input: UploadInput) =>
  entryOf((await upload(simulator as never, input)).headers['x-sparring-id']);

/** Steps as `name verdict`. */
const stepsOf = ({ steps }: JournalExchange) => steps.map(({ name, verdict }) => `${name} ${verdict}`);

t.test('a whole entry has the request as received, its documents and the answer as sent', async (t) => {
  const request = signedUpload(simulator, { parts: uploadParts(photo, 'face.jpg', 'face', 'R-1') });
  const answer = await send(simulator.url, request);
  const entry = await entryOf(answer.headers['x-sparring-id']);
  t.match(entry, {
    code: '0',
    businessId: 'R-1',
    request: {
      target: '/open/api/kyc/share/fileUpload',
      tls: false,
      body: 'multipart',
      fields: { requestNo: 'R-1', type: 'face' },
      documents: [
        {
          field: 'file',
          filename: '<4 characters>.jpg',
          sizeBytes: photo.length,
          crc32: hexCrc(photo),
          sha256: null,
          kind: 'jpeg',
          kept: false,
          widthPx: Number,
          heightPx: Number,
          thumbnail: null,
        },
      ],
      contentSha256: /^[0-9a-f]{64}$/,
    },
    answer: { httpStatus: 200, body: answer.bytes.toString(), bodyBytes: answer.bytes.length, delivered: true },
  });
  const headers = new Map(entry.request?.headers);
  t.equal(headers.get('ach-access-timestamp'), request.headers['ach-access-timestamp'], 'a time is shown');
  t.equal(headers.get('content-type'), request.headers['content-type']);
  t.match(headers.get('ach-access-sign'), /^<44 characters>$/);
  t.match(headers.get('ach-access-key'), /^<\d+ characters>$/);
  const { receivedMs, judgedMs = 0, answeredMs = 0 } = entry.timing ?? {};
  t.ok(receivedMs !== null && Number(receivedMs) <= judgedMs && judgedMs <= answeredMs, 'times are in order');
  t.equal(answeredMs, entry.tookMs);
  const { json } = await ask(simulator.url, '/journal?limit=1');
  t.match(json.entries, [{ id: entry.id }]);
  t.notMatch(json.entries[0], { request: {} }, 'lists stay small');
});

t.test('a document in a JSON field is described like a file', async (t) => {
  const entry = await submitted({ body: { ...attachment('A-1', card), note: 'Erika' } });
  t.match(entry.request, {
    body: 'json',
    fields: {
      attachmentId: 'A-1',
      attachmentType: 'ID_CARD_FRONT_SIDE',
      attachmentContent: /^<\d+ characters>$/,
    },
    documents: [
      { field: 'attachmentContent', filename: null, sizeBytes: card.length, sha256: sha256(card), kind: 'png' },
    ],
  });
  const width = card.readUInt32BE(16);
  t.match(entry.request?.documents[0], { widthPx: width, heightPx: card.readUInt32BE(20) });
  t.notMatch(JSON.stringify(entry), 'Erika', 'a field that the partner does not know is left out');
  const headers = new Map(entry.answer?.headers);
  t.match(headers.get('signature'), /^<\d+ characters>$/, 'the signature of the answer');
});

t.test('fields of the client that are named like our own notes change nothing', async (t) => {
  const notes = { decoded: { bytes: 'x', sha256: 'x' }, sha256: 'x' };
  const first = await submitted({ body: { ...attachment('A-2'), ...notes } });
  t.match(first, { code: 'SUCCESS', request: { documents: [{ sha256: sha256(photo) }] } });
  const other = await submitted({ body: { ...attachment('A-2', card), ...notes } });
  t.equal(other.code, 'REPEAT_REQ_INCONSISTENT');
  const unread = await submitted({ body: { ...attachment('A-2'), ...notes, attachmentType: 'x' } });
  t.match(unread, { code: 'PARAM_ILLEGAL', request: { documents: [] } });
});

t.test('with keepDocuments, the bytes are served as what they are, and names are whole', async (t) => {
  const keeping = await simulatorFor(t, { keepDocuments: true });
  const parts = uploadParts(photo, 'Erika.jpg', 'face', 'R-1');
  const page = Buffer.from('<script>alert(1)</script>');
  const rows = [
    { name: 'a photo', sent: upload(keeping as never, { parts }), bytes: photo, type: 'image/jpeg' },
    {
      name: 'a card',
      sent: submit(keeping as never, { body: attachment('A-1', card) }),
      bytes: card,
      type: 'image/png',
    },
    {
      name: 'something else',
      sent: upload(keeping as never, { parts: uploadParts(page, 'x.html', 'face', 'R-2') }),
      bytes: page,
      type: 'application/octet-stream',
    },
  ];
  for (const { name, sent, bytes, type } of rows) {
    const id = String((await sent).headers['x-sparring-id']);
    const { json } = await ask(keeping.url, `/journal/${id}`);
    t.match(json.request.documents, [{ kept: true, sha256: sha256(bytes) }], name);
    const answer = await request(`${keeping.url}/_sparring/journal/${id}/documents/0`);
    t.ok(Buffer.from(await answer.body.arrayBuffer()).equals(bytes), name);
    t.match(answer.headers, {
      'content-type': type,
      'content-disposition': new RegExp(`^attachment; filename="${id}-0\\.\\w+"$`),
      'x-content-type-options': 'nosniff',
      'content-security-policy': /default-src 'none'; sandbox/,
      'cache-control': 'no-store',
    });
    const other = await ask(keeping.url, `/journal/${id}/documents/1`);
    t.match(other, { status: 404, json: { error: { code: 'unknown-document' } } });
  }
  t.match((await ask(keeping.url, '/journal/R-1')).json.request.documents, [{ filename: 'Erika.jpg' }]);
  const { headers } = await upload(simulator as never, { parts });
  const plain = await ask(simulator.url, `/journal/${headers['x-sparring-id']}/documents/0`);
  t.match(plain, { status: 404, json: { error: { code: 'unknown-document', todo: /--keep-documents/ } } });
});

t.test('the digest of the content recognizes the same content under another id, and other content', async (t) => {
  const digest = async (id: string, content = photo, headers: SubmitInput['headers'] = {}) =>
    (await submitted({ body: attachment(id, content), headers })).request?.contentSha256;
  const first = await digest('A-3');
  t.equal(await digest('A-3'), first);
  t.equal(await digest('A-4'), first);
  t.equal(await digest('A-5', photo, { 'x-sparring-move': 'UNKNOWN_EXCEPTION' }), first, 'whatever the outcome');
  t.not(await digest('A-6', card), first);
  const ofUpload = async (content: Buffer, type: string) =>
    (await uploaded({ parts: uploadParts(content, 'x.jpg', type) })).request?.contentSha256;
  const face = await ofUpload(photo, 'face');
  t.equal(await ofUpload(photo, 'face'), face);
  t.not(await ofUpload(Buffer.concat([photo, Buffer.from('x')]), 'face'), face);
  t.not(await ofUpload(photo, 'idFront'), face);
});

const REPEATED = ['route passed', 'authenticate passed', 'receive passed'];

t.test('the steps say how far a request came, and where each decision is from', async (t) => {
  const rules = ['K9', 'K10', 'K13', 'K14'];
  const all = (verdict: string) => rules.map((rule) => `${rule} ${verdict}`);
  const parts = uploadParts(photo, 'face.jpg', 'face', 'R-2');
  const rows: readonly { name: string; input: UploadInput; steps: readonly string[]; reason?: RegExp }[] = [
    {
      name: 'accepted',
      input: { parts },
      steps: [
        ...REPEATED,
        'decode passed',
        'schema passed',
        ...all('passed'),
        'move skipped',
        'accept passed',
        'answer passed',
        'sign skipped',
      ],
    },
    {
      name: 'refused by the second decision of a rule',
      input: { parts: uploadParts(photo, 'face.gif', 'face', 'R-2') },
      reason: /does not end in/,
      steps: [
        ...REPEATED,
        'decode passed',
        'schema passed',
        'K9 passed',
        'K10 refused',
        'K13 skipped',
        'K14 skipped',
        'move skipped',
        'accept skipped',
        'answer passed',
        'sign skipped',
      ],
    },
    {
      name: 'refused by the schema',
      input: { parts: parts.slice(1) },
      reason: /requestNo is missing/,
      steps: [
        ...REPEATED,
        'decode passed',
        'schema refused',
        ...all('skipped'),
        'move skipped',
        'accept skipped',
        'answer passed',
        'sign skipped',
      ],
    },
    {
      name: 'refused for its head',
      input: { parts, timestamp: '1' },
      reason: /13 digits/,
      steps: [
        'route passed',
        'authenticate refused',
        'receive skipped',
        'decode skipped',
        'schema skipped',
        ...all('skipped'),
        'move skipped',
        'accept skipped',
        'answer passed',
        'sign skipped',
      ],
    },
    {
      name: 'refused by a move',
      input: { parts, headers: { 'x-sparring-move': '4005' } },
      reason: /^4005 by header$/,
      steps: [
        ...REPEATED,
        'decode passed',
        'schema passed',
        ...all('passed'),
        'move refused',
        'accept skipped',
        'answer passed',
        'sign skipped',
      ],
    },
    {
      name: 'accepted, but answered with an error by a move',
      input: { parts, headers: { 'x-sparring-move': 'unknown-code' } },
      steps: [
        ...REPEATED,
        'decode passed',
        'schema passed',
        ...all('passed'),
        'accept passed',
        'move refused',
        'answer passed',
        'sign skipped',
      ],
    },
    {
      name: 'at no operation',
      input: { parts, target: '/open/nothing' },
      reason: /no operation/,
      steps: ['route refused', 'move skipped', 'answer passed', 'sign skipped'],
    },
  ];
  for (const { name, input, steps, reason } of rows) {
    const entry = await uploaded(input);
    t.same(stepsOf(entry), steps, name);
    const refusing = entry.steps.find(({ verdict }) => verdict === 'refused');
    if (reason) t.match(refusing?.reason, reason, name);
    if (refusing && entry.rule !== 'move') {
      t.match(refusing, { rule: entry.rule, provenance: /documented|family|assumed/, source: /\w/ }, name);
    }
  }
});

t.test('a fault that cuts a request short is shown where it did', async (t) => {
  const last = async (move: string) => {
    const request = signedSubmit(simulator, { body: attachment('A-9'), headers: { 'x-sparring-move': move } });
    await t.rejects(send(simulator.url, request), move);
    return entryOf('last');
  };
  const unread = await last('reset-before-reading');
  t.same(stepsOf(unread).slice(0, 3), ['route passed', 'move refused', 'authenticate skipped']);
  t.match(unread, { timing: { receivedMs: null }, answer: { delivered: false }, request: { contentSha256: null } });
  const half = await last('reset-during-upload(1kb)');
  t.same(stepsOf(half).slice(0, 4), ['route passed', 'authenticate passed', 'move refused', 'receive skipped']);
  const stored = await last('reset-after-store');
  t.match(stored, { code: 'SUCCESS', answer: { delivered: false } });
  t.ok(stepsOf(stored).includes('sign passed'));
});

t.test(
  'an entry is found by its id, an id in the answer, or the business id, of which the newest counts',
  async (t) => {
    const lane = await simulator.createLane();
    const first = await upload(simulator as never, { parts: uploadParts(photo, 'face.jpg', 'face', 'R-9') });
    const second = await upload(simulator as never, { parts: uploadParts(photo, 'face.jpg', 'face', 'R-9') });
    const elsewhere = await submit({ ...simulator, credentials: lane.credentials } as never, {
      body: attachment('A-10'),
    });
    const idOf = async (name: unknown) => (await entryOf(name)).id;
    t.equal(await idOf(first.headers['x-sparring-id']), first.headers['x-sparring-id']);
    t.equal(await idOf(first.json.traceId), first.headers['x-sparring-id'], 'by its traceId');
    t.equal(await idOf('R-9'), second.headers['x-sparring-id'], 'the newest of two');
    t.equal(await idOf('last'), elsewhere.headers['x-sparring-id'], 'of all lanes');
    t.equal(await idOf(elsewhere.json.attachmentUrl), elsewhere.headers['x-sparring-id']);
    t.equal((await simulator.journalEntry('last'))?.id, second.headers['x-sparring-id'], 'of one lane');
    t.equal((await lane.journalEntry('R-9'))?.id, undefined);
    t.match(await ask(simulator.url, '/journal/nothing'), { status: 404, json: { error: { code: 'unknown-entry' } } });
  },
);

t.test('requests that reach no partner are in the default lane, without their query, and in the log', async (t) => {
  const lines: { level: string; fields: object; message: string }[] = [];
  const write = (level: string) => (fields: object, message: string) => lines.push({ level, fields, message });
  const log = { info: write('info'), warn: write('warn'), error: write('error') };
  const { url, journal, journalEntry } = await simulatorFor(t, { log, seed: 'again' });
  const raw = async (text: string) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.end(text);
    return (await socket.setEncoding('latin1').toArray()).join('');
  };
  const lost = await fetch(`${url}/nowhere?secret=hunter2`, {
    method: 'POST',
    body: 'hunter2',
    headers: { 'x-name': 'hunter2' },
  });
  const rows: readonly { name: string; answer: string | Promise<string>; entry: object; step: string }[] = [
    {
      name: 'an unknown path',
      answer: `${lost.status} x-sparring-id: ${lost.headers.get('x-sparring-id')}`,
      entry: { code: 'unknown-path', method: 'POST', path: '/nowhere', httpStatus: 404, bodyBytes: 7 },
      step: 'route',
    },
    {
      name: 'without a Host',
      answer: raw('GET /aps/x HTTP/1.1\r\nconnection: close\r\n\r\n'),
      entry: { code: 'malformed-http', method: 'GET', path: '/aps/x', httpStatus: 400 },
      step: 'receive',
    },
    {
      name: 'a header that is none',
      answer: raw('POST /aps/y?secret=hunter2 HTTP/1.1\r\nhunter2\r\n\r\n'),
      entry: { code: 'malformed-http', method: 'POST', path: '/aps/y', httpStatus: 400 },
      step: 'receive',
    },
    {
      name: 'no HTTP at all',
      answer: raw('\u0016\u0003\u0001 hunter2\r\n\r\n'),
      entry: { code: 'malformed-http', method: '', path: '', httpStatus: 400 },
      step: 'receive',
    },
    {
      name: 'headers without end',
      answer: raw(`GET /open/z HTTP/1.1\r\nhost: x\r\nx: ${'hunter2'.repeat(3_000)}\r\n\r\n`),
      entry: { code: 'headers-too-large', method: 'GET', path: '/open/z', httpStatus: 431 },
      step: 'receive',
    },
  ];
  for (const { name, answer, entry, step } of rows) {
    const [, id = ''] = /x-sparring-id: ([0-9a-f]{16})/.exec(await answer) ?? [];
    const found = await journalEntry(id);
    t.match(found, { id, lane: 'default', partner: null, operation: null, rule: null, reason: /\w/, ...entry }, name);
    t.match(
      found?.steps.find(({ verdict }) => verdict === 'refused'),
      { name: step, reason: found?.reason },
      name,
    );
    t.match(found?.answer, { httpStatus: found?.httpStatus, body: new RegExp(`"code":"${found?.code}"`) }, name);
    const line = lines.find(({ fields }) => 'id' in fields && fields.id === id);
    t.match(line, { level: 'warn', message: found?.reason, fields: { ...entry } }, name);
  }
  t.equal((await journal()).length, rows.length);
  const whole = await Promise.all((await journal()).map(({ id }) => journalEntry(id)));
  t.notMatch(JSON.stringify([lines, whole]), 'hunter2');
});

t.test('a request that asks for an unknown move is in the journal of its lane', async (t) => {
  const lane = await simulator.createLane();
  const request = { body: attachment('A-11'), headers: { 'x-sparring-move': 'NONE' } };
  const { headers, status } = await submit({ ...simulator, credentials: lane.credentials } as never, request);
  const found = await lane.journalEntry(String(headers['x-sparring-id']));
  t.match(found, { code: 'unknown-move', httpStatus: status, partner: 'worldfirst', operation: 'submitAttachment' });
  t.same(found && stepsOf(found).slice(0, 3), ['route passed', 'move refused', 'authenticate skipped']);
});

const entry = (number: number): JournalEntry => ({ id: `e${number}`, number, at: new Date(0).toISOString() }) as never;
function detail(sizeBytes: number, documentBytes = 0): DetailSource {
  let document: KeptDocument | undefined = { bytes: Buffer.alloc(documentBytes), kind: null };
  return {
    sizeBytes,
    documentBytes,
    describe: () => ({ request: {}, steps: [], answer: {}, timing: {} }) as never,
    answeredWith: () => false,
    document: () => document,
    forgetDocuments: () => {
      document = undefined;
    },
  };
}

t.test('kept documents are dropped before details, oldest first', async (t) => {
  const journal = memoryJournal({ maxEntries: 5, maxDetailBytes: 100 });
  const kept = async () => {
    const found = await journal.exchanges();
    const marks = found.map(async ({ id, number, request }) => {
      return `${number}${request ? '+' : ''}${(await journal.document(id, 0)) ? 'd' : ''}`;
    });
    return Promise.all(marks);
  };
  for (const number of [0, 1, 2]) await journal.add(entry(number), detail(10, 30));
  t.same(await kept(), ['2+d', '1+d', '0+'], 'three documents are too many');
  await journal.add(entry(3), detail(10, 90));
  t.same(await kept(), ['3+', '2+', '1+', '0+'], 'and a document that is too large alone is not kept');
  await journal.add(entry(4), detail(90));
  t.same(await kept(), ['4+', '3+', '2', '1', '0']);
});

t.test('details are dropped before entries, oldest first, and never take more than their bytes', async (t) => {
  const journal = memoryJournal({ maxEntries: 5, maxDetailBytes: 100 });
  const kept = async () => (await journal.exchanges()).map(({ number, request }) => `${number}${request ? '+' : ''}`);
  for (const [number, sizeBytes] of [40, 40, 40].entries()) await journal.add(entry(number), detail(sizeBytes));
  t.same(await kept(), ['2+', '1+', '0']);
  await journal.add(entry(3), detail(101));
  t.same(await kept(), ['3', '2', '1', '0'], 'one that is too large alone is not kept');
  for (const number of [4, 5, 6, 7]) await journal.add(entry(number), detail(50));
  t.same(await kept(), ['7+', '6+', '5', '4', '3'], 'the oldest entry is gone');
  for (let number = 8; number < 30; number++) await journal.add(entry(number), detail(number % 7));
  t.same(await kept(), ['29+', '28+', '27+', '26+', '25+'], 'what was overwritten is not counted any more');
  await journal.clear();
  t.same(await kept(), []);
  await journal.add(entry(30), detail(60));
  t.same(await kept(), ['30+'], 'and nothing is left after a reset');
});
