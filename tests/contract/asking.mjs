// SPDX-License-Identifier: GPL-3.0-or-later
// What the checks of servers share: TAP, and asking a server something and holding the answer to the document.
import { answerFaults, camel, operation } from './contract.mjs';

export const HOUR = 3600000;
export const DAY = 24 * HOUR;

// ---- TAP -----------------------------------------------------------------------------------------------
let number = 0;
let failed = 0;
let current = [];

// How many steps there were, and how many of them failed.
export const tally = () => ({ number, failed });

// Notes that something is wrong unless @holds; the step that runs then fails.
export function check(holds, what) {
  if (!holds && current.length < 12)
    current.push(what);
  return holds;
}

export async function step(name, run) {
  current = [];
  try {
    await run();
  } catch (error) {
    current.push(error.cause ? `${error.message}: ${error.cause.message}` : error.message);
  }
  number++;
  failed += current.length > 0;
  console.log(`${current.length > 0 ? 'not ok' : 'ok'} ${number} - ${name}`);
  for (const line of current)
    console.log(`# ${line}`);
}

// ---- asking --------------------------------------------------------------------------------------------
export class Server {
  constructor(api, token) {
    this.api = api.replace(/\/$/, '');
    this.token = token;
  }

  // Sends one request of the document's operation @id and checks the answer's form. Checks that its status is one
  // of @expect. Returns { status, body, headers }.
  async ask(id, { path = {}, query = {}, headers = {}, token = this.token, body = undefined, expect = [200], raw = false } = {}) {
    const { method, path: template } = operation(id);
    const filled = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name]));
    const url = new URL(this.api + filled);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== null)
        url.searchParams.set(name, value);
    const answer = await fetch(url, {
      method: method.toUpperCase(), redirect: 'manual', signal: AbortSignal.timeout(30000),
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const where = `${method.toUpperCase()} ${filled}${url.search} → ${answer.status}`;
    check(expect.includes(answer.status), `${where}: expected ${expect.join(' or ')}`);
    for (const fault of answerFaults(id, answer.status, answer.headers, text))
      check(false, `${where}: ${fault}`);
    const type = answer.headers.get('content-type') ?? '';
    let value = null;
    if (!raw && type.includes('json'))
      try { value = JSON.parse(text); } catch { /* told above */ }
    return { status: answer.status, headers: answer.headers, body: value, text, where };
  }
}

export const rising = list => list.every((each, i) => i === 0 || Buffer.compare(Buffer.from(list[i - 1]), Buffer.from(each)) < 0);

// All pages of one snapshot, { as_of, rows }.
export async function readSnapshot(server, tenant, collection, limit) {
  const rows = [];
  let as_of = null;
  let cursor = null;
  const cursors = new Set();

  do {
    const { body, where } = await server.ask(`getSnapshotOf${camel(collection)}`, { path: { tenant }, query: { cursor, limit } });
    if (body === null)
      break;
    as_of ??= body.as_of;
    check(body.as_of === as_of, `${where}: as_of changed between pages`);
    check(body.count === body.items.length, `${where}: count ${body.count}, ${body.items.length} items`);
    check(body.items.length <= limit, `${where}: more than limit`);
    check(body.next === null || body.items.length > 0, `${where}: an empty page with a next one`);
    check(body.next === null || !cursors.has(body.next), `${where}: the cursor came before`);
    rows.push(...body.items);
    cursor = body.next;
    cursors.add(cursor);
  } while (cursor !== null && cursors.size < 2000);
  check(rising(rows.map(row => row.id)), `${collection}: ids do not rise`);
  return { as_of, rows };
}
