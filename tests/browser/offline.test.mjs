// Network failures, server restarts, reloads: no typed text is lost, and no edit is applied twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap, readMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { allAgree, cell, edit, connected, message, openAs, scriptTrouble, shows, status, type } from './support/live.mjs';
import { allSent, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const STEPS = [
  { id: 'build', name: 'Build', wait: '2h', work: '1h' },
  { id: 'test', name: 'Test', wait: '1d', work: '4h' },
];

const names = async (id) => (await readMap(weir, id)).steps.map((step) => step.name);

/** Adds a step in the row below the table. */
async function add(page, name) {
  await page.locator('#add').fill(name);
  await page.locator('#add').press('Enter');
}

/** What the browser stores for a later visit. */
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('weir:unsaved:')).length);

test('edits of both sides merge after a network failure', async () => {
  const id = await createMap(weir, { name: 'Offline', steps: STEPS });
  const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);
  await ana.context().setOffline(true);
  await type(ana, 'build', 'wait', '3h');
  await type(ana, 'test', 'work', '6h');
  await add(ana, 'Deploy');
  assert.equal(await kept(ana), 3);
  await status(ana, /Reconnecting\. 3 changes are stored on this computer and will be sent when the server is back/);
  await type(ben, 'build', 'work', '2h');
  await type(ben, 'test', 'work', '5h');
  await shows(ben, 'test', 'work', '5h');
  // The typed text is shown, marked as not saved.
  assert.equal(await cell(ana, 'test', 'work').getAttribute('data-value'), '6h');
  assert.match(await cell(ana, 'test', 'work').innerText(), /6h.*not saved/s);
  await ana.locator('tr.pending-row').filter({ hasText: 'Deploy' }).waitFor();
  await ana.waitForEvent('requestfailed', (request) => request.url().endsWith('/edits'));
  await ana.context().setOffline(false);
  await status(ana, 'Saved');
  for (const page of [ana, ben]) {
    await shows(page, 'build', 'wait', '3h');
    await shows(page, 'build', 'work', '2h');
    await shows(page, 'test', 'work', '6h');
  }
  assert.deepEqual(await names(id), ['Build', 'Test', 'Deploy']);
  assert.equal(await kept(ana), 0);
  await message(ben, /changed the work time of “Test” to 6h \(yours: 5h\)/);
  await message(ana, /the work time of “Test” from 4h to 5h/);
  await allAgree(browser, weir, id, [ana, ben]);
  assert.deepEqual([...scriptTrouble(ana), ...scriptTrouble(ben)], []);
  await Promise.all([ana.context().close(), ben.context().close()]);
});

