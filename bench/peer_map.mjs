// The map that the peers hold: 20 steps as a Y.Map of Y.Maps. The bench writes its updates by hand, so the ids of the
// fields have to be known: client 1 makes all, each step with its fields in this order (examples/bench/yjs.rs).

import * as Y from 'yjs';

export const name = 'map';
const fields = ['wait', 'work', 'complete_accurate', 'people', 'note'];

const made = new Y.Doc();
made.clientID = 1;
made.transact(() => {
  const steps = made.getMap('steps');
  for (let at = 0; at < 20; at += 1) {
    const step = new Y.Map();
    for (const field of fields) step.set(field, '0');
    steps.set(`s${at}`, step);
  }
});
const update = Y.encodeStateAsUpdate(made);

/** Puts the map into an empty document. */
export const fill = (document) => Y.applyUpdate(document, update);
