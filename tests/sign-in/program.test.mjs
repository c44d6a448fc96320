// SPDX-License-Identifier: GPL-3.0-or-later
// The first run of the program itself: a person types the cloud's address into the welcome, their browser opens, they sign in
// there, and the fleet fills up. On a PC without a keyring: nothing of it may be kept.
//
//   node --test-reporter=tap program.test.mjs HEADLESS CORRAL CORRAL_CLI
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { signIn, startBrowser } from './browser.mjs';
import { startService } from './service.mjs';

const [headless, corral, tool] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

function startDemoCloud() {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, ['demo-cloud', '--carts', '150', '--stores', '6'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.on('error', reject);
    child.on('close', code => reject(new Error(`the demo cloud ended with ${code}`)));
    child.stdout.on('data', data => {
      said += data;
      if (!said.includes('\n')) return;
      const { api, token } = JSON.parse(said.split('\n')[0]);
      resolve({ url: api, token, stop: () => child.kill() });
    });
  });
}

async function until(what, words) {
  for (let i = 0; i < 600; i += 1) {
    if (what()) return;
    await new Promise(resolve => { setTimeout(resolve, 100); });
  }
  assert.fail(`not within a minute: ${words}`);
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

test('from the welcome to the fleet', { timeout: 150000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'corral-program-'));
  const upstream = await startDemoCloud();
  const service = await startService({ upstream });
  const browser = await startBrowser();
  const driver = spawn(headless, [join(here, 'program-driver'), corral, service.cloud, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise(resolve => { driver.on('close', code => resolve(code)); });
  let complaints = '';
  driver.stderr.on('data', data => { complaints += data; });

  try {
    const page = await browser.newPerson();
    await until(() => existsSync(join(folder, 'visited')) || driver.exitCode !== null, 'the browser opens');
    const address = readFileSync(join(folder, 'visited'), 'utf8');
    assert.ok(address.startsWith(`${service.url}/`), address);
    await page.goto(address);
    await signIn(page);
    await page.getByText('Go back to Corral').first().waitFor();

    await until(() => service.passed.some(line => line.includes('/snapshots/cart')), 'the fleet is asked for');
    await until(() => service.passed.some(line => line.includes('/changes')), 'the fleet is there');
    writeFileSync(join(folder, 'done'), '');
    assert.equal(await ended, 0, complaints);

    const titles = readFileSync(join(folder, 'titles'), 'utf8').trim().split('\n');
    assert.equal(titles.length, 2);
    assert.match(titles[0], /^Welcome/);
    assert.match(titles[1], /^Fleet/);
    assert.equal(readFileSync(join(folder, 'core-size'), 'utf8').trim(), '0');

    // The fleet is on the disk, and no token is: not there, nor in the log, nor where other programs can read it.
    const files = [...filesBelow(folder)];
    assert.ok(files.filter(path => path.endsWith('cache.db')).some(path => statSync(path).size > 50000), files.join('\n'));
    assert.ok(service.issued.size >= 2);
    for (const path of files) {
      const bytes = readFileSync(path);
      for (const secret of service.issued) assert.ok(!bytes.includes(secret), `a token stands in ${path}`);
      assert.ok(!bytes.includes(upstream.token), `the cloud's own token stands in ${path}`);
    }
    // A stolen PC of somebody who is signed in: the home folder holds no file that the reviewers' page does not name, and
    // nothing that would be a sign-in.
    const rows = [...readFileSync(join(here, '../../data/doc/security.md'), 'utf8').matchAll(/^\| `((?:cache|data)\/corral\/[^`]+)`/gm)]
      .map(([, row]) => new RegExp(`^${row.replaceAll('.', '\\.').replaceAll(/<[a-z]+>/g, '[^/]+')}(-wal|-shm)?$`));
    const stolen = files.map(path => path.slice(join(folder, 'home').length + 1)).filter(path => /^(cache|data)\/corral\//.test(path));
    assert.ok(stolen.length >= 6, stolen.join('\n'));
    for (const path of stolen) assert.ok(rows.some(row => row.test(path)), `${path} is not on the reviewers' page`);
    for (const path of files.filter(path => path.startsWith(join(folder, 'home')))) {
      assert.ok(!/Bearer |refresh_token|"access_token"|eyJ[A-Za-z0-9_-]{10,}\./.test(readFileSync(path, 'latin1')), `a sign-in stands in ${path}`);
    }
    assert.ok(readFileSync(join(folder, 'log')).length > 1000);
    assert.ok(readFileSync(join(folder, 'command-line')).length > 10);
  } finally {
    writeFileSync(join(folder, 'done'), '');
    driver.kill();
    await browser.stop();
    await service.stop();
    upstream.stop();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
