// Ideas with the outbox: taken down, voted for, applied, made of levers; kept until they are saved, as every edit is.

import { register } from './actions.js';
import { rectOf, sendAsked } from './arrows.js';
import { ask } from './ask.js';
import { on } from './bus.js';
import { newId } from './edits.js';
import { send } from './outbox.js';
import { nameOf, selected, select } from './selection.js';
import { say, toast } from './say.js';

/** Who looks, as soon as the server has said so. */
let me = '';

export function start() {
  on('hello', ({ me: { actor } }) => {
    me = actor;
    markVotes();
  });
  on('advice', markVotes);
  document.addEventListener('submit', submitted);
  document.addEventListener('click', followed);
  register('add-idea', addIdea);
  register('draw-future', () => /** @type {HTMLFormElement | null} */ (document.getElementById('draw-future'))?.requestSubmit());
  register('go-levers', () => goTo('levers'));
  register('go-ideas', () => goTo('ideas'));
}

/** @param {SubmitEvent} event */
function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const { vote, edit, idea, ideaAdd } = form.dataset;
  if (vote !== undefined) voteFor(form, vote);
  else if (edit !== undefined) give(JSON.parse(edit), form.dataset.says ?? 'A change');
  else if (idea !== undefined) take(JSON.parse(idea), form);
  else if (ideaAdd !== undefined) take(typed(form), form);
  else return;
  event.preventDefault();
}

/** @param {any} edit @param {string} says */
function give(edit, says) {
  return send(edit, { says });
}

/** @param {HTMLFormElement} form @param {string} idea */
function voteFor(form, idea) {
  const votes = hasVoted(form) ? 0 : 1;
  void give({ type: 'vote_idea', idea, votes }, `${votes ? 'Vote for' : 'No vote for'} “${form.dataset.title}”`);
  // Shown at once; what the server says comes with the next list.
  const voters = (form.dataset.voters ?? '').split(' ').filter((one) => one && one !== me);
  form.dataset.voters = [...voters, ...(votes ? [me] : [])].join(' ');
  const count = form.querySelector('b');
  if (count) count.textContent = String(Math.max(0, Number(count.textContent) + (votes ? 1 : -1)));
  markVotes();
}

/** @param {HTMLFormElement} form */
function hasVoted(form) {
  return me !== '' && (form.dataset.voters ?? '').split(' ').includes(me);
}

function markVotes() {
  for (const form of document.querySelectorAll(/** @type {'form'} */ ('form[data-vote]'))) {
    const button = form.querySelector('button');
    button?.setAttribute('aria-pressed', String(hasVoted(form)));
    if (button) button.title = hasVoted(form) ? 'Take back my vote' : 'Vote for it';
  }
}

/** The idea that a form holds. @param {HTMLFormElement} form */
function typed(form) {
  const data = new FormData(form);
  const title = String(data.get('title') ?? '').trim();
  const step = String(data.get('step') ?? '');
  return { title, ...(step && { step }) };
}

/** Takes an idea down. @param {any} idea @param {HTMLFormElement} [form] */
function take(idea, form) {
  if (!idea.title) return undefined;
  const says = `Idea “${idea.title}”`;
  const sent = give({ type: 'add_idea', idea: { id: newId(), ...idea } }, says);
  if (form?.dataset.ideaAdd !== undefined) {
    form.reset();
    /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="title"]'))?.focus();
    say(`${says} taken down`);
  } else {
    toast(`${says} taken down.`, { action: { label: 'To the ideas', run: () => goTo('ideas') } });
  }
  return sent;
}

/** On a lever: makes it an idea. Else asks for the words, at the selected step. */
async function addIdea() {
  const lever = document.activeElement?.closest('[data-lever]')?.querySelector(/** @type {'form'} */ ('form[data-idea]'));
  if (lever) {
    take(JSON.parse(lever.dataset.idea ?? '{}'), lever);
    return;
  }
  const step = selected();
  const before = document.activeElement;
  await ask({
    title: step ? `An idea about “${nameOf(step)}”, or what hurts there` : 'An idea, or what hurts',
    label: 'In a few words',
    ok: 'Take it down',
    at: () => (step ? rectOf(step) : undefined),
    run: (title, going) => {
      if (title === '') return 'A few words will do.';
      const edit = { type: /** @type {const} */ ('add_idea'), idea: { id: newId(), title, ...(step && { step }) } };
      return sendAsked(edit, `Idea “${title}”`, going);
    },
  });
  if (before instanceof HTMLElement || before instanceof SVGElement) before.focus({ preventScroll: true });
}

/** The name of a step in the list leads to the step. @param {MouseEvent} event */
function followed(event) {
  const link = event.target instanceof Element ? event.target.closest('.advice a[href^="#step-"]') : null;
  const step = link && decodeURIComponent(link.getAttribute('href') ?? '').slice('#step-'.length);
  if (step) select(step, { from: 'ideas' });
}

/** @param {string} id */
function goTo(id) {
  const place = document.getElementById(id);
  if (!place) return;
  place.tabIndex = -1;
  place.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  const first = place.closest('.advice')?.querySelector(id === 'levers' ? '[data-lever] button' : '#idea-title');
  (first instanceof HTMLElement ? first : place).focus({ preventScroll: true });
}
