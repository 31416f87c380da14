import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { frameMultipart, type Violation, writeMultipart } from '@sparring/contracts';
import { fileUpload } from '@sparring/contracts/prepaidify';
import { MAX_CONTENT_BYTES, MAX_CONTENT_CHARACTERS, submitAttachment } from '@sparring/contracts/worldfirst';
import t from 'tap';
import { signedUpload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { send, submit } from '../helpers/worldfirst.js';

const attachment = { attachmentId: 'A-1', attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent: 'QUJD' };
const upload = { file: { filename: 'a.jpg', sizeBytes: 1 }, requestNo: 'R-1', type: 'face' };
const pairs = (count: number) => '𝄞'.repeat(count);

t.test('a schema tells which field breaks which limit', async (t) => {
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

t.test('a multipart frame and its content make the same bytes as writing all parts at once', async (t) => {
  const parts = uploadParts(Buffer.from('content'), 'a "b".jpg', 'face');
  const [requestNo, type, file] = parts;
  if (!requestNo || !type || !file) throw new Error('three parts');
  const { before, after } = frameMultipart([requestNo, type], file, 'b');
  t.same(Buffer.concat([before, Buffer.from('content'), after]), writeMultipart(parts, 'b'));
});
