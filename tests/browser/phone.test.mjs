// The map page on phones and tablets: what opens, closes and stays in view, and what a finger reaches.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chain, flowsOf, openMap, panelField, point, stepPanel } from './support/canvas.mjs';
import { startBrowser } from './support/browser.mjs';
import { message, openList } from './support/live.mjs';
import { startWeir } from './support/server.mjs';
import { mapOf } from './support/workspace.mjs';
import { painted, settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();
const touch = (width, height) => ({ viewport: { width, height }, hasTouch: true, isMobile: true });
const PHONE = touch(390, 844);
const EMPTY = { format: 'weir-map', version: 1, name: 'Empty', steps: [] };
const LEDGER = { format: 'weir-map', version: 1, ...mapOf(12) };

const view = (page, name) => page.locator(`.bottom-bar [data-view="${name}"]`);
const isSheetOpen = (page) => page.locator('#panel').isVisible();
const close = (page) => stepPanel(page).getByRole('link', { name: 'Close' });

/** Drags with one finger. */
async function drag(page, from, by) {
  const session = await page.context().newCDPSession(page);
  const send = (type, ...touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', from);
  for (let part = 1; part <= 6; part += 1) await send('touchMove', { x: from.x, y: from.y + by * part / 6 });
  await send('touchEnd');
}

for (const [name, options] of [['desktop', { viewport: { width: 1440, height: 900 } }], ['tablet', touch(1024, 768)], ['phone', PHONE]]) {
  test(`${name}: field covers its cell exactly, and Enter scrolls the list but never the page`, async () => {
    const { page } = await openMap(browser, weir, { format: 'weir-map', version: 1, ...mapOf(30) }, options);
    if (name === 'phone') await view(page, 'steps').tap();
    else await openList(page, 'steps');
    await page.locator('tr[data-step="s0"] [data-field="work"]').click();
    for (let row = 0; row < 20; row += 1) {
      const at = await page.evaluate(() => {
        const boxOf = (element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return [left, top, width, height].map(Math.round);
        };
        return {
          field: boxOf(document.querySelector('.cell-field input')),
          cell: boxOf(document.querySelector('tr.is-selected [data-field="work"]')),
          scrolled: [scrollX, scrollY, document.getElementById('map').getBoundingClientRect().top],
        };
      });
      assert.deepEqual(at.field, at.cell);
      assert.deepEqual(at.scrolled, [0, 0, 0]);
      await page.keyboard.press('Enter');
    }
    assert.ok(await page.locator('[data-list="steps"]').evaluate((list) => list.scrollTop > 100 || list.clientHeight > 600));
    assert.deepEqual(page.trouble, []);
  });
}

test('no sheet opens while steps are added one after another', async () => {
  const { page } = await openMap(browser, weir, EMPTY, PHONE);
  await view(page, 'add').tap();
  for (const name of ['One', 'Two', 'Three']) {
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await page.locator('tr[data-step]:not(.pending-row)').filter({ hasText: name }).waitFor();
    assert.equal(await isSheetOpen(page), false);
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'add');
  }
  // The menu of a row leads to the fields on request.
  await page.locator('tr[data-step] .row-menu').first().tap();
  assert.equal(await isSheetOpen(page), false);
  await page.getByRole('menuitem').first().tap();
  await until(() => isSheetOpen(page), true);
  assert.deepEqual(page.trouble, []);
});

test('double tap on the bin deletes one step', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']), PHONE);
  await step('Step a').tap();
  const { x, y } = await point(stepPanel(page).getByRole('link', { name: 'Delete step' }));
  await page.touchscreen.tap(x, y);
  await page.touchscreen.tap(x, y);
  await message(page, '“Step a” was deleted.');
  assert.deepEqual((await settled(page)).steps.map(({ id }) => id), ['b', 'c']);
  // Another one can be deleted on purpose.
  await page.waitForTimeout(650);
  await page.touchscreen.tap(x, y);
  await message(page, '“Step b” was deleted.');
});

