// The side panel: closing it, and what becomes of half-typed text when the step is deleted, the map is locked, or the page
// is reloaded.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chain, openMap, panelField } from './support/canvas.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';
import { screenOf, SIZES } from './support/workspace.mjs';
import { settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const api = async (id, edit) => {
  const body = JSON.stringify({ id: `edit-${Math.random()}`, edit });
  const answer = await fetch(`${weir.url}/api/v1/maps/${id}/edits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  assert.ok(answer.ok, await answer.text());
};
const note = (page, name) => page.locator('#panel .field').filter({ has: page.locator(`[name="${name}"]`) }).locator('.field-note:visible');
const isSelected = (page) => page.locator('#canvas a.step[aria-current]').count();

for (const size of [SIZES[0], SIZES[3], SIZES[4]]) {
  test(`${size.width}×${size.height}: panel is closed by its button and by Escape, and nothing is selected then`, async () => {
    const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']), screenOf(size));
    const panel = page.locator('#panel [data-panel="step"]');
    for (const close of [() => panel.getByRole('link', { name: 'Close' }).click(), () => page.keyboard.press('Escape')]) {
      await step('Step b').click();
      await panel.waitFor();
      await close();
      await panel.waitFor({ state: 'hidden' });
      assert.equal(await isSelected(page), 0);
      assert.equal(new URL(page.url()).search, '');
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-step')), 'b');
    }
    assert.deepEqual(page.trouble, []);
  });
}

test('there is no step before the first and after the last one', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  const panel = page.locator('#panel [data-panel="step"]');
  const url = page.url();
  await panel.locator('[data-go="previous"]').click({ force: true });
  assert.equal(page.url(), url);
  assert.ok(await panel.isVisible());
  await panel.locator('[data-go="next"]').click();
  await page.locator('a.step[data-step="b"][aria-current]').waitFor();
});

test('text for a step that someone deletes goes into no other step', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  const { id } = await map();
  await step('Step b').click();
  await panelField(page, 'wait').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3');
  await api(id, { type: 'remove_step', step: 'b' });
  await page.locator('#panel .conflict-note').waitFor();
  await page.keyboard.type('d');
  assert.equal(await panelField(page, 'wait').inputValue(), '3d');
  await page.keyboard.press('Enter');
  await page.locator('.toast').filter({ hasText: '“Step b” was deleted. Your text: “3d”.' }).waitFor();
  await page.locator('#panel .conflict-note').waitFor({ state: 'detached' });
  const { steps } = await settled(page);
  assert.deepEqual(steps.map((one) => [one.id, one.wait]), [['a', steps[0].wait], ['c', steps[1].wait]]);
  assert.ok(steps.every((one) => one.wait !== '3d'));
  assert.deepEqual(page.trouble, []);
});

test('half-typed text survives a reload, says that it is not saved, and Enter saves it', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  await panelField(page, 'wait_reason').click();
  await page.keyboard.type('waits for the');
  await page.reload();
  await note(page, 'wait_reason').filter({ hasText: 'Not saved yet' }).waitFor();
  assert.equal(await panelField(page, 'wait_reason').inputValue(), 'waits for the');
  await panelField(page, 'wait_reason').press('Enter');
  await until(async () => (await map()).steps[0].wait_reason, 'waits for the');
  assert.equal(await note(page, 'wait_reason').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('undoing a change that is not sent yet shows the value before', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  const before = await panelField(page, 'wait_reason').inputValue();
  await page.route('**/edits', () => {});
  await panelField(page, 'wait_reason').fill('on hold');
  await page.keyboard.press('Enter');
  await page.locator('#panel .is-pending').waitFor();
  await page.keyboard.press('ControlOrMeta+z');
  await until(() => panelField(page, 'wait_reason').inputValue(), before);
});

test('start and end of the drawing open the map settings in place', async () => {
  const { page } = await openMap(browser, weir, chain(['a', 'b']));
  await page.evaluate(() => { window.isSamePage = true; });
  await page.locator('#canvas a[data-target="settings"]').first().click();
  await page.getByRole('dialog').getByLabel('Name').waitFor();
  assert.ok(await page.evaluate(() => window.isSamePage));
  assert.deepEqual(page.trouble, []);
});

test('address of an unknown list opens no list', async () => {
  const { page } = await openMap(browser, weir, chain(['a', 'b']));
  const other = await newPage(browser, weir);
  await other.goto(`${page.url()}?panel=bogus`);
  await other.locator('#add[role="combobox"]').waitFor({ state: 'attached' });
  assert.ok(await other.locator('.drawer [data-list="steps"]').isVisible());
});

test('bad values are marked at their fields, however they are left, and nothing covers the page', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  const wrong = (name) => page.locator('#panel .field').filter({ has: page.locator(`[name="${name}"]`) }).locator('.field-error:visible');
  for (const [name, text] of [['wait', 'tomorrow'], ['work', '-3d'], ['complete_accurate', '200'], ['people', 'many']]) {
    await panelField(page, name).fill(text);
    await page.keyboard.press('Tab');
    await wrong(name).waitFor();
    assert.equal(await panelField(page, name).inputValue(), text);
    assert.equal(await panelField(page, name).getAttribute('aria-invalid'), 'true');
  }
  assert.equal(await page.locator('.toast').count(), 0);
  // Two bad texts in one field are one unsaved change.
  await panelField(page, 'wait').fill('someday');
  await page.keyboard.press('Enter');
  await wrong('wait').filter({ hasText: 'someday' }).waitFor();
  await page.locator('#status summary').click();
  await until(() => page.locator('.status-panel li').count(), 4);
  await page.locator('.status-panel').getByRole('button', { name: 'Fix' }).first().click();
  await until(() => page.evaluate(() => document.activeElement?.closest('#panel') !== null), true);
  // Discarding there shows the saved values again.
  const { steps: [before] } = await map();
  await page.locator('#status summary').click();
  await page.locator('.status-panel').locator('li').first().getByRole('button', { name: 'Discard' }).click();
  await page.locator('.status-panel').getByRole('button', { name: 'Discard all' }).click();
  await until(() => panelField(page, 'wait').inputValue(), before.wait ?? '');
  await until(() => page.locator('#panel .field-error:visible').count(), 0);
  assert.deepEqual(page.trouble.filter((one) => !/422/.test(one)), []);
});

test('step that is restored while someone types into it stays the selected one', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  const { id } = await map();
  await step('Step b').click();
  await panelField(page, 'wait_reason').click();
  await page.keyboard.type('waits');
  await api(id, { type: 'remove_step', step: 'b' });
  await page.locator('#panel .conflict-note').waitFor();
  await page.keyboard.press('Tab');
  const { revision } = await map();
  const undone = await fetch(`${weir.url}/api/v1/maps/${id}/undo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ of: revision }) });
  assert.ok(undone.ok, await undone.text());
  await page.locator('#panel .conflict-note').waitFor({ state: 'detached' });
  assert.equal(await panelField(page, 'name').inputValue(), 'Step b');
  assert.equal(await panelField(page, 'wait_reason').inputValue(), 'waits');
});

