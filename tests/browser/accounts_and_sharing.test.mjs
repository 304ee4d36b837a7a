// Setup, invites, joining with a link in a second browser, view only pages, and losing permission in the middle of an
// edit.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { STEPS, cell, close, connected, message, scriptTrouble, shows, status, type } from './support/live.mjs';
import { PASSWORD, joinByLink, invite, createMapAs, share, startTeam } from './support/team.mjs';
import { navigate } from './support/wait.mjs';

const browser = await startBrowser();
const { weir, owner } = await startTeam(browser);
const ben = await invite(browser, weir, owner, 'editor', 'Ben');
ben.who = 'Ben';

test('sign-in leads to the requested page, and sign-out ends the session', async () => {
  const page = await newPage(browser, weir);
  await page.goto('/help');
  await page.goto('/account');
  await page.getByLabel('Email').fill('ben@example.org');
  await page.getByLabel('Password').fill('not the password');
  await navigate(page, () => page.getByRole('button', { name: 'Sign in' }).click());
  await page.getByText('Incorrect email or password.').first().waitFor();
  assert.equal(await page.getByLabel('Email').inputValue(), 'ben@example.org');
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await page.getByLabel('Password').fill(PASSWORD);
  await navigate(page, () => page.getByRole('button', { name: 'Sign in' }).click());
  await page.getByRole('heading', { level: 1, name: 'Ben' }).waitFor();
  await navigate(page, () => page.getByRole('button', { name: 'Sign out', exact: true }).click());
  await page.getByText('You’re signed out.').waitFor();
  await page.goBack();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await close(page);
});

test('guest joins by link, edits, and is marked as a guest for everyone', async () => {
  const id = await createMapAs(ben, { name: 'Workshop', steps: STEPS });
  const link = await share(ben, id, 'Edit (for workshops)');
  await ben.getByRole('button', { name: 'Copy', exact: true }).first().click();
  await ben.getByText(/^(Copied|This browser doesn’t allow)/).waitFor();
  const gus = await joinByLink(browser, weir, link, 'Gus', { viewport: { width: 390, height: 844 }, hasTouch: true });
  assert.equal(new URL(gus.url()).pathname, `/maps/${id}`);
  await ben.goto(`/maps/${id}`);
  await connected(ben);
  await ben.getByRole('button', { name: 'Gus (guest)' }).waitFor();
  // On a phone, the table is a view of its own.
  await gus.locator('a[data-view="steps"]').click();
  await type(gus, 'build', 'team', 'Guests');
  await shows(ben, 'build', 'team', 'Guests');
  // Locked, then unlocked.
  await ben.locator('summary[aria-label="More"]').click();
  await ben.getByRole('button', { name: 'Lock for guests' }).click();
  await message(gus, 'This map is now locked for guests');
  await ben.locator('summary[aria-label="More"]').click();
  await ben.getByRole('button', { name: 'Unlock for guests' }).click();
  await message(gus, 'You can now edit this map');
  // A member undoes an edit of a guest.
  await ben.goto(`/maps/${id}/history`);
  await navigate(ben, () => ben.getByRole('button', { name: /^Undo/ }).first().click());
  await ben.getByText(/^Undone[.:]/).waitFor();
  await shows(gus, 'build', 'team', '');
  assert.deepEqual(scriptTrouble(gus), []);
  await close(gus);
});

test('viewer sees no editing controls, and no key edits', async () => {
  const id = await createMapAs(ben, { name: 'To look at', steps: STEPS });
  const link = await share(ben, id, 'View');
  const vera = await joinByLink(browser, weir, link, 'Vera');
  assert.equal(await vera.locator('#quick-add').isVisible(), false);
  assert.equal(await vera.locator('.row-menu:visible').count(), 0);
  // Suggestions can be read, in the list and in the panel, but not applied or saved.
  await vera.locator('a[data-tab-link="suggestions"]').click();
  await vera.locator('[data-list="suggestions"] [data-lever]').first().waitFor();
  assert.equal(await vera.locator('[data-list="suggestions"] button:visible').filter({ hasText: /Apply|Save as idea|Create/ }).count(), 0);
  for (const step of STEPS) {
    await vera.goto(`/maps/${id}?step=${step.id}`);
    await vera.locator('#panel [data-panel="step"]').waitFor();
    assert.equal(await vera.locator('#panel button:visible').filter({ hasText: /Apply|Save as idea/ }).count(), 0);
  }
  await vera.goto(`/maps/${id}`);
  await connected(vera);
  const sent = [];
  vera.on('request', (request) => { if (request.url().endsWith('/edits')) sent.push(request.postData()); });
  await cell(vera, 'build', 'team').click({ position: { x: 4, y: 4 } });
  await vera.keyboard.type('x');
  await vera.keyboard.press('Enter');
  await vera.keyboard.press('Delete');
  await vera.keyboard.press('n');
  // What Ben changes after that is the only edit.
  const edit = { type: 'change_step', step: 'test', set: { wait: '3h' } };
  await ben.request.post(`/api/v1/maps/${id}/edits`, { data: { id: 'by-ben', edit } });
  await shows(vera, 'test', 'wait', '3h');
  const map = await (await ben.request.get(`/api/v1/maps/${id}`)).json();
  assert.equal(map.revision, 2);
  assert.deepEqual(sent, []);
  assert.deepEqual(scriptTrouble(vera), []);
  await close(vera);
});

