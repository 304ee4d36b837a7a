// A Weir with accounts, and people who sign in, are invited, or join with a link.

import { newPage } from './browser.mjs';
import { startWeir } from './server.mjs';
import { navigate } from './wait.mjs';

export const PASSWORD = 'correct horse battery';

/** Starts Weir in team mode and sets it up; returns it and the page of the owner. */
export async function startTeam(browser, name = 'Olga', env = {}) {
  const weir = await startWeir({ WEIR_TEAM: '1', ...env });
  const page = await newPage(browser, weir);
  await page.goto(weir.setUp);
  await page.getByLabel('Workspace name').fill('Release team');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email').fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel('Password').fill(PASSWORD);
  await navigate(page, () => page.getByRole('button', { name: 'Create account' }).click());
  await page.getByRole('heading', { level: 1, name: 'What holds your releases back?' }).waitFor();
  return { weir, owner: page };
}

/** Has an owner invite a person, who creates an account in their own browser. */
export async function invite(browser, weir, owner, role, name) {
  await owner.goto('/members');
  await owner.getByLabel('Role', { exact: true }).selectOption(role);
  await owner.getByLabel('Note').fill(name);
  await navigate(owner, () => owner.getByRole('button', { name: 'Create invite link' }).click());
  const link = await owner.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
  const page = await newPage(browser, weir);
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email').fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel('Password').fill(PASSWORD);
  await navigate(page, () => page.getByRole('button', { name: 'Create account and join' }).click());
  await page.getByRole('heading', { level: 1, name: 'What holds your releases back?' }).waitFor();
  return page;
}

/** Creates a share link to a map; returns its URL. */
export async function share(owner, id, opens) {
  await owner.goto(`/maps/${id}/share`);
  await owner.getByRole('radio', { name: opens, exact: true }).check();
  await navigate(owner, () => owner.getByRole('button', { name: 'Create link' }).click());
  return owner.getByRole('textbox', { name: /^(Link|Image URL)$/ }).inputValue();
}

/** Joins with a link in a new browser. */
export async function joinByLink(browser, weir, link, name, options = {}) {
  const page = await newPage(browser, weir, options);
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await navigate(page, () => page.getByRole('button', { name: 'Join' }).click());
  await page.locator('#people .is-me').waitFor();
  page.who = name;
  return page;
}

/** Creates a map as the user of a page; returns its id. */
export async function createMapAs(page, map) {
  const response = await page.request.post('/api/v1/maps', { data: { format: 'weir-map', version: 1, ...map } });
  if (response.status() !== 201) throw new Error(await response.text());
  return (await response.json()).id;
}
