// Who is here: stacked initials above the map, and a list of everyone if there are many. Their positions in table and
// drawing are shown by markers.js.

import { on } from '../core/events.js';
import { mark } from './markers.js';
import { startNaming, askName, openNameForm } from './name.js';
import { page } from '../core/page.js';
import { select, selected } from '../core/selection.js';
import { nameOf, rowOf } from '../core/steps.js';
import { button, element } from '../core/dom.js';

/** @typedef {import('../core/events.js').Person} Person */
/** @typedef {{ who: string, color: number, text: string, name: string, hint: string, at: string, isMe: boolean, run: () => void }} Entry */

/** The shortest time between two reports of the own selection. */
const PAUSE_MS = 150;
/** Color names for guests without a name; the tones are in people.css. */
const COLORS = ['blue', 'orange', 'green', 'pink', 'teal', 'red', 'violet', 'olive', 'brown', 'indigo', 'plum', 'gray'];

/** How many circles there are; the last one counts those who have none of their own. */
const MAX_CIRCLES = 4;
const MAX_CIRCLES_PHONE = 2;
const phone = matchMedia('(max-width: 819px)');

const place = document.getElementById('people') ?? element('div');
const list = element('ul', 'people-list');
const more = button('', 'person people-more');
/** Everyone by name. */
const all = element('div', 'menu-list people-all');

/** @type {Person[]} */
let people = [];
/** The id of the own stream while it is connected. */
let viewer = '';
/**
 * The visitor's own identity, as sent by the server when the stream began.
 * @type {{ actor: string, name: string | null, colour: number } | null}
 */
let self = null;
/** The number of viewers, if not all of them are listed. */
let count = 0;
/** The selection that was last reported to the server. @type {string | null} */
let reportedStep = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * The name to show for a person: someone who works alone has none and is “You”; a guest without one has a color.
 * @param {{ actor: string, name: string | null, colour: number, guest?: boolean }} person
 */
export function displayName({ actor, name, colour, guest = false }) {
  if (name?.trim()) return name.trim();
  if (!guest) return 'You';
  const here = people.find((person) => person.actor === actor);
  return `Guest (${COLORS[(here?.colour ?? colour) % COLORS.length]})`;
}

/** The first letters of the first and the last word of a name; the first two letters of a single word. @param {string} name */
function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [first, last] = [[...words[0] ?? '?'], [...words.at(-1) ?? '']];
  return `${first[0]?.toLocaleUpperCase()}${words.length > 1 ? last[0]?.toLocaleUpperCase() : first[1] ?? ''}`;
}

export function start() {
  list.setAttribute('role', 'list');
  list.setAttribute('aria-label', 'People viewing');
  place.append(list);
  place.after(all);
  all.popover = 'auto';
  all.setAttribute('role', 'group');
  all.setAttribute('aria-label', 'Everyone viewing');
  all.addEventListener('toggle', (event) => {
    more.setAttribute('aria-expanded', String(/** @type {ToggleEvent} */ (event).newState === 'open'));
  });
  more.popoverTargetElement = all;
  more.setAttribute('aria-expanded', 'false');
  phone.addEventListener('change', show);
  startNaming(place);
  on('presence', ({ people: now, count: number }) => {
    people = now;
    count = number;
    show();
  });
  on('hello', ({ viewer: mine, me }) => {
    viewer = mine;
    self = me;
    reportedStep = null;
    report();
  });
  // Only now: someone who only looks, or who works alone, needs no name.
  on('edit_saved', () => {
    if (self && !ownName() && isShared()) askName();
  });
  on('connection', ({ up }) => {
    if (up) return;
    viewer = '';
    // Without a stream, it is unknown who is here.
    people = [];
    count = 0;
    show();
  });
  on('select', () => {
    clearTimeout(timer);
    timer = setTimeout(report, PAUSE_MS);
  });
  on('frame', show);
}

/** The own name, which may have been given since the stream began. */
function ownName() {
  const listed = people.find((person) => person.actor === self?.actor);
  return (listed ? listed.name : self?.name)?.trim() ?? '';
}

/** Is anyone else here? */
function isShared() {
  return people.some((person) => person.actor !== self?.actor);
}

/** Reports the own selection to the server, for the others. */
function report() {
  const step = selected();
  if (!viewer || step === reportedStep) return;
  reportedStep = step;
  const body = JSON.stringify({ viewer, step });
  const headers = { 'content-type': 'application/json' };
  // If this fails, the next stream reports it.
  fetch(`${page.url}/presence`, { method: 'POST', headers, body }).catch(() => {});
}