test('edits typed after signing out in another tab are saved after signing in again', async () => {
  const id = await createMapAs(ben, { name: 'Signed out', steps: STEPS });
  await ben.goto(`/maps/${id}`);
  await connected(ben);
  const other = await ben.context().newPage();
  await other.goto('/account');
  await navigate(other, () => other.getByRole('button', { name: 'Sign out', exact: true }).click());
  await other.getByText('You’re signed out.').waitFor();
  await status(ben, 'You’re signed out. Sign in to continue.');
  await type(ben, 'build', 'team', 'Waiting');
  await type(ben, 'test', 'team', 'As well');
  await status(ben, 'Not saved. Sign in to send 2 changes stored on this computer.');
  assert.equal(await ben.locator('.status-sign-in').getAttribute('href'), `/sign-in?next=${encodeURIComponent(`/maps/${id}`)}`);
  assert.equal(await ben.locator('.toast.danger').count(), 0, 'nothing is rejected');

  // Another user at the same computer doesn't send it.
  await other.getByLabel('Email').fill('olga@example.org');
  await other.getByLabel('Password').fill(PASSWORD);
  await navigate(other, () => other.getByRole('button', { name: 'Sign in' }).click());
  await other.getByRole('heading', { level: 1, name: 'What holds your releases back?' }).waitFor();
  await other.goto(`/maps/${id}`);
  await connected(other);
  await message(other, 'This browser has unsaved changes by another user');
  assert.equal(await cell(other, 'build', 'team').getAttribute('data-value'), '');
  await other.goto('/account');
  await navigate(other, () => other.getByRole('button', { name: 'Sign out', exact: true }).click());

  await other.getByLabel('Email').fill('ben@example.org');
  await other.getByLabel('Password').fill(PASSWORD);
  await navigate(other, () => other.getByRole('button', { name: 'Sign in' }).click());
  await other.getByRole('heading', { level: 1, name: 'What holds your releases back?' }).waitFor();
  await ben.bringToFront();
  await ben.evaluate(() => window.dispatchEvent(new Event('focus')));
  await shows(ben, 'build', 'team', 'Waiting');
  await shows(ben, 'test', 'team', 'As well');
  await status(ben, 'Saved');
  assert.deepEqual(scriptTrouble(ben), []);
  await other.close();
});

test('unusable invite link says why', async () => {
  const page = await newPage(browser, weir);
  await page.goto('/invite/0000');
  await page.getByRole('heading', { level: 1, name: 'Invite not valid' }).waitFor();
  await close(page);
});

test('removed member keeps unsaved text and loses access', async () => {
  const id = await createMapAs(owner, { name: 'Removal', steps: STEPS });
  await ben.goto(`/maps/${id}`);
  await connected(ben);
  await cell(ben, 'test', 'team').click({ position: { x: 4, y: 4 } });
  await ben.keyboard.type('half a th');
  await owner.goto('/members');
  await owner.getByRole('listitem').filter({ hasText: 'ben@example.org' }).locator('summary').click();
  await navigate(owner, () => owner.getByRole('link', { name: 'Remove…' }).click());
  await navigate(owner, () => owner.getByRole('button', { name: 'Remove member' }).click());
  await owner.getByRole('heading', { name: 'Members' }).waitFor();
  await status(ben, 'You no longer have access to this map.');
  await ben.keyboard.type('ought');
  await ben.keyboard.press('Enter');
  // The typed text is stored and reported as not saved.
  const kept = await ben.evaluate(() => Object.values(localStorage).some((text) => text.includes('half a thought')));
  const shown = await ben.locator('input').evaluateAll((all) => all.some((one) => one.value === 'half a thought'));
  assert.ok(kept || shown, 'the typed text is still there');
  assert.equal((await ben.request.get(`/api/v1/maps/${id}`)).status(), 404);
  await ben.reload();
  await ben.getByRole('heading', { level: 1, name: 'Not found' }).waitFor();
});
