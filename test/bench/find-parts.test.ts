import t from 'tap';
import { findParts } from './find-parts.js';

t.test('the floor finds the same parts however a body is cut into chunks', async (t) => {
  const head = (name: string, more = '') => `--B0\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const file = `\xff${'x'.repeat(200)}\r\n--B\r\n--\r\n-B0`;
  const body = Buffer.from(
    `${head('requestNo')}R1\r\n${head('file', '; filename="a.jpg"')}${file}\r\n${head('type')}face\r\n--B0--\r\n`,
    'latin1',
  );
  const found = new Set<string>();
  for (let chunkBytes = 1; chunkBytes <= body.length; chunkBytes++) {
    const parts = findParts('B0');
    for (let at = 0; at < body.length; at += chunkBytes) parts.feed(body.subarray(at, at + chunkBytes));
    found.add(JSON.stringify(parts.end()));
  }
  t.equal(found.size, 1);
  t.match([...found][0], `"fields":{"requestNo":"R1","type":"face"}`);
  t.match([...found][0], `"size":${file.length},"magic":255`);
});
