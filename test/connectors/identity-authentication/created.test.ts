import { describe, expect, it } from 'vitest';
import type { Backend, CallDescription } from '../../../src/connectors/http/backend.ts';
import { SecretMask } from '../../../src/connectors/http/masking/secret-mask.ts';
import { requireCreated } from '../../../src/connectors/identity-authentication/created.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

const backend: Backend = {
  name: 'Identity Authentication',
  systemId: 'ias',
  origin: 'https://acme.example',
  requiredRole: () => '',
  lockout: '',
  retryAfter: 60,
  mask: new SecretMask({ credentials: { user: 'user', password: 'password' }, headers: {} }),
};
const call: CallDescription = {
  method: 'POST',
  path: '/scim/Users',
  template: '/scim/Users',
  resource: 'Users',
  target: 'collection',
  filtered: false,
};
const email = (...values: string[]) => ({ emails: values.map((value) => ({ value })) });

describe('the answer to a create', () => {
  it.each<['user' | 'group', JsonObject, JsonObject]>([
    ['user', { userName: 'Ada ' }, { userName: 'ada' }],
    ['user', {}, { userName: 'made-up' }],
    ['user', { userName: 'ada' }, {}],
    ['user', email('A@example.com', 'b@example.com'), email('b@example.com')],
    ['user', email('a@example.com'), {}],
    ['group', { displayName: 'Admins' }, { displayName: 'ADMINS' }],
  ])('is about the %s %j: %j', (kind, sent, created) => {
    expect(() => requireCreated(kind, sent, created, backend, call)).not.toThrow();
  });

  it.each<['user' | 'group', JsonObject, JsonObject]>([
    ['user', { userName: 'ada' }, { userName: 'bob' }],
    ['user', { userName: 'ada', ...email('a@example.com') }, { userName: 'ada', ...email('b@example.com') }],
    ['user', email('a@example.com'), { userName: 'bob', ...email('bob@example.com') }],
    ['group', { displayName: 'Admins' }, { displayName: 'Bobs' }],
  ])('is not about the %s %j: %j', (kind, sent, created) => {
    const check = () => requireCreated(kind, sent, created, backend, call);
    expect(check).toThrow(ScimError);
    expect(check).toThrow(
      `Identity Authentication (system ias, https://acme.example) answered POST /scim/Users with another ${kind} than the one that was sent.`,
    );
    expect(check).not.toThrow(/bob/i);
  });
});
