// Several people on one map: what each of them sees, who is notified, and whose undo reverts what.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap, readMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { STEPS, allAgree, cell, close, edit, connected, message, openAs, shows, status, type } from './support/live.mjs';
import { allSent, arranged, painted, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

test('simultaneous edits by three people and a script reach everyone', async () => {
  const id = await createMap(weir, { name: 'At once', steps: STEPS });
  const [ana, ben, guest] = await Promise.all(['Ana', 'Ben', null].map((name) => openAs(browser, weir, id, name)));
  await Promise.all([
    (async () => {
      await type(ana, 'build', 'wait', '3h');
      await type(ana, 'build', 'work', '2h');
      await type(ana, 'build', 'team', 'Development');
    })(),
    (async () => {
      await type(ben, 'test', 'wait', '3d (1d–2w)');
      await type(ben, 'test', 'complete_accurate', '80%');
      await type(ben, 'test', 'name', 'Test it all');
    })(),
    edit(weir, id, { type: 'add_step', step: { id: 'watch', name: 'Watch', wait: '1h' }, after: 'ship' }),
    edit(weir, id, { type: 'change_step', step: 'ship', set: { work: '3h' } }),
  ]);
  for (const page of [ana, ben, guest]) {
    await shows(page, 'build', 'team', 'Development');
    await shows(page, 'test', 'name', 'Test it all');
    await shows(page, 'watch', 'wait', '1h');
    await allSent(page);
    await status(page, 'Saved');
  }
  const map = await readMap(weir, id);
  const [build, checked, ship] = map.steps;
  assert.deepEqual([build.wait, build.work, build.team], ['3h', '2h', 'Development']);
  assert.deepEqual([checked.wait, checked.wait_range, checked.complete_accurate], ['3d', ['1d', '2w'], 80]);
  assert.equal(ship.work, '3h');
  await allAgree(browser, weir, id, [ana, ben, guest]);
  for (const page of [ana, ben, guest]) assert.deepEqual(page.trouble, []);
  await close(ana, ben, guest);
});

test('two edits of one cell keep the later value, and both people are notified', async () => {
  const id = await createMap(weir, { name: 'Same cell', steps: STEPS });
  const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);
  for (const [page, text] of [[ana, '3h'], [ben, '4h']]) {
    await cell(page, 'build', 'wait').click({ position: { x: 4, y: 4 } });
    await page.keyboard.type(text);
  }
  await ana.keyboard.press('Enter');
  await shows(ana, 'build', 'wait', '3h');
  // An edit by Ana doesn't disturb what Ben is typing.
  await ben.locator('#map[data-revision="2"]').waitFor();
  await ben.locator('.page-overlay').getByText('Ana changed it to 3h').waitFor();
  await ben.keyboard.press('Enter');
  await Promise.all([ana, ben].map((page) => shows(page, 'build', 'wait', '4h')));
  await message(ana, /Ben changed the wait time of “Build” to 4h \(yours: 3h\)/);
  assert.equal((await readMap(weir, id)).steps[0].wait, '4h');
  await allAgree(browser, weir, id, [ana, ben]);
  for (const page of [ana, ben]) assert.deepEqual(page.trouble, []);
  await close(ana, ben);
});

test('undo reverts own changes only, also after a reload', async () => {
  const id = await createMap(weir, { name: 'Undo', steps: STEPS });
  const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);
  await type(ana, 'build', 'wait', '5h');
  await shows(ben, 'build', 'wait', '5h');
  await type(ben, 'test', 'wait', '6h');
  await shows(ana, 'test', 'wait', '6h');
  await ana.reload();
  await connected(ana);
  await ana.keyboard.press('Control+z');
  await Promise.all([ana, ben].map((page) => shows(page, 'build', 'wait', '2h')));
  await message(ana, /Undone/);
  assert.equal((await readMap(weir, id)).steps[1].wait, '6h');
  await ana.keyboard.press('Control+Shift+z');
  await Promise.all([ana, ben].map((page) => shows(page, 'build', 'wait', '5h')));
  await ben.getByRole('button', { name: /^Undo: / }).click();
  await Promise.all([ana, ben].map((page) => shows(page, 'test', 'wait', '1d')));
  await type(ben, 'build', 'wait', '7h');
  await shows(ana, 'build', 'wait', '7h');
  await ana.keyboard.press('Control+z');
  await message(ana, /Ben has changed .*“Build”/);
  await shows(ana, 'build', 'wait', '7h');
  await allAgree(browser, weir, id, [ana, ben]);
  await close(ana, ben);
});

