import { describe, expect, it } from 'vitest';
import { changesOnlyMembers, normalizePatchRequest } from '../../src/proxy/patch-request.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { PATCH_OP_SCHEMA } from '../../src/scim/schemas.ts';

const schemas = [PATCH_OP_SCHEMA];

describe('normalizePatchRequest', () => {
  it('brings dialects into one spelling', () => {
    expect(normalizePatchRequest({ operations: [{ OP: 'Replace', Path: 'active', Value: false }] })).toEqual({
      schemas,
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
  });

  it('takes a path of null for none', () => {
    expect(normalizePatchRequest({ schemas, Operations: [{ op: 'add', path: null, value: {} }] })).toEqual({
      schemas,
      Operations: [{ op: 'add', value: {} }],
    });
  });

  it('passes values on as they are', () => {
    const body = { schemas, Operations: [{ op: 'add', value: { members: [{ value: 'x' }], name: null } }] };
    expect(normalizePatchRequest(body)).toEqual(body);
  });

  it.each([
    [{}, 'invalidSyntax'],
    [{ Operations: {} }, 'invalidSyntax'],
    [{ Operations: [] }, 'invalidSyntax'],
    [{ Operations: ['add'] }, 'invalidSyntax'],
    [{ Operations: [{ op: 'move', path: 'a' }] }, 'invalidSyntax'],
    [{ Operations: [{ path: 'a', value: 1 }] }, 'invalidSyntax'],
    [{ Operations: [{ op: 'add', path: 3, value: 1 }] }, 'invalidPath'],
    [{ Operations: [{ op: 'remove' }] }, 'noTarget'],
    [{ Operations: [{ op: 'remove', path: ' ' }] }, 'noTarget'],
    [{ Operations: [{ op: 'replace', path: 'displayName' }] }, 'invalidValue'],
  ])('refuses %j', (body, scimType) => {
    expect(() => normalizePatchRequest(body as JsonObject)).toThrow(
      expect.objectContaining({ status: 400, scimType }),
    );
  });
});

describe('changesOnlyMembers', () => {
  const request = (...Operations: JsonObject[]): JsonObject => ({ schemas, Operations });
  it.each([
    [request({ op: 'add', path: 'members', value: [] }), true],
    [request({ op: 'remove', path: 'members[value eq "1"]' }), true],
    [request({ op: 'add', value: { Members: [] } }), true],
    [request({ op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:Group:members', value: [] }), true],
    [
      request({ op: 'add', path: 'members', value: [] }, { op: 'replace', path: 'displayName', value: 'x' }),
      false,
    ],
    [request({ op: 'add', path: 'membership', value: [] }), false],
    [request({ op: 'replace', value: { members: [], displayName: 'x' } }), false],
  ])('%j: %s', (body, expected) => {
    expect(changesOnlyMembers(body)).toBe(expected);
  });
});
