// axe on what opens on the live page: the grid, its fields, menus, dialogs; light and dark.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { connected, openList } from './support/live.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { cell, openMap, press } from './support/table.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const STEPS = [
  { name: 'Build', team: 'Development', wait: '2h', work: '3h', complete_accurate: 90 },
  { name: 'Approve', team: 'Change board', wait: '1w' },
  { name: 'Ship', lead: '3d' },
];

/** Checked one after the other on one page; each leaves the page as it was. */
const places = [
  ['the grid, a cell with the focus', (page) => press(page, 't', 'ArrowRight')],
  ['typing into a cell', (page) => cell(page, 'Approve', 'wait').click(), 'Escape'],
  ['a refused value', async (page) => {
    await cell(page, 'Approve', 'wait').click();
    await page.keyboard.type('abc');
    await press(page, 'Tab');
    await page.getByRole('button', { name: 'Fix', exact: true }).click();
    await page.locator('.cell-field [aria-invalid="true"]').waitFor();
  }, 'Escape'],
  ['suggestions', async (page) => {
    await cell(page, 'Ship', 'name').click();
    await page.keyboard.type('test');
    await press(page, 'ArrowDown');
  }, 'Escape', 'Escape'],
  ['a new step in between', (page) => press(page, 't', 'Home', 'n'), 'Escape'],
  ['the menu of a row', (page) => page.locator('.row-menu').first().click(), 'Escape'],
  ['the palette', async (page) => {
    await press(page, 'Control+k');
    await page.keyboard.type('step');
  }, 'Escape'],
  ['all keys', (page) => press(page, 't', 'Home', '?'), 'Escape'],
  ['the form to move a step', async (page) => {
    await press(page, 't', 'Home', 'm');
    await page.getByRole('dialog').getByRole('link', { name: 'Cancel' }).waitFor();
  }, 'Escape'],
  ['the arrows', async (page) => {
    await openList(page, 'checks');
    await page.getByRole('link', { name: 'Edit rework' }).click();
    await page.getByRole('dialog').getByLabel('Share (%)').waitFor();
  }, 'Escape'],
  ['pasting', async (page) => {
    await openList(page, 'steps');
    await page.locator('[data-action="paste"]:visible').first().click();
    await page.getByRole('dialog').waitFor();
  }, 'Escape'],
];

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing, ${colorScheme}`, async (suite) => {
    const page = await openMap(browser, weir, `Axe ${colorScheme}`, STEPS, { colorScheme, bypassCSP: true });
    for (const [name, goThere, ...back] of places) {
      await suite.test(name, async () => {
        await goThere(page);
        await axeFindsNothing(page);
        await press(page, ...back);
      });
    }
  });
}

test('names that are spoken say what things are', async () => {
  const map = { name: 'Spoken', steps: Array.from({ length: 12 }, (_, at) => ({ id: `s${at}`, name: `Step ${at}`, ...(at > 0 && { work: '1h' }) })), flows: Array.from({ length: 11 }, (_, at) => ({ from: `s${at}`, to: `s${at + 1}` })) };
  const page = await newPage(browser, weir, { viewport: { width: 1440, height: 900 } });
  await page.goto(`/maps/${await createMap(weir, map)}?step=s0`);
  await connected(page);
  for (const name of ['Wait time range', 'Work time range']) await page.locator('#panel').getByRole('textbox', { name, exact: true }).waitFor();
  await page.getByRole('group', { name: 'Fields of the step' }).waitFor();
  const headings = await page.getByRole('heading').allTextContents();
  for (const name of ['Drawing', 'Steps']) assert.ok(headings.includes(name), `${name} in ${headings}`);
  const first = page.locator('tr[data-step="s0"]');
  assert.equal(await first.getByRole('img', { name: 'Unknown' }).count(), 8);
  // The numbers where a row of the drawing ends and the next begins.
  assert.ok(await page.locator('#canvas .d-jn').count() > 0);
  assert.equal(await page.locator('#canvas .d-jn:not([aria-hidden="true"])').count(), 0);
  assert.match(await page.locator('.d-strip').getAttribute('aria-label'), /work time at least/);
});
