// Helpers for tests of the drawing.

import assert from 'node:assert/strict';
import { newPage } from './browser.mjs';
import { connected, status } from './live.mjs';
import { arranged, painted } from './wait.mjs';

/** A chain a → b → c …, with steps named after their ids, such as `Step a`. */
export function chain(ids, more = {}) {
  const steps = ids.map((id) => ({ id, name: `Step ${id}`, team: 'Dev', wait: '1d', work: '2h', complete_accurate: 90 }));
  return { format: 'weir-map', version: 1, name: 'Canvas', steps, ...more };
}

/** A map with this many steps and some branches. */
export function large(count) {
  const ids = Array.from({ length: count }, (_, at) => `s${at}`);
  const flows = [];
  for (let at = 1; at < count; at += 1) {
    if (at % 5 === 3) flows.push({ from: ids[at - 2], to: ids[at] });
    else flows.push({ from: ids[at - 1], to: ids[at] });
    if (at % 5 === 4) flows.push({ from: ids[at - 2], to: ids[at] });
  }
  return { ...chain(ids, { flows }), name: `${count} steps` };
}

/** Creates a map through the API and opens its page; when this returns, the page is live and the drawing arranged. */
export async function openMap(browser, weir, map, options = {}) {
  const made = await fetch(`${weir.url}/api/v1/maps`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(map),
  });
  assert.equal(made.status, 201);
  const { id } = await made.json();
  const page = await newPage(browser, weir, options);
  await page.goto(`/maps/${id}`);
  await connected(page);
  await status(page, 'Saved');
  await arranged(page);
  return {
    page,
    map: async () => (await fetch(`${weir.url}/api/v1/maps/${id}`)).json(),
    step: (name) => page.locator('#canvas .d-map a.step').filter({ hasText: new RegExp(`^${name}[,:]`) }),
  };
}

/** The flows of a map as `a>b`, sorted. */
export const flowsOf = (map) => map.flows.map(({ from, to }) => `${from}>${to}`).sort();

/** The step that has the focus in the drawing. */
export const focused = (page) => page.evaluate(() => document.activeElement?.closest?.('#canvas .d-map a.step')?.getAttribute('data-step') ?? null);

/** The side panel of a selected step. */
export const stepPanel = (page) => page.locator('#panel [data-panel="step"]');

/** A field of the selected step in the side panel. */
export const panelField = (page, name) => page.locator(`#step-form [name="${name}"]`);

/** The field of the side panel that has the focus, by name. */
export const focusedField = (page) => page.evaluate(() => document.activeElement?.closest('#step-form [name]')?.getAttribute('name') ?? null);

/** Drags with the mouse through several points. */
export async function drag(page, from, to, { drop = true } = {}) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  // Markers are updated once per animation frame.
  await painted(page);
  if (drop) await page.mouse.up();
}

/** A point of an element, as fractions of its width and height. */
export async function point(locator, across = 0.5, down = 0.5) {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width * across, y: y + height * down };
}