test('sheet is closed by its button, by dragging it down and by Back, and the history doesn’t grow', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']), PHONE);
  const entries = () => page.evaluate(() => history.length);
  const before = await entries();
  const grabber = () => point(page.locator('.sheet-grabber'));
  const ways = [
    () => close(page).tap(),
    async () => drag(page, await grabber(), 300),
    () => page.goBack(),
    async () => {
      await page.keyboard.press(']');
      await page.goBack();
    },
  ];
  for (const way of ways) {
    // The browser ignores a tap that follows a fast movement at once.
    await until(async () => {
      if (!await isSheetOpen(page)) await step('Step b').tap();
      return isSheetOpen(page);
    }, true);
    await way();
    await until(() => isSheetOpen(page), false);
    await until(() => page.evaluate(() => [history.state, location.search]), [null, '']);
    assert.equal(await entries(), before + 1);
  }
  await page.goForward();
  await until(() => isSheetOpen(page), true);
  await drag(page, await grabber(), -150);
  await until(() => page.locator('#panel').evaluate((panel) => panel.clientHeight > 700), true);
  assert.equal(await page.locator('#map').count(), 1);
  assert.deepEqual(page.trouble, []);
});

for (const [width, height] of [[390, 844], [360, 640], [844, 390]]) {
  test(`${width}×${height}: suggestions are readable`, async () => {
    const { page } = await openMap(browser, weir, LEDGER, touch(width, height));
    if (width < 820) await view(page, 'steps').tap();
    await openList(page, 'suggestions');
    await page.locator('.lever-text').first().waitFor();
    for (const text of await page.locator('.lever-text:visible').all()) {
      const box = await text.boundingBox();
      assert.ok(box.height < 200, `${box.width} × ${box.height} px`);
    }
  });
}

for (const [width, height] of [[390, 844], [360, 640], [768, 1024], [844, 390]]) {
  test(`${width}×${height}: list of unsaved changes is on the screen, and its mark shows how many there are`, async () => {
    const { page, step } = await openMap(browser, weir, chain(['a', 'b']), touch(width, height));
    await step('Step a').tap();
    await panelField(page, 'work').fill('soon');
    await panelField(page, 'work').press('Enter');
    await page.locator('#step-form [aria-invalid="true"]').waitFor();
    // The error is in view, and not below the buttons.
    const error = await page.locator('#step-form .field-error:visible').boundingBox();
    const body = await stepPanel(page).locator('.panel-body').boundingBox();
    assert.ok(error.y + error.height <= body.y + body.height + 1 && error.y >= body.y);
    await close(page).tap();
    await until(() => isSheetOpen(page), false);
    const mark = page.locator('#status summary');
    assert.equal(await mark.evaluate((one) => getComputedStyle(one, '::after').content), '"1"');
    await mark.tap();
    const list = await page.locator('.status-panel').boundingBox();
    assert.ok(list.x >= 0 && list.x + list.width <= width && list.y >= 0 && list.y + list.height <= height, JSON.stringify(list));
  });
}

test('no sheet lies over the drawing while a step is dragged or a target is chosen', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']), PHONE);
  const session = await page.context().newCDPSession(page);
  const from = await point(step('Step b'));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
  await page.locator('.drag-label').waitFor();
  assert.equal(await isSheetOpen(page), false);
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  assert.equal(await isSheetOpen(page), false);
  await step('Step a').tap();
  await stepPanel(page).getByRole('link', { name: 'Connect to another step' }).tap();
  await page.locator('.canvas-banner').getByText('From “Step a” to …: tap a step.').waitFor();
  assert.equal(await isSheetOpen(page), false);
  await page.locator('.canvas-banner').getByRole('button', { name: 'Cancel' }).tap();
  await until(() => isSheetOpen(page), true);
});

test('connecting what is connected disconnects it, says so and offers undo', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b', 'c']), PHONE);
  await step('Step a').tap();
  await stepPanel(page).getByRole('link', { name: 'Connect to another step' }).tap();
  await step('Step b').tap();
  await message(page, 'Disconnected “Step a” from “Step b”.');
  await until(async () => flowsOf(await map()), ['b>c']);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).tap();
  await until(async () => flowsOf(await map()), ['a>b', 'b>c']);
});

