// Text that was typed for a step which was deleted meanwhile.

import { copyText } from '../core/clipboard.js';
import { toast } from '../core/toast.js';

/** Offers it for copying. @param {string} name of the step, if it is known @param {string} text */
export function offerDeletedText(name, text) {
  toast(`${name ? `“${name}”` : 'The step'} was deleted. Your text: “${text}”.`, {
    tone: 'warning', stays: true, action: { label: 'Copy my text', run: () => void copyText(text) },
  });
}
