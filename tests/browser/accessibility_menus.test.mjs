// axe with each menu open, light and dark: on the map page and on the comparison.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { startBrowser, newPage } from './support/browser.mjs';
import { connected } from './support/live.mjs';
import { createMapAs, startTeam } from './support/team.mjs';

const browser = await startBrowser();
// With accounts, menus have everything that they can have.
const { weir, owner } = await startTeam(browser);
const steps = [{ id: 'build', name: 'Build', work: '1h' }, { id: 'ship', name: 'Ship', wait: '2d' }];
const id = await createMapAs(owner, { name: 'Menus', steps });
const other = await createMapAs(owner, { name: 'Others', steps });
const storageState = await owner.context().storageState();

test('arrow keys open a menu of the page and move within it, and Escape returns to its button', async () => {
  const page = await newPage(browser, weir, { storageState });
  await page.goto(`/maps/${id}`);
  await connected(page);
  const button = page.locator('.export-menu > summary');
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  const items = await page.locator('.export-menu .menu-list :is(a, button)').evaluateAll((all) => all.map((one) => one.textContent.trim()));
  await button.focus();
  for (const [key, wanted] of [['ArrowDown', items[0]], ['ArrowDown', items[1]], ['ArrowUp', items[0]], ['ArrowUp', items.at(-1)], ['Home', items[0]], ['End', items.at(-1)]]) {
    await page.keyboard.press(key);
    assert.equal(await focused(), wanted, key);
  }
  await page.keyboard.press('Escape');
  assert.deepEqual([await focused(), await page.locator('.export-menu[open]').count()], ['Export', 0]);
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing with each menu open, ${colorScheme}`, async () => {
    for (const path of [`/maps/${id}`, `/maps/${id}/compare/${other}`]) {
      const page = await newPage(browser, weir, { colorScheme, bypassCSP: true, storageState });
      await page.goto(path);
      if (path === `/maps/${id}`) await connected(page);
      const menus = page.locator('details.menu > summary');
      let opened = 0;
      for (const menu of await menus.all()) {
        if (!await menu.isVisible()) continue;
        const name = `${path.replace(id, 'ID')}: ${await menu.innerText()}`;
        await menu.click();
        await page.locator('details.menu[open]').waitFor();
        await axeFindsNothing(page, name);
        await menu.click();
        opened += 1;
      }
      assert.ok(opened > 0, path);
    }
  });
}
