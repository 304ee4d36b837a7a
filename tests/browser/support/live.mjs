// Helpers for tests of the live page: people who look at one map, and what their pages show.

import assert from 'node:assert/strict';
import { newPage } from './browser.mjs';
import { allSent, arranged } from './wait.mjs';

/** Opens a map as a person with their own browser; without a name, as a guest. */
export async function openAs(browser, weir, id, name, options = {}) {
  const page = await newPage(browser, weir, options);
  await page.goto(`/maps/${id}`);
  if (name) await page.request.post('/me', { data: { name } });
  await page.goto(`/maps/${id}`);
  await connected(page);
  page.who = name ?? 'Guest';
  return page;
}

/** Waits until the stream is connected: then the page knows who is here. */
export async function connected(page) {
  await page.locator('#people .is-me').waitFor();
}

/** Opens a list below the drawing: `steps`, `suggestions`, `ideas` or `checks`. */
export async function openList(page, name) {
  await page.locator(`[data-tab-link="${name}"]`).click();
  await page.locator(`[data-list="${name}"]`).waitFor();
}

export function cell(page, step, field) {
  return page.locator(`table.steps tr[data-step="${step}"] [data-field="${field}"]`);
}

/** Types into a cell: focus, text, Enter; doesn't continue in the cell below. */
export async function type(page, step, field, text) {
  await cell(page, step, field).click({ position: { x: 4, y: 4 } });
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

/** Waits until the cell shows this value as confirmed by the server. */
export async function shows(page, step, field, value) {
  await page.waitForFunction(([of, at, wanted]) => {
    const rows = [...document.querySelectorAll('table.steps tr[data-step]')];
    const found = rows.find((row) => row.dataset.step === of)?.querySelector(`[data-field="${at}"]`);
    return found?.dataset.value === wanted && !found.closest('.pending, .pending-row');
  }, [step, field, value]).catch(async (error) => {
    const now = await cell(page, step, field).evaluate((one) => `${one.dataset.value} (${one.className})`).catch(() => 'nothing');
    throw new Error(`${page.who}: ${field} of ${step} should be ${value}, and is ${now}. ${error.message}`);
  });
}

/** Waits for this save status: all of its text, or a pattern. */
export async function status(page, text) {
  const hasText = typeof text === 'string' ? new RegExp(`^${text.replaceAll(/[.?()]/g, '\\$&')}$`) : text;
  await page.locator('#status .status-word:visible').filter({ hasText }).waitFor().catch(async (error) => {
    throw new Error(`${page.who}: the status should be ${text}, and is ${await page.locator('#status').innerText()}. ${error.message}`);
  });
}

/** Waits for a message with this text. */
export async function message(page, text) {
  await page.locator('.toast').filter({ hasText: text }).waitFor().catch(async (error) => {
    throw new Error(`${page.who}: no message ${text} among ${await page.locator('.toast').allInnerTexts()}. ${error.message}`);
  });
}

/** The content of a page that comes from the map, without what differs by viewer. */
export async function picture(page) {
  return page.evaluate(() => {
    const parts = ['head', 'summary', 'metrics', 'drawing', 'scale', 'table', 'arrows'];
    return parts.map((name) => {
      const part = document.querySelector(`[data-part="${name}"]`)?.cloneNode(true);
      for (const made of part?.querySelectorAll('[data-generated]') ?? []) made.remove();
      return `${name}: ${part?.textContent.replace(/\s+/g, ' ').trim()}`;
    });
  });
}

/** Asserts that all pages show the same, and the same as a newly opened page. */
export async function allAgree(browser, weir, id, pages) {
  // Values are marked until the server has answered.
  for (const page of pages) await allSent(page);
  const revision = (await (await fetch(`${weir.url}/api/v1/maps/${id}`)).json()).revision;
  for (const page of pages) {
    await page.locator(`#map[data-revision="${revision}"]`).waitFor();
    await arranged(page);
  }
  const fresh = await newPage(browser, weir);
  await fresh.goto(`/maps/${id}`);
  await connected(fresh);
  await arranged(fresh);
  const wanted = await picture(fresh);
  await fresh.context().close();
  for (const page of pages) {
    (await picture(page)).forEach((part, at) => assert.equal(part, wanted[at], `what ${page.who} sees`));
  }
}

/** Script errors; a stopped server causes other errors as well. */
export function scriptTrouble(page) {
  return page.trouble.filter((line) => line.startsWith('script error') || /Content Security|is not a function|Error:/.test(line));
}

/** Sends an edit through the API, without a browser. */
export async function edit(weir, id, one) {
  const response = await fetch(`${weir.url}/api/v1/maps/${id}/edits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: `test-${Math.random()}`, edit: one }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

/** Three steps in a row. */
export const STEPS = [
  { id: 'build', name: 'Build', wait: '2h', work: '1h' },
  { id: 'test', name: 'Test', wait: '1d', work: '4h' },
  { id: 'ship', name: 'Ship', wait: '1w', work: '1h' },
];

/** Closes the contexts of pages. */
export const close = (...pages) => Promise.all(pages.map((page) => page.context().close()));
