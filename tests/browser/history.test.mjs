// The version history without scripts: entries, older versions, restoring. axe finds nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { createFromExample, EXAMPLES } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

/** Creates an example, changes it a little and opens its history. */
async function history(page) {
  await createFromExample(page, EXAMPLES[0]);
  const map = new URL(page.url()).pathname;
  const { steps } = await (await page.request.get(`/api/v1${map}`)).json();
  const [first, second] = steps;
  const edits = [
    { type: 'change_step', step: first.id, set: { wait: '4h', team: 'Somebody else' } },
    { type: 'remove_step', step: second.id },
  ];
  for (const [n, edit] of edits.entries()) {
    await page.request.post(`/api/v1${map}/edits`, { data: { id: `e${n}`, edit } });
  }
  await page.goto(`${map}/history`);
  return { map, first, second };
}

test('version history works without scripts: view and restore', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  const { map, first, second } = await history(page);
  const lines = page.locator('.history li');
  assert.match(await lines.nth(0).innerText(), new RegExp(`deleted “${second.name}”`));
  assert.match(await lines.nth(1).innerText(), new RegExp(`changed “${first.name}”: team from .* to “Somebody else”, wait time from .* to 4h`));
  assert.match(await lines.nth(2).innerText(), /created the map/);

  await navigate(page, () => page.getByRole('link', { name: /^View.* version 2$/ }).click());
  await page.getByText('Version 2:').waitFor();
  await page.getByRole('rowheader', { name: second.name }).waitFor();
  await navigate(page, () => page.getByRole('link', { name: 'Later →' }).click());
  await page.getByText('Version 3:').waitFor();
  assert.equal(await page.getByRole('rowheader', { name: second.name }).count(), 0);
  await navigate(page, () => page.getByRole('link', { name: '← Earlier' }).click());
  await navigate(page, () => page.getByRole('button', { name: 'Restore this version' }).click());

  await page.getByText('Version 2 was restored.').waitFor();
  await page.getByRole('rowheader', { name: second.name }).waitFor();
  await navigate(page, () => page.getByRole('button', { name: 'Undo', exact: true }).click());
  await page.getByText(/^Undone[.:]/).waitFor();
  await page.goto(`${map}/history`);
  assert.match(await lines.nth(0).innerText(), /undid: restored version 2/);
  assert.deepEqual(page.trouble, []);
});

for (const colorScheme of ['light', 'dark']) {
  for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
    test(`axe finds nothing, ${colorScheme}, ${viewport.width} px`, async () => {
      // Bypasses the policy, so that axe itself can run.
      const page = await newPage(browser, weir, { colorScheme, viewport, bypassCSP: true });
      const { map } = await history(page);
      for (const place of [`${map}/history`, `${map}/history/2`]) {
        await page.goto(place);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wider <= 0, `${place} is ${wider} px too wide`);
        await axeFindsNothing(page, place);
      }
    });
  }
}
