// axe on every state of the map page, light and dark: what can be selected, each list, the wall view, a phone with its
// sheet, an empty map. Viewers and guests: accessibility_accounts.test.mjs; menus: accessibility_menus.test.mjs.

import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { openList } from './support/live.mjs';
import { startWeir } from './support/server.mjs';
import { painted } from './support/wait.mjs';
import { LEDGER, SIZES, mapOf, openOn, ready } from './support/workspace.mjs';

const weir = await startWeir();
const browser = await startBrowser();

/** What an address of the page selects. */
const SELECTED = {
  'nothing': '',
  'a step': '?step=window',
  'a step with all groups open': '?step=window&field=downtime',
  'a wait': '?wait=window',
  'a work time': '?step=scan&field=work',
  'a flow': '?flow=review~merge',
  'a rework arrow': '?rework=regression~review',
  'the calculation of a figure': '?explain=lead',
  'the bottleneck': '?explain=bottleneck',
};
const LISTS = ['steps', 'suggestions', 'ideas', 'checks'];
const [desktop, , , tablet, phone] = SIZES;

for (const colorScheme of ['light', 'dark']) {
  // Bypasses the policy, so that axe itself can run; violations by pages are tested in content_security_policy.test.mjs.
  const options = { colorScheme, bypassCSP: true };

  test(`axe finds nothing on a desktop, ${colorScheme}`, async (suite) => {
    const { page, id } = await openOn(browser, weir, LEDGER, desktop, options);
    for (const [name, query] of Object.entries(SELECTED)) {
      await suite.test(name, async () => {
        await page.goto(`/maps/${id}${query}`);
        await ready(page);
        await axeFindsNothing(page, name);
      });
    }
    await page.goto(`/maps/${id}`);
    await ready(page);
    for (const list of LISTS) {
      await suite.test(`list of ${list}`, async () => {
        await openList(page, list);
        await axeFindsNothing(page, list);
      });
    }
    await suite.test('wall view', async () => {
      await page.locator('.view-tools [data-action="wall"]').click();
      await painted(page);
      await axeFindsNothing(page, 'wall view');
    });
  });

  for (const [name, size] of [['a tablet', tablet], ['a phone', phone]]) {
    test(`axe finds nothing on ${name}, ${colorScheme}`, async (suite) => {
      const { page, id } = await openOn(browser, weir, LEDGER, size, options);
      for (const [what, query] of [['nothing', ''], ['a step', '?step=window'], ['steps', '?panel=steps'], ['ideas', '?panel=ideas']]) {
        await suite.test(what, async () => {
          await page.goto(`/maps/${id}${query}`);
          await ready(page);
          await axeFindsNothing(page, what);
        });
      }
    });
  }

  for (const [name, map] of [['an empty map', { name: 'Empty', steps: [] }], ['one step', mapOf(1)], ['60 steps', mapOf(60)]]) {
    test(`axe finds nothing on ${name}, ${colorScheme}`, async () => {
      const { page } = await openOn(browser, weir, map, desktop, options);
      await axeFindsNothing(page, name);
    });
  }

  test(`axe finds nothing without scripts, ${colorScheme}`, async (suite) => {
    const { id } = await openOn(browser, weir, LEDGER, desktop);
    for (const [name, query] of Object.entries({ ...SELECTED, 'ideas': '?panel=ideas', 'suggestions': '?panel=suggestions' })) {
      await suite.test(name, async () => {
        // axe is a script itself: the page has them, and its own one is kept away.
        const page = await newPage(browser, weir, { ...options, viewport: { width: desktop.width, height: desktop.height } });
        await page.route('**/main*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
        await page.goto(`/maps/${id}${query}`);
        await axeFindsNothing(page, name);
        await page.context().close();
      });
    }
  });
}
