// Steps in the drawing: selecting, moving the selection, the side panel, new steps, moving by keys.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chain, flowsOf, focused, focusedField, openMap, panelField, stepPanel } from './support/canvas.mjs';
import { startBrowser } from './support/browser.mjs';
import { status } from './support/live.mjs';
import { startWeir } from './support/server.mjs';
import { placed } from './support/table.mjs';
import { arranged, settled, until } from './support/wait.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const BRANCHES = chain(['a', 'b', 'c', 'd'], {
  flows: [['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd']].map(([from, to]) => ({ from, to })),
});

test('click selects a step in drawing and table, and arrow keys follow the flow', async () => {
  const { page, step } = await openMap(browser, weir, BRANCHES, { viewport: { width: 1500, height: 900 } });
  await page.getByRole('button', { name: 'One row' }).click();
  await arranged(page);
  await step('Step a').click();
  assert.equal(await focused(page), 'a');
  assert.match(await page.locator('tr[data-step=a]').getAttribute('class'), /is-selected/);
  assert.equal(await panelField(page, 'name').inputValue(), 'Step a');
  assert.equal(await focusedField(page), null, 'the focus stays in the drawing');
  const walked = [];
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End']) {
    await page.keyboard.press(key);
    walked.push(await focused(page));
  }
  assert.deepEqual(walked, ['b', 'c', 'd', 'd', 'b', 'a', 'd']);
  assert.equal(await page.locator('#canvas .d-map a.step[tabindex="0"]').count(), 1, 'one Tab stop');
  assert.equal(await page.locator('[role=dialog]:visible').count(), 0);
  assert.deepEqual(page.trouble, []);
});

test('second click goes to the fields in the panel, which save one by one', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  await step('Step a').click();
  assert.equal(await focusedField(page), 'name');
  await panelField(page, 'name').fill('Build');
  await page.keyboard.press('Tab');
  assert.equal(await focusedField(page), 'team');
  assert.equal(await panelField(page, 'team').inputValue(), 'Dev');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('3d');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1d–1w');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await focusedField(page), 'work');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'a', 'Enter saves and goes back to the step');
  await until(async () => {
    const { name, wait, wait_range: range, work } = (await map()).steps[0];
    return { name, wait, range, work: work ?? null };
  }, { name: 'Build', wait: '3d', range: ['1d', '1w'], work: null });
  await settled(page);
  await step('Build').waitFor();
  assert.equal(await focused(page), 'a', 'the frame doesn’t move the focus');
  assert.deepEqual(page.trouble, []);
});

test('Enter goes to the fields, Escape resets one and goes back, and a click elsewhere saves', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  await page.keyboard.press('Enter');
  assert.equal(await focusedField(page), 'name');
  await panelField(page, 'wait').fill('5d');
  await page.keyboard.press('Escape');
  assert.equal(await panelField(page, 'wait').inputValue(), '1d');
  assert.equal(await focusedField(page), 'wait');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'a');
  assert.equal((await settled(page)).steps[0].wait, '1d');
  await page.keyboard.press('F2');
  assert.equal(await focusedField(page), 'name');
  await panelField(page, 'team').fill('Ops');
  await step('Step b').click();
  assert.equal(await panelField(page, 'name').inputValue(), 'Step b');
  await until(async () => (await map()).steps[0].team, 'Ops');
});

test('changes by others appear in the panel, and typed text stays', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  await page.keyboard.press('Enter');
  await panelField(page, 'work').fill('7h');
  const { id } = await map();
  const edit = { type: 'change_step', step: 'a', set: { wait: '9d', work: '1h' } };
  await fetch(`${weir.url}/api/v1/maps/${id}/edits`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id: 'edit-1', edit }),
  });
  await until(() => panelField(page, 'wait').inputValue(), '9d');
  assert.equal(await panelField(page, 'work').inputValue(), '7h');
  assert.equal(await focusedField(page), 'work');
  await page.keyboard.press('Enter');
  await until(async () => (await map()).steps[0].work, '7h');
  assert.equal((await map()).steps[0].wait, '9d');
});

