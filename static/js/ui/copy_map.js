// Copying from the page: the drawing as a picture, the map as Markdown, a link to it.

import { register } from '../core/actions.js';
import { page } from '../core/page.js';
import { toast } from '../core/toast.js';

/** The picture is as wide as a slide in pixels. */
const WIDTH = 1920;

export function start() {
  register('copy-picture', () => copyAndReport('Image copied.', picture));
  register('copy-markdown', () => copyAndReport('Map copied as Markdown.', markdown));
  register('copy-link', () => copyAndReport('Link copied.', link));
}

/**
 * Does it and says so; what goes wrong is said with a way on.
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

// What is copied is handed over as a promise: Safari takes it only while the click is still being answered.

async function picture() {
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
