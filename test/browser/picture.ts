import { mkdirSync, writeFileSync } from 'node:fs';
import { startSimulator } from 'sparring';
import type { AnySimulator } from '../helpers/simulator.js';
import { startBrowser } from './browser.js';
import { sendMorning } from './demo-traffic.js';

/* Takes the picture of the README from a real run: `npm run picture`. */

const MAX_PICTURE_BYTES = 200_000;
const target = new URL('../../../docs/inspector.png', import.meta.url);

const simulator = (await startSimulator({ seed: 'picture' })) as unknown as AnySimulator;
const browser = await startBrowser();
try {
  const id = await sendMorning(simulator);
  const page = await browser.newPage({ viewport: { width: 1200, height: 720 } });
  await page.goto(`${simulator.url}/#/exchange/${id}`);
  await page.locator('.marked mark').first().waitFor();
  await page.locator('.rows .row').nth(10).waitFor();
  const picture = await page.screenshot();
  if (picture.length > MAX_PICTURE_BYTES) throw new Error(`the picture has ${picture.length} bytes`);
  mkdirSync(new URL('./', target), { recursive: true });
  writeFileSync(target, picture);
  process.stdout.write(`docs/inspector.png, ${picture.length} bytes\n`);
} finally {
  await browser.close();
  await simulator.close();
}
