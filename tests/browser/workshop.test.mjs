// A workshop: joining with a code, locking and unlocking while others work, bringing everyone to a place in the drawing,
// undoing all changes of one guest and removing them, and when a name is asked for.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { createMapAs, invite, joinByLink, share, startTeam } from './support/team.mjs';
import { STEPS, cell, close, connected, message, openAs, scriptTrouble, shows, type } from './support/live.mjs';
import { navigate, until } from './support/wait.mjs';

const browser = await startBrowser();
const { weir, owner } = await startTeam(browser);
after(() => owner.context().close());

/** A map that a guest has joined to edit, and its owner looks at. */
async function workshop(name, guests = ['Gus']) {
  const id = await createMapAs(owner, { name, steps: STEPS });
  const link = await share(owner, id, 'Edit (for workshops)');
  const joined = await Promise.all(guests.map((one) => joinByLink(browser, weir, link, one)));
  await owner.goto(`/maps/${id}`);
  await connected(owner);
  return { id, link, guests: joined };
}

/** Locks or unlocks the map, by the menu. */
async function lock(page, name) {
  await page.locator('details.menu', { has: page.locator('form[data-lock]') }).locator('summary').click();
  await page.getByRole('button', { name, exact: true }).click();
}

/** The field for the name of a new step. */
const newName = (page) => page.locator('#quick-add [name="name"], [form="quick-add"][name="name"]');

/** Selects a step in the drawing. */
const select = (page, step) => page.locator(`#canvas a.step[data-step="${step}"]:visible`).first().click();

test('code and QR code stay on the share page, and guests join by typing the code', async () => {
  const id = await createMapAs(owner, { name: 'By code', steps: STEPS });
  await share(owner, id, 'Edit (for workshops)');
  for (let visit = 0; visit < 2; visit += 1) {
    await owner.goto(`/maps/${id}/share`);
    assert.equal(await owner.getByRole('img', { name: 'QR code for this link' }).isVisible(), true);
  }
  const code = await owner.locator('.join-code').innerText();
  const gus = await newPage(browser, weir);
  await gus.goto('/join');
  await gus.getByLabel('Join code').fill(code.toLowerCase());
  await navigate(gus, () => gus.getByRole('button', { name: 'Continue' }).click());
  await gus.getByLabel('Your name').fill('Gus');
  await navigate(gus, () => gus.getByRole('button', { name: 'Join' }).click());
  await connected(gus);
  // The same code in a corner of the map, by its key.
  await owner.goto(`/maps/${id}`);
  await connected(owner);
  await owner.keyboard.press('q');
  await owner.locator('.join-corner .join-code', { hasText: code }).waitFor();
  assert.equal(await owner.locator('.join-corner svg.qr').isVisible(), true);
  await owner.keyboard.press('q');
  assert.equal(await owner.locator('.join-corner').isVisible(), false);
  // A guest can't show it.
  await gus.keyboard.press('q');
  assert.equal(await gus.locator('.join-corner').isVisible(), false);
  assert.deepEqual(scriptTrouble(owner), []);
  await close(gus);
});

test('lock and unlock take effect on open pages without a reload, in both directions', async () => {
  const { id, guests: [gus] } = await workshop('Locked');
  const second = await owner.context().newPage();
  await second.goto(`/maps/${id}`);
  await connected(second);
  for (const page of [owner, second, gus]) await page.evaluate(() => { window.isSamePage = true; });
  const canAdd = () => newName(gus).isVisible();
  assert.equal(await canAdd(), true);
  await lock(owner, 'Lock for guests');
  await message(gus, 'This map is now locked for guests');
  await until(canAdd, false);
  await gus.locator('.tag.locked:visible').waitFor();
  assert.equal(await gus.locator('.row-menu:visible, .undo-buttons:visible').count(), 0);
  await gus.keyboard.press('n');
  assert.equal(await gus.locator('.prompt-box').count(), 0);
  assert.equal(await canAdd(), false);
  // Every page of a member shows the lock.
  for (const page of [owner, second]) await page.locator('.tag.locked:visible').waitFor();
  await lock(second, 'Unlock for guests');
  await message(gus, 'You can now edit this map');
  await until(canAdd, true);
  await type(gus, 'build', 'team', 'Guests');
  await shows(owner, 'build', 'team', 'Guests');
  await owner.locator('.tag.locked').waitFor({ state: 'hidden' });
  for (const page of [owner, second, gus]) {
    assert.equal(await page.evaluate(() => window.isSamePage), true, 'no page was loaded again');
  }
  for (const page of [owner, gus]) assert.deepEqual(scriptTrouble(page), []);
  await second.close();
  await close(gus);
});

