import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { frameMultipart, type Violation, writeMultipart } from '@sparring/contracts';
import { fileUpload } from '@sparring/contracts/prepaidify';
import {
  decodeAttachment,
  MAX_CONTENT_BYTES,
  MAX_CONTENT_CHARACTERS,
  submitAttachment,
} from '@sparring/contracts/worldfirst';
import * as fc from 'fast-check';
import t from 'tap';
import { signedUpload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { journaled } from '../helpers/stage.js';
import { send, submit } from '../helpers/worldfirst.js';

const attachment = { attachmentId: 'A-1', attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent: 'QUJD' };
const upload = { file: { filename: 'a.jpg', sizeBytes: 1 }, requestNo: 'R-1', type: 'face' };
const pairs = (count: number) => '𝄞'.repeat(count);

t.test('a schema violation names the field and its limit', async (t) => {
  const rows: readonly { name: string; found: readonly Violation[]; wants: readonly object[] }[] = [
    {
      name: '64 characters of two UTF-16 units fit',
      found: submitAttachment.checkRequest({ ...attachment, attachmentId: pairs(64) }),
      wants: [],
    },
    {
      name: '65 of them do not',
      found: submitAttachment.checkRequest({ ...attachment, attachmentId: pairs(65) }),
      wants: [{ field: 'attachmentId', keyword: 'maxLength', limit: 64 }],
    },
    {
      name: 'an empty id',
      found: submitAttachment.checkRequest({ ...attachment, attachmentId: '' }),
      wants: [{ field: 'attachmentId', keyword: 'minLength', limit: 1 }],
    },
    {
      name: 'one character of two units is not empty',
      found: submitAttachment.checkRequest({ ...attachment, attachmentId: pairs(1) }),
      wants: [],
    },
    {
      name: 'content of one character too many',
      found: submitAttachment.checkRequest({
        ...attachment,
        attachmentContent: 'A'.repeat(MAX_CONTENT_CHARACTERS + 1),
      }),
      wants: [{ field: 'attachmentContent', keyword: 'maxLength', limit: MAX_CONTENT_CHARACTERS }],
    },
    {
      name: 'a requestNo of 65 characters',
      found: fileUpload.checkRequest({ ...upload, requestNo: 'R'.repeat(65) }),
      wants: [{ field: 'requestNo', keyword: 'maxLength', limit: 64 }],
    },
    {
      name: 'an unknown type',
      found: fileUpload.checkRequest({ ...upload, type: 'selfie' }),
      wants: [{ field: 'type', keyword: 'enum', limit: ['idFront', 'idBack', 'face', 'amlReport', 'idvReport'] }],
    },
  ];
  for (const { name, found, wants } of rows) {
    t.equal(found.length, wants.length, name);
    t.match(found, wants, name);
  }
});

t.test('the limits in code are those of the schema', async (t) => {
  const path = createRequire(import.meta.url).resolve(
    '@sparring/contracts/partners/worldfirst/schema/submit-attachment.request.json',
  );
  const schema = JSON.parse(readFileSync(path, 'utf8'));
  t.equal(schema.properties.attachmentContent.maxLength, MAX_CONTENT_CHARACTERS);
  t.equal(Buffer.alloc(MAX_CONTENT_BYTES).toString('base64').length, MAX_CONTENT_CHARACTERS);
});

t.test('a field that is too long is refused, not answered with a bug', async (t) => {
  const simulator = await simulatorFor(t);
  const attachmentId = 'x'.repeat(65);
  const submitted = await submit(simulator, { body: { ...attachment, attachmentId } });
  t.equal(submitted.json.result.resultCode, 'PARAM_ILLEGAL');
  const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face', 'x'.repeat(65));
  const uploaded = await send(simulator.url, signedUpload(simulator, { parts }));
  t.equal(uploaded.json.code, '200002');
});

t.test('a multipart frame around its content equals all parts written at once', async (t) => {
  const parts = uploadParts(Buffer.from('content'), 'a "b".jpg', 'face');
  const [requestNo, type, file] = parts;
  if (!requestNo || !type || !file) throw new Error('three parts');
  const { before, after } = frameMultipart([requestNo, type], file, 'b');
  t.same(Buffer.concat([before, Buffer.from('content'), after]), writeMultipart(parts, 'b'));
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, section 4, bit by bit; `undefined` for anything that an encoder does not write. */
function strictlyDecoded(text: string): Buffer | undefined {
  const data = text.replace(/={1,2}$/, '');
  const values = Array.from({ length: data.length }, (_, at) => ALPHABET.indexOf(data.charAt(at)));
  if (values.includes(-1) || text.length % 4 !== 0) return undefined;
  const bits = values.map((value) => value.toString(2).padStart(6, '0')).join('');
  const wholeBits = bits.length - (bits.length % 8);
  if (/1/.test(bits.slice(wholeBits)) || text.length !== 4 * Math.ceil(wholeBits / 24)) return undefined;
  return Buffer.from((bits.slice(0, wholeBits).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** Characters that a lenient decoder skips, or reads as a character of the alphabet: by their low byte, or URL-safe. */
const FOREIGN = [
  '\u0141',
  '\u5141',
  '\u012b',
  '\u013d',
  '\u00e1',
  '\u00c1',
  '-',
  '_',
  '=',
  ' ',
  '\n',
  '\0',
  '.',
  '\ud841',
];
const base64Character = fc.constantFrom(...ALPHABET);

/** Texts of Base64, of which a few characters are replaced, inserted or removed. */
const nearlyBase64 = fc
  .tuple(
    fc.uint8Array({ maxLength: 24 }),
    fc.array(
      fc.record({
        at: fc.nat(40),
        removed: fc.nat(2),
        inserted: fc.string({ unit: fc.oneof(base64Character, fc.constantFrom(...FOREIGN)), maxLength: 4 }),
      }),
      { maxLength: 2 },
    ),
  )
  .map(([bytes, changes]) =>
    changes.reduce(
      (text, { at, removed, inserted }) => text.slice(0, at) + inserted + text.slice(at + removed),
      Buffer.from(bytes).toString('base64'),
    ),
  );
const anyBase64 = fc.array(
  fc.string({ unit: fc.oneof(base64Character, fc.constant('=')), minLength: 4, maxLength: 4 }),
  {
    maxLength: 4,
  },
);

t.test('attachmentContent is accepted exactly when a strict Base64 decoder accepts it', async (t) => {
  const texts = fc.oneof(
    nearlyBase64,
    anyBase64.map((groups) => groups.join('')),
  );
  let accepted = 0;
  const property = fc.property(texts, (text) => {
    const read = decodeAttachment(text);
    const bytes = read.kind === 'content' ? read.bytes : undefined;
    if (bytes) accepted++;
    return strictlyDecoded(text)?.toString('hex') === bytes?.toString('hex');
  });
  const { failed, counterexample } = fc.check(property, { numRuns: 20_000 });
  t.notOk(failed, `${JSON.stringify(counterexample)} is judged as by the strict decoder`);
  t.ok(accepted > 1_000, 'many texts are valid');
});

t.test('characters that Node reads as Base64 by their low byte are refused', async (t) => {
  const simulator = await simulatorFor(t);
  for (const attachmentContent of ['iVBORw0KGgoA\u0141\u0141\u0141\u0141AAAA', 'iVBORw0KGgo\u013d']) {
    const answer = await submit(simulator, { body: { ...attachment, attachmentContent } });
    t.equal(answer.json.result.resultCode, 'PARAM_ILLEGAL');
    t.match(await journaled(simulator, answer), { rule: 'W12', reason: /not standard Base64/ });
  }
});
