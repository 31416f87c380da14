import type { Simulator } from 'sparring';
import t from 'tap';
import { signedUpload, UPLOAD_PATH } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { journaled } from '../helpers/stage.js';
import { send, submit } from '../helpers/worldfirst.js';

const MAX_DEPTH = 64;
const MAX_TOKENS = 40_000;
const attachment = {
  attachmentId: 'A-1',
  attachmentType: 'ID_CARD_BACK_SIDE',
  attachmentContent: specimen('id-back.png').toString('base64'),
};

/** A correct attachment with one more field, which the partner ignores. */
const withExtra = (json: string) => `${JSON.stringify(attachment).slice(0, -1)},"extra":${json}}`;
/** A text, a colon, a text and a comma each, then the name of the extra field and a colon. */
const OWN_TOKENS = 4 * 3 + 2;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const list = (item: string, count: number) => `[${new Array(count).fill(item).join(',')}]`;
const distinctKeys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',')}}`;

t.test('JSON that costs far more to parse than a document of its size is refused, and only that', async (t) => {
  const simulator = await simulatorFor(t);
  const escapes = '\\/\\\\\\u0041\\n'.repeat(50_000);
  const rows: readonly { name: string; extra: string; refused?: RegExp }[] = [
    { name: 'nested as deep as allowed', extra: nested(MAX_DEPTH - 1) },
    { name: 'nested one level deeper', extra: nested(MAX_DEPTH), refused: /nests deeper than 64 levels/ },
    { name: 'nested objects', extra: '{"a":'.repeat(200_000), refused: /nests deeper than 64 levels/ },
    { name: '4 MiB of nested lists', extra: nested(2 * 1024 * 1024), refused: /nests deeper than 64 levels/ },
    { name: 'many lists next to each other are not deep', extra: list('[]', 10_000) },
    { name: 'as many numbers as allowed', extra: list('1', MAX_TOKENS - OWN_TOKENS + 1) },
    { name: 'one number more', extra: list('1', MAX_TOKENS - OWN_TOKENS + 2), refused: /more than 40000 strings/ },
    { name: 'a million numbers', extra: list('1', 1_000_000), refused: /more than 40000 strings/ },
    { name: 'a million empty objects', extra: list('{}', 1_000_000), refused: /more than 40000 strings/ },
    { name: 'half a million names', extra: distinctKeys(500_000), refused: /more than 40000 strings/ },
    { name: 'a million empty texts', extra: list('""', 1_000_000), refused: /more than 40000 strings/ },
    { name: 'a text of a million escaped quotes', extra: `"${'\\"'.repeat(1_000_000)}"` },
    { name: 'a long text with escapes', extra: `"${escapes}"` },
    { name: 'a text that looks like structure', extra: JSON.stringify(`${'[{,:'.repeat(100_000)}\\`) },
    { name: 'a text that ends in backslashes', extra: JSON.stringify('\\'.repeat(1_001)) },
    { name: 'a megabyte of spaces and digits', extra: `${' '.repeat(1_000_000)}${'1'.repeat(300)}` },
  ];
  for (const { name, extra, refused } of rows) {
    const answer = await submit(simulator, { body: withExtra(extra) });
    t.equal(answer.json.result.resultCode, refused ? 'PARAM_ILLEGAL' : 'SUCCESS', name);
    if (refused) t.match(await journaled(simulator, answer), { rule: 'W17', reason: refused }, name);
  }
});

t.test('a state that costs far more to parse than its size is refused', async (t) => {
  const { url } = await simulatorFor(t);
  const headers = { 'content-type': 'application/json' };
  for (const body of [nested(400_000), list('{}', 300_000)]) {
    const answer = await fetch(`${url}/_sparring/state`, { method: 'POST', headers, body });
    t.equal(answer.status, 413);
    t.match(await answer.json(), { error: { code: 'unreadable-body', message: /more than|deeper/ } });
  }
});

const BOUNDARY = 'sparring-test-boundary';
const part = (head: string, content: string | Buffer) =>
  Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const disposition = (name: string, filename: string) =>
  `Content-Disposition: form-data; name="${name}"; filename=${filename}`;
const fields = [
  part('Content-Disposition: form-data; name="requestNo"', 'REQ-1'),
  part('Content-Disposition: form-data; name="type"', 'face'),
];
const file = part(disposition('file', '"face.jpg"'), specimen('face.jpg'));

function uploadOf(simulator: Simulator, parts: readonly Buffer[]) {
  const body = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
  return signedUpload(simulator, { target: UPLOAD_PATH, body, headers });
}

t.test('parts that cost far more to parse than a document of their size are refused, and only those', async (t) => {
  const simulator = await simulatorFor(t);
  const encodedWords = (count: number) => new Array(count).fill('=?utf-8?B?w7w=?=').join(' ');
  const named = (filename: string) => part(disposition('file', filename), specimen('face.jpg'));
  const ignored = (filename: string) => part(disposition('other', filename), 'x');
  const long = (length: number) => `"${'x'.repeat(length - 4)}.jpg"`;
  const rows: readonly { name: string; parts: readonly Buffer[]; refused?: RegExp }[] = [
    { name: 'a file name of 2,048 characters', parts: [...fields, named(long(2_048))] },
    { name: 'a file name of one more', parts: [...fields, named(long(2_049))], refused: /more than 2048 characters/ },
    {
      name: 'the file name of a part that is ignored',
      parts: [...fields, file, ignored(long(3_000))],
      refused: /more than 2048 characters/,
    },
    {
      name: 'the name of a part that is ignored',
      parts: [...fields, file, part(`Content-Disposition: form-data; name=${long(3_000)}`, 'x')],
      refused: /more than 2048 characters/,
    },
    {
      name: '100 names of 78 KB in encoded words',
      parts: [...fields, ...new Array(98).fill(named(`"${encodedWords(4_500)}.jpg"`))],
      refused: /more than 2048 characters/,
    },
    { name: '100 parts', parts: [...fields, file, ...new Array(97).fill(ignored('a'))] },
    {
      name: '101 parts',
      parts: [...fields, file, ...new Array(98).fill(ignored('a'))],
      refused: /parts limit/,
    },
    {
      name: '50 header lines',
      parts: [...fields, part(`${'x-a: b\r\n'.repeat(50)}${disposition('file', 'a.jpg')}`, specimen('face.jpg'))],
    },
  ];
  for (const { name, parts, refused } of rows) {
    const answer = await send(simulator.url, uploadOf(simulator, parts));
    t.equal(answer.json.code, refused ? '4004' : '0', name);
    if (refused) t.match(await journaled(simulator, answer), { rule: 'K12', reason: refused }, name);
  }
});
