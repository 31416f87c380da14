import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import t from 'tap';
import { PictureSizeReader, pictureSize } from '#simulator/core/journal/picture-size.js';
import { createThumbnails } from '#simulator/files/thumbnails.js';
import { ask } from '../helpers/control.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';

/** A picture whose left half is red and whose right half is transparent. */
function halves(width: number, height: number): Buffer {
  const data = Buffer.alloc(4 * width * height);
  for (let at = 0; at < data.length; at += 4) {
    if ((at / 4) % width < width / 2) data.set([0xff, 0, 0, 0xff], at);
  }
  return data;
}

function png(width: number, height: number): Buffer {
  const picture = new PNG({ width, height });
  picture.data = halves(width, height);
  return PNG.sync.write(picture);
}

const photo = (width: number, height: number) => jpeg.encode({ width, height, data: halves(width, height) }, 80).data;

/** A segment of a JPEG that holds anything, such as a preview. */
const segment = (marker: number, sizeBytes: number) =>
  Buffer.concat([
    Buffer.from([0xff, marker, (sizeBytes + 2) >> 8, (sizeBytes + 2) & 0xff]),
    Buffer.alloc(sizeBytes, 0xff),
  ]);

/** A photo with previews of 100 KB before its frame, as cameras write them. */
function withPreviews(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, 2), segment(0xe1, 60_000), segment(0xe2, 40_000), bytes.subarray(2)]);
}

t.test('the size of a picture is read, however it arrives', (t) => {
  const rows: readonly { name: string; bytes: Buffer; size: readonly number[] | undefined }[] = [
    { name: 'a PNG', bytes: png(7, 5), size: [7, 5] },
    { name: 'a JPEG', bytes: photo(320, 200), size: [320, 200] },
    { name: 'a photo with previews', bytes: withPreviews(photo(64, 48)), size: [64, 48] },
    { name: 'the specimen of a PNG', bytes: specimen('id-back.png'), size: undefined },
    { name: 'a PDF', bytes: specimen('aml-report.pdf'), size: undefined },
    { name: 'a JPEG that ends early', bytes: photo(320, 200).subarray(0, 100), size: undefined },
    {
      name: 'a JPEG of fill bytes',
      bytes: Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(100_000, 0xff)]),
      size: undefined,
    },
    { name: 'nothing', bytes: Buffer.alloc(0), size: undefined },
  ];
  for (const { name, bytes, size } of rows) {
    const expected = name.includes('specimen') ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : size;
    const wanted = expected && { widthPx: expected[0], heightPx: expected[1] };
    t.same(pictureSize(bytes), wanted, name);
    for (const pieceBytes of [1, 7, 1460]) {
      const reader = new PictureSizeReader();
      for (let at = 0; at < bytes.length; at += pieceBytes) reader.update(bytes.subarray(at, at + pieceBytes));
      t.same(reader.size, wanted, `${name} in pieces of ${pieceBytes}`);
    }
  }
  t.end();
});

/** The average color of a part of a small picture. */
function colorOf(url: string | null, isLeft: boolean): readonly number[] {
  const bytes = Buffer.from(url?.replace('data:image/jpeg;base64,', '') ?? '', 'base64');
  const { width, data } = jpeg.decode(bytes);
  const at = 4 * Math.floor(isLeft ? width / 8 : width - width / 8);
  return [...data.subarray(at, at + 3)];
}

t.test('a small picture shows what is in a document, and is null where there is nothing to show', async (t) => {
  const closing = new AbortController();
  t.teardown(() => closing.abort());
  const thumbnails = createThumbnails(closing.signal);
  const sizeOf = (url: string | null) => {
    const { width, height } = jpeg.decode(Buffer.from(url?.split(',')[1] ?? '', 'base64'));
    return [width, height];
  };
  const wide = await thumbnails.of({ kind: 'png', bytes: png(400, 100) });
  t.same(sizeOf(wide), [96, 24]);
  const [red = 0, green = 0, blue = 0] = colorOf(wide, true);
  t.ok(red > 200 && green < 60 && blue < 60, 'red on the left');
  t.ok(
    colorOf(wide, false).every((value) => value > 240),
    'white where it is transparent',
  );
  const tall = photo(100, 400);
  t.same(sizeOf(await thumbnails.of({ kind: 'jpeg', bytes: tall })), [24, 96]);
  t.same(sizeOf(await thumbnails.of({ kind: 'png', bytes: png(3, 2) })), [3, 2], 'nothing is made larger');
  const rows = [
    { name: 'a PDF', kind: 'pdf', bytes: specimen('aml-report.pdf') },
    { name: 'of no known kind', kind: null, bytes: Buffer.from('x') },
    { name: 'cut off', kind: 'png', bytes: png(400, 100).subarray(0, 60) },
    { name: 'a bomb', kind: 'png', bytes: bomb() },
  ];
  for (const { name, kind, bytes } of rows) t.equal(await thumbnails.of({ kind, bytes }), null, name);
  t.ok(await thumbnails.of({ kind: 'jpeg', bytes: photo(50, 50) }), 'and it still works after them');
  const many = await Promise.all(
    Array.from({ length: 12 }, () => thumbnails.of({ kind: 'jpeg', bytes: photo(200, 200) })),
  );
  t.ok(many.includes(null), 'whoever comes when too many wait gets none');
  t.ok(many.some((url) => url !== null));
  const known = { kind: 'jpeg', bytes: photo(60, 60) };
  const url = await thumbnails.of(known);
  const again = await Promise.all(Array.from({ length: 12 }, () => thumbnails.of(known)));
  t.ok(url && again.every((one) => one === url), 'nobody waits for a picture that is made already');
  closing.abort();
  t.equal(await thumbnails.of({ kind: 'jpeg', bytes: photo(60, 60) }), null, 'nor when the simulator closes');
});

/** A PNG that says that it has 60,000 x 60,000 pixels. */
function bomb(): Buffer {
  const bytes = png(4, 4);
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  return bytes;
}

t.test('with keepDocuments, whole entries have small pictures, and without, none', async (t) => {
  const rows = [
    { keepDocuments: true, thumbnail: /^data:image\/jpeg;base64,/ },
    { keepDocuments: false, thumbnail: null },
  ];
  for (const { keepDocuments, thumbnail } of rows) {
    const simulator = await simulatorFor(t, { keepDocuments });
    const parts = uploadParts(withPreviews(photo(640, 400)), 'face.jpg', 'face');
    const { headers } = await upload(simulator as never, { parts });
    const id = String(headers['x-sparring-id']);
    const wanted = { request: { documents: [{ widthPx: 640, heightPx: 400, thumbnail }] } };
    const entry = `${simulator.url}/_sparring/journal/last`;
    const withoutPictures = await (await fetch(`${entry}?thumbnails=false`)).json();
    t.match(withoutPictures, { request: { documents: [{ widthPx: 640, thumbnail: null }] } }, 'nobody has to wait');
    const refused = await (await fetch(`${entry}?thumbnails=no`)).json();
    t.match(refused, { error: { field: 'thumbnails', message: /true or false/ } });
    t.match((await ask(simulator.url, `/journal/${id}`)).json, wanted);
    t.match((await ask(simulator.url, `/journal/${id}?lane=default`)).json, wanted);
    t.match(await simulator.journalEntry(id), wanted);
  }
});
