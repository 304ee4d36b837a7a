// Texts of people within messages: long ones are clipped, so that the rest of the sentence can be read.

const LONGEST = 60;

/** @param {string} text */
export function clip(text) {
  // Whole characters: half of an emoji is none.
  const all = [...text];
  return all.length > LONGEST ? `${all.slice(0, LONGEST - 1).join('').trimEnd()}…` : text;
}

/** Clips what is in quotation marks. @param {string} sentence */
export const clipQuotes = (sentence) => sentence.replace(/“([^”]+)”/g, (_, text) => `“${clip(text)}”`);
