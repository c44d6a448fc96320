// SPDX-License-Identifier: GPL-3.0-or-later
// Holds a running server to the document: every body and every header of every kind of answer, and the rules that
// one client alone can see (pages, states, revisions, columns, signatures). For any server that wants to conform.
//
//   node validate-server.mjs API_URL TOKEN          a server that runs
//   node validate-server.mjs --start COMMAND…       one that COMMAND starts: it prints {"api": …, "token": …}
//   node validate-server.mjs --mock                 Prism: static, so only the shapes are checked, of every status
//   node validate-server.mjs --operations …         before one of the first two: does one operation of every type, and
//                                                   what has to be refused. For servers that are there to be tried: it
//                                                   takes carts out of service, cancels trips, revokes certificates and
//                                                   leaves a few entries of a record of who looked at what
//
// Prints TAP. Further members than the document has are faults here. Without --operations only the shapes of
// operations are tried, with ids and bodies that have no effect.
import { spawn } from 'node:child_process';
import { X509Certificate, createHash, randomBytes, verify } from 'node:crypto';
import { createInterface } from 'node:readline';
import { argv } from 'node:process';
import { DAY, HOUR, Server, check, readSnapshot, rising, step, tally } from './asking.mjs';
import { answerFaults, camel, collections, contract, operations, resolve } from './contract.mjs';
import { tryOperations } from './operations.mjs';

const metrics = Object.keys(contract.components.schemas.TelemetryRaw.properties.metrics.properties);

// ---- the parts of a server -------------------------------------------------------------------------------
async function checkAccount(server) {
  let me = null;
  await step('me', async () => {
    const { body } = await server.ask('getMe');
    me = body;
    check(me?.tenants.length > 0, 'no tenant to look at');
    check(Math.abs(me.server_time_ms) > 0, 'no server time');
  });
  await step('401 without a token, and with a bad one', async () => {
    for (const token of ['', 'not-a-token']) {
      const { body } = await server.ask('getMe', { token, expect: [401] });
      check(body?.code === 'unauthenticated', `code ${body?.code}`);
      await server.ask('getChanges', { path: { tenant: me.tenants[0].id }, query: { since: 'x' }, token, expect: [401] });
    }
  });
  await step('a tenant that is not the caller\'s', async () => {
    for (const id of ['getSnapshotOfStore', 'getVitals', 'openStream'])
      await server.ask(id, { path: { tenant: 'nobody-s-chain' }, expect: [403, 404], raw: true });
    await server.ask('getChanges', { path: { tenant: 'nobody-s-chain' }, query: { since: 'x' }, expect: [403, 404] });
  });
  await step('a path that the document does not have', async () => {
    const answer = await fetch(`${server.api}/v1/tenants/${me.tenants[0].id}/snapshots/spaceships`, { headers: { authorization: `Bearer ${server.token}` } });
    const body = await answer.json();
    check(answer.status === 404 && body.code === 'not-found', `${answer.status} ${body.code}`);
    check(answer.headers.get('content-type')?.startsWith('application/problem+json'), answer.headers.get('content-type'));
  });
  return me;
}

