// Labels of the step fields, from the catalog in the page, or from this one copy.

/** `label` stands alone; `noun` follows “the”. @typedef {{ label: string, noun: string }} FieldNames */

/** @type {Record<string, FieldNames>} */
const catalog = {
  name: { label: 'Name', noun: 'name' },
  team: { label: 'Team', noun: 'team' },
  wait: { label: 'Wait time', noun: 'wait time' },
  work: { label: 'Work time', noun: 'work time' },
  lead: { label: 'Lead time', noun: 'lead time' },
  complete_accurate: { label: '%C/A', noun: '%C/A' },
  people: { label: 'People', noun: 'people' },
  downtime: { label: 'Downtime', noun: 'downtime' },
  ...JSON.parse(document.getElementById('field-catalog')?.textContent || '{}').step,
};

/** @param {string} field */
export const labelOf = (field) => catalog[field]?.label ?? field;

/** @param {string} field */
export const nounOf = (field) => catalog[field]?.noun ?? field;
