import { describe, expect, it } from 'vitest';
import { isAsWritten } from '../../../src/proxy/lost-create/same.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const written: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
  userName: 'ada',
  password: 'secret',
  name: { familyName: 'Lovelace' },
  emails: [{ value: 'ada@example.com' }],
  [ENTERPRISE]: { department: 'Engines', costCenters: ['1'] },
};
const shown: JsonObject = {
  ...written,
  id: '1',
  userName: 'Ada',
  password: null,
  meta: { created: '2026-11-30T12:00:00Z' },
  displayName: 'set by the backend',
};

describe('an entity that a lost create may have made', () => {
  it('has all that was written; what the backend adds or keeps to itself does not matter', () => {
    expect(isAsWritten(written, shown)).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['a value of another', { userName: 'eve' }],
    ['a value more in a list', { emails: [{ value: 'ada@example.com' }, { value: 'eve@example.com' }] }],
    ['a value less in a list', { emails: [] }],
    ['a list less', { emails: null }],
    [
      'a value more in a list of an extension',
      { [ENTERPRISE]: { department: 'Engines', costCenters: ['1', '2'] } },
    ],
    ['another value in an extension', { [ENTERPRISE]: { department: 'Poetry', costCenters: ['1'] } }],
  ])('is another one with %s', (_, difference) => {
    expect(isAsWritten(written, { ...shown, ...difference })).toBe(false);
  });

  it.each<[string, JsonObject]>([
    ['userName', { userName: 'eve' }],
    [`${ENTERPRISE}:department`, { [ENTERPRISE]: { department: 'Poetry', costCenters: ['1'] } }],
  ])('need not have what the backend sets itself: %s', (name, difference) => {
    expect(isAsWritten(written, { ...shown, ...difference }, new Set([name]))).toBe(true);
    expect(isAsWritten(written, { ...shown, ...difference }, new Set(['name']))).toBe(false);
  });
});
