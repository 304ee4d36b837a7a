// y-websocket's server as it comes, on a free port; edits are held in memory.

import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { getYDoc, setupWSConnection } from '@y/websocket-server/utils';
import { fill, name } from './peer_map.mjs';

fill(getYDoc(name));
const http = createServer();
const sockets = new WebSocketServer({ server: http });
sockets.on('connection', setupWSConnection);
http.listen(0, '127.0.0.1', () => console.log(`Listening on http://127.0.0.1:${http.address().port}`));
