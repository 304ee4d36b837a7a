// axe on all pages, light and dark.

import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { createFromExample, EXAMPLES } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';

const weir = await startWeir();
const browser = await startBrowser();

/** What axe checks: a name, and how to get there. */
const places = [
  ['home', (page) => page.goto('/')],
  ...EXAMPLES.map((example) => [example, (page) => createFromExample(page, example)]),
  ['home with maps', async (page) => { await createFromExample(page, EXAMPLES[0]); await page.goto('/'); }],
  ['blank map', async (page) => {
    await page.goto('/');
    await page.getByLabel('Map name').fill('Blank');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Blank' }).waitFor();
  }],
  ['map form', (page) => onMap(page, 'Map settings')],
  ['step in the panel', (page) => onMap(page, 'Code freeze and merge', '.steps')],
  ['new step', (page) => beside(page, 'steps/new')],
  ['new step with a mistake', async (page) => {
    await beside(page, 'steps/new');
    await page.getByLabel('Name', { exact: true }).fill('Build');
    await page.getByLabel('People', { exact: true }).fill('many');
    await page.getByRole('button', { name: /^(Save|Add)/ }).first().click();
    await page.locator('[aria-invalid="true"]').waitFor();
  }],
  ['arrows', (page) => onMap(page, 'Edit rework')],
  ['ideas', (page) => beside(page, 'ideas')],
  ['idea', (page) => onMap(page, 'Rolling upgrade', '.ideas')],
  ['import', (page) => page.goto('/import')],
  ['table preview', async (page) => {
    await page.goto('/import');
    await page.getByLabel('Spreadsheet rows').fill('step,wait,mood\nBuild,a while,fine\nShip,2d,bad\n');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Check the columns' }).waitFor();
  }],
  ['export', (page) => beside(page, 'export')],
  ['report', (page) => beside(page, 'report')],
  ['help', (page) => page.goto('/help')],
  ['trash', (page) => page.goto('/trash')],
  ['error page', (page) => page.goto('/maps/no-such-map')],
];

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing, ${colorScheme}`, async (suite) => {
    for (const [name, goThere] of places) {
      await suite.test(name, async () => {
        // Bypasses the policy, so that axe itself can run; violations by pages are tested in
        // content_security_policy.test.mjs.
        const page = await newPage(browser, weir, { colorScheme, bypassCSP: true });
        await goThere(page);
        await page.waitForLoadState();
        await axeFindsNothing(page);
        await page.context().close();
      });
    }
  });
}

async function onMap(page, link, within = '#map') {
  await createFromExample(page, EXAMPLES[0]);
  // As its own page: with scripts it would open in place.
  const address = await page.locator(within).locator('a', { hasText: link }).first().getAttribute('href');
  await page.goto(new URL(address, page.url()).href);
}

/** A page besides that of the map. */
async function beside(page, name) {
  await createFromExample(page, EXAMPLES[0]);
  await page.goto(`${new URL(page.url()).pathname}/${name}`);
}
