// The map page as a workspace, in numbers: how much of the drawing is seen, how large its text is, what stays in view and
// in place while someone edits, and how many clicks and keys that takes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downloaded, newPage, startBrowser } from './support/browser.mjs';
import { panelField } from './support/canvas.mjs';
import { readMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { LEDGER, SIZES, counting, look, mapOf, openOn, positions, ready, shift } from './support/workspace.mjs';
import { arranged, settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const COUNTS = [1, 6, 12, 30, 60];
const [desktop] = SIZES;
const percent = (share) => `${(100 * share).toFixed(1)}%`;
const drawnStep = (page, id) => page.locator(`#canvas .d-map a.step[data-step="${id}"]`);

for (const size of SIZES) {
  const screen = `${size.width}×${size.height}`;

  for (const count of COUNTS) {
    test(`${screen}, ${count} ${count === 1 ? 'step' : 'steps'}: drawing starts at the top, takes most of the screen, and can be read`, async () => {
      const { page } = await openOn(browser, weir, mapOf(count), size);
      const seen = await look(page);
      const wrong = [];
      if (seen.top > 100) wrong.push(`the drawing starts at ${seen.top} px`);
      if (seen.region < size.share) wrong.push(`its region takes ${percent(seen.region)} of the screen`);
      if (seen.seen < size.share) wrong.push(`${percent(seen.seen)} of the screen show it`);
      if (seen.drawn.px < 10) wrong.push(`“${seen.drawn.text}” is drawn ${seen.drawn.px} px high`);
      if (seen.smallest.px < 10) wrong.push(`“${seen.smallest.text}” is ${seen.smallest.px} px high`);
      if (seen.sideways > 0) wrong.push(`the page scrolls ${seen.sideways} px sideways`);
      if (seen.down > 0) wrong.push(`the page scrolls ${seen.down} px down`);
      assert.deepEqual(wrong, []);
      assert.equal(seen.steps.length, count);
      assert.deepEqual(page.trouble, []);
    });
  }

  if (size.width < 1280) continue;
  test(`${screen}: all of 12 steps are in view, and 30 by scrolling down only`, async () => {
    const { page } = await openOn(browser, weir, LEDGER, size);
    assert.deepEqual((await look(page)).steps.filter((step) => !step.whole).map((step) => step.id), []);
    const { page: longer } = await openOn(browser, weir, mapOf(30), size);
    const sideways = await longer.locator('.drawing').evaluate((around) => around.scrollWidth - around.clientWidth);
    assert.ok(sideways <= 0, `${sideways} px to the right`);
  });

  test(`${screen}: drawing, figures and the field stay in view while typing into the panel`, async () => {
    const { page } = await openOn(browser, weir, LEDGER, size);
    await drawnStep(page, 'window').click();
    await drawnStep(page, 'window').click();
    for (const name of ['wait', 'work', 'complete_accurate']) {
      await panelField(page, name).click();
      await page.keyboard.type('1');
      const now = await look(page);
      assert.deepEqual(now.steps.filter((step) => !step.whole).map((step) => step.id), [], `steps out of view at ${name}`);
      for (const shown of [panelField(page, name), page.locator('[data-metric="lead_time"], .metric').first(), page.locator('.timeline')]) {
        const box = await shown.boundingBox();
        assert.ok(box && box.y >= 0 && box.y + box.height <= size.height && box.x >= 0 && box.x + box.width <= size.width, `${shown} is at ${JSON.stringify(box)}`);
      }
      await page.keyboard.press('Escape');
    }
  });
}

for (const size of SIZES) {
  test(`${size.width}×${size.height}: an edit doesn’t move the drawing`, async () => {
    const { page } = await openOn(browser, weir, LEDGER, size);
    await drawnStep(page, 'regression').click();
    const before = await positions(page);
    const scrolled = () => page.evaluate(() => [scrollX, scrollY, document.querySelector('.drawing').scrollLeft, document.querySelector('.drawing').scrollTop]);
    const from = await scrolled();
    for (const [name, text] of [['wait', '4d'], ['work', '1d'], ['complete_accurate', '65'], ['team', 'Testers'], ['wait', '2w']]) {
      await panelField(page, name).fill(text);
      await panelField(page, name).press('Tab');
      await settled(page);
      await arranged(page);
      assert.equal(shift(before, await positions(page)), 0, `after ${name}: ${text}`);
      assert.deepEqual(await scrolled(), from, `after ${name}: ${text}`);
    }
    // A figure that the box did not have makes it larger, and may zoom out; the step stays in view.
    await panelField(page, 'every').fill('1w');
    await panelField(page, 'every').press('Tab');
    await settled(page);
    await arranged(page);
    const larger = await positions(page);
    assert.ok(await drawnStep(page, 'regression').isVisible());
    if (larger.regression[2] === before.regression[2]) assert.deepEqual(larger.regression.slice(0, 2), before.regression.slice(0, 2));
    // An edit by someone else moves nothing either.
    const { id } = await settled(page);
    await page.request.post(`/api/v1/maps/${id}/edits`, { data: { id: 'other', edit: { type: 'change_step', step: 'smoke', set: { work: '5h' } } } });
    await settled(page);
    assert.equal(shift(larger, await positions(page)), 0);
  });
}

test('figures change while the drawing and the panel are in view', async () => {
  const { page } = await openOn(browser, weir, LEDGER, desktop);
  const lead = () => page.locator('.metric').first().innerText();
  const before = await lead();
  await drawnStep(page, 'window').click();
  await panelField(page, 'wait').fill('1d');
  await page.keyboard.press('Enter');
  await until(async () => (await lead()) !== before, true);
  assert.ok(await drawnStep(page, 'window').isVisible());
  assert.ok(await panelField(page, 'wait').isVisible());
});

test('first step of a new map takes at most seven clicks', async () => {
  const page = await newPage(browser, weir, { viewport: { width: 1440, height: 900 } });
  await page.goto('/');
  const user = counting(page);
  await user.click(page.getByLabel('Map name'));
  await user.type('Hotfix');
  await user.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Hotfix' }).waitFor();
  await ready(page);
  // The field for the first step has the focus.
  await user.type('Build');
  await user.press('Enter');
  await page.locator('#canvas .d-map a.step').filter({ hasText: 'Build' }).waitFor();
  assert.ok(user.done.clicks <= 7, `${user.done.clicks} clicks`);
  assert.ok(user.done.clicks + user.done.keys <= 20, JSON.stringify(user.done));
  assert.equal((await look(page)).steps[0].whole, true, 'the step is drawn in view while the next one is typed');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'add');
});

test('map of 12 steps can be typed in the drawer with 330 keys', async () => {
  const { page, id } = await openOn(browser, weir, { name: 'Typed', steps: [] }, desktop);
  const user = counting(page);
  // Its field has the focus on an empty map.
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'add');
  const fields = await page.locator('tr.new-step [name]').evaluateAll((inputs) => inputs.map((input) => input.name));
  for (const step of LEDGER.steps) {
    let at = 'name';
    await user.type(step.name);
    for (const name of ['wait', 'work']) {
      if (!step[name]) continue;
      await user.press(...Array(fields.indexOf(name) - fields.indexOf(at)).fill('Tab'));
      at = name;
      await user.type(step[name]);
    }
    await user.press('Enter');
    // Each appears at once.
    await page.locator('#canvas .d-map a.step').filter({ hasText: step.name }).waitFor();
  }
  await settled(page);
  const { steps } = await readMap(weir, id);
  const values = (all) => all.map(({ name, wait, work }) => [name, wait ?? null, work ?? null]);
  assert.deepEqual(values(steps), values(LEDGER.steps));
  assert.ok(user.done.keys <= 330 && user.done.clicks <= 50, JSON.stringify(user.done));
  assert.deepEqual(page.trouble, []);
});

