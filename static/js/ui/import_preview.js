// The preview of a table import: each choice shows at once what comes of it.

import { showFields } from './mapping_fields.js';

const PAUSE_MS = 200;

const form = document.getElementById('table-preview');
const body = document.getElementById('preview-body');
const state = document.getElementById('preview-state');
let turn = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

if (form instanceof HTMLFormElement && body && state) {
  body.addEventListener('input', () => {
    // An answer to what was chosen before is out of date.
    turn += 1;
    clearTimeout(timer);
    timer = setTimeout(() => void update(form, body, state), PAUSE_MS);
  });
  form.addEventListener('submit', () => {
    turn += 1;
    clearTimeout(timer);
  });
}

/** @param {HTMLFormElement} form @param {HTMLElement} body @param {HTMLElement} state */
async function update(form, body, state) {
  const mine = (turn += 1);
  body.setAttribute('aria-busy', 'true');
  const { html, wrong } = await preview(form);
  if (mine !== turn) return;
  if (html !== undefined) showFields(body, html);
  body.removeAttribute('aria-busy');
  state.textContent = wrong ?? '';
}

/** @param {HTMLFormElement} form @returns {Promise<{ html?: string, wrong?: string }>} */
async function preview(form) {
  const data = new FormData(form);
  data.set('action', 'live');
  try {
    // The buttons are called “action” as well.
    const answer = await fetch(form.getAttribute('action') ?? '', { method: 'POST', body: data });
    const html = await answer.text();
    if (answer.ok && !answer.redirected) return { html };
    const message = new DOMParser().parseFromString(html, 'text/html').querySelector('.flash.danger p')?.textContent;
    return { wrong: message ?? 'The preview couldn’t be updated. Use Update preview.' };
  } catch {
    return { wrong: 'No connection, so the preview isn’t up to date. Your choices are still here.' };
  }
}
