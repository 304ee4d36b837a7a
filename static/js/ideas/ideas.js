// Ideas through the outbox: adding, voting, applying, and saving suggestions as ideas. Like every edit, they are stored
// until they are saved.

import { perform, register } from '../core/actions.js';
import { rectOf, sendFromPrompt } from '../canvas/arrows.js';
import { prompt } from '../ui/prompt.js';
import { on } from '../core/events.js';
import { page } from '../core/page.js';
import { newId } from '../sync/edits.js';
import { send } from '../sync/outbox.js';
import { selected } from '../core/selection.js';
import { nameOf } from '../core/steps.js';
import { announce } from '../core/announce.js';
import { toast } from '../core/toast.js';

/** The most characters of a title; the server has the same limit. */
const MAX_TITLE = 200;

/** The id of the visitor's actor, once the server has sent it. */
let me = '';
/**
 * Own votes that the list may not include yet, by idea, with the revision that saved them. Lists may arrive that were
 * made before.
 * @type {Map<string, { votes: number, revision?: number }>}
 */
const votes = new Map();

export function start() {
  on('hello', ({ me: { actor } }) => {
    me = actor;
    markVotes();
  });
  on('advice', ({ revision }) => {
    for (const [idea, vote] of votes) {
      if (vote.revision !== undefined && vote.revision <= revision) votes.delete(idea);
    }
    for (const form of voteForms()) {
      const vote = votes.get(form.dataset.vote ?? '');
      if (vote) showVote(form, vote.votes);
    }
    markVotes();
  });
  document.addEventListener('submit', submitted);
  register('add-idea', addIdea);
  register('create-future-state', () => /** @type {HTMLFormElement | null} */ (document.getElementById('create-future-state'))?.requestSubmit(), {
    when: () => page.permission === 'manage',
  });
}

/** @param {SubmitEvent} event */
function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const { vote, edit, idea, ideaAdd } = form.dataset;
  if (vote !== undefined) voteFor(form, vote);
  else if (edit !== undefined) applyHere(JSON.parse(edit), form);
  else if (idea !== undefined) sendIdea(JSON.parse(idea), form);
  else if (ideaAdd !== undefined) addTyped(form);
  else return;
  event.preventDefault();
}

/** @param {any} edit @param {string} description */
function sendEdit(edit, description) {
  return send(edit, { description });
}

/**
 * Applies a suggestion or an idea, and announces it, because the change is out of sight.
 * @param {any} edit @param {HTMLFormElement} form
 */
function applyHere(edit, form) {
  const description = `Applied “${inner(form.dataset.title ?? '')}”`;
  void sendEdit(edit, description);
  toast(`${description}.`);
  const item = form.closest('li');
  const list = item?.parentElement;
  if (!item || !list || !form.contains(document.activeElement)) return;
  const at = [...list.children].indexOf(item);
  // The pressed button goes with the next list, so the focus moves to what replaces it.
  const stop = on('advice', () => {
    stop();
    if (document.activeElement !== document.body) return;
    const next = list.children[Math.min(at, list.children.length - 1)]?.querySelector('button, a');
    const free = next instanceof HTMLElement ? next : document.getElementById('levers');
    if (free && !(next instanceof HTMLElement)) free.tabIndex = -1;
    free?.focus({ preventScroll: true });
  });
}

/** @param {HTMLFormElement} form @param {string} idea */
function voteFor(form, idea) {
  const vote = { votes: hasVoted(form) ? 0 : 1 };
  const sent = sendEdit({ type: 'vote_idea', idea, ...vote }, `${vote.votes ? 'Voted for' : 'Removed vote for'} “${inner(form.dataset.title ?? '')}”`);
  votes.set(idea, vote);
  void sent.then(({ revision }) => {
    if (votes.get(idea) !== vote) return;
    // Without a revision it was rejected or discarded.
    if (revision === undefined) votes.delete(idea);
    else Object.assign(vote, { revision });
  });
  showVote(form, vote.votes);
  markVotes();
}