test('parallel branch takes two clicks and a name', async () => {
  const { page, id } = await openOn(browser, weir, mapOf(6), desktop);
  const user = counting(page);
  await user.click(drawnStep(page, 's1'));
  await user.click(page.locator('#panel').getByRole('link', { name: 'Add parallel' }));
  await user.type('Scan');
  await user.press('Enter');
  await page.locator('#canvas .d-map a.step').filter({ hasText: 'Scan' }).waitFor();
  await settled(page);
  const { steps, flows } = await readMap(weir, id);
  const made = steps.find((step) => step.name === 'Scan').id;
  assert.deepEqual(flows.filter(({ from, to }) => [from, to].includes(made)), [{ from: 's0', to: made }, { from: made, to: 's2' }]);
  assert.deepEqual(user.done, { clicks: 2, keys: 5 });
});

test('rework arrow takes two clicks, with the share that %C/A suggests', async () => {
  const { page, id } = await openOn(browser, weir, { ...LEDGER, rework: [] }, desktop);
  const user = counting(page);
  await user.click(drawnStep(page, 'regression'));
  const form = page.locator('#panel [data-rework-form]');
  assert.equal(await form.locator('[name="share"]').inputValue(), '30');
  await user.click(form.getByRole('button', { name: 'Add' }));
  await until(async () => (await readMap(weir, id)).rework ?? [], [{ from: 'regression', to: await form.locator('[name="to"]').inputValue(), share: 30 }]);
  assert.deepEqual(user.done, { clicks: 2, keys: 0 });
});

