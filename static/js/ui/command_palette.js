// Ctrl+K: finds every action, every link of the page's menus and every step, by words in any order. The words that people
// use for an action come with the list of actions.

import { isAllowed, list, perform, register } from '../core/actions.js';
import { shown } from './keyboard.js';
import { focusField } from '../panel/step_panel.js';
import { focusCell } from '../table/grid.js';
import { modal } from './dialog.js';
import { canEdit, isForUs, page, root } from '../core/page.js';
import { selected } from '../core/selection.js';
import { nameOf, steps } from '../core/steps.js';
import { toast } from '../core/toast.js';
import { isComposing } from '../core/dom.js';

/** @typedef {{ title: string, group: string, keys: string[], words: string, isMinor?: boolean, run: () => unknown }} Entry */

const MAX_RESULTS = 100;
const NO_RESULTS = 'No results. Try another word, such as “export”, “rename” or the name of a step, or clear the field to see everything.';
/** Words for each step. */
const STEP_WORDS = 'find jump search show';

/** Everyday words for fields of a step, besides their labels. @type {Record<string, string>} */
const FIELD_WORDS = {
  team: 'who owner department', kind: 'type category', wait: 'waiting queue delay idle', wait_range: 'best worst minimum maximum', wait_reason: 'why cause waiting',
  work: 'duration effort processing touch', work_range: 'best worst minimum maximum', complete_accurate: 'quality percent complete accurate ca first time right',
  people: 'staff headcount', every: 'weekly daily monthly schedule rhythm frequency interval', downtime: 'outage maintenance', queue: 'backlog inventory waiting', batch: 'size',
  note: 'comment remark text',
};

/** The fields of the panel of a step. @returns {Entry[]} */
function fields() {
  if (!canEdit()) return [];
  return [.../** @type {NodeListOf<HTMLLabelElement>} */ (document.querySelectorAll('#step-form .field > label'))].flatMap(({ htmlFor, textContent, dataset }) => {
    const name = htmlFor.replace(/^p-/, '');
    const label = dataset.name ?? textContent ?? '';
    const title = `Edit ${label.charAt(0).toLowerCase()}${label.slice(1)} of the step`;
    const entry = { title, keys: [], words: FIELD_WORDS[name] ?? '' };
    if (name === 'name') return [];
    if (selected() === null) return { ...entry, isMinor: true, group: 'Steps: select a step first', run: () => goToSteps(title) };
    return { ...entry, group: 'Steps', run: () => focusField(name) };
  });
}

/** @returns {Entry[]} */
function entries() {
  const all = list().filter(({ id }) => id !== 'palette');
  const needsStep = (/** @type {ReturnType<typeof list>[number]} */ { id, enabled, where }) => !enabled && where === 'step' && selected() === null && isAllowed(id);
  const actions = all.filter((action) => action.enabled || needsStep(action));
  const titles = new Set(actions.map(({ title }) => title.toLowerCase()));
  const addresses = new Set(all.flatMap(({ address }) => address?.replace('~', page.url) ?? []));
  return [
    ...actions.map(({ id, title, keys, group, words, enabled }) => (enabled
      ? { title, group, keys, words, run: () => perform(id, { from: 'palette' }) }
      : { title, group: `${group}: select a step first`, keys, words, run: () => goToSteps(title) })),
    ...fields(),
    ...links(addresses).filter(({ title }) => !titles.has(title.toLowerCase())),
    ...steps().map((step, at) => ({
      title: `Go to step ${at + 1}: ${nameOf(step)}`, group: 'Steps in this map', keys: [], words: STEP_WORDS, run: () => focusCell(step, 'name'),
    })),
  ];
}

/** Leads to the steps, for an action on one of them. @param {string} title */
function goToSteps(title) {
  perform('go-table', { from: 'palette' });
  toast(`Select a step, then “${title}”.`);
}

/** The links and buttons in the page's header and menus that no action leads to. @param {Set<string>} known their addresses @returns {Entry[]} */
function links(known) {
  const places = ['header', '.menu-list'];
  const selectors = places.flatMap((place) => [`${place} a[href]:not([data-action])`, `${place} form > button:not([data-action])`]);
  const found = /** @type {NodeListOf<HTMLElement>} */ (root.ownerDocument.querySelectorAll(selectors.join(', ')));
  const own = [...found].filter((element) => !known.has(addressOf(element)) && !element.closest('[hidden], [aria-current], dialog') && isForUs(element));
  // Some are in the header on wide screens, and in the menu on narrow ones.
  const once = [...new Map(own.map((element) => [`${addressOf(element)} ${element.textContent?.trim()}`, element])).values()];
  return once.map((element) => {
    const words = [...element.querySelectorAll('span')].map((span) => span.textContent?.trim()).filter(Boolean);
    const isInSpans = [...element.childNodes].every((node) => !(node instanceof Text) || node.data.trim() === '');
    const text = words.length > 0 && isInSpans ? words.join(', ') : (element.textContent?.trim() ?? '');
    const group = element.closest('details.menu')?.querySelector('summary')?.textContent?.trim() || 'Pages';
    return { title: text, group, keys: [], words: '', run: () => element.click() };
  });
}

