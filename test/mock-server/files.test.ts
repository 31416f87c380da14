import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeRequest, composers } from '@sparring/cases';
import { type FileKind, fileKind, type PartnerContract } from '@sparring/contracts';
import fc from 'fast-check';
import type { JournalEntry } from 'sparring';
import t, { type Test } from 'tap';
import { filesCommand } from '#simulator/cli/files.js';
import { UserError } from '#simulator/core/user-error.js';
import { type DocumentRules, takesDocuments } from '#simulator/files/document-rules.js';
import { edgeCases } from '#simulator/files/edge-cases.js';
import { writeIndexPage } from '#simulator/files/index-page.js';
import { type DocumentOperation, type KitDocument, type KitSection, makeKit } from '#simulator/files/kit.js';
import type { MoveReader } from '#simulator/files/kit-moves.js';
import { type DocumentInput, encodeDocument, faceOf, makeDocument } from '#simulator/files/make-document.js';
import { MANIFEST_NAME, type Manifest } from '#simulator/files/manifest.js';
import { pngChunk } from '#simulator/files/png-chunk.js';
import { writeDocumentMove } from '#simulator/files/write-document-move.js';
import { writeKit } from '#simulator/files/write-kit.js';
import { partnerModules } from '#simulator/generated/partners.js';
import { MOVE_HEAD_BYTES, readDocumentMove } from '#simulator/moves/document-move.js';
import { faults, listMoves, parseMove } from '#simulator/moves/index.js';
import { folderFor } from '../helpers/command.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { callerOf, send } from '../helpers/worldfirst.js';

const KINDS: readonly FileKind[] = ['png', 'jpeg', 'pdf'];
const modules = partnerModules.filter((module) => takesDocuments(module));
const operations: readonly DocumentOperation[] = modules.flatMap(({ contract, documents }) =>
  contract.operations.flatMap((operation) => {
    const rules = documents[operation.name];
    return rules ? [{ contract, operation, rules }] : [];
  }),
);

const moves: MoveReader = { listMoves, parseMove };

const content = { title: 'answers a code', lines: ['What the client must do.'], seed: '7' };
const made = (kind: FileKind, input: Partial<DocumentInput> = {}) => makeDocument({ kind, ...content, ...input });

const plain = { png: made('png'), jpeg: made('jpeg'), pdf: made('pdf') };

const hasTool = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
const withoutPictures = hasTool('identify') && hasTool('convert') ? false : 'ImageMagick is not installed';
const withoutPdf = hasTool('pdftotext') && hasTool('pdfinfo') ? false : 'poppler is not installed';

/** Runs a decoder that is not ours over a document. */
function decode(t: Test, words: readonly string[], bytes: Buffer, extension: string): Buffer {
  const path = folderFor(t, `document.${extension}`);
  writeFileSync(path, bytes);
  const [program = '', ...args] = words.map((word) => (word === 'FILE' ? path : word));
  const { status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 64 * 1024 * 1024 });
  t.equal(stderr.toString(), '', `${program} has nothing to complain about`);
  t.equal(status, 0, `${program} opens it`);
  return stdout;
}

const pixelsOf = (t: Test, bytes: Buffer, extension: string) =>
  decode(t, ['convert', 'FILE', '-auto-orient', '-depth', '8', 'rgb:-'], bytes, extension);

/** The entries of a cross-reference table that do not lead to their object; readers repair those silently. */
function brokenEntries(pdf: Buffer): readonly string[] {
  const text = pdf.toString('latin1');
  const table = text.slice(Number(/startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1]));
  const [, count = '', entries = ''] = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [fn][ \r]\n)+)trailer/.exec(table) ?? [];
  const offsets = entries.match(/\d{10}(?= \d{5} n)/g) ?? [];
  const leading = offsets.filter((offset, index) => text.startsWith(`${index + 1} 0 obj`, Number(offset)));
  const complete = Number(count) === leading.length + 1 && leading.length > 2;
  return complete ? [] : [`${leading.length} of ${count} entries`, table.slice(0, 99)];
}

/** How much two pictures differ on average, from 0 to 255 a channel. */
function difference(one: Buffer, other: Buffer): number {
  if (one.length !== other.length) return 255;
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0));
  return sum / one.length;
}