/** Shows an own vote; the next list has the server's value. @param {HTMLFormElement} form @param {number} votes */
function showVote(form, votes) {
  if (votes === Number(hasVoted(form))) return;
  const voters = (form.dataset.voters ?? '').split(' ').filter((one) => one && one !== me);
  form.dataset.voters = [...voters, ...(votes ? [me] : [])].join(' ');
  const count = form.querySelector('b');
  if (count) count.textContent = String(Math.max(0, Number(count.textContent) + (votes ? 1 : -1)));
}

/** @param {HTMLFormElement} form */
function hasVoted(form) {
  return me !== '' && (form.dataset.voters ?? '').split(' ').includes(me);
}

/** @returns {NodeListOf<HTMLFormElement>} */
function voteForms() {
  return document.querySelectorAll('form[data-vote]');
}

function markVotes() {
  for (const form of voteForms()) {
    const button = form.querySelector('button');
    button?.setAttribute('aria-pressed', String(hasVoted(form)));
    if (button) button.title = hasVoted(form) ? 'Remove vote' : 'Vote';
  }
}

/** A title inside quotation marks: its own quotes become single ones. @param {string} title */
const inner = (title) => title.replaceAll('“', '‘').replaceAll('”', '’');

/** The idea in a form. @param {HTMLFormElement} form */
function typed(form) {
  const data = new FormData(form);
  const title = String(data.get('title') ?? '').trim();
  const step = String(data.get('step') ?? '');
  return { title, ...(step && { step }) };
}

/** Adds the idea in a form, unless its title is too long. @param {HTMLFormElement} form */
function addTyped(form) {
  const idea = typed(form);
  const length = [...idea.title].length;
  const wrong = form.querySelector(/** @type {'p'} */ ('.field-error'));
  const input = form.querySelector('input[name="title"]');
  if (length <= MAX_TITLE || !wrong || !(input instanceof HTMLInputElement)) return void sendIdea(idea, form);
  wrong.textContent = `Use at most ${MAX_TITLE} characters. You entered ${length}.`;
  wrong.hidden = false;
  input.setAttribute('aria-invalid', 'true');
  input.focus();
  input.addEventListener('input', () => {
    wrong.hidden = true;
    input.removeAttribute('aria-invalid');
  }, { once: true });
}

/** Adds an idea. @param {any} idea @param {HTMLFormElement} [form] */
function sendIdea(idea, form) {
  if (!idea.title) return undefined;
  const description = `Idea “${inner(idea.title)}”`;
  const sent = sendEdit({ type: 'add_idea', idea: { id: newId(), ...idea } }, description);
  if (form?.dataset.ideaAdd !== undefined) {
    form.reset();
    /** @type {HTMLInputElement | null} */ (form.querySelector('input[name="title"]'))?.focus();
    announce(`${description} added.`);
  } else {
    toast(`${description} added.`, { action: { label: 'View ideas', run: () => perform('go-ideas') } });
  }
  return sent;
}

/**
 * On a suggestion: saves it as an idea, or goes to the idea it was saved as. Otherwise asks for a title, for the
 * selected step.
 */
async function addIdea() {
  const around = document.activeElement?.closest('[data-lever]');
  const made = around?.querySelector(/** @type {'a'} */ ('a[data-saved-as]'));
  if (made) return made.click();
  const lever = around?.querySelector(/** @type {'form'} */ ('form[data-idea]'));
  if (lever) {
    sendIdea(JSON.parse(lever.dataset.idea ?? '{}'), lever);
    return;
  }
  const step = selected();
  const before = document.activeElement;
  await prompt({
    title: step ? `Idea or problem at “${nameOf(step)}”` : 'Idea or problem',
    label: 'Short title',
    ok: 'Add idea',
    at: () => (step ? rectOf(step) : undefined),
    run: (title, pending) => {
      if (title === '') return 'Enter a title.';
      const edit = { type: /** @type {const} */ ('add_idea'), idea: { id: newId(), title, ...(step && { step }) } };
      return sendFromPrompt(edit, `Idea “${inner(title)}”`, pending);
    },
  });
  if (before instanceof HTMLElement || before instanceof SVGElement) before.focus({ preventScroll: true });
}
