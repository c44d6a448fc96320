// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in, from end to end: Corral, a real browser, a certified sign-in service, a real keyring. First as it should go,
// then every way in which it must not.
//
//   node --test-reporter=tap sign-in.test.mjs SIGN_IN_CHILD
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { signIn, startBrowser } from './browser.mjs';
import { startChild } from './child.mjs';
import { moveClock, startService } from './service.mjs';

const program = process.argv[2];
let browser;

before(async () => { browser = await startBrowser(); });
after(async () => { await browser.stop(); });

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

// No secret that was handed out is in a file, in what was logged with everything switched on, or in what every process of this
// PC can see of this one.
function assertNothingLeaked(service, child, verifierless = []) {
  const secrets = [...service.issued, ...verifierless];
  let files = 0;
  for (const path of filesBelow(child.root)) {
    const bytes = readFileSync(path);
    files += 1;
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `a token stands in ${path}`);
  }
  assert.ok(files > 0);
  assert.ok(child.log.length > 0);
  for (const secret of secrets) {
    assert.ok(!child.log.includes(secret), 'a token stands in the log');
    assert.ok(!child.commandLine.includes(secret), 'a token stands in the command line');
  }
}

// Runs @body with a service, a child and a person; checks afterwards that nothing leaked.
function scene(name, body, options = {}) {
  test(name, { timeout: 60000 }, async () => {
    const service = await startService(options);
    const page = await browser.newPerson();
    const child = await startChild(program, options.cloud?.(service) ?? service.cloud, options);
    try {
      await body({ service, page, child }).catch(async error => {
        // What the person saw.
        error.message += `\n${page.url()}\n${(await page.locator('body').innerText({ timeout: 2000 }).catch(String)).slice(0, 1000)}`;
        throw error;
      });
      assertNothingLeaked(service, child);
    } finally {
      moveClock(0);
      const { code, signal } = await child.quit();
      await page.context().close();
      await service.stop();
      assert.deepEqual({ code, signal }, { code: 0, signal: null }, child.log.slice(-2000));
    }
  });
}

async function signInWithBrowser({ child, page }) {
  child.tell('browser');
  const { rest } = await child.expect('open');
  await page.goto(rest);
  await signIn(page);
  await page.getByText('Go back to Corral').first().waitFor();
  await child.expect('good');
  return rest;
}

async function expectMe(child, word = 'me') {
  child.tell('me');
  return (await child.expect('me', 'refused')).word === word || assert.fail(`not ${word}`);
}

async function kept(child) {
  child.tell('kept');
  return (await child.expect('kept')).rest;
}

// What a page, or whoever, sends to the address that Corral listens on.
function visit(address, query) {
  const url = new URL(address);
  url.search = new URLSearchParams(query).toString();
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, response => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    }).on('error', reject);
  });
}

const askedIn = address => Object.fromEntries(new URL(address).searchParams);

// Has the service keep the answer that it would send the browser back with, and gives that.
async function catchAnswer(service, page, address) {
  const caught = service.catchNext();
  await page.goto(address);
  await signIn(page);
  return Object.fromEntries(new URL(await caught).searchParams);
}

// ---- as it should go

scene('a browser, and back', async ({ service, child, page }) => {
  const address = await signInWithBrowser({ child, page });
  const asked = askedIn(address);
  assert.equal(asked.code_challenge_method, 'S256');
  assert.equal(asked.resource, service.cloud);
  assert.match(asked.redirect_uri, /^http:\/\/127\.0\.0\.1:\d+\/signed-in$/);
  await expectMe(child);
  const first = await kept(child);
  assert.ok(service.issued.has(first));

  // The exchange gives another token of both kinds, and what was exchanged is gone.
  child.tell('renew');
  await child.expect('token');
  await expectMe(child);
  const second = await kept(child);
  assert.notEqual(second, first);
  assert.ok(service.issued.has(second));
  assert.equal(service.issued.size, 4);
});

scene('signing out tells the service, which gives nothing for the old token any more', async ({ service, child, page }) => {
  await signInWithBrowser({ child, page });
  const token = await kept(child);
  child.tell('end');
  assert.equal((await child.expect('ended')).rest, '-');
  assert.equal(await kept(child), '-');
  assert.ok(service.requests.includes('POST /token/revocation'));
  child.tell(`plant ${service.url} corral ${token}`);
  await child.expect('planted');
  child.tell('resume');
  await child.waitForState('ended');
});

