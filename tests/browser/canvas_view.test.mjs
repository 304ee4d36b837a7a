// Viewing the drawing: zoom, fit, pan, one row, wall view, large maps; and axe on its overlays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { chain, drag, focusedField, large, openMap, panelField, point } from './support/canvas.mjs';
import { startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';
import { arranged, painted, settled } from './support/wait.mjs';

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
  const first = await zoom(page);
  assert.ok(first >= 91, `readable at first: ${first}%`);
  await page.keyboard.press('d');
  await page.keyboard.press('1');
  assert.equal(await zoom(page), 100);
  const real = await widthOf(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  assert.equal(await zoom(page), 125);
  assert.ok(Math.abs(await widthOf(page) - real * 1.25) < 2);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  assert.equal(await zoom(page), 90);

  await page.keyboard.press('1');
  await page.keyboard.press('+');
  const box = step('Step s2');
  const at = await point(box);
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => Number.parseFloat(document.querySelector('[data-action="zoom-actual"]').textContent) > 130);
  const now = await point(box);
  assert.ok(Math.abs(now.x - at.x) < 3, 'the point under the pointer stays there');

  await page.keyboard.press('1');
  await page.keyboard.press('+');
  await page.reload();
  await arranged(page);
  assert.equal(await zoom(page), 125);
  assert.deepEqual(page.trouble, []);
});

for (const count of [12, 60]) {
  test(`fit shows all ${count} steps, and a zoom that no one can read is not remembered`, async () => {
    const { page } = await openMap(browser, weir, large(count));
    await page.keyboard.press('d');
    await page.keyboard.press('0');
    await arranged(page);
    const rest = await page.evaluate(() => {
      const around = document.querySelector('.drawing');
      return [around.scrollWidth - around.clientWidth, around.scrollHeight - around.clientHeight];
    });
    assert.ok(rest.every((left) => left <= 0), `${rest} px are left to scroll`);
    for (let time = 0; time < 12; time += 1) await page.keyboard.press('-');
    assert.ok(await zoom(page) < 50);
    await page.reload();
    await arranged(page);
    assert.ok(await zoom(page) >= 91, `${await zoom(page)}% after a reload`);
    assert.deepEqual(page.trouble, []);
  });
}

test('map can be shown in one row, and wrapped again', async () => {
  const { page } = await openMap(browser, weir, large(12));
  const rows = () => page.locator('#canvas .d-map a.step').evaluateAll((steps) => new Set(steps.map((step) => Math.round(step.getBoundingClientRect().top / 150))).size);
  assert.ok(await rows() > 2);
  const button = page.getByRole('button', { name: 'One row' });
  await button.click();
  await arranged(page);
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  assert.ok(await rows() <= 2, 'one row with its branches');
  assert.ok(await page.evaluate(() => {
    const around = document.querySelector('.drawing');
    return around.scrollWidth > around.clientWidth;
  }));
  await button.click();
  await arranged(page);
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  assert.ok(await rows() > 2);
  assert.deepEqual(page.trouble, []);
});

test('dragging empty space pans and selects nothing', async () => {
  const { page } = await openMap(browser, weir, large(30));
  const ground = await point(page.locator('.drawing'), 0.01, 0.8);
  await drag(page, ground, { x: ground.x, y: ground.y - 150 });
  const [, top] = await scrolled(page);
  assert.ok(Math.abs(top - 150) < 3, `${top}`);
  assert.equal(await page.locator('[aria-current=step]').count(), 0);
});

