// The save status of the user's own edits: Saved, Saving, Reconnecting, Not saved; and the list of unsaved changes with
// actions.

import { perform } from '../core/actions.js';
import { on } from '../core/events.js';
import { labelOf } from '../core/fields.js';
import { blockReason, discard, failures, items, retry, retryNow } from '../sync/outbox.js';
import { select } from '../core/selection.js';
import { rowOf, withNames } from '../core/steps.js';
import { isAboutValue } from '../sync/rejected.js';
import { root } from '../core/page.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';
import { copyText } from '../core/clipboard.js';
import { button, element } from '../core/dom.js';
import { clipQuotes } from '../core/text.js';
import { describe } from '../sync/edits.js';

/** @typedef {import('../sync/queue.js').Item} Item */
/** @typedef {'saved' | 'saving' | 'reconnecting' | 'blocked' | 'rejected' | 'gone'} State */

/** A stream that reconnects within this time counts as never lost. */
const SHORT_MS = 900;
/** An edit that takes longer than this was probably lost. */
const SLOW_MS = 5_000;

const place = document.getElementById('status') ?? element('div');
const word = element('p', 'status-word');
const more = element('details', 'status-more');
const headline = element('summary', 'status-word');
const panel = element('div', 'status-panel');
/** Shown while signed out. */
const signInLink = element('a', 'status-sign-in', 'Sign in');
/** The same status near the user's work, while the status above is out of view. */
const pill = element('div', 'status-pill no-print');
const pillWord = button('', 'status-word', () => openPill(!isPillOpen));
let isPillOpen = false;
let isInSight = true;

let isUp = false;
let downSince = Date.now();
let sendingSince = 0;
/** Why the map can't be viewed any more. */
let why = '';
/** @type {State} */
let last = 'saved';
/** Rejected edits that were reported. @type {Set<string>} */
const reported = new Set();
let isPlanned = false;

export function start() {
  for (const one of [word, headline]) one.append(element('span', 'status-text'));
  more.append(headline, panel);
  // There is nothing to open until an edit waits.
  more.hidden = true;
  signInLink.hidden = true;
  place.append(word, more, signInLink);
  startPill();
  on('outbox', ({ items: all }) => {
    const sending = all.some((item) => item.state === 'sending');
    if (!sending) {
      sendingSince = 0;
    } else if (!sendingSince) {
      sendingSince = Date.now();
      plan(SLOW_MS);
    }
    all.forEach(reportRejection);
    plan();
  });
  const waits = () => {
    downSince = Date.now();
    plan();
    plan(SHORT_MS);
  };
  on('connection', ({ up }) => {
    isUp = up;
    waits();
  });
  // A hidden tab has closed its stream on purpose.
  document.addEventListener('visibilitychange', () => !isUp && waits());
  on('access_lost', (event) => {
    why = event.why;
    plan();
  });
  on('hello', () => {
    why = '';
    plan();
  });
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (more.open && more.contains(document.activeElement)) close();
    if (isPillOpen && pill.contains(document.activeElement)) closePill();
  });
  addEventListener('pointerdown', ({ target }) => {
    if (!(target instanceof Node)) return;
    if (!more.contains(target)) more.open = false;
    if (isPillOpen && !pill.contains(target)) openPill(false);
  });
  plan(SHORT_MS);
  plan();
}

function close() {
  more.open = false;
  headline.focus();
}

/** Shows the list of unsaved changes. */
export function showUnsaved() {
  if (isPillShown()) {
    openPill(true);
    pillWord.focus();
    return;
  }
  more.open = true;
  headline.focus();
}

function startPill() {
  // A popover appears above the drawing in full screen, and can be reached there.
  pill.popover = 'manual';
  pill.append(pillWord);
  document.body.append(pill);
  new IntersectionObserver((seen) => {
    isInSight = seen.at(-1)?.isIntersecting ?? true;
    plan();
  }).observe(place);
}

/** Is the status shown below and not above? */
function isPillShown() {
  return last !== 'saved' && !isInSight;
}

/** @param {boolean} opens */
function openPill(opens) {
  isPillOpen = opens && hasList();
  if (isPillOpen) pill.prepend(panel);
  else more.append(panel);
  pillWord.setAttribute('aria-expanded', String(isPillOpen));
}

function closePill() {
  openPill(false);
  pillWord.focus();
}

