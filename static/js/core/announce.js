// Messages for screen readers, in a polite live region. The region exists from the start, because a region that is added
// together with its first message is often not read. An open dialog makes everything outside of it inert, so the region
// moves into the dialog meanwhile.

import { element } from './dom.js';

/** @type {HTMLElement | undefined} */
let region;

/** Where messages can be reached: the dialog that was opened last, else the page. */
export function messageParent() {
  return [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
}

/** The live region, moved to where it can be reached. */
export function liveRegion() {
  if (!region) {
    region = element('div', 'visually-hidden');
    region.id = 'announcements';
    region.setAttribute('role', 'status');
  }
  const parent = messageParent();
  if (region.parentElement !== parent) parent.append(region);
  return region;
}

/** @param {string} text */
export function announce(text) {
  const place = liveRegion();
  const line = element('p', '', text);
  // The last few lines stay, so that a second message doesn't cut off the first. Each one is a new node, so it is read.
  place.append(line);
  while (place.childElementCount > 3) place.firstElementChild?.remove();
  setTimeout(() => line.remove(), 8_000);
}