test('dragging a time, an arrow or a triangle pans and opens nothing; a click on nothing deselects', async () => {
  const { page, step } = await openMap(browser, weir, large(30));
  await page.mouse.move(600, 300);
  for (const object of ['[data-target="wait"]', '[data-target="flow"]', '[data-target="field"]']) {
    await page.locator('.drawing').evaluate((one) => one.scrollTo(0, 0));
    const from = await point(page.locator(`#canvas .d-map a.d-o:is(${object})`).first());
    await drag(page, from, { x: from.x, y: from.y - 60 });
    const [, top] = await scrolled(page);
    assert.ok(Math.abs(top - 60) < 3, `${object}: ${top}`);
    assert.equal(await page.locator('#panel').getAttribute('data-view'), 'nothing', object);
  }
  await page.locator('.drawing').evaluate((one) => one.scrollTo(0, 0));
  await step('Step s1').click();
  assert.equal(await page.locator('[aria-current=step]').count(), 1);
  const ground = await point(page.locator('.drawing'), 0.005, 0.6);
  await page.mouse.click(ground.x, ground.y);
  assert.equal(await page.locator('[aria-current=step]').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('what the middle button pastes into the drawing is ignored', async () => {
  const { page } = await openMap(browser, weir, large(12));
  const paste = () => page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'Deploy\tOps\t1d\nCheck\tOps\t2d');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  const ground = await point(page.locator('.drawing'), 0.01, 0.6);
  await page.mouse.move(ground.x, ground.y);
  await page.mouse.down({ button: 'middle' });
  await page.mouse.up({ button: 'middle' });
  await paste();
  assert.equal(await page.locator('dialog[open]').count(), 0);
  await page.waitForTimeout(400);
  await paste();
  await page.locator('dialog[open]').waitFor();
});

test('36 steps in one row are not enlarged, and the wheel scrolls them sideways', async () => {
  const { page } = await openMap(browser, weir, chain(Array.from({ length: 36 }, (_, at) => `s${at}`)), { viewport: { width: 1440, height: 900 } });
  await page.getByRole('button', { name: 'One row' }).click();
  await arranged(page);
  assert.ok(await zoom(page) <= 100, `${await zoom(page)}%`);
  // An overview of it would be a line.
  assert.equal(await page.locator('.minimap').count(), 0);
  const at = await point(page.locator('.drawing'));
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, 300);
  await page.waitForFunction(() => document.querySelector('.drawing').scrollLeft > 200);
});

test('second click on a time, an arrow or a bar returns to its field', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  const field = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
  const wait = await point(page.locator('#canvas .d-map a.d-o[data-target="wait"]').nth(1));
  const flow = await point(page.locator('#canvas .d-map a.d-o[data-target="flow"]').nth(1));
  // The waiting triangle lies over the middle of the arrow.
  flow.x = (await point(step('Step a'), 1)).x + 7;
  for (const [object, wanted, at] of [['wait', 'p-wait', wait], ['flow', 'Insert a step', flow]]) {
    await page.mouse.click(at.x, at.y);
    assert.equal(await field(), wanted);
    await page.mouse.click(at.x, at.y);
    assert.equal(await field(), wanted, `again ${object}`);
    await page.mouse.dblclick(at.x, at.y);
    assert.equal(await field(), wanted, `double click ${object}`);
  }
  const bar = page.locator('.timeline a').first();
  for (let time = 0; time < 2; time += 1) {
    await bar.click({ force: true });
    assert.equal(await field(), 'p-wait');
  }
  assert.deepEqual(page.trouble, []);
});

test('undoing down to an empty map shows how to begin', async () => {
  const { page } = await openMap(browser, weir, { format: 'weir-map', version: 1, name: 'Empty again', steps: [] }, { viewport: { width: 1440, height: 900 } });
  assert.equal(await page.locator('#panel-nothing').innerText(), 'Start with the first step');
  await page.locator('[form="quick-add"][name="name"], #quick-add [name="name"]').first().fill('Build');
  await page.keyboard.press('Enter');
  await page.locator('#canvas a.step').waitFor();
  await page.locator('[data-action="undo"]').first().click();
  await page.locator('.empty-map').waitFor();
  assert.equal(await page.locator('#panel-nothing').innerText(), 'Start with the first step');
  const [guide, region] = [await page.locator('.empty-map').boundingBox(), await page.locator('.drawing').boundingBox()];
  assert.ok(guide.width > region.width * 0.95, `${guide.width} of ${region.width} px`);
  assert.deepEqual(page.trouble, []);
});

test('selected step keeps its position on screen when steps are added before it', async () => {
  // As many steps that the arrangement stays the same.
  const { page, step, map } = await openMap(browser, weir, large(60));
  await step('Step s20').click();
  // What is to stay in place is remembered after scrolling.
  await painted(page);
  const before = await point(step('Step s20'));
  const { id } = await map();
  const edit = { type: 'add_step', step: { id: 'new', name: 'New one' }, before: 's0' };
  await fetch(`${weir.url}/api/v1/maps/${id}/edits`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 'edit-1', edit }),
  });
  await step('New one').waitFor({ state: 'attached' });
  const after = await point(step('Step s20'));
  assert.ok(Math.abs(after.y - before.y) < 3, `${before.y} → ${after.y}`);
  assert.deepEqual(page.trouble, []);
});

