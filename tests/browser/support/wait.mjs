// Waiting: for the API, for the page to have sent its edits, for the next page.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/**
 * How long to wait at most: longer than the scripts take to recover by themselves, which is 15 s until a request counts
 * as lost, and a pause of up to 10 s.
 */
export const PATIENCE_MS = 45_000;
const POLL_MS = 50;

/** Asks until the answer is the wanted one or the time is up; returns the last answer. */
export async function poll(ask, isWanted) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await ask();
    if (isWanted(found) || Date.now() > end) return found;
    await pause(POLL_MS);
  }
}

/** Waits until a function returns the expected value. */
export async function until(ask, wanted) {
  assert.deepEqual(await poll(ask, (found) => isDeepStrictEqual(found, wanted)), wanted);
}

/**
 * Waits until the server has answered all edits of the page. An edit is stored before anything else happens to it, so
 * this sees also one that the last key press has made by mistake.
 */
export async function allSent(page) {
  await page.waitForFunction(() => Object.entries(localStorage)
    .every(([key, text]) => !key.startsWith('weir:unsaved:') || JSON.parse(text).state === 'rejected'));
}

/** Waits until the server has answered all edits of the page, and the page shows its answer; returns the map. */
export async function settled(page) {
  await allSent(page);
  const map = await (await page.request.get(`/api/v1${new URL(page.url()).pathname}`)).json();
  await page.locator(`#map[data-revision="${map.revision}"]`).waitFor();
  return map;
}

/** Waits until the page has handled what it does once per animation frame. */
export async function painted(page) {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/**
 * Does what leads from one page to the next, and waits for all of that: its beginning may be there much earlier. The
 * page before has to be complete as well.
 */
export async function navigate(page, act) {
  await Promise.all([page.waitForEvent('load'), act()]);
}

/** Waits until the drawing is arranged as its region asks for. The page comes with the arrangement for browsers without scripts. */
export async function arranged(page) {
  await page.locator('.drawing[aria-busy="false"]').waitFor();
  await painted(page);
}
