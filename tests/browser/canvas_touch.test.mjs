// Touch in the drawing: taps, a long press that drags, a pinch that zooms.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chain, flowsOf, focusedField, large, openMap, panelField, point, stepPanel } from './support/canvas.mjs';
import { startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';
import { settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();
const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };

/** Touch input through the browser's own protocol. */
async function fingers(page) {
  const session = await page.context().newCDPSession(page);
  const send = (type, points) => session.send('Input.dispatchTouchEvent', {
    type, touchPoints: points.map(({ x, y }, id) => ({ x, y, id })),
  });
  return {
    down: (...points) => send('touchStart', points),
    move: (...points) => send('touchMove', points),
    up: () => send('touchEnd', []),
  };
}

/** Waits until the label says where the finger would drop. */
const label = (page, text) => page.locator('.drag-label').getByText(text, { exact: true }).waitFor();

test('tap selects, second tap edits, and the toolbar does what keys do', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b']), phone);
  await step('Step a').tap();
  await until(() => panelField(page, 'name').inputValue(), 'Step a');
  assert.equal(await focusedField(page), null, 'no keyboard over the drawing yet');
  assert.ok(await step('Step a').isVisible());
  await step('Step a').tap();
  await until(() => focusedField(page), 'name');
  await panelField(page, 'wait').fill('4d');
  await stepPanel(page).getByRole('link', { name: 'Close' }).tap();
  await until(async () => (await map()).steps[0].wait, '4d');
  await step('Step a').tap();
  for (const button of await page.locator('.panel-foot .button:visible, .bottom-bar a:visible').all()) {
    const { width, height } = await button.boundingBox();
    assert.ok(width >= 44 && height >= 44, `${await button.innerText()}: ${width} × ${height}`);
  }
  await stepPanel(page).getByRole('link', { name: 'Add after' }).tap();
  await page.getByRole('dialog').getByLabel('Name').fill('New');
  await page.getByRole('button', { name: 'Add step', exact: true }).last().tap();
  await step('New').waitFor();
  assert.equal((await settled(page)).steps.length, 3);
  assert.deepEqual(page.trouble, []);
});

test('long press drags a step', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b', 'c']), phone);
  await page.keyboard.press('0');
  await page.locator('.drawing').scrollIntoViewIfNeeded();
  const touch = await fingers(page);
  const [from, to] = [await point(step('Step a')), await point(step('Step c'), 0.92)];
  await touch.down(from);
  await page.locator('.drag-label').waitFor();
  await touch.move({ x: (from.x + to.x) / 2, y: from.y });
  await touch.move(to);
  await label(page, 'After “Step c”');
  await touch.up();
  await until(async () => flowsOf(await map()), ['b>c', 'c>a']);
  assert.equal(await page.locator('.canvas-dragged').count(), 0);
  assert.equal((await settled(page)).revision, 2);
  assert.deepEqual(page.trouble, []);
});

test('swipe scrolls the drawing and drags nothing', async () => {
  const { page } = await openMap(browser, weir, large(20), phone);
  const touch = await fingers(page);
  await page.evaluate(() => { document.querySelector('.drawing').scrollTop = 0; });
  const at = await point(page.locator('.drawing'), 0.95, 0.8);
  const swipe = (y) => touch.move({ x: at.x, y: at.y - y });
  // A pause before the first moves would be a long press.
  await Promise.all([touch.down(at), swipe(10), swipe(30)]);
  for (let y = 50; y <= 250; y += 20) await swipe(y);
  await touch.up();
  await page.waitForFunction(() => document.querySelector('.drawing').scrollTop > 50);
  assert.equal((await settled(page)).revision, 1);
  assert.deepEqual(page.trouble, []);
});

test('pinch zooms the drawing and not the page', async () => {
  const { page } = await openMap(browser, weir, chain(['a', 'b', 'c']), phone);
  const touch = await fingers(page);
  await page.locator('.drawing').scrollIntoViewIfNeeded();
  const before = Number.parseFloat(await page.locator('.zoom-value').textContent());
  const { x, y } = await point(page.locator('.drawing'));
  await touch.down({ x: x - 40, y }, { x: x + 40, y });
  for (let by = 50; by <= 80; by += 10) await touch.move({ x: x - by, y }, { x: x + by, y });
  const isDoubled = (was) => Number.parseFloat(document.querySelector('.zoom-value').textContent) / was > 1.85;
  await page.waitForFunction(isDoubled, before);
  await touch.up();
  const after = Number.parseFloat(await page.locator('.zoom-value').textContent());
  assert.ok(Math.abs(after / before - 2) < 0.15, `${before} → ${after}`);
  assert.equal(await page.evaluate(() => window.visualViewport.scale), 1);
});

test('steps are connected by tapping one after the other', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b', 'c']), phone);
  await step('Step a').tap();
  // No dot to drag lies under the finger, which taps again to edit.
  assert.equal(await page.locator('.arrow-handle:visible').count(), 0);
  await stepPanel(page).getByRole('link', { name: 'Connect to another step' }).tap();
  await page.locator('.canvas-banner').waitFor();
  await step('Step c').tap();
  await until(async () => flowsOf(await map()), ['a>b', 'a>c', 'b>c']);
  assert.deepEqual(page.trouble, []);
});
