// The header of the map page: it stays one line, however many people are here, whatever the status says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { startBrowser } from './support/browser.mjs';
import { close, openAs, status, type } from './support/live.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { until } from './support/wait.mjs';
import { LEDGER } from './support/workspace.mjs';

const weir = await startWeir();
const browser = await startBrowser();
const NAMES = ['Jürgen Großmann', 'Anna-Lena Schäfer', 'Ben', 'Özgür Yılmaz', 'Christina von Hohenstein', 'Dirk'];
const WIDTHS = [1024, 1280, 1440, 1920];

/** What doesn't fit in the header: elements that are cut off, or taller than one line. The map name may be cut. */
const misfits = (page) => page.evaluate(() => {
  const head = document.querySelector('.head');
  const { bottom, height, right } = head.getBoundingClientRect();
  const found = height > 60 ? [`header ${height}`] : [];
  for (const one of head.querySelectorAll(':scope > :not(.menu-list, .map-name), .states a, .person, .status-text')) {
    const at = one.getBoundingClientRect();
    if (at.width === 0) continue;
    const isCut = one.scrollWidth > one.clientWidth + 1 && !one.matches('.status-text, .undo-buttons, .menu, .brand');
    if (at.bottom > bottom + 0.5 || at.right > right + 0.5 || isCut) found.push(`${one.className || one.id || one.textContent} ${Math.round(at.height)}`);
    if (one.matches('.status-text') && at.height > 24) found.push(`status ${at.height}`);
  }
  return found;
});

test('header stays one line with many people, long names, a lock and unsaved changes', async () => {
  const id = await createMap(weir, { ...LEDGER, name: 'Freigabe der Buchhaltungsschnittstelle für das Rechnungswesen' });
  const pages = [];
  for (const name of NAMES) pages.push(await openAs(browser, weir, id, name));
  const [ana] = pages;
  await until(() => ana.locator('.people-more').textContent(), '+3 more: show everyone');
  for (const width of WIDTHS) {
    await ana.setViewportSize({ width, height: 800 });
    assert.deepEqual(await misfits(ana), [], `${width} px`);
  }
  await ana.route('**/edits', (route) => route.fulfill({ status: 422, json: { error: { code: 'invalid', message: 'No.' } } }));
  await ana.setViewportSize({ width: 1280, height: 800 });
  await type(ana, 'review', 'team', 'Prüfung');
  await status(ana, /^Not saved/);
  await ana.locator('.tag.locked').evaluate((tag) => { tag.hidden = false; });
  for (const width of WIDTHS) {
    await ana.setViewportSize({ width, height: 800 });
    assert.deepEqual(await misfits(ana), [], `${width} px, not saved and locked`);
  }
  for (const page of pages) await close(page);
});

test('people are stacked initials, yourself first, and the last circle lists everyone', async () => {
  const id = await createMap(weir, LEDGER);
  const pages = [];
  for (const name of NAMES) pages.push(await openAs(browser, weir, id, name, { viewport: { width: 1280, height: 720 } }));
  const ben = pages[2];
  const initials = () => ben.locator('#people .person-initial').allInnerTexts();
  await until(async () => (await initials()).join(), 'Be,JG,AS');
  assert.equal(await ben.locator('#people .person').nth(1).getAttribute('title'), 'Jürgen Großmann');
  await pages[0].locator('#canvas a.step[data-step="merge"]').click();
  await ben.getByRole('button', { name: 'Jürgen Großmann at “Merge and build”' }).waitFor();
  await ben.locator('.people-more').click();
  assert.deepEqual(await ben.locator('.people-all .person-line').evaluateAll((all) => all.map((one) => one.lastElementChild.textContent)), [
    'Ben (you)', 'Jürgen Großmann at “Merge and build”', ...NAMES.slice(1).filter((name) => name !== 'Ben'),
  ]);
  await axeFindsNothing(ben);
  // The list goes along with who is here, and an entry goes to their step.
  await close(pages[5]);
  await until(() => ben.locator('.people-all .person-line').count(), 5);
  await ben.locator('.person-line', { hasText: 'Jürgen' }).click();
  await ben.locator('#canvas a.step[data-step="merge"][aria-current="step"]').waitFor();
  assert.equal(await ben.locator('.people-all').isVisible(), false);
  await close(pages[4]);
  await until(() => ben.locator('#people .person:not(.people-more)').count(), 4);
  assert.equal(await ben.locator('.people-more').count(), 0);
  assert.deepEqual(ben.trouble, []);
  for (const page of pages.slice(0, 4)) await close(page);
});
