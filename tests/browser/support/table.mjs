// Helpers for tests of the table as a grid: maps created through the API, cells by step and field.

import { newPage } from './browser.mjs';
import { connected } from './live.mjs';
import { poll } from './wait.mjs';

/**
 * Opens a new map with these steps as a chain, and waits until its page is live.
 * @param {Record<string, unknown>[]} steps
 */
export async function openMap(browser, weir, name, steps = [], options = {}) {
  const page = await newPage(browser, weir, options);
  const made = await page.request.post('/maps', { form: { name } });
  const url = new URL(made.url()).pathname;
  for (const step of steps) {
    const id = String(step.name).toLowerCase().replaceAll(' ', '-');
    const edit = { type: 'add_step', step: { id, ...step } };
    const answer = await page.request.post(`/api/v1${url}/edits`, { data: { id: `test-${id}-${Math.random()}`, edit } });
    if (!answer.ok()) throw new Error(await answer.text());
  }
  await page.goto(url);
  await awake(page);
  return page;
}

/** Waits for the scripts: the row for new steps no longer uses the browser's own list, and those who are here are shown. */
export async function awake(page) {
  await page.locator('#add[role="combobox"]').waitFor({ state: 'attached' });
  await connected(page);
}

export function row(page, step) {
  return page.locator('table.steps > tbody > tr[data-step]').filter({ has: page.locator('.step-name', { hasText: new RegExp(`^${step}( \\(not saved\\))?$`) }) });
}

export function cell(page, step, field) {
  return row(page, step).locator(`[data-field="${field}"]`);
}

/** The step names in row order. */
export function names(page) {
  return page.locator('table.steps > tbody > tr[data-step] > th').evaluateAll((cells) => cells.map((one) => one.dataset.value));
}

/** Waits until the server has the expected map; the API returns times as text. */
export async function saved(page, wanted) {
  const url = `/api/v1${new URL(page.url()).pathname}`;
  const steps = await poll(async () => (await (await page.request.get(url)).json()).steps ?? [], wanted);
  if (wanted(steps)) return steps;
  throw new Error(`The map never had the expected steps: ${JSON.stringify(steps)}`);
}

/** A field of the row for a new step. */
export const newField = (page, name) => page.locator(`tr.new-step [name="${name}"]`);

/** Waits until the row for a new step says where that goes, such as `After “Build”`. */
export const placed = (page, words) => page.locator('.add-place:visible').filter({ hasText: words }).waitFor();

/** The focused element: field and step of a cell, the field of the new step, the label of a field, or else its text. */
export function focus(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    const row = at?.closest('tr[data-step]');
    if (row) return `${row.querySelector('th')?.dataset.value}: ${at.closest('td, th')?.dataset.field ?? at.className}`;
    if (at?.closest('tr.new-step') && at.name) return `New step: ${at.name}`;
    return at?.getAttribute('aria-label') ?? at?.id ?? at?.tagName;
  });
}

export const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
