// Opens the forms of the page in place. Each form has its own URL and works there; here its content is shown in a
// dialog and sent without leaving the map. Where the server answers with something else, the browser goes to the URL.

import { register } from '../core/actions.js';
import { onAddress } from '../core/address.js';
import { draftsOf, forgetDrafts, keepDraft } from '../core/drafts.js';
import { modal } from './dialog.js';
import { page } from '../core/page.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';
import { items } from '../sync/outbox.js';
import { selected } from '../core/selection.js';
import { closeWhenUndone, undoRevision } from '../sync/undo.js';

/** @typedef {ReturnType<typeof modal>} Modal */

/** What is typed into a form, by its path and the names of its fields. See core/drafts.js. */
const DRAFTS = 'form:';
/** @type {import('../core/drafts.js').Draft[]} */
let drafts = [];

/** @type {{ modal: Modal, url: string, shown: { title: string, url: string, nodes: Node[] }[] } | null} */
let opened = null;
let warned = false;
/** The form that is loading, one at a time. @type {string | null} */
let loading = null;

/** Is this the URL of a form of this map? @param {URL} url */
function isForm(url) {
  if (url.origin !== location.origin || !url.pathname.startsWith(`${page.url}/`)) return false;
  return /^(edit|flows|share|steps\/new|steps\/by-id\/[^/]+\/(move|remove))$/.test(url.pathname.slice(page.url.length + 1));
}

/**
 * Opens a form in place.
 * @param {string} address
 * @param {{ field?: string | null }} [at] the field to focus
 */
async function openForm(address, { field = null } = {}) {
  const url = new URL(address, location.href);
  if (loading === url.href) return;
  loading = url.href;
  try {
    const answer = await fetch(url, { headers: { accept: 'text/html' } }).catch(() => null);
    const content = answer?.ok ? read(await answer.text()) : null;
    // Another one was requested meanwhile.
    if (loading !== url.href) return;
    if (content) show(content, url, field);
    // There is nothing to go to without a connection, or while the step exists only here.
    else if (!answer) toast('No connection, so this form can’t be opened. Try again when you’re back online.', { tone: 'warning' });
    else if (items().some((item) => item.state !== 'rejected')) toast('Your last changes aren’t saved yet. Try again in a moment.', { tone: 'warning' });
    else location.assign(url);
  } catch {
    if (loading === url.href) location.assign(url);
  } finally {
    if (loading === url.href) loading = null;
  }
}

/**
 * The content of a page: its heading and main content, with ids that don't collide with those of this page.
 * @param {string} html
 */
function read(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const main = parsed.querySelector('main');
  const heading = main?.querySelector('h1');
  if (!main || !heading) return null;
  const title = heading.textContent?.trim() ?? '';
  heading.remove();
  for (const trail of main.querySelectorAll('.breadcrumbs, script')) trail.remove();
  for (const element of main.querySelectorAll('[id]')) element.id = `in-${element.id}`;
  for (const name of ['for', 'list', 'popovertarget', 'aria-describedby', 'aria-labelledby', 'aria-controls']) {
    for (const element of main.querySelectorAll(`[${name}]`)) {
      const ids = (element.getAttribute(name) ?? '').split(' ').map((id) => `in-${id}`);
      element.setAttribute(name, ids.join(' '));
    }
  }
  return { title, nodes: [...main.childNodes].map((node) => document.importNode(node, true)) };
}

/**
 * @param {{ title: string, nodes: Node[] }} content
 * @param {URL} url
 * @param {string | null} [field]
 */
function show(content, url, field = null) {
  warned = false;
  if (opened) {
    const { modal: { body, heading }, url: before } = opened;
    opened.shown.push({ title: heading.textContent ?? '', url: before, nodes: [...body.childNodes] });
  } else {
    opened = { modal: modal({ title: '', className: 'form-dialog', onCancel: confirmClose }), url: '', shown: [] };
    const { dialog } = opened.modal;
    dialog.addEventListener('submit', submitted);
    dialog.addEventListener('close', () => {
      opened = null;
      forget();
    });
    dialog.addEventListener('input', () => { warned = false; });
  }
  put(content, url.href);
  begin(url, field);
}

/** @param {{ title: string, nodes: Node[] }} content @param {string} url */
function put({ title, nodes }, url) {
  if (!opened) return;
  opened.url = url;
  opened.modal.heading.textContent = title;
  opened.modal.body.replaceChildren(...nodes);
  opened.modal.body.scrollTop = 0;
  keep(opened.modal.body, new URL(url).pathname);
}

/**
 * Keeps what is typed through a reload. Passwords and hidden fields are left out.
 * @param {HTMLElement} body @param {string} path
 */
function keep(body, path) {
  const fields = [...body.querySelectorAll(/** @type {'input'} */ ('form[method="post"] :is(input:not([type="hidden"]), textarea, select)[name]'))];
  drafts = fields.map((field) => keepDraft(`${DRAFTS}${path}:${field.name}${field.type === 'radio' ? `=${field.value}` : ''}`, field));
  if (drafts.some((draft) => draft.restored)) showMessage('Your changes aren’t saved yet.');
}

/** Forgets what was typed into this form, and into those that it was opened from. */
function forget() {
  drafts.forEach((draft) => draft.end());
  drafts = [];
  forgetDrafts(DRAFTS);
}

/** Opens the form that was open before a reload, if something was typed into it. */
function restore() {
  const [key] = draftsOf(DRAFTS).keys();
  if (key !== undefined) void openForm(key.slice(0, key.indexOf(':')));
}

/**
 * Focuses the first error, else the requested field, else the first one.
 * @param {URL} url @param {string | null} field
 */