async function checkTenant(server, tenant, me, all) {
  const name = tenant.id;
  const known = {};
  const states = {};

  for (const collection of collections)
    await step(`${name}: snapshot of ${collection}`, async () => {
      const { as_of, rows } = await readSnapshot(server, name, collection, me.limits.page_rows);
      known[collection] = new Map(rows.map(row => [row.id, row]));
      states[collection] = as_of;
      // C10, as far as one client can see it. Ids are the tenant's own; serials and trips are the world's.
      const key = { cart: 'serial', session: 'id' }[collection];
      for (const other of key ? all : [])
        for (const row of rows)
          check(!other.keys[collection].has(row[key]), `${collection} ${row[key]} is in ${other.tenant} too`);
      for (const row of rows)
        check(row.store === undefined || collection === 'store' || known.store.has(row.store), `${row.id} is of store ${row.store}, which is not there`);
    });
  all.push({ tenant: name, keys: { cart: new Set([...known.cart.values()].map(row => row.serial)), session: new Set(known.session.keys()) } });

  await step(`${name}: small pages hold the same rows`, async () => {
    const collection = collections.filter(each => known[each]?.size > 3).sort((a, b) => known[a].size - known[b].size)[0];
    if (!check(collection, 'no collection has more than three rows'))
      return;
    const { rows } = await readSnapshot(server, name, collection, Math.ceil(known[collection].size / 4));
    const missing = [...known[collection].keys()].filter(id => !rows.some(row => row.id === id));
    // A row may have gone meanwhile; then the changes say so.
    const { body } = await server.ask('getChanges', { path: { tenant: name }, query: { since: states[collection] } });
    for (const id of missing)
      check(body.changes.some(change => change.c === collection && change.id === id), `${collection} ${id} is missing in small pages`);
  });

  await step(`${name}: single rows`, async () => {
    for (const collection of collections) {
      const row = known[collection]?.values().next().value;
      const get = `get${camel(collection)}`;
      if (row) {
        const { status, body, headers } = await server.ask(get, { path: { tenant: name, id: row.id }, expect: [200, 404] });
        if (status === 200) {
          check(body.id === row.id && body.rev >= row.rev, `${collection} ${row.id}: another row or an older one`);
          check(headers.get('etag') === `"${body.rev}"`, `${collection} ${row.id}: ETag ${headers.get('etag')}, rev ${body.rev}`);
          const again = await server.ask(get, { path: { tenant: name, id: row.id }, headers: { 'if-none-match': headers.get('etag') }, expect: [200, 304] });
          check(again.status === 304 || again.body.rev > body.rev, `${collection} ${row.id}: sent again though not changed`);
        } else {
          // It may have gone meanwhile; then the changes say so.
          const { body: since } = await server.ask('getChanges', { path: { tenant: name }, query: { since: states[collection] } });
          check(since.has_more || since.changes.some(change => change.c === collection && change.id === row.id && change.op !== 'put'), `${collection} ${row.id} is in the snapshot, but not there`);
        }
      }
      const none = await server.ask(get, { path: { tenant: name, id: 'no-such-row' }, expect: [404] });
      check(none.body?.code === 'not-found', `${collection}: code ${none.body?.code}`);
    }
  });

  await step(`${name}: changes`, async () => {
    let since = states.store;
    let n = 0;
    const revisions = new Map();
    for (let page = 0; page < 1000; page++) {
      const { body, headers, where } = await server.ask('getChanges', { path: { tenant: name }, query: { since, limit: me.limits.page_rows } });
      check(body.old_state === since, `${where}: old_state ${body.old_state}`);
      check(body.count === body.changes.length, `${where}: count ${body.count}, ${body.changes.length} changes`);
      check(headers.get('etag') === `"${body.new_state}"`, `${where}: ETag ${headers.get('etag')}`);
      for (const { c, id, rev, data } of body.changes) {
        check(!data || (data.id === id && data.rev === rev), `${c} ${id}: the row inside says ${data?.id} ${data?.rev}`);
        check(!(revisions.get(`${c} ${id}`) >= rev), `${c} ${id}: revision ${rev} after ${revisions.get(`${c} ${id}`)}`);
        revisions.set(`${c} ${id}`, rev);
      }
      n += body.count;
      since = body.new_state;
      if (!body.has_more)
        break;
      check(body.count > 0, `${where}: has_more without changes`);
    }
    const quiet = await server.ask('getChanges', { path: { tenant: name }, query: { since }, headers: { 'if-none-match': `"${since}"` }, expect: [200, 304] });
    check(quiet.status === 304 || quiet.body.count > 0 || quiet.body.new_state !== since, '200 though nothing is new and If-None-Match said so');
    console.log(`# ${name}: ${n} changes`);
  });

  await step(`${name}: the same since twice (C2)`, async () => {
    const ask = () => server.ask('getChanges', { path: { tenant: name }, query: { since: states.store, limit: 50 } });
    const [first, second] = [(await ask()).body, (await ask()).body];
    const later = new Map(second.changes.map(change => [`${change.c} ${change.id}`, change.rev]));
    check(first.old_state === second.old_state, 'old_state differs');
    for (const { c, id, rev } of first.has_more ? [] : first.changes)
      check(second.has_more || later.get(`${c} ${id}`) >= rev, `${c} ${id} is missing the second time`);
    const small = (await server.ask('getChanges', { path: { tenant: name }, query: { since: states.store, limit: 1 } })).body;
    check(small.changes.length <= 1, 'limit=1 is not kept');
  });

  await step(`${name}: states and cursors that are none`, async () => {
    for (const since of ['garbage', 'a'.repeat(512), `${states.store}x`]) {
      const { body } = await server.ask('getChanges', { path: { tenant: name }, query: { since }, expect: [410] });
      check(body?.code === 'state-expired' && typeof body.reason === 'string', `410 with code ${body?.code}, reason ${body?.reason}`);
    }
    await server.ask('getSnapshotOfCart', { path: { tenant: name }, query: { cursor: 'garbage' }, expect: [400, 410] });
  });

  await step(`${name}: parameters out of range`, async () => {
    for (const query of [{}, { since: states.store, limit: 0 }, { since: states.store, limit: 1001 }, { since: states.store, limit: 'many' }])
      await server.ask('getChanges', { path: { tenant: name }, query, expect: [400] });
    await server.ask('getSnapshotOfStore', { path: { tenant: name }, query: { limit: -1 }, expect: [400] });
  });
  return known;
}

