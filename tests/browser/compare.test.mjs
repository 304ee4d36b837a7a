// Comparison and metrics over time: without scripts, in print, on a phone; axe finds nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { downloaded, newPage, startBrowser } from './support/browser.mjs';
import { createFromExample, EXAMPLES } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

/** Creates the first two examples; returns their paths. */
async function two(page) {
  await createFromExample(page, EXAMPLES[1]);
  const after = new URL(page.url()).pathname;
  await createFromExample(page, EXAMPLES[0]);
  return { before: new URL(page.url()).pathname, after, id: after.split('/').pop() };
}

/** Changes a map a few times, so that it has a history. */
async function changed(page, map) {
  for (const [n, wait] of ['1w', '2d', '4h'].entries()) {
    const edit = { type: 'change_step', step: 'board', set: { wait } };
    await page.request.post(`/api/v1${map}/edits`, { data: { id: `c${n}`, edit } });
  }
}

test('maps can be compared without scripts', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  const { before, id } = await two(page);
  await page.locator('summary[aria-label="More"]').click();
  await navigate(page, () => page.getByRole('link', { name: 'Compare with another map' }).click());
  await navigate(page, () => page.locator(`a[href="${before}/compare/${id}"]`).click());

  await page.getByRole('heading', { level: 1, name: /Monthly release.*compared with.*Rolling release/s }).waitFor();
  const lead = page.locator('.compared tr', { hasText: 'Lead time' }).first();
  assert.match(await lead.innerText(), /4w 4d\s+6h 37m\s+−4w 3d/);
  assert.match(await page.locator('.compared tr', { hasText: 'Downtime' }).first().innerText(), /5h\s+None/);
  await page.getByText('“Deploy the application”, now “Roll out, node by node”', { exact: true }).waitFor();
  assert.equal(await page.locator('.drawing a.step').count(), 20);

  await navigate(page, () => page.getByRole('link', { name: 'Swap' }).click());
  await page.getByRole('heading', { level: 1, name: /Rolling release.*compared with.*Monthly release/s }).waitFor();
  // A step of the drawing links to itself in its own map.
  const step = page.locator('.drawing a[data-step="after/stop"]');
  assert.equal(await step.getAttribute('href'), `${before}?step=stop`);
  await page.getByText('Export', { exact: true }).click();
  const csv = await downloaded(page, () => page.getByRole('link', { name: /^CSV/ }).click());
  assert.match(csv.bytes.toString('utf8'), /metric,,Lead time,6h 37m,4w 4d,4w 3d more/);
  assert.deepEqual(page.trouble, []);
});

test('comparison aligns steps and draws both timelines to one scale', async () => {
  const page = await newPage(browser, weir);
  const { before, id } = await two(page);
  await page.goto(`${before}/compare/${id}`);
  const left = (step) => page.locator(`a[data-step="${step}"] rect`).first().evaluate((box) => box.getBoundingClientRect().left);
  for (const step of ['build', 'regression', 'board', 'deploy', 'verify']) {
    assert.ok(Math.abs((await left(`before/${step}`)) - (await left(`after/${step}`))) < 2, step);
  }
  const ends = await page.locator('.d-strip').evaluateAll((strips) =>
    strips.map((strip) => Math.max(...[...strip.querySelectorAll('g[class^=d-lines] path')].map((path) => path.getBoundingClientRect().right - strip.getBoundingClientRect().left) ) / strip.getBoundingClientRect().width));
  assert.equal(ends.length, 2);
  assert.ok(ends[0] > 0.99 && ends[1] < 0.05, String(ends));
  assert.deepEqual(page.trouble, []);
});

test('metrics over time link to each version', async () => {
  const page = await newPage(browser, weir);
  const { before } = await two(page);
  await changed(page, before);
  await page.goto(`${before}/history`);
  await navigate(page, () => page.getByRole('link', { name: 'Metrics over time' }).click());
  await page.getByRole('heading', { name: 'Metrics over time' }).waitFor();
  assert.equal(await page.locator('#chart a').count(), 4);
  // The examples are two states of one process.
  assert.equal(await page.locator('#family a').count(), 2);
  await page.locator('#chart a').nth(1).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Version 2:').waitFor();
  assert.deepEqual(page.trouble, []);
});

test('printed comparison has drawings and metrics and no controls', async () => {
  const page = await newPage(browser, weir);
  const { before, id } = await two(page);
  await page.goto(`${before}/compare/${id}`);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.paper svg').first().isVisible());
  for (const hidden of ['.buttons', '.drawing', '.breadcrumbs']) {
    assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  }
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 3 && pages <= 8, `${pages} pages`);
});

for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
    test(`axe finds nothing, ${colorScheme}, ${viewport.width} px`, async () => {
      // Bypasses the policy, so that axe itself can run.
      const page = await newPage(browser, weir, { colorScheme, viewport, bypassCSP: true });
      const { before, id } = await two(page);
      await changed(page, before);
      for (const place of [`${before}/compare`, `${before}/compare/${id}`, `${before}/figures`]) {
        await page.goto(place);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wider <= 0, `${place} is ${wider} px too wide`);
        await axeFindsNothing(page, place);
      }
    });
  }
}
