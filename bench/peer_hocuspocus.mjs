// Hocuspocus as it comes, with its SQLite extension on a file (which it writes some seconds later), on a free port.

import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';
import { fill } from './peer_map.mjs';

const server = new Server({
  address: '127.0.0.1',
  port: 0,
  quiet: true,
  extensions: [new SQLite({ database: process.argv[2] })],
  onLoadDocument: async ({ document }) => fill(document),
});
await server.listen();
console.log(`Listening on http://127.0.0.1:${server.address.port}`);