test('PDF takes two clicks', async () => {
  const { page } = await openOn(browser, weir, LEDGER, desktop);
  const user = counting(page);
  await user.click(page.locator('.export-menu > summary'));
  const { bytes } = await downloaded(page, () => user.click(page.locator('.export-menu').getByRole('link', { name: /^PDF/ }).first()));
  assert.equal(bytes.subarray(0, 4).toString(), '%PDF');
  assert.deepEqual(user.done, { clicks: 2, keys: 0 });
});

test('every drawn thing opens its own field: waits, works, ladder, arrows and figures', async () => {
  const { page } = await openOn(browser, weir, LEDGER, desktop);
  const objects = await page.locator('#canvas .d-map a[href]').evaluateAll((all) => all
    .map((one) => ({ href: one.getAttribute('href'), name: one.getAttribute('aria-label') ?? one.querySelector('title')?.textContent ?? one.textContent.trim(), isHidden: one.getAttribute('aria-hidden') === 'true' })));
  for (const kind of ['?step=', '?wait=', '?flow=', '?rework=']) assert.ok(objects.some(({ href }) => href.startsWith(kind)), kind);
  assert.deepEqual(objects.filter(({ name, isHidden }) => !name && !isHidden), [], 'each has a name for screen readers');
  const fieldAt = async (href) => {
    await page.locator(`#canvas .d-map a[href="${href}"]`).first().dispatchEvent('click');
    return page.evaluate(() => document.activeElement?.closest('#panel [name]')?.getAttribute('name') ?? null);
  };
  assert.equal(await fieldAt('?wait=window'), 'wait');
  assert.equal(await panelField(page, 'name').inputValue(), 'Maintenance window');
  assert.equal(await fieldAt('?step=scan&field=work'), 'work');
  assert.equal(await panelField(page, 'name').inputValue(), 'Security scan');
  assert.equal(await fieldAt(objects.find(({ href }) => href.startsWith('?rework=')).href), 'share');
  await page.locator(`#canvas .d-map a[href^="?flow="]`).first().dispatchEvent('click');
  await page.locator('#panel').getByRole('button', { name: 'Disconnect' }).waitFor();
  assert.deepEqual(page.trouble, []);
});
