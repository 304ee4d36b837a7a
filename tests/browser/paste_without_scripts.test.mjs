// Pasting rows without scripts: text, preview, correction, adding, undo; also on a phone and in dark mode.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { createFromExample, EXAMPLES } from './support/maps.mjs';
import { root, startWeir } from './support/server.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();
const shots = path.join(root, 'tests/browser/shots');
await mkdir(shots, { recursive: true });

const LINES = [
  '1. Code review, 1d wait, 2h work, 80%, @Development',
  '2. Sign-off, @Security, every 1w, 5 people, often',
  '3. Deploy to staging; 30m work; downtime: 2h; by hand; 1d',
  '2h work',
  'Smoke test -> Announce',
].join('\n');

test('rows can be pasted, previewed, changed, added and undone without scripts', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  const map = await paste(page);
  await page.getByLabel('Insert after').selectOption({ index: 2 });
  await page.getByLabel(/Spreadsheet rows/).fill(LINES);
  await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
  await page.getByRole('heading', { name: '5 steps to add' }).waitFor();
  const rows = await page.getByRole('table', { name: 'Preview of pasted rows' }).getByRole('row').allInnerTexts();
  assert.equal(rows.length, 7);
  assert.match(rows[2], /Not recognized: “often”/);
  assert.match(rows[3], /“1d” was read as the wait time/);
  assert.match(rows[4], /Skipped[^]*No name/);

  await navigate(page, () => page.getByRole('button', { name: 'Edit text' }).click());
  const area = page.getByLabel(/Spreadsheet rows/);
  assert.equal(await area.inputValue(), LINES);
  await area.fill(LINES.replace(', often', '').replace('\n2h work', ''));
  await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
  await page.getByText('Everything was recognized.').waitFor();
  await navigate(page, () => page.getByRole('button', { name: 'Add 5 steps' }).click());
  await page.getByText('5 steps were added.').waitFor();
  assert.equal(new URL(page.url()).pathname, map);
  assert.equal(await page.getByRole('rowheader', { name: /Smoke test/ }).count(), 1);
  await navigate(page, () => page.getByRole('button', { name: 'Undo', exact: true }).click());
  await page.getByText(/^Undone[.:]/).waitFor();
  assert.equal(await page.getByRole('rowheader', { name: /Smoke test/ }).count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('a long word does not make the page wider', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await paste(page);
  await page.getByLabel(/Spreadsheet rows/).fill(`${'x'.repeat(300)}, 1d wait`);
  await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
  await page.getByText('Use at most 200 characters. You entered 300.').waitFor();
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `${wider} px wider than the screen`);
});

test('columns can be assigned again without scripts', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await paste(page);
  await page.getByLabel(/Spreadsheet rows/).fill('Dev\tReview\t2\nOps\tMerge\t3');
  await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
  await page.getByRole('heading', { name: '2 steps to add' }).waitFor();
  await page.getByLabel('Meaning of column A').selectOption('team');
  await page.getByLabel('Meaning of column B').selectOption('step');
  await page.getByLabel('Meaning of column C').selectOption('work');
  await navigate(page, () => page.getByRole('button', { name: 'Update preview' }).click());
  await page.getByLabel('Unit of column C').selectOption('h');
  await navigate(page, () => page.getByRole('button', { name: 'Update preview' }).click());
  assert.match(await page.getByRole('row', { name: /Review/ }).last().innerText(), /Review\s+Dev\s+2h/);
  await navigate(page, () => page.getByRole('button', { name: 'Add 2 steps' }).click());
  await page.getByText('2 steps were added.').waitFor();
  assert.equal(await page.getByRole('rowheader', { name: /Merge/ }).count(), 1);
  assert.deepEqual(page.trouble, []);
});

test('empty paste comes back with an error', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await paste(page);
  await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
  await page.getByText('Paste rows or enter one line per step.').first().waitFor();
  assert.equal(await page.getByLabel(/Spreadsheet rows/).getAttribute('aria-invalid'), 'true');
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing and nothing overflows, ${width} px, ${colorScheme}`, async () => {
      // Bypasses the policy, so that axe itself can run.
      const page = await newPage(browser, weir, { colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
      await paste(page);
      await look(page, `paste-${width}-${colorScheme}`);
      await page.getByLabel(/Spreadsheet rows/).fill(LINES);
      await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
      await page.getByRole('heading', { name: '5 steps to add' }).waitFor();
      await look(page, `paste-preview-${width}-${colorScheme}`);
      await navigate(page, () => page.getByRole('button', { name: 'Edit text' }).click());
      await page.getByLabel(/Spreadsheet rows/).fill('2h work');
      await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
      await page.getByRole('heading', { name: 'Nothing to add' }).waitFor();
      await look(page, `paste-nothing-${width}-${colorScheme}`);
      await page.getByLabel(/Spreadsheet rows/).fill('Review\tDev\t1d\nMerge\tOps\t2d');
      await navigate(page, () => page.getByRole('button', { name: 'Show preview' }).click());
      await page.getByLabel('Meaning of column A').waitFor();
      await look(page, `paste-columns-${width}-${colorScheme}`);
    });
  }
}

/** Creates a map and opens its paste page; returns the path of the map. */
async function paste(page) {
  await createFromExample(page, EXAMPLES[0]);
  const map = new URL(page.url()).pathname;
  await page.goto(`${map}/paste`);
  return map;
}

async function look(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `${name} is ${wider} px wider than the screen`);
  await axeFindsNothing(page);
}
