// A lead time whose split is unknown, where it stands in the column of the wait time: its own cell covers both columns, but
// a copied block has none, nor has a row that the server has not drawn again yet.

const WRITTEN = /^(.+) lead time$/;

/** @param {string} lead such as `3d` */
export const writtenLead = (lead) => `${lead} lead time`;

/** The lead time in a text, or undefined if it is something else. @param {string} text */
export const leadIn = (text) => WRITTEN.exec(text)?.[1];