test('guest who joins a locked map gets the tools when it is unlocked', async () => {
  const { guests: [gus] } = await workshop('Locked before');
  await lock(owner, 'Lock for guests');
  await message(gus, 'This map is now locked for guests');
  await gus.reload();
  await connected(gus);
  assert.equal(await newName(gus).isVisible(), false);
  await lock(owner, 'Unlock for guests');
  await message(gus, 'You can now edit this map');
  await newName(gus).fill('Approve');
  await gus.keyboard.press('Enter');
  await owner.locator('table.steps [data-field="name"][data-value="Approve"]').waitFor();
  assert.deepEqual(scriptTrouble(gus), []);
  await close(gus);
});

test('member gets and loses tools with their role, without a reload', async () => {
  const { id } = await workshop('Role', []);
  const vera = await invite(browser, weir, owner, 'viewer', 'Vera');
  await vera.goto(`/maps/${id}`);
  await connected(vera);
  const { members } = await (await owner.request.get('/api/v1/members')).json();
  const person = members.find((one) => one.name === 'Vera').id;
  const shareLink = vera.getByRole('link', { name: 'Share', exact: true });
  for (const [role, can] of [['editor', true], ['viewer', false]]) {
    await owner.request.post(`/members/${person}/role`, { form: { role }, maxRedirects: 0 });
    await until(() => newName(vera).isVisible(), can);
    await until(() => shareLink.isVisible(), can);
    await until(() => vera.locator('.tag.view-only').isVisible(), !can);
  }
  assert.deepEqual(scriptTrouble(vera), []);
  await close(vera);
});

test('fields that a viewer reads show no examples', async () => {
  const { guests: [gus] } = await workshop('Read only');
  await select(gus, 'build');
  const hints = () => gus.locator('#step-form').evaluate((form) => [...form.querySelectorAll('[placeholder]')].map((one) => one.placeholder));
  assert.ok((await hints()).includes('1d–3w'));
  await lock(owner, 'Lock for guests');
  await until(async () => [...new Set(await hints())].filter(Boolean).join(), '–');
  await lock(owner, 'Unlock for guests');
  await until(async () => (await hints()).includes('1d–3w'), true);
  await close(gus);
});

test('half-typed text survives a lock and is saved after it', async () => {
  const { guests: [gus] } = await workshop('Half typed');
  await cell(gus, 'build', 'team').click({ position: { x: 4, y: 4 } });
  await gus.keyboard.type('Half a thought');
  await lock(owner, 'Lock for guests');
  await gus.locator('.cell-field').getByText('Your text stays here until you can').waitFor();
  await gus.keyboard.press('Enter');
  assert.equal(await gus.locator('.cell-field input').inputValue(), 'Half a thought');
  // No other cell opens meanwhile.
  await lock(owner, 'Unlock for guests');
  await message(gus, 'You can now edit this map');
  await gus.locator('.cell-field input').press('Enter');
  await shows(owner, 'build', 'team', 'Half a thought');
  // The same in the form for new steps.
  await newName(gus).fill('Half a step');
  await lock(owner, 'Lock for guests');
  await message(gus, 'This map is now locked for guests');
  await lock(owner, 'Unlock for guests');
  await until(() => newName(gus).isVisible(), true);
  assert.equal(await newName(gus).inputValue(), 'Half a step');
  assert.deepEqual(scriptTrouble(gus), []);
  await close(gus);
});

