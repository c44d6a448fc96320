// SPDX-License-Identifier: GPL-3.0-or-later
// The public mock server (Prism) on a free loopback port, made from the document.
//
//   node prism.mjs [--example OPERATION=NAME]…    prints {"api": URL, "token": …} as corral-cli demo-cloud does, and
//                                                serves until it is ended or its input ends
//
// --example puts the example NAME of an operation's first good answer before the others, so that it is the one
// that the mock gives: getChanges=some, for instance.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { contract } from './contract.mjs';

const command = fileURLToPath(new URL('node_modules/.bin/prism', import.meta.url));

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// The document with some examples moved to the front.
function arranged(examples) {
  const copy = structuredClone(contract);
  for (const [id, name] of Object.entries(examples)) {
    const operation = Object.values(copy.paths).flatMap(item => Object.values(item)).find(each => each.operationId === id);
    const media = operation && Object.values(operation.responses[200].content)[0];
    if (!media?.examples[name])
      throw new Error(`no example ${name} of ${id}`);
    media.examples = { [name]: media.examples[name], ...media.examples };
  }
  return copy;
}

// Starts the mock; resolves when it answers. { api, token, stop }
export async function startPrism(examples = {}) {
  const document = arranged(examples);
  const folder = mkdtempSync(join(tmpdir(), 'corral-prism-'));
  const path = join(folder, 'corral-v1.json');
  const token = 'mock';
  const deadline = Date.now() + 60000;

  writeFileSync(path, JSON.stringify(document));
  for (;;) {
    const port = await freePort();
    const api = `http://127.0.0.1:${port}`;
    let said = '';
    let ended = false;
    const child = spawn(command, ['mock', '--multiprocess', 'false', '--host', '127.0.0.1', '--port', String(port), path], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', data => { said = (said + data).slice(-4000); });
    process.once('exit', () => child.kill());
    const end = new Promise(resolve => child.on('exit', () => { ended = true; resolve(); }));
    const stop = async () => {
      child.kill('SIGTERM');
      await end;
      rmSync(folder, { recursive: true, force: true });
    };
    while (!ended && Date.now() < deadline) {
      const answer = await fetch(`${api}/v1/me`, { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
      if (answer?.status === 200)
        return { api, token, stop };
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    // The port was taken by somebody else meanwhile: try another. Anything else is final.
    if (Date.now() >= deadline || !said.includes('EADDRINUSE')) {
      await stop();
      throw new Error(`the mock server did not start: ${said}`);
    }
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const examples = {};
  for (let i = 2; i < argv.length; i += 2) {
    const [id, name] = (argv[i] === '--example' ? argv[i + 1] ?? '' : '').split('=');
    if (!name) {
      console.error('usage: prism.mjs [--example OPERATION=NAME]…');
      process.exit(2);
    }
    examples[id] = name;
  }
  const mock = await startPrism(examples);
  console.log(JSON.stringify({ api: mock.api, token: mock.token }));
  const leave = async () => { await mock.stop(); process.exit(0); };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
    process.on(signal, leave);
  process.stdin.on('end', leave).resume();
}