/** Is there something to list? Edits that are merely being sent are listed only while the list is open. */
function hasList() {
  return items().length > 0 && (last !== 'saving' || more.open || isPillOpen);
}

function showPill() {
  const isShown = isPillShown();
  pill.dataset.state = last;
  const text = inShort(last, items());
  if (pillWord.textContent !== text) pillWord.textContent = text;
  pillWord.disabled = !hasList();
  if (isPillOpen && (!isShown || !hasList())) openPill(false);
  if (pillWord.disabled) pillWord.removeAttribute('aria-expanded');
  else pillWord.setAttribute('aria-expanded', String(isPillOpen));
  if (isShown !== pill.matches(':popover-open')) pill.togglePopover?.(isShown);
  document.documentElement.classList.toggle('has-pill', isShown);
}

/** Updates the status with the next animation frame, or later. @param {number} [ms] */
function plan(ms) {
  if (ms) {
    setTimeout(plan, ms + 20);
  } else if (!isPlanned) {
    isPlanned = true;
    setTimeout(() => {
      isPlanned = false;
      show();
    }, 16);
  }
}

/** @returns {State} */
function state() {
  const all = items();
  if (all.length && (blockReason() || why === 'signed_out')) return 'blocked';
  if (why) return 'gone';
  if (all.some((item) => item.state === 'rejected')) return 'rejected';
  const isSlow = sendingSince > 0 && Date.now() - sendingSince >= SLOW_MS;
  if ((!isUp && Date.now() - downSince >= SHORT_MS) || failures() > 1 || isSlow) return 'reconnecting';
  return all.length ? 'saving' : 'saved';
}