test('half-typed text in the panel survives a lock, also while another step is shown', async () => {
  const { guests: [gus] } = await workshop('Half typed in the panel');
  const field = gus.locator('#panel [name="wait_reason"]');
  const choose = (id) => gus.locator(`#canvas a.step[data-step="${id}"]`).click();
  await choose('build');
  await field.click();
  await gus.keyboard.type('waits for');
  await lock(owner, 'Lock for guests');
  await gus.locator('#panel .field-note:visible').filter({ hasText: 'Your text stays here until you can' }).waitFor();
  await gus.keyboard.press('Enter');
  await choose('ship');
  assert.equal(await field.inputValue(), '');
  await choose('build');
  assert.equal(await field.inputValue(), 'waits for');
  await lock(owner, 'Unlock for guests');
  await message(gus, 'You can now edit this map');
  await field.press('Enter');
  await until(async () => {
    await choose('ship');
    await choose('build');
    return field.inputValue();
  }, 'waits for');
  await owner.locator('#canvas a.step[data-step="build"]').click();
  await until(() => owner.locator('#panel [name="wait_reason"]').inputValue(), 'waits for');
  assert.deepEqual(scriptTrouble(gus), []);
  await close(gus);
});

test('everyone is brought to a place, can leave and return, and the leader sees who follows', async () => {
  const { guests: [gus, gil] } = await workshop('Spotlight', ['Gus', 'Gil']);
  const selectedBy = (page) => page.locator('table.steps tr.is-selected').getAttribute('data-step', { timeout: 5_000 });
  await owner.getByRole('button', { name: 'Gil (guest)' }).waitFor();
  const bar = (page) => page.locator('.spotlight-bar');
  await select(owner, 'ship');
  const at = await gus.evaluate(() => document.activeElement?.tagName);
  await owner.keyboard.press('Shift+L');
  for (const page of [gus, gil]) {
    await message(page, 'Olga brought everyone to “Ship”');
    await bar(page).getByText('Following Olga').waitFor();
    await until(() => selectedBy(page), 'ship');
  }
  assert.equal(await gus.evaluate(() => document.activeElement?.tagName), at, 'the focus stays where it was');
  await bar(owner).getByText('2 of 2 follow').waitFor();
  // Followers come along.
  await select(owner, 'build');
  await until(() => selectedBy(gus), 'build');
  // Gus leaves with Escape, and stays where he is.
  await gus.keyboard.press('Escape');
  await bar(gus).getByText('Olga leads').waitFor();
  await bar(owner).getByText('1 of 2 follow (not Gus)').waitFor();
  await gus.locator('#announcements', { hasText: 'You no longer follow Olga' }).waitFor({ state: 'attached' });
  await select(owner, 'test');
  await until(() => selectedBy(gil), 'test');
  assert.equal(await selectedBy(gus), 'build');
  // He returns.
  await bar(gus).getByRole('button', { name: 'Follow Olga' }).click();
  await until(() => selectedBy(gus), 'test');
  await bar(owner).getByText('2 of 2 follow').waitFor();
  // Also to another object than a step.
  await owner.locator('#canvas a[href="?wait=ship"]:visible').first().click();
  await gus.locator('#announcements', { hasText: 'Olga: the wait before “Ship”' }).waitFor({ state: 'attached' });
  await gus.locator('#canvas a[href="?wait=ship"].is-spotlit:visible').first().waitFor();
  await select(owner, 'test');
  await until(() => selectedBy(gus), 'test');
  // A page that is opened later follows, too.
  await gil.reload();
  await connected(gil);
  await bar(gil).getByText('Following Olga').waitFor();
  await until(() => selectedBy(gil), 'test');
  // Typing is not disturbed.
  await cell(gil, 'build', 'team').click({ position: { x: 4, y: 4 } });
  await gil.keyboard.type('typing');
  await select(owner, 'ship');
  await until(() => selectedBy(gus), 'ship');
  assert.equal(await gil.locator('.cell-field input').inputValue(), 'typing');
  assert.equal(await selectedBy(gil), 'build');
  await gil.keyboard.press('Escape');
  // It ends for everyone.
  await bar(owner).getByRole('button', { name: 'Stop leading' }).click();
  for (const page of [owner, gus, gil]) {
    await bar(page).waitFor({ state: 'hidden' });
    assert.deepEqual(scriptTrouble(page), []);
  }
  await close(gus, gil);
});

