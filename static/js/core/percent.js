// Percentages as people type them.

/**
 * The percentage in a text.
 * @param {string} text
 * @returns {{ percent?: number, error?: string }}
 */
export function readShare(text) {
  const typed = text.replace('%', '').replace(',', '.').trim();
  if (typed === '') return { error: 'Enter the share of items that go back, such as 20%.' };
  const percent = Number(typed);
  return Number.isFinite(percent) ? { percent } : { error: `“${text}” isn’t a percentage. Enter a number such as 20.` };
}
