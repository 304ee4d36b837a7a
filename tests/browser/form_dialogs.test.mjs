// Forms of the page that open in place, and pasting rows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser } from './support/browser.mjs';
import { openList } from './support/live.mjs';
import { startWeir } from './support/server.mjs';
import { cell, focus, names, openMap, press, row, saved } from './support/table.mjs';
import { until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const THREE = [{ name: 'Build', wait: '2h' }, { name: 'Approve' }, { name: 'Ship' }];
const map = (name, steps = THREE, options = {}) => openMap(browser, weir, name, steps, options);
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

/** Opens the settings of the map by keyboard. */
async function settings(page) {
  await page.locator('h1 a').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Map settings' });
  await dialog.waitFor();
  return dialog;
}

test('form saves, and shows a mistake', async () => {
  const page = await map('Form');
  const dialog = await settings(page);
  const [item, demand] = [dialog.locator('[name="item"]'), dialog.locator('[name="demand"]')];
  await item.fill('hotfix');
  await demand.fill('many');
  await press(page, 'Enter');
  await dialog.getByText('Your changes weren’t saved').waitFor();
  assert.equal(await item.inputValue(), 'hotfix');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'demand');
  // Typed text is discarded only on the second attempt.
  await demand.fill('2');
  await press(page, 'Escape');
  await dialog.getByText('Close again').waitFor();
  await demand.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await until(async () => (await (await page.request.get(`/api/v1${new URL(page.url()).pathname}`)).json()).item, 'hotfix');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('h1') !== null), true, 'the focus is back where it was');
  assert.deepEqual(page.trouble.filter((line) => !line.includes('422')), []);
});