/** Where a link or the form of a button leads. @param {Element} element */
function addressOf(element) {
  return (element.getAttribute('href') ?? element.closest('form')?.getAttribute('action')) || '';
}

/** How well an entry matches the query; 0 if a word is missing. @param {Entry} entry @param {string[]} asked */
function fits({ title, group, words, isMinor }, asked) {
  const text = title.toLowerCase();
  const [ofTitle, others] = [wordsIn(text), wordsIn(words)];
  let score = 1;
  for (const word of asked) {
    if (text.startsWith(word)) score += 8;
    else if (ofTitle.some((one) => one.startsWith(word))) score += 4;
    else if (others.includes(word)) score += 3;
    else if (others.some((one) => one.startsWith(word))) score += 2;
    else if (text.includes(word)) score += 1;
    else if (!group.toLowerCase().includes(word)) return 0;
  }
  return isMinor ? score / 2 : score;
}

/** @param {string} text */
function wordsIn(text) {
  return text.split(/[^\p{L}\p{N}%-]+/u).filter(Boolean);
}

function open() {
  if (document.querySelector('dialog.palette[open]')) return;
  const known = entries();
  const { dialog, body, close } = modal({ title: 'Search actions, steps and pages', className: 'palette' });
  const input = document.createElement('input');
  input.type = 'text';
  input.placeholder = 'Add, undo, PNG, step name…';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-label', 'Search actions, steps and pages');
  input.setAttribute('aria-expanded', 'true');
  input.setAttribute('aria-controls', 'palette-list');
  input.setAttribute('aria-autocomplete', 'list');
  const found = document.createElement('ul');
  found.id = 'palette-list';
  found.setAttribute('role', 'listbox');
  found.setAttribute('aria-label', 'Results');
  const resultStatus = document.createElement('p');
  resultStatus.className = 'hint';
  resultStatus.setAttribute('role', 'status');
  body.append(input, resultStatus, found);

  /** @type {Entry[]} */
  let now = [];
  let active = 0;

  const run = (/** @type {Entry | undefined} */ entry) => {
    if (!entry) return;
    // The focus is restored first, because actions depend on it.
    dialog.addEventListener('close', () => setTimeout(() => entry.run()), { once: true });
    close();
  };

  const activate = (/** @type {number} */ at) => {
    active = now.length ? (at + now.length) % now.length : 0;
    [...found.children].forEach((item, index) => item.setAttribute('aria-selected', String(index === active)));
    const item = found.children[active];
    if (item) {
      input.setAttribute('aria-activedescendant', item.id);
      item.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  };

  const search = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    now = known
      .map((entry, at) => ({ entry, at, score: fits(entry, words) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.at - b.at)
      .slice(0, MAX_RESULTS)
      .map(({ entry }) => entry);
    found.replaceChildren(...now.map((entry, at) => item(entry, at, () => run(entry))));
    resultStatus.textContent = now.length === 0 ? NO_RESULTS : '';
    found.hidden = now.length === 0;
    activate(0);
  };

  input.addEventListener('input', search);
  input.addEventListener('keydown', (event) => {
    if (isComposing(event)) return;
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: Math.min(active + 8, now.length - 1), PageUp: Math.max(active - 8, 0) }[event.key];
    if (to !== undefined) activate(to);
    else if (event.key === 'Enter') run(now[active]);
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) close();
    else return;
    event.preventDefault();
  });
  search();
  input.focus();
}

/** @param {Entry} entry @param {number} at @param {() => void} run */
function item({ title, group, keys }, at, run) {
  const line = document.createElement('li');
  line.id = `palette-${at}`;
  line.setAttribute('role', 'option');
  line.setAttribute('aria-selected', 'false');
  const words = document.createElement('span');
  words.textContent = title;
  const where = document.createElement('small');
  where.textContent = group;
  line.append(words, ' ', where);
  for (const key of keys.slice(0, 2)) {
    const cap = document.createElement('kbd');
    cap.textContent = shown(key);
    line.append(' ', cap);
  }
  line.addEventListener('pointerdown', (event) => event.preventDefault());
  line.addEventListener('click', run);
  return line;
}

export function start() {
  register('palette', open);
  // The name is one of the map's settings.
  register('rename', () => perform('about'));
}
