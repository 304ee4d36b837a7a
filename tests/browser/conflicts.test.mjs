// Notifications: messages in dialogs, steps deleted by others, overwritten values, changes that undo skips.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { startBrowser } from './support/browser.mjs';
import { createMap, readMap } from './support/maps.mjs';
import { root, startWeir } from './support/server.mjs';
import { STEPS, cell, close, edit, connected, message, openAs, shows, status, type } from './support/live.mjs';

const weir = await startWeir();
const browser = await startBrowser();

test('steps deleted by others are named in a message', async () => {
  const id = await createMap(weir, { name: 'Removed', steps: STEPS });
  const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);
  await cell(ana, 'test', 'name').click({ position: { x: 4, y: 4 } });
  await ana.keyboard.press('Escape');
  await ana.keyboard.press('Delete');
  await message(ben, /Ana deleted “Test”/);
  await ana.locator('#map[data-revision="2"]').waitFor();
  assert.equal(await ana.locator('.toast').filter({ hasText: /Ana deleted/ }).count(), 0);
  await ana.keyboard.press('Control+z');
  await message(ben, /Ana restored “Test”/);
  await close(ana, ben);
});

test('undo can skip changes that others built on, and their value can be used', async () => {
  const id = await createMap(weir, { name: 'Left', steps: STEPS });
  const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);
  await type(ana, 'build', 'wait', '3h');
  await shows(ana, 'build', 'wait', '3h');
  await type(ana, 'test', 'wait', '6h');
  await shows(ben, 'test', 'wait', '6h');
  await type(ben, 'test', 'wait', '7h');
  await shows(ana, 'test', 'wait', '7h');
  await ana.keyboard.press('Control+z');
  await message(ana, /Ben has changed/);
  await ana.getByRole('button', { name: 'Skip and undo the previous change' }).click();
  await shows(ana, 'build', 'wait', '2h');
  assert.equal((await readMap(weir, id)).steps[1].wait, '7h');
  await ana.keyboard.press('Control+z');
  await message(ana, /Nothing more to undo/);
  // A newer value of someone else is replaced, and then restored.
  await ana.route('**/edits', async (route) => {
    await edit(weir, id, { type: 'change_step', step: 'ship', set: { work: '6h' } });
    await ana.unroute('**/edits');
    await route.fallback();
  });
  await type(ana, 'ship', 'work', '5h');
  await ana.getByRole('button', { name: 'Use theirs (6h)' }).click();
  await shows(ben, 'ship', 'work', '6h');
  await shows(ana, 'ship', 'work', '6h');
  assert.deepEqual([...ana.trouble.filter((line) => !/409/.test(line)), ...ben.trouble], []);
  await close(ana, ben);
});

test('messages can be reached in a dialog and do not close it', async () => {
  const id = await createMap(weir, { name: 'In dialogs', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  // Served one by one, the modules of the page are those that the test imports.
  const main = await readFile(path.join(root, 'static/js/main.js'), 'utf8');
  await ana.route('**/js/main.js', (route) => route.fulfill({ contentType: 'text/javascript', body: main }));
  await ana.reload();
  await connected(ana);
  await ana.locator('h1 a').click();
  await ana.locator('dialog[open]').waitFor();
  await ana.evaluate(async () => {
    const main = document.querySelector('script[type="module"][src*="main.js"]').src;
    const { toast } = await import(main.replace('main.js', 'core/toast.js'));
    for (const n of [1, 2, 3, 4]) toast(`Note ${n}`, { stays: n < 3, action: { label: `Do ${n}`, run() { window.did = n; } } });
  });
  assert.deepEqual(await ana.locator('.toast:visible > p').allInnerTexts(), ['Note 2', 'Note 4'], 'at most two');
  assert.match((await ana.locator('dialog[open] #announcements').allInnerTexts()).join(), /Note 4/);
  await ana.getByRole('button', { name: 'Do 4' }).click();
  assert.equal(await ana.evaluate(() => window.did), 4);
  assert.equal(await ana.locator('dialog[open]').count(), 1);
  await ana.keyboard.press('Escape');
  await ana.locator('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(await ana.locator('body > #toasts .toast:visible > p').allInnerTexts(), ['Note 1', 'Note 2']);
  await close(ana);
});

test('unsaved changes are shown next to the table and can be discarded', async () => {
  const id = await createMap(weir, { name: 'Far down', steps: Array.from({ length: 40 }, (_, at) => ({ id: `s${at}`, name: `Step ${at}` })) });
  const ana = await openAs(browser, weir, id, 'Ana');
  const fails = (route) => (route.request().postData().includes('7h')
    ? route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'x' } } }) : route.fallback());
  await ana.route('**/edits', fails);
  await type(ana, 's39', 'wait', '7h');
  // The wall view has no room for the save status.
  await ana.locator('.drawing').focus();
  await ana.keyboard.press('f');
  const pill = ana.locator('.status-pill').getByRole('button').last();
  await pill.filter({ hasText: '1 change not saved' }).waitFor();
  await pill.click();
  await ana.locator('.status-pill li').getByText(/Step 39.*7h/).waitFor();
  await ana.locator('.status-pill').getByRole('button', { name: /^Discard/ }).click();
  await ana.locator('.status-pill').waitFor({ state: 'hidden' });
  await ana.keyboard.press('f');
  await status(ana, 'Saved');
  await ana.reload();
  await connected(ana);
  await shows(ana, 's39', 'wait', '');
  await close(ana);
});

test('message that offers undo closes when the change is undone', async () => {
  const id = await createMap(weir, { name: 'Taken back', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  await cell(ana, 'ship', 'name').focus();
  await ana.keyboard.press('Delete');
  await ana.locator('.toast').filter({ hasText: 'Undo' }).first().waitFor();
  await ana.keyboard.press('Control+z');
  await message(ana, /Undone/);
  await ana.locator('.toast').filter({ has: ana.getByRole('button', { name: 'Undo', exact: true }) }).waitFor({ state: 'detached' });
  await close(ana);
});