function show() {
  const now = state();
  const all = items();
  const text = sentence(now, all);
  place.dataset.state = now;
  const before = last;
  last = now;
  const isListed = hasList();
  signInLink.hidden = !isSignedOut();
  // Without accounts, there is no sign-in page.
  if (!signInLink.hidden) signInLink.href = `${root.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  word.hidden = isListed;
  more.hidden = !isListed;
  const shown = (isListed ? headline : word).firstElementChild;
  if (shown && shown.textContent !== text) shown.textContent = text;
  place.title = now === 'saved' ? '' : text;
  headline.dataset.count = String(all.length);
  if (isListed) list(all);
  else more.open = false;
  showPill();
  if (now === before) return;
  if (now === 'reconnecting' || now === 'blocked' || now === 'gone') announce(text);
  if (now === 'saved' && before !== 'saving') announce('Saved');
}

/** @param {number} n */
const count = (n) => `${n} ${n === 1 ? 'change' : 'changes'}`;

/** `2 changes are stored` @param {number} n */
const stored = (n) => `${count(n)} ${n === 1 ? 'is' : 'are'} stored`;

/** The status in a few words, with the number of changes. @param {State} now @param {Item[]} all */
function inShort(now, all) {
  if (now !== 'reconnecting' || !all.length) return sentence(now, all);
  return hasServerFailures(all) ? `${count(all.length)} not saved` : `Reconnecting: ${count(all.length)}`;
}

/** The server responds but can't save. @param {Item[]} all */
function hasServerFailures(all) {
  return isUp && all.some((item) => item.serverFailures);
}

/** @param {State} now @param {Item[]} all */
function sentence(now, all) {
  switch (now) {
    case 'gone':
      if (why === 'signed_out') return 'You’re signed out. Sign in to continue.';
      return why === 'binned' ? 'This map was moved to trash.' : 'You no longer have access to this map.';
    case 'blocked':
      return blockedText(all.length);
    case 'rejected':
      return `Not saved: ${count(all.filter((item) => item.state === 'rejected').length)}`;
    case 'reconnecting':
      if (!all.length) return 'Reconnecting…';
      if (!all.every((item) => item.isStored)) {
        return `Reconnecting. ${stored(all.length)} only while this page is open.`;
      }
      if (hasServerFailures(all)) {
        return `${count(all.length)} not saved. ${all.length === 1 ? 'It’s' : 'They’re'} stored on this computer, and Weir will retry.`;
      }
      return `Reconnecting. ${stored(all.length)} on this computer and will be sent when the server is back.`;
    case 'saving':
      return 'Saving…';
    default:
      return 'Saved';
  }
}

/** Has the session ended? Then the user has to sign in. */
function isSignedOut() {
  return why === 'signed_out' || blockReason()?.code === 'not_signed_in';
}

/** What the unsaved changes wait for. @param {number} n */
function blockedText(n) {
  if (isSignedOut()) return `Not saved. Sign in to send ${count(n)} stored on this computer.`;
  switch (blockReason()?.code) {
    case 'somebody_else': return `Not saved. ${count(n)} by another user ${n === 1 ? 'is' : 'are'} stored on this computer.`;
    case 'not_found': return `Not saved. You no longer have access to this map. ${stored(n)} on this computer.`;
    case 'locked': return `Not saved. The map is locked. ${count(n)} will be sent when it’s unlocked.`;
    default: return `Not saved. Your access is now view only. ${stored(n)} on this computer.`;
  }
}

/** @param {Item[]} all */
function list(all) {
  const rejected = all.filter((item) => item.state === 'rejected');
  const waiting = all.filter((item) => item.state !== 'rejected');
  const key = JSON.stringify([blockReason()?.code, why, ...all.map(({ id, state: now, isStored, error }) => [id, now === 'rejected', isStored, error])]);
  // Unchanged buttons stay, because one may be about to be pressed.
  if (panel.dataset.key === key) return;
  panel.dataset.key = key;
  const had = document.activeElement;
  const hadFocus = panel.contains(had);
  const owner = isPillOpen ? pillWord : headline;
  panel.replaceChildren();
  if (rejected.length) panel.append(heading('Not saved'), lines(rejected, rejectedLine));
  if (rejected.length > 1) panel.append(button('Discard all', 'button compact', () => rejected.forEach(({ id }) => discard(id))));
  if (waiting.length) {
    panel.append(heading(blockReason() || isSignedOut() ? 'Stored on this computer' : 'Waiting to send'), lines(waiting, waitingLine));
    if (!waiting.every((item) => item.isStored)) {
      panel.append(element('p', 'hint', 'This browser can’t store changes. Copy what you need before you close the page.'));
    }
    const buttons = element('div', 'buttons');
    buttons.append(
      button('Retry now', 'button compact', retryNow),
      button('Copy all', 'button compact', () => copyText(waiting.map((item) => describe(item, labelOf)).join('\n'))),
    );
    panel.append(buttons);
  }
  if (hadFocus) owner.focus();
}

/** @param {string} text */
function heading(text) {
  return element('h2', 'status-heading', text);
}

/** @param {Item[]} all @param {(item: Item) => Node[]} content */
function lines(all, content) {
  const made = element('ul');
  made.setAttribute('role', 'list');
  for (const item of all) {
    const line = element('li');
    line.append(...content(item));
    made.append(line);
  }
  return made;
}

/** @param {Item} item @returns {Node[]} */
function rejectedLine(item) {
  const { step, field } = item.at ?? {};
  const fix = () => {
    const details = panel.closest('details');
    if (details) details.open = false;
    select(step ?? null, { field: field ?? null, from: 'status' });
    perform('open-form');
  };
  return [element('b', '', clipQuotes(item.description)), element('p', '', clipQuotes(withNames(item.error?.message ?? ''))), choices(item, [
    // The same value would be rejected again.
    isAboutValue(item) && step && rowOf(step) ? ['Fix', fix] : ['Retry', () => retry(item.id)],
    ['Copy', () => copyText(describe(item, labelOf))],
    ['Discard', () => discard(item.id)],
  ])];
}

/** @param {Item} item @returns {Node[]} */
function waitingLine(item) {
  return [element('b', '', clipQuotes(item.description)), choices(item, [['Discard', () => discard(item.id)]])];
}

/** @param {Item} item @param {[string, () => void][]} all */
function choices(item, all) {
  const buttons = element('div', 'buttons');
  buttons.append(...all.map(([label, run]) => {
    const made = button(label, 'button compact', run);
    made.setAttribute('aria-label', `${label}: ${clipQuotes(item.description)}`);
    return made;
  }));
  return buttons;
}

/** Reports a rejection once, when it arrives. @param {Item} item */
function reportRejection(item) {
  if (item.state !== 'rejected') {
    reported.delete(item.id);
  } else if (!reported.has(item.id)) {
    reported.add(item.id);
    if (item.quiet) return;
    const sentence = `Not saved: ${item.description}. ${withNames(item.error?.message ?? '')}`;
    toast(sentence, { tone: 'danger', action: { label: 'Show', run: showUnsaved } });
  }
}