test('rejected value stays in its field with the error', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  await page.keyboard.press('Enter');
  const field = panelField(page, 'work');
  await field.fill('12');
  await page.keyboard.press('Enter');
  await stepPanel(page).getByText(/such as 12h/).waitFor();
  assert.equal(await field.inputValue(), '12');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill('12h');
  await page.keyboard.press('Enter');
  await until(async () => (await map()).steps[0].work, '12h');
  await settled(page);
  await status(page, 'Saved');
  assert.deepEqual(page.trouble.filter((line) => !line.includes('422')), []);
});

test('pressing Enter twice adds one step, and Escape while it is sent undoes it', async () => {
  const { page, map, step } = await openMap(browser, weir, chain(['a', 'b']));
  let let_go = () => {};
  const held = new Promise((resolve) => { let_go = resolve; });
  await page.route('**/edits', async (route) => { await held; await route.continue(); });
  await step('Step a').click();
  await page.keyboard.press('n');
  await page.keyboard.type('Once');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  let_go();
  await until(async () => (await map()).steps.map((one) => one.name), ['Step a', 'Once', 'Step b']);
  await page.unroute('**/edits');
  await settled(page);
  await page.locator('.prompt-box').waitFor({ state: 'detached' });
  let go_on = () => {};
  const again = new Promise((resolve) => { go_on = resolve; });
  await page.route('**/edits', async (route) => { await again; await route.continue(); });
  await page.keyboard.press('n');
  await page.keyboard.type('Never');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  const undone = page.waitForResponse((answer) => answer.url().endsWith('/undo') && answer.request().method() === 'POST');
  go_on();
  assert.equal((await undone).status(), 200);
  assert.deepEqual((await settled(page)).steps.map((one) => one.name), ['Step a', 'Once', 'Step b']);
  await status(page, 'Saved');
});

test('n, Shift+N and p keys add steps around the selected one', async () => {
  const { page, step } = await openMap(browser, weir, chain(['a', 'b']));
  await step('Step a').click();
  // The foot of the panel goes to the row for new steps, which then adds at this step.
  await stepPanel(page).getByRole('link', { name: 'Add parallel' }).click();
  await placed(page, 'In parallel with “Step a”');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'add');
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  assert.equal(await focused(page), 'a');
  for (const [key, name] of [['n', 'After'], ['Shift+N', 'Before'], ['p', 'Beside']]) {
    await page.keyboard.press(key);
    await page.getByRole('dialog').getByLabel('Name').fill(name);
    await page.keyboard.press('Enter');
    await step(name).and(page.locator('[aria-current="step"]')).waitFor();
    await page.waitForFunction((wanted) => document.activeElement?.textContent?.startsWith(wanted), name);
  }
  const now = await settled(page);
  const name = Object.fromEntries(now.steps.map((one) => [one.id, one.name]));
  assert.deepEqual(now.flows.map(({ from, to }) => `${name[from]}>${name[to]}`).sort(), [
    'After>Step b', 'Before>After', 'Beside>After', 'Step a>Before', 'Step a>Beside',
  ]);
  assert.deepEqual(page.trouble, []);
});

test('Alt+arrow keys move a step along the flow, and Alt+P makes it parallel', async () => {
  const { page, step, map } = await openMap(browser, weir, chain(['a', 'b', 'c']));
  const flows = async () => flowsOf(await map());
  await step('Step a').click();
  await page.keyboard.press('Alt+ArrowRight');
  await until(flows, ['a>c', 'b>a']);
  await settled(page);
  await page.locator('tbody tr').first().filter({ hasText: 'Step b' }).waitFor();
  await page.keyboard.press('Alt+ArrowLeft');
  await until(flows, ['a>b', 'b>c']);
  await settled(page);
  await page.locator('tbody tr').first().filter({ hasText: 'Step a' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Alt+P');
  await until(flows, ['a>c', 'b>c']);
  assert.deepEqual(page.trouble, []);
});
