import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { ask } from '../helpers/control.js';
import { cutter } from '../helpers/cutter.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { submit } from '../helpers/worldfirst.js';
import { openPage, startBrowser, withoutBrowser } from './browser.js';
import { photo, uploadWronglySigned } from './demo-traffic.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a browser sends when somebody types an address. */
const BROWSER_ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
/** Compressed, everything that the page loads. */
const MAX_TRANSFER_BYTES = 100_000;

const simulator = await simulatorFor(t, { journalEntries: 500 });
const { url } = simulator;

const uploadAs = async (client: AnySimulator, requestNo: string, filename = 'face.jpg'): Promise<string> =>
  (await upload(client, { parts: uploadParts(photo, filename, 'face', requestNo) })).json.code;

const attachment = (id: string) => ({
  attachmentId: id,
  attachmentType: 'ID_CARD_FRONT_SIDE',
  attachmentContent: photo.toString('base64'),
});
const attach = async (id: string): Promise<string> =>
  (await submit(simulator, { body: attachment(id) })).json.result.resultCode;

async function get(path: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await request(url + path, { headers });
  return { status: answer.statusCode, headers: answer.headers, bytes: Buffer.from(await answer.body.arrayBuffer()) };
}

t.test('a browser gets a page at /, and any other client gets JSON', async (t) => {
  const { status, headers, bytes } = await get('/', { accept: BROWSER_ACCEPT });
  t.equal(status, 200);
  t.match(headers['content-type'], 'text/html');
  t.match(bytes.toString(), '<title>Sparring inspector</title>');
  for (const accept of ['*/*', 'application/json', 'text/plain']) {
    const plain = await get('/', { accept });
    t.equal(plain.status, 404, accept);
    t.match(JSON.parse(plain.bytes.toString()), { error: { code: 'unknown-path', known: [] } }, accept);
  }
  t.equal((await get('/_sparring/inspector/')).bytes.toString(), bytes.toString(), 'also at an address of its own');
  const head = await request(url, { method: 'HEAD', headers: { accept: BROWSER_ACCEPT } });
  t.match(
    { status: head.statusCode, length: head.headers['content-length'] },
    { status: 200, length: `${bytes.length}` },
  );
  const icon = await get('/favicon.ico', { accept: 'image/*' });
  t.match(icon, { status: 200, headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' } });
  t.match(icon.bytes.toString(), /<svg/);
});

t.test('the page allows only its own files, and no other page may embed, open or read it', async (t) => {
  const { headers } = await get('/', { accept: BROWSER_ACCEPT });
  const policy = String(headers['content-security-policy']).split('; ');
  t.same(policy.sort(), [
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' data: blob:",
    "script-src 'self'",
    "style-src 'self'",
  ]);
  t.match(headers, {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
  });
  t.notOk(Object.keys(headers).some((name) => name.startsWith('access-control-')));
  const rebound = await get('/', { accept: BROWSER_ACCEPT, host: 'evil.example' });
  t.match(JSON.parse(rebound.bytes.toString()), { error: { code: 'forbidden-host' } });
  t.equal((await get('/_sparring/inspector/', { host: 'evil.example' })).status, 403);
});

t.test(
  'the files of the page are small, compressed, and kept by browsers for as long as they do not change',
  async (t) => {
    const page = (await get('/', { accept: BROWSER_ACCEPT })).bytes.toString();
    const names = [...page.matchAll(/(?:src|href)="(\/_sparring\/inspector\/[^"]+)"/g)].map(([, name = '']) => name);
    t.equal(names.length, 3);
    let transferBytes = 0;
    for (const name of ['/', ...names]) {
      const accept = BROWSER_ACCEPT;
      const packed = await get(name, { accept, 'accept-encoding': 'gzip, br' });
      const plain = await get(name, { accept });
      t.equal(packed.headers['content-encoding'], 'gzip', name);
      t.ok(gunzipSync(packed.bytes).equals(plain.bytes), 'a client without gzip gets the same');
      const again = await get(name, { accept, 'if-none-match': String(packed.headers['etag']) });
      t.equal(again.status, 304);
      t.equal(again.bytes.length, 0);
      if (name !== '/') t.match(packed.headers['cache-control'], 'immutable');
      transferBytes += packed.bytes.length;
    }
    t.ok(transferBytes < MAX_TRANSFER_BYTES, `${transferBytes} bytes`);
    const { status, bytes } = await get('/_sparring/inspector/main.js');
    t.equal(status, 404);
    t.match(JSON.parse(bytes.toString()), {
      error: { code: 'unknown-path', message: 'the inspector has no file main.js' },
    });
  },
);

t.test('a document that asks for a move is made on request, and gets it', async (t) => {
  const file = '/_sparring/files/prepaidify/fileUpload';
  for (const [query, type, filename] of [
    ['?move=4009&format=png', 'image/png', '4009.png'],
    ['?move=4009&format=JPEG', 'image/jpeg', '4009.jpg'],
    ['?format=jpg', 'image/jpeg', 'plain.jpg'],
  ] as const) {
    const { status, headers, bytes } = await get(file + query);
    t.equal(status, 200, query);
    t.equal(headers['content-type'], type);
    t.equal(headers['content-disposition'], `attachment; filename="${filename}"`);
    const answer = await upload(simulator, { parts: uploadParts(bytes, filename, 'face', `R-${filename}`) });
    t.equal(answer.json.code, query.includes('4009') ? '4009' : '0', query);
  }
  for (const [path, status, code, field] of [
    [`${file}?move=nothing`, 400, 'invalid-parameter', 'move'],
    [`${file}?move=4009&format=gif`, 400, 'invalid-parameter', 'format'],
    ['/_sparring/files/worldfirst/submitAttachment?format=pdf', 400, 'invalid-parameter', 'format'],
    ['/_sparring/files/prepaidify/nothing', 404, 'unknown-path', 'operation'],
    ['/_sparring/files/nobody/fileUpload', 404, 'unknown-path', 'partner'],
  ] as const) {
    const answer = await ask(url, path.replace('/_sparring', ''));
    t.match(answer, { status, json: { error: { code, field } } }, path);
  }
});

let browser: Browser;
t.before(async () => {
  if (withoutBrowser === false) browser = await startBrowser(['--host-resolver-rules=MAP *.example 127.0.0.1']);
});
t.teardown(() => browser?.close());

const skip = withoutBrowser;
const row = (page: Page, text: string) => page.locator('.rows .row', { hasText: text }).first();

/** Counts from now on how much the parts of the page move without the user having done anything. */
const watchShifts = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const sum = { value: 0 };
    Object.assign(globalThis, { sum });
    new PerformanceObserver((list) => {
      const moved = list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[];
      for (const { value, hadRecentInput } of moved) sum.value += hadRecentInput ? 0 : value;
    }).observe({ type: 'layout-shift' } as never);
  });
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { sum: { value: number } }).sum.value);