test('forms open over the map and lead back to it', async () => {
  const page = await map('Forms');
  await press(page, 't', 'm');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Move “Build”' }).waitFor();
  await dialog.getByRole('link', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await until(() => focus(page), 'Build: name');
  await settings(page);
  await dialog.locator('.help-button').first().click();
  assert.equal(await page.locator('dialog [popover]:popover-open').count(), 1);
  await press(page, 'Escape');
  await dialog.locator('[name="name"]').fill('Forms, renamed');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('h1').getByText('Forms, renamed').waitFor();
  await openList(page, 'checks');
  await page.getByRole('link', { name: 'Edit rework' }).click();
  await dialog.getByLabel('From', { exact: true }).last().selectOption({ label: '2. Approve' });
  await dialog.getByLabel('Back to', { exact: true }).selectOption({ label: '1. Build' });
  await dialog.getByLabel('Share (%)').fill('20');
  await press(page, 'Enter');
  await dialog.getByText(/of items at Approve go back to Build/).waitFor();
  await dialog.getByRole('link', { name: 'Back to map' }).click();
  await page.locator('[data-part=arrows]').getByText(/Approve go back to Build/).waitFor();
  assert.deepEqual(page.trouble, []);
});

test('form that cannot be sent keeps its text', async () => {
  const page = await map('Offline');
  const dialog = await settings(page);
  const note = dialog.locator('[name="note"]');
  await note.fill('Ask Ada');
  await page.route('**/edit', (route) => route.abort());
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByText('no connection').waitFor();
  assert.equal(await note.inputValue(), 'Ask Ada');
  await page.unroute('**/edit');
  await page.route('**/edit', (route) => route.fulfill({ status: 503, body: 'Busy' }));
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByText('the server couldn’t save this (error 503)').waitFor();
  assert.equal(await note.inputValue(), 'Ask Ada');
  await page.unroute('**/edit');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await until(async () => (await (await page.request.get(`/api/v1${new URL(page.url()).pathname}`)).json()).note, 'Ask Ada');
});

test('form that cannot be opened leaves the map on screen', async () => {
  const page = await map('No form');
  await page.context().setOffline(true);
  await press(page, 't', 'm');
  await page.locator('.toast').getByText('No connection, so this form can’t be opened').waitFor();
  await press(page, 'n');
  await page.keyboard.type('Smoke test');
  await press(page, 'Enter', 'Escape');
  await row(page, 'Smoke test').waitFor();
  // The step isn't saved as long as its edit fails.
  await page.route('**/edits', (route) => route.abort());
  await page.context().setOffline(false);
  await cell(page, 'Smoke test', 'name').click();
  await press(page, 'Escape', 'm');
  await page.locator('.toast').getByText('Your last changes aren’t saved yet').waitFor();
  await page.unroute('**/edits');
  await saved(page, (all) => all.length === 4);
  assert.equal(await page.locator('dialog[open]').count(), 0);
});

test('pasted lines are previewed and undone at once', async () => {
  const page = await map('Lines', THREE, CLIPBOARD);
  await copy(page, 'Code review, 1d wait, 2h work, 80%\nRegression test, 2d wait, 4h work\nwhat is this supposed to be, 17 of them, or 3');
  await press(page, 't', 'Control+v');
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await dialog.getByRole('button', { name: /Add \d steps/ }).waitFor();
  assert.match(await dialog.innerText(), /Code review[\s\S]*Regression test/);
  let go_on = () => {};
  const held = new Promise((resolve) => { go_on = resolve; });
  await page.route('**/paste', async (route) => { await held; await route.continue(); }, { times: 1 });
  await dialog.getByText('Edit text').click();
  await dialog.getByLabel('Rows or text').fill('Code review, 1d wait, 2h work, 80%\nRegression test, 2d wait, 4h work');
  // What is added is what the preview shows.
  assert.equal(await dialog.getByRole('button', { name: /^Add/ }).isDisabled(), true);
  go_on();
  await dialog.getByRole('button', { name: 'Add 2 steps' }).click();
  const all = await saved(page, (steps) => steps.length === 5);
  const review = all.find((step) => step.name === 'Code review');
  assert.deepEqual([review.wait, review.work, review.complete_accurate], ['1d', '2h', 80]);
  await row(page, 'Regression test').waitFor();
  assert.deepEqual(await names(page), ['Build', 'Code review', 'Regression test', 'Approve', 'Ship']);
  await press(page, 'Control+z');
  await saved(page, (steps) => steps.length === 3);
});

test('what needs review is in view beside the name', async () => {
  const page = await map('Remarks', THREE, CLIPBOARD);
  await copy(page, 'Code review, 1d wait, 2h work, 80%\nApproval, @Board, every 1w, 5 people\nDeploy, work 30m, downtime 2h, manual, 5 parsecs');
  await press(page, 't', 'Control+v');
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  const remark = await dialog.getByText('isn’t a time unit').boundingBox();
  const shown = await dialog.locator('.paste-preview').boundingBox();
  assert.ok(remark && shown && remark.x + remark.width <= shown.x + shown.width, JSON.stringify([remark, shown]));
  assert.deepEqual(page.trouble, []);
});

test('spreadsheet rows become steps', async () => {
  const page = await map('Rows', THREE, CLIPBOARD);
  await copy(page, 'Step\tTeam\tWait\tWork\nReview\tDevelopment\t1d\t2h\nTest\tQuality\t2d\t1d');
  await press(page, 't', 'Control+v');
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await dialog.getByRole('button', { name: 'Add 2 steps' }).click();
  await saved(page, (steps) => steps.length === 5);
  await row(page, 'Test').waitFor();
  await press(page, 'Control+z');
  await saved(page, (steps) => steps.length === 3);
  await row(page, 'Test').waitFor({ state: 'detached' });
  assert.deepEqual(page.trouble, []);
});

test('rows pasted into the name of a new step open the preview', async () => {
  const page = await map('Names', THREE, CLIPBOARD);
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await cell(page, 'Build', 'name').click();
  await press(page, 'Escape');
  await page.locator('#add').click();
  await copy(page, 'One name only');
  await press(page, 'Control+v');
  await until(() => page.locator('#add').inputValue(), 'One name only');
  await page.locator('#add').fill('');
  await copy(page, 'Step\tTeam\tWait\tWork\nReview\tDevelopment\t1d\t2h\nTest\tQuality\t2d\t1d');
  await press(page, 'Control+v');
  await dialog.waitFor();
  assert.equal(await page.locator('#add').inputValue(), '');
  await dialog.getByRole('button', { name: 'Add 2 steps' }).click();
  await saved(page, (steps) => steps.length === 5);
  await row(page, 'Test').waitFor();
  assert.deepEqual(await names(page), ['Build', 'Approve', 'Ship', 'Review', 'Test'], 'pasted steps go where the new row is');
  // Also between the rows and in the drawing.
  await cell(page, 'Build', 'name').focus();
  await press(page, 'n', 'Control+v');
  await dialog.getByRole('button', { name: 'Add 2 steps' }).waitFor();
  await press(page, 'Escape');
  assert.deepEqual(page.trouble, []);
});

test('rows pasted onto a name can fill cells instead', async () => {
  const page = await map('Instead', THREE, CLIPBOARD);
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await press(page, 't');
  await copy(page, 'Compile\tPlatform\nSign off\tBoard');
  await press(page, 'Control+v');
  await dialog.getByRole('button', { name: /Fill 4 cells/ }).click();
  await saved(page, ([build, approve]) => build.name === 'Compile' && build.team === 'Platform' && approve.name === 'Sign off');
  await press(page, 'Control+z');
  await saved(page, ([build, approve]) => build.name === 'Build' && approve.name === 'Approve');
  assert.deepEqual(page.trouble, []);
});

test('paste preview begins with its counts, and its columns can be assigned again', async () => {
  const page = await map('Columns', THREE, CLIPBOARD);
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  const lines = Array.from({ length: 40 }, (_, at) => `Task ${at}\tQuality\t${at}d\t1h\t70`);
  await copy(page, lines.join('\n'));
  await page.locator('body').press('Control+v');
  await dialog.getByRole('button', { name: 'Add 40 steps' }).waitFor();
  // The button has the focus, and yet the top is in view.
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Add 40 steps');
  assert.equal(await dialog.locator('.dialog-body').evaluate((body) => body.scrollTop), 0);
  assert.match(await dialog.getByRole('status').first().innerText(), /^40 steps to add\n+They go at the end/);
  // By keyboard: the third column is the work time, and the fourth the wait time.
  await dialog.getByLabel('Meaning of column C').focus();
  await dialog.getByLabel('Meaning of column C').selectOption('work');
  await dialog.getByText('both contain the work time').first().waitFor();
  assert.equal(await dialog.getByRole('button', { name: /^Add/ }).isDisabled(), true);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'column_2', 'the focus stays');
  await dialog.getByLabel('Meaning of column D').selectOption('wait');
  await dialog.getByRole('button', { name: 'Add 40 steps' }).waitFor();
  await dialog.getByLabel('Meaning of column E').selectOption('');
  await dialog.getByRole('button', { name: 'Add 40 steps' }).click();
  const all = await saved(page, (steps) => steps.length === 43);
  const task = all.find((step) => step.name === 'Task 2');
  assert.deepEqual([task.team, task.wait, task.work, task.complete_accurate ?? null], ['Quality', '1h', '2d', null]);
  assert.deepEqual(page.trouble, []);
});