function begin(url, field) {
  const body = opened?.modal.body;
  if (!body) return;
  const part = url.hash ? body.querySelector(`#in-${CSS.escape(url.hash.slice(1))}`) : null;
  const named = field ? body.querySelector(`[name="${CSS.escape(field)}"]`) : null;
  const first = body.querySelector('[aria-invalid="true"], [autofocus]') ?? named ?? part
    ?? body.querySelector('input:not([type="hidden"]), select, textarea, button, a[href]');
  if (!(first instanceof HTMLElement)) return;
  first.focus();
  if (first instanceof HTMLInputElement && first.type === 'text' && first === named) first.select();
}

/** Is there unsent text? */
function isChanged() {
  // Also in the forms below it.
  const below = (opened?.shown ?? []).flatMap(({ nodes }) => nodes).filter((node) => node instanceof Element);
  const fields = [...(opened ? [opened.modal.body] : []), ...below].flatMap((one) => [...one.querySelectorAll('input, textarea, select')]);
  return fields.some((field) => {
    if (field instanceof HTMLSelectElement) {
      const first = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(0, first);
    }
    if (field instanceof HTMLInputElement && ['radio', 'checkbox'].includes(field.type)) return field.checked !== field.defaultChecked;
    return (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== field.defaultValue;
  });
}

/** Typed text is discarded only on the second attempt to close. */
function confirmClose() {
  if (warned || !isChanged()) return true;
  warned = true;
  showMessage('Your changes aren’t saved. Close again to discard them.');
  return false;
}

/** @param {string} sentence */
function showMessage(sentence) {
  const body = opened?.modal.body;
  if (!body) return;
  body.querySelector('.dialog-message')?.remove();
  const line = document.createElement('p');
  line.className = 'flash warning dialog-message';
  line.setAttribute('role', 'alert');
  line.textContent = sentence;
  body.prepend(line);
  line.scrollIntoView({ block: 'nearest' });
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'post' || !opened) return;
  event.preventDefault();
  const { modal: { body, close } } = opened;
  const sent = new FormData(form, event.submitter);
  const buttons = [...body.querySelectorAll('button')];
  const had = document.activeElement;
  buttons.forEach((one) => { one.disabled = true; });
  // Text that is typed now would be lost when the response arrives.
  body.inert = true;
  let status = 0;
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: new URLSearchParams(/** @type {[string, string][]} */ ([...sent].filter(([, value]) => typeof value === 'string'))),
    });
    status = answer.status;
    const html = await answer.text();
    const url = new URL(answer.url);
    if (answer.redirected) forget();
    if (answer.redirected && url.pathname === page.url) {
      close();
      notice(html);
      return;
    }
    const content = status < 500 ? read(html) : null;
    if (!content) throw new Error(`answered ${status}`);
    body.inert = false;
    // A form with errors, or the next form, replaces the one that was sent.
    put(content, answer.redirected ? url.href : (opened?.url ?? url.href));
    warned = false;
    begin(url, null);
  } catch {
    body.inert = false;
    buttons.forEach((one) => { one.disabled = false; });
    if (had instanceof HTMLElement && had.isConnected) had.focus();
    const why = status < 400 ? 'no connection' : `the server couldn’t save this (error ${status})`;
    showMessage(`Not saved: ${why}. Your text is still here. Try again.`);
  }
}

/**
 * Shows the message that the page would have shown, such as a rework arrow that was deleted too.
 * @param {string} html
 */
function notice(html) {
  const flash = new DOMParser().parseFromString(html, 'text/html').querySelector('.flash[role="status"]');
  const lines = [...(flash?.querySelectorAll('p') ?? [])].map((line) => line.textContent?.trim());
  if (!flash || lines.length === 0) return announce('Saved.');
  // Undoes exactly that edit, whatever is done in between.
  const revision = Number(flash.querySelector(/** @type {'input'} */ ('input[name="revision"]'))?.value);
  if (!revision) return void toast(lines.join(' '));
  const run = () => void undoRevision('undo', revision, lines[0]);
  closeWhenUndone(toast(lines.join(' '), { action: { label: 'Undo', run } }), revision);
}

function clicked(/** @type {MouseEvent} */ event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
  const url = new URL(link.href);
  const inside = opened?.modal.dialog.contains(link) ?? false;
  if (inside && url.pathname === page.url) {
    event.preventDefault();
    back(true);
  } else if (inside && opened?.shown.at(-1)?.url === url.href) {
    event.preventDefault();
    back(false);
  } else if (inside && link.closest('form') && isForm(url)) {
    // "Cancel" links to the step; here it goes back to the previous form.
    event.preventDefault();
    back(opened?.shown.length === 0);
  } else if (isForm(url)) {
    event.preventDefault();
    void openForm(url.href);
  }
}

/** @param {boolean} out closes the dialog, otherwise goes back to the previous form */
function back(out) {
  if (!opened) return;
  const before = opened.shown.pop();
  if (out || !before) return opened.modal.close();
  put(before, before.url);
  begin(new URL(before.url), null);
}

/** The URL of the form of the selected step. */
function ofStep(/** @type {string} */ rest = '') {
  return `${page.url}/steps/by-id/${encodeURIComponent(selected() ?? '')}${rest}`;
}

export function start() {
  document.addEventListener('click', clicked);
  const when = () => selected() !== null;
  register('move-form', () => openForm(ofStep('/move')), { when });
  register('flows', () => openForm(`${page.url}/flows`));
  register('about', () => openForm(`${page.url}/edit`));
  onAddress('dialog', (name) => name === 'settings' && openForm(`${page.url}/edit`));
  restore();
}