scene('a code on another device', async ({ service, child, page }) => {
  service.slowDown = 1; // asked to go slower, it does, and comes to its end all the same
  child.tell('device');
  const [code, address, full] = (await child.expect('code')).rest.split(' ');
  assert.match(code, /^[A-Z0-9-]{4,}$/);
  assert.equal(address, `${service.url}/device`);
  await page.goto(full);
  await page.getByText('Continue', { exact: true }).click();
  await signIn(page);
  await page.getByText('Sign-in Success').first().waitFor();
  await child.expect('good');
  await expectMe(child);
  assert.ok(service.requests.filter(line => line === 'POST /token').length >= 2);
});

for (const hours of [1, -1])
  scene(`a service whose clock is an hour ${hours > 0 ? 'fast' : 'slow'}`, async ({ child, page }) => {
    moveClock(hours * 3600);
    await signInWithBrowser({ child, page });
    await expectMe(child);
    child.tell('renew');
    await child.expect('token');
    await expectMe(child);
  });

scene('a token that lasts three seconds is exchanged before it runs out', async ({ child, page }) => {
  await signInWithBrowser({ child, page });
  await child.expect('token');
  await child.expect('token');
  await expectMe(child);
}, { ttl: { AccessToken: 3 } });

// ---- as it must not go

scene('consent that is denied', async ({ child, page }) => {
  child.tell('browser');
  await page.goto((await child.expect('open')).rest);
  await page.locator('input[name=login]').waitFor();
  await page.getByText('Cancel').click();
  await page.getByText('You are not signed in').first().waitFor();
  assert.match((await child.expect('good', 'failed')).rest, /declined/);
  assert.equal(await kept(child), '-');
});

scene('an answer with a wrong state', async ({ child }) => {
  child.tell('browser');
  const asked = askedIn((await child.expect('open')).rest);
  assert.equal(await visit(asked.redirect_uri, { code: 'anything', state: 'x'.repeat(43) }), 400);
  assert.match((await child.expect('good', 'failed')).rest, /does not belong/);
});

scene('an answer with a wrong issuer, or without one', async ({ service, child, page }) => {
  for (const issuer of ['https://login.evil.example', `${service.url}/`, undefined]) {
    child.tell('browser');
    const address = (await child.expect('open')).rest;
    const answer = await catchAnswer(service, page, address);
    assert.equal(answer.iss, service.url);
    const { iss, ...rest } = answer;
    await visit(askedIn(address).redirect_uri, issuer === undefined ? rest : { ...rest, iss: issuer });
    assert.match((await child.expect('good', 'failed')).rest, /does not belong/);
  }
  assert.equal(service.issued.size, 0);
});

scene('a cloud that names a service which speaks for another', async ({ service, child }) => {
  service.issuer = service.url.replace('127.0.0.1', 'localhost');
  child.tell('browser');
  assert.match((await child.expect('good', 'failed')).rest, /cannot be trusted/);
});

scene('a code that was used before', async ({ service, child, page }) => {
  child.tell('browser');
  const first = (await child.expect('open')).rest;
  const answer = await catchAnswer(service, page, first);
  await visit(askedIn(first).redirect_uri, answer);
  await child.expect('good');
  await expectMe(child);

  child.tell('browser');
  const second = askedIn((await child.expect('open')).rest);
  await visit(second.redirect_uri, { ...answer, state: second.state });
  assert.match((await child.expect('good', 'failed')).rest, /did not accept/);
  // What there was before is as it was.
  assert.equal(service.issued.size, 2);
  await expectMe(child);
  assert.ok(service.issued.has(await kept(child)));
});

scene('a code that was made out to another program', async ({ service, child, page }) => {
  child.tell('browser');
  const address = new URL((await child.expect('open')).rest);
  const mine = askedIn(address);
  address.searchParams.set('client_id', 'somebody-else');
  const answer = await catchAnswer(service, page, address.href);
  assert.ok(answer.code);
  await visit(mine.redirect_uri, answer);
  assert.match((await child.expect('good', 'failed')).rest, /did not accept/);
  assert.equal(service.issued.size, 0);
});