t.test(
  'a simulator without traffic says how to send a first request to it, and has no barrier',
  { skip },
  async (t) => {
    const fresh = await simulatorFor(t);
    const { page, problems } = await openPage(t, browser, fresh.url);
    await page.getByText(`npx sparring curl prepaidify fileUpload --url ${fresh.url} | sh`).waitFor();
    t.same(await barriers(page), []);
    await page.goto(`${fresh.url}/#/moves/prepaidify/fileUpload`);
    await page.locator('.move').first().waitFor();
    const top = () => page.locator('.board-facts').evaluate((element) => element.getBoundingClientRect().top);
    const before = await top();
    for (let count = 1; count <= 5; count++) await uploadAs(fresh, `R-${count}`);
    await page.locator('.recent li').nth(4).waitFor();
    t.equal(await top(), before, 'the board stays in its place while answers arrive');
    t.same(problems, []);
  },
);

t.test('an upload appears in the list as it happens, and nothing else moves', { skip }, async (t) => {
  const { page, problems, shot } = await openPage(t, browser, url);
  await row(page, 'R-plain.jpg').waitFor();
  await watchShifts(page);
  t.equal(await uploadAs(simulator, 'R-LIVE-1'), '0');
  await row(page, 'R-LIVE-1').waitFor();
  t.equal(await attach('A-LIVE'), 'SUCCESS');
  await row(page, 'A-LIVE').waitFor();
  const first = page.locator('.rows .row').nth(0);
  t.match(await first.textContent(), /SUCCESS.*worldfirst submitAttachment.*A-LIVE/, 'newest first');
  t.equal(await shiftOf(page), 0);
  await shot('traffic');
  await page.getByRole('button', { name: 'Pause' }).click();
  await uploadAs(simulator, 'R-LIVE-2');
  await page.getByRole('button', { name: 'Resume 1 new' }).waitFor();
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await uploadAs(simulator, 'R-LIVE-3');
  await page.getByRole('button', { name: 'Resume 2 new' }).waitFor();
  t.equal(await row(page, 'R-LIVE-2').count(), 0, 'also for those who come back to a paused page');
  await page.getByRole('button', { name: 'Resume 2 new' }).click();
  await row(page, 'R-LIVE-3').waitFor();
  t.equal(await row(page, 'R-LIVE-2').count(), 1);
  t.same(problems, []);
});

