// Ranges of cells: selecting, copying, clearing, filling and pasting, by keyboard and mouse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';
import { cell, focus, names, openMap, press, row, saved } from './support/table.mjs';
import { allSent, settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const THREE = [
  { name: 'Build', team: 'Development', wait: '2h', work: '3h', complete_accurate: 90 },
  { name: 'Approve', team: 'Change board', wait: '1w' },
  { name: 'Ship', work: '10m' },
];
const map = (name, steps = THREE, options = {}) => openMap(browser, weir, name, steps, { ...CLIPBOARD, ...options });

/** The selected cells as `Build: wait`. */
const range = (page) => page.locator('table.steps tbody tr[data-step] > [aria-selected="true"]').evaluateAll((cells) => cells
  .map((one) => `${one.parentElement.querySelector('th').dataset.value}: ${one.dataset.field}`));

const said = (page, text) => page.locator('#announcements').getByText(text).first().waitFor();

const copy = (page, text) => page.evaluate((words) => navigator.clipboard.writeText(words), text);

/** What is on the clipboard as a type. */
const clipboard = (page, type) => page.evaluate(async (wanted) => {
  const [item] = await navigator.clipboard.read();
  return (await item.getType(wanted)).text();
}, type);

/** Goes to the wait time of the first step. */
const toWait = (page) => press(page, 't', 'ArrowRight', 'ArrowRight');

/** Wait and work times of all steps. */
const times = (steps) => steps.map(({ wait, work }) => [wait ?? '', work ?? '']);

test('Shift and arrows extend the range, Escape ends it', async () => {
  const page = await map('Range');
  await toWait(page);
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowDown');
  await said(page, '3 rows, 2 columns selected');
  assert.deepEqual(await range(page), ['Build: wait', 'Build: work', 'Approve: wait', 'Approve: work', 'Ship: wait', 'Ship: work']);
  assert.equal(await focus(page), 'Build: wait', 'the current cell stays');
  assert.equal(await page.locator('table.steps').getAttribute('aria-multiselectable'), 'true');
  await press(page, 'Shift+ArrowUp', 'Shift+ArrowLeft');
  assert.deepEqual(await range(page), ['Build: wait', 'Approve: wait']);
  await press(page, 'Escape');
  assert.deepEqual(await range(page), []);
  assert.equal(await focus(page), 'Build: wait');
  await press(page, 'Control+a');
  await said(page, '3 rows, 11 columns selected');
  assert.equal((await range(page)).length, 33);
  await press(page, 'ArrowDown');
  assert.deepEqual(await range(page), [], 'moving on ends it');
  assert.equal(await focus(page), 'Approve: wait');
  await press(page, 'Control+Shift+End');
  assert.deepEqual((await range(page)).at(-1), 'Ship: downtime');
  assert.deepEqual(page.trouble, []);
});

test('range follows its steps through changes by others', async () => {
  const page = await map('Followed');
  const url = `/api/v1${new URL(page.url()).pathname}/edits`;
  await toWait(page);
  await press(page, 'Shift+ArrowDown');
  const other = (id, edit) => page.request.post(url, { data: { id, edit } });
  await other('range-1', { type: 'change_step', step: 'approve', set: { wait: '3d' } });
  await cell(page, 'Approve', 'wait').and(page.locator('[data-value="3d"]')).waitFor();
  await until(() => range(page), ['Build: wait', 'Approve: wait']);
  await other('range-2', { type: 'add_step', step: { id: 'sign', name: 'Sign' }, after: 'build' });
  await row(page, 'Sign').waitFor();
  await until(() => range(page), ['Build: wait', 'Sign: wait', 'Approve: wait']);
  await other('range-3', { type: 'remove_step', step: 'approve' });
  await row(page, 'Approve').waitFor({ state: 'detached' });
  await until(() => range(page), []);
});

test('copied cells are text and an HTML table with the values as typed', async () => {
  const page = await map('Copied', [
    { name: '=1+1 "now"', team: 'Dev & <Ops>', wait: '2h', wait_range: ['1h', '3d'] }, { name: 'Approve', wait: '1w' },
  ]);
  await press(page, 't', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Control+c');
  await said(page, 'Copied 2 rows, 3 columns');
  assert.equal(await clipboard(page, 'text/plain'), '"\'=1+1 ""now"""\tDev & <Ops>\t2h\nApprove\t\t1w');
  assert.match(await clipboard(page, 'text/html'), /<tr><td>'=1\+1 "now"<\/td><td>Dev &amp; &lt;Ops&gt;<\/td><td>2h<\/td><\/tr>/);
  // And back into other cells, as it was.
  await press(page, 'Escape', 'End', 'ArrowLeft', 'ArrowDown', 'Home', 'ArrowRight', 'ArrowRight');
  assert.equal(await focus(page), 'Approve: wait');
  await press(page, 'ArrowUp', 'Control+c', 'ArrowDown', 'Control+v');
  await saved(page, ([build, one]) => one.wait === '2h' && build.wait_range?.join() === '1h,3d');
  assert.deepEqual(page.trouble, []);
});

test('Delete and cut clear the range, and one undo restores it', async () => {
  const page = await map('Cleared');
  await toWait(page);
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Delete');
  await saved(page, (all) => times(all).flat().every((text) => text === ''));
  await press(page, 'Control+z');
  await saved(page, (all) => JSON.stringify(times(all)) === '[["2h","3h"],["1w",""],["","10m"]]');
  assert.deepEqual(await names(page), ['Build', 'Approve', 'Ship']);
  // The name of a step can't be empty: neither is it cleared, nor is the step deleted.
  await press(page, 'Control+a', 'Control+x');
  await saved(page, (all) => all.every((step) => step.name && !step.team && !step.wait && !step.work));
  await said(page, 'The names stay');
  await press(page, 'Control+z');
  await saved(page, ([build]) => build.team === 'Development');
  assert.deepEqual(page.trouble, []);
});

test('Ctrl+D fills down, and Ctrl+Enter writes into the whole range', async () => {
  const page = await map('Filled');
  await toWait(page);
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Control+d');
  await saved(page, (all) => times(all).every(([wait, work]) => wait === '2h' && work === '3h'));
  await page.keyboard.type('4d');
  assert.equal((await range(page)).length, 6, 'the range stays while a value is typed');
  await press(page, 'Control+Enter');
  await saved(page, (all) => times(all).flat().every((text) => text === '4d'));
  await press(page, 'Control+z', 'Control+z');
  await saved(page, (all) => all[0].wait === '2h' && all[1].wait === '1w');
  // In one row: from the row above.
  await press(page, 'Escape', 'ArrowDown', 'Control+d');
  await saved(page, ([, approve]) => approve.wait === '2h');
  assert.deepEqual(page.trouble, []);
});

test('Enter and Tab stay within the range', async () => {
  const page = await map('Within');
  await toWait(page);
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight');
  for (const text of ['1h', '2h', '3h', '4h']) {
    await page.keyboard.type(text);
    await press(page, 'Enter');
  }
  await saved(page, (all) => JSON.stringify(times(all).slice(0, 2)) === '[["1h","3h"],["2h","4h"]]');
  assert.equal(await focus(page), 'Wait time, Build', 'after the last cell comes the first one');
  await press(page, 'Escape', 'Tab');
  assert.equal(await focus(page), 'Build: work');
  await press(page, 'Tab', 'Shift+Enter');
  assert.equal(await focus(page), 'Build: wait');
  // Without a range, Tab leaves the table.
  await press(page, 'Escape', 'Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('tbody') === null), true);
});

test('arrow keys leave a cell whose value is replaced, and move within one that is changed', async () => {
  const page = await map('Arrows');
  await toWait(page);
  await page.keyboard.type('4h');
  await press(page, 'ArrowRight');
  assert.equal(await focus(page), 'Build: work');
  await press(page, 'F2', 'End', 'ArrowLeft', 'Backspace');
  await page.keyboard.type('5');
  await press(page, 'Enter', 'Shift+ArrowDown');
  assert.equal(await focus(page), 'Approve: work');
  assert.deepEqual(await range(page), ['Approve: work', 'Ship: work']);
  await saved(page, ([build]) => build.wait === '4h' && build.work === '5h');
});

test('block fills cells from the current one on, and one value fills the range', async () => {
  const page = await map('Block');
  await toWait(page);
  await copy(page, '1d\t30m\r\n2d\t1h\r\n');
  await press(page, 'Control+v');
  await saved(page, (all) => JSON.stringify(times(all).slice(0, 2)) === '[["1d","30m"],["2d","1h"]]');
  assert.deepEqual(await range(page), ['Build: wait', 'Build: work', 'Approve: wait', 'Approve: work']);
  await press(page, 'Control+z');
  await saved(page, ([build, approve]) => build.wait === '2h' && !approve.work);
  await copy(page, '3d');
  await press(page, 'Control+v');
  await saved(page, (all) => times(all).slice(0, 2).flat().every((text) => text === '3d'));
  await press(page, 'Escape');
  await copy(page, '6h');
  await press(page, 'Control+v');
  await saved(page, ([build, approve]) => build.wait === '6h' && approve.wait === '3d');
  // Into the field of a cell, too.
  await copy(page, '7h\n5h');
  await cell(page, 'Build', 'work').click();
  await press(page, 'Control+v');
  await saved(page, ([build, approve]) => build.work === '7h' && approve.work === '5h');
  assert.deepEqual(page.trouble, []);
});

test('what does not fit is said, and rows behind the last step can become steps', async () => {
  const page = await map('Too much');
  const dialog = page.getByRole('dialog', { name: 'Paste steps' });
  await toWait(page);
  await press(page, 'ArrowDown', 'End', 'ArrowLeft', 'ArrowLeft');
  assert.equal(await focus(page), 'Approve: downtime');
  await copy(page, '20m\tmore\n30m\tthan\n40m\tfits');
  await press(page, 'Control+v');
  await saved(page, ([, approve, ship]) => approve.downtime === '20m' && ship.downtime === '30m');
  await page.locator('.toast').getByText('One column was left out: the table ends at Downtime.').waitFor();
  await page.locator('.toast').filter({ hasText: 'One row doesn’t fit' }).getByRole('button', { name: 'Add as steps' }).click();
  assert.equal(await dialog.getByLabel('Rows or text').inputValue(), 'Step\tDowntime\n\t40m');
  await dialog.getByLabel('Rows or text').fill('Step\tDowntime\nVerify\t40m');
  await dialog.getByRole('button', { name: 'Add 1 step' }).click();
  await saved(page, (all) => all.length === 4 && all[3].name === 'Verify' && all[3].downtime === '40m');
  assert.deepEqual(page.trouble, []);
});

test('bad values stay in their cells as text, and the good ones are saved', async () => {
  const page = await map('Bad');
  await toWait(page);
  await copy(page, '1d\tsoon\n2d\t1h\nabc\t2h');
  await press(page, 'Control+v');
  await saved(page, (all) => JSON.stringify(times(all)) === '[["1d","3h"],["2d","1h"],["","2h"]]');
  await page.locator('.toast').getByText(/2 cells weren’t saved\. Work time of “Build”: “soon” isn’t a time\..*Wait time of “Ship”: “abc” isn’t a time\./).waitFor();
  await cell(page, 'Build', 'work').and(page.locator('[data-rejected="soon"]')).waitFor();
  await cell(page, 'Ship', 'wait').and(page.locator('[data-rejected="abc"]')).waitFor();
  await page.locator('.toast').getByRole('button', { name: 'Fix' }).click();
  assert.equal(await focus(page), 'Work time, Build');
  assert.equal(await page.locator('.cell-field input').inputValue(), 'soon');
  await page.locator('.cell-field input').fill('4h');
  await press(page, 'Enter', 'Escape');
  await saved(page, ([build]) => build.work === '4h');
  // The good ones are undone together.
  await page.reload();
  await cell(page, 'Ship', 'wait').and(page.locator('[data-rejected="abc"]')).waitFor();
});

test('lead time without a split is copied and filled as such', async () => {
  const page = await map('Lead', [{ name: 'Build', lead: '3d' }, { name: 'Approve', wait: '1w', work: '2h' }, { name: 'Ship', work: '10m' }]);
  await press(page, 't', 'ArrowRight', 'ArrowRight', 'Shift+ArrowDown', 'Control+c');
  assert.equal(await clipboard(page, 'text/plain'), '3d lead time\t\n1w\t2h');
  await press(page, 'Shift+ArrowDown', 'Control+d');
  await saved(page, (all) => all.every((step) => step.lead === '3d' && !step.wait && !step.work));
  await press(page, 'Delete');
  await saved(page, (all) => all.every((step) => !step.lead && !step.wait && !step.work));
  // At once, before the rows are drawn again: what was filled is cleared as well.
  await press(page, 'Control+z');
  await saved(page, (all) => all.every((step) => step.lead === '3d'));
  await press(page, 'Control+z');
  await saved(page, (all) => all[1].wait === '1w' && all[2].work === '10m');
  await cell(page, 'Ship', 'work').waitFor();
  await press(page, 'Control+d', 'Delete');
  await saved(page, (all) => all.every((step) => !step.lead && !step.wait && !step.work));
  assert.deepEqual(page.trouble, []);
});

test('time leaves its range alone, which has its own cell', async () => {
  const page = await map('Own cell', [{ name: 'Build', wait: '2d', wait_range: ['1d', '3d'] }, { name: 'Ship', wait: '4h', wait_range: ['2h', '1d'] }]);
  const sent = page.waitForRequest((request) => request.url().endsWith('/edits'));
  await toWait(page);
  await page.keyboard.type('3d');
  await press(page, 'Control+Enter');
  assert.deepEqual((await sent).postDataJSON().edit.set, { wait: '3d' });
  const [build] = await saved(page, ([one]) => one.wait === '3d');
  assert.deepEqual(build.wait_range, ['1d', '3d']);
});

test('cells can be copied in view only, and not be changed', async () => {
  const page = await map('Viewed');
  // Without the stream, which would tell what is really allowed.
  await page.route('**/live*', (route) => route.abort());
  await page.route(page.url(), async (route) => {
    const html = await (await route.fetch()).text();
    await route.fulfill({ body: html.replace('data-permission="manage"', 'data-permission="view"'), contentType: 'text/html' });
  });
  await page.reload();
  await page.locator('table.steps[role="grid"]').waitFor();
  await toWait(page);
  await press(page, 'Shift+ArrowDown', 'Control+c');
  await until(() => clipboard(page, 'text/plain'), '2h\n1w');
  await press(page, 'Delete', 'Control+d', 'Control+x', 'Control+v');
  const { steps } = await settled(page);
  assert.deepEqual(times(steps), [['2h', '3h'], ['1w', ''], ['', '10m']]);
});

test('mouse selects by dragging and with Shift', async () => {
  const page = await map('Dragging', THREE, { viewport: { width: 1440, height: 1100 } });
  await row(page, 'Ship').scrollIntoViewIfNeeded();
  const center = async (step, field) => {
    const { x, y, width, height } = await cell(page, step, field).boundingBox();
    return [x + width / 2, y + height / 2];
  };
  await page.mouse.move(...await center('Build', 'wait'));
  await page.mouse.down();
  await page.mouse.move(...await center('Approve', 'work'), { steps: 6 });
  await page.mouse.move(...await center('Ship', 'work'), { steps: 6 });
  await until(async () => (await range(page)).length, 6);
  await page.mouse.up();
  assert.equal(await page.locator('.cell-field').count(), 0, 'nothing is edited');
  assert.equal(await page.evaluate(() => String(getSelection())), '', 'no text is selected');
  assert.equal(await focus(page), 'Build: wait');
  await cell(page, 'Approve', 'team').click();
  await page.keyboard.type('Board');
  await cell(page, 'Ship', 'wait').click({ modifiers: ['Shift'] });
  assert.deepEqual(await range(page), ['Approve: team', 'Approve: wait', 'Ship: team', 'Ship: wait']);
  await saved(page, ([, approve]) => approve.team === 'Board');
  assert.equal(page.context().pages().length, 1);
  assert.deepEqual(page.trouble, []);
});

test('axe finds nothing in a range, which forced colors show as well', async () => {
  const page = await map('Axe', THREE, { bypassCSP: true });
  await toWait(page);
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight');
  await axeFindsNothing(page);
  await page.emulateMedia({ forcedColors: 'active' });
  assert.equal(await cell(page, 'Approve', 'work').evaluate((one) => getComputedStyle(one).outlineStyle), 'solid');
});

test('large tables: a range over all of it, and a key press touches few cells', async () => {
  const steps = Array.from({ length: 200 }, (_, at) => ({ id: `s${at}`, name: `Step ${at}`, wait: '1d', work: '2h' }));
  const flows = steps.slice(1).map(({ id }, at) => ({ from: `s${at}`, to: id }));
  const page = await map('Large', []);
  const made = await page.request.post('/api/v1/maps', { data: { format: 'weir-map', version: 1, name: 'Large', steps, flows } });
  await page.goto(`/maps/${(await made.json()).id}`);
  await page.locator('#people .is-me').waitFor();
  await press(page, 't', 'Control+Shift+End', 'Shift+ArrowUp');
  assert.equal((await range(page)).length, 199 * 11);
  const touched = await page.evaluate(async () => {
    let count = 0;
    const watch = new MutationObserver((all) => { count += all.length; });
    watch.observe(document.querySelector('table.steps tbody'), { subtree: true, attributes: true, childList: true });
    const cellNow = document.activeElement;
    cellNow.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', shiftKey: true, bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve));
    return count;
  });
  assert.ok(touched <= 11, `${touched} changes for one row of eleven cells`);
  await press(page, 'Escape', 'ArrowRight', 'ArrowRight', 'Control+Shift+ArrowDown');
  await page.keyboard.type('3d');
  await press(page, 'Control+Enter');
  await saved(page, (all) => all.every((step) => step.wait === '3d'));
  await allSent(page);
  await press(page, 'Control+z');
  await saved(page, (all) => all.every((step) => step.wait === '1d'));
  await settled(page);
});
