// Half-typed text survives a reload: in cells, in the row for new steps, in the paste dialog and in forms.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';
import { awake, cell, focus, names, openMap, placed, press, row, saved } from './support/table.mjs';
import { settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const THREE = [{ name: 'Build', wait: '2h' }, { name: 'Approve' }, { name: 'Ship' }];
const map = (name, steps = THREE, options = {}) => openMap(browser, weir, name, steps, options);

async function reload(page) {
  await page.reload();
  await awake(page);
}

/** The keys of all drafts. */
const drafts = (page) => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('weir:draft:')));

test('typed cell is open again after a reload, until it is saved or discarded', async () => {
  const page = await map('Cell');
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('3 day');
  await reload(page);
  await until(() => focus(page), 'Wait time, Build');
  const input = page.locator('.cell-field input');
  assert.equal(await input.inputValue(), '3 day');
  await page.locator('.cell-field').getByText('Not saved yet').waitFor();
  await page.keyboard.type('s');
  await press(page, 'Enter', 'Escape');
  await saved(page, ([build]) => build.wait === '3d');
  assert.deepEqual(await drafts(page), []);
  // Esc discards it.
  await cell(page, 'Approve', 'team').click();
  await page.keyboard.type('Boa');
  assert.equal((await drafts(page)).length, 1);
  await press(page, 'Escape');
  assert.deepEqual(await drafts(page), []);
  await reload(page);
  assert.equal(await page.locator('.cell-field').count(), 0);
  // The value of before is no draft.
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('x');
  await page.locator('.cell-field input').fill('3d');
  assert.deepEqual(await drafts(page), []);
  assert.deepEqual(page.trouble, []);
});

test('typed text of a step that was deleted meanwhile is offered for copying', async () => {
  const page = await map('Gone');
  await cell(page, 'Approve', 'wait').click();
  await page.keyboard.type('4 weeks');
  await page.request.post(`/api/v1${new URL(page.url()).pathname}/edits`, { data: { id: 'gone-1', edit: { type: 'remove_step', step: 'approve' } } });
  await row(page, 'Approve').waitFor({ state: 'detached' });
  await reload(page);
  await page.locator('.toast').getByText('Your text: “4 weeks”').waitFor();
  assert.deepEqual(await drafts(page), []);
});

test('new step and its place survive a reload', async () => {
  const page = await map('Row');
  await press(page, 't', 'n');
  await page.keyboard.type('Review');
  await press(page, 'Tab', 'Tab');
  await page.keyboard.type('1d');
  await reload(page);
  assert.equal(await page.locator('#add').inputValue(), 'Review');
  assert.equal(await page.locator('tr.new-step [name="wait"]').inputValue(), '1d');
  await placed(page, /After “Build”.*isn’t added yet/);
  await page.locator('#add').press('Enter');
  await saved(page, (all) => all.length === 4 && all.some((step) => step.name === 'Review' && step.wait === '1d'));
  await row(page, 'Review').waitFor();
  assert.deepEqual(await names(page), ['Build', 'Review', 'Approve', 'Ship']);
  await settled(page);
  await press(page, 'Escape');
  assert.deepEqual(await drafts(page), []);
  await reload(page);
  assert.equal(await page.locator('#add').inputValue(), '');
  // Esc asks once, and then discards it.
  await page.locator('#add').fill('Never mind');
  await press(page, 'Escape');
  await page.getByText('Press Esc again to discard it').first().waitFor();
  assert.equal(await page.locator('#add').inputValue(), 'Never mind');
  await press(page, 'Escape');
  assert.equal(await page.locator('#add').inputValue(), '');
  assert.deepEqual(await drafts(page), []);
  assert.deepEqual(page.trouble, []);
});

test('text of the paste dialog survives a reload', async () => {
  const page = await map('Paste');
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await page.locator('[data-action="paste"]').first().click();
  await dialog.getByLabel('Rows or text').fill('Review, 1d wait\nMerge, 10m work');
  await reload(page);
  await dialog.getByRole('button', { name: 'Add 2 steps' }).waitFor();
  await dialog.getByText('These steps aren’t added yet.').waitFor();
  assert.equal(await dialog.getByLabel('Rows or text').inputValue(), 'Review, 1d wait\nMerge, 10m work');
  await dialog.getByRole('button', { name: 'Add 2 steps' }).click();
  await saved(page, (all) => all.length === 5);
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(await drafts(page), []);
  assert.deepEqual(page.trouble, []);
});

test('text of a form survives a reload', async () => {
  const page = await map('Form');
  await page.locator('h1 a').click();
  const dialog = page.getByRole('dialog', { name: 'Map settings' });
  await dialog.getByLabel('Name', { exact: true }).fill('Half a na');
  await reload(page);
  await dialog.waitFor();
  assert.equal(await dialog.getByLabel('Name', { exact: true }).inputValue(), 'Half a na');
  await dialog.getByText('Your changes aren’t saved yet.').waitFor();
  await dialog.getByLabel('Name', { exact: true }).fill('Half a name');
  await press(page, 'Enter');
  await page.getByRole('heading', { level: 1, name: 'Half a name' }).waitFor();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(await drafts(page), []);
  await reload(page);
  assert.equal(await dialog.count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('drafts of another person are forgotten', async () => {
  const page = await map('Other');
  await cell(page, 'Build', 'team').click();
  await page.keyboard.type('Secret');
  await page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((one) => one.startsWith('weir:draft-author:'));
    sessionStorage.setItem(key, 'someone else');
  });
  await reload(page);
  await until(() => drafts(page), []);
});
