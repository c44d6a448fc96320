// SPDX-License-Identifier: GPL-3.0-or-later
// The system's browser, without a screen: a person who signs in with it, or does not.
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const path = ['chromium', 'chromium-browser', 'google-chrome']
  .map(name => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim())
  .find(found => found !== '');

export async function startBrowser() {
  if (!path) throw new Error('these tests need Chromium; ./run test installs it');
  // What is laid under the programs that are tested (tests/planted) is not for this one.
  const { LD_PRELOAD, ...env } = process.env;
  const browser = await chromium.launch({ executablePath: path, headless: true, env, args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'] });

  // A person of their own: nobody is signed in anywhere.
  async function newPerson() {
    const context = await browser.newContext();
    // The service's pages would like a font from the web; nothing here leaves this machine.
    await context.route(url => url.hostname !== '127.0.0.1', route => route.abort());
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    return page;
  }

  return { newPerson, stop: () => browser.close() };
}

// Signs in on the page that the service shows, unless that has been done before, and agrees.
export async function signIn(page, name = 'kim') {
  await page.locator('button[type=submit]').waitFor();
  if (await page.locator('input[name=login]').count() > 0) {
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('of no importance');
    await page.locator('button[type=submit]').click();
  }
  await page.getByText('Continue', { exact: true }).click();
}