/** Documents that our code did not make. */
const FOREIGN = { png: 'id-back.png', jpeg: 'id-front.jpg', pdf: 'aml-report.pdf' } as const;

const MOVES = ['OK', '4001', 'delay(lognormal, 200ms, 0.5)', 'a\\(b)%<>', '~'.repeat(200)];

t.test('a move that is written into a document is read from its first 16 KiB', (t) => {
  for (const kind of KINDS) {
    for (const move of MOVES) {
      const written = writeDocumentMove(kind, plain[kind], move);
      t.equal(readDocumentMove(written.subarray(0, MOVE_HEAD_BYTES)), move, `${kind} ${move}`);
      t.equal(readDocumentMove(writeDocumentMove(kind, written, 'LATER')), 'LATER', `${kind}: the later one counts`);
    }
    t.equal(readDocumentMove(plain[kind]), undefined, `a plain ${kind} carries none`);
  }
  for (const kind of KINDS) t.equal(readDocumentMove(made(kind, { move: 'delay(2s)' })), 'delay(2s)', `made: ${kind}`);
  for (const kind of KINDS) t.equal(readDocumentMove(writeDocumentMove(kind, specimen(FOREIGN[kind]), 'OK')), 'OK');
  t.end();
});

const jpegWith = (...segments: readonly (readonly [number, string])[]) =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments.flatMap(([marker, text]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(text.length + 2);
      return [Buffer.from([0xff, marker]), length, Buffer.from(text, 'latin1')];
    }),
    plain.jpeg.subarray(2),
  ]);
const pngWith = (...chunks: readonly Buffer[]) =>
  Buffer.concat([plain.png.subarray(0, 33), ...chunks, plain.png.subarray(33)]);
const textChunk = (text: string) => pngChunk('tEXt', Buffer.from(text, 'latin1'));
const pdfWith = (head: string) => Buffer.from(`%PDF-1.4\n${head}`, 'latin1');

function damaged(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

t.test('only metadata of the documented form asks for a move', (t) => {
  const rows: readonly { name: string; bytes: Buffer; move?: string }[] = [
    { name: 'a JPEG comment', bytes: jpegWith([0xfe, 'sparring-move: OK']), move: 'OK' },
    { name: 'a JPEG comment without a space', bytes: jpegWith([0xfe, 'sparring-move:OK\0']), move: 'OK' },
    { name: 'a second JPEG comment', bytes: jpegWith([0xfe, 'by hand'], [0xfe, 'sparring-move: OK']), move: 'OK' },
    {
      name: 'a JPEG comment behind fill bytes',
      bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xff]), jpegWith([0xfe, 'sparring-move: OK']).subarray(2)]),
      move: 'OK',
    },
    { name: 'the first of two', bytes: jpegWith([0xfe, 'sparring-move: A'], [0xfe, 'sparring-move: B']), move: 'A' },
    { name: 'a JPEG comment that is cut', bytes: jpegWith([0xfe, 'sparring-move: OK and more']).subarray(0, 23) },
    { name: 'another JPEG segment', bytes: jpegWith([0xe5, 'sparring-move: OK']) },
    { name: 'a JPEG comment that speaks of it', bytes: jpegWith([0xfe, 'see sparring-move: OK']) },
    { name: 'a JPEG comment at the end', bytes: Buffer.concat([made('jpeg'), Buffer.from('sparring-move: OK')]) },
    { name: 'an empty move', bytes: jpegWith([0xfe, 'sparring-move: ']) },
    { name: 'two lines', bytes: jpegWith([0xfe, 'sparring-move: A\nB']) },
    { name: '200 characters', bytes: jpegWith([0xfe, `sparring-move: ${'x'.repeat(200)}`]), move: 'x'.repeat(200) },
    { name: '201 characters', bytes: jpegWith([0xfe, `sparring-move: ${'x'.repeat(201)}`]) },
    { name: 'a letter beyond ASCII', bytes: jpegWith([0xfe, 'sparring-move: \xe9']) },
    { name: 'a JPEG comment after 16 KiB', bytes: jpegWith([0xfe, 'x'.repeat(16_384)], [0xfe, 'sparring-move: OK']) },
    { name: 'a PNG text', bytes: pngWith(textChunk('sparring-move\0OK')), move: 'OK' },
    { name: 'a second PNG text', bytes: pngWith(textChunk('Title\0x'), textChunk('sparring-move\0OK')), move: 'OK' },
    { name: 'a PNG text of another keyword', bytes: pngWith(textChunk('Comment\0sparring-move: OK')) },
    { name: 'a PNG text with a wrong checksum', bytes: pngWith(damaged(textChunk('sparring-move\0OK'))) },
    { name: 'another PNG chunk', bytes: pngWith(pngChunk('teSt', Buffer.from('sparring-move\0OK'))) },
    { name: 'a PDF comment', bytes: pdfWith('%sparring-move: OK\n1 0 obj'), move: 'OK' },
    { name: 'a PDF comment below another', bytes: pdfWith('%\xe2\xe3\r\n%sparring-move: OK\r\n'), move: 'OK' },
    { name: 'a PDF comment further down', bytes: pdfWith('1 0 obj\n%sparring-move: OK\n') },
    { name: 'PDF keywords', bytes: pdfWith('1 0 obj\n<</Keywords (sparring-move: a\\(b(c\\)))>>'), move: 'a(b(c))' },
    { name: 'PDF keywords without an end', bytes: pdfWith('1 0 obj\n<</Keywords (sparring-move: OK') },
    { name: 'another PDF entry', bytes: pdfWith('1 0 obj\n<</Subject (sparring-move: OK)>>') },
    { name: 'text on a PDF page', bytes: made('pdf', { lines: ['sparring-move: OK'] }) },
    { name: 'another format', bytes: Buffer.from('GIF89a sparring-move: OK') },
    { name: 'nothing', bytes: Buffer.alloc(0) },
  ];
  for (const { name, bytes, move } of rows) t.equal(readDocumentMove(bytes), move, name);
  t.end();
});

