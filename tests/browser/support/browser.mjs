// The browser and its pages.
//
// A new browser context has an empty cache and no compiled scripts, and loading a page of Weir into it takes much of the
// time of a test. That's why a context is reused after the test that opened it: with its cache, but without its pages,
// cookies and storage.

import { after, afterEach, beforeEach } from 'node:test';
import { chromium } from 'playwright-core';
import { PATIENCE_MS } from './wait.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

/** Contexts that no test uses now, by their options. @type {Map<string, import('playwright-core').BrowserContext[]>} */
const idle = new Map();
/** Functions that return the contexts of the running test. @type {Set<() => Promise<void>>} */
const inUse = new Set();
/** How many tests are running: a test and its subtests. Pages opened outside of a test belong to the file. */
let running = 0;

beforeEach(() => { running += 1; });
afterEach(async () => {
  running -= 1;
  if (running === 0) await Promise.all([...inUse].map((giveBack) => giveBack()));
});

/** Starts the browser; it closes with the test file. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: FLAGS });
  after(() => browser.close());
  return browser;
}

/**
 * A new page, in a browser context of its own, that collects its errors in `page.trouble`: script errors, error
 * messages in the console (including violations of the content security policy), failed requests and error responses.
 * `options` are those of a context; `page.context().close()` closes it early.
 */
export async function newPage(browser, weir, { colorScheme, viewport, storageState, ...options } = {}) {
  const context = await contextFor(browser, { baseURL: weir.url, acceptDownloads: true, ...options });
  if (storageState) await context.addCookies(storageState.cookies);
  const page = await context.newPage();
  await clearStorage(page, weir);
  if (colorScheme) await page.emulateMedia({ colorScheme });
  if (viewport) await page.setViewportSize(viewport);
  page.trouble = [];
  page.on('pageerror', (error) => page.trouble.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.trouble.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // A download is not a page, so the browser counts it as an aborted navigation.
    if (why !== 'net::ERR_ABORTED') page.trouble.push(`request failed: ${request.url()}: ${why}`);
  });
  return page;
}

async function contextFor(browser, options) {
  const key = JSON.stringify(options);
  const context = idle.get(key)?.pop() ?? await newContext(browser, options);
  if (running === 0) return context;
  const giveBack = async () => {
    if (!inUse.delete(giveBack)) return;
    if (context.isTainted) return void await context.reallyClose();
    await context.setOffline(false);
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await Promise.all(context.pages().map((page) => page.close()));
    await context.clearCookies();
    idle.set(key, [...(idle.get(key) ?? []), context]);
  };
  inUse.add(giveBack);
  context.close = giveBack;
  return context;
}

async function newContext(browser, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  context.reallyClose = context.close.bind(context);
  // These can't be undone, so such a context isn't reused.
  for (const [owner, name] of [[context, 'addInitScript'], [context, 'exposeBinding'], [context.clock, 'install']]) {
    const call = owner[name].bind(owner);
    owner[name] = (...args) => {
      context.isTainted = true;
      return call(...args);
    };
  }
  return context;
}

async function clearStorage(page, weir) {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: weir.url, storageTypes: 'local_storage,indexeddb,cache_storage,service_workers' });
  await session.detach();
}

/** The content of a download in bytes. */
export async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}
