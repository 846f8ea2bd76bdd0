/** Entities as PATCH operations. */
import { describe, expect, it } from 'vitest';
import {
  groupDifference,
  patchRequest,
  setOperations,
} from '../../../src/connectors/scim-api/attribute-operations.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';

const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const NOT_SET = { id: '1', schemas: ['x'], meta: {}, groups: [{ value: 'g' }], members: [{ value: 'm' }] };
const set = (path: string, value: JsonValue): JsonObject => ({ op: 'replace', path, value });

describe('an entity as operations', () => {
  it.each<[string, JsonObject, JsonObject | undefined, object[]]>([
    [
      'has one for each attribute',
      { userName: 'a', active: true },
      undefined,
      [set('userName', 'a'), set('active', true)],
    ],
    ['has none for what no update sets', NOT_SET, undefined, []],
    ['removes what is null', { userName: null }, undefined, [{ op: 'remove', path: 'userName' }]],
    [
      'removes what is null, also where it was none',
      { userName: null },
      {},
      [{ op: 'remove', path: 'userName' }],
    ],
    [
      'leaves what is so already',
      { userName: 'a', name: { x: [1] } },
      { userName: 'a', name: { x: [1] } },
      [],
    ],
    ['sets what is another one', { name: { x: [1] } }, { name: { x: [2] } }, [set('name', { x: [1] })]],
    [
      'names attributes of extensions',
      { [CUSTOM]: { name: 'a', description: null } },
      undefined,
      [set(`${CUSTOM}:name`, 'a'), { op: 'remove', path: `${CUSTOM}:description` }],
    ],
    [
      'compares attributes of extensions',
      { [CUSTOM]: { name: 'a', description: 'b' } },
      { [CUSTOM]: { name: 'a' } },
      [set(`${CUSTOM}:description`, 'b')],
    ],
    ['knows extensions in any case', { 'URN:x': { a: 1 } }, undefined, [set('URN:x:a', 1)]],
    ['sets an extension that is none', { 'urn:x': 'y' }, undefined, [set('urn:x', 'y')]],
    ['takes no other name for an extension', { 'xurn:x': { a: 1 } }, undefined, [set('xurn:x', { a: 1 })]],
  ])('%s', (_, entity, current, operations) => {
    expect(setOperations(entity, current)).toEqual(operations);
  });
});

describe('the difference of two groups', () => {
  it.each<[string, JsonObject, JsonObject, object[]]>([
    [
      'is what changed',
      { displayName: 'a', externalId: 'e' },
      { displayName: 'b', externalId: 'e' },
      [set('displayName', 'b')],
    ],
    ['is nothing in what no update sets', {}, NOT_SET, []],
    ['is nothing where null stands for what is not there', {}, { displayName: null }, []],
    [
      'is a removal where null stands for what is there',
      { displayName: 'a' },
      { displayName: null },
      [{ op: 'remove', path: 'displayName' }],
    ],
    [
      'is a removal of what a PUT takes away',
      { displayName: 'a', externalId: 'e', [CUSTOM]: { name: 'n', description: 'd' } },
      { displayName: 'a' },
      [
        { op: 'remove', path: 'externalId' },
        { op: 'remove', path: `${CUSTOM}:description` },
      ],
    ],
    ['is none of what a PUT leaves', { displayName: 'a', [CUSTOM]: { name: 'n' } }, {}, []],
  ])('%s', (_, current, wanted, operations) => {
    expect(groupDifference(current, wanted, ['externalId', `${CUSTOM}:description`])).toEqual(operations);
  });
});

it('a request has its schema', () => {
  expect(patchRequest([set('a', 1)])).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [set('a', 1)],
  });
});