t.test('hostile documents neither throw nor take long', (t) => {
  const carriers = KINDS.map((kind) => made(kind, { move: 'OK' }).subarray(0, 4096));
  // a header, the first segment or chunk, and nothing that asks for a move
  const starts = [plain.png.subarray(0, 33), plain.jpeg.subarray(0, 20), plain.pdf.subarray(0, 9)];
  const words = ['sparring-move', 'sparring-move: ', '/Keywords (', '%', '\xff\xfe', 'tEXt', '(', '\\', '\r'];
  const piece = fc.oneof(
    fc.constantFrom(...words).map((word) => Buffer.from(word, 'latin1')),
    fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes)),
  );
  const grown = fc.tuple(fc.constantFrom(...starts), fc.array(piece, { maxLength: 40 })).map(([start, pieces]) => {
    return Buffer.concat([start, ...pieces, Buffer.from('sparring-move')]);
  });
  const edit = fc.tuple(fc.nat(4095), fc.nat(255));
  const changed = fc
    .tuple(fc.constantFrom(...carriers), fc.array(edit, { maxLength: 8 }), fc.nat(4096))
    .map(([bytes, edits, length]) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of edits) copy[at % copy.length] = value;
      return copy.subarray(0, length);
    });
  fc.assert(
    fc.property(fc.oneof(grown, changed), (bytes) => {
      const move = readDocumentMove(bytes);
      return move === undefined || /^[ -~]{1,200}$/.test(move);
    }),
    { numRuns: 3000 },
  );
  const fillers = ['(', '\\', ' ', '\0', '%\n', '/Keywords (', '\xff\xfe\0\x02', '\xff', '\0\0\0\0tEXt\0\0\0\0'];
  for (const [index, start] of starts.entries()) {
    for (const filler of fillers) {
      const repeated = filler.repeat(MOVE_HEAD_BYTES).slice(0, MOVE_HEAD_BYTES);
      const bytes = Buffer.from(`${start.toString('latin1')}sparring-move: ${repeated}`, 'latin1');
      // other threads of the process are counted as well, so the best of many tells
      const tookMicroseconds = Array.from({ length: 10 }, () => {
        const before = process.cpuUsage();
        readDocumentMove(bytes);
        return process.cpuUsage(before).user;
      });
      t.ok(Math.min(...tookMicroseconds) < 50_000, `start ${index}, ${JSON.stringify(filler)}: under 50 ms`);
    }
  }
  t.end();
});

