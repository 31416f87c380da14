import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';

/** Names of the same browser on different systems; the first that is found is used. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const find = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();

const executablePath = NAMES.map(find).find((path) => path !== '');

/** Why tests with a browser are skipped; continuous integration has to have one. */
export const withoutBrowser: false | string =
  executablePath === undefined && process.env['CI'] === undefined ? 'chromium is not installed' : false;

/** Where screenshots are kept; git ignores it. */
export const artifacts = new URL('../../../test/artifacts/', import.meta.url).pathname;

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the browser that is installed on this machine.
 * @throws Error that names what is missing.
 */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Error(`this test needs a browser: install one of ${NAMES.join(', ')}, for example with apt-get`);
  }
  return chromium.launch({ executablePath, args: [...ARGUMENTS, ...more] });
}

/** A page, and what went wrong in it so far. */
export interface WatchedPage {
  readonly page: Page;
  /** Exceptions, errors on the console (such as violations of the security policy), and requests to other hosts. */
  readonly problems: string[];
  /** Keeps a picture of the page. */
  shot(name: string): Promise<void>;
}

/** Opens a page that writes down what goes wrong in it; it is closed with the test. */
export async function openPage(
  t: Test,
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  t.teardown(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error.stack)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin) problems.push(`a request to ${request.url()}`);
  });
  await page.goto(url);
  return {
    page,
    problems,
    shot: async (name) => {
      mkdirSync(artifacts, { recursive: true });
      await page.screenshot({ path: join(artifacts, `inspector-${name}.png`) });
    },
  };
}