test('wall view shows drawing, metrics and timeline, and f leaves it', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b']));
  await page.locator('.view-tools').getByRole('button', { name: 'Wall view' }).click();
  await page.locator('html.is-wall').waitFor();
  for (const shown of ['.summary', '.drawing', '.timeline']) assert.ok(await page.locator(shown).isVisible(), shown);
  for (const hidden of ['#panel', '.drawer']) assert.equal(await page.locator(hidden).isVisible(), false, hidden);
  assert.match(await page.locator('.summary').innerText(), /Lead time/);
  await step('Step a').click();
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByLabel('Name').fill('Middle');
  await page.keyboard.press('Enter');
  await step('Middle').waitFor();
  assert.equal((await settled(page)).steps.length, 3);
  await page.locator('.prompt-box').waitFor({ state: 'detached' });
  await page.keyboard.press('f');
  await page.locator('html:not(.is-wall)').waitFor();
  assert.ok(await page.locator('.drawer').isVisible());
  assert.equal(await page.locator('[inert]').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('wall view of a long map is read from six meters: large text, and arrow keys that walk on', async () => {
  const { page, step } = await openMap(browser, weir, large(30));
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.keyboard.press('f');
  await page.locator('html.is-wall').waitFor();
  await arranged(page);
  assert.ok(await zoom(page) >= 160, `${await zoom(page)}%`);
  const sideways = await page.locator('.drawing').evaluate((around) => around.scrollWidth - around.clientWidth);
  assert.ok(sideways <= 0, `${sideways} px to the right`);
  await step('Step s0').click();
  for (let at = 1; at <= 20; at += 1) await page.keyboard.press('ArrowRight');
  const [top, bottom] = await page.locator('.drawing').evaluate((around) => [around.getBoundingClientRect().top, around.getBoundingClientRect().bottom]);
  const box = await page.locator('a.step[aria-current=step]').boundingBox();
  assert.ok(box.y >= top && box.y + box.height <= bottom, `${box.y}–${box.y + box.height} in ${top}–${bottom}`);
  assert.deepEqual(page.trouble, []);
});

test('prompts lie over the drawing in the wall view', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  await page.keyboard.press('f');
  await page.locator('html.is-wall').waitFor();
  const isOnTop = (selector) => page.locator(selector).first().evaluate((box) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return box.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  await step('Step b').click();
  await page.keyboard.press('n');
  assert.ok(await isOnTop('.prompt-box input'), 'the name of a new step');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  assert.ok(await isOnTop('.canvas-banner'), 'the banner for choosing a step');
  await step('Step a').click();
  assert.ok(await isOnTop('.prompt-box input'), 'the prompt for the rework share');
  await page.keyboard.press('Escape');
  assert.deepEqual(page.trouble, []);
});

test('banner for choosing a step is in view and covers no step that can be chosen', async () => {
  const { page, step } = await openMap(browser, weir, large(30), { viewport: { width: 1280, height: 720 } });
  await step('Step s25').click();
  await page.keyboard.press('r');
  const banner = await page.locator('.canvas-banner').boundingBox();
  assert.ok(banner.y >= 0 && banner.y + banner.height <= 720, `${banner.y}`);
  const region = await page.locator('.drawing').boundingBox();
  assert.ok(banner.y + banner.height <= region.y + 1, `the banner ends at ${banner.y + banner.height}, the drawing starts at ${region.y}`);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.canvas-banner').count(), 0);
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
  const from = await point(page.locator('#canvas .d-map a.step[aria-current=step]'));
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

test('Ctrl+P prints the report, at any zoom', async () => {
  const { page } = await openMap(browser, weir, large(12));
  await page.evaluate(() => { window.print = () => { window.printed = true; }; });
  await page.keyboard.press('+');
  await page.keyboard.press('Control+p');
  await page.waitForFunction(() => window.printed);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.workspace', '.view-tools']) assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  const sizes = await page.locator('.print-report svg').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  assert.ok(sizes.some((width) => width > 300), `pages of ${sizes} px`);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('.print-report').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('page that is printed by the menu of the browser shows all of it, one below the other', async () => {
  const { page } = await openMap(browser, weir, large(30));
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.view-tools', '.drawer-tabs', '.bottom-bar', '.minimap']) {
    assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  }
  const cut = await page.evaluate(() => ['.drawing', '.summary', '.table-scroll'].filter((selector) => {
    const one = document.querySelector(selector);
    return one.scrollHeight > one.clientHeight + 1;
  }));
  assert.deepEqual(cut, []);
  const [drawing, table] = await Promise.all(['#canvas .d-map', 'table.steps'].map((selector) => page.locator(selector).first().boundingBox()));
  assert.ok(drawing.y + drawing.height <= table.y + 1, 'the table is below the drawing');
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing over the drawing, ${colorScheme}`, async () => {
    const map = chain(['a', 'b', 'c'], { rework: [{ from: 'c', to: 'a', share: 10 }] });
    const { page, step } = await openMap(browser, weir, map, { colorScheme, bypassCSP: true });
    const look = (what) => axeFindsNothing(page, what, ['#canvas', '#panel', '.page-overlay']);
    await step('Step c').click();
    await look('a selected step');
    await page.keyboard.press('Enter');
    assert.equal(await focusedField(page), 'name');
    await panelField(page, 'work').fill('12');
    await page.keyboard.press('Enter');
    await page.locator('#step-form .field-error').filter({ hasText: '12' }).waitFor();
    await look('a field with a mistake');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.keyboard.press('ArrowLeft');
    await look('choosing a step');
    await page.keyboard.press('Enter');
    await page.locator('.prompt-box').waitFor();
    await look('a question');
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await page.locator('html.is-wall').waitFor();
    await look('the wall view');
  });
}
