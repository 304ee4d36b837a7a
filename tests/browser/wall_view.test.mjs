// The wall view, for a group that looks at a projector.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { startBrowser } from './support/browser.mjs';
import { connected } from './support/live.mjs';
import { startWeir } from './support/server.mjs';
import { createMapAs, share, startTeam } from './support/team.mjs';
import { arranged, until } from './support/wait.mjs';
import { LEDGER, look, openOn } from './support/workspace.mjs';

const browser = await startBrowser();
const { owner } = await startTeam(browser);
after(() => owner.context().close());

/** Do two elements share a part of the screen? */
const overlap = (page, a, b) => page.evaluate(([one, other]) => {
  const [x, y] = [one, other].map((name) => document.querySelector(name).getBoundingClientRect());
  return x.left < y.right && y.left < x.right && x.top < y.bottom && y.top < x.bottom;
}, [a, b]);

test('join card can be read from the back of the room, and covers nothing', async () => {
  const id = await createMapAs(owner, LEDGER);
  await share(owner, id, 'Edit (for workshops)');
  await owner.setViewportSize({ width: 1920, height: 1080 });
  await owner.goto(`/maps/${id}`);
  await connected(owner);
  await owner.keyboard.press('f');
  await owner.keyboard.press('q');
  const code = owner.locator('.join-corner .join-code');
  await code.waitFor();
  // The letters of the font are about 0.7 of its size.
  const size = await code.evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  assert.ok(size * 0.7 >= 56, `code of ${size} px`);
  const { width } = await owner.locator('.join-corner .qr').boundingBox();
  assert.ok(width >= 290, `QR code of ${width} px`);
  for (const other of ['.view-tools', '.timeline', '.drawing']) await until(() => overlap(owner, '.join-corner', other), false);
  await axeFindsNothing(owner);
  await owner.keyboard.press('q');
  await until(() => owner.locator('.join-corner').isVisible(), false);
  await owner.keyboard.press('f');
});

test('12 steps are whole on a projector, without a frame around the drawing', async () => {
  const weir = await startWeir();
  const { page } = await openOn(browser, weir, LEDGER, { width: 1920, height: 1080 });
  await page.keyboard.press('f');
  await until(() => page.locator('html.is-wall').count(), 1);
  await arranged(page);
  const { steps } = await look(page);
  assert.deepEqual(steps.filter((step) => !step.whole), []);
  assert.equal(await page.locator('.drawing').evaluate((one) => getComputedStyle(one).outlineStyle), 'none');
  assert.deepEqual(page.trouble, []);
});
