// Editing the table like a spreadsheet.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser } from './support/browser.mjs';
import { status } from './support/live.mjs';
import { startWeir } from './support/server.mjs';
import { awake, cell, focus, names, openMap, press, row, saved } from './support/table.mjs';
import { settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const THREE = [
  { name: 'Build', team: 'Development', wait: '2h', work: '3h', complete_accurate: 90 },
  { name: 'Approve', team: 'Change board', wait: '1w' },
  { name: 'Ship', work: '10m' },
];
const map = (name, steps = THREE, options = {}) => openMap(browser, weir, name, steps, options);

test('six steps with times can be typed by keyboard alone', async () => {
  const page = await map('Keyboard only', []);
  // On an empty map, the row for the first step has the focus.
  assert.equal(await focus(page), 'New step: name');
  const lines = [
    ['Code review', 'Development', '1d', '2h', '80'], ['Build', 'Development', '', '10m', '95'],
    ['Regression test', 'Quality', '2d', '4h', '70', '3', '1d–3d'], ['Change board', 'Board', '1w', '1h', '90', '5', '', 'meets on Mondays'],
    ['Deploy to production', 'Operations', '1w', '2h', '85'], ['Verify in production', 'Operations', '', '30m', '98'],
  ];
  for (const line of lines) {
    for (const [at, text] of line.entries()) {
      await page.keyboard.type(text);
      if (at < line.length - 1) await press(page, 'Tab');
    }
    await press(page, 'Enter');
  }
  const steps = await saved(page, (all) => all.length === 6);
  const shown = (step) => [step.name, step.team, step.wait, step.work, step.complete_accurate, step.people, step.wait_range?.join('–'), step.wait_reason];
  const texts = (values) => Array.from({ length: 8 }, (_, at) => String(values[at] ?? ''));
  assert.deepEqual(steps.map((step) => texts(shown(step))), lines.map(texts));
  assert.deepEqual(steps.map((step) => step.kind), ['review', 'build', 'test', 'approval', 'deploy', 'verify']);
  // Back to the table and on: another time.
  await row(page, 'Verify in production').waitFor();
  await press(page, 'Escape');
  await page.waitForFunction(() => document.activeElement?.closest('tr[data-step]'));
  await press(page, 'Control+End', 'Home', 'ArrowRight', 'ArrowRight');
  assert.equal(await focus(page), 'Verify in production: wait');
  await page.keyboard.type('15m');
  await press(page, 'Enter');
  await saved(page, (all) => all[5].wait === '15m');
  assert.deepEqual(page.trouble, []);
});

test('click edits a cell, Tab and Enter move on, Escape cancels', async () => {
  const page = await map('Click and type');
  await cell(page, 'Build', 'wait').click();
  assert.equal(await focus(page), 'Wait time, Build');
  await page.keyboard.type('1d (2h-3d)');
  await press(page, 'Tab');
  assert.equal(await focus(page), 'Work time, Build');
  await page.keyboard.type('5h');
  await press(page, 'Enter');
  assert.equal(await focus(page), 'Work time, Approve');
  await page.keyboard.type('2h');
  await press(page, 'Shift+Tab');
  assert.equal(await focus(page), 'Wait time, Approve');
  await page.keyboard.type('never mind');
  await press(page, 'Escape');
  assert.equal(await focus(page), 'Approve: wait');
  const [build, approve] = await saved(page, (all) => all[1].work === '2h' && all[0].work === '5h');
  assert.deepEqual([build.wait, build.wait_range, approve.wait], ['1d', ['2h', '3d'], '1w']);
  // The name is a link to the step's own page, too; a plain click types.
  await cell(page, 'Ship', 'name').getByRole('link').click();
  assert.equal(await focus(page), 'Name, Ship');
  await page.keyboard.type('Roll out');
  await press(page, 'Enter');
  assert.equal(await focus(page), 'New step: name', 'Enter in the last row leads to the row for new steps');
  await saved(page, (all) => all[2].name === 'Roll out');
  await press(page, 'Escape');
  assert.equal(await focus(page), 'Roll out: name');
  assert.deepEqual(page.trouble, []);
});

test('arrow keys move, F2 and Enter edit, Delete sets a value to unknown', async () => {
  const page = await map('Walking');
  await press(page, 't');
  assert.equal(await focus(page), 'Build: name');
  await press(page, 'ArrowDown', 'ArrowRight', 'ArrowRight');
  assert.equal(await focus(page), 'Approve: wait');
  await press(page, 'F2');
  assert.equal(await page.locator('.cell-field input').inputValue(), '1w');
  await press(page, 'Escape', 'Delete');
  await saved(page, (all) => all[1].wait === null || all[1].wait === undefined);
  await press(page, 'Control+z');
  await saved(page, (all) => all[1].wait === '1w');
  assert.equal(await focus(page), 'Approve: wait');
  await press(page, 'End');
  assert.equal(await focus(page), 'Approve: row-menu');
  await press(page, 'Control+Home');
  assert.equal(await focus(page), 'Build: name');
  // The table is one Tab stop: the next one is after it.
  await press(page, 'Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('table') === null), true);
  assert.deepEqual(page.trouble, []);
});

test('rejected value comes back to its cell with the error', async () => {
  const page = await map('Refused');
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('abc');
  await press(page, 'Escape');
  await press(page, 'Enter');
  await page.keyboard.type('abc');
  await press(page, 'Enter');
  await page.getByRole('button', { name: 'Fix', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Wait time, Build' });
  await field.waitFor();
  assert.equal(await field.inputValue(), 'abc');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const error = page.locator(`#${await field.getAttribute('aria-describedby')}`);
  assert.match(await error.innerText(), /time|such as|4h/i);
  await field.fill('3h');
  await press(page, 'Tab');
  await saved(page, (all) => all[0].wait === '3h');
  await page.locator('[data-rejected]').waitFor({ state: 'detached' });
  await status(page, 'Saved');
});

test('rejection does not move the focus while typing', async () => {
  const page = await map('Refused later');
  let let_go = () => {};
  const held = new Promise((resolve) => { let_go = resolve; });
  await page.route('**/edits', async (route) => { await held; await route.continue(); }, { times: 1 });
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('abc');
  await press(page, 'Enter');
  await page.keyboard.type('2d');
  let_go();
  await cell(page, 'Build', 'wait').and(page.locator('[data-rejected="abc"]')).waitFor();
  assert.equal(await focus(page), 'Wait time, Approve');
  assert.equal(await page.locator('.cell-field input').inputValue(), '2d');
  await press(page, 'Tab', 'Escape');
  await page.getByRole('button', { name: 'Fix', exact: true }).click();
  assert.equal(await page.getByRole('textbox', { name: 'Wait time, Build' }).inputValue(), 'abc');
  await press(page, 'Escape');
  assert.equal(await page.locator('[data-rejected]').count(), 0);
});

test('common steps are suggested with their kind', async () => {
  const page = await map('Suggestions');
  await page.locator('#add').click();
  await page.keyboard.type('regr');
  await page.getByRole('option', { name: /Regression test/ }).waitFor();
  await press(page, 'ArrowDown', 'Tab');
  assert.equal(await page.locator('#add').inputValue(), 'Regression test');
  assert.equal(await focus(page), 'New step: team');
  await page.keyboard.type('dev');
  await press(page, 'ArrowDown', 'Enter');
  const all = await saved(page, (steps) => steps.length === 4);
  assert.deepEqual([all[3].name, all[3].kind, all[3].team, all[3].work ?? null], ['Regression test', 'test', 'Development', null]);
  // A custom name is not replaced by a suggestion.
  await page.locator('#add').click();
  await page.keyboard.type('Buil');
  await press(page, 'Enter');
  await saved(page, (steps) => steps[4]?.name === 'Buil');
  await cell(page, 'Buil', 'name').click();
  await page.keyboard.type('smoke');
  await press(page, 'ArrowDown', 'Enter');
  await saved(page, (steps) => steps[4]?.name === 'Smoke test' && steps[4].kind === 'verify');
  assert.deepEqual(page.trouble, []);
});

test('edits by others do not disturb typing, and text of a deleted step is kept', async () => {
  const page = await map('Together');
  const url = `/api/v1${new URL(page.url()).pathname}/edits`;
  await cell(page, 'Approve', 'wait').click();
  await page.keyboard.type('2 we');
  const other = (id, edit) => page.request.post(url, { data: { id, edit } });
  await other('other-1', { type: 'add_step', step: { id: 'first', name: 'Review' }, before: 'build' });
  await row(page, 'Review').waitFor();
  assert.equal(await focus(page), 'Wait time, Approve');
  const [field, there] = await cell(page, 'Approve', 'wait').evaluate((one) => [document.querySelector('.cell-field'), one].map((box) => box.getBoundingClientRect().toJSON()));
  assert.ok(Math.abs(field.y - there.y) < 12 && Math.abs(field.x - there.x) < 12, 'the field is over its cell');
  await page.keyboard.type('eks');
  await other('other-2', { type: 'remove_step', step: 'approve' });
  await page.locator('.cell-field .conflict-note').getByText('deleted “Approve”').waitFor();
  assert.deepEqual(await names(page), ['Review', 'Build', 'Ship']);
  // Typing continues in the same field, never in another row.
  await page.keyboard.type(' or so');
  assert.equal(await page.locator('.cell-field input').inputValue(), '2 weeks or so');
  await press(page, 'Enter');
  await page.getByText('Your text: “2 weeks or so”').first().waitFor();
  assert.equal(await focus(page), 'Ship: share-cell', 'a cell in which keys change nothing');
  await page.keyboard.type('5m');
  await press(page, 'Enter', 'Delete');
  assert.equal(await page.locator('.cell-field').count(), 0);
  const { steps } = await settled(page);
  assert.deepEqual(steps.map(({ name, wait, work }) => [name, wait ?? '', work ?? '']), [['Review', '', ''], ['Build', '2h', '3h'], ['Ship', '', '10m']]);
});

test('keys meant for a row that others deleted change no other row', async () => {
  const page = await map('Handed over');
  const url = `/api/v1${new URL(page.url()).pathname}/edits`;
  await press(page, 't', 'ArrowDown', 'ArrowRight', 'ArrowRight');
  assert.equal(await focus(page), 'Approve: wait');
  await page.request.post(url, { data: { id: 'handed-1', edit: { type: 'remove_step', step: 'approve' } } });
  await row(page, 'Approve').waitFor({ state: 'detached' });
  await page.keyboard.type('5m');
  await press(page, 'Enter', 'Delete');
  const { steps } = await settled(page);
  assert.deepEqual(steps.map(({ name, wait, work }) => [name, wait ?? '', work ?? '']), [['Build', '2h', '3h'], ['Ship', '', '10m']]);
  assert.equal(await focus(page), 'Ship: share-cell');
});

test('value changed by others while typing is shown next to the field', async () => {
  const page = await map('Beside');
  const url = `/api/v1${new URL(page.url()).pathname}/edits`;
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('3');
  await page.request.post(url, { data: { id: 'beside-1', edit: { type: 'change_step', step: 'build', set: { wait: '3d' } } } });
  await page.locator('.cell-field .conflict-note').getByText('changed it to 3d').waitFor();
  assert.equal(await page.locator('.cell-field input').inputValue(), '3');
  await page.keyboard.type('h');
  await press(page, 'Enter');
  await saved(page, (all) => all[0].wait === '3h');
});

test('rejected cell can be left, and a newer value wins', async () => {
  const page = await map('Left');
  let sent = 0;
  page.on('request', (one) => { if (one.url().endsWith('/edits')) sent += 1; });
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('abc');
  await press(page, 'Enter');
  await page.locator('[data-rejected="abc"]').waitFor();
  assert.equal(await focus(page), 'Wait time, Approve', 'the focus stays after moving on');
  await page.getByRole('button', { name: 'Fix', exact: true }).click();
  await page.locator('.cell-field input[aria-invalid="true"]').waitFor();
  await press(page, 'Tab');
  assert.equal(await focus(page), 'Work time, Build');
  assert.equal(sent, 1, 'the same text is not sent again');
  await page.locator('[data-rejected="abc"]').waitFor();
  await press(page, 'Shift+Tab');
  await page.locator('.cell-field input').fill('4h');
  await press(page, 'Tab');
  await saved(page, (all) => all[0].wait === '4h');
  await page.locator('[data-rejected]').waitFor({ state: 'detached' });
  assert.equal(sent, 2);
});

test('values typed after a rejected one land in their own rows', async () => {
  const page = await map('Column');
  await cell(page, 'Build', 'wait').click();
  for (const text of ['abc', '2d', '3d']) {
    await page.keyboard.type(text);
    await press(page, 'Enter');
  }
  await page.locator('[data-rejected="abc"]').waitFor();
  await saved(page, ([build, approve, ship]) => build.wait === '2h' && approve.wait === '2d' && ship.wait === '3d');
  await settled(page);
  // In the last row: the row for new steps has the focus then, and keeps it.
  await cell(page, 'Ship', 'wait').click();
  await page.keyboard.type('nonsense');
  await press(page, 'Enter');
  const before = await page.evaluate(() => scrollY);
  await page.locator('[data-rejected="nonsense"]').waitFor();
  assert.equal(await focus(page), 'New step: wait');
  assert.ok(Math.abs(await page.evaluate(() => scrollY) - before) < 40);
  // Delete discards the rejected value, not the saved one.
  await cell(page, 'Ship', 'wait').focus();
  await press(page, 'Delete');
  assert.equal(await page.locator('[data-rejected="nonsense"]').count(), 0);
  assert.equal((await settled(page)).steps[2].wait, '3d');
  assert.deepEqual(page.trouble.filter((line) => !line.includes('422')), []);
});

test('tap edits a cell on a phone', async () => {
  const page = await map('Phone', THREE, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  await page.locator('.bottom-bar').getByRole('link', { name: 'Steps' }).tap();
  await cell(page, 'Approve', 'work').tap();
  await until(() => focus(page), 'Work time, Approve');
  await page.keyboard.type('2h');
  await press(page, 'Enter');
  assert.equal(await focus(page), 'Work time, Ship');
  await saved(page, (all) => all[1].work === '2h');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, 'nothing scrolls sideways');
  await page.reload();
  await awake(page);
});

test('mouse moves between cells, and the row number selects the row', async () => {
  const page = await map('Mouse');
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('4h');
  await cell(page, 'Ship', 'people').click();
  assert.equal(await focus(page), 'People, Ship');
  await page.keyboard.type('2');
  await row(page, 'Approve').locator('.row-number').click();
  assert.equal(await focus(page), 'Approve: name');
  await saved(page, (all) => all[0].wait === '4h' && all[2].people === 2);
  assert.deepEqual(page.trouble, []);
});
