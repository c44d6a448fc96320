// SPDX-License-Identifier: GPL-3.0-or-later
// Every example in the document is as its schema says, every schema and every answer has one, and together
// they tell one story: a client that syncs against a mock server made of them must end up with whole rows.
import assert from 'node:assert/strict';
import { X509Certificate, verify } from 'node:crypto';
import test from 'node:test';
import { answerFaults, camel, collections, contract, faults, operation, operations, resolve } from './contract.mjs';

const { schemas } = contract.components;
const examplesOf = media => Object.values(media.examples ?? {}).map(each => resolve(each).value);
const answer = (id, status = 200) => {
  const media = Object.values(resolve(operation(id).operation.responses[status]).content)[0];
  return examplesOf(media);
};

// Every { where, schema, value } of the document.
function everyExample() {
  const all = [];
  for (const [name, schema] of Object.entries(schemas))
    for (const value of schema.examples ?? [])
      all.push({ where: `schema ${name}`, schema: { $ref: `#/components/schemas/${name}` }, value });
  for (const { id, operation: op } of operations) {
    const bodies = Object.entries(op.responses).map(([status, given]) => [`${id} ${status}`, resolve(given).content]);
    if (op.requestBody)
      bodies.push([`${id} request`, op.requestBody.content]);
    for (const [where, content] of bodies)
      for (const media of Object.values(content ?? {}))
        all.push(...examplesOf(media).map(value => ({ where, schema: media.schema, value })));
  }
  return all;
}