test('deleting an arrow keeps the focus, and its message goes when it is undone', async () => {
  const { page } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  await page.locator('#canvas a[data-target="flow"][data-from="a"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('#panel').getByRole('button', { name: 'Disconnect' }).press('Enter');
  await page.locator('.toast').filter({ hasText: 'Disconnected' }).waitFor();
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-step')), 'a');
  await page.keyboard.press('ControlOrMeta+z');
  await page.locator('.toast').filter({ hasText: 'Disconnected' }).waitFor({ state: 'detached' });
  // Esc returns to the arrow.
  await page.locator('#canvas a[data-target="flow"][data-from="a"]').press('Enter');
  await page.locator('#panel').getByRole('button', { name: 'Disconnect' }).press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-target')), 'flow');
});

test('offered rework share is muted until it is changed', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  await step('Step b').click();
  const share = page.locator('[data-rework-form] [name="share"]');
  const color = () => share.evaluate((one) => getComputedStyle(one).color);
  assert.equal(await share.inputValue(), '10');
  const offered = await color();
  await share.fill('15');
  assert.notEqual(await color(), offered);
});

test('two messages at a time, clear of the panel and the row for new steps', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b', 'c', 'd', 'e']), screenOf(SIZES[0]));
  for (const one of ['e', 'd', 'c']) {
    await step(`Step ${one}`).click();
    await page.keyboard.press('Delete');
    await step(`Step ${one}`).waitFor({ state: 'detached' });
  }
  await until(() => page.locator('.toast:visible').count(), 2);
  const [toasts, canvas] = [await page.locator('#toasts').boundingBox(), await page.locator('#canvas').boundingBox()];
  assert.ok(toasts.x + toasts.width < canvas.x + canvas.width && toasts.y + toasts.height <= canvas.y + canvas.height, JSON.stringify(toasts));
});
