// A map from blank to its bottleneck, exported and imported again: by keyboard alone, with and without scripts.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { downloaded, newPage, startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();
const folder = await mkdtemp(path.join(tmpdir(), 'weir-files-'));
after(() => rm(folder, { recursive: true, force: true }));

for (const javaScriptEnabled of [true, false]) {
  test(`blank map can be filled by keyboard, scripts ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
    const page = await newPage(browser, weir, { javaScriptEnabled });
    // With a listener, the browser passes file choosers to the test instead of showing them.
    page.on('filechooser', () => {});
    const name = javaScriptEnabled ? 'Hotfix with scripts' : 'Hotfix without scripts';
    await begin(page, name);
    const ways = javaScriptEnabled ? IN_PLACE : BY_PAGES;
    await ways.add(page, ['Build', 'Development', '2h', '3h', '90']);
    await ways.add(page, ['Approve', 'Change board', '1w', '1h']);
    await ways.add(page, ['Ship', 'Operations', '', '10m']);
    await tellWhy(page, ways);
    await sendBack(page, ways);
    await readBottleneck(page);
    const files = await takeAway(page, name);
    for (const file of files) await bringBack(page, name, file);
    assert.deepEqual(page.trouble, []);
  });
}

test('invalid value comes back in the form with its error', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await begin(page, 'Mistakes');
  await BY_PAGES.add(page, ['Build', 'Dev', '12', '3h']);
  const wait = page.locator('#f-wait');
  assert.equal(await wait.inputValue(), '12');
  assert.match(await wait.evaluate((field) => field.closest('.field').innerText), /Add a unit, such as 12h/);
  assert.equal(await page.getByRole('combobox', { name: 'Team' }).inputValue(), 'Dev');
  await wait.fill('12h');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Build', exact: true }).first().waitFor();
});

async function begin(page, name) {
  await page.goto('/');
  await tabTo(page, page.getByLabel('Map name'));
  await page.keyboard.type(name);
  await navigate(page, () => page.keyboard.press('Enter'));
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Fills the row for a new step, field by field. */
async function fillRow(page, values) {
  await tabTo(page, page.getByLabel('Name of the new step'));
  for (const [at, value] of values.entries()) {
    if (at > 0) await page.keyboard.press('Tab');
    await page.keyboard.type(value);
  }
}

/** Without scripts, every action is a page. */
const BY_PAGES = {
  async add(page, values) {
    await fillRow(page, values);
    await BY_PAGES.enter(page);
  },
  openStep: (page, name) => follow(page, page.getByRole('rowheader').getByRole('link', { name })),
  open: follow,
  enter: (page) => navigate(page, () => page.keyboard.press('Enter')),
};

/** With scripts, the page stays and forms open in it. */
const IN_PLACE = {
  async add(page, values) {
    await fillRow(page, values);
    await page.keyboard.press('Enter');
    // Only a saved step has a form.
    await page.locator('table.steps tr:not(.pending-row)').getByRole('rowheader', { name: values[0] }).waitFor();
  },
  async openStep(page, name) {
    await tabTo(page, page.getByRole('grid').locator('[tabindex="0"]'));
    await page.keyboard.press('Control+Home');
    const row = page.getByRole('rowheader', { name });
    while (!(await row.evaluate((cell) => cell === document.activeElement))) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Enter');
  },
  async open(page, link) {
    await tabTo(page, link);
    await page.keyboard.press('Enter');
  },
  enter: (page) => page.keyboard.press('Enter'),
};

async function tellWhy(page, ways) {
  await ways.openStep(page, 'Approve');
  await tabTo(page, page.locator('#panel [name="wait_reason"]'));
  await page.keyboard.type('weekly board');
  await ways.enter(page);
  await page.locator('[data-part=drawing]').first().getByText('weekly board').first().waitFor({ state: 'attached' });
}

async function sendBack(page, ways) {
  await ways.open(page, page.getByRole('link', { name: /^Checks/ }));
  await ways.open(page, page.getByRole('link', { name: 'Edit rework' }));
  await tabTo(page, page.getByLabel('From', { exact: true }).last());
  // Lists of choices forget what was typed before a pause, so one key has to do.
  for (const typed of ['2', '1', '20']) {
    await page.keyboard.type(typed);
    if (typed !== '20') await page.keyboard.press('Tab');
  }
  await ways.enter(page);
  await page.getByText(/20\s?%\s*of items at Approve go back to Build/).filter({ visible: true }).first().waitFor();
  await ways.open(page, page.getByRole('link', { name: 'Back to map' }));
  await page.locator('[data-part=arrows]').getByText(/Approve go back to Build/).waitFor({ state: 'attached' });
}

async function readBottleneck(page) {
  const sentence = await page.locator('.bottleneck').innerText();
  assert.match(sentence, /Approve takes \d+% of the (known )?lead time, nearly all of it waiting/);
  const summary = await page.locator('[data-part=summary]').innerText();
  assert.match(summary, /Lead time[\s\S]*at least\s+1w/);
  const drawing = page.locator('[data-part=drawing] svg').first();
  assert.ok((await drawing.boundingBox()).width > 300, 'the drawing is shown');
}

/** Opens the menu and downloads two files, each by Enter on its link. */
async function takeAway(page, name) {
  const files = [];
  const menu = page.locator('summary', { hasText: 'Export' });
  await tabTo(page, menu);
  await page.keyboard.press('Enter');
  for (const kind of ['SVG', 'JSON']) {
    const link = page.getByRole('link', { name: new RegExp(`^${kind}(?!, dark)`) });
    await tabTo(page, link);
    const { name: given, bytes } = await downloaded(page, () => page.keyboard.press('Enter'));
    assert.ok(given.toLowerCase().endsWith(kind.toLowerCase()), given);
    assert.ok(bytes.includes(name), `${kind} contains the name of the map`);
    const file = path.join(folder, given);
    await writeFile(file, bytes);
    files.push(file);
  }
  return files;
}

async function bringBack(page, name, file) {
  await page.goto('/import');
  await tabTo(page, page.getByLabel('Choose a file'));
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
  await chooser.setFiles(file);
  await tabTo(page, page.getByRole('button', { name: 'Import', exact: true }));
  await navigate(page, () => page.keyboard.press('Enter'));
  await page.getByRole('heading', { level: 1, name }).waitFor();
  const steps = await page.getByRole('rowheader').getByRole('link').allInnerTexts();
  assert.deepEqual(steps, ['Build', 'Approve', 'Ship']);
  assert.match(await page.locator('[data-part=arrows]').innerText(), /20\s?%.*Approve[\s\S]*Build/);
}

/** Tabs to a link and follows it. */
async function follow(page, link) {
  await tabTo(page, link);
  await navigate(page, () => page.keyboard.press('Enter'));
}

/** Presses Tab until the requested element has the focus, as a keyboard user does. */
async function tabTo(page, wanted) {
  await wanted.waitFor({ state: 'attached' });
  for (let pressed = 0; pressed < 300; pressed += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reached ${wanted}`);
}
