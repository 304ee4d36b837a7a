// What a map page asks for when it is opened for the first time.

import assert from 'node:assert/strict';
import { SourceMap } from 'node:module';
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
    // The load event can be late under this emulation; scripts start before it.
    await page.goto(`/maps/${id}`, { waitUntil: 'domcontentloaded' });
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

test('fonts for other letters are loaded when a map has them', async () => {
  const fontsOf = async (map) => {
    const page = await newPage(browser, weir);
    const requested = new Set();
    page.on('request', (request) => {
      if (request.resourceType() === 'font') requested.add(new URL(request.url()).pathname.split('/').pop());
    });
    await page.goto(`/maps/${await createMap(weir, map)}`);
    await page.evaluate(() => document.fonts.ready);
    return [...requested].sort();
  };
  const basic = ['weir-sans-regular.woff2', 'weir-sans-semibold.woff2'];
  assert.deepEqual(await fontsOf({ name: 'Prüfung', steps: [{ name: 'Révision à Málaga' }] }), basic);
  const all = ['weir-sans-regular-more.woff2', basic[0], 'weir-sans-semibold-more.woff2', basic[1]];
  assert.deepEqual(await fontsOf({ name: 'Выпуск', steps: [{ name: 'Έλεγχος' }, { name: 'Łódź' }] }), all);
});

test('source map leads from the joined script to the modules', async () => {
  const text = async (path) => {
    const response = await fetch(new URL(path, weir.url));
    assert.equal(response.status, 200, path);
    return response.text();
  };
  const [address] = (await text(`/maps/${id}`)).match(/\/static\/\w+\/js\/main\.js/);
  const script = await text(address);
  const [, name] = script.match(/\/\/# sourceMappingURL=(.+)\n$/);
  const map = JSON.parse(await text(address.replace('main.js', name)));
  const modules = new Map(map.sources.map((source, at) => [source, map.sourcesContent[at].split('\n')]));
  assert.ok(modules.size > 50);
  const lines = new SourceMap(map);
  let found = 0;
  for (const [at, line] of script.split('\n').entries()) {
    const { originalSource, originalLine, generatedLine } = lines.findEntry(at, 0);
    // Imports and exports are written in another way; what stands before a comment is the line without it.
    if (generatedLine !== at || /^const .* = \$\w+;$/.test(line)) continue;
    const original = modules.get(originalSource)[originalLine];
    assert.ok(original.replaceAll(/\/\*.*?\*\//g, ' ').includes(line.replace(/ \/\/ .*/, '').trim()), `${originalSource}:${originalLine + 1}: ${line}`);
    found += 1;
  }
  assert.ok(found > 2000, `${found} lines`);
  // Each module is also there alone.
  assert.match(await text(address.replace('main.js', 'core/page.js')), /^\/\/ What this page shows/);
});