t.test('a move is not written where it cannot be read', (t) => {
  const rows: readonly { name: string; write: () => Buffer; says: RegExp }[] = [
    { name: 'another kind', write: () => writeDocumentMove('png', made('jpeg'), 'OK'), says: /not begin like a png/ },
    { name: 'an empty move', write: () => writeDocumentMove('png', made('png'), ''), says: /1 to 200 printable/ },
    { name: 'a long move', write: () => made('jpeg', { move: 'x'.repeat(201) }), says: /1 to 200 printable/ },
    { name: 'a line feed', write: () => made('pdf', { move: 'A\nB' }), says: /1 to 200 printable/ },
    {
      name: 'a PDF with a compressed table',
      write: () => writeDocumentMove('pdf', pdfWith('1 0 obj\nstartxref\n9\n%%EOF'), 'OK'),
      says: /single, uncompressed cross-reference table/,
    },
  ];
  for (const { name, write, says } of rows) t.throws(write, { name: 'RangeError', message: says }, name);
  t.end();
});

t.test('a move changes no pixel, and pictures open elsewhere', { skip: withoutPictures }, (t) => {
  for (const kind of ['png', 'jpeg'] as const) {
    for (const document of [plain[kind], specimen(FOREIGN[kind])]) {
      const carrying = writeDocumentMove(kind, document, 'OK');
      const format = decode(t, ['identify', '-format', '%m', 'FILE'], carrying, kind).toString();
      t.equal(format.toLowerCase(), kind);
      t.ok(pixelsOf(t, document, kind).equals(pixelsOf(t, carrying, kind)), `the same ${kind}`);
    }
    const size = decode(t, ['identify', '-format', '%wx%h', 'FILE'], made(kind, { move: 'OK' }), kind).toString();
    t.equal(size, '856x540');
  }
  const [png, jpeg] = [pixelsOf(t, plain.png, 'png'), pixelsOf(t, plain.jpeg, 'jpg')];
  t.ok(difference(png, jpeg) < 2, 'both formats show the same');
  const other = pixelsOf(t, made('png', { title: 'answers another code' }), 'png');
  t.ok(difference(png, other) > 0.5, 'the title is on the picture');
  t.end();
});

t.test('the text of a PDF can be read elsewhere, with and without a move', { skip: withoutPdf }, (t) => {
  const { person } = faceOf(content);
  for (const bytes of [
    made('pdf'),
    made('pdf', { move: 'delay(2s)' }),
    writeDocumentMove('pdf', made('pdf'), 'A(B)'),
  ]) {
    const text = decode(t, ['pdftotext', 'FILE', '-'], bytes, 'pdf').toString();
    for (const words of ['SPECIMEN', person.name, person.born, content.title, ...content.lines]) {
      t.match(text, words, words);
    }
  }
  const foreign = writeDocumentMove('pdf', specimen(FOREIGN.pdf), 'OK');
  const textOf = (bytes: Buffer) => decode(t, ['pdftotext', 'FILE', '-'], bytes, 'pdf').toString();
  t.same(brokenEntries(foreign), []);
  t.equal(textOf(foreign), textOf(specimen(FOREIGN.pdf)), 'a PDF of others keeps its text');
  const information = decode(t, ['pdfinfo', 'FILE'], made('pdf', { move: 'delay(2s)' }), 'pdf').toString();
  t.match(information, /Keywords:\s+sparring-move: delay\(2s\)\n/, 'the move is real metadata');
  t.match(information, /Pages:\s+1\n/);
  t.end();
});

t.test('the same seed makes the same bytes, another one another person', (t) => {
  for (const kind of KINDS) {
    t.ok(made(kind).equals(made(kind)), kind);
    t.notOk(made(kind).equals(made(kind, { seed: '8' })), `${kind} of another seed`);
  }
  t.end();
});

const kit: readonly KitSection[] = makeKit({ operations, moves, seed: '7' });

