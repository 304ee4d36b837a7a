// The preview of a table import: guesses are marked, each choice shows at once what comes of it, by keyboard, on a phone
// and without scripts.

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { root, startWeir } from './support/server.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();
const workbooks = path.join(root, 'crates/exchange/tests/exchange/found/workbooks');

const TABLE = 'Thing,Wait (d),PT (h),Mood\nBauen,1,2,fine\nPrüfen,2,"1,5",\nTotal,3,4,\n';

/** Opens the preview of a table. */
async function preview(page, text) {
  await page.goto('/import');
  await page.getByLabel('Spreadsheet rows').fill(text);
  await navigate(page, () => page.getByRole('button', { name: 'Import', exact: true }).click());
  await page.getByRole('heading', { name: 'Check the columns' }).waitFor();
}

async function upload(page, file) {
  await page.goto('/import');
  await page.getByLabel('Choose a file').setInputFiles(path.join(workbooks, file));
  await navigate(page, () => page.getByRole('button', { name: 'Import', exact: true }).click());
  await page.getByRole('heading', { name: 'Check the columns' }).waitFor();
}

/** Waits until a figure has a value. */
async function figure(page, label, value) {
  await page.locator(`.result-figures td[data-label="${label}"]`).first().filter({ hasText: new RegExp(`^\\s*${value}\\s*$`) }).waitFor();
}

test('choices change the figures at once and keep the focus and the place', async () => {
  const page = await newPage(browser, weir, { viewport: { width: 1280, height: 500 } });
  await preview(page, TABLE);
  await page.getByText('Guess', { exact: true }).first().waitFor();
  await figure(page, 'Wait time', '3d');
  await figure(page, 'Values in notes', '1');
  const unit = page.getByLabel('Unit of column B');
  await unit.focus();
  const scrolled = await page.evaluate(() => scrollY);
  await unit.selectOption('hours');
  await figure(page, 'Wait time', '3h');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'unit_1');
  assert.equal(await page.evaluate(() => scrollY), scrolled);
  await page.getByLabel('Meaning of column D').selectOption('Team');
  await figure(page, 'Values in notes', '0');
  // The calendar: other numbers appear once they are wanted.
  const hours = page.getByLabel('Hours per day');
  assert.equal(await hours.isVisible(), false);
  await unit.selectOption('days');
  await page.getByLabel('Working calendar').selectOption('other');
  await page.getByText('Enter the hours per day as a number.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Create map' }).count(), 0);
  await hours.fill('6');
  await page.getByLabel('Days per week').fill('2');
  await figure(page, 'Wait time', '1w 1d');
  assert.equal(await hours.inputValue(), '6');
  // The total is not a step, unless someone says so.
  await page.getByText('looks like a total and was skipped.').first().waitFor();
  await page.getByRole('checkbox', { name: /Row 4/ }).check();
  await figure(page, 'Steps', '3');
  await page.getByRole('checkbox', { name: /Row 2/ }).uncheck();
  await figure(page, 'Steps', '2');
  assert.equal(await page.getByLabel('Meaning of column D').inputValue(), 'team', 'choices stay');
  await page.getByLabel('Map name').fill('Aus der Tabelle');
  await navigate(page, () => page.getByRole('button', { name: 'Create map' }).click());
  await navigate(page, () => page.getByRole('link', { name: 'Open map' }).click());
  await page.getByRole('heading', { level: 1, name: 'Aus der Tabelle' }).waitFor();
  await page.locator('.steps').getByText('Prüfen').first().waitFor();
  assert.deepEqual(page.trouble, []);
});

test('another shape makes the columns guessed again', async () => {
  const page = await newPage(browser, weir);
  await preview(page, 'Ours,Theirs\nStep,Wait (h)\nBuild,2\nShip,3\n');
  assert.equal(await page.getByLabel('First heading row').inputValue(), '2');
  await page.getByLabel('Meaning of column B').selectOption('Work time (process time)');
  await figure(page, 'Work time', '5h');
  await page.getByRole('combobox', { name: 'Headings' }).selectOption('None');
  await page.getByText('No heading').first().waitFor();
  await page.getByRole('combobox', { name: 'Headings' }).selectOption('One row');
  await page.getByLabel('First heading row').fill('2');
  await figure(page, 'Wait time', '5h');
  assert.deepEqual(page.trouble, []);
});

test('current and future state become two related maps', async () => {
  const page = await newPage(browser, weir);
  await upload(page, 'current_and_future.xlsx');
  const rows = page.locator('.result-figures tbody tr');
  assert.match(await rows.nth(0).innerText(), /^Current state/);
  assert.match(await rows.nth(1).innerText(), /^Future state/);
  await navigate(page, () => page.getByRole('button', { name: 'Create maps' }).click());
  await page.getByRole('heading', { name: '2 maps were imported' }).waitFor();
  await navigate(page, () => page.getByRole('link', { name: 'current_and_future', exact: true }).click());
  await page.getByRole('link', { name: 'current_and_future, future' }).first().waitFor();
  assert.deepEqual(page.trouble, []);
});

