// SPDX-License-Identifier: GPL-3.0-or-later
// The document pleases a public OpenAPI linter (Redocly's) under redocly.yaml: no error, no warning.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { lint, lintFromString, loadConfig } from '@redocly/openapi-core';
import { contract, documentPath } from './contract.mjs';

const config = await loadConfig({ configPath: fileURLToPath(new URL('redocly.yaml', import.meta.url)) });
const told = problems => problems.map(each => `${each.severity} ${each.ruleId} at ${each.location[0].pointer}: ${each.message}`);

test('the document is clean', async () => {
  assert.deepEqual(told(await lint({ ref: documentPath, config })), []);
});

test('the linter sees faults', async () => {
  const broken = structuredClone(contract);
  delete broken.paths['/v1/me'].get.operationId;
  broken.paths['/v1/me'].get.responses[200].content['application/json'].examples.one_chain.value.user = 7;
  broken.paths['/v1/me'].get.tags = ['Nowhere'];
  const rules = (await lintFromString({ source: JSON.stringify(broken), config })).map(each => each.ruleId);
  for (const rule of ['operation-operationId', 'no-invalid-media-type-examples', 'operation-tag-defined'])
    assert.ok(rules.includes(rule), rule);
});
