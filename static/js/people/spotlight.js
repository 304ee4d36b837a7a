// The spotlight: someone brings everyone to a place in the drawing, and leads on from there. Followers come along
// until they leave; they can return at any time. The leader sees how many follow.

import { register } from '../core/actions.js';
import { announce } from '../core/announce.js';
import { button, element } from '../core/dom.js';
import { on } from '../core/events.js';
import { page, root } from '../core/page.js';
import { toast } from '../core/toast.js';
import { isTyping } from '../ui/keyboard.js';
import { displayName } from './presence.js';
import { describe, mark, show, targetOf } from './target.js';

/** @typedef {import('../core/events.js').Lead} Lead */

/** The shortest time between two moves of the leader. */
const PAUSE_MS = 150;
/** The number of followers is read aloud when it hasn't changed for this time. */
const SETTLED_MS = 2_000;
/** Where a tab remembers that it leads a map. */
const LEADS = 'weir:leads:';

/** Who leads, and where they are. @type {Lead | null} */
let lead = null;
/** Does this page come along? */
let follows = true;
/** The id of the own stream, and the own actor. */
let viewer = '';
let me = '';
/** Do we lead? Also while the stream is interrupted. */
let leads = false;
/** What is selected here. @type {import('./target.js').Target | null} */
let selection = null;
/** @type {import('../core/events.js').Person[]} */
let people = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let moving;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let counting;
let spoken = '';

const bar = element('div', 'spotlight-bar no-print');

export function start() {
  bar.hidden = true;
  bar.setAttribute('role', 'region');
  bar.setAttribute('aria-label', 'Following');
  root.append(bar);
  register('spotlight', bring, { when: () => page.permission === 'manage' && selection !== null });
  register('spotlight', () => toast('Select what to show to everyone: a step, a wait or an arrow.', { tone: 'warning' }), {
    when: () => page.permission === 'manage',
  });
  register('follow', () => setFollows(!follows), { when: () => lead !== null && !leads });
  on('select', (now) => {
    selection = targetOf(now);
    if (!leads) return;
    clearTimeout(moving);
    moving = setTimeout(() => selection && void send(selection, false), PAUSE_MS);
  });
  on('spotlight', moved);
  on('hello', greeted);
  on('presence', ({ people: all }) => {
    people = all;
    render();
  });
  on('frame', () => lead && !leads && follows && mark(lead));
  on('permission', ({ permission }) => {
    if (leads && permission !== 'manage') setLeads(false);
    render();
  });
  on('access_lost', () => ended());
  // Before the panel and the wall view: the first Escape only stops following.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || !lead || leads || !follows) return;
    if (isTyping(event.target) || document.querySelector('dialog[open], details.menu[open], .canvas-banner')) return;
    event.preventDefault();
    setFollows(false);
  }, true);
}

/** A new stream: the server knows this page by another id. */
function greeted(/** @type {{ viewer: string, me: { actor: string }, lead?: Lead | null }} */ { viewer: mine, me: self, lead: now = null }) {
  viewer = mine;
  me = self.actor;
  // This page led before the connection broke or it was loaded again, and no one else does now.
  const target = selection ?? now ?? lead;
  if (target && (leads || (now && hasLed())) && (!now || now.by.actor === me)) {
    return void send({ step: target.step, object: target.object }, false);
  }
  setLeads(false);
  if (!now) return ended();
  const isSame = lead?.by.actor === now.by.actor;
  lead = now;
  if (!isSame) follows = true;
  if (follows) show(now);
  else void report();
  render();
}

/** Someone brings everyone, moves on, or stops. @param {Lead | { step: null }} now */
function moved(now) {
  if (now.step === null) {
    if (lead && !leads) announce(`${displayName(lead.by)} no longer leads.`);
    return ended();
  }
  if (now.viewer !== null && now.viewer === viewer) {
    setLeads(true);
    lead = now;
    return render();
  }
  if (now.viewer === null) {
    // Shown once, without leading.
    if (show(now)) toast(`${displayName(now.by)} brought everyone to ${describe(now)}.`);
    return;
  }
  setLeads(false);
  lead = now;
  if (now.bring) follows = true;
  if (follows && show(now)) {
    if (now.bring) toast(`${displayName(now.by)} brought everyone to ${describe(now)}. Press Esc to stop following.`);
    else announce(`${displayName(now.by)}: ${describe(now)}`);
  }
  render();
}

