// The command palette finds everything on the page by the words that people use for it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMap } from './support/maps.mjs';
import { startWeir } from './support/server.mjs';
import { createMapAs, joinByLink, share, startTeam } from './support/team.mjs';

const weir = await startWeir();
const browser = await startBrowser();

const STEPS = [{ name: 'Build', work: '1h' }, { name: 'Approve', wait: '2d' }, { name: 'Ship', work: '30m' }];

/** What people type, and what is found first. */
const FIRST = {
  export: 'Export options…',
  xlsx: 'Export as XLSX',
  csv: 'Export as CSV',
  png: 'Export as PNG',
  mermaid: 'Export as Mermaid',
  'draw.io': 'Export as draw.io',
  json: 'Export as JSON',
  report: 'Export as Report (PDF)',
  options: 'Export options…',
  print: 'Print',
  delete: 'Delete step',
  rename: 'Rename map',
  duplicate: 'Duplicate map',
  clone: 'Duplicate map',
  dark: 'Export options…',
  loop: 'Add rework arrow',
  weekly: 'Edit cadence of the step',
  cadence: 'Edit cadence of the step',
  wait: 'Edit wait time of the step',
  quality: /%C\/A|rework/,
  settings: 'Map settings',
  trash: 'Move to trash',
  undo: 'Undo',
  redo: 'Redo',
  history: 'Version history',
  versions: 'Version history',
  diff: 'Compare with another map',
  find: 'Go to step 1: Build',
  insert: 'Add step after',
  parallel: 'Add parallel step',
  paste: 'Paste steps…',
  bottleneck: 'What would help most',
  projector: /Full screen|Wall view/,
  zoom: 'Zoom in',
  connect: 'Connect to another step',
  ideas: /[Ii]deas$/,
  improve: 'What would help most',
  shortcuts: 'Show keyboard shortcuts',
  glossary: 'Help',
  home: 'All maps',
  ship: 'Go to step 3: Ship',
};
/** What people type, and what is found near the top. */
const AMONG = {
  download: 'Export as PNG',
  save: 'Export options…',
  share: 'Copy link',
  invite: 'Copy link',
  copy: 'Duplicate map',
  delete: 'Move to trash',
  calendar: 'Map settings',
  excel: 'Export as XLSX',
  pdf: 'Export as PDF',
  markdown: 'Export as Markdown',
  arrow: 'Connect to another step',
};

async function openPalette(page) {
  await page.keyboard.press('Control+k');
  return page.getByRole('combobox', { name: /Search actions/ });
}

async function openMap(options) {
  const page = await newPage(browser, weir, options);
  await page.goto(`/maps/${await createMap(weir, { name: 'Palette', steps: STEPS })}`);
  await page.getByText('Saved').first().waitFor();
  return page;
}

/** The titles that the palette lists. */
async function titles(page) {
  return page.locator('#palette-list [role="option"] > span').allInnerTexts();
}

test('palette finds each action by the words that people use', async () => {
  const page = await openMap();
  const find = await openPalette(page);
  const wrong = [];
  for (const [word, title] of Object.entries(FIRST)) {
    await find.fill(word);
    const [first] = await titles(page);
    if (!(title instanceof RegExp ? title.test(first) : first === title)) wrong.push(`${word}: ${first}, not ${title}`);
  }
  for (const [word, title] of Object.entries(AMONG)) {
    await find.fill(word);
    if (!(await titles(page)).slice(0, 8).includes(title)) wrong.push(`${word}: not ${title}`);
  }
  // Every entry says where it leads: no counts of the tabs, and nothing twice.
  await find.fill('');
  const all = await titles(page);
  assert.deepEqual(all.filter((title) => !/\p{L}{2}/u.test(title)), []);
  assert.deepEqual(all.filter((title, at) => all.indexOf(title) !== at), []);
  assert.deepEqual(wrong, []);
  assert.deepEqual(page.trouble, []);
});

test('palette runs what it finds', async () => {
  const page = await openMap();
  const run = async (word) => {
    const find = await openPalette(page);
    await find.fill(word);
    await page.keyboard.press('Enter');
  };
  await run('rename');
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  const [download] = await Promise.all([page.waitForEvent('download'), run('csv')]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  await page.evaluate(() => { window.print = () => document.body.append('printed'); });
  await run('print');
  await page.getByText('printed').waitFor();
  await run('delete');
  await page.getByRole('region', { name: 'Messages' }).getByText('Select a step, then “Delete step”.').waitFor();
  await run('version history');
  await page.waitForURL(/\/history$/);
  assert.deepEqual(page.trouble, []);
});

test('empty result says what to do', async () => {
  const page = await openMap();
  const find = await openPalette(page);
  await find.fill('no such thing at all');
  await page.getByText('No results. Try another word').waitFor();
  assert.deepEqual(await titles(page), []);
});

test('chosen result is marked where the system sets the colors', async () => {
  const page = await openMap();
  await page.emulateMedia({ forcedColors: 'active' });
  await openPalette(page);
  const outlines = await page.locator('#palette-list [role="option"]').evaluateAll((all) => all.slice(0, 2).map((one) => getComputedStyle(one).outlineStyle));
  assert.deepEqual(outlines, ['solid', 'none']);
});

test('every action of the page is in the palette', async () => {
  const page = await openMap();
  await openPalette(page);
  const listed = new Set(await titles(page));
  const titled = await page.evaluate(() => JSON.parse(document.getElementById('actions').textContent).map(({ id, title }) => ({ id, title })));
  const missing = titled.filter(({ title }) => !listed.has(title)).map(({ id }) => id).sort();
  // Without accounts there is no one to share with, to follow, to lock out or to sign in; the palette is open already.
  const others = ['account', 'follow', 'join-code', 'lock', 'members', 'palette', 'share'];
  assert.deepEqual(missing.filter((id) => !others.includes(id)), []);
});

test('visitors who can only view find what they can do', async () => {
  const { weir: team, owner } = await startTeam(browser);
  const id = await createMapAs(owner, { name: 'Palette', steps: STEPS });
  const link = await share(owner, id, 'View');
  await owner.goto(`/maps/${id}`);
  await owner.getByText('Saved').first().waitFor();
  const find = await openPalette(owner);
  for (const [word, title] of [['invite', 'Share'], ['trash', 'Move to trash'], ['people', 'Members'], ['lock', 'Lock or unlock for guests'], ['join', 'Show join code'], ['qr', 'Show join code'], ['share', 'Share'], ['password', 'Account']]) {
    await find.fill(word);
    assert.ok((await titles(owner)).slice(0, 3).includes(title), `${word}: ${await titles(owner)}`);
  }
  const guest = await joinByLink(browser, team, link, 'Gil');
  const search = await openPalette(guest);
  await search.fill('');
  const all = await titles(guest);
  for (const title of ['Delete step', 'Rename map', 'Move to trash', 'Share', 'Duplicate map']) assert.ok(!all.includes(title), title);
  for (const title of ['Copy image', 'Print', 'Export as CSV', 'Version history']) assert.ok(all.includes(title), `${title} in ${all}`);
});