t.test('a page that stays open over a restart of the simulator goes on with what it has then', { skip }, async (t) => {
  const [before, after] = [await simulatorFor(t), await simulatorFor(t)];
  const { url: both, cut } = await cutter(t, before.url);
  await uploadAs(before, 'R-BEFORE');
  const { page } = await openPage(t, browser, both);
  await row(page, 'R-BEFORE').waitFor();
  cut(after.url);
  await uploadAs(after, 'R-AFTER');
  await row(page, 'R-AFTER').waitFor();
  t.equal(await row(page, 'R-BEFORE').count(), 0);
  await uploadAs(after, 'R-LATER');
  await row(page, 'R-LATER').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
});

t.test('what somebody looks at stays in its place while requests arrive above it', { skip }, async (t) => {
  for (let count = 0; count < 60; count++) await get('/aps/nothing');
  const { page, problems } = await openPage(t, browser, url);
  await page.locator('.rows .row').nth(20).waitFor();
  const scroller = page.locator('.scroller');
  await scroller.evaluate((element) => element.scrollTo(0, 1_000));
  const topRow = () =>
    scroller.evaluate((element) => {
      const { left, top } = element.getBoundingClientRect();
      return document.elementFromPoint(left + 20, top + 20)?.closest('.row')?.id;
    });
  await page.waitForFunction(() => Number(document.querySelector('.scroller')?.scrollTop) >= 1_000);
  const before = await topRow();
  t.match(before, /^row-/);
  const shown = await page.locator('.count-text').textContent();
  for (let count = 0; count < 5; count++) await get('/aps/nothing');
  await page.getByText(String(Number(shown) + 5), { exact: true }).waitFor();
  t.equal(await topRow(), before);
  const inPage = await page.locator('.rows .row').count();
  t.ok(inPage < 60, `${inPage} rows of ${shown} are in the page`);
  t.same(problems, []);
});

t.test('a wrong signature is explained, with the string to sign and the first difference', { skip }, async (t) => {
  const id = await uploadWronglySigned(simulator, 'R-SIGN');
  const { page, problems, shot } = await openPage(t, browser, `${url}/#/exchange/${id}`);
  const exchange = page.getByRole('article', { name: 'Exchange' });
  await exchange.getByText('The method was not signed in upper case.').waitFor();
  t.match(await exchange.getByRole('region', { name: 'String to sign' }).textContent(), /^\d{13}POST\/open\/api/);
  t.same(await exchange.locator('mark').allTextContents(), ['P', 'p']);
  t.match(await exchange.locator('.steps').textContent(), /authenticate.*refused/);
  await exchange.getByRole('rowheader', { name: 'ach-access-timestamp' }).waitFor();
  t.match(await exchange.getByRole('region', { name: 'Body of the answer' }).textContent(), '"200006"');
  t.notMatch(await page.content(), String(simulator.credentials['prepaidify']?.['secretKey']));
  await exchange.getByRole('link', { name: 'K4' }).click();
  await page.locator('.doc[data-chosen]', { hasText: 'What does a multipart request sign?' }).waitFor();
  await page.goBack();
  await exchange.waitFor();
  await shot('diagnosis');
  t.same(problems, []);
});

t.test(
  'any other refusal is explained: what was sent, what it must be, and how to get the answer on purpose',
  { skip },
  async (t) => {
    const answer = await upload(simulator, { parts: uploadParts(photo, 'face.jpg', 'id_front', 'R-TYPE') });
    const { page, problems } = await openPage(t, browser, `${url}/#/exchange/${answer.headers['x-sparring-id']}`);
    const why = page.locator('.why');
    await why.locator('.wrong', { hasText: 'id_front' }).waitFor();
    t.match(await why.textContent(), 'must beone of idFront, idBack, face, amlReport, idvReport');
    await why.getByText('Get this answer on purpose').click();
    await why.getByText(/^npx sparring files make --move 4004 /).waitFor();
    const to = `--url ${url}`;
    await why.getByText(`npx sparring rules add --partner prepaidify --move 4004 --times 1 ${to}`).waitFor();
    await why.getByText(`npx sparring curl prepaidify fileUpload --move 4004 ${to}`).waitFor();
    t.same(problems, []);
  },
);

