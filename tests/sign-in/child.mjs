// SPDX-License-Identifier: GPL-3.0-or-later
// sign-in-child (sign-in-child.c) as something to talk with.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export async function startChild(program, cloud, { patience = 20000 } = {}) {
  const child = spawn(program, [cloud], { stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PATIENCE_MS: String(patience), G_MESSAGES_DEBUG: 'all', SOUP_DEBUG: 'all' } });
  const said = [];
  const waiting = [];
  const self = { log: '', commandLine: '' };

  child.stderr.on('data', data => { self.log += data; });
  createInterface({ input: child.stdout }).on('line', line => {
    if (/^(ready|open|code|good|failed|state|token|me|refused|planted|kept|ended) /.test(line)) said.push(line);
    else self.log += `${line}\n`;
    for (const look of [...waiting]) look();
  });
  const gone = new Promise(resolve => { child.on('close', (code, signal) => resolve({ code, signal })); });

  // Waits for a line that begins with one of @words; those before it are passed over. Gives what follows the word.
  self.expect = (...words) => new Promise((resolve, reject) => {
    const look = () => {
      const at = said.findIndex(line => words.includes(line.split(' ')[0]));
      if (at < 0) return;
      const line = said.splice(0, at + 1).pop();
      clearTimeout(timer);
      waiting.splice(waiting.indexOf(look), 1);
      resolve({ word: line.split(' ')[0], rest: line.slice(line.indexOf(' ') + 1) });
    };
    const timer = setTimeout(() => reject(new Error(`no ${words.join(' or ')}; it said ${said.join(' | ')}\n${self.log.slice(-3000)}`)), 30000);
    waiting.push(look);
    look();
  });
  self.tell = line => child.stdin.write(`${line}\n`);
  self.waitForState = async word => {
    for (;;) {
      const { rest } = await self.expect('state');
      if (rest.split(' ')[0] === word) return rest;
    }
  };
  self.pid = child.pid;
  self.quit = async () => {
    child.stdin.end('quit\n');
    return gone;
  };
  self.root = (await self.expect('ready')).rest;
  self.commandLine = readFileSync(`/proc/${child.pid}/cmdline`, 'latin1') + readFileSync(`/proc/${child.pid}/environ`, 'latin1');
  return self;
}
