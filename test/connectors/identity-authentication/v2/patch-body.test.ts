import { describe, expect, it } from 'vitest';
import { patchBody } from '../../../../src/connectors/identity-authentication/v2/patch-body.ts';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';

const SITE = 'urn:acme:params:scim:schemas:extension:2.0:Site';
const ROOM = 'URN:acme:Room';

const request = (operations: JsonValue): JsonObject => ({ schemas: ['urn:x'], Operations: operations });

describe('a replace without a path', () => {
  it.each<[what: string, value: JsonObject, operations: JsonObject[]]>([
    [
      'of extensions goes by the paths of their attributes, in their order',
      { [SITE]: { badge: 1, tags: ['a', 'b'] }, [ROOM]: { floor: { number: 2 } } },
      [
        { op: 'replace', path: `${SITE}:badge`, value: 1 },
        { op: 'replace', path: `${SITE}:tags`, value: ['a', 'b'] },
        { op: 'replace', path: `${ROOM}:floor`, value: { number: 2 } },
      ],
    ],
    [
      'of core attributes too keeps those together',
      { active: true, [SITE]: { badge: 1 }, title: 'x' },
      [
        { op: 'replace', value: { active: true, title: 'x' } },
        { op: 'replace', path: `${SITE}:badge`, value: 1 },
      ],
    ],
    [
      'of null takes the attribute away',
      { [SITE]: { badge: null } },
      [{ op: 'remove', path: `${SITE}:badge` }],
    ],
  ])('%s', (_, value, operations) => {
    const before = { op: 'add', path: 'nickName', value: 'n' };
    const after = { op: 'remove', path: 'locale' };
    expect(patchBody(request([before, { op: 'replace', value }, after]))).toEqual(
      request([before, ...operations, after]),
    );
  });

  it('may have capitals and an empty path', () => {
    const operation = { op: 'Replace', path: '', value: { [SITE]: { badge: 1 } } };
    expect(patchBody(request([operation]))).toEqual(
      request([{ op: 'Replace', path: `${SITE}:badge`, value: 1 }]),
    );
  });

  it.each<[what: string, operations: JsonValue]>([
    ['of core attributes', [{ op: 'replace', value: { name: { givenName: 'x' } } }]],
    ['of nothing', [{ op: 'replace' }]],
    ['of a text', [{ op: 'replace', value: 'x' }]],
    ['that is an add', [{ op: 'add', value: { [SITE]: { badge: 1 } } }]],
    ['with a path', [{ op: 'replace', path: SITE, value: { [SITE]: { badge: 1 } } }]],
    ['that is no operation', [null, 'x', []]],
    ['outside a list', { op: 'replace', value: { [SITE]: { badge: 1 } } }],
  ])('%s is left as it is', (_, operations) => {
    const body = request(operations);
    expect(patchBody(body)).toBe(body);
  });
});
