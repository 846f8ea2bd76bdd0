import { describe, expect, it } from 'vitest';
import type { Backend, CallDescription } from '../../../../src/connectors/http/backend.ts';
import { SecretMask } from '../../../../src/connectors/http/masking/secret-mask.ts';
import { requireCreated } from '../../../../src/connectors/scim-api/created.ts';
import { ScimError } from '../../../../src/scim/errors.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect } from '../support.ts';

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

it.each(['1', '2'])('of version %s is looked at', async (version) => {
  await using other = await startBackend((_, response) =>
    json(response, 201, { id: 'P000001', userName: 'bob' }),
  );
  await using system = connect(other.origin, { 'ias.api.version': version });
  const error = await scimError(system.users.create({ userName: 'ada' }, callContext()));
  expect([error.status, error.message]).toEqual([
    502,
    expect.stringContaining('another user than the one that was sent'),
  ]);
});

it.each([
  ['user', '1', 50_000],
  ['user', '2', 50_000],
  ['group', '1', 250_000],
  ['group', '2', 250_000],
] as const)('a %s of version %s has no more than %i values', async (kind, version, most) => {
  // Small answers are not counted.
  const entity = (length: number) => ({ id: 'P000001', values: Array(length).fill(1_000_000) });
  let length = most;
  await using large = await startBackend((_, response) => json(response, 200, entity(length)));
  await using system = connect(large.origin, { 'ias.api.version': version });
  const get = () => system[`${kind}s`].get('P000001', {}, callContext());
  const error = await scimError(get());
  expect([error.status, error.message]).toEqual([
    502,
    expect.stringContaining('has more, larger or deeper values than the proxy reads'),
  ]);
  length = most - 100;
  expect((await get()).entity['values']).toHaveLength(length);
});