test('unsent edit is sent once after a reload', async () => {
  const id = await createMap(weir, { name: 'Reload', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  const edits = `**/api/v1/maps/${id}/edits`;
  await ana.route(edits, (route) => route.abort());
  await add(ana, 'Deploy');
  await type(ana, 'build', 'wait', '9h');
  await status(ana, /Reconnecting\. 2 changes/);
  await ana.reload();
  await status(ana, /Reconnecting\. 2 changes/);
  await ana.locator('tr.pending-row').filter({ hasText: 'Deploy' }).waitFor();
  assert.equal(await cell(ana, 'build', 'wait').getAttribute('data-value'), '9h');
  await ana.unroute(edits);
  await allSent(ana);
  await status(ana, 'Saved');
  await shows(ana, 'build', 'wait', '9h');
  assert.deepEqual(await names(id), ['Build', 'Test', 'Deploy']);
  assert.equal((await readMap(weir, id)).revision, 3);
  await ana.reload();
  await connected(ana);
  await allSent(ana);
  await status(ana, 'Saved');
  assert.equal((await readMap(weir, id)).revision, 3);
  await ana.context().close();
});

test('edit that one tab can\'t send is sent once by another', async () => {
  const id = await createMap(weir, { name: 'Two tabs', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  await ana.route('**/edits', (route) => route.abort());
  await add(ana, 'Deploy');
  await type(ana, 'build', 'wait', '3h');
  await status(ana, /Reconnecting\. 2 changes/);
  const other = await ana.context().newPage();
  other.who = 'the other tab';
  await other.goto(`/maps/${id}`);
  await shows(other, 'build', 'wait', '3h');
  await status(ana, 'Saved');
  await shows(ana, 'build', 'wait', '3h');
  assert.deepEqual(await names(id), ['Build', 'Test', 'Deploy']);
  // The same user in two tabs is one person, so no conflict is reported.
  await type(other, 'build', 'wait', '4h');
  await shows(ana, 'build', 'wait', '4h');
  assert.equal(await ana.locator('.person').count(), 1);
  assert.equal(await ana.locator('.toast').count(), 0);
  await ana.context().close();
});

test('edit whose answer is lost is applied once', async () => {
  const id = await createMap(weir, { name: 'Lost answer', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  const sent = [];
  await ana.route(`**/api/v1/maps/${id}/edits`, async (route) => {
    sent.push(route.request().postDataJSON().id);
    if (sent.length > 1) return route.fallback();
    await route.fetch();
    return route.abort();
  });
  await add(ana, 'Deploy');
  await allSent(ana);
  await status(ana, 'Saved');
  await shows(ana, (await readMap(weir, id)).steps[2].id, 'name', 'Deploy');
  assert.deepEqual([sent.length, new Set(sent).size], [2, 1]);
  assert.deepEqual(await names(id), ['Build', 'Test', 'Deploy']);
  assert.equal(await ana.locator('tr.pending-row').count(), 0);
  await allAgree(browser, weir, id, [ana]);
  await ana.context().close();
});

test('rejected edit blocks nothing and can be retried, copied or discarded', async () => {
  const id = await createMap(weir, { name: 'Refused', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ana.context().setOffline(true);
  await type(ana, 'test', 'work', '6h');
  await type(ana, 'build', 'wait', '3h');
  await status(ana, /Reconnecting\. 2 changes/);
  await edit(weir, id, { type: 'remove_step', step: 'test' });
  await ana.context().setOffline(false);
  await shows(ana, 'build', 'wait', '3h');
  await status(ana, 'Not saved: 1 change');
  await ana.reload();
  await connected(ana);
  await status(ana, 'Not saved: 1 change');
  await ana.locator('#status summary').click();
  const list = ana.locator('.status-panel li');
  assert.match(await list.innerText(), /“Test”.*6h\n.*doesn’t exist/s);
  await list.getByRole('button', { name: /^Copy/ }).click();
  await until(async () => /“Test”: 6h/.test(await ana.evaluate(() => navigator.clipboard.readText())), true);
  const answered = ana.waitForResponse('**/edits');
  await list.getByRole('button', { name: /^Retry/ }).click();
  assert.equal((await answered).status(), 422);
  await allSent(ana);
  assert.equal(await kept(ana), 1);
  await status(ana, 'Not saved: 1 change');
  await ana.locator('.status-panel').getByRole('button', { name: /^Discard/ }).click();
  await status(ana, 'Saved');
  assert.equal(await kept(ana), 0);
  assert.deepEqual(await names(id), ['Build']);
  await ana.context().close();
});

test('page says when the browser can\'t store changes', async () => {
  const id = await createMap(weir, { name: 'Forbidden', steps: STEPS });
  const ana = await newPage(browser, weir);
  ana.who = 'Ana';
  await ana.addInitScript(() => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  });
  await ana.goto(`/maps/${id}`);
  await connected(ana);
  await ana.route('**/edits', (route) => route.abort());
  await type(ana, 'build', 'wait', '3h');
  await status(ana, /Reconnecting\. 1 change is stored only while this page is open/);
  await ana.unroute('**/edits');
  await status(ana, 'Saved');
  await shows(ana, 'build', 'wait', '3h');
  await ana.context().close();
});

test('edit undone before it was sent is never sent', async () => {
  const id = await createMap(weir, { name: 'Taken back', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  await ana.route('**/edits', (route) => route.abort());
  await type(ana, 'build', 'wait', '3h');
  await type(ana, 'build', 'work', '5h');
  await status(ana, /Reconnecting\. 2 changes/);
  await ana.keyboard.press('Control+z');
  await status(ana, /Reconnecting\. 1 change /);
  await shows(ana, 'build', 'work', '1h');
  // The first request may have reached the server, so the edit is undone once that is known.
  await ana.keyboard.press('Control+z');
  await message(ana, /Undo pending/);
  await ana.unroute('**/edits');
  await message(ana, /Undone: Wait time/);
  await status(ana, 'Saved');
  await shows(ana, 'build', 'wait', '2h');
  const { steps: [build] } = await readMap(weir, id);
  assert.deepEqual([build.wait, build.work], ['2h', '1h']);
  await ana.context().close();
});

test('hidden tab closes its stream and catches up later', async () => {
  const id = await createMap(weir, { name: 'Hidden', steps: STEPS });
  const ana = await newPage(browser, weir);
  ana.who = 'Ana';
  await ana.clock.install();
  await ana.addInitScript(() => {
    let hidden = false;
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    window.hide = (now) => {
      hidden = now;
      document.dispatchEvent(new Event('visibilitychange'));
    };
  });
  await ana.goto(`/maps/${id}`);
  await connected(ana);
  const ben = await openAs(browser, weir, id, 'Ben');
  await ben.locator('.person:not(.is-me)').waitFor();
  await ana.evaluate(() => window.hide(true));
  await ana.clock.fastForward(31_000);
  await ben.locator('.person:not(.is-me)').waitFor({ state: 'detached' });
  await edit(weir, id, { type: 'change_step', step: 'build', set: { wait: '3h' } });
  await shows(ben, 'build', 'wait', '3h');
  assert.equal(await cell(ana, 'build', 'wait').getAttribute('data-value'), '2h');
  await ana.evaluate(() => window.hide(false));
  await shows(ana, 'build', 'wait', '3h');
  await ben.locator('.person:not(.is-me)').waitFor();
  await Promise.all([ana.context().close(), ben.context().close()]);
});

test('page of an older build reloads once nothing is lost', async () => {
  const id = await createMap(weir, { name: 'Upgrade', steps: STEPS });
  const ana = await openAs(browser, weir, id, 'Ana');
  const hello = { build: 'newer', epoch: await ana.locator('#map').getAttribute('data-epoch'), viewer: 'v', me: { actor: 'a', name: 'Ana', colour: 1 } };
  // It is told once there is something to lose.
  let tell = () => {};
  const told = new Promise((resolve) => { tell = resolve; });
  let connections = 0;
  await ana.route('**/live?*', async (route) => {
    connections += 1;
    await told;
    await route.fulfill({ contentType: 'text/event-stream', body: `event: hello\ndata: ${JSON.stringify(hello)}\n\n` });
  });
  await ana.clock.install();
  await ana.goto(`/maps/${id}`);
  await ana.locator('#add').fill('Half a name');
  await until(() => connections > 0, true);
  const before = connections;
  tell();
  // It connects again after it has been told.
  await until(() => connections > before, true);
  await ana.clock.fastForward(2_500);
  assert.equal(await ana.evaluate(() => sessionStorage.getItem('weir:reloaded-for')), null);
  assert.equal(await ana.locator('#add').inputValue(), 'Half a name');
  await Promise.all([ana.waitForEvent('load'), ana.locator('#add').fill('').then(() => ana.locator('#add').blur())]);
  // A second reload would not help, so it is offered instead.
  await message(ana, /Weir was updated/);
  await ana.context().close();
});

for (const signal of ['SIGTERM', 'SIGKILL']) {
  test(`server restart loses nothing (${signal})`, async () => {
    const id = await createMap(weir, { name: `Restart ${signal}`, steps: STEPS });
    const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);
    await type(ana, 'build', 'wait', '3h');
    await shows(ben, 'build', 'wait', '3h');
    await weir.stop(signal);
    await type(ana, 'build', 'work', '7h');
    await type(ben, 'test', 'wait', '6h');
    await status(ana, /Reconnecting\. 1 change is stored/);
    await weir.start();
    for (const page of [ana, ben]) {
      await shows(page, 'build', 'work', '7h');
      await shows(page, 'test', 'wait', '6h');
      await connected(page);
      await status(page, 'Saved');
    }
    await allAgree(browser, weir, id, [ana, ben]);
    assert.deepEqual([...scriptTrouble(ana), ...scriptTrouble(ben)], []);
    await Promise.all([ana.context().close(), ben.context().close()]);
  });
}