for (const section of kit) {
  const { contract, operation, rules, entries } = section;
  const title = `${contract.name} ${operation.name}`;
  const byName = new Map(
    entries.flatMap(({ documents }) => documents.map((document) => [document.filename, document])),
  );
  const bytesOf = (filename: string) => byName.get(filename)?.bytes ?? Buffer.alloc(0);

  t.test(`${title}: each code and fault has an accepted document in each format`, (t) => {
    const asked = entries.flatMap(({ move, group }) => (move === undefined ? [] : [[group, move]]));
    const codes = operation.outcomes.map(({ code }) => ['answer', code]);
    const signsAnswers = Object.keys(contract.answerHeaders).length > 0;
    const known = faults.filter(
      ({ needsSignedAnswers, needsDatedAnswers }) =>
        (signsAnswers || !needsSignedAnswers) && (contract.datesAnswers || !needsDatedAnswers),
    );
    t.same(asked.slice(0, codes.length), codes);
    t.same(
      asked.slice(codes.length).map(([group, move]) => [group, move?.split('(')[0]]),
      known.map(({ name }) => ['fault', name]),
    );
    for (const { move, documents } of entries.filter((entry) => entry.move !== undefined)) {
      t.same(
        documents.map(({ filename }) => filename.slice(filename.lastIndexOf('.') + 1)),
        rules.formats.map(({ extension }) => extension),
      );
      for (const { filename, bytes, fields } of documents) {
        t.equal(readDocumentMove(bytes.subarray(0, MOVE_HEAD_BYTES)), move, filename);
        const { code } = rules.judge({ filename, bytes }, fields);
        t.equal(contract.catalogue.find((entry) => entry.code === code)?.class, 'success', `${filename} gets that far`);
      }
    }
    t.end();
  });

  t.test(`${title}: the edge cases are what they say`, (t) => {
    for (const { kind, extension } of rules.formats) {
      t.equal(bytesOf(`at-size-limit.${extension}`).length, rules.maxBytes);
      t.equal(bytesOf(`over-size-limit.${extension}`).length, rules.maxBytes + 1);
      t.equal(fileKind(bytesOf(`truncated.${extension}`)), kind);
    }
    const pdfs = [...byName.values()].filter(
      ({ filename }) => filename.endsWith('.pdf') && !filename.startsWith('trunc'),
    );
    for (const { bytes, filename } of pdfs) t.same(brokenEntries(bytes), [], filename);
    t.equal(bytesOf('empty.jpg').length, 0);
    t.equal(fileKind(bytesOf('png-named-jpg.jpg')), 'png');
    t.equal(fileKind(bytesOf('pdf-as-photo.pdf')), 'pdf');
    t.equal(bytesOf('photo.heic').toString('latin1', 4, 12), 'ftypheic');
    t.equal(bytesOf('picture.gif').toString('latin1', 0, 6), 'GIF89a');
    const huge = bytesOf('huge-dimensions.png');
    t.same([huge.readUInt32BE(16), huge.readUInt32BE(20)], [30_000, 30_000]);
    t.ok(huge.length < 120_000, 'huge in few bytes');
    const names = [...byName.keys()];
    t.ok(names.some((name) => name.length === 255));
    t.ok(names.some((name) => /[^ -~]/.test(name) && name === name.normalize('NFC')));
    const edges = entries.filter(({ group }) => group === 'edge').flatMap(({ documents }) => documents);
    for (const { bytes, filename } of edges)
      t.equal(readDocumentMove(bytes), undefined, `${filename} asks for nothing`);
    t.end();
  });

  /** Sends a document as the kit says, signed. */
  async function uploadFor(t: Test) {
    const simulator = await simulatorFor(t);
    const sample = modules.find((module) => module.contract.name === contract.name)?.samples[operation.name];
    const composer = composers.find((one) => one.contract.name === contract.name);
    if (!sample || !composer) throw new Error('there is no sample');
    let count = 0;
    const pick = { id: (length: number) => String(count++).padStart(length, 'X') };
    const compose = ({ filename, bytes, fields }: KitDocument) => {
      const { caller } = callerOf(simulator, contract.name);
      const values = { ...sample.values(pick, caller.credentials), ...fields };
      return composeRequest(
        composer,
        { operation, body: { fields: sample.body(values, { filename, bytes }) } },
        caller,
      );
    };
    return { simulator, compose };
  }

  t.test(`${title}: each edge case gets the answer that the kit tells`, async (t) => {
    const { simulator, compose } = await uploadFor(t);
    for (const { code, documents } of entries.filter(({ group }) => group === 'edge')) {
      for (const document of documents) {
        const { status, json } = await send(simulator.url, compose(document));
        t.equal(contract.decode(json, status)?.code, code, document.filename);
      }
    }
  });

  t.test(`${title}: each document that carries a move gets it`, async (t) => {
    const { simulator, compose } = await uploadFor(t);
    for (const { move, code, documents } of entries.filter((entry) => entry.move !== undefined)) {
      for (const document of documents) {
        await simulator.reset();
        const { method, target, headers, body } = compose(document);
        const gaveUp = new AbortController();
        const sent = fetch(simulator.url + target, { method, headers, body, signal: gaveUp.signal });
        const ended = sent.then((answer) => answer.arrayBuffer()).catch(() => undefined);
        let entry: JournalEntry | undefined;
        while (!entry) {
          await new Promise(setImmediate);
          [entry] = await simulator.journal();
        }
        gaveUp.abort(); // some faults take long, or forever
        await ended;
        t.match(entry, { move: { text: move, by: 'file', used: true } }, document.filename);
        if (code !== undefined) t.equal(entry.code, code, document.filename);
      }
    }
  });

  t.test(`${title}: pictures of any size and orientation open elsewhere`, { skip: withoutPictures }, (t) => {
    for (const extension of ['jpg', 'png']) {
      const pixels = pixelsOf(t, bytesOf(`plain.${extension}`), extension);
      t.equal(pixels.length, 3 * 856 * 540);
      for (const name of [`at-size-limit.${extension}`, `over-size-limit.${extension}`]) {
        t.equal(pixelsOf(t, bytesOf(name), extension).length, pixels.length, name);
      }
    }
    t.equal(pixelsOf(t, bytesOf('picture.gif'), 'gif').length, 3 * 428 * 270);
    const rotated = bytesOf('exif-rotated.jpg');
    t.equal(
      decode(t, ['identify', '-format', '%wx%h %[orientation]', 'FILE'], rotated, 'jpg').toString(),
      '540x856 RightTop',
    );
    const edge = edgeCases(rules).find(({ filename }) => filename === 'exif-rotated.jpg');
    const face = faceOf({ ...content, tone: 'plain' });
    const turned = pixelsOf(t, edge?.build(face) ?? Buffer.alloc(0), 'jpg');
    const upright = pixelsOf(t, encodeDocument('png', face), 'png');
    t.ok(difference(turned, upright) < 2, 'turned as Exif says, it is upright');
    t.end();
  });

  t.test(`${title}: an encrypted PDF opens with its password only`, { skip: withoutPdf }, (t) => {
    const path = folderFor(t, 'encrypted.pdf');
    writeFileSync(path, bytesOf('encrypted.pdf'));
    t.match(spawnSync('pdftotext', [path, '-']).stderr.toString(), 'Incorrect password');
    const opened = spawnSync('pdftotext', ['-upw', 'specimen', path, '-']);
    t.match(opened.stdout.toString(), 'an encrypted PDF');
    t.equal(opened.stderr.toString(), '');
    t.end();
  });
}

