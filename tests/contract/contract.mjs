// SPDX-License-Identifier: GPL-3.0-or-later
// The OpenAPI document as something to hold answers against. Its schemas are open, because clients have to
// ignore what they do not know; a server has no business sending what is not in the document, so here every
// object is closed before anything is checked.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export const documentPath = fileURLToPath(new URL('../../data/openapi/corral-v1.json', import.meta.url));
export const contract = JSON.parse(readFileSync(documentPath, 'utf8'));
export const collections = Object.values(contract.components.schemas)
  .filter(schema => schema['x-corral-collection'])
  .map(schema => schema['x-corral-collection']);

const ajv = new Ajv.default({ strict: true, allowUnionTypes: true, allErrors: true });
addFormats.default(ajv);
ajv.addVocabulary(['x-corral-type', 'x-corral-coarse', 'x-corral-known-values', 'x-corral-collection', 'x-corral-operation-types']);

// What a reference in the document stands for.
export function resolve(node) {
  let seen = node;
  while (seen && typeof seen.$ref === 'string')
    seen = seen.$ref.slice(2).split('/').reduce((at, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')], contract);
  return seen;
}

// A copy of a schema in which references point into $defs and no object takes members that it does not name.
function closed(schema) {
  if (Array.isArray(schema))
    return schema.map(closed);
  if (schema === null || typeof schema !== 'object')
    return schema;
  const copy = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref')
      copy.$ref = value.replace('#/components/schemas/', 'corral:contract#/$defs/');
    else if (key === 'examples' || key === 'const' || key === 'enum' || key.startsWith('x-'))
      copy[key] = value;
    else if (key === 'properties')
      copy.properties = Object.fromEntries(Object.entries(value).map(([name, property]) => [name, closed(property)]));
    else
      copy[key] = closed(value);
  }
  if (copy.properties && !('additionalProperties' in copy))
    copy.additionalProperties = false;
  return copy;
}

ajv.addSchema({
  $id: 'corral:contract',
  $defs: Object.fromEntries(Object.entries(contract.components.schemas).map(([name, schema]) => [name, closed(schema)])),
});

const compiled = new Map();

// What is wrong with a value, as short lines; none when it is as the schema says.
export function faults(schema, value) {
  const key = JSON.stringify(schema);
  if (!compiled.has(key))
    compiled.set(key, ajv.compile(closed(schema)));
  const validate = compiled.get(key);
  if (validate(value))
    return [];
  const lines = validate.errors.map(error => {
    const what = error.params.additionalProperty ?? error.params.missingProperty ?? error.params.allowedValue ?? '';
    return `${error.instancePath || '/'} ${error.message}${what === '' ? '' : ` (${what})`}`;
  });
  return [...new Set(lines)].slice(0, 8);
}

// Every operation: { id, method, path, operation }.
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ id: operation.operationId, method, path, operation })));

export function operation(id) {
  const found = operations.find(each => each.id === id);
  if (!found)
    throw new Error(`the document has no operation ${id}`);
  return found;
}

export const camel = name => name.split('_').map(word => word[0].toUpperCase() + word.slice(1)).join('');

// What is wrong with an answer: an undeclared status, a media type, a header or a body that is not as declared.
// @headers: a Map or Headers; @body: the text of the body.
export function answerFaults(operationId, status, headers, body) {
  const declared = operation(operationId).operation.responses[status];
  if (!declared)
    return [`status ${status} is not declared for ${operationId}`];
  const response = resolve(declared);
  const wrong = [];

  for (const [name, given] of Object.entries(response.headers ?? {})) {
    const header = resolve(given);
    const value = headers.get(name);
    if (value === null || value === undefined) {
      if (header.required)
        wrong.push(`header ${name} is missing`);
    } else {
      wrong.push(...faults(header.schema, value).map(line => `header ${name}: ${line}: ${value}`));
    }
  }

  if (!response.content) {
    if (body !== '')
      wrong.push(`a body where none belongs: ${body.slice(0, 60)}`);
    return wrong;
  }
  const type = (headers.get('content-type') ?? '').split(';')[0].trim();
  const media = response.content[type];
  if (!media)
    return [...wrong, `Content-Type ${type || '(none)'} instead of ${Object.keys(response.content).join(' or ')}`];
  if (type.endsWith('json')) {
    let value;
    try {
      value = JSON.parse(body);
    } catch (error) {
      return [...wrong, `not JSON: ${error.message}`];
    }
    wrong.push(...faults(media.schema, value));
    if (type === 'application/problem+json' && value.status !== status)
      wrong.push(`the problem says status ${value.status}, the answer ${status}`);
    if (value.end !== undefined && Object.keys(value).at(-1) !== 'end')
      wrong.push('`end` is not the last member');
  }
  return wrong;
}