test('first pasted row is a step if there are no headings', async () => {
  const page = await map('Headings', THREE, CLIPBOARD);
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await copy(page, 'Step\tTeam\tWait\nReview\tDevelopment\t1d');
  await page.locator('body').press('Control+v');
  await dialog.getByRole('button', { name: 'Add 1 step' }).waitFor();
  await dialog.getByText('Columns and rows').click();
  await dialog.getByRole('combobox', { name: 'Headings' }).selectOption('None');
  await dialog.getByRole('button', { name: 'Add 2 steps' }).waitFor();
  assert.match(await dialog.locator('.pasted > table').innerText(), /1\s+Step[^]*2\s+Review\s+Development/);
  await press(page, 'Escape');
});

test('pasted table has the same choices as an imported one', async () => {
  const page = await map('Choices', THREE, CLIPBOARD);
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await copy(page, 'Step\tWait\tPT (min)\nReview\t1d\t30\nTotal\t1d\t30\nMerge\tsoon\t60');
  await page.locator('body').press('Control+v');
  await dialog.getByRole('button', { name: 'Add 2 steps' }).waitFor();
  await dialog.getByText('Those values are marked below and added to the step notes.').waitFor();
  await dialog.getByText('Columns and rows').click();
  const work = dialog.locator('.paste-summary td[data-label="Work time"]');
  assert.equal(await work.innerText(), '1h 30m');
  await dialog.getByLabel('Unit of column C').selectOption('hours');
  await dialog.locator('.paste-summary td[data-label="Work time"]', { hasText: '2w' }).waitFor();
  await dialog.getByText(/^Rows: 2 of 3/).click();
  await dialog.getByRole('checkbox', { name: /Row 3/ }).check();
  await dialog.getByRole('button', { name: 'Add 3 steps' }).waitFor();
  assert.equal(await dialog.getByLabel('Unit of column C').inputValue(), 'h', 'the choice before stays');
  await dialog.getByRole('button', { name: 'Add 3 steps' }).click();
  const all = await saved(page, (steps) => steps.length === 6);
  assert.equal(all.find((step) => step.name === 'Merge').note, 'Wait: soon');
  assert.deepEqual(page.trouble, []);
});

async function copy(page, text) {
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
}
