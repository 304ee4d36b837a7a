// Helpers for elements and keys, independent of the map.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 * @param {string} [text]
 */
export function element(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** @param {string} label @param {string} className @param {() => void} [run] */
export function button(label, className, run) {
  const made = element('button', className, label);
  made.type = 'button';
  if (run) made.addEventListener('click', run);
  return made;
}

/**
 * Does this key belong to a character that is still being composed (Japanese, accents)? Then it is not a command.
 * Some browsers report it only as key code 229.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
