// Who is here: names and colors above the map. Their positions in table and drawing are shown by markers.js.

import { on } from '../core/events.js';
import { mark } from './markers.js';
import { startNaming, askName, openNameForm } from './name.js';
import { page } from '../core/page.js';
import { select, selected } from '../core/selection.js';
import { nameOf, rowOf } from '../core/steps.js';
import { button, element } from '../core/dom.js';

/** @typedef {import('../core/events.js').Person} Person */

/** The shortest time between two reports of the own selection. */
const PAUSE_MS = 150;
/** Color names for guests without a name; the tones are in people.css. */
const COLORS = ['blue', 'orange', 'green', 'pink', 'teal', 'red', 'violet', 'olive', 'brown', 'indigo', 'plum', 'gray'];

const place = document.getElementById('people') ?? element('div');
const list = element('ul', 'people-list');

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

/** The first letters of the first and the last word of a name. @param {string} name */
function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map((word) => [...word][0]?.toUpperCase()).join('') || '?';
}

export function start() {
  list.setAttribute('role', 'list');
  list.setAttribute('aria-label', 'People viewing');
  place.append(list);
  startNaming(place);
  on('presence', ({ people: all, count: number }) => {
    people = all;
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
  const more = count - people.length;
  const chips = [
    ...(me ? [ownChip(me)] : []),
    ...byActor(others).map(chip),
    ...(more > 0 ? [element('span', 'people-more', `+${more} more`)] : []),
  ];
  // Unchanged buttons stay, because one may be about to be pressed.
  const key = chips.map((one) => one.outerHTML).join('');
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  const had = list.contains(document.activeElement) ? document.activeElement?.getAttribute('data-who') : null;
  list.replaceChildren(...chips.map((one) => {
    const line = element('li');
    line.append(one);
    return line;
  }));
  if (had == null) return;
  chips.find((one) => one.dataset.who === had)?.focus({ preventScroll: true });
}

/** One entry per person, however many tabs they have open; the tab with a selection wins. @param {Person[]} all */
function byActor(all) {
  /** @type {Map<string, Person>} */
  const one = new Map();
  for (const person of all) {
    if (!one.get(person.actor)?.step) one.set(person.actor, person);
  }
  return [...one.values()];
}

/** @param {Person} me */
function ownChip(me) {
  const made = personButton(me, me.name?.trim() ? `${me.name.trim()} (you)` : 'You', () => openNameForm(me.name));
  made.title = 'Change your name';
  made.classList.add('is-me');
  return made;
}

/** @param {Person} person */
function chip(person) {
  const name = displayName(person);
  const at = person.step === null ? '' : nameOf(person.step);
  const made = personButton(person, person.guest ? `${name} (guest)` : name, () => {
    if (person.step === null) return;
    select(person.step, { from: 'people' });
    rowOf(person.step)?.scrollIntoView({ block: 'nearest' });
  });
  made.title = at ? `${name} is at “${at}”. Go to step` : `${name} is viewing this map`;
  if (at) made.append(element('span', 'visually-hidden', ` at “${at}”`));
  return made;
}

/** @param {Person} person @param {string} name @param {() => void} run */
function personButton(person, name, run) {
  const made = button('', 'person', run);
  made.dataset.color = String(person.colour % COLORS.length);
  made.dataset.who = person.actor;
  const initial = element('span', 'person-initial', initials(person.name?.trim() || name));
  initial.setAttribute('aria-hidden', 'true');
  made.append(initial, element('span', 'person-name', name));
  return made;
}
