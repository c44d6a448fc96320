// SPDX-License-Identifier: GPL-3.0-or-later
// Operations that have an effect, on a server that is there to be tried: one of every type, and what has to be refused.
import { randomBytes } from 'node:crypto';
import { Server, DAY, HOUR, check, readSnapshot, step } from './asking.mjs';
import { camel, contract } from './contract.mjs';

const types = contract.components.schemas.OperationRequest['x-corral-operation-types'];

let made = 0;

// A UUIDv7 of now.
function newId(now) {
  const time = now.toString(16).padStart(12, '0');
  const random = randomBytes(8).toString('hex');
  made++;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${made.toString(16).padStart(4, '0')}${random.slice(6, 14)}`;
}

// A word that no text has yet; without digits, which may happen to be a card's.
const letters = () => [...randomBytes(16)].map(each => String.fromCharCode(97 + each % 26)).join('');

// One tenant of a server to do something to.
class Desk {
  constructor(server, tenant) {
    this.server = server;
    this.tenant = tenant;
  }

  async now() {
    return (await this.server.ask('getMe')).body.server_time_ms;
  }

  // All rows of a collection as they are now.
  async rows(collection) {
    return (await readSnapshot(this.server, this.tenant, collection, 1000)).rows;
  }

  async row(collection, id) {
    return (await this.server.ask(`get${camel(collection)}`, { path: { tenant: this.tenant, id } })).body;
  }

  async state() {
    return (await this.server.ask('getSnapshotOfStore', { path: { tenant: this.tenant }, query: { limit: 1 } })).body.as_of;
  }

  // Every change since a state, by "collection id".
  async changes(since) {
    const all = new Map();
    for (let more = true; more;) {
      const { body } = await this.server.ask('getChanges', { path: { tenant: this.tenant }, query: { since } });
      for (const change of body.changes)
        all.set(`${change.c} ${change.id}`, change);
      since = body.new_state;
      more = body.has_more;
    }
    return all;
  }

  request(type, target, params, now, more = {}) {
    const { lives_ms } = types.find(each => each.type === type) ?? { lives_ms: HOUR };
    return { type, target, params, ...more, issued_at_ms: now, not_after_ms: now + (lives_ms || 60000), client: 'corral-contract/1' };
  }

  put(id, body, expect = [200]) {
    return this.server.ask('putOperation', { path: { tenant: this.tenant, operation: id }, body, expect });
  }

  probe(id, expect = [200]) {
    return this.server.ask('getOperationOutcome', { path: { tenant: this.tenant, operation: id }, expect });
  }

  // Refused for good: the same bytes again, and the probe has the same problem. Returns the problem.
  async refused(body, status, code, id) {
    id ??= newId(body.issued_at_ms);
    const first = await this.put(id, body, [status]);
    check(first.body?.code === code, `${first.where}: code ${first.body?.code}, expected ${code}`);
    check(first.body?.retryable === false, `${first.where}: called retryable`);
    const again = await this.put(id, body, [status]);
    check(again.text === first.text, `${again.where}: another answer to the same bytes`);
    const { body: probe } = await this.probe(id);
    check(probe?.status === 'refused' && JSON.stringify(probe.problem) === JSON.stringify(first.body), `${id}: the probe tells otherwise`);
    return first.body;
  }
}

// Of types that make their target: what it is about, as every client that finds it says it.
const about = now => ({ rule: 'carrier-outage', severity: 'act', began_ms: now - HOUR, detail: 'Nordfunk' });
const someCart = async (now, desk) => ({ ...about(now), cart: (await desk.rows('cart'))[0].id });

// A flag that is worth something, was not confirmed, and is in no case.
async function freeFlag(desk) {
  const cases = await desk.rows('case');
  const found = (await desk.rows('flag')).find(flag => flag.value_minor > 0 && flag.outcome !== 'confirmed' && !cases.some(each => each.flags?.includes(flag.id)));
  check(found, 'the chain has no flag to put into a case');
  return found;
}

const is = (member, value) => row => value === null ? row[member] == null : row[member] === value;
const samples = {
  'alert.ack': { row: is('acknowledged_ms', null), after: row => row.acknowledged_by != null && row.acknowledged_ms != null },
  'alert.snooze': { row: is('cleared_ms', null), params: now => ({ until_ms: now + HOUR }), after: (row, params) => row.snoozed_until_ms === params.until_ms },
  'alert.assign': { row: is('cleared_ms', null), params: () => ({ assignee: 'staff-4' }), after: row => row.assigned_to === 'staff-4' },
  'alert.clear': { row: is('cleared_ms', null), after: row => row.cleared_ms != null },
  'note.add': { c: 'cart', row: () => true, params: () => ({ text: 'Found beside aisle 15.' }), after: (row, params) => row.text === params.text },
  'cart.out_of_service': { row: is('state', 'idle'), params: () => ({ reason: 'repair' }), after: row => row.state === 'out_of_service' && row.out_of_service_reason === 'repair' },
  'cart.in_service': { row: is('state', 'out_of_service'), after: row => row.state !== 'out_of_service' && row.out_of_service_reason == null },
  'flag.decide': { row: is('status', 'open'), params: () => ({ outcome: 'shopper_error' }), after: row => row.status === 'decided' && row.outcome === 'shopper_error' },
  'ticket.open': { row: is('state', 'idle'), params: () => ({ reason: 'rma', summary: 'The scale is off.' }), after: row => row.status === 'open' && row.reason === 'rma' },
  'execution.retry': { row: row => ['failed', 'rolled_back'].includes(row.status), after: row => row.status === 'queued' },
  'rebind.request': { row: is('state', 'idle'), accepted: true },
  'session.pause': { row: is('status', 'active'), after: row => row.status === 'paused' },
  'session.cancel': { row: is('status', 'active'), after: row => row.status === 'voided' },
  'rollout.release': { row: is('status', 'held'), after: row => row.status === 'running' },
  'rollout.hold': { row: is('status', 'running'), params: () => ({ reason: 'error_rate' }), after: row => row.status === 'held' },
  'cart.find': { row: is('state', 'off_premises'), params: () => ({ reason: 'fetch' }), same: true, once: 'place', after: row => Number.isInteger(Math.round(row.outside_latitude * 1e6) / 1e4) },
  'cart.report': { row: is('state', 'idle'), accepted: true },
  'certificate.revoke': { row: is('status', 'valid'), params: () => ({ reason: 'lost' }), after: row => row.status === 'revoked' },
  'incident.ack': { made: true, params: about, after: row => row.acknowledged_by != null && row.rule === 'carrier-outage' && row.detail === 'Nordfunk' },
  'incident.snooze': { made: true, params: now => ({ ...about(now), until_ms: now + HOUR }), after: (row, params) => row.snoozed_until_ms === params.until_ms },
  'incident.assign': { made: true, params: now => ({ ...about(now), assignee: 'staff-4' }), after: row => row.assigned_to === 'staff-4' },
  'incident.close': { made: true, params: now => ({ ...about(now), cause: 'carrier', text: 'A cut cable.' }), after: row => row.closed_ms != null && row.closed_by != null && row.cause === 'carrier' && row.note === 'A cut cable.' },
  'incident.reopen': { row: row => row.closed_ms != null, after: row => row.closed_ms == null && row.closed_by == null && row.cause === 'carrier' },
  'incident.merge': { made: true, params: now => ({ ...about(now), into: 'inc-other' }), after: row => row.merged_into === 'inc-other' },
  'incident.adopt': { made: true, params: someCart, after: (row, params) => row.adopted.includes(params.cart) },
  'incident.release': { made: true, params: someCart, after: (row, params) => row.released.includes(params.cart) },
  'maintenance.plan': { made: true, params: now => ({ starts_ms: now + HOUR, ends_ms: now + 2 * HOUR, reason: 'refit', repeats: 'weekly' }), after: (row, params) => row.starts_ms === params.starts_ms && row.ends_ms === params.ends_ms && row.reason === 'refit' && row.made_by != null },
  'flag.void': { row: is('status', 'open'), params: async (now, desk, row) => ({ lot: (await desk.row('cart', row.cart)).lot, text: 'Calibrated with the wrong weight.' }), after: (row, params) => row.status === 'decided' && row.outcome === 'sensor_fault' && row.voided_lot === params.lot && row.decided_note === params.text },
  'flag.unvoid': { row: row => row.voided_lot != null, after: row => row.status === 'open' && row.outcome == null && row.voided_lot == null && row.decided_by == null },
  'case.open': { made: true, params: async (now, desk) => ({ store: (await desk.rows('store'))[0].id, title: 'Heavy baskets in the evening' }), after: (row, params) => row.status === 'open' && row.title === params.title && row.number != null && row.opened_by != null && row.loss_minor === 0 },
  'case.link': { row: row => row.status !== 'closed', params: async (now, desk) => ({ flag: (await freeFlag(desk)).id }), after: (row, params) => row.flags.includes(params.flag) && row.loss_minor != null && row.suspected_minor != null },
  'case.unlink': { row: row => row.status !== 'closed' && row.flags?.length > 0, params: (now, desk, row) => ({ flag: row.flags[0] }), after: (row, params) => !(row.flags ?? []).includes(params.flag) },
  'case.status': { row: row => row.status !== 'closed', params: () => ({ status: 'closed', outcome: 'insured' }), after: row => row.status === 'closed' && row.outcome === 'insured' && row.closed_by != null && row.closed_ms != null },
  'flag.seen': { row: is('seen_ms', null), after: row => row.seen_by.length === 1 && row.seen_ms != null },
  'flag.second_opinion': { row: row => row.status === 'open' && row.second_by == null, params: () => ({ assignee: 'staff-17' }), after: row => row.second_by != null && row.second_of === 'staff-17' && row.status === 'open' },
  'flag.second_withdraw': { row: row => row.status === 'open' && row.second_by != null, after: row => row.second_by == null && row.second_of == null },
  'flag.recheck': { row: row => row.kind === 'recheck_due' && row.status === 'open' && row.checked_ms == null, params: () => ({ checked: 5, wrong: 1 }), after: row => row.checked_items === 5 && row.wrong_items === 1 && row.status === 'open' },
  'maintenance.end': { row: row => row.ended_ms == null && row.repeats != null, after: row => row.ended_ms != null },
};

// A desk of some tenant with a row to do it to. Of those that one can lose in a race, another each time.
async function findRow(desks, c, fits, skip = 0) {
  for (const desk of desks) {
    const found = (await desk.rows(c)).filter(fits);
    if (found.length > skip)
      return { desk, row: found[skip] };
  }
  throw new Error(`no chain has a row of ${c} to try it on`);
}

// Does one operation of a type; where the row moved on between looking and sending, another is tried.
async function doOne(desks, type, skip = 0) {
  const line = types.find(each => each.type === type);
  const sample = samples[type];
  check(line.makes_target === true || !sample.made, `${type} makes its target`);
  const { desk, row } = sample.made ? { desk: desks[0], row: { id: `made-${letters()}` } } : await findRow(desks, sample.c ?? line.target, sample.row, skip);
  const stores = type === 'rebind.request' ? await desk.rows('store') : [];
  const now = await desk.now();
  const params = type === 'rebind.request' ? { store: stores.find(store => store.id !== row.store).id } : await sample.params?.(now, desk, row) ?? {};
  const target = { c: sample.c ?? line.target, id: row.id };
  const fresh = sample.made ? { rev: 0 } : await desk.row(target.c, row.id);
  const since = await desk.state();
  const body = desk.request(type, target, params, now, line.expected_rev === 'ignored' ? {} : { expected_rev: fresh.rev });
  const id = newId(now);
  const answer = await desk.put(id, body, [200, 202, 409, 412]);
  if (answer.status > 400 && skip < 8)
    return doOne(desks, type, skip + 1);
  check(answer.status === (sample.accepted ? 202 : 200), answer.where);
  return { desk, id, body, params, fresh, since, answer };
}

async function checkTypes(desks) {
  for (const type of Object.keys(samples))
    await step(`${type}: done once, and answered the same again`, async () => {
      const line = types.find(each => each.type === type);
      const { desk, id, body, params, fresh, since, answer } = await doOne(desks, type);
      const { replayed, ...first } = answer.body;
      // What is told once is in no later answer.
      check(!samples[type].once || first[samples[type].once], `${answer.where}: without ${samples[type].once}`);
      delete first[samples[type].once];
      check(answer.body.id === id && replayed === false, `${answer.where}: ${answer.text.slice(0, 200)}`);
      const again = await desk.put(id, body, [answer.status]);
      const { replayed: second, ...repeat } = again.body;
      check(second === true && JSON.stringify(repeat) === JSON.stringify(first), `${again.where}: the repeat is answered otherwise`);
      const { body: probe } = await desk.probe(id);
      check(probe.replayed === true, 'the probe is not called stored');
      const seen = await desk.row('operation', id);
      check(seen.type === type && seen.target === body.target.id && seen.made_by != null, `the row of operation: ${JSON.stringify(seen)}`);
      const changes = await desk.changes(since);
      check(changes.get(`operation ${id}`)?.op === 'put', 'the changes do not tell of the operation');
      if (answer.status === 200) {
        const collection = type === 'note.add' ? 'note' : type === 'ticket.open' ? 'ticket' : line.target;
        const { data, applied_rev } = answer.body;
        check(samples[type].after(data, params), `${answer.where}: ${JSON.stringify(data)}`);
        check(data.rev === applied_rev, `applied_rev ${applied_rev}, the row has ${data.rev}`);
        check(collection !== line.target || samples[type].same || applied_rev > fresh.rev, `applied_rev ${applied_rev} after ${fresh.rev}`);
        check(samples[type].same || changes.get(`${collection} ${data.id}`)?.rev >= applied_rev, `the changes do not tell of ${collection} ${data.id}`);
        check((await desk.row(collection, data.id)).rev >= applied_rev, 'the row itself is older than the answer');
        const { replayed: third, ...told } = probe;
        check(JSON.stringify(told) === JSON.stringify(first), 'the probe tells otherwise than the answer');
      }
      const other = await desk.put(id, { ...body, client: 'corral-contract/2' }, [422]);
      check(other.body.code === 'id-reused', `another body: code ${other.body.code}`);
      check(JSON.stringify((await desk.put(id, body, [answer.status])).body) === JSON.stringify({ ...repeat, replayed: true }), 'after that the first answer does not stand');
    });
}

async function checkRules(desks, me) {
  await step('three at once: one effect, one answer (C6)', async () => {
    const { desk, row } = await findRow(desks, 'cart', () => true);
    const now = await desk.now();
    const body = desk.request('note.add', { c: 'cart', id: row.id }, { text: `Once: ${letters()}.` }, now);
    const id = newId(now);
    const answers = await Promise.all([1, 2, 3].map(() => desk.put(id, body)));
    check(answers.filter(each => each.body.replayed === false).length === 1, answers.map(each => each.text).join('\n'));
    check(new Set(answers.map(each => JSON.stringify(each.body.data))).size === 1, 'three different answers');
    check((await desk.rows('note')).filter(note => note.text === body.params.text).length === 1, 'not one note');
  });
  await step('done before: applied with already_by', async () => {
    for (const type of ['alert.ack', 'certificate.revoke']) {
      const { desk, body, answer } = await doOne(desks, type);
      const { body: second } = await desk.put(newId(body.issued_at_ms), body);
      check(second.already_by === me.user.id, `already_by ${second.already_by}`);
      check(second.data.id === answer.body.data.id, 'another row');
    }
  });
  await step('moved on: 412 with the row as it is', async () => {
    const { desk, row } = await findRow(desks, 'alert', is('cleared_ms', null));
    const now = await desk.now();
    const problem = await desk.refused(desk.request('alert.snooze', { c: 'alert', id: row.id }, { until_ms: now + HOUR }, now, { expected_rev: row.rev - 1 }), 412, 'stale-revision');
    check(problem.current?.id === row.id && problem.current.rev >= row.rev, `current ${JSON.stringify(problem.current)}`);
  });
  await step('somebody was faster: 409 with the row as it is, final (C8), and one may insist', async () => {
    const { desk, body, answer } = await doOne(desks, 'flag.decide');
    const now = await desk.now();
    const target = body.target;
    const problem = await desk.refused(desk.request('flag.decide', target, { outcome: 'confirmed' }, now, { expected_rev: body.expected_rev }), 409, 'conflict');
    check(problem.current?.outcome === 'shopper_error', `current ${JSON.stringify(problem.current)}`);
    const insist = await desk.put(newId(now), desk.request('flag.decide', target, { outcome: 'confirmed' }, now, { expected_rev: problem.current.rev }));
    check(insist.body.data.outcome === 'confirmed' && insist.body.applied_rev > answer.body.applied_rev, insist.where);
  });
  await step('a flag is voided as it was seen or not at all, and taken back while nobody decided it', async () => {
    const { desk, body, answer } = await doOne(desks, 'flag.void');
    const now = await desk.now();
    const problem = await desk.refused(desk.request('flag.void', body.target, body.params, now, { expected_rev: body.expected_rev }), 409, 'conflict');
    check(problem.current?.voided_lot === body.params.lot, `current ${JSON.stringify(problem.current)}`);
    const decided = await desk.put(newId(now), desk.request('flag.decide', body.target, { outcome: 'confirmed' }, now, { expected_rev: answer.body.applied_rev }));
    check(decided.body.data.voided_lot == null && decided.body.data.decided_note == null, JSON.stringify(decided.body.data));
    const back = await desk.refused(desk.request('flag.unvoid', body.target, {}, now, { expected_rev: decided.body.applied_rev }), 409, 'conflict');
    check(back.current?.outcome === 'confirmed', `current ${JSON.stringify(back.current)}`);
    const { desk: other, row } = await findRow(desks, 'flag', is('status', 'open'));
    const wrong = await other.refused(other.request('flag.void', { c: 'flag', id: row.id }, { lot: 'no such lot', text: 'Off.' }, now, { expected_rev: row.rev }), 422, 'invalid');
    check(wrong.errors?.[0].pointer === '/params/lot', `errors ${JSON.stringify(wrong.errors)}`);
  });
  await step('a flag is in one open case; who saw an older one is told; a closed one changes by its status alone', async () => {
    const { desk, body, answer } = await doOne(desks, 'case.link');
    const now = await desk.now();
    const store = answer.body.data.store;
    const target = { c: 'case', id: `made-${letters()}` };
    const opened = await desk.put(newId(now), desk.request('case.open', target, { store, title: 'Another' }, now));
    const problem = await desk.refused(desk.request('case.link', target, body.params, now, { expected_rev: opened.body.applied_rev }), 409, 'conflict');
    check(problem.current?.id === body.target.id, `current ${JSON.stringify(problem.current)}`);
    const stale = await desk.refused(desk.request('case.status', body.target, { status: 'police' }, now, { expected_rev: body.expected_rev }), 412, 'stale-revision');
    check(stale.current?.rev === answer.body.applied_rev, `current ${JSON.stringify(stale.current)}`);
    const flag = (await desk.row('flag', body.params.flag));
    const loss = answer.body.data.loss_minor;
    await desk.put(newId(now), desk.request('flag.decide', { c: 'flag', id: flag.id }, { outcome: 'confirmed' }, now, { expected_rev: flag.rev }));
    const worth = await desk.row('case', body.target.id);
    check(worth.loss_minor === loss + flag.value_minor, `a confirmed flag of ${flag.value_minor}: ${loss} became ${worth.loss_minor}`);
    await desk.put(newId(now), desk.request('case.status', body.target, { status: 'closed', outcome: 'unfounded' }, now, { expected_rev: worth.rev }));
    await desk.refused(desk.request('case.unlink', body.target, body.params, now), 409, 'conflict');
    for (const params of [{ status: 'closed' }, { status: 'open', outcome: 'insured' }, { status: 'lost' }])
      await desk.refused(desk.request('case.status', target, params, now), 422, 'invalid');
    const same = await desk.refused(desk.request('case.open', target, { store, title: 'Yet another' }, now), 409, 'conflict');
    check(same.current?.id === target.id, `current ${JSON.stringify(same.current)}`);
  });
  await step('an open ticket for the same cart and reason: 409 with it', async () => {
    const { desk, body, answer } = await doOne(desks, 'ticket.open');
    const problem = await desk.refused({ ...body, issued_at_ms: body.issued_at_ms + 1 }, 409, 'conflict');
    check(problem.current?.id === answer.body.data.id, `current ${JSON.stringify(problem.current)}`);
  });
  await step('who saw no row where there is one by now: 412 with it', async () => {
    const { desk, body, answer } = await doOne(desks, 'incident.ack');
    const now = await desk.now();
    const snooze = desk.request('incident.snooze', body.target, { ...about(now), until_ms: now + HOUR }, now, { expected_rev: 0 });
    const problem = await desk.refused(snooze, 412, 'stale-revision');
    check(problem.current?.id === body.target.id && problem.current.rev === answer.body.applied_rev, `current ${JSON.stringify(problem.current)}`);
    const [first, second] = [newId(now), newId(now)];
    const target = { c: 'incident', id: `made-${letters()}` };
    await desk.put(first, desk.request('incident.ack', target, about(now), now));
    const { body: both } = await desk.put(second, desk.request('incident.snooze', target, { ...about(now), until_ms: now + HOUR }, now, { expected_rev: 0, depends_on: first }));
    check(both.data?.acknowledged_ms != null && both.data?.snoozed_until_ms === now + HOUR, JSON.stringify(both));
  });
  await step('acknowledged once, until it is worse', async () => {
    const { desk, body, answer } = await doOne(desks, 'incident.ack');
    const at = answer.body.data.acknowledged_ms;
    const now = await desk.now();
    const again = await desk.put(newId(now), desk.request('incident.ack', body.target, { ...about(now), worse_ms: at }, now));
    check(again.body.already_by === me.user.id && again.body.applied_rev === answer.body.applied_rev, again.where);
    const worse = await desk.put(newId(now), desk.request('incident.ack', body.target, { ...about(now), worse_ms: at + 1 }, now));
    check(worse.body.already_by === undefined && worse.body.applied_rev > answer.body.applied_rev, worse.where);
  });
  await step('closed as something else, or merged the other way round: 409 with the row', async () => {
    const { desk, body, answer } = await doOne(desks, 'incident.close');
    const now = await desk.now();
    const problem = await desk.refused(desk.request('incident.close', body.target, { ...about(now), cause: 'cloud' }, now), 409, 'conflict');
    check(problem.current?.cause === 'carrier' && problem.current.rev === answer.body.applied_rev, `current ${JSON.stringify(problem.current)}`);
    const [one, other] = [`made-${letters()}`, `made-${letters()}`];
    await desk.put(newId(now), desk.request('incident.merge', { c: 'incident', id: one }, { ...about(now), into: other }, now, { expected_rev: 0 }));
    const back = await desk.refused(desk.request('incident.merge', { c: 'incident', id: other }, { ...about(now), into: one }, now, { expected_rev: 0 }), 409, 'conflict');
    check(back.current?.merged_into === other, `current ${JSON.stringify(back.current)}`);
    await desk.refused(desk.request('incident.reopen', { c: 'incident', id: 'no-such-row' }, {}, now), 410, 'target-gone');
  });
  await step('edit and edit on one revision that was seen', async () => {
    const { desk, row } = await findRow(desks, 'alert', is('cleared_ms', null));
    const now = await desk.now();
    const seen = (await desk.row('alert', row.id)).rev;
    const target = { c: 'alert', id: row.id };
    const [first, second] = [newId(now), newId(now)];
    await desk.put(first, desk.request('alert.assign', target, { assignee: 'staff-4' }, now, { expected_rev: seen }));
    const { body } = await desk.put(second, desk.request('alert.snooze', target, { until_ms: now + HOUR }, now, { expected_rev: seen, depends_on: first }));
    check(body.data?.assigned_to === 'staff-4' && body.data?.snoozed_until_ms === now + HOUR, JSON.stringify(body));
    const third = await desk.refused(desk.request('alert.assign', target, {}, now, { expected_rev: seen }), 412, 'stale-revision');
    check(third.current.id === row.id, 'another row');
  });
  await step('what it depends on was refused, or never came', async () => {
    const { desk, row } = await findRow(desks, 'cart', () => true);
    const now = await desk.now();
    const target = { c: 'cart', id: row.id };
    const gone = newId(now);
    await desk.refused(desk.request('note.add', { c: 'cart', id: 'no-such-row' }, { text: 'Nowhere.' }, now), 410, 'target-gone', gone);
    // An incident that has no row: the first note makes it, when it says what it is about.
    await desk.refused(desk.request('note.add', { c: 'incident', id: 'inc-noted' }, { text: 'Nowhere.' }, now), 410, 'target-gone');
    const noted = await desk.put(newId(now), desk.request('note.add', { c: 'incident', id: 'inc-noted' }, { text: 'Called them.', ...about(now) }, now));
    check(noted.body.data?.target === 'inc-noted' && noted.body.data?.text === 'Called them.', JSON.stringify(noted.body));
    check((await desk.rows('incident')).some(each => each.id === 'inc-noted' && each.rule === 'carrier-outage'), 'the note made no incident');
    await desk.refused(desk.request('note.add', target, { text: 'After it.' }, now, { depends_on: gone }), 409, 'dependency-refused');
    await desk.refused(desk.request('note.add', target, { text: 'After it.' }, now, { depends_on: newId(now) }), 409, 'dependency-refused');
  });
  await step('too late, gone, unknown, not valid', async () => {
    const { desk, row } = await findRow(desks, 'cart', () => true);
    const now = await desk.now();
    const target = { c: 'cart', id: row.id };
    const note = desk.request('note.add', target, { text: 'Hello.' }, now);
    await desk.refused({ ...note, issued_at_ms: now - HOUR, not_after_ms: now - 1000 }, 410, 'operation-expired');
    await desk.refused(desk.request('alert.ack', { c: 'alert', id: 'no-such-row' }, {}, now), 410, 'target-gone');
    await desk.refused(desk.request('cart.fly', target, {}, now), 422, 'unknown-operation');
    const card = await desk.refused(desk.request('note.add', target, { text: 'Paid with 4111 1111 1111 1111.' }, now), 422, 'invalid');
    check(card.errors?.[0].pointer === '/params/text', `errors ${JSON.stringify(card.errors)}`);
    const wrong = [
      { ...note, target: { c: 'cart' } }, { ...note, params: {} }, { ...note, params: { text: '' } }, { ...note, params: { text: 5 } },
      { ...note, params: { text: 'x', mood: 1 } }, { ...note, client: undefined }, { ...note, issued_at_ms: 'now' }, { ...note, not_after_ms: now + 31 * DAY },
      { ...note, depends_on: 'x' }, desk.request('alert.ack', target, {}, now), desk.request('cart.out_of_service', target, { reason: 'bored' }, now),
      desk.request('flag.decide', { c: 'flag', id: 'x' }, { outcome: 'confirmed' }, now), desk.request('alert.snooze', { c: 'alert', id: 'x' }, { until_ms: '5' }, now),
    ];
    for (const body of wrong)
      await desk.refused({ ...body, issued_at_ms: body.issued_at_ms ?? now }, 422, 'invalid', newId(now));
  });
  await step('what cannot be read leaves the id free', async () => {
    const { desk, row } = await findRow(desks, 'cart', () => true);
    const now = await desk.now();
    const id = newId(now);
    const { body } = await desk.put(id, [1], [400]);
    check(body.code === 'invalid-request', `code ${body.code}`);
    await desk.probe(id, [404]);
    await desk.put(id, desk.request('note.add', { c: 'cart', id: row.id }, { text: 'Now it can.' }, now));
    await desk.server.ask('putOperation', { path: { tenant: desk.tenant, operation: 'no-uuid' }, body: {}, expect: [400] });
  });
}

async function checkBatch(desks) {
  await step('a batch: a result each, in order, the bytes inside are the body', async () => {
    const { desk, row } = await findRow(desks, 'cart', () => true);
    const now = await desk.now();
    const note = desk.request('note.add', { c: 'cart', id: row.id }, { text: 'In a batch.' }, now);
    const gone = desk.request('note.add', { c: 'cart', id: 'no-such-row' }, { text: 'In a batch.' }, now);
    const [first, second] = [newId(now), newId(now)];
    const operations = [{ id: first, request: note }, { id: second, request: gone }, { id: first, request: note }, { id: first, request: gone }];
    const ask = (body, expect) => desk.server.ask('postOperations', { path: { tenant: desk.tenant }, body, expect });
    const { body } = await ask({ operations }, [200]);
    check(body.count === 4 && body.results.length === 4, `count ${body.count}`);
    check(JSON.stringify(body.results.map(each => [each.id, each.http_status, each.outcome.status, each.outcome.replayed]))
      === JSON.stringify([[first, 200, 'applied', false], [second, 410, 'refused', false], [first, 200, 'applied', true], [first, 422, 'refused', false]]), JSON.stringify(body).slice(0, 600));
    check((await desk.put(first, note)).body.replayed === true, 'the same alone is no repeat');
    for (const wrong of [{ operations: [] }, { operations: new Array(51).fill({ id: first, request: note }) }, { operations: [{ id: 'x', request: note }] }, {}])
      await ask(wrong, [422]);
  });
}

export async function tryOperations(server) {
  const me = (await server.ask('getMe')).body;
  const desks = me.tenants.map(tenant => new Desk(tenant.api_base ? new Server(tenant.api_base, server.token) : server, tenant.id));
  await step('every type has a sample here', async () => {
    check(JSON.stringify(Object.keys(samples).sort()) === JSON.stringify(types.map(each => each.type).sort()), 'the types are others');
    for (const { scope } of types)
      check(me.scopes.includes(scope), `the token does not allow ${scope}`);
  });
  await checkTypes(desks);
  await checkRules(desks, me);
  if (me.features.includes('batch'))
    await checkBatch(desks);
}
