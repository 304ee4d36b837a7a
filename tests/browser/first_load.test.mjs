// What a map page asks for when it is opened for the first time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';

const MAX_REQUESTS = 20;
const NETWORKS = [
  { name: '150 ms, 1.6 Mbit/s', latency: 150, bits: 1_600_000 },
  { name: '50 ms, 10 Mbit/s', latency: 50, bits: 10_000_000 },
];

const weir = await startWeir();
const browser = await startBrowser();

const id = await createMap(weir, {
  name: 'First load',
  steps: Array.from({ length: 12 }, (_, at) => ({ name: `Step ${at + 1}`, team: 'Team', wait: `${at + 1}d`, work: '2h' })),
});

for (const { name, latency, bits } of NETWORKS) {
  test(`map page is editable after at most ${MAX_REQUESTS} requests, ${name}`, async (t) => {
    const page = await newPage(browser, weir, { userAgent: `with an empty cache: ${name}` });
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false, latency, downloadThroughput: bits / 8, uploadThroughput: bits / 8,
    });
    const requests = [];
    let bytes = 0;
    session.on('Network.requestWillBeSent', ({ request }) => requests.push(`${request.method} ${new URL(request.url).pathname}`));
    session.on('Network.dataReceived', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await page.goto(`/maps/${id}`);
    await page.locator('html.js').waitFor();
    const editable = await page.evaluate(() => performance.now());
    // Whatever follows by itself belongs to it too.
    await page.getByText('Saved', { exact: false }).first().waitFor();
    await page.waitForTimeout(1_500);
    // Timings depend on the machine, so they are information only.
    t.diagnostic(`${requests.length} requests, ${Math.round(bytes / 1000)} KB, editable after ${Math.round(editable)} ms`);
    t.diagnostic(requests.join('\n'));
    assert.ok(requests.length <= MAX_REQUESTS, requests.join('\n'));
    assert.deepEqual(page.trouble, []);
  });
}
