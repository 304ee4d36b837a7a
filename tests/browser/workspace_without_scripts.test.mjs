// The whole journey on the map page without scripts: links select, forms post and come back to the same place.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downloaded, newPage, startBrowser } from './support/browser.mjs';
import { createMap, readMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { LEDGER, SIZES, ready } from './support/workspace.mjs';
import { navigate } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

test('map is created, filled, edited, improved, undone and exported without scripts', async () => {
  const page = await newPage(browser, weir, { javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
  const go = (act) => navigate(page, act);
  const follow = (name, within = page) => go(() => within.getByRole('link', { name }).first().click());
  const panel = page.locator('#panel');
  const id = () => new URL(page.url()).pathname.split('/')[2];
  const map = () => readMap(weir, id());

  // Create, and add steps one after the other.
  await page.goto('/');
  await page.getByLabel('Map name').fill('Hotfix');
  await go(() => page.getByLabel('Map name').press('Enter'));
  for (const [name, wait, work] of [['Build', '', '1h'], ['Change board', '2w', '30m'], ['Deploy', '1d', '20m']]) {
    await page.locator('#add').fill(name);
    await page.locator('tr.new-step [name="wait"]').fill(wait);
    await page.locator('tr.new-step [name="work"]').fill(work);
    await go(() => page.locator('#add').press('Enter'));
    await page.locator('#drawing a.step').filter({ hasText: name }).first().waitFor();
    // The next step can be typed at once. The browser moves the focus a moment after it has loaded the page.
    await page.locator('#add:focus').waitFor();
  }
  const [build, board, deploy] = (await map()).steps;

  // A box of the drawing selects its step; the panel is a form.
  await go(() => page.locator(`#drawing a.step[data-step="${board.id}"]`).click());
  assert.equal(new URL(page.url()).searchParams.get('step'), board.id);
  assert.equal(await panel.locator('[name="name"]').inputValue(), 'Change board');
  await panel.locator('[name="team"]').fill('Operations');
  await panel.locator('[name="complete_accurate"]').fill('many');
  await go(() => panel.getByRole('button', { name: 'Save' }).click());
  assert.equal(await panel.locator('[name="complete_accurate"]').getAttribute('aria-invalid'), 'true');
  assert.equal(await panel.locator('[name="team"]').inputValue(), 'Operations', 'nothing typed is lost');
  await panel.locator('[name="complete_accurate"]').fill('80');
  await go(() => panel.getByRole('button', { name: 'Save' }).click());
  assert.equal(new URL(page.url()).searchParams.get('step'), board.id, 'the step stays selected');
  assert.deepEqual((await map()).steps.map(({ team, complete_accurate: ca }) => [team ?? '', ca ?? null])[1], ['Operations', 80]);

  // Its wait, by its triangle.
  await go(() => page.locator(`#drawing a[href="?wait=${board.id}"]`).first().click());
  await panel.locator('[name="wait"]:focus').waitFor();
  await panel.locator('[name="wait"]').fill('3w');
  await go(() => panel.locator('[name="wait"]').press('Enter'));
  assert.equal((await map()).steps[1].wait, '3w');

  // Rework, with the share that %C/A suggests; then its share by its arrow.
  const rework = panel.locator('.rework-form');
  assert.equal(await rework.locator('[name="share"]').inputValue(), '20');
  await rework.locator('[name="to"]').selectOption({ label: 'Build' });
  await go(() => rework.getByRole('button', { name: 'Add' }).click());
  assert.deepEqual((await map()).rework, [{ from: board.id, to: build.id, share: 20 }]);
  await go(() => page.locator('#drawing a[href^="?rework="]').first().click());
  await panel.locator('#arrow-share').fill('10');
  await go(() => panel.locator('#arrow-share').press('Enter'));
  assert.deepEqual((await map()).rework, [{ from: board.id, to: build.id, share: 10 }]);

  // A flow is disconnected, and that is undone.
  const flows = (await map()).flows;
  // By keyboard, since a triangle may lie on the middle of an arrow.
  await go(() => page.locator('#drawing a[data-target="flow"]:not([data-from=""], [data-to=""])').last().press('Enter'));
  await go(() => panel.getByRole('button', { name: 'Disconnect' }).click());
  assert.equal((await map()).flows.length, flows.length - 1);
  await go(() => page.locator('[data-action="undo"]').click());
  assert.deepEqual((await map()).flows, flows);

  // Figures explain themselves.
  await go(() => page.locator('.metric').first().click());
  assert.ok(await panel.locator('[data-panel="metrics"]').isVisible());
  await panel.locator('details[open][data-how="lead"]').waitFor();

  // Lists are links; a suggestion becomes an idea.
  await follow(/^Suggestions/, page.locator('.drawer-tabs'));
  assert.ok(await page.locator('[data-list="suggestions"]').isVisible());
  await go(() => page.locator('[data-lever]').first().getByRole('button', { name: /Save as idea/ }).click());
  assert.equal((await map()).ideas.length, 1);
  await follow(/^Ideas/, page.locator('.drawer-tabs'));
  await page.locator('[data-list="ideas"]').getByLabel('Idea or problem').fill('Meet twice a week');
  await go(() => page.locator('[data-list="ideas"]').getByRole('button', { name: 'Add idea' }).click());
  assert.equal((await map()).ideas.length, 2);
  assert.ok(await page.locator('[data-list="ideas"]').getByText('Meet twice a week').first().isVisible(), 'the list stays open');

  // Undo, and export.
  await go(() => page.locator('.head [data-action="undo"]').click());
  assert.equal((await map()).ideas.length, 1);
  await page.locator('.export-menu > summary').click();
  const { bytes } = await downloaded(page, () => page.locator('.export-menu').getByRole('link', { name: /^PDF/ }).first().click());
  assert.equal(bytes.subarray(0, 4).toString(), '%PDF');
  assert.equal((await map()).steps.find((step) => step.id === deploy.id).name, 'Deploy');
  // The form with a wrong value was answered with 422.
  assert.deepEqual(page.trouble.filter((line) => !line.includes('422')), []);
});

for (const { width, height } of [SIZES[0], SIZES[4]]) {
  test(`${width}×${height}: wrong value is shown again in the panel of its step or arrow`, async () => {
    const id = await createMap(weir, LEDGER);
    const page = await newPage(browser, weir, { javaScriptEnabled: false, viewport: { width, height } });
    const field = async (selector, message) => {
      const input = page.locator(selector);
      assert.deepEqual([await input.inputValue(), await input.getAttribute('aria-invalid')], ['lots', 'true']);
      const described = await input.getAttribute('aria-describedby');
      assert.match(await page.locator(`#${described}`).innerText(), message);
    };
    // The share of a new rework arrow.
    await page.goto(`/maps/${id}?step=board`);
    await page.locator('.rework-form [name="to"]').selectOption('merge');
    await page.locator('.rework-form [name="share"]').fill('lots');
    await navigate(page, () => page.locator('.rework-form [name="share"]').press('Enter'));
    assert.equal(await page.locator('#panel [name="name"]').inputValue(), 'Change board');
    assert.equal(await page.locator('.rework-form [name="to"]').inputValue(), 'merge');
    await field('.rework-form [name="share"]', /number, such as 20/);
    await page.locator('.rework-form [name="share"]').fill('');
    await navigate(page, () => page.locator('.rework-form [name="share"]').press('Enter'));
    assert.match(await page.locator('#p-wrong-share').innerText(), /Enter the share/);
    // The links of the page lead back to the map.
    await navigate(page, () => page.locator('#panel [data-go="next"]').click());
    assert.equal(new URL(page.url()).pathname, `/maps/${id}`);
    // The share of an arrow.
    await page.goto(`/maps/${id}?rework=regression~review`);
    await page.locator('#arrow-share').fill('lots');
    await navigate(page, () => page.locator('#arrow-share').press('Enter'));
    await field('#arrow-share', /number, such as 20/);
    // A field of a step: the message covers nothing.
    await page.goto(`/maps/${id}?step=scan`);
    await page.locator('#p-wait').fill('lots');
    await navigate(page, () => page.locator('#p-wait').press('Enter'));
    const [banner, name] = [await page.locator('#panel .flash').boundingBox(), await page.locator('#p-name').boundingBox()];
    assert.ok(banner.y + banner.height <= name.y, `${JSON.stringify(banner)} covers ${JSON.stringify(name)}`);
    assert.equal((await readMap(weir, id)).rework.length, 1);
  });
}

test('selected step is marked, messages say what happened and cover nothing', async () => {
  const id = await createMap(weir, LEDGER);
  const page = await newPage(browser, weir, { javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
  const marked = () => page.locator('.sheet:visible a.step[aria-current]').getAttribute('data-step');
  const selected = () => page.locator('tr.is-selected').getAttribute('data-step');
  const said = () => page.locator('#canvas .flash p').innerText();
  await page.goto(`/maps/${id}?step=scan`);
  assert.deepEqual([await marked(), await selected()], ['scan', 'scan']);
  await page.locator('#p-wait').fill('3d');
  await navigate(page, () => page.locator('#p-wait').press('Enter'));
  assert.deepEqual([await said(), await marked()], ['Changes saved.', 'scan']);
  const [message, drawing] = [await page.locator('#canvas .flash').boundingBox(), await page.locator('.drawing').boundingBox()];
  assert.ok(message.y + message.height <= drawing.y, 'the message covers nothing');
  await navigate(page, () => page.locator('[data-action="undo"]').click());
  assert.match(await said(), /^Undone: .*wait time of “Security scan”/);
  // Moved, the step is still selected.
  await page.goto(`/maps/${id}?step=smoke`);
  assert.equal(await page.locator('[data-go="next"]').getAttribute('href'), null, 'there is no step after the last one');
  await navigate(page, () => page.getByRole('link', { name: 'Move…' }).click());
  await page.locator('[name="to"]').selectOption('board');
  await navigate(page, () => page.locator('main button').first().click());
  assert.deepEqual([await said(), await marked()], ['Step moved.', 'smoke']);
  // A figure opens its calculation.
  await navigate(page, () => page.locator('.metric').nth(1).click());
  assert.deepEqual(await page.locator('#panel details[data-how][open]').evaluateAll((all) => all.map((one) => one.dataset.how)), [await page.locator('.metric').nth(1).getAttribute('data-metric')]);
});

for (const size of SIZES) {
  test(`${size.width}×${size.height}: drawing is in view and nothing scrolls sideways without scripts`, async () => {
    const id = await createMap(weir, LEDGER);
    const page = await newPage(browser, weir, { javaScriptEnabled: false, viewport: { width: size.width, height: size.height } });
    await page.goto(`/maps/${id}`);
    const region = await page.locator('.drawing').boundingBox();
    assert.ok(region.y <= 100, `the drawing starts at ${region.y} px`);
    const first = await page.locator('.drawing svg:visible a.step').first().boundingBox();
    assert.ok(first.y >= 0 && first.y + first.height <= size.height, `the first step is at ${JSON.stringify(first)}`);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(sideways <= 0, `${sideways} px`);
    if (size.width >= 820) return;
    await page.goto(`/maps/${id}?step=window`);
    const sheet = await page.locator('#panel').boundingBox();
    assert.ok(sheet.y > 100 && sheet.y < size.height, 'the drawing stays visible above the sheet');
  });
}

test('link that skips to the steps opens their list and moves the focus there, with and without scripts', async () => {
  const id = await createMap(weir, LEDGER);
  for (const javaScriptEnabled of [true, false]) {
    const page = await newPage(browser, weir, { javaScriptEnabled, viewport: { width: 1440, height: 900 } });
    await page.goto(`/maps/${id}?panel=ideas`);
    if (javaScriptEnabled) await ready(page);
    const skip = page.getByRole('link', { name: 'Skip to steps' });
    await skip.focus();
    await skip.press('Enter');
    await page.locator('[data-list="steps"]').waitFor();
    if (javaScriptEnabled) assert.equal(await page.evaluate(() => document.activeElement?.id), 'steps');
    // The next stop is in the list.
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement?.closest('[data-list="steps"]') !== null));
  }
});
