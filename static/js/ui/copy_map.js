// Copies from the page: the drawing as an image, the map as Markdown, a link to it.

import { register } from '../core/actions.js';
import { page } from '../core/page.js';
import { toast } from '../core/toast.js';

/** The width of the image, that of a slide in pixels. */
const WIDTH = 1920;

export function start() {
  register('copy-image', () => copyAndReport('Image copied.', image));
  register('copy-markdown', () => copyAndReport('Map copied as Markdown.', markdown));
  register('copy-link', () => copyAndReport('Link copied.', link));
}

/**
 * Copies and announces the result; an error offers an alternative.
 * @param {string} done
 * @param {() => Promise<void>} copy
 */
async function copyAndReport(done, copy) {
  try {
    if (!navigator.clipboard) throw new Error('the clipboard isn’t available in this browser');
    await copy();
    toast(done);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    toast(`Couldn’t copy: ${why}. Use Export to download a file.`, { tone: 'warning' });
  }
}

// The content is passed as a promise, because Safari accepts it only while the click is being handled.

async function image() {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches ? '&theme=dark' : '';
  const png = fetched(`${page.url}.png?width=${WIDTH}${dark}`).then((answer) => answer.blob());
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
}

async function markdown() {
  const text = fetched(`${page.url}.md`).then((answer) => answer.text());
  const blob = text.then((words) => new Blob([words], { type: 'text/plain' }));
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}

async function link() {
  await navigator.clipboard.writeText(new URL(page.url, location.href).href);
}

/** @param {string} address */
async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the server returned error ${answer.status}`);
  return answer;
}