t.test('an exchange is copied as curl and saved as HAR and Pact, none of which contains a key', { skip }, async (t) => {
  const { headers } = await submit(simulator, { body: attachment('A-EXPORT') });
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const { page, problems } = await openPage(t, browser, `${url}/#/exchange/${headers['x-sparring-id']}`, context);
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  t.match(curl, 'curl');
  t.match(curl, 'A-EXPORT');
  const texts = [curl];
  for (const [name, shape] of [
    ['HAR', { log: { version: '1.2', entries: [{ request: { method: 'POST' } }] } }],
    ['Pact', { interactions: [{ request: { method: 'POST' } }] }],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name, exact: true }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    t.match(JSON.parse(text), shape, name);
    texts.push(text);
  }
  const { clientPrivateKey = 'none' } = simulator.credentials['worldfirst'] ?? {};
  for (const text of texts) t.notOk(text.includes(clientPrivateKey.split('\n')[1] ?? 'none'));
  t.same(problems, []);
});

t.test('a simulator that keeps documents shows them', { skip }, async (t) => {
  const keeping = await simulatorFor(t, { keepDocuments: true });
  const { headers } = await upload(keeping, { parts: uploadParts(photo, 'face.jpg', 'face', 'R-KEPT') });
  const { page, problems } = await openPage(t, browser, `${keeping.url}/#/exchange/${headers['x-sparring-id']}`);
  const preview = page.getByAltText('Preview of the document in file');
  await preview.waitFor();
  const widthPx = await preview.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return image.naturalWidth;
  });
  t.equal(widthPx, 512);
  await page.getByRole('link', { name: 'Traffic' }).click();
  const small = page.locator('.rows .row img');
  await small.waitFor();
  t.match(await small.getAttribute('src'), /^data:image\/jpeg;base64,/, 'the list has a small picture');
  const fresh = await openPage(t, browser, keeping.url);
  await fresh.page.locator('.rows .row img').waitFor(); // also on a page that nobody has touched
  t.same([...problems, ...fresh.problems], []);
});

t.test('the next two uploads fail, the third succeeds, and the link leads to the failure', { skip }, async (t) => {
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const { page, problems, shot } = await openPage(t, browser, `${url}/#/moves/worldfirst/submitAttachment`, context);
  const card = page.getByRole('article', { name: 'UNKNOWN_EXCEPTION', exact: true });
  await card.getByRole('button', { name: 'Next request' }).click();
  await card.getByText('armed × 1').waitFor();
  await card.getByRole('button', { name: 'One more request' }).click();
  await card.getByText('armed × 2').waitFor();
  await shot('moves');
  const codes = [await attach('A-TWICE'), await attach('A-TWICE'), await attach('A-TWICE')];
  t.same(codes, ['UNKNOWN_EXCEPTION', 'UNKNOWN_EXCEPTION', 'SUCCESS']);
  await page.getByText('Nothing is armed').waitFor();
  const recent = page.getByRole('region', { name: 'Latest answers' });
  await recent.getByRole('button', { name: 'Copy the link to UNKNOWN_EXCEPTION' }).first().click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto(link);
  await page.getByText('It decided the answer.').waitFor();
  t.match(await page.locator('.exchange-title').textContent(), 'UNKNOWN_EXCEPTION');
  await page.getByRole('button', { name: 'Get this answer again' }).click();
  await page.getByText('The next submitAttachment gets UNKNOWN_EXCEPTION').waitFor();
  t.equal(await attach('A-AGAIN'), 'UNKNOWN_EXCEPTION');
  t.same(problems, []);
});

