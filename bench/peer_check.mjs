// Reads a peer's document as any Yjs client would and prints it as JSON: node peer_check.mjs ADDRESS y-websocket|hocuspocus

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { writeSyncStep1, readSyncMessage } from 'y-protocols/sync';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { name } from './peer_map.mjs';

const [address, peer] = process.argv.slice(2);
const named = peer === 'hocuspocus';
const doc = new Y.Doc();
const socket = new WebSocket(`ws://${address}/${name}`);
socket.binaryType = 'arraybuffer';

const message = (...write) => {
  const encoder = encoding.createEncoder();
  if (named) encoding.writeVarString(encoder, name);
  for (const part of write) part(encoder);
  socket.send(encoding.toUint8Array(encoder));
};

socket.on('open', () => {
  const number = (of) => (encoder) => encoding.writeVarUint(encoder, of);
  if (named) message(number(2), number(0), (encoder) => encoding.writeVarString(encoder, ''));
  message(number(0), (encoder) => writeSyncStep1(encoder, doc));
});

socket.on('message', (data) => {
  const decoder = decoding.createDecoder(new Uint8Array(data));
  if (named) decoding.readVarString(decoder);
  if (decoding.readVarUint(decoder) !== 0) return;
  readSyncMessage(decoder, encoding.createEncoder(), doc, null);
  const map = doc.getMap('steps').toJSON();
  if (!map.s0) return;
  console.log(JSON.stringify(map));
  socket.close();
});
