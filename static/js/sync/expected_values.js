// The values that unconfirmed edits will produce, derived from the edits alone. Independent of the page.

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {{ id: string, texts: Record<string, string>, place: { after?: string, before?: string, beside?: string, below?: string } }} Added */

/**
 * Later edits win over earlier ones. Cell keys are step and field, separated by a line break.
 * @param {Item[]} items in order
 * @returns {{ cells: Map<string, string>, added: Added[], deleted: Set<string> }}
 */
export function expectedValues(items) {
  /** @type {{ cells: Map<string, string>, added: Added[], deleted: Set<string> }} */
  const all = { cells: new Map(), added: [], deleted: new Set() };
  for (const { edit, at } of items) {
    read(edit, all);
    // As it was typed, not as it was sent.
    if (at?.field !== undefined && at.text !== undefined) all.cells.set(`${at.step}\n${at.field}`, at.text);
  }
  all.added = all.added.filter((step) => !all.deleted.has(step.id));
  return all;
}

/** @param {any} edit @param {ReturnType<typeof expectedValues>} all */
function read(edit, all) {
  if (edit.type === 'batch' && Array.isArray(edit.edits)) {
    for (const one of edit.edits) read(one, all);
  } else if (edit.type === 'change_step') {
    for (const [field, text] of Object.entries(texts(edit.set))) all.cells.set(`${edit.step}\n${field}`, text);
  } else if (edit.type === 'remove_step') {
    all.deleted.add(edit.step);
  } else if (edit.type === 'add_step') {
    const { after, before, beside, below } = edit;
    all.added.push({ id: edit.step.id, texts: texts(edit.step), place: { after, before, beside, below } });
  }
}

/**
 * The values of an edit as a person would type them.
 * @param {Record<string, unknown>} set
 * @returns {Record<string, string>}
 */
function texts(set) {
  const all = Object.entries(set).filter(([field]) => field !== 'id');
  return Object.fromEntries(all.map(([field, value]) => [field, (Array.isArray(value) ? value.join('–') : `${value ?? ''}`).trim()]));
}