t.test('a move is armed with conditions, counts down, and is disarmed with one click', { skip }, async (t) => {
  const { page, problems } = await openPage(t, browser, `${url}/#/moves/prepaidify/fileUpload`);
  await page.getByRole('button', { name: 'More ways to arm delay' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Move').fill('delay(5ms)');
  await dialog.getByLabel('How many requests').fill('3');
  await dialog.getByLabel('Expires').selectOption('after 10 minutes');
  await dialog.getByLabel('Applies to').selectOption('when requestNo is …');
  await dialog.getByRole('textbox', { name: 'requestNo' }).fill('R-DELAY');
  await dialog.getByRole('button', { name: 'Arm' }).click();
  const queued = page.locator('.queued', { hasText: 'delay(5ms)' });
  await queued.getByText(/× 3/).waitFor();
  await queued.getByText('when requestNo is R-DELAY').waitFor();
  await queued.getByText(/expires in 9 min \d+ s/).waitFor();
  t.equal(await uploadAs(simulator, 'R-DELAY'), '0');
  await queued.getByText(/× 2/).waitFor();
  await page.locator('article[data-move="delay"]').getByText('1 ×').waitFor();
  await queued.getByRole('button', { name: 'Disarm delay(5ms)' }).click();
  await page.getByText('Nothing is armed').waitFor();
  await page.getByRole('button', { name: 'More ways to arm delay' }).click();
  await dialog.getByLabel('Move').fill('delay(soon)');
  await dialog.getByRole('button', { name: 'Arm' }).click();
  await page.locator('.toast-failed', { hasText: 'must be written as delay' }).waitFor();
  const refused = problems.filter((problem) => !/status of 400/.test(problem));
  t.same(refused, [], 'a refusal of the simulator is shown, and is no error of the page');
});

t.test('the test file of a move, downloaded from the board, triggers it', { skip }, async (t) => {
  const { page, problems } = await openPage(t, browser, `${url}/#/moves/prepaidify/fileUpload`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download a jpg that asks for 4009' }).click(),
  ]);
  t.equal(download.suggestedFilename(), '4009.jpg');
  const bytes = readFileSync(await download.path());
  const answer = await upload(simulator, { parts: uploadParts(bytes, '4009.jpg', 'face', 'R-FILE') });
  t.equal(answer.json.code, '4009');
  t.same(problems, []);
});

t.test('a lane is created, and its credentials work; keys are only shown on request', { skip }, async (t) => {
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const { page, problems, shot } = await openPage(t, browser, `${url}/#/lanes`, context);
  await page.getByLabel('Name').fill('checkout');
  await page.getByRole('button', { name: 'Create lane' }).click();
  const card = page.getByRole('article', { name: 'Lane checkout' });
  await card.getByRole('button', { name: 'Copy as .env' }).click();
  const dotenv = await page.evaluate(() => navigator.clipboard.readText());
  const lane = simulator.lane('checkout');
  const { accessKey = '', secretKey = '' } = lane.credentials['prepaidify'] ?? {};
  t.match(dotenv, `SPARRING_BASE_URL=${url}\n`);
  t.match(dotenv, `SPARRING_PREPAIDIFY_SECRET_KEY=${secretKey}\n`);
  t.match(dotenv, /^SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY=MII[\w+/]+=*$/m, "Docker's env-file takes quotes literally");
  await shot('lane');
  t.match(await page.content(), accessKey, 'what selects the lane is no secret');
  t.notMatch(await page.content(), secretKey);
  t.notMatch(await page.content(), 'BEGIN PRIVATE');
  await card.getByRole('button', { name: 'JSON', exact: true }).click();
  await card.getByRole('button', { name: 'Copy as JSON' }).click();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  t.match(copied, { lane: 'checkout', baseUrl: url, prepaidify: { accessKey, secretKey } });
  await card.getByRole('button', { name: 'Show keys' }).click();
  t.match(await card.textContent(), secretKey);
  await uploadAs({ ...simulator, credentials: copied } as AnySimulator, 'R-LANE', 'face.gif');
  await card.getByRole('button', { name: 'Traffic' }).click();
  await row(page, 'R-LANE').waitFor();
  t.equal(await page.locator('.rows .row').count(), 1, 'only that of the lane');
  await row(page, 'R-LANE').click();
  await page.getByText('Get this answer on purpose').click();
  await page.getByText(/^npx sparring rules add .* --lane checkout$/).waitFor();
  await page.goto(`${url}/#/lanes`);
  page.once('dialog', (dialog) => dialog.accept());
  await card.getByRole('button', { name: 'Delete' }).click();
  await card.waitFor({ state: 'detached' });
  t.same(simulator.lanes(), ['default']);
  t.same(problems, []);
});

t.test(
  'when the lane that is shown was deleted by somebody else, the page says so once, and leaves it',
  { skip },
  async (t) => {
    await simulator.createLane({ name: 'gone' });
    const { page } = await openPage(t, browser, `${url}/#/settings`);
    const choice = page.locator('.lane-choice select');
    await choice.selectOption('gone');
    await page.getByRole('button', { name: 'Reset lane gone' }).waitFor();
    simulator.deleteLane('gone');
    await page.goto(`${url}/#/moves`);
    await page.locator('.toast', { hasText: 'The lane gone no longer exists; this is the lane default' }).waitFor();
    t.equal(await page.locator('.toast').count(), 1);
    t.equal(await choice.inputValue(), 'default');
    await page.goto(`${url}/#/lanes`);
    await page.getByLabel('Name').fill('..');
    await page.getByRole('button', { name: 'Create lane' }).click();
    const refusal = page.locator('.toast', { hasText: 'The name of a lane' });
    await refusal.waitFor();
    await Promise.all([
      page.waitForResponse((response) => response.status() === 400),
      page.getByRole('button', { name: 'Create lane' }).click(),
    ]);
    await page.evaluate(() => new Promise(requestAnimationFrame)); // the answer is shown by now
    t.equal(await refusal.count(), 1, 'the same is not said twice');
    t.notMatch(await refusal.textContent(), '_sparring', 'no advice for programs');
  },
);

t.test('typing filters the list, and so do the buttons', { skip }, async (t) => {
  await uploadAs(simulator, 'R-GIF', 'face.gif');
  const { page, problems } = await openPage(t, browser, url);
  const rows = page.locator('.rows .row');
  await row(page, 'R-GIF').waitFor();
  const search = page.getByLabel('Search');
  const shown = async () => (await rows.allTextContents()).join('\n');
  await search.fill('r-gif');
  t.match(await shown(), /^[^\n]*4001[^\n]*$/, 'one row');
  await search.fill('class:unknown move:rule');
  t.match(await shown(), /^(?:[^\n]*UNKNOWN_EXCEPTION[^\n]*(?:\n|$))+$/);
  await search.fill('');
  await page.getByRole('button', { name: 'Refused' }).click();
  t.notMatch(await shown(), /SUCCESS|UNKNOWN/);
  t.match(await shown(), '4001');
  await page.getByLabel('Partner').selectOption('worldfirst');
  t.notMatch(await shown(), 'prepaidify');
  await search.fill('no such thing');
  await page.getByText('Nothing matches “no such thing”').waitFor();
  await page.getByRole('button', { name: /^Show all/ }).click();
  t.ok((await rows.count()) > 5);
  t.same(problems, []);
});

t.test('everything can be done with the keyboard alone', { skip }, async (t) => {
  await attach('A-KEYS-1');
  await attach('A-KEYS-2');
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const { page, problems } = await openPage(t, browser, url, context);
  await row(page, 'A-KEYS-2').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('a-keys');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Success' }).click();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  t.match(await page.locator('.row[data-cursor]').textContent(), 'A-KEYS-1');
  await page.keyboard.press('Enter');
  await page.locator('.facts', { hasText: 'A-KEYS-1' }).waitFor();
  await page.keyboard.press('k');
  await page.locator('.facts', { hasText: 'A-KEYS-2' }).waitFor();
  const opened = page.url();
  await page.getByRole('region', { name: 'Body of the answer' }).focus();
  for (const key of ['ArrowDown', 'PageDown', 'End']) await page.keyboard.press(key);
  t.equal(page.url(), opened, 'in a text that scrolls, these keys scroll');
  await page.keyboard.press('c');
  await page.getByText('The link was copied').waitFor();
  t.match(await page.evaluate(() => navigator.clipboard.readText()), /#\/exchange\/[0-9a-f]{16}$/);
  await page.keyboard.press('Escape');
  await page.locator('.exchange').waitFor({ state: 'detached' });
  await page.keyboard.press('2');
  const arm = page.getByRole('button', { name: 'Next request: 4009' });
  await arm.waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('4009');
  const isArmButton = () => document.activeElement?.getAttribute('aria-label') === 'Next request: 4009';
  for (let tabs = 0; tabs < 12 && !(await page.evaluate(isArmButton)); tabs++) await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  t.equal(outline, 'solid', 'the focus is visible');
  await page.keyboard.press('Enter');
  await page.locator('article[data-move="4009"]').getByText('armed × 1').waitFor();
  t.equal(await uploadAs(simulator, 'R-KEYS'), '4009');
  t.same(problems, []);
});

t.test('settings, clock and states are changed, and a reset takes it all back', { skip }, async (t) => {
  const lane = await simulator.createLane({ name: 'settings' });
  t.teardown(() => simulator.deleteLane('settings'));
  const { page, problems, shot } = await openPage(t, browser, `${url}/#/settings`);
  await page.locator('.lane-choice select').selectOption('settings');
  await page.getByLabel('onRepeat').selectOption('accept');
  await page.getByText('worldfirst.onRepeat is accept').waitFor();
  await page.getByLabel('requestsPerSecond').fill('7');
  await page.getByLabel('requestsPerSecond').press('Tab');
  await page.getByText('worldfirst.requestsPerSecond is 7').waitFor();
  t.match(lane.settings(), { worldfirst: { onRepeat: 'accept', requestsPerSecond: 7 } });
  await page.getByRole('button', { name: 'Set requestsPerSecond to its default' }).click();
  await page.getByText('worldfirst.requestsPerSecond is off').waitFor();
  await page.getByRole('button', { name: 'Freeze' }).click();
  await page.getByText('Frozen').waitFor();
  await page.getByRole('button', { name: 'Advance the clock by 1 day' }).click();
  await page.getByText(/1 day? ?.*ahead|23 h 59 min ahead|1 d ahead/).waitFor();
  t.match(lane.clock.state(), { frozen: true });
  await page.locator('select', { hasText: 'prepaidify: decided' }).selectOption('prepaidify: decided');
  await page.getByLabel('Business id').fill('R-STATE');
  await page.getByRole('button', { name: 'Set state' }).click();
  await page.getByText('R-STATE is decided').waitFor();
  await shot('settings');
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Reset lane settings' }).click();
  await page.getByText('Reset the lane settings').waitFor();
  t.match(lane.settings(), { worldfirst: { onRepeat: 'check' } });
  t.match(lane.clock.state(), { frozen: false });
  t.same(problems, []);
});

const PAGES = [
  ['traffic', '#/'],
  ['board', '#/moves/worldfirst/submitAttachment'],
  ['lanes', '#/lanes'],
  ['options', '#/settings'],
  ['docs', '#/docs'],
  ['openapi', '#/docs/worldfirst/openapi'],
] as const;

/** What axe finds that keeps people from using the page. */
async function barriers(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((names) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: object[] }> } };
    return axe.run({ resultTypes: ['violations'], ...(names.length > 0 ? { runOnly: [...names] } : {}) });
  }, rules);
  return (violations as { impact: string; id: string; nodes: { html: string; failureSummary: string }[] }[])
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
    );
}

