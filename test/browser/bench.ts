import type { Page } from 'playwright-core';
import { startSimulator } from 'sparring';
import { Pool } from 'undici';
import { startBrowser } from './browser.js';

/*
 * Measures how smoothly the inspector scrolls and filters ten thousand exchanges: `npm run bench:inspector`.
 */

const ENTRIES = 10_000;
const MAX_FRAME_MS = 50;
const PIXELS_PER_STEP = 400;
const SCROLL_STEPS = 300;
const CONNECTIONS = 8;

/** Fills the journal with requests that cost little. */
async function fill(url: string): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  let sent = 0;
  const send = async () => {
    while (sent++ < ENTRIES) {
      const path = sent % 3 === 0 ? `/open/nothing-${sent}` : '/aps/api/business/onboard/submitAttachment';
      const { body } = await pool.request({ path, method: sent % 2 === 0 ? 'POST' : 'GET' });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  await pool.close();
}

function report(name: string, unit: string, frames: readonly number[]): void {
  const sorted = [...frames].sort((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  const slow = frames.filter((ms) => ms > MAX_FRAME_MS).length;
  const line = `median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms; ${slow} of ${frames.length} over ${MAX_FRAME_MS} ms`;
  process.stdout.write(`${name.padEnd(10)} ${unit.padEnd(9)} ${line}\n`);
}

type Step = (input: readonly [text: string, pixels: number]) => Promise<number>;

/** Scrolls on, and waits until that is shown; returns how long that took, in milliseconds. */
const scroll: Step = async ([, pixels]) => {
  const before = performance.now();
  (document.querySelector('.scroller') as HTMLElement).scrollTop += pixels;
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return (performance.now() - before) / 2;
};

/** Types a search, and waits until what it finds is shown. */
const filter: Step = async ([text]) => {
  const field = document.querySelector('[data-search]') as HTMLInputElement;
  const before = performance.now();
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return (performance.now() - before) / 2;
};

/**
 * Measures steps in two ways: by the clock, which also counts what else runs on this machine, and by the processor time
 * that the page itself used.
 */
async function measure(page: Page, name: string, step: Step, texts: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1_000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0);
  };
  const elapsed: number[] = [];
  const busy: number[] = [];
  for (const text of texts) {
    const before = await busyMs();
    elapsed.push(await page.evaluate(step, [text, PIXELS_PER_STEP] as const));
    busy.push((await busyMs()) - before);
  }
  report(name, 'elapsed', elapsed);
  report(name, 'processor', busy);
}

const SEARCHES = ['n', 'no', 'not', 'noth', 'nothi', 'nothing-9', 'class:refused', 'method', 'zzz', 'z', ''];

const simulator = await startSimulator({ journalEntries: ENTRIES });
const browser = await startBrowser();
try {
  await fill(simulator.url);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(simulator.url);
  await page.getByText(String(ENTRIES), { exact: true }).waitFor();
  await measure(page, 'scrolling', scroll, Array<string>(SCROLL_STEPS).fill(''));
  await measure(page, 'filtering', filter, [...SEARCHES, ...SEARCHES, ...SEARCHES]);
  const heap = await page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  );
  const rows = await page.locator('.rows .row').count();
  process.stdout.write(`page       ${rows} rows of ${ENTRIES} in the page, heap ${(heap / 2 ** 20).toFixed(1)} MiB\n`);
} finally {
  await browser.close();
  await simulator.close();
}
