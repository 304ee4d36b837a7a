// Every page on a screen of 320 px: only drawings and tables scroll sideways, within their own regions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, startBrowser } from './support/browser.mjs';
import { createMapAs, invite, share, startTeam } from './support/team.mjs';

const VIEWPORT = { width: 320, height: 640 };
/** What may be wider than the screen: regions that scroll. */
const REGIONS = '.drawing, .drawing *, .table, .table *, [role="region"][tabindex="0"], [role="region"][tabindex="0"] *';

const browser = await startBrowser();
const { weir, owner } = await startTeam(browser);

const LONG = 'Veröffentlichungsfreigabebestätigungsverfahren und Bereitstellungsüberprüfungsprotokollierung';
const steps = [
  { id: 'a', name: LONG, team: `Team ${LONG}`, wait: '2w 3d 4h', work: '1h 30m', complete_accurate: 80, note: `https://example.org/${'x'.repeat(90)}` },
  { id: 'b', name: 'Approve', team: 'Operations', wait: '1d', work: '30m', downtime: '15m', every: '1mo' },
  { id: 'c', name: 'Ship', wait: '3d', work: '45m' },
];
const rework = [{ from: 'b', to: 'a', share: 20 }];
const ideas = [{ id: 'i', title: `Idea: ${LONG}`, effort: 'M' }];
const id = await createMapAs(owner, { name: LONG, steps, rework, ideas });
const other = await createMapAs(owner, { name: 'After', state: 'future', steps: steps.map((step) => ({ ...step, wait: '4h', name: `${step.name} 2` })) });
await owner.request.post(`/api/v1/maps/${id}/edits`, { data: { id: 'first', edit: { type: 'change_step', step: 'b', set: { wait: '3w' } } } });
const trashed = await createMapAs(owner, { name: `Trash ${LONG}`, steps });
await owner.request.delete(`/api/v1/maps/${trashed}`);
const link = await share(owner, id, 'Edit (for workshops)');
await invite(browser, weir, owner, 'editor', 'Wolkenstein-Wolkenstein-Hohenfelsberg');

const map = `/maps/${id}`;
const PAGES = [
  '/', '/trash', '/help', '/import', '/account', '/members', '/workspaces', '/audit', '/no-such-page',
  map, `${map}/edit`, `${map}/steps/new?after=a`, `${map}/steps/by-id/a`, `${map}/steps/by-id/a/move`, `${map}/steps/by-id/a/remove`,
  `${map}/flows`, `${map}/ideas`, `${map}/ideas/by-id/i`, `${map}/history`, `${map}/history/1`, `${map}/compare`, `${map}/compare/${other}`,
  `${map}/figures`, `${map}/paste`, `${map}/export`, `${map}/report`, `${map}/share`, `/maps/${trashed}`,
];
/** For someone who isn't signed in. */
const OPEN_PAGES = ['/sign-in', new URL(link).pathname, '/help', '/no-such-page'];

/** What sticks out of the screen, and not of a region that scrolls. */
async function tooWide(page) {
  return page.evaluate((regions) => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => {
      for (let outer = element.parentElement; outer; outer = outer.parentElement) {
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(outer).overflowX)) return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')].filter((element) => {
      const { right, width: own } = element.getBoundingClientRect();
      return own > 0 && right > width + 1 && !element.matches(regions) && !scrolls(element);
    });
    return [`scrolls to ${document.documentElement.scrollWidth}`, ...wide.slice(0, 6).map((element) => `${element.tagName}.${element.getAttribute('class')}: ${element.textContent.trim().slice(0, 40)}`)];
  }, REGIONS);
}

async function allFit(page, paths) {
  const wrong = {};
  for (const path of paths) {
    await page.goto(path);
    await page.evaluate(() => { for (const details of document.querySelectorAll('main details:not(.menu)')) details.open = true; });
    const wide = await tooWide(page);
    if (wide.length > 0) wrong[path.replace(id, 'ID').replace(other, 'OTHER')] = wide;
  }
  assert.deepEqual(wrong, {});
}

for (const javaScriptEnabled of [true, false]) {
  test(`no page scrolls sideways at ${VIEWPORT.width} px, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const page = await newPage(browser, weir, { viewport: VIEWPORT, javaScriptEnabled, storageState: await owner.context().storageState() });
    await allFit(page, PAGES);
    const anonymous = await newPage(browser, weir, { viewport: VIEWPORT, javaScriptEnabled });
    await allFit(anonymous, OPEN_PAGES);
  });
}