/** The right edge of what is farthest to the right, apart from what scrolls by itself. */
const rightEdge = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const boxes = [...document.querySelectorAll('body *')].filter(
      (element) => !element.closest('.tabs, .nav-links, .visually-hidden, pre, .list-narrow .row-head'),
    );
    return Math.max(...boxes.map((box) => box.getBoundingClientRect().right));
  });

for (const colorScheme of ['light', 'dark'] as const) {
  t.test(
    `axe finds no serious barrier in ${colorScheme} colors, and no page is wider than a phone`,
    { skip },
    async (t) => {
      const id = await uploadWronglySigned(simulator, 'R-SIGN');
      const { page, problems, shot } = await openPage(t, browser, url, { colorScheme });
      // only the colors are others in the dark
      const rules = colorScheme === 'dark' ? ['color-contrast'] : [];
      for (const [name, hash] of [...PAGES, ['exchange', `#/exchange/${id}`]]) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(`${url}/${hash}`);
        await page.locator('.rows .row, .move, .lane, .setting, .doc, .json').first().waitFor();
        t.same(await barriers(page, rules), [], `${name}, wide`);
        await shot(`${name}-${colorScheme}`);
        await page.setViewportSize({ width: 360, height: 740 });
        if (['traffic', 'exchange'].includes(`${name}`)) t.same(await barriers(page, rules), [], `${name}, 360 pixels`);
        const edge = await rightEdge(page);
        t.ok(edge <= 361, `${name}: ${edge} pixels`);
        await shot(`${name}-${colorScheme}-360`);
      }
      t.same(problems, []);
    },
  );
}