/** Only small PDFs are taken: pictures are what takes time. */
const smallRules: DocumentRules = {
  formats: [{ kind: 'pdf', extension: 'pdf', fields: { attachmentType: 'BUSINESS_LICENSE' } }],
  maxBytes: 4096,
  judge: () => ({ code: 'SUCCESS' }),
};
const small: readonly DocumentOperation[] = operations
  .filter(({ contract }) => contract.name === 'worldfirst')
  .map((operation) => ({ ...operation, rules: smallRules }));
const input = { operations: small, moves: { ...moves, listMoves: () => [] }, seed: '7' };
const readManifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, MANIFEST_NAME), 'utf8')) as Manifest;

t.test('a kit lists each of its files with its digest and its answer, and repeats', async (t) => {
  const [folder, again] = [folderFor(t, 'kit'), folderFor(t, 'kit')];
  const { documentCount, sizeBytes, indexPath } = await writeKit(folder, input);
  const { files, madeBy, seed } = readManifestOf(folder);
  t.same([madeBy, seed, files.length], ['sparring', '7', documentCount + 1]);
  let bytes = 0;
  for (const { path, sha256, partner, fields } of files) {
    const read = readFileSync(join(folder, path));
    bytes += read.length;
    t.equal(createHash('sha256').update(read).digest('hex'), sha256, path);
    t.ok(path === 'index.html' || (partner === 'worldfirst' && fields), `${path} has what an upload needs`);
  }
  t.equal(bytes, sizeBytes);
  t.equal(indexPath, join(folder, 'index.html'));
  await writeKit(again, input);
  t.same(readManifestOf(again), readManifestOf(folder), 'the same seed makes the same kit');
  t.end();
});

