import { expect, it } from 'vitest';
import { partedFrom } from '../../../src/scim/bulk/postpone.ts';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const EXTENSION = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

it('leaves out values of lists, attributes, and attributes of extensions', () => {
  const data = {
    displayName: 'g',
    members: [{ value: 'bulkId:a' }, { value: 'bulkId:b' }, { value: '1' }],
    owner: { value: 'bulkId:a' },
    tags: [],
    [EXTENSION]: { costCenter: 'c', manager: { value: 'bulkId:a', $ref: '/Users/bulkId:a' } },
  };
  expect(partedFrom(data, new Set(['a']))).toEqual({
    data: {
      displayName: 'g',
      members: [{ value: 'bulkId:b' }, { value: '1' }],
      tags: [],
      [EXTENSION]: { costCenter: 'c' },
    },
    patch: {
      schemas: [PATCH],
      Operations: [
        { op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] },
        { op: 'add', path: 'owner', value: { value: 'bulkId:a' } },
        { op: 'add', path: `${EXTENSION}:manager`, value: { value: 'bulkId:a', $ref: '/Users/bulkId:a' } },
      ],
    },
  });
});

it('sends no list of which nothing is left', () => {
  const { data } = partedFrom({ displayName: 'g', members: [{ value: 'bulkId:a' }] }, new Set(['a']));
  expect(data).toEqual({ displayName: 'g' });
});
