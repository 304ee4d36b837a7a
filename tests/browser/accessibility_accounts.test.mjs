// axe on the account pages, light and dark: signing in, members, sharing, joining as a guest.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindsNothing } from './support/axe.mjs';
import { newPage, startBrowser } from './support/browser.mjs';
import { STEPS, cell, connected } from './support/live.mjs';
import { joinByLink, createMapAs, share, startTeam } from './support/team.mjs';

const browser = await startBrowser();
const { weir, owner } = await startTeam(browser);
const id = await createMapAs(owner, { name: 'Workshop', steps: STEPS });
const link = await share(owner, id, 'Edit (for workshops)');
const viewLink = await share(owner, id, 'View');
const session = await owner.context().storageState();
const gus = await joinByLink(browser, weir, link, 'Gus');
const edit = { type: 'change_step', step: 'build', set: { wait: '9d' } };
await gus.request.post(`/api/v1/maps/${id}/edits`, { data: { id: 'by-gus', edit } });
const { guests: [{ actor }] } = await (await owner.request.get(`/api/v1/maps/${id}/guests`)).json();

/** Pages of a signed-in user. */
const inside = [
  '/account', '/members', '/audit', `/maps/${id}/share`, `/maps/${id}/guests/${actor}`, `/maps/${id}/history`,
  `/maps/${id}/history/by/${actor}`, `/maps/${id}`,
];
/** Pages of a visitor who is not signed in. */
const outside = { 'sign in': '/sign-in', 'come by a link': link, 'type a code': '/join' };

for (const colorScheme of ['light', 'dark']) {
  // Bypasses the policy, so that axe itself can run; violations by pages are tested in
  // content_security_policy.test.mjs.
  const options = { colorScheme, bypassCSP: true };
  test(`axe finds nothing, ${colorScheme}`, async (suite) => {
    for (const address of inside) {
      await suite.test(address.replace(id, '{id}').replace(actor, '{actor}'), () => look({ ...options, storageState: session }, address));
    }
    for (const [name, address] of Object.entries(outside)) await suite.test(name, () => look(options, address));
    await suite.test('map with the join code, while leading', async () => {
      const page = await newPage(browser, weir, { ...options, storageState: session });
      await page.goto(`/maps/${id}`);
      await connected(page);
      await page.keyboard.press('q');
      await page.locator('.join-corner .join-code').waitFor();
      await cell(page, 'ship', 'team').click({ position: { x: 4, y: 4 } });
      await page.keyboard.press('Escape');
      await page.locator('.drawing').focus();
      await page.keyboard.press('Shift+L');
      await page.locator('.spotlight-bar').getByText('follow').waitFor();
      await gus.locator('.spotlight-bar').getByText('Following Olga').waitFor();
      await findsNothing(page);
    });
    await suite.test('map as a guest', async () => {
      const page = await joinByLink(browser, weir, link, `Gus ${colorScheme}`, options);
      await findsNothing(page);
    });
    await suite.test('map as a viewer', async () => {
      const page = await joinByLink(browser, weir, viewLink, `Vera ${colorScheme}`, options);
      await axeFindsNothing(page, 'nothing selected');
      await page.locator('#canvas .d-map a.step').first().click();
      await axeFindsNothing(page, 'a step');
      await page.context().close();
    });
  });
}

async function look(options, address) {
  const page = await newPage(browser, weir, options);
  const response = await page.goto(address);
  assert.equal(response.status(), 200, address);
  await findsNothing(page);
}

async function findsNothing(page) {
  await axeFindsNothing(page);
  await page.context().close();
}
