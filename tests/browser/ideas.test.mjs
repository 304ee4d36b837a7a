// From current to future state: a suggestion becomes an idea, gets votes, is applied to a future state, and everyone
// sees it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap, readMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { allAgree, close, edit, openAs, openList, scriptTrouble, status } from './support/live.mjs';
import { allSent, navigate, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const MAP = {
  name: 'Release',
  steps: [
    { id: 'build', name: 'Build', kind: 'build', wait: '1d', work: '1h' },
    { id: 'board', name: 'Change board', kind: 'approval', wait: '2w', work: '1h', every: '1w' },
    { id: 'ship', name: 'Ship', kind: 'deploy', wait: '2d', work: '1h', downtime: '2h' },
  ],
};

const titles = (page) => page.locator('.ideas .idea-title a').allInnerTexts();
const idea = (page, title) => page.locator('.ideas > li').filter({ hasText: title });
/** Waits until the button for votes shows that one's own is among them, and how many there are. */
const voted = (vote, isPressed, votes) => vote.and(vote.page().locator(`[aria-pressed="${isPressed}"]`)).filter({ hasText: new RegExp(`▲\\s*${votes}`) }).waitFor();

test('suggestion becomes an idea with votes, is applied and undone, live for everyone', async () => {
  const id = await createMap(weir, MAP);
  const [ana, ben] = await Promise.all([openAs(browser, weir, id, 'Ana'), openAs(browser, weir, id, 'Ben')]);

  await openList(ben, 'ideas');

  // A key saves a suggestion as an idea.
  await ana.keyboard.press('l');
  const first = ana.locator('[data-lever] button').first();
  assert.equal(await first.evaluate((button) => button === document.activeElement), true);
  assert.match(await ana.locator('.lever-title').first().innerText(), /Delete “Change board”/);
  await ana.keyboard.press('i');
  await idea(ben, 'Delete “Change board”').waitFor();
  await ben.locator('[data-lever]').first().locator('a', { hasText: /Saved as idea/ }).waitFor({ state: 'attached' });

  // A problem is added at the selected step with two keys and a few words.
  await openList(ana, 'steps');
  await ana.locator('table.steps tr[data-step="ship"] [data-field="name"]').click();
  await ana.keyboard.press('Escape');
  await ana.keyboard.press('i');
  await ana.keyboard.type('Nobody knows whom to call');
  await ana.keyboard.press('Enter');
  await idea(ben, 'Nobody knows whom to call').waitFor();
  assert.equal((await readMap(weir, id)).ideas.find((one) => /whom/.test(one.title)).step, 'ship');
  assert.equal(await ben.locator('a[data-target="ideas"][data-step="ship"] .d-zn').innerHTML(), '1');

  // Votes: one per person, removed with the same key, counted for everyone.
  const vote = (page) => idea(page, 'Delete “Change board”').locator('.vote');
  await openList(ana, 'ideas');
  await vote(ana).press('Enter');
  await vote(ben).click();
  for (const page of [ana, ben]) await voted(vote(page), true, 2);
  await Promise.all([ana, ben].map(allSent));
  await status(ana, 'Saved');
  await vote(ben).click();
  await voted(vote(ana), true, 1);
  await voted(vote(ben), false, 1);
  await allAgree(browser, weir, id, [ana, ben]);

  // A key creates the future state; there the idea is applied with one edit.
  await ana.keyboard.press('Shift+C');
  await ana.getByRole('heading', { level: 1, name: 'Release, future' }).waitFor();
  await ana.locator('#people .is-me').waitFor();
  const future = new URL(ana.url()).pathname.split('/').at(-1);
  await openList(ana, 'ideas');
  await idea(ana, 'Delete “Change board”').getByRole('button', { name: /^Apply/ }).click();
  await idea(ana, 'Delete “Change board”').locator('.tag.applied').waitFor();
  assert.deepEqual((await readMap(weir, future)).steps.map((step) => step.id), ['build', 'ship']);
  assert.equal((await readMap(weir, future)).revision, 2);
  await ana.keyboard.press('Control+z');
  await ana.locator('table.steps tr[data-step="board"]').waitFor({ state: 'attached' });
  await idea(ana, 'Delete “Change board”').getByRole('button', { name: /^Apply/ }).waitFor();
  assert.equal((await readMap(weir, id)).steps.length, 3);

  // The tabs lead back.
  await ana.getByRole('navigation', { name: 'Related maps' }).getByRole('link', { name: 'Current' }).click();
  await ana.getByRole('heading', { level: 1, name: 'Release', exact: true }).waitFor();
  assert.deepEqual([...scriptTrouble(ana), ...scriptTrouble(ben)], []);
  await close(ana, ben);
});

test('suggestions follow the map', async () => {
  const id = await createMap(weir, MAP);
  const ana = await openAs(browser, weir, id, 'Ana');
  await edit(weir, id, { type: 'change_step', step: 'ship', set: { wait: '9w' } });
  await ana.locator('.lever-title').first().filter({ hasText: 'Halve the wait time of “Ship”' }).waitFor({ state: 'attached' });
  await ana.locator('.helps-most').filter({ hasText: 'Halve the wait time of “Ship” (9w → 4w 3d). This would save 4w 2d' }).waitFor();
  // Text that someone has begun to type stays.
  await openList(ana, 'ideas');
  await ana.locator('#idea-title').fill('Half a thou');
  await edit(weir, id, { type: 'change_step', step: 'ship', set: { wait: '1h' } });
  await ana.locator('.lever-title').first().filter({ hasText: 'Delete “Change board”' }).waitFor({ state: 'attached' });
  assert.equal(await ana.locator('#idea-title').inputValue(), 'Half a thou');
  assert.deepEqual(ana.trouble, []);
  await close(ana);
});

test('ideas added while the server is away are stored and sent once', async () => {
  const id = await createMap(weir, MAP);
  const ana = await openAs(browser, weir, id, 'Ana');
  await openList(ana, 'ideas');
  await ana.route('**/edits', (route) => route.abort());
  await ana.locator('#idea-title').fill('Kept');
  await ana.keyboard.press('Enter');
  await status(ana, /Reconnecting\. 1 change/);
  await ana.reload();
  await status(ana, /Reconnecting\. 1 change/);
  await ana.unroute('**/edits');
  await status(ana, 'Saved');
  await openList(ana, 'ideas');
  await idea(ana, 'Kept').waitFor();
  assert.deepEqual(await titles(ana), ['Kept']);
  await close(ana);
});

test('idea can be added and applied without scripts', async () => {
  const id = await createMap(weir, MAP);
  const page = await newPage(browser, weir, { javaScriptEnabled: false });
  await page.goto(`/maps/${id}`);
  await navigate(page, () => page.locator('[data-tab-link="ideas"]').click());
  await page.getByLabel('Idea or problem').fill('Meet twice a week');
  await page.locator('#idea-step').selectOption({ label: '2. Change board' });
  await navigate(page, () => page.getByRole('button', { name: 'Add idea' }).click());
  await page.getByText('Idea added.').waitFor();
  await navigate(page, () => page.getByRole('link', { name: 'Meet twice a week' }).click());
  await page.getByLabel('New values for the step').check();
  await page.getByRole('textbox', { name: 'Wait time' }).fill('1w');
  await navigate(page, () => page.getByRole('button', { name: 'Save', exact: true }).click());
  await idea(page, 'Meet twice a week').getByText('1w faster').waitFor();
  await navigate(page, () => page.getByRole('button', { name: 'Create future state', exact: true }).first().click());
  await page.getByText('Future state created.').waitFor();
  await navigate(page, () => page.locator('[data-tab-link="ideas"]').click());
  await navigate(page, () => idea(page, 'Meet twice a week').getByRole('button', { name: /^Apply/ }).click());
  await page.getByText('Idea applied.').waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the message is at the top of the page');
  assert.equal(await page.locator('table.steps tr[data-step="board"] [data-field="wait"]').getAttribute('data-value'), '1w');
  // On the ideas page, voting and removing the vote stay on the page.
  await page.goto(`/maps/${id}/ideas`);
  const vote = idea(page, 'Meet twice a week').locator('.vote');
  for (const isPressed of ['true', 'false']) {
    await navigate(page, () => vote.click());
    assert.equal(new URL(page.url()).pathname, `/maps/${id}/ideas`);
    assert.equal(await vote.getAttribute('aria-pressed'), isPressed);
  }
  assert.deepEqual(page.trouble, []);
  await close(page);
});

test('own vote is shown although an older list arrives', async () => {
  const id = await createMap(weir, { ...MAP, ideas: [{ id: 'twice', title: 'Meet twice a week', step: 'board' }] });
  const ana = await openAs(browser, weir, id, 'Ana');
  await openList(ana, 'ideas');
  const vote = idea(ana, 'Meet twice a week').locator('.vote');
  await voted(vote, false, 0);
  // Each list arrives when the test lets it.
  const lists = [];
  await ana.route('**/advice', async (route) => {
    const response = await route.fetch();
    await new Promise((arrive) => { lists.push(arrive); });
    await route.fulfill({ response });
  });
  await Promise.all([ana.waitForRequest('**/advice'), edit(weir, id, { type: 'change_step', step: 'ship', set: { wait: '3d' } })]);
  await until(() => lists.length, 1);
  await vote.click();
  await voted(vote, true, 1);
  await allSent(ana);
  // The list without the vote is put in before the next one is asked for.
  await Promise.all([ana.waitForRequest('**/advice'), lists[0]()]);
  await voted(vote, true, 1);
  await until(() => lists.length, 2);
  lists[1]();
  await ana.unrouteAll({ behavior: 'ignoreErrors' });
  await vote.click();
  await voted(vote, false, 0);
  await allSent(ana);
  assert.deepEqual((await readMap(weir, id)).ideas[0].votes ?? [], []);
  await close(ana);
});

test('star in the drawing goes to the idea of its step, with the focus if a key was used', async () => {
  const ideas = Array.from({ length: 12 }, (_, at) => ({ id: `i${at}`, title: `Idea ${at}`, step: at === 11 ? 'ship' : 'build' }));
  const id = await createMap(weir, { ...MAP, ideas });
  const ana = await openAs(browser, weir, id, 'Ana', { viewport: { width: 1280, height: 720 } });
  const star = ana.locator('#canvas [data-target="ideas"][data-step="ship"]');
  const wanted = idea(ana, 'Idea 11');
  const isInView = () => wanted.evaluate((one) => {
    const [at, list] = [one.getBoundingClientRect(), one.closest('.drawer-body').getBoundingClientRect()];
    return at.top >= list.top - 1 && at.bottom <= list.bottom + 1;
  });
  await star.click();
  await until(isInView, true);
  assert.equal(await wanted.evaluate((one) => one.classList.contains('is-shown')), true);
  assert.equal(await ana.evaluate(() => document.activeElement?.closest('.ideas') === null), true);
  await star.evaluate((one) => one.focus());
  await ana.keyboard.press('Enter');
  await until(() => ana.evaluate(() => document.activeElement?.textContent), 'Idea 11');
  assert.deepEqual(scriptTrouble(ana), []);
  await close(ana);
});
