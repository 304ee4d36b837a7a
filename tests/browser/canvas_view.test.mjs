// Viewing the drawing: zoom, fit, pan, full screen, large maps; and axe on its overlays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { chain, drag, large, openMap, point } from './support/canvas.mjs';
import { startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';
import { painted, settled } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const zoom = async (page) => Number.parseFloat(await page.locator('[data-action="zoom-actual"]').innerText());
const widthOf = (page) => page.evaluate(() => document.getElementById('drawing').getBoundingClientRect().width);
const scrolled = (page) => page.evaluate(() => {
  const { scrollLeft, scrollTop } = document.querySelector('.drawing');
  return [scrollLeft, scrollTop];
});

test('zoom by buttons, keys and wheel is remembered, and a key fits the map', async () => {
  const { page, step } = await openMap(browser, weir, large(12));
  assert.equal(await zoom(page), 100, 'unreadable if it fits');
  const real = await widthOf(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  assert.equal(await zoom(page), 125);
  assert.ok(Math.abs(await widthOf(page) - real * 1.25) < 2);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  assert.equal(await zoom(page), 90);

  const box = step('Step s2');
  const at = await point(box);
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => Number.parseFloat(document.querySelector('[data-action="zoom-actual"]').textContent) > 110);
  const now = await point(box);
  assert.ok(Math.abs(now.x - at.x) < 3, 'the point under the pointer stays there');

  await page.keyboard.press('0');
  const fits = await zoom(page);
  assert.ok(fits < 60);
  assert.ok(await page.evaluate(() => {
    const around = document.querySelector('.drawing');
    return around.scrollWidth <= around.clientWidth;
  }), 'nothing is left to scroll');
  await page.reload();
  await page.locator('.zoom-tools').waitFor();
  assert.equal(await zoom(page), fits);
  await page.keyboard.press('1');
  assert.equal(await zoom(page), 100);
  assert.deepEqual(page.trouble, []);
});

test('dragging empty space pans and selects nothing', async () => {
  const { page } = await openMap(browser, weir, large(30));
  const ground = await point(page.locator('.drawing'), 0.7, 0.06);
  await drag(page, ground, { x: ground.x - 300, y: ground.y });
  const [left] = await scrolled(page);
  assert.ok(Math.abs(left - 300) < 3, `${left}`);
  assert.equal(await page.locator('[aria-current=step]').count(), 0);
});

test('selected step keeps its position on screen when steps are added before it', async () => {
  const { page, step, map } = await openMap(browser, weir, large(12));
  await step('Step s6').click();
  // What is to stay in place is remembered after scrolling.
  await painted(page);
  const before = await point(step('Step s6'));
  const { id } = await map();
  const edit = { type: 'add_step', step: { id: 'new', name: 'New one' }, before: 's0' };
  await fetch(`${weir.url}/api/v1/maps/${id}/edits`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 'edit-1', edit }),
  });
  await step('New one').waitFor({ state: 'attached' });
  const after = await point(step('Step s6'));
  assert.ok(Math.abs(after.x - before.x) < 3, `${before.x} → ${after.x}`);
  assert.deepEqual(page.trouble, []);
});