test('focused field stays in view when the keyboard takes half of the screen', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']), PHONE);
  await step('Step b').tap();
  await panelField(page, 'complete_accurate').tap();
  for (const [width, height] of [[390, 480], [844, 390], [360, 340]]) {
    await page.setViewportSize({ width, height });
    const isSeen = () => panelField(page, 'complete_accurate').evaluate((field) => {
      const { left, top, width, height, bottom } = field.getBoundingClientRect();
      return bottom <= innerHeight && document.elementFromPoint(left + width / 2, top + height / 2) === field;
    });
    await until(isSeen, true);
  }
});

test('refused rework share is shown beside its field', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']), PHONE);
  await step('Step c').tap();
  const share = page.getByLabel('Rework share in percent');
  await share.fill('150');
  await page.locator('.rework-form').getByRole('button', { name: 'Add' }).tap();
  await page.locator('#panel [data-rework-form] .field-error:visible').waitFor();
  assert.equal(await share.getAttribute('aria-invalid'), 'true');
  assert.equal(await share.inputValue(), '150');
  assert.equal(await page.locator('.toast').count(), 0);
  await share.fill('15');
  assert.equal(await page.locator('#panel [data-rework-form] .field-error:visible').count(), 0);
});

test('steps can be moved in the sheet, and hints about a new step stay with the steps', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b', 'c']), PHONE);
  await step('Step b').tap();
  await stepPanel(page).getByRole('button', { name: 'Move later' }).tap();
  await until(async () => flowsOf(await map()), ['a>c', 'c>b']);
  await close(page).tap();
  await view(page, 'steps').tap();
  await page.locator('tr[data-step="a"] .row-menu').tap();
  await page.getByRole('menuitem', { name: 'Add step after' }).tap();
  await page.keyboard.type('Half');
  const hint = page.locator('.add-place');
  assert.equal((await hint.innerText()).includes('Enter'), false);
  await openList(page, 'suggestions');
  assert.equal(await hint.isVisible(), false);
  await openList(page, 'steps');
  await hint.getByRole('button', { name: 'Cancel' }).tap();
  assert.equal(await page.locator('#add').inputValue(), '');
});

for (const [width, height] of [[390, 844], [844, 390], [1024, 768]]) {
  test(`${width}×${height}: what a finger uses most is large enough`, async () => {
    const { page, step } = await openMap(browser, weir, LEDGER, touch(width, height));
    await step('Code review').tap();
    const small = await page.evaluate(() => {
      const all = document.querySelectorAll('.head :is(a, button, summary), .panel-head a, .panel-foot a, .panel :is(input, select):not([type="hidden"]), .drawer-tabs a, .bottom-bar a');
      return [...all].filter((one) => one.checkVisibility()).flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return Math.min(height, Math.max(width, 40)) < 40 ? [`${one.outerHTML.slice(0, 60)} ${width} × ${height}`] : [];
      });
    });
    assert.deepEqual(small, []);
  });
}

test('pinching out stops a little below the whole map, and one button leads back', async () => {
  const { page } = await openMap(browser, weir, LEDGER, PHONE);
  const zoom = async () => Number.parseFloat(await page.locator('.zoom-value').textContent());
  const first = await zoom();
  const fit = page.locator('.view-tools [data-action="fit"]');
  assert.equal(await fit.isVisible(), false);
  await page.keyboard.press('0');
  const session = await page.context().newCDPSession(page);
  const { x, y } = await point(page.locator('.drawing'));
  const pinch = (type, by) => session.send('Input.dispatchTouchEvent', { type, touchPoints: by ? [{ x: x - by, y, id: 0 }, { x: x + by, y, id: 1 }] : [] });
  for (let round = 0; round < 4; round += 1) {
    await pinch('touchStart', 160);
    for (let by = 140; by >= 20; by -= 20) await pinch('touchMove', by);
    await pinch('touchEnd');
  }
  await painted(page);
  const least = await zoom();
  const height = await page.locator('.canvas-sizer').evaluate((one) => one.offsetHeight / one.closest('.drawing').clientHeight);
  assert.ok(height > 0.6 && height < 1, `${least}%: ${height} of the height`);
  await fit.tap();
  await fit.tap();
  await until(zoom, first);
});