test('following ends when the leader closes the page', async () => {
  const { id, guests: [gus] } = await workshop('Leader leaves');
  const leader = await owner.context().newPage();
  await leader.goto(`/maps/${id}`);
  await connected(leader);
  await select(leader, 'ship');
  await leader.keyboard.press('Shift+L');
  await gus.locator('.spotlight-bar').getByText('Following Olga').waitFor();
  // The leader's connection may break for a moment.
  await leader.reload();
  await connected(leader);
  await leader.locator('.spotlight-bar').getByText('1 of 1 follow').waitFor();
  await gus.locator('.spotlight-bar').getByText('Following Olga').waitFor();
  await leader.close();
  await gus.locator('.spotlight-bar').waitFor({ state: 'hidden' });
  // A program can show something once, also another object than a step.
  await owner.request.post(`/maps/${id}/lead`, { data: { step: 'ship', object: 'wait=ship' } });
  await message(gus, 'Olga brought everyone to the wait before “Ship”.');
  assert.equal(await gus.locator('.spotlight-bar').isVisible(), false);
  assert.deepEqual(scriptTrouble(gus), []);
  await close(gus);
});

test('all changes of a guest are undone in one step, and the guest is removed', async () => {
  const { id, guests: [gus] } = await workshop('Vandal');
  await type(gus, 'build', 'team', 'Nonsense');
  await type(gus, 'ship', 'wait', '9w');
  await shows(owner, 'ship', 'wait', '9w');
  const page = await owner.context().newPage();
  await page.goto(`/maps/${id}/history`);
  await page.getByText('Undo all changes by one person').click();
  await navigate(page, () => page.getByRole('link', { name: 'Undo all changes… by Gus' }).click());
  await navigate(page, () => page.getByRole('button', { name: 'Undo 2 changes' }).click());
  await page.getByText('2 changes were undone.').waitFor();
  await message(gus, 'Olga undid your changes.');
  assert.equal(await gus.locator('.toast:visible').count(), 1);
  await shows(owner, 'build', 'team', '');
  await shows(owner, 'ship', 'wait', '1w');
  // That is itself undone with one key.
  await page.locator('.flash').getByRole('button', { name: 'Undo' }).click();
  await shows(owner, 'ship', 'wait', '9w');
  await page.goto(`/maps/${id}/share`);
  await navigate(page, () => page.getByRole('link', { name: 'Manage Gus' }).click());
  await navigate(page, () => page.getByRole('button', { name: 'Remove guest' }).click());
  await gus.getByText('You no longer have access to this map').first().waitFor();
  await owner.getByRole('button', { name: 'Gus (guest)' }).waitFor({ state: 'detached' });
  await page.goto(`/maps/${id}/history`);
  await page.locator('.history').getByText('Gus').first().waitFor();
  await page.close();
  await close(gus);
});

test('a name is asked for at the first edit on a map that others view, and never of someone alone', async () => {
  const solo = await startWeir();
  const id = await createMap(solo, { name: 'Name', steps: STEPS });
  const ana = await openAs(browser, solo, id, null);
  await type(ana, 'build', 'wait', '5h');
  await shows(ana, 'build', 'wait', '5h');
  assert.equal(await ana.locator('.name-form').isVisible(), false, 'alone');
  const ben = await openAs(browser, solo, id, 'Ben');
  await ana.getByRole('button', { name: 'Ben' }).waitFor();
  assert.equal(await ana.locator('.name-form').isVisible(), false, 'nothing was edited yet');
  await type(ana, 'build', 'wait', '6h');
  await ana.getByRole('dialog', { name: 'Your name' }).waitFor();
  assert.equal(await ana.evaluate(() => document.activeElement?.closest('.name-form') === null), true, 'the focus stays');
  await ana.getByRole('textbox', { name: 'Your name' }).fill('Ana');
  await ana.keyboard.press('Enter');
  await ben.getByRole('button', { name: 'Ana' }).waitFor();
  await type(ana, 'build', 'wait', '7h');
  await shows(ben, 'build', 'wait', '7h');
  assert.equal(await ana.locator('.name-form').isVisible(), false, 'once');
  await type(ben, 'build', 'wait', '8h');
  assert.equal(await ben.locator('.name-form').isVisible(), false, 'who has a name');
  assert.deepEqual(scriptTrouble(ana), []);
  await close(ana, ben);
});
