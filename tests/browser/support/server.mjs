// Weir processes for tests, each with an empty database.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const binary = process.env.WEIR_BIN ?? path.join(root, 'target/debug/weir');

/**
 * Starts Weir on a free port with an empty database; it stops with the test file.
 *
 * `env` holds settings. `stop()` stops it like a deployment (SIGTERM), or like a crash (`'SIGKILL'`); `start()` starts
 * it again with the same data at the same address.
 */
export async function startWeir(env = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'weir-browser-'));
  let running = await serve(data, '127.0.0.1:0', env);
  const weir = {
    url: running.url,
    /** The path that creates the first account, in team mode. */
    setUp: running.setUp,
    async stop(signal = 'SIGTERM') {
      running.process.kill(signal);
      await running.ended;
    },
    async start() {
      running = await serve(data, new URL(weir.url).host, env);
    },
  };
  after(async () => {
    await weir.stop();
    await rm(data, { recursive: true, force: true });
  });
  return weir;
}

async function serve(data, address, env) {
  const weir = spawn(binary, ['serve', '--listen', address, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, WEIR_LOG: 'warn', ...env },
  });
  const ended = new Promise((resolve) => weir.once('exit', resolve));
  const isTeam = Boolean(env.WEIR_TEAM);
  const output = await new Promise((resolve, reject) => {
    let output = '';
    weir.stdout.on('data', (text) => {
      output += text;
      // All lines arrive at once, or the last one a moment later.
      if (/Listening on http:\S+\n/.test(output) && (!isTeam || /\/setup\?token=\w+\n/.test(output))) resolve(output);
    });
    weir.once('error', reject);
    ended.then((code) => reject(new Error(`weir ended with ${code} before it served`)));
  });
  const url = output.match(/Listening on (http:\S+)/)[1];
  return { process: weir, ended, url, setUp: output.match(/http:\S+\/setup\?token=\w+/)?.[0] };
}