test('full screen shows drawing, toolbar and metrics, and Escape leaves it', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b']));
  await page.getByRole('button', { name: 'Full screen' }).click();
  const picture = page.locator('#canvas.is-full');
  await picture.waitFor();
  assert.match(await page.locator('.full-screen-metrics').innerText(), /Lead time/);
  await step('Step a').click();
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByLabel('Name').fill('Middle');
  await page.keyboard.press('Enter');
  await step('Middle').waitFor();
  assert.equal((await settled(page)).steps.length, 3);
  await page.locator('.prompt-box').waitFor({ state: 'detached' });
  await page.keyboard.press('Shift+F');
  await page.locator('#canvas:not(.is-full)').waitFor();
  assert.equal(await page.locator('[inert]').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('editors lie over the drawing in full screen', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  await page.keyboard.press('Shift+F');
  await page.locator('#canvas.is-full').waitFor();
  const isOnTop = (selector) => page.locator(selector).first().evaluate((box) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return box.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  await step('Step b').click();
  await page.keyboard.press('n');
  assert.ok(await isOnTop('.prompt-box input'), 'the name of a new step');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  assert.ok(await isOnTop('.step-editor input'), 'the card of a step');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  assert.ok(await isOnTop('.canvas-banner'), 'the banner for choosing a step');
  await step('Step a').click();
  assert.ok(await isOnTop('.prompt-box input'), 'the prompt for the rework share');
  await page.keyboard.press('Escape');
  assert.deepEqual(page.trouble, []);
});

test('banner for choosing a step is in view however far the page is scrolled', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']), { viewport: { width: 1000, height: 420 } });
  await step('Step b').click();
  // The top of the drawing, where the banner is, is above the window.
  await page.evaluate(() => scrollBy(0, document.querySelector('.drawing').getBoundingClientRect().top + 20));
  await page.keyboard.press('r');
  const box = await page.locator('.canvas-banner').boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height <= 420, `${box.y}`);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.canvas-banner-place').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('navigation, zoom and drag stay fast with 200 steps', async () => {
  const { page, step } = await openMap(browser, weir, large(200));
  const session = await page.context().newCDPSession(page);
  // Only the page's own work, whatever else the machine does: a sanity check, not a measurement.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  const cost = async (times, run) => {
    const before = await busy();
    for (let time = 0; time < times; time += 1) await run(time);
    return (await busy() - before) / times;
  };
  // The browser may collect garbage in one of two runs.
  const least = async (times, run) => Math.min(await cost(times, run), await cost(times, run));
  await step('Step s0').click();
  const walk = await least(8, () => page.keyboard.press('ArrowRight'));
  const zooming = await cost(6, (time) => page.keyboard.press(time < 3 ? '-' : '+'));
  const from = await point(page.locator('#drawing a.step[aria-current=step]'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const moved = await least(30, (time) => page.mouse.move(from.x - 5 * time, from.y + 5));
  await page.keyboard.press('Escape');
  await page.mouse.up();
  for (const [what, took, most] of [['a walk', walk, 200], ['a zoom', zooming, 250], ['a move', moved, 80]]) {
    assert.ok(took < most, `${what} took ${Math.round(took)} ms of work`);
  }
  assert.equal((await settled(page)).revision, 1);
  assert.deepEqual(page.trouble, []);
});

test('print shows the whole drawing at any zoom', async () => {
  const { page } = await openMap(browser, weir, large(12));
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.drawing').isVisible(), false);
  assert.equal(await page.locator('.view-tools').isVisible(), false);
  const rows = page.locator('.paper svg');
  assert.ok(await rows.count() > 0);
  for (const box of await Promise.all((await rows.all()).map((row) => row.boundingBox()))) {
    assert.ok(box.width > 100 && box.height > 100);
  }
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing over the drawing, ${colorScheme}`, async () => {
    const map = chain(['a', 'b', 'c'], { rework: [{ from: 'c', to: 'a', share: 10 }] });
    const { page, step } = await openMap(browser, weir, map, { colorScheme, bypassCSP: true });
    const look = (what) => axeFindsNothing(page, what, ['#canvas', '.page-overlay']);
    await step('Step c').click();
    await look('a selected step');
    await page.keyboard.press('Enter');
    await page.locator('.step-editor').waitFor();
    await page.locator('.step-editor').getByLabel('Work time').fill('12');
    await page.keyboard.press('Enter');
    await page.locator('.step-editor .field-error').filter({ hasText: '12' }).waitFor();
    await look('the card with a mistake');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.keyboard.press('ArrowLeft');
    await look('choosing a step');
    await page.keyboard.press('Enter');
    await page.locator('.prompt-box').waitFor();
    await look('a question');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+F');
    await page.locator('.full-screen-metrics').waitFor();
    await look('full screen');
  });
}