t.test('the colors follow the system until they are chosen, and the choice is kept', { skip }, async (t) => {
  const { page } = await openPage(t, browser, url, { colorScheme: 'dark' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.locator('[data-theme-button]').click();
  const light = await background();
  t.not(light, dark);
  await page.reload();
  await page.locator('.nav').waitFor();
  t.equal(await background(), light);
  await page.locator('[data-theme-button]').click();
  t.equal(await background(), dark);
});

t.test('a link to an exchange that is gone says so, and can be left on a phone', { skip }, async (t) => {
  const viewport = { width: 360, height: 740 };
  const { page } = await openPage(t, browser, `${url}/#/exchange/0000`, { viewport });
  await page.getByText('There is no such exchange').waitFor();
  t.equal(await page.locator('h1').count(), 1);
  await page.getByRole('button', { name: 'Close the exchange' }).click();
  await page.locator('.rows').waitFor();
});

t.test('off loopback the page asks for the token, keeps it for the tab, and sends it', { skip }, async (t) => {
  const guarded = await simulatorFor(t, { token: 'the-token' });
  const { page } = await openPage(t, browser, `${guarded.url}/#/lanes`);
  const field = page.getByLabel('Token');
  await field.waitFor();
  await page.keyboard.type('another');
  await page.getByRole('button', { name: 'Open the inspector' }).click();
  await page.getByText('That is not the token of this simulator.').waitFor();
  await field.fill('the-token');
  await page.getByRole('button', { name: 'Open the inspector' }).click();
  await page.getByRole('article', { name: 'Lane default' }).waitFor();
  await page.reload();
  await page.getByRole('article', { name: 'Lane default' }).waitFor();
  t.equal(await page.evaluate(() => localStorage.getItem('sparring-token')), null);
});

/** Serves a page of somebody else. */
async function otherSite(t: Test): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<title>elsewhere</title><body></body>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  return `http://evil.example:${(server.address() as AddressInfo).port}/`;
}

t.test('a page of another origin can neither read nor change anything', { skip }, async (t) => {
  simulator.rules.add({ partner: 'worldfirst', move: 'PROCESS_FAIL' });
  t.teardown(() => simulator.rules.clear());
  // the journal also has what was sent to no partner, such as the refused request for a page
  const state = async () => [
    simulator.rules.list(),
    (await simulator.journal()).filter(({ partner }) => partner !== null),
  ];
  const before = await state();
  const { page } = await openPage(t, browser, await otherSite(t));
  const tried = await page.evaluate(async (target) => {
    const read = async (path: string, init: RequestInit = {}) => {
      try {
        const answer = await fetch(target + path, init);
        return answer.type === 'opaque' ? 'opaque' : await answer.text();
      } catch {
        return 'blocked';
      }
    };
    const json = { 'content-type': 'application/json' };
    const text = { 'content-type': 'text/plain' };
    const reads = [
      await read('/'),
      await read('/_sparring/journal'),
      await read('/_sparring/lanes/default'),
      await read('/_sparring/inspector/'),
      await read('/_sparring/journal', { mode: 'no-cors' }),
    ];
    const writes = [
      await read('/_sparring/reset', { method: 'POST', headers: json, body: '{}' }),
      await read('/_sparring/reset', { method: 'POST', mode: 'no-cors', headers: text, body: '{}' }),
      await read('/_sparring/rules', { method: 'DELETE' }),
    ];
    const form = document.createElement('form');
    const inside = document.createElement('iframe');
    inside.name = 'inside';
    document.body.append(form, inside);
    form.action = `${target}/_sparring/reset`;
    form.method = 'post';
    form.target = 'inside';
    form.enctype = 'text/plain';
    form.submit();
    await new Promise((done) => inside.addEventListener('load', done, { once: true }));
    const frame = document.createElement('iframe');
    frame.src = `${target}/`;
    const loaded = new Promise((done) => frame.addEventListener('load', done, { once: true }));
    document.body.append(frame);
    await loaded;
    return { reads, writes };
  }, url);
  t.same(new Set([...tried.reads, ...tried.writes]), new Set(['blocked']));
  t.same(await state(), before, 'nothing was changed');
  const frames = page.frames().map((frame) => frame.url());
  t.notOk(frames.includes(`${url}/`), 'nor can it show the inspector in a frame');
});

t.test('a page that points its own name at the simulator gets nothing either', { skip }, async (t) => {
  const { port } = new URL(url);
  const { page } = await openPage(t, browser, `http://evil.example:${port}/`);
  t.match(await page.content(), 'forbidden-host');
  const status = await page.evaluate(async () => {
    const sent = await Promise.all([
      fetch('/_sparring/journal'),
      fetch('/_sparring/lanes/default'),
      fetch('/_sparring/reset', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
    ]);
    return sent.map((answer) => answer.status);
  });
  t.same(status, [403, 403, 403]);
});