t.test('the index shows every document without scripts, and loads nothing from elsewhere', (t) => {
  const page = writeIndexPage(kit, '<7>');
  const documents = kit.flatMap(({ entries }) => entries.flatMap((entry) => entry.documents));
  for (const { filename } of documents) t.match(page, `${encodeURIComponent(filename)}"><code>`, filename);
  for (const { catalogue } of kit.map(({ contract }) => contract)) {
    for (const { code, class: outcome } of catalogue) t.match(page, `</b> ${code} (${outcome}): `, code);
  }
  t.notMatch(page, /<script|javascript:| on\w+=|https?:|style="/i);
  t.notMatch(page, '%s', 'texts are complete');
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
  t.match(page, `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`, 'its style is allowed');
  t.match(page, 'seed &lt;7&gt;', 'what was given is escaped');
  const contract: PartnerContract = { ...(small[0] as DocumentOperation).contract, title: `<b title='x'>&"` };
  const hostile = writeIndexPage([{ ...(small[0] as DocumentOperation), contract, entries: [] }], '7');
  t.match(hostile, '<h2>&lt;b title=&#39;x&#39;&gt;&amp;&quot;: ');
  t.end();
});

const refusal = (message: RegExp) => ({ name: 'UserError', message });

t.test('a kit replaces only what Sparring wrote', async (t) => {
  const folder = folderFor(t, 'kit');
  mkdirSync(folder);
  await writeKit(folder, input);
  const [plain = ''] = readManifestOf(folder).files.map(({ path }) => path);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  await writeKit(folder, { ...input, operations: [], seed: '8' });
  t.same(
    readManifestOf(folder).files.map(({ path }) => path),
    ['index.html'],
  );
  t.notOk(existsSync(join(folder, plain)), 'what the new kit does not have is gone');
  t.equal(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'mine', 'a file beside it stays');

  writeFileSync(join(folder, plain), 'mine');
  await t.rejects(writeKit(folder, input), refusal(/plain\.pdf is not from Sparring; move it away/));
  t.equal(readManifestOf(folder).seed, '8', 'nothing was written');

  writeFileSync(join(folder, 'index.html'), 'mine');
  await t.rejects(writeKit(folder, { ...input, operations: [] }), refusal(/index\.html was changed since/));
  t.equal(readFileSync(join(folder, 'index.html'), 'utf8'), 'mine');
});

t.test('a folder that cannot be used is reported in one sentence', async (t) => {
  const foreign = folderFor(t, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'mine'), '');
  const noKit = refusal(/holds files that are no kit of Sparring; use a new or empty folder$/);
  await t.rejects(writeKit(foreign, input), noKit, 'files of others');
  const outside = { path: '../outside', sha256: createHash('sha256').update('mine').digest('hex') };
  const manifests = ['{', '[]', 'null', '{"madeBy":"sparring","version":1,"files":[null]}'];
  for (const text of [...manifests, JSON.stringify({ madeBy: 'sparring', version: 1, files: [outside] })]) {
    writeFileSync(join(foreign, MANIFEST_NAME), text);
    writeFileSync(join(foreign, '..', 'outside'), 'mine');
    await t.rejects(writeKit(foreign, input), noKit, text);
    t.ok(existsSync(join(foreign, '..', 'outside')), 'nothing outside is touched');
  }
  await t.rejects(writeKit(join(foreign, 'mine'), input), refusal(/cannot be used \(ENOTDIR\); use another one$/));
});