function show() {
  const others = people.filter((person) => person.actor !== self?.actor);
  mark(others.filter((person) => person.step !== null).map((person) => ({
    step: String(person.step), name: displayName(person), color: person.colour,
  })));
  const listed = people.find((person) => person.viewer === viewer) ?? people.find((person) => person.actor === self?.actor);
  // In a large group, not everyone is listed.
  const me = self && people.length ? { viewer, step: null, ...self, name: listed ? listed.name : self.name } : null;
  const entries = [...(me ? [ownEntry(me)] : []), ...byActor(others).map(entryOf)];
  const uncounted = Math.max(0, count - people.length);
  const slots = phone.matches ? MAX_CIRCLES_PHONE : MAX_CIRCLES;
  const circles = entries.length + uncounted <= slots ? entries : entries.slice(0, slots - 1);
  const rest = entries.length + uncounted - circles.length;
  // Unchanged buttons stay, because one may be about to be pressed.
  const key = JSON.stringify([entries, uncounted, slots]);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  const [had, hadMore] = [focusedIn(list), document.activeElement === more];
  more.replaceChildren(`+${rest}`, element('span', 'visually-hidden', ' more: show everyone'));
  list.replaceChildren(...[...circles.map(circle), ...(rest > 0 ? [more] : [])].map((one) => {
    const item = element('li');
    item.append(one);
    return item;
  }));
  if (rest === 0) all.hidePopover();
  const hadName = focusedIn(all);
  all.replaceChildren(...entries.map(line), ...(uncounted > 0 ? [element('p', 'hint', `And ${uncounted} more`)] : []));
  if (hadMore) more.focus({ preventScroll: true });
  for (const [within, who] of /** @type {const} */ ([[list, had], [all, hadName]])) {
    if (who !== null) of(within, who)?.focus({ preventScroll: true });
  }
}

/** Whose button has the focus. @param {HTMLElement} within */
const focusedIn = (within) => (within.contains(document.activeElement) ? document.activeElement?.getAttribute('data-who') ?? null : null);

/** @param {HTMLElement} within @param {string} who */
const of = (within, who) => [...within.querySelectorAll('button')].find((one) => one.dataset.who === who);

/** One entry per person, however many tabs they have open; the tab with a selection wins. @param {Person[]} all */
function byActor(all) {
  /** @type {Map<string, Person>} */
  const one = new Map();
  for (const person of all) {
    if (!one.get(person.actor)?.step) one.set(person.actor, person);
  }
  return [...one.values()];
}

/** @param {Person} me @returns {Entry} */
function ownEntry(me) {
  const name = me.name?.trim() ?? '';
  return {
    who: me.actor, color: me.colour, text: name ? initials(name) : 'You', name: name ? `${name} (you)` : 'You',
    hint: 'Change your name', at: '', isMe: true, run: () => openNameForm(me.name),
  };
}

/** @param {Person} person @returns {Entry} */
function entryOf(person) {
  const name = displayName(person);
  const at = person.step === null ? '' : nameOf(person.step);
  const run = () => {
    if (person.step === null) return;
    select(person.step, { from: 'people' });
    rowOf(person.step)?.scrollIntoView({ block: 'nearest' });
  };
  return {
    who: person.actor, color: person.colour, text: initials(name), name: person.guest && person.name?.trim() ? `${name} (guest)` : name,
    hint: at ? 'Go to step' : '', at, isMe: false, run,
  };
}

/** @param {Entry} entry */
function circle(entry) {
  const made = personButton(entry, 'person');
  made.append(element('span', 'visually-hidden', described(entry)));
  made.title = entry.hint ? `${described(entry)}. ${entry.hint}` : described(entry);
  return made;
}

/** An entry of the list of everyone. @param {Entry} entry */
function line(entry) {
  const made = personButton(entry, 'menu-item person-line');
  const words = element('span', '', entry.name);
  if (entry.at) words.append(element('small', '', ` at “${entry.at}”`));
  made.append(words);
  made.addEventListener('click', () => all.hidePopover());
  return made;
}

/** @param {Entry} entry */
const described = ({ name, at }) => (at ? `${name} at “${at}”` : name);

/** @param {Entry} entry @param {string} kind */
function personButton({ who, color, text, isMe, run }, kind) {
  const made = button('', kind, run);
  made.dataset.color = String(color % COLORS.length);
  made.dataset.who = who;
  made.classList.toggle('is-me', isMe);
  const initial = element('span', 'person-initial', text);
  initial.setAttribute('aria-hidden', 'true');
  made.append(initial);
  return made;
}
