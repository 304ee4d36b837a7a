// Do two texts of a cell have the same value? `90m` and `1h 30m` do, `0.8 d` and `0,8d` do. Days and weeks are not
// converted to hours, because the length of a day depends on the map.

const SECONDS = new Map([['h', 3600], ['m', 60], ['min', 60], ['s', 1]]);

/** @param {string} a @param {string} b */
export function sameValue(a, b) {
  return a === b || plain(a) === plain(b);
}

/** @param {string} text */
function plain(text) {
  const tidy = text.trim().toLowerCase().replaceAll(',', '.').replace(/\s*%$/, '').replace(/\s+/g, ' ');
  return tidy.replace(/(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+/g, inOrder).replace(/\s*[-–—]\s*/g, '–').trim();
}

/** A duration with its hours, minutes and seconds added up. @param {string} text */
function inOrder(text) {
  let seconds = 0;
  /** @type {Map<string, number>} */
  const longer = new Map();
  for (const [, number = '0', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const worth = SECONDS.get(unit);
    if (worth) seconds += Number(number) * worth;
    else longer.set(unit, (longer.get(unit) ?? 0) + Number(number));
  }
  const parts = [...longer].sort().map(([unit, number]) => `${number}${unit}`);
  return [...parts, seconds || !longer.size ? `${seconds}s` : ''].filter(Boolean).join(' ');
}
