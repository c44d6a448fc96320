// SPDX-License-Identifier: GPL-3.0-or-later
// corral-cli sync against Prism's mock of the document: a server that nobody of us wrote. The examples tell one
// story, so a sync ends with whole rows in the cache; and when the mock is gone, with one clear sentence.
//
//   node --test-reporter=tap prism-sync.test.mjs CORRAL_CLI
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { contract } from './contract.mjs';
import { startPrism } from './prism.mjs';

const tool = process.argv[2];
const { schemas } = contract.components;

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 30000, env: { ...process.env, G_DEBUG: 'fatal-criticals' } });
    const said = { out: '', err: '' };
    child.stdout.on('data', data => { said.out += data; });
    child.stderr.on('data', data => { said.err += data; });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...said }));
  });
}

// Runs @body with a folder of its own.
async function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'corral-prism-sync-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sync(mock, folder) {
  const file = join(folder, 'token');
  writeFileSync(file, `${mock.token}\n`, { mode: 0o600 });
  return run(['sync', '--api', mock.api, '--token-file', file, '--data', join(folder, 'data'), '--once', '--json']);
}

async function report(what, folder) {
  const said = await run(['report', what, '--data', join(folder, 'data'), '--format', 'json']);
  assert.equal(said.code, 0, said.err);
  return JSON.parse(said.out);
}

const rowsIn = value => (Array.isArray(value) ? value : Object.values(value).find(Array.isArray));

test('a mock on which nothing changes', () => inFolder(async folder => {
  const mock = await startPrism();
  try {
    const said = await sync(mock, folder);
    assert.equal(said.signal, null, said.err);
    assert.equal(said.code, 0, said.err + said.out);
    for (const line of said.out.trim().split('\n'))
      JSON.parse(line);
  } finally {
    await mock.stop();
  }
  assert.equal(rowsIn(await report('stores', folder)).length, schemas.Store.examples.length);
  const carts = JSON.stringify(await report('carts', folder));
  for (const cart of schemas.Cart.examples)
    assert.ok(carts.includes(cart.serial), cart.serial);

  // The mock is gone now. What was fetched stays, and one line says what happened.
  const gone = await sync(mock, folder);
  assert.equal(gone.signal, null);
  assert.notEqual(gone.code, 0);
  assert.match(gone.err.trim(), /^[^\n]{10,300}$/);
  assert.equal(rowsIn(await report('stores', folder)).length, schemas.Store.examples.length);
}));

test('a mock on which something changes', () => inFolder(async folder => {
  const mock = await startPrism({ getChanges: 'some' });
  try {
    const said = await sync(mock, folder);
    assert.equal(said.signal, null, said.err);
    assert.equal(said.code, 0, said.err + said.out);
  } finally {
    await mock.stop();
  }
  // One store left the scope; cart 0412 is charging again.
  const stores = JSON.stringify(await report('stores', folder));
  assert.ok(stores.includes('Lindenplatz') && !stores.includes('Kanalstraat'), stores);
  const cart = rowsIn(await report('carts', folder)).find(row => JSON.stringify(row).includes('SC-26-000412'));
  assert.ok(JSON.stringify(cart).includes('charging'), JSON.stringify(cart));
}));