/** Runs `files …` as the command line does. */
const files = (t: Test, ...words: readonly string[]) => filesOf(modules, t, ...words);

async function filesOf(given: typeof modules, t: Test, ...words: readonly string[]): Promise<readonly string[]> {
  const printed: string[] = [];
  const command = filesCommand({ moves, modules: given, print: (line) => printed.push(line) });
  for (const each of [command, ...command.commands]) each.exitOverride().configureOutput({ outputError: () => {} });
  await command.parseAsync([...words], { from: 'user' });
  t.equal(printed.length, 1, 'one line is printed');
  return printed;
}

t.test('files make writes one document and never over another file', async (t) => {
  const out = folderFor(t, 'made.png');
  t.same(await files(t, 'make', '--move', 'process_fail', '--format', 'PNG', '--out', out), [out]);
  t.equal(fileKind(readFileSync(out)), 'png');
  t.equal(readDocumentMove(readFileSync(out)), 'PROCESS_FAIL', 'spelled as the partner spells it');
  const again = files(t, 'make', '--move', '4001', '--format', 'jpg', '--out', out);
  await t.rejects(again, refusal(/made\.png exists already; move it away or use another name$/));
  t.equal(readDocumentMove(readFileSync(out)), 'PROCESS_FAIL');
  const report = folderFor(t, 'made.pdf');
  await files(t, 'make', '--move', 'delay(2s)', '--format', 'pdf', '--out', report);
  t.equal(readDocumentMove(readFileSync(report)), 'delay(2s)');
});

t.test('files make says what is wrong in one sentence', async (t) => {
  const rows: readonly { name: string; words: readonly string[]; says: RegExp }[] = [
    {
      name: 'a format',
      words: ['--move', '4001', '--format', 'bmp'],
      says: /no format bmp; the formats are png, jpg, jpeg, pdf$/,
    },
    {
      name: 'a move',
      words: ['--move', 'NOPE', '--format', 'png'],
      says: /"NOPE" is not a move; the moves are .*PROCESS_FAIL/,
    },
    {
      name: 'a move of another partner',
      words: ['--move', 'PROCESS_FAIL', '--format', 'png', '--partner', 'prepaidify'],
      says: /"PROCESS_FAIL" is not a move; the moves are 0, 1/,
    },
    {
      name: 'a format that the partner refuses',
      words: ['--move', 'PROCESS_FAIL', '--format', 'pdf'],
      says: /a pdf would be refused before it can ask for PROCESS_FAIL: worldfirst submitAttachment takes jpg, png$/,
    },
    {
      name: 'a partner',
      words: ['--move', '4001', '--format', 'png', '--partner', 'nobody'],
      says: /no partner nobody that takes documents; those that do are prepaidify, worldfirst$/,
    },
    {
      name: 'a folder that does not exist',
      words: ['--move', '4001', '--format', 'png', '--out', join(folderFor(t, 'missing'), 'x.png')],
      says: /x\.png cannot be written \(ENOENT\); use another place$/,
    },
  ];
  for (const { name, words, says } of rows) {
    const error = await files(t, 'make', ...words).catch((caught: unknown) => caught);
    t.ok(error instanceof UserError, name);
    t.match((error as Error).message, says, name);
    t.notMatch((error as Error).message, '\n', name);
  }
});

t.test('files kit writes a kit of one partner', async (t) => {
  const folder = folderFor(t, 'kit');
  const documents = Object.fromEntries(small.map(({ operation }) => [operation.name, smallRules]));
  const given = modules.map((module) => (module.contract.name === 'worldfirst' ? { ...module, documents } : module));
  const [line] = await filesOf(given, t, 'kit', folder, '--partner', 'worldfirst');
  t.match(line, /^\d+ documents \(\d+\.\d MB\); open .*kit\/index\.html$/);
  const codes = operations.find(({ contract }) => contract.name === 'worldfirst')?.operation.outcomes ?? [];
  for (const { code } of codes) {
    const { path = '' } = readManifestOf(folder).files.find((file) => file.move === code) ?? {};
    t.equal(readDocumentMove(readFileSync(join(folder, path))), code, path);
  }
});
