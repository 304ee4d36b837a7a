// What every browser test needs: a Weir of its own, a browser, pages that notice what goes wrong in them.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const binary = process.env.WEIR_BIN ?? path.join(root, 'target/debug/weir');

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

/**
 * Starts Weir on a free port with an empty database; it ends with the test file.
 *
 * `env` holds settings. `stop()` ends it as a deploy does (SIGTERM), or as a crash does (`'SIGKILL'`); `start()` starts it again, with the same
 * data under the same address.
 */
export async function startWeir(env = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'weir-browser-'));
  let running = await serve(data, '127.0.0.1:0', env);
  const weir = {
    url: running.url,
    /** Where the first account is made, in team mode. */
    setUp: running.setUp,
    async stop(signal = 'SIGTERM') {
      running.process.kill(signal);
      await running.ended;
    },
    async start() {
      running = await serve(data, new URL(weir.url).host, env);
    },
  };
  after(async () => {
    await weir.stop();
    await rm(data, { recursive: true, force: true });
  });
  return weir;
}

async function serve(data, address, env) {
  const weir = spawn(binary, ['serve', '--listen', address, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, WEIR_LOG: 'warn', ...env },
  });
  const ended = new Promise((resolve) => weir.once('exit', resolve));
  const isTeam = Boolean(env.WEIR_TEAM);
  const told = await new Promise((resolve, reject) => {
    let told = '';
    weir.stdout.on('data', (text) => {
      told += text;
      // All lines come at once, or the last one after a moment.
      if (/Listening on http:\S+\n/.test(told) && (!isTeam || /\/setup\?token=\w+\n/.test(told))) resolve(told);
    });
    weir.once('error', reject);
    ended.then((code) => reject(new Error(`weir ended with ${code} before it served`)));
  });
  const url = told.match(/Listening on (http:\S+)/)[1];
  return { process: weir, ended, url, setUp: told.match(/http:\S+\/setup\?token=\w+/)?.[0] };
}

/** Starts the browser; it ends with the test file. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  after(() => browser.close());
  return browser;
}

/**
 * A new page that collects what goes wrong in it: script errors, error messages in the console (violations of the
 * content security policy among them), requests that fail or are answered by an error. `page.trouble` holds them.
 */
export async function newPage(browser, weir, options = {}) {
  const context = await browser.newContext({ baseURL: weir.url, acceptDownloads: true, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.trouble = [];
  page.on('pageerror', (error) => page.trouble.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.trouble.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // A download is no page, which the browser counts as an aborted navigation.
    if (why !== 'net::ERR_ABORTED') page.trouble.push(`request failed: ${request.url()}: ${why}`);
  });
  return page;
}

/** Begins a map with one of the examples; the page then shows it. */
export async function beginExample(page, name) {
  await page.goto('/');
  await page.getByRole('article').filter({ hasText: name }).getByRole('button').click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

export const EXAMPLES = ['Monthly release with a maintenance window', 'Rolling release, no downtime', 'DORA\'s published map'];

/** What a download holds, as bytes. */
export async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** Makes a map through the API; gives its id. */
export async function makeMap(weir, map) {
  const response = await fetch(`${weir.url}/api/v1/maps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ format: 'weir-map', version: 1, ...map }),
  });
  const made = await response.json();
  if (response.status !== 201) throw new Error(JSON.stringify(made));
  return made.id;
}

/** The map as the API tells it. */
export async function readMap(weir, id) {
  return (await fetch(`${weir.url}/api/v1/maps/${id}`)).json();
}