test('presence shows names, colors and positions', async () => {
  const id = await createMap(weir, { name: 'Who is here', steps: STEPS });
  const ana = await newPage(browser, weir);
  ana.who = 'Ana';
  await ana.goto(`/maps/${id}`);
  await ana.getByRole('button', { name: 'You', exact: true }).click();
  await ana.getByRole('textbox', { name: 'Your name' }).fill('Ana');
  await ana.keyboard.press('Enter');
  await ana.getByRole('button', { name: 'Ana (you)' }).waitFor();
  const ben = await openAs(browser, weir, id, 'Ben <b>');
  await ana.getByRole('button', { name: 'Ben <b>' }).waitFor();
  await cell(ben, 'ship', 'team').click({ position: { x: 4, y: 4 } });
  await ana.locator('tr[data-step="ship"].has-people .person-flag').filter({ hasText: 'Ben <b>' }).waitFor();
  await ana.locator('svg#drawing .person-label').filter({ hasText: 'Ben <b>' }).waitFor();
  await ana.getByRole('button', { name: 'Ben <b> at “Ship”' }).waitFor();
  // Also after the row was rendered again, and there is one mark only.
  await type(ben, 'ship', 'wait', '2w');
  await shows(ana, 'ship', 'wait', '2w');
  await ana.locator('tr[data-step="ship"].has-people .person-flag').waitFor();
  assert.equal(await ana.locator('.person-flag').count(), 1);
  assert.equal(await ben.locator('.person-flag').count(), 0);
  const guest = await openAs(browser, weir, id, null);
  await ana.getByRole('button', { name: /^You\b/ }).waitFor();
  await guest.context().close();
  await ben.context().close();
  await ana.getByRole('button', { name: 'Ben <b>' }).waitFor({ state: 'detached' });
  await until(() => ana.locator('.person').count(), 1);
  await ana.locator('.person-flag').waitFor({ state: 'detached' });
  assert.deepEqual(ana.trouble, []);
  await close(ana);
});

test('open details, scroll positions and the focus survive edits by others', async () => {
  const id = await createMap(weir, { name: 'Reading', steps: Array.from({ length: 40 }, (_, at) => ({ id: `s${at}`, name: `Step ${at}`, wait: '1h', work: '1h' })) });
  const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);
  await arranged(ana);
  await cell(ana, 's20', 'team').click({ position: { x: 4, y: 4 } });
  await ana.keyboard.press('Escape');
  await ana.locator('#panel details[data-group="risk"] > summary').evaluate((summary) => { summary.parentElement.open = true; });
  await ana.locator('.drawing').evaluate((box) => { box.scrollTop = 300; });
  await ben.locator('.metric[data-metric]').first().click();
  const how = ben.locator('#panel [data-panel="metrics"] details[open]');
  await how.waitFor();
  const now = () => ana.evaluate(() => ({
    table: [...document.querySelectorAll('[data-list="steps"], .table-scroll')].map((box) => box.scrollTop),
    drawing: document.querySelector('.drawing').scrollTop,
    row: document.activeElement.closest('tr')?.dataset.step,
    field: document.activeElement.closest('td')?.dataset.field,
  }));
  await painted(ana);
  const before = await now();
  assert.deepEqual([before.row, before.field, before.drawing], ['s20', 'team', 300]);
  await edit(weir, id, { type: 'change_step', step: 's20', set: { name: 'Renamed', wait: '3w' } });
  await edit(weir, id, { type: 'add_step', step: { id: 'new', name: 'New' }, after: 's20' });
  await edit(weir, id, { type: 'remove_step', step: 's39' });
  for (const page of [ana, ben]) await page.locator('#map[data-revision="4"]').waitFor();
  assert.deepEqual(await now(), before);
  assert.equal(await ana.locator('#panel details[data-group="risk"]').getAttribute('open'), '');
  assert.equal(await how.count(), 1);
  assert.deepEqual([...ana.trouble, ...ben.trouble], []);
  await close(ana, ben);
});

test('map that is moved to trash says so', async () => {
  const id = await createMap(weir, { name: 'Going', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  await fetch(`${weir.url}/api/v1/maps/${id}`, { method: 'DELETE' });
  await status(ana, /moved to trash/);
  await close(ana);
});
