// Makes an element's content equal to new content and changes only what differs. So focus, open details, scroll
// positions and selected text stay, and the cost is proportional to the change.

/** Attributes that belong to the visitor: the server doesn't decide whether details are open. */
const KEPT_ATTRIBUTES = new Map([['DETAILS', 'open']]);

/**
 * Elements that scripts have added carry `data-generated`. They are removed, and their modules add them again.
 * @param {Element} element
 * @param {string} html
 */
export function morph(element, html) {
  for (const made of element.querySelectorAll('[data-generated]')) made.remove();
  // HTML has to be parsed in the right context, such as inside a row or an SVG group: an empty copy provides it.
  const fresh = /** @type {Element} */ (element.cloneNode(false));
  fresh.innerHTML = html;
  children(element, fresh);
}

/** @param {Element} parent @param {Element} fresh */
function children(parent, fresh) {
  let at = parent.firstChild;
  let next = fresh.firstChild;
  // While both sides match in order, which is nearly always the case, no lookup is needed.
  while (at && next && at.nodeName === next.nodeName && keyOf(at) === keyOf(next)) {
    const [old, wanted] = [at, next];
    at = at.nextSibling;
    next = next.nextSibling;
    node(old, wanted);
  }
  if (next) rest(parent, fresh, at, next);
  else while (at) at = removed(at);
}

/** @param {Element} parent @param {Element} fresh @param {ChildNode | null} at @param {ChildNode | null} next */
function rest(parent, fresh, at, next) {
  const old = keyed(parent);
  const wanted = keyed(fresh);
  while (next) {
    const one = next;
    next = next.nextSibling;
    const key = keyOf(one);
    while (at && isStale(at, wanted)) at = removed(at);
    const same = key === null ? reusableWithoutKey(at, one) : reusable(old.get(key), one);
    if (key !== null) old.delete(key);
    if (!same) {
      parent.insertBefore(one, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else move(parent, same, at);
    node(same, one);
  }
  while (at) at = removed(at);
}

/** @param {ChildNode} old @param {ChildNode} next */
function node(old, next) {
  if (!(old instanceof Element) || !(next instanceof Element)) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  // Comparing at every level would compare the innermost nodes repeatedly.
  if (keyOf(old) !== null && old.isEqualNode(next)) return;
  attributes(old, next);
  if (old instanceof HTMLSelectElement) choices(old, next);
  else children(old, next);
}

/** Keeps the selected options, if they still exist. @param {HTMLSelectElement} old @param {Element} next */
function choices(old, next) {
  const { value } = old;
  children(old, next);
  if (old.value !== value && [...old.options].some((option) => option.value === value)) old.value = value;
}

/** @param {Element} old @param {Element} next */
function attributes(old, next) {
  const kept = KEPT_ATTRIBUTES.get(old.nodeName);
  const wanted = next.attributes;
  for (let at = 0; at < wanted.length; at += 1) {
    const { name, value } = /** @type {Attr} */ (wanted[at]);
    if (name !== kept && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const had = old.attributes;
  if (kept === undefined && had.length === wanted.length) return;
  for (let at = had.length - 1; at >= 0; at -= 1) {
    const { name } = /** @type {Attr} */ (had[at]);
    if (name !== kept && !next.hasAttribute(name)) old.removeAttribute(name);
  }
}

/** Attributes that identify an element among its siblings in any order. */
const KEYS = ['id', 'data-part', 'data-how', 'data-step', 'data-field'];

/** @param {Node} one @returns {string | null} */
function keyOf(one) {
  if (!(one instanceof Element) || !one.hasAttributes()) return null;
  for (const name of KEYS) {
    const key = one.getAttribute(name);
    if (key) return `${one.nodeName} ${key}`;
  }
  // An empty value counts, too.
  if (one instanceof HTMLOptionElement && one.hasAttribute('value')) return `OPTION ${one.value}`;
  return null;
}

/** @param {Element} parent @returns {Map<string, Element>} */
function keyed(parent) {
  const all = new Map();
  for (const child of parent.children) {
    const key = keyOf(child);
    if (key !== null && !all.has(key)) all.set(key, child);
  }
  return all;
}

/**
 * Does it have a key that is no longer in the new content?
 * @param {ChildNode} one @param {Map<string, Element>} wanted
 */
function isStale(one, wanted) {
  const key = keyOf(one);
  return key !== null && !wanted.has(key);
}

/** @param {ChildNode | null} at @param {ChildNode} next */
function reusableWithoutKey(at, next) {
  return at && keyOf(at) === null ? reusable(at, next) : null;
}

/** @template {ChildNode} T @param {T | null | undefined} old @param {ChildNode} next @returns {T | null} */
function reusable(old, next) {
  return old && old.nodeName === next.nodeName ? old : null;
}

/** @param {ChildNode} one @returns {ChildNode | null} the next sibling */
function removed(one) {
  const next = one.nextSibling;
  one.remove();
  return next;
}

/** Moves an element. Browsers with `moveBefore` don't detach it, so it keeps the focus. */
function move(/** @type {any} */ parent, /** @type {ChildNode} */ one, /** @type {ChildNode | null} */ before) {
  if (parent.isConnected && typeof parent.moveBefore === 'function') parent.moveBefore(one, before);
  else parent.insertBefore(one, before);
}