scene('a code that was asked for with another secret', async ({ service, child, page }) => {
  child.tell('browser');
  const address = new URL((await child.expect('open')).rest);
  const mine = askedIn(address);
  address.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  await visit(mine.redirect_uri, await catchAnswer(service, page, address.href));
  assert.match((await child.expect('good', 'failed')).rest, /did not accept/);
  assert.equal(service.issued.size, 0);
});

scene('tokens of another program', async ({ service, child, page }) => {
  // Somebody else's program signs the same person in, to the same cloud.
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const redirect = 'http://127.0.0.1:9/signed-in';
  const query = new URLSearchParams({ client_id: 'somebody-else', response_type: 'code', redirect_uri: redirect,
    scope: 'fleet.read offline_access', prompt: 'consent', state: 's', resource: service.cloud,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' });
  const answer = await catchAnswer(service, page, `${service.url}/auth?${query}`);
  const tokens = await (await fetch(`${service.url}/token`, { method: 'POST', body: new URLSearchParams({
    grant_type: 'authorization_code', code: answer.code, redirect_uri: redirect, code_verifier: verifier,
    client_id: 'somebody-else', resource: service.cloud }) })).json();
  assert.ok(tokens.access_token && tokens.refresh_token, JSON.stringify(tokens));
  // The cloud does not take the one,
  const said = await fetch(`${service.cloud}/v1/me`, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
  assert.equal(said.status, 401);
  // nor does the service exchange the other for us.
  child.tell(`plant ${service.url} corral ${tokens.refresh_token}`);
  await child.expect('planted');
  child.tell('resume');
  await child.waitForState('ended');
  assert.equal(await kept(child), '-');
});

scene('a refresh token that somebody has used', async ({ service, child, page }) => {
  await signInWithBrowser({ child, page });
  // A thief with a copy of what the keyring has.
  const stolen = await kept(child);
  const theirs = await (await fetch(`${service.url}/token`, { method: 'POST', body: new URLSearchParams({
    grant_type: 'refresh_token', refresh_token: stolen, client_id: 'corral', resource: service.cloud }) })).json();
  assert.ok(theirs.access_token);
  // The second who comes with it finds out, and ends it for both.
  child.tell('renew');
  const sentence = await child.waitForState('ended');
  assert.match(sentence, /ended your sign-in.*nothing that waits to be sent is lost/);
  const again = await fetch(`${service.url}/token`, { method: 'POST', body: new URLSearchParams({
    grant_type: 'refresh_token', refresh_token: theirs.refresh_token, client_id: 'corral' }) });
  assert.equal(again.status, 400);
  // And the way back.
  await page.context().clearCookies();
  await signInWithBrowser({ child, page });
  await expectMe(child);
});

scene('an answer that goes to a wrong port, or a wrong place there', async ({ service, child, page }) => {
  child.tell('browser');
  const address = new URL((await child.expect('open')).rest);
  const mine = new URL(address.searchParams.get('redirect_uri'));
  // The service sends the browser to any port of this PC: whoever listens there has a code that is worth nothing.
  address.searchParams.set('redirect_uri', `http://127.0.0.1:${Number(mine.port) ^ 1}/signed-in`);
  assert.ok((await catchAnswer(service, page, address.href)).code);
  // But nowhere else on it.
  address.searchParams.set('redirect_uri', `${mine.origin}/other`);
  const response = await page.goto(address.href);
  assert.equal(response.status(), 400);
  assert.match((await child.expect('good', 'failed')).rest, /in time/);
  assert.equal(service.issued.size, 0);
}, { patience: 8000 });

scene('a device code that nobody used in time', async ({ child }) => {
  child.tell('device');
  await child.expect('code');
  assert.match((await child.expect('good', 'failed')).rest, /in time/);
}, { ttl: { DeviceCode: 2 } });

scene('a device code that is declined', async ({ child, page }) => {
  child.tell('device');
  const full = (await child.expect('code')).rest.split(' ')[2];
  await page.goto(full);
  await page.locator('button[name=abort]').click();
  assert.match((await child.expect('good', 'failed')).rest, /declined/);
});

scene('an address where there is no cloud', async ({ child }) => {
  child.tell('browser');
  assert.match((await child.expect('good', 'failed')).rest, /does not say where people sign in/);
}, { cloud: service => `${service.url}/nothing-here` });
