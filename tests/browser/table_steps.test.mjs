// Adding, moving and deleting steps by keys, menus and the command palette.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser } from './support/browser.mjs';
import { status } from './support/live.mjs';
import { startWeir } from './support/server.mjs';
import { cell, focus, names, newField, openMap, placed, press, row, saved } from './support/table.mjs';
import { settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const THREE = [{ name: 'Build' }, { name: 'Approve' }, { name: 'Ship' }];
const map = (name, steps = THREE, options = {}) => openMap(browser, weir, name, steps, options);

async function flows(page) {
  const answer = await page.request.get(`/api/v1${new URL(page.url()).pathname}`);
  const { flows, steps } = await answer.json();
  const name = (id) => steps.find((step) => step.id === id).name;
  return flows.map(({ from, to }) => `${name(from)} > ${name(to)}`).sort();
}

test('n key adds steps one after the other until Escape', async () => {
  const page = await map('After');
  await press(page, 't', 'n');
  await placed(page, 'After “Build”');
  await page.keyboard.type('Package');
  await press(page, 'Enter');
  await page.keyboard.type('Sign');
  await press(page, 'Tab', 'Tab');
  await page.keyboard.type('1d');
  await press(page, 'Enter');
  await saved(page, (all) => all.length === 5);
  await press(page, 'Escape');
  assert.deepEqual(await names(page), ['Build', 'Package', 'Sign', 'Approve', 'Ship']);
  assert.equal(await focus(page), 'Sign: name');
  assert.equal(await page.locator('.add-place:visible').count(), 0, 'the next step goes to the end again');
  // An empty name adds nothing.
  await press(page, 'n', 'Enter');
  assert.equal(await focus(page), 'Sign: name');
  assert.equal((await settled(page)).steps.length, 5);
  assert.deepEqual(page.trouble, []);
});

test('Shift+N, p, Alt+arrow and Delete keys add, move and delete steps, with undo', async () => {
  const page = await map('Places');
  await press(page, 't', 'Shift+N');
  await page.keyboard.type('Review');
  await press(page, 'Enter');
  await page.keyboard.type('Merge');
  await press(page, 'Enter', 'Escape');
  await saved(page, (all) => all.length === 5);
  assert.deepEqual(await names(page), ['Review', 'Merge', 'Build', 'Approve', 'Ship']);
  await cell(page, 'Approve', 'name').waitFor();
  await page.keyboard.press('t');
  assert.equal(await focus(page), 'Merge: name');
  await press(page, 'ArrowDown', 'ArrowDown', 'p');
  await page.keyboard.type('Load test');
  await press(page, 'Enter', 'Escape');
  await saved(page, (all) => all.length === 6);
  await settled(page);
  assert.deepEqual(await flows(page), ['Approve > Ship', 'Build > Approve', 'Build > Load test', 'Load test > Ship', 'Merge > Build', 'Review > Merge']);
  await press(page, 'Home');
  assert.equal(await focus(page), 'Load test: name');
  await press(page, 'Delete');
  await saved(page, (all) => all.length === 5);
  await page.getByText('“Load test” was deleted').first().waitFor();
  assert.match(await focus(page), /: name$/);
  await page.locator('.toast').getByRole('button', { name: 'Undo', exact: true }).click();
  await saved(page, (all) => all.length === 6);
  await row(page, 'Load test').waitFor();
  // It is selected once the server has answered.
  await page.waitForFunction(() => document.querySelector('tr.is-selected th')?.dataset.value === 'Load test');
  await cell(page, 'Merge', 'name').click();
  await press(page, 'Escape', 'Alt+ArrowUp');
  await page.waitForFunction(() => document.querySelector('tr[data-step] th')?.dataset.value === 'Merge');
  assert.deepEqual((await flows(page)).filter((flow) => flow.includes('Merge')), ['Merge > Review']);
  assert.equal(await focus(page), 'Merge: name');
  await press(page, 'Control+z');
  await page.waitForFunction(() => document.querySelector('tr[data-step] th')?.dataset.value === 'Review');
  assert.deepEqual(page.trouble, []);
});

test('steps typed faster than the server answers keep their order', async () => {
  const page = await map('Fast');
  const url = `/api/v1${new URL(page.url()).pathname}/edits`;
  await page.request.post(url, { data: { id: 'fast-1', edit: { type: 'add_step', step: { id: 'scan', name: 'Scan' }, beside: 'ship' } } });
  const after = page.getByLabel('Place of the next step');
  await after.waitFor();
  await after.selectOption('ship');
  let let_go = () => {};
  const held = new Promise((resolve) => { let_go = resolve; });
  await page.route('**/edits', async (route) => { await held; await route.continue(); });
  await page.locator('#add').focus();
  for (const name of ['One', 'Two', 'Three']) {
    await page.keyboard.type(name);
    await press(page, 'Enter');
  }
  let_go();
  await saved(page, (all) => all.length === 7);
  const all = await flows(page);
  assert.ok(all.includes('Ship > One') && all.includes('One > Two') && all.includes('Two > Three'), all.join(', '));
  // Until another place is chosen.
  await page.waitForFunction(() => document.querySelectorAll('tr.pending-row').length === 0);
  await after.selectOption('scan');
  await page.locator('#add').fill('Last');
  await press(page, 'Enter');
  await saved(page, (steps) => steps.length === 8);
  assert.ok((await flows(page)).includes('Scan > Last'));
  assert.deepEqual(page.trouble, []);
});

test('place of the new step moves when others delete the step it follows', async () => {
  const page = await map('Under');
  const url = `/api/v1${new URL(page.url()).pathname}/edits`;
  await press(page, 't', 'ArrowDown', 'n');
  await page.keyboard.type('Sign');
  await page.request.post(url, { data: { id: 'under-1', edit: { type: 'remove_step', step: 'approve' } } });
  await placed(page, 'After “Build”');
  await page.getByText(/deleted “Approve”\..*now goes after “Build”/).first().waitFor();
  await press(page, 'Enter', 'Escape');
  await saved(page, (all) => all.length === 3);
  assert.deepEqual(await flows(page), ['Build > Sign', 'Sign > Ship']);
});

test('undo of a deletion restores that step only, and a held key deletes once', async () => {
  const page = await map('That very one');
  await press(page, 't', 'ArrowDown');
  await page.keyboard.down('Delete');
  await page.keyboard.down('Delete');
  await page.keyboard.down('Delete');
  await page.keyboard.up('Delete');
  await saved(page, (all) => all.length === 2);
  await settled(page);
  await cell(page, 'Build', 'wait').click();
  await page.keyboard.type('2h');
  await press(page, 'Enter', 'Escape');
  await saved(page, (all) => all.length === 2 && all[0].wait === '2h');
  await page.locator('.toast').getByRole('button', { name: 'Undo', exact: true }).click();
  await saved(page, (all) => all.length === 3 && all[0].wait === '2h');
  await page.waitForFunction(() => document.querySelector('tr.is-selected')?.dataset.step === 'approve');
});

test('undone deletion selects its step and closes its message', async () => {
  const page = await map('Undone');
  await press(page, 't', 'ArrowDown', 'Delete');
  await saved(page, (all) => all.length === 2);
  await page.locator('.toast').getByText('“Approve” was deleted').waitFor();
  await press(page, 'Control+z');
  await saved(page, (all) => all.length === 3);
  await page.waitForFunction(() => document.activeElement?.closest('tr')?.dataset.step === 'approve');
  assert.equal(await page.locator('tr.is-selected').getAttribute('data-step'), 'approve');
  assert.equal(await page.locator('.toast').getByText('“Approve” was deleted').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('undo in the empty new-step row removes the step just added', async () => {
  const page = await map('Taking back');
  await press(page, 'a');
  await page.keyboard.type('Announce');
  await press(page, 'Enter');
  await row(page, 'Announce').waitFor();
  await saved(page, (all) => all.length === 4);
  await press(page, 'Control+z');
  await saved(page, (all) => all.length === 3);
  assert.equal(await focus(page), 'New step: name');
  // While text is typed, the key belongs to the field: what is added after that comes beside all the others.
  const undone = [];
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/undo')) undone.push(request); });
  await page.keyboard.type('Tell');
  await press(page, 'Control+z');
  await page.locator('#add').fill('Tell');
  await press(page, 'Enter');
  await saved(page, (all) => all.map(({ name }) => name).join() === 'Build,Approve,Ship,Tell');
  assert.equal(undone.length, 0);
});

test('rejected new step comes back to where it was typed', async () => {
  const page = await map('Refused');
  await press(page, 't', 'n');
  await page.keyboard.type('Sign');
  await press(page, 'Tab', 'Tab');
  await page.keyboard.type('abc');
  await press(page, 'Enter');
  const wait = newField(page, 'wait');
  await page.locator('tr.new-step [name="wait"][aria-invalid="true"]').waitFor();
  assert.equal(await wait.inputValue(), 'abc');
  assert.equal(await page.locator('#add').inputValue(), 'Sign');
  await wait.fill('2h');
  await press(page, 'Enter', 'Escape');
  await saved(page, (all) => all.length === 4);
  assert.deepEqual(await names(page), ['Build', 'Sign', 'Approve', 'Ship']);
  await page.locator('#add').fill('Last');
  await newField(page, 'work').fill('soon');
  await press(page, 'Enter');
  await page.locator('tr.new-step [name="work"][aria-invalid="true"]').waitFor();
  assert.equal(await page.locator('#add').inputValue(), 'Last');
  await newField(page, 'work').fill('1h');
  await press(page, 'Enter');
  await saved(page, (all) => all[4]?.work === '1h');
  await status(page, 'Saved');
});

test('command palette finds actions, steps and pages', async () => {
  const page = await map('Palette');
  await cell(page, 'Approve', 'wait').click();
  await press(page, 'Control+k');
  const find = page.getByRole('combobox', { name: /Search actions/ });
  await find.fill('step ship go');
  await page.getByRole('option', { selected: true }).filter({ hasText: 'Ship' }).waitFor();
  await press(page, 'Enter');
  await until(() => focus(page), 'Ship: name');
  await press(page, 'Control+k');
  await find.fill('parallel add');
  assert.match(await page.getByRole('dialog').getByRole('option', { selected: true }).innerText(), /Add parallel step[\s\S]*p$/);
  await press(page, 'Enter');
  await placed(page, 'In parallel with “Ship”');
  await press(page, 'Escape', 'Control+k');
  await find.fill('png slides');
  assert.match(await page.getByRole('dialog').getByRole('option').first().innerText(), /PNG/);
  await find.fill('no such thing at all');
  await page.getByText('No results').waitFor();
  await press(page, 'Escape');
  await until(() => focus(page), 'Ship: name');
  assert.deepEqual(page.trouble, []);
});

test('? key shows all shortcuts, and single keys can be turned off', async () => {
  const page = await map('Keys');
  await press(page, 't', '?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByText('Add parallel step').waitFor();
  await dialog.getByRole('checkbox').uncheck();
  await press(page, 'Escape');
  await dialog.waitFor({ state: 'detached' });
  await until(() => focus(page), 'Build: name');
  await press(page, 'n');
  assert.equal(await focus(page), 'Build: name');
  await press(page, 'Control+k');
  await page.getByRole('combobox', { name: /Search actions/ }).fill('keyboard shortcuts');
  await press(page, 'Enter');
  await dialog.getByRole('checkbox').check();
  await press(page, 'Escape');
  await dialog.waitFor({ state: 'detached' });
  await press(page, 'n');
  await placed(page, 'After “Build”');
});

test('row menu works by keyboard and mouse', async () => {
  const page = await map('Menu');
  await row(page, 'Approve').locator('.row-menu').click();
  await page.getByRole('menuitem', { name: 'Add step after' }).waitFor();
  await press(page, 'Escape');
  await until(() => focus(page), 'Approve: row-menu');
  await press(page, 'Enter', 'ArrowDown', 'Enter');
  await placed(page, 'After “Approve”');
  await press(page, 'Escape');
  assert.equal(await focus(page), 'Approve: name');
  assert.deepEqual(page.trouble, []);
});

test('undone deletion leaves the focus where the user has gone', async () => {
  const page = await map('Gone on');
  await press(page, 't', 'ArrowDown', 'Delete');
  await saved(page, (all) => all.length === 2);
  await settled(page);
  let answer = () => {};
  const held = new Promise((resolve) => { answer = resolve; });
  await page.route('**/undo', async (route) => {
    if (route.request().method() === 'GET') return route.fallback();
    const response = await route.fetch();
    await held;
    return route.fulfill({ response });
  });
  await Promise.all([page.waitForRequest((one) => one.url().endsWith('/undo') && one.method() === 'POST'), press(page, 'Control+z')]);
  await row(page, 'Approve').waitFor();
  await cell(page, 'Build', 'wait').click();
  await press(page, 'Escape');
  answer();
  await page.locator('.toast').getByText('Undone').waitFor();
  assert.equal(await focus(page), 'Build: wait');
  assert.equal(await page.locator('tr.is-selected').getAttribute('data-step'), 'build');
});

test('row for new steps is the first of the table, with a field for each value', async () => {
  const page = await map('Above');
  await press(page, 't', 'ArrowUp');
  assert.equal(await focus(page), 'New step: name', 'above the first row');
  await press(page, 'Escape');
  assert.equal(await focus(page), 'Build: name');
  // Enter in the last row leads to the next step.
  await cell(page, 'Ship', 'wait').click();
  await page.keyboard.type('1d');
  await press(page, 'Enter');
  assert.equal(await focus(page), 'New step: wait');
  await press(page, 'ArrowDown');
  assert.equal(await focus(page), 'Build: wait');
  await press(page, 'a');
  await page.keyboard.press('Escape');
  await page.locator('#add').fill('Verify');
  for (const [field, text] of Object.entries({ wait: '2d', wait_range: '1d–3d', wait_reason: 'Testers busy', people: '2', every: '1w', queue: '4' })) {
    await newField(page, field).fill(text);
  }
  await press(page, 'Enter');
  assert.equal(await focus(page), 'New step: name', 'the next name');
  const steps = await saved(page, (all) => all.length === 4);
  const { name, wait, wait_range: range, wait_reason: reason, people, every, queue } = steps[3];
  assert.deepEqual({ name, wait, range, reason, people, every, queue }, { name: 'Verify', wait: '2d', range: ['1d', '3d'], reason: 'Testers busy', people: 2, every: '1w', queue: 4 });
  await page.locator('#add').fill('Announce');
  await newField(page, 'queue').fill('many');
  await press(page, 'Enter');
  await page.locator('tr.new-step [name="queue"][aria-invalid="true"]').waitFor();
  assert.deepEqual(page.trouble.filter((line) => !line.includes('422')), []);
});

test('rejected new step is not announced as added, says why in full, and Esc discards it', async () => {
  const page = await openMap(browser, weir, 'Rejected', [{ name: 'Build' }]);
  await newField(page, 'name').fill('Bad step');
  await newField(page, 'wait').fill('soon');
  await newField(page, 'wait').press('Enter');
  const error = page.locator('.new-step-error');
  await error.waitFor();
  const [box, drawn] = [await error.boundingBox(), await error.evaluate((one) => [one.scrollWidth <= one.clientWidth + 1, getComputedStyle(one).visibility])];
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1440 && drawn[0], JSON.stringify([box, drawn]));
  assert.match(await error.innerText(), /“soon” isn’t a time/);
  assert.doesNotMatch(await page.locator('[aria-live]').allInnerTexts().then((all) => all.join(' ')), /added/);
  assert.equal(await page.locator('.drawer option', { hasText: 'Bad step' }).count(), 0);
  assert.notEqual(await page.locator('#panel').getAttribute('data-view'), 'step');
  await newField(page, 'wait').press('Escape');
  await newField(page, 'wait').press('Escape');
  await error.waitFor({ state: 'detached' });
  await page.locator('#status', { hasText: 'Saved' }).waitFor();
  assert.deepEqual(page.trouble.filter((one) => !/422/.test(one)), []);
});