async function checkVitals(server, tenant, known) {
  await step(`${tenant}: vitals`, async () => {
    const ids = [];
    let cursor = null;
    let etag = null;
    do {
      const { body, headers, where } = await server.ask('getVitals', { path: { tenant }, query: { cursor } });
      etag ??= headers.get('etag');
      check(body.ids.length === body.count && body.revs.length === body.count, `${where}: ids or revs are not of length count`);
      for (const [name, column] of Object.entries(body.metrics))
        check(column.length === body.count, `${where}: ${name} has ${column.length} of ${body.count}`);
      ids.push(...body.ids);
      cursor = body.next;
    } while (cursor !== null && ids.length < 2000000);
    check(rising(ids), 'ids do not rise');
    check(ids.length > 0, 'no vitals at all');
    for (const id of ids)
      check(known.cart.has(id), `vitals of ${id}, which is no cart`);
    const again = await server.ask('getVitals', { path: { tenant }, headers: { 'if-none-match': etag }, expect: [200, 304] });
    check(again.status === 304 || again.headers.get('etag') !== etag, 'sent again with the same ETag');
  });
  await step(`${tenant}: vitals of one store`, async () => {
    const store = known.cart.values().next().value.store;
    const { body } = await server.ask('getVitals', { path: { tenant }, query: { store } });
    for (const id of body.ids)
      check(known.cart.get(id)?.store === store, `${id} is of another store`);
    await server.ask('getVitals', { path: { tenant }, query: { limit: 0 }, expect: [400] });
  });
}