// Calls back with the name of each schema that a value is an example of.
function visit(schema, value, found) {
  if (schema.$ref) {
    found(schema.$ref.split('/').at(-1));
    visit(resolve(schema), value, found);
    return;
  }
  for (const branch of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
    if (faults(branch, value).length === 0)
      visit(branch, value, found);
  if (Array.isArray(value) && schema.items)
    value.forEach(each => visit(schema.items, each, found));
  else if (value !== null && typeof value === 'object')
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (name in value)
        visit(property, value[name], found);
}

test('every example is as its schema says', () => {
  const all = everyExample();
  assert.ok(all.length > 200, `only ${all.length} examples found`);
  for (const { where, schema, value } of all)
    assert.deepEqual(faults(schema, value), [], where);
});

test('every schema has an example, in itself or inside a larger one', () => {
  const seen = new Set();
  for (const { schema, value } of everyExample())
    visit(schema, value, name => seen.add(name));
  assert.deepEqual(Object.keys(schemas).filter(name => !seen.has(name)), []);
});

test('every answer with a body has an example', () => {
  for (const { id, operation: op } of operations)
    for (const [status, given] of Object.entries(op.responses))
      for (const [type, media] of Object.entries(resolve(given).content ?? {}))
        assert.ok(examplesOf(media).length > 0, `${id} ${status} ${type}`);
});

test('every parameter and header example is as its schema says', () => {
  for (const { id, operation: op } of operations) {
    for (const parameter of (op.parameters ?? []).map(resolve))
      if ('example' in parameter)
        assert.deepEqual(faults(parameter.schema, parameter.example), [], `${id} ${parameter.name}`);
    for (const response of Object.values(op.responses).map(resolve))
      for (const [name, header] of Object.entries(response.headers ?? {}).map(([n, h]) => [n, resolve(h)]))
        assert.deepEqual(faults(header.schema, header.example), [], `${id} ${name}`);
  }
});

test('a problem says the status that it comes with', () => {
  for (const { id, operation: op } of operations)
    for (const [status, given] of Object.entries(op.responses).filter(([code]) => code >= 400))
      for (const problem of examplesOf(resolve(given).content['application/problem+json']))
        assert.equal(problem.status, Number(status), `${id} ${problem.code}`);
});

test('the check refuses what is wrong', () => {
  for (const collection of collections) {
    const schema = { $ref: `#/components/schemas/${camel(collection)}` };
    const row = schemas[camel(collection)].examples[0];
    assert.deepEqual(faults(schema, row), []);
    for (const name of Object.keys(schemas[camel(collection)].properties)) {
      assert.notDeepEqual(faults(schema, { ...row, [name]: { a: 1 } }), [], `${collection}.${name} of a wrong type`);
      const { [name]: removed, ...rest } = row;
      const required = schemas[camel(collection)].required.includes(name);
      assert.equal(faults(schema, rest).length > 0, required, `${collection} without ${name}`);
      assert.equal(faults(schema, { ...row, [name]: null }).length > 0, required, `${collection}.${name} null`);
    }
    assert.notDeepEqual(faults(schema, { ...row, surprise: 1 }), [], `${collection} with one member more`);
    assert.notDeepEqual(faults(schema, { ...row, id: 'a b' }), [], `${collection} with a bad id`);
    assert.notDeepEqual(faults(schema, { ...row, rev: 2 ** 53 }), [], `${collection} with too great a number`);
  }
});

test('lists are whole: count, end last, ids rising, one state', () => {
  const states = new Set();
  for (const collection of collections)
    for (const page of answer(`getSnapshotOf${camel(collection)}`)) {
      const ids = page.items.map(row => row.id);
      assert.equal(page.count, page.items.length, collection);
      assert.equal(page.total, page.items.length, collection);
      assert.equal(page.next, null, collection);
      assert.equal(Object.keys(page).at(-1), 'end', collection);
      assert.deepEqual(ids, [...ids].sort(), collection);
      assert.equal(new Set(ids).size, ids.length, collection);
      states.add(page.as_of);
    }
  assert.equal(states.size, 1);
  for (const page of answer('getChanges')) {
    assert.equal(page.count, page.changes.length);
    assert.equal(Object.keys(page).at(-1), 'end');
    assert.ok(states.has(page.old_state));
    assert.equal(page.has_more, false);
    assert.equal(page.new_state === page.old_state, page.count === 0);
  }
  for (const page of answer('getVitals'))
    for (const [name, column] of Object.entries({ ids: page.ids, revs: page.revs, ...page.metrics }))
      assert.equal(column.length, page.count, name);
  for (const page of answer('getTelemetry'))
    for (const metric of Object.values(page.metrics))
      for (const column of page.res === 'raw' ? [metric] : Object.values(metric)) {
        assert.equal(page.t.length, page.count);
        assert.equal(column.length, page.count);
      }
});

test('rows point at rows that are there', () => {
  const ids = Object.fromEntries(collections.map(each => [each, new Set(schemas[camel(each)].examples.map(row => row.id))]));
  let n = 0;
  for (const collection of collections)
    for (const row of schemas[camel(collection)].examples)
      for (const other of collections)
        if (schemas[camel(collection)].properties[other]?.['x-corral-type'] === 'id' && row[other] != null) {
          assert.ok(ids[other].has(row[other]), `${collection} ${row.id} names ${other} ${row[other]}`);
          n++;
        }
  assert.ok(n > 25);
  for (const note of schemas.Note.examples)
    assert.ok(ids[note.target_collection].has(note.target));
  for (const each of answer('getVitals')[0].ids)
    assert.ok(ids.cart.has(each));
});

test('changes of known rows carry higher revisions', () => {
  for (const { c, id, rev, data } of answer('getChanges').flatMap(page => page.changes)) {
    assert.ok(rev > schemas[camel(c)].examples.find(row => row.id === id).rev, `${c} ${id}`);
    if (data)
      assert.deepEqual([data.id, data.rev], [id, rev]);
  }
});

test('messages verify by the certificate that comes with them', () => {
  const [page] = answer('getEvents');
  const [cart, authority] = page.certificates.map(der => new X509Certificate(Buffer.from(der, 'base64')));
  assert.ok(cart.verify(authority.publicKey));
  for (const message of page.items) {
    const body = Buffer.from(message.body, 'base64');
    const key = { key: cart.publicKey, dsaEncoding: 'ieee-p1363' };
    assert.ok(verify('sha256', body, key, Buffer.from(message.signature, 'base64')), message.id);
    const said = JSON.parse(body);
    assert.deepEqual([said.v, said.n, said.t, said.type], [1, message.counter, message.device_ms, message.type]);
    body[20] ^= 1;
    assert.equal(verify('sha256', body, key, Buffer.from(message.signature, 'base64')), false);
  }
});

test('every type of operation has a line in the table and an example that keeps to it', () => {
  const table = schemas.OperationRequest['x-corral-operation-types'];
  const known = schemas.OperationRequest.properties.type['x-corral-known-values'];
  const scopes = Object.keys(contract.components.securitySchemes.oauth2.flows.authorizationCode.scopes);
  const requests = examplesOf(operation('putOperation').operation.requestBody.content['application/json']);
  assert.deepEqual(table.map(line => line.type), known);
  assert.deepEqual(requests.map(request => request.type).sort(), [...known].sort());
  for (const line of table) {
    const request = requests.find(each => each.type === line.type);
    const given = Object.keys(request.params);
    assert.ok(line.required_params.every(name => given.includes(name)), line.type);
    assert.ok(given.every(name => [...line.required_params, ...line.optional_params].includes(name)), line.type);
    assert.ok(line.target === 'any' || line.target === request.target.c, line.type);
    assert.ok(line.expected_rev !== 'required' || 'expected_rev' in request, line.type);
    assert.ok(!line.queued_offline || request.not_after_ms - request.issued_at_ms <= line.lives_ms, line.type);
    assert.ok(scopes.includes(line.scope), line.type);
  }
});

test('the check of whole answers refuses what is wrong', () => {
  const json = { 'Content-Type': 'application/json; charset=utf-8', ETag: '"1"' };
  const [page] = answer('getChanges');
  const { end, ...open } = page;
  const told = (status, headers, body) => answerFaults('getChanges', status, new Headers(headers), body).join('\n');

  assert.equal(told(200, json, JSON.stringify(page)), '');
  assert.equal(told(304, { ETag: '"1"' }, ''), '');
  assert.match(told(204, json, ''), /status 204 is not declared/);
  assert.match(told(200, { 'Content-Type': 'application/json' }, JSON.stringify(page)), /header ETag is missing/);
  assert.match(told(200, { ...json, ETag: '1' }, JSON.stringify(page)), /header ETag: .*pattern/);
  assert.match(told(200, { ...json, 'Content-Type': 'text/html' }, '<p>Sign in</p>'), /Content-Type text\/html/);
  assert.match(told(200, json, '{"old_state"'), /not JSON/);
  assert.match(told(200, json, JSON.stringify(open)), /required property 'end'/);
  assert.match(told(200, json, JSON.stringify({ end, ...open })), /not the last/);
  assert.match(told(200, json, JSON.stringify({ extra: 1, ...page })), /additional properties \(extra\)/);
  assert.match(told(304, { ETag: '"1"' }, 'x'), /a body where none belongs/);
  assert.match(told(429, { 'Content-Type': 'application/problem+json' }, '{}'), /Retry-After is missing/);
});
