// Suggestions for text fields: common release steps for names, the map's teams for teams. Nothing is filled in without
// an explicit choice.

import { isComposing } from '../core/dom.js';

/** @typedef {{ value: string, kind: string | null }} Option */
/** @typedef {'enter' | 'tab' | 'click'} By */

const MAX_SUGGESTIONS = 8;
let lists = 0;

/** The options of a datalist on the page. @param {string} id @returns {Option[]} */
function optionsOf(id) {
  const options = document.getElementById(id)?.querySelectorAll('option') ?? [];
  return [...options].map((option) => ({ value: option.value, kind: option.dataset.kind || null }));
}

/** The suggestions for a field. @param {string} field @returns {Option[]} */
export function optionsFor(field) {
  if (field === 'name') return optionsOf('common-steps');
  return field === 'team' ? optionsOf('teams') : [];
}

/** The kind of the common step with exactly this name. @param {string} name */
export function kindOf(name) {
  const same = name.trim().toLowerCase();
  return optionsOf('common-steps').find((option) => option.value.toLowerCase() === same)?.kind ?? null;
}

/** Options that begin with the text, then those in which a word begins with it. */
function matching(/** @type {Option[]} */ options, /** @type {string} */ typed) {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return options;
  const begins = (/** @type {Option} */ { value }) => value.toLowerCase().startsWith(wanted);
  const within = (/** @type {Option} */ { value }) => value.toLowerCase().split(/[\s/-]+/).some((word) => word.startsWith(wanted));
  return [...options.filter(begins), ...options.filter((option) => !begins(option) && within(option))];
}

/**
 * Adds suggestions to an input, in a list inside `box`, which must be positioned.
 * @param {HTMLInputElement} input
 * @param {{ box: HTMLElement, options: () => Option[], choose: (option: Option, by: By) => void, label: string }} how
 */
export function suggest(input, { box, options, choose, label }) {
  const list = document.createElement('ul');
  lists += 1;
  list.id = `suggestions-${lists}`;
  list.className = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', label);
  list.hidden = true;
  box.append(list);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');
  input.autocomplete = 'off';

  /** @type {Option[]} */
  let shown = [];
  let active = -1;

  function close() {
    list.hidden = true;
    shown = [];
    activate(-1);
    input.setAttribute('aria-expanded', 'false');
  }

  /** @param {number} at */
  function activate(at) {
    active = at;
    [...list.children].forEach((item, index) => item.setAttribute('aria-selected', String(index === at)));
    const item = list.children[at];
    if (item) {
      input.setAttribute('aria-activedescendant', item.id);
      item.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function open() {
    const typed = input.value.trim().toLowerCase();
    shown = matching(options(), typed).slice(0, typed ? MAX_SUGGESTIONS : 40);
    if (shown.length === 0 || (shown.length === 1 && shown[0]?.value.toLowerCase() === typed)) return close();
    list.replaceChildren(...shown.map(item));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    activate(-1);
    const { bottom, top } = input.getBoundingClientRect();
    const below = document.documentElement.clientHeight - bottom;
    list.classList.toggle('above', below < list.offsetHeight && top > below);
  }

  /** @param {Option} option @param {number} at */
  function item(option, at) {
    const line = document.createElement('li');
    line.id = `${list.id}-${at}`;
    line.setAttribute('role', 'option');
    line.setAttribute('aria-selected', 'false');
    line.append(option.value);
    if (option.kind) {
      const kind = document.createElement('small');
      kind.textContent = ` ${option.kind}`;
      line.append(kind);
    }
    // The field keeps the focus.
    line.addEventListener('pointerdown', (event) => event.preventDefault());
    line.addEventListener('click', () => take(option, 'click'));
    return line;
  }

  /** @param {Option} option @param {By} by */
  function take(option, by) {
    input.value = option.value;
    close();
    choose(option, by);
  }

  const typed = () => {
    if (input.value.trim() === '') close();
    else open();
  };
  const left = () => close();
  input.addEventListener('input', typed);
  input.addEventListener('blur', left);

  return {
    close,
    /** Was one of the suggestions reached with the arrow keys? */
    isChoosing: () => active >= 0,
    isOpen: () => !list.hidden,
    /** Opens the list even if nothing is typed. */
    open,
    /**
     * Handles a key if it is meant for the list.
     * @param {KeyboardEvent} event
     */
    takes(event) {
      if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey || list.hidden) return false;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const by = event.key === 'ArrowDown' ? 1 : -1;
        const all = shown.length + 1;
        activate(((active + 1 + by + all) % all) - 1);
        event.preventDefault();
        return true;
      }
      if (event.key === 'Escape') {
        close();
        event.preventDefault();
        event.stopPropagation();
        return true;
      }
      const option = shown[active];
      if (!option) return false;
      if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
        event.preventDefault();
        take(option, event.key === 'Enter' ? 'enter' : 'tab');
        return true;
      }
      return false;
    },
    /** Removes the list. */
    end() {
      input.removeEventListener('input', typed);
      input.removeEventListener('blur', left);
      list.remove();
    },
  };
}