async function checkTelemetry(server, tenant, cart, now) {
  const path = { tenant, cart };
  const same = (body, columns, where) => {
    check(body.t.length === body.count, `${where}: ${body.t.length} times, count ${body.count}`);
    for (const [name, column] of columns)
      check(column.length === body.count, `${where}: ${name} has ${column.length} of ${body.count}`);
    check(body.t.every((t, i) => (i === 0 || body.t[i - 1] < t)), `${where}: times do not rise`);
  };
  await step(`${tenant}: telemetry, raw`, async () => {
    const [from, to] = [now - 6 * HOUR, now];
    const { body, where } = await server.ask('getTelemetry', { path, query: { from, to, res: 'raw' } });
    same(body, Object.entries(body.metrics), where);
    check(body.cart === cart && body.from_ms === from && body.to_ms === to && body.res === 'raw', `${where}: another span`);
    check(body.t.every(t => t >= from && t < to), `${where}: times outside the span`);
    check(body.count > 0, `${where}: no points`);
    check(metrics.every(name => name in body.metrics), `${where}: not all metrics`);
    const some = await server.ask('getTelemetry', { path, query: { from, to, res: 'raw', metrics: 'battery_pct,roam_ms' } });
    check(Object.keys(some.body.metrics).sort().join() === 'battery_pct,roam_ms', `asked for two metrics, got ${Object.keys(some.body.metrics)}`);
    check(JSON.stringify(some.body.metrics.battery_pct) === JSON.stringify(body.metrics.battery_pct) || some.body.count !== body.count, 'battery_pct differs');
    const plain = await server.ask('getTelemetry', { path, query: { from, to } });
    check(plain.body.res === 'raw', 'res is not raw by default');
  });
  for (const [res, span, bucket] of [['1m', 12 * HOUR, 60000], ['1h', 14 * DAY, HOUR]])
    await step(`${tenant}: telemetry, ${res}`, async () => {
      const [from, to] = [Math.floor((now - span) / bucket) * bucket, Math.floor(now / bucket) * bucket];
      const { body, where } = await server.ask('getTelemetry', { path, query: { from, to, res } });
      same(body, Object.entries(body.metrics).flatMap(([name, columns]) => Object.entries(columns).map(([part, column]) => [`${name}.${part}`, column])), where);
      check(body.res === res && body.count > 0, `${where}: ${body.res}, ${body.count} buckets`);
      check(body.t.every(t => t % bucket === 0 && t >= from && t < to), `${where}: starts are not whole or are outside`);
      for (const [name, { n, min, max, sum }] of Object.entries(body.metrics))
        n.forEach((count, i) => check(count === 0 ? min[i] === null && max[i] === null
          : min[i] <= max[i] && sum[i] >= min[i] * count - 1e-3 * Math.abs(sum[i]) - 0.01 && sum[i] <= max[i] * count + 1e-3 * Math.abs(sum[i]) + 0.01,
        `${where}: ${name} at ${body.t[i]}: n ${count}, ${min[i]} … ${max[i]}, sum ${sum[i]}`));
    });
  await step(`${tenant}: hours are the sum of the samples`, async () => {
    const to = Math.floor((now - DAY) / HOUR) * HOUR;
    const from = to - 6 * HOUR;
    const raw = (await server.ask('getTelemetry', { path, query: { from, to, res: 'raw', metrics: 'battery_pct' } })).body;
    const hours = (await server.ask('getTelemetry', { path, query: { from, to, res: '1h', metrics: 'battery_pct' } })).body;
    hours.t.forEach((start, i) => {
      const values = raw.metrics.battery_pct.filter((value, k) => value !== null && raw.t[k] >= start && raw.t[k] < start + HOUR);
      const column = hours.metrics.battery_pct;
      check(values.length === column.n[i], `${start}: ${values.length} samples, n ${column.n[i]}`);
      check(values.length === 0 || (Math.min(...values) === column.min[i] && Math.max(...values) === column.max[i]), `${start}: extremes differ`);
    });
  });
  await step(`${tenant}: telemetry that cannot be`, async () => {
    const long = await server.ask('getTelemetry', { path, query: { from: now - 3000 * DAY, to: now, res: 'raw' }, expect: [422] });
    check(long.body?.code === 'span-too-long' && long.body.max_span_ms > 0, `code ${long.body?.code}, max_span_ms ${long.body?.max_span_ms}`);
    if (long.body?.max_span_ms)
      await server.ask('getTelemetry', { path, query: { from: now - long.body.max_span_ms, to: now, res: 'raw', metrics: 'impacts' } });
    await server.ask('getTelemetry', { path, query: { from: now, to: now - HOUR }, expect: [422] });
    await server.ask('getTelemetry', { path, query: { from: 'yesterday', to: now }, expect: [400] });
    await server.ask('getTelemetry', { path, query: { from: now - HOUR, to: now, res: '7m' }, expect: [400] });
    await server.ask('getTelemetry', { path, query: { to: now }, expect: [400] });
    await server.ask('getTelemetry', { path: { tenant, cart: 'no-such-cart' }, query: { from: now - HOUR, to: now }, expect: [404] });
  });
}