test('preview that can’t be updated says so', async () => {
  const page = await newPage(browser, weir);
  await preview(page, TABLE);
  await page.context().setOffline(true);
  await page.getByLabel('Decimal sign').selectOption('1,5 (comma)');
  await page.getByText('No connection, so the preview isn’t up to date.').waitFor();
  await page.context().setOffline(false);
  await page.getByLabel('Decimal sign').selectOption('1.5 (point)');
  await page.locator('#preview-state:empty').waitFor({ state: 'attached' });
});

test('form works without scripts', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await preview(page, TABLE);
  assert.equal(await page.getByLabel('Hours per day').isVisible(), true, 'nothing could show it later');
  await page.getByLabel('Unit of column B').selectOption('hours');
  await page.getByRole('checkbox', { name: /Row 4/ }).check();
  await navigate(page, () => page.getByRole('button', { name: 'Update preview' }).click());
  await figure(page, 'Wait time', '6h');
  await page.getByLabel('Working calendar').selectOption('24 hours × 7 days');
  await navigate(page, () => page.getByRole('button', { name: 'Create map' }).click());
  await page.getByRole('heading', { level: 1, name: 'Pasted map' }).waitFor();
  assert.deepEqual(page.trouble, []);
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1440]) {
    test(`axe finds nothing and nothing overflows, ${width} px, ${colorScheme}`, async () => {
      // Bypasses the policy, so that axe itself can run.
      const page = await newPage(browser, weir, { colorScheme, bypassCSP: true, viewport: { width, height: 844 } });
      await upload(page, 'current_and_future.xlsx');
      await axeFindsNothing(page, 'two states');
      await preview(page, TABLE);
      await page.getByLabel('Working calendar').selectOption('other');
      await page.getByText('Enter the hours per day as a number.').waitFor();
      await axeFindsNothing(page, 'with a mistake');
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wider <= 0, `${wider} px wider than the screen`);
      if (width === 390) await phone(page);
    });
  }
}

test('metrics stand side by side on a phone, and long words stay within the page', async () => {
  const page = await newPage(browser, weir, { viewport: { width: 390, height: 844 } });
  await preview(page, `Step,Wait (d),Remark\n${'Verwaltungsakt'.repeat(10)},1,${'x'.repeat(300)}\nB,2,\n`);
  const lefts = await page.locator('.result-figures td').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  assert.ok(new Set(lefts).size > 1, JSON.stringify(lefts));
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 844 });
    const wider = await page.locator('.table-scroll').evaluate((box) => box.scrollWidth - box.clientWidth);
    assert.ok(wider <= 0, `the steps are ${wider} px wider than their place, at ${width} px`);
  }
  const note = page.locator('.preview-steps td[data-label="Note"]').first();
  assert.equal(await note.evaluate((cell) => getComputedStyle(cell).whiteSpaceCollapse), 'preserve-breaks');
  assert.deepEqual(page.trouble, []);
});

test('steps of a wide table read as on the map, and no ordinary word is divided', async () => {
  const page = await newPage(browser, weir, { viewport: { width: 1440, height: 900 } });
  await preview(page, 'Step,Team,Kind,Wait (d),Work (h),%C/A,Note\nSicherheitsfreigabe durch den Beirat,Entwicklung,approval,1.5,3,62,wartet auf das Board\nB,Betrieb,,1,1,60,\n');
  const cell = (label) => page.locator(`.preview-steps td[data-label="${label}"]`).first();
  assert.deepEqual([await cell('Kind').innerText(), await cell('%C/A').innerText()], ['Approval', '62%']);
  for (const label of ['Team', 'Kind']) {
    const lines = await cell(label).evaluate((box) => {
      const range = document.createRange();
      range.selectNodeContents(box);
      return range.getClientRects().length;
    });
    assert.equal(lines, 1, label);
  }
  assert.deepEqual(page.trouble, []);
});

test('the focus is never behind the bar with the result, and a map needs a name', async () => {
  const page = await newPage(browser, weir, { viewport: { width: 1440, height: 700 } });
  const extra = Array.from({ length: 12 }, (_, at) => `Extra ${at}`);
  await preview(page, `Step,Wait (d),${extra}\nA,1,${extra}\nB,2,${extra}\n`);
  for (let key = 0; key < 40; key += 1) {
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const [bar, focused] = [document.querySelector('.result-bar'), document.activeElement];
      if (!bar || !focused?.closest('form') || bar.contains(focused)) return '';
      const [over, under] = [bar, focused].map((one) => one.getBoundingClientRect());
      return under.bottom > over.top && under.top < over.bottom ? focused.outerHTML.slice(0, 80) : '';
    });
    assert.equal(hidden, '');
  }
  await page.getByLabel('Map name').fill('');
  await page.getByRole('button', { name: 'Create map' }).click();
  assert.equal(await page.getByLabel('Map name').evaluate((name) => name.matches(':focus:invalid')), true);
  await page.getByLabel('Map name').fill('Named');
  await navigate(page, () => page.getByRole('button', { name: 'Create map' }).click());
  await page.getByRole('heading', { name: '“Named” was imported' }).waitFor();
  assert.deepEqual(page.trouble, []);
});

/** On a phone each column is a block: heading and fields are in view without scrolling sideways. */
async function phone(page) {
  const boxes = await page.locator('.mapping-columns select:visible').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => [left, right]));
  assert.ok(boxes.length > 4);
  assert.ok(boxes.every(([left, right]) => left >= 0 && right <= 390), JSON.stringify(boxes));
}
