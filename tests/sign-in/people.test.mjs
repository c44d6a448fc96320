// SPDX-License-Identifier: GPL-3.0-or-later
// Two people on one PC, with one browser: a real sign-in service, a real keyring, the program worked by keys. Each has folders
// of their own, what each did is sent under their own token alone, and when one signs out the other's files stay as they are.
//
//   node --test-reporter=tap people.test.mjs HEADLESS CORRAL CORRAL_CLI
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './browser.mjs';
import { startService } from './service.mjs';

const [headless, corral, tool] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

function startDemoCloud() {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, ['demo-cloud', '--carts', '120', '--stores', '5'], { stdio: ['ignore', 'pipe', 'inherit'] });
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

async function until(what, words, tries = 600) {
  for (let i = 0; i < tries; i += 1) {
    const found = what();
    if (found) return found;
    await new Promise(resolve => { setTimeout(resolve, 100); });
  }
  return assert.fail(`not in time: ${words}`);
}

function* filesBelow(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

// Names and bytes of all files in @folders.
function printOf(...folders) {
  const hash = createHash('sha256');
  for (const path of folders.flatMap(folder => [...filesBelow(folder)]).sort()) hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
}

// A PC with hands; see people-driver.
function startPc(folder) {
  const driver = spawn(headless, [join(here, 'people-driver'), corral, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  const self = { complaints: '', ended: new Promise(resolve => { driver.on('exit', resolve); }) };
  let n = 0;
  driver.stderr.on('data', data => { self.complaints += data; });
  self.say = async script => {
    const number = n;
    n += 1;
    writeFileSync(join(folder, 'doing'), script);
    renameSync(join(folder, 'doing'), join(folder, `do-${number}`));
    const did = join(folder, `did-${number}`);
    await until(() => existsSync(did) || driver.exitCode !== null, script, 900);
    const [status, ...lines] = readFileSync(did, 'utf8').trim().split('\n');
    assert.equal(status, '0', `${script}: ${lines.join('\n')} ${self.complaints}`);
    return lines.join('\n');
  };
  self.home = async () => self.say('echo "$HOME"');
  self.stop = async () => {
    writeFileSync(join(folder, 'end'), '');
    await self.ended;
  };
  self.kill = () => driver.kill();
  return self;
}

test('two people, one PC, one browser', { timeout: 240000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'corral-people-'));
  const upstream = await startDemoCloud();
  const service = await startService({ upstream });
  const browser = await startBrowser();
  const pc = startPc(folder);

  // Whoever sits there signs in, in the browser that everybody uses. @asked: whether they had to say who they are.
  const page = await browser.newPerson();
  async function signIn(name) {
    await until(() => existsSync(join(folder, 'visited')), 'the browser opens');
    const address = readFileSync(join(folder, 'visited'), 'utf8');
    rmSync(join(folder, 'visited'));
    await page.goto(address);
    await page.locator('button[type=submit]').waitFor();
    const asked = await page.locator('input[name=login]').count() > 0;
    if (asked) {
      await page.locator('input[name=login]').fill(name);
      await page.locator('input[name=password]').fill('of no importance');
      await page.locator('button[type=submit]').click();
    }
    await page.getByText('Continue', { exact: true }).click();
    await page.getByText('Go back to Corral').first().waitFor();
    return { asked, address };
  }

  try {
    const home = await pc.home();
    const placeOf = name => {
      const hash = createHash('sha256').update(`${service.cloud}#p-${name}`).digest('hex').slice(0, 12);
      const { hostname, port } = new URL(service.cloud);
      return `${hostname}_${port}-${hash}`;
    };
    const dataOf = name => join(home, 'data', 'corral', placeOf(name));
    const cacheOf = name => join(home, 'cache', 'corral', placeOf(name));
    const outboxOf = name => {
      const done = spawnSync(tool, ['outbox', '--json', '--all', '--data', dataOf(name)], { encoding: 'utf8' });
      return done.status === 0 ? JSON.parse(done.stdout).entries : [];
    };
    const open = async () => (await fetch(`${upstream.url}/v1/me`, { headers: { authorization: `Bearer ${upstream.token}` } })).json();
    const { tenants: [{ id: tenant }] } = await open();
    const answer = await fetch(`${upstream.url}/v1/tenants/${tenant}/snapshots/cart?limit=1`, { headers: { authorization: `Bearer ${upstream.token}` } });
    const cart = (await answer.text()).match(/"serial": ?"([^"]+)"/)[1];
    // Writes a note on the cart, by the keys that people have.
    const write = async (name, text) => {
      const before = outboxOf(name).length;
      // Until the fleet that is searched is there.
      await pc.say(`for _ in $(seq 30); do window ' – Corral$'; keys ctrl+k ctrl+a; type_text '${cart}'; sleep 1; keys Return; sleep 0.5; seen '^Cart ' && break; done; window '^Cart .*Corral$'`);
      await pc.say(`keys alt+n; window '^Add Note'; type_text '${text}'; keys ctrl+Return`);
      return until(() => outboxOf(name).length > before, `${name}'s note is stored`);
    };

    // Kim, for the first time. Nothing gets through to the cloud: what Kim does waits.
    service.holding = true;
    await pc.say(`start; window '^Welcome.*Corral$'; type_text '${service.cloud}'; keys Return`);
    const first = await signIn('kim');
    assert.ok(first.asked);
    assert.ok(!first.address.includes('prompt=login'));
    await pc.say(`window '^Fleet.*Corral$'`);
    await until(() => existsSync(join(cacheOf('kim'), tenant, 'cache.db')), 'Kim has a fleet');
    await until(() => service.passed.some(line => line.includes('/changes')), 'the fleet is there');
    await write('kim', 'Kim looked at it');
    await until(() => service.operations.some(one => one.who === 'kim' && one.held), 'the cloud is asked, and says later');

    // Lee comes. The browser remembers Kim, and has to ask all the same.
    await pc.say(`window ' – Corral$'; keys ctrl+shift+p; window '^People on This PC$'; keys alt+a; window '^Add a Person'; keys alt+s`);
    const second = await signIn('lee');
    assert.ok(second.address.includes('prompt=login'), second.address);
    assert.ok(second.asked, 'whoever was there before was signed in silently');
    await until(() => existsSync(join(cacheOf('lee'), tenant, 'cache.db')), 'Lee has a fleet');
    await pc.say(`window '^Fleet.*Corral$'`);

    // Each sees their own.
    assert.equal(outboxOf('lee').length, 0);
    await write('lee', 'Lee looked at it');
    assert.deepEqual(outboxOf('lee').map(one => one.made_by), ['p-lee']);
    assert.deepEqual(outboxOf('kim').map(one => one.made_by), ['p-kim']);
    assert.ok(['retry', 'queued', 'held'].includes(outboxOf('kim')[0].state), outboxOf('kim')[0].state);

    // The cloud takes things again: Lee's. Kim's waits for Kim.
    service.operations.length = 0;
    service.holding = false;
    await until(() => service.operations.some(one => one.who === 'lee'), "Lee's note is sent");
    await until(() => outboxOf('lee').every(one => one.state === 'applied'), "Lee's note has arrived");
    assert.deepEqual([...new Set(service.operations.map(one => one.who))], ['lee']);
    assert.notEqual(outboxOf('kim')[0].state, 'applied');

    // Two keys, and Kim is back, where Kim was; now it is sent, in Kim's name.
    await pc.say(`window '^Cart .*Corral$'; keys ctrl+shift+p; window '^People on This PC$'; keys Return; true`);
    await until(() => outboxOf('kim').every(one => one.state === 'applied'), "Kim's note has arrived");
    await pc.say(`window '^Cart .*Corral$'`);
    const [kims] = outboxOf('kim');
    const [lees] = outboxOf('lee');
    for (const one of service.operations)
      assert.equal(one.who, one.url.includes(kims.id) ? 'kim' : 'lee', JSON.stringify(one));
    assert.ok(service.operations.some(one => one.url.includes(lees.id)));

    // Kim signs out: Kim's files are gone, Lee's are as they were, bit for bit.
    const before = printOf(dataOf('lee'), cacheOf('lee'));
    await pc.say(`action sign-out; sleep 0.5; keys Return; window '^Welcome.*Corral$'`);
    assert.deepEqual([...filesBelow(cacheOf('kim'))], []);
    assert.deepEqual([...filesBelow(dataOf('kim'))].map(path => path.split('/').at(-1)).filter(name => !/^(lock|audit\.db.*)$/.test(name)), []);
    assert.equal(printOf(dataOf('lee'), cacheOf('lee')), before);
    const list = readFileSync(join(home, 'data', 'corral', 'accounts.list'), 'utf8');
    assert.ok(list.includes('Lee') && !list.includes('Kim'), list);

    // The next start is Lee's; and two programs do not share what is Lee's.
    await pc.say(`keys ctrl+q; ended; start; window 'Corral$'`);
    await until(() => service.passed.length > 0, 'it is asked');
    const refused = await pc.say(`"$corral" --account lee; echo "status $?"`);
    assert.match(refused, /process \d+\) has the data of Lee open/);
    assert.match(refused, /status 1/);
    const nobody = await pc.say(`"$corral" --account kim; echo "status $?"`);
    assert.match(nobody, /nobody on this PC is “kim”; there are: Lee@127\.0\.0\.1/);
    assert.match(nobody, /status 2/);

    await pc.stop();
    for (const path of filesBelow(folder)) {
      const bytes = readFileSync(path);
      // The keyring's own file is encrypted.
      for (const secret of service.issued) assert.ok(!bytes.includes(secret), `a token stands in ${path}`);
    }
  } finally {
    await Promise.race([pc.stop(), new Promise(resolve => { setTimeout(resolve, 10000).unref(); })]);
    pc.kill();
    await browser.stop();
    await service.stop();
    upstream.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