async function checkEvents(server, tenant, cart, row, now) {
  const path = { tenant, cart };
  await step(`${tenant}: messages and their signatures`, async () => {
    const [from, to] = [now - DAY, now];
    const { body, where } = await server.ask('getEvents', { path, query: { from, to, limit: 200 } });
    check(body.count === body.items.length && body.count > 0, `${where}: count ${body.count}, ${body.items.length} items`);
    const [own, authority] = body.certificates.map(der => new X509Certificate(Buffer.from(der, 'base64')));
    check(own.verify(authority.publicKey), `${where}: the certificate is not the authority's`);
    for (const message of body.items) {
      const bytes = Buffer.from(message.body, 'base64');
      const said = JSON.parse(bytes);
      check(verify('sha256', bytes, { key: own.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(message.signature, 'base64')), `${message.id}: the signature does not verify`);
      check(said.v === 1 && said.cart === row.serial && said.n === message.counter && said.t === message.device_ms && said.type === message.type, `${message.id}: the body says ${bytes.toString().slice(0, 100)}`);
      check(message.device_ms >= from && message.device_ms < to, `${message.id}: outside the span`);
    }
    check(body.items.every((each, i) => i === 0 || body.items[i - 1].counter > each.counter), `${where}: counters do not fall`);
    const few = await server.ask('getEvents', { path, query: { from, to, limit: 2 } });
    check(few.body.count <= 2, 'limit=2 is not kept');
    if (few.body.next !== null) {
      const more = await server.ask('getEvents', { path, query: { from, to, limit: 2, cursor: few.body.next } });
      check(more.body.items.every(each => each.counter < few.body.items.at(-1).counter), 'the second page does not go on');
    }
    const { type } = body.items[0];
    const one = await server.ask('getEvents', { path, query: { from, to, types: type, limit: 50 } });
    check(one.body.count > 0 && one.body.items.every(each => each.type === type), `asked for ${type}, got others`);
    await server.ask('getEvents', { path: { tenant, cart: 'no-such-cart' }, query: { from, to }, expect: [404] });
    await server.ask('getEvents', { path, query: { from: to, to: from }, expect: [422] });
  });
}

// The record of who looked at what: each entry once, in its order, as it is; all else is refused whole. Leaves three entries of
// a record of its own.
const zeros = '0'.repeat(64);
const sha256 = text => createHash('sha256').update(text).digest('hex');

function auditEntry(seq, before, more) {
  const entry = { seq, id: `try-${randomBytes(8).toString('hex')}`, time_ms: Date.now(), actor: '', what: 'view', tenant: '', collection: 'flag', subject: 'flag-ü', detail: '', device: 'validate-server', online: 1, ...more, before };
  return { ...entry, hash: sha256(Object.values(entry).map(value => `${Buffer.byteLength(String(value))}:${value},`).join('')) };
}

async function checkAudit(server, tenant, actor) {
  const record = randomBytes(32).toString('hex');
  const own = { actor, tenant };
  const a = auditEntry(1, zeros, own);
  const b = auditEntry(3, sha256('another'), own);
  const c = auditEntry(7, b.hash, own);
  const put = (first, after, entries, expect = 200, to = record) => server.ask('putAudit', { path: { tenant, record: to }, body: { first, after, entries }, expect: [expect] });
  await step(`${tenant}: entries of the record, each once`, async () => {
    check((await put(1, zeros, [a, b])).body?.held === 2, 'not two are held');
    check((await put(1, zeros, [a, b])).body?.held === 2, 'a repetition counts');
    check((await put(2, a.hash, [b, c])).body?.held === 3, 'what overlaps is not passed over');
  });
  await step(`${tenant}: entries of the record that are refused`, async () => {
    const gap = await put(5, c.hash, [auditEntry(9, c.hash, own)], 409);
    check(gap.body?.code === 'audit-gap', `code ${gap.body?.code}`);
    for (const [first, after, entries] of [[4, b.hash, [auditEntry(9, c.hash, own)]], [4, c.hash, [{ ...auditEntry(9, c.hash, own), subject: 'flag-9' }]], [3, b.hash, [auditEntry(7, b.hash, own)]]]) {
      const changed = await put(first, after, entries, 409);
      check(changed.body?.code === 'audit-changed', `code ${changed.body?.code}`);
    }
    for (const more of [{ ...own, tenant: 'nobody-s-chain' }, { ...own, actor: 'nobody' }, { what: 'break' }])
      await put(4, c.hash, [auditEntry(9, c.hash, own), auditEntry(10, c.hash, more)], 422);
    await put(4, c.hash, [auditEntry(9, c.hash, own), auditEntry(8, c.hash, own)], 422);
    await put(4, c.hash, [], 422);
    check((await put(3, b.hash, [c])).body?.held === 3, 'something of what was refused was taken');
  });
}

// Opens the stream and reads until a state or a comment comes; resolves to what was wrong.
async function watchStream(server, tenant) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 16000);
  try {
    const answer = await fetch(`${server.api}/v1/tenants/${tenant}/stream`, { headers: { authorization: `Bearer ${server.token}`, accept: 'text/event-stream' }, signal: stop.signal });
    const wrong = answerFaults('openStream', answer.status, answer.headers, '');
    let text = '';
    for await (const chunk of answer.body) {
      text += Buffer.from(chunk);
      const state = text.match(/^event: ?state\r?\ndata: ?(.*)\r?\n\r?\n/m);
      if (state) {
        const { state: value, ...rest } = JSON.parse(state[1]);
        if (typeof value !== 'string' || value.length === 0 || value.length > 512 || Object.keys(rest).length > 0)
          wrong.push(`the event's data are ${state[1].slice(0, 100)}`);
        return wrong;
      }
      if (/^:.*\n/m.test(text))
        return wrong;
    }
    return [...wrong, `the stream ended after ${JSON.stringify(text.slice(0, 100))}`];
  } catch (error) {
    return [stop.signal.aborted ? 'the stream said nothing for 16 s' : error.message];
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function checkOperations(server, tenant, now) {
  const id = `${now.toString(16).padStart(12, '0').replace(/^(.{8})/, '$1-')}-7${randomBytes(2).toString('hex').slice(1)}-8${randomBytes(2).toString('hex').slice(1)}-${randomBytes(6).toString('hex')}`;
  const body = { type: 'contract.check', target: { c: 'cart', id: 'no-such-row' }, params: {}, issued_at_ms: now, not_after_ms: now + HOUR, client: 'corral-contract/1' };
  await step(`${tenant}: operations: an unknown id, an unknown type, a body that is none`, async () => {
    await server.ask('getOperationOutcome', { path: { tenant, operation: id }, expect: [404, 501] });
    await server.ask('putOperation', { path: { tenant, operation: id }, body, expect: [422, 501] });
    await server.ask('putOperation', { path: { tenant, operation: id }, body: { type: 7 }, expect: [400, 422, 501] });
    await server.ask('postOperations', { path: { tenant }, body: { operations: [] }, expect: [400, 422, 501] });
  });
}

async function validate(server) {
  const me = await checkAccount(server);
  const all = [];
  let now = me.server_time_ms;
  const streams = me.features.includes('stream') ? watchStream(server, me.tenants[0].id) : null;

  for (const tenant of me.tenants) {
    const at = tenant.api_base ? new Server(tenant.api_base, server.token) : server;
    const known = await checkTenant(at, tenant, me, all);
    if (!known.cart?.size)
      continue;
    if (me.features.includes('vitals'))
      await checkVitals(at, tenant.id, known);
    now = (await at.ask('getMe')).body.server_time_ms;
    const row = [...known.cart.values()].find(each => each.last_message_ms > now - HOUR) ?? known.cart.values().next().value;
    if (me.features.includes('telemetry'))
      await checkTelemetry(at, tenant.id, row.id, now);
    if (me.features.includes('events'))
      await checkEvents(at, tenant.id, row.id, row, now);
    await checkOperations(at, tenant.id, now);
  }
  if (streams)
    await step('the stream speaks within 16 s', async () => {
      for (const wrong of await streams)
        check(false, wrong);
    });
  for (const feature of ['vitals', 'telemetry', 'events', 'stream', 'batch'])
    if (!me.features.includes(feature))
      console.log(`# not offered, so not checked: ${feature}`);
}

// What leaves something behind.
async function tryAll(server) {
  const { body: me } = await server.ask('getMe');
  if (me.features.includes('audit'))
    for (const tenant of me.tenants)
      await checkAudit(tenant.api_base ? new Server(tenant.api_base, server.token) : server, tenant.id, me.user.id);
  else
    console.log('# not offered, so not checked: audit');
  await tryOperations(server);
}

// ---- the mock: every operation, every answer that it declares (those that operations share: once) ----------------
async function validateMock(server) {
  await step('401 without a token', () => server.ask('getMe', { token: '', expect: [401] }));
  const seen = new Set();
  const values = { tenant: 'harbor', cart: 'hf-c0411', operation: '0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d', record: zeros };
  for (const { id, operation: op } of operations)
    await step(id, async () => {
      const query = {};
      for (const parameter of (op.parameters ?? []).map(resolve)) {
        if (parameter.in === 'path' && parameter.name === 'id')
          values.id = parameter.example;
        if (parameter.in === 'query' && parameter.required)
          query[parameter.name] = parameter.example;
      }
      const content = op.requestBody?.content['application/json'];
      const body = content && Object.values(content.examples)[0].value;
      for (const [status, { $ref: shared }] of Object.entries(op.responses)) {
        if (!shared || !seen.has(shared))
          await server.ask(id, { path: values, query, body, headers: { prefer: `code=${status}` }, expect: [Number(status)], raw: true });
        seen.add(shared);
      }
    });
}

// ---- who is asked --------------------------------------------------------------------------------------------
function start([command, ...args]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise(done => child.on('exit', done));
  return new Promise((done, refuse) => {
    const timer = setTimeout(() => refuse(new Error(`${command} said nothing for 30 s`)), 30000);
    child.on('error', refuse);
    child.on('exit', code => refuse(new Error(`${command} ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', line => {
      clearTimeout(timer);
      try {
        const { api, token } = JSON.parse(line);
        done({ api, token, stop: async () => { child.kill('SIGTERM'); await ended; } });
      } catch (error) {
        child.kill('SIGTERM');
        refuse(new Error(`${command} printed ${line}`));
      }
    });
  });
}

const operate = argv[2] === '--operations';
const [first, ...rest] = argv.slice(operate ? 3 : 2);
let server;
let bailed = false;
console.log('TAP version 13');
try {
  if (first === '--mock')
    server = await (await import('./prism.mjs')).startPrism();
  else if (first === '--start' && rest.length > 0)
    server = await start(rest);
  else if (first?.startsWith('http') && rest.length === 1)
    server = { api: first, token: rest[0], stop: async () => {} };
  else
    throw new Error('usage: validate-server.mjs [--operations] API_URL TOKEN | [--operations] --start COMMAND… | --mock');
  await (first === '--mock' ? validateMock : operate ? tryAll : validate)(new Server(server.api, server.token));
  console.log(`1..${tally().number}`);
} catch (error) {
  console.log(`Bail out! ${error.message}`);
  bailed = true;
} finally {
  await server?.stop();
}
process.exit(bailed || tally().failed > 0 ? 1 : 0);