function ended() {
  lead = null;
  setLeads(false);
  follows = true;
  mark(null);
  render();
}

/** Also remembered for this tab: after a reload it goes on. @param {boolean} now */
function setLeads(now) {
  leads = now;
  try {
    if (now) sessionStorage.setItem(LEADS + page.id, 'yes');
    else sessionStorage.removeItem(LEADS + page.id);
  } catch {
    // Then leading ends with a reload.
  }
}

function hasLed() {
  try {
    return sessionStorage.getItem(LEADS + page.id) !== null;
  } catch {
    return false;
  }
}

async function bring() {
  if (selection && await send(selection, true)) announce('You’re leading. Followers come along as you select other things.');
}

/** @param {boolean} now */
function setFollows(now) {
  if (!lead || leads) return;
  follows = now;
  const name = displayName(lead.by);
  if (now) show(lead);
  else mark(null);
  announce(now ? `You follow ${name}.` : `You no longer follow ${name}. Use “Follow ${name}” to return.`);
  render();
  void report();
}

/** Shows the own decision to the leader. */
async function report() {
  // If this fails, the next stream reports it.
  await post('follow', { viewer, follows });
}

/** @param {import('./target.js').Target | null} target @param {boolean} brings */
async function send(target, brings) {
  const isSent = await post('lead', target ? { ...target, viewer, bring: brings } : { step: null });
  if (!isSent && brings) toast('Couldn’t bring others here. Try again.', { tone: 'warning' });
  return isSent;
}

/** @param {string} path @param {object} body */
async function post(path, body) {
  const headers = { 'content-type': 'application/json' };
  try {
    return (await fetch(`${page.url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).ok;
  } catch {
    return false;
  }
}

async function stop() {
  clearTimeout(moving);
  ended();
  await send(null, false);
  announce('You no longer lead.');
}

/** Everyone but the leader, with whether one of their pages follows. */
function others() {
  /** @type {Map<string, { name: string, follows: boolean }>} */
  const all = new Map();
  for (const person of people) {
    if (person.actor === lead?.by.actor) continue;
    const known = all.get(person.actor);
    all.set(person.actor, { name: displayName(person), follows: (known?.follows ?? false) || person.follows !== false });
  }
  return [...all.values()];
}

function render() {
  bar.hidden = lead === null;
  root.toggleAttribute('data-led', lead !== null);
  if (!lead) return bar.replaceChildren();
  const name = displayName(lead.by);
  const words = element('p', 'spotlight-words', leads ? followers() : follows ? `Following ${name}` : `${name} leads`);
  const act = leads ? button('Stop leading', 'button compact', () => void stop())
    : follows ? button('Stop following', 'button compact', () => setFollows(false))
      : button(`Follow ${name}`, 'button compact primary', () => setFollows(true));
  if (!leads && follows) act.title = 'Stop following (Esc)';
  const had = bar.contains(document.activeElement);
  // The button stays while nothing changes, because it may be about to be pressed.
  const before = bar.querySelector('button');
  if (before?.textContent === act.textContent) before.previousElementSibling?.replaceWith(words);
  else {
    bar.replaceChildren(words, act);
    if (had) act.focus({ preventScroll: true });
  }
}

/** How many follow, and who doesn't. */
function followers() {
  const all = others();
  const away = all.filter((one) => !one.follows).map((one) => one.name);
  const text = all.length === 0 ? 'No one else is here' : `${all.length - away.length} of ${all.length} follow`;
  const names = away.length > 0 && away.length <= 3 ? `${text} (not ${away.join(', ')})` : text;
  clearTimeout(counting);
  if (names !== spoken) {
    counting = setTimeout(() => {
      spoken = names;
      if (leads) announce(names);
    }, SETTLED_MS);
  }
  return names;
}
