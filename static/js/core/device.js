// What the device can do, for words and controls that fit it.

/** Is a finger the main pointer? */
export const isTouch = () => matchMedia('(pointer: coarse)').matches;

/** Probably without a keyboard, as on a phone: keys aren't named then. */
export const hasNoKeys = () => matchMedia('(pointer: coarse) and (hover: none)').matches;
