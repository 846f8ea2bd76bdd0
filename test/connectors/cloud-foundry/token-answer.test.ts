/** What the token endpoint answers with 200: a token of a user with an end, or nothing that can be used. */
import { describe, expect, it } from 'vitest';
import { mayReadUsers, readToken } from '../../../src/connectors/cloud-foundry/logon/token-answer.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { callContext, scimError } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { setUp } from './support.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const jwt = (claims: JsonValue) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const VALUE = jwt({ user_id: 'u1', scope: ['scim.read', 5] });
const GOOD = { access_token: VALUE, expires_in: 1_199, refresh_token: 'r1', scope: 'openid scim.read' };
const without = (name: keyof typeof GOOD): JsonObject => {
  const { [name]: _, ...others } = GOOD;
  return others;
};

const UNUSABLE: readonly (readonly [what: string, body: JsonValue | undefined])[] = [
  ['no body', undefined],
  ['a text', 'token'],
  ['no token', without('access_token')],
  ['a token that is no text', { ...GOOD, access_token: 5 }],
  ['an opaque token', { ...GOOD, access_token: '0f1e2d3c4b5a' }],
  ['a token of a client', { ...GOOD, access_token: jwt({ client_id: 'cf' }) }],
  ['a token of a user who is no text', { ...GOOD, access_token: jwt({ user_id: 7 }) }],
  ['a token whose claims are a list', { ...GOOD, access_token: jwt(['u1']) }],
  ['no end', without('expires_in')],
  ['an end that is no number', { ...GOOD, expires_in: '1199' }],
  ['an end that has come', { ...GOOD, expires_in: 0 }],
  ['an end that has passed', { ...GOOD, expires_in: -1 }],
];

describe('readToken', () => {
  it.each(UNUSABLE)('refuses %s', (_, body) => {
    const backend = exampleBackend({ addressAdvice: 'check the landscape' });
    expect(() => readToken(body, backend, NOW)).toThrow(
      new ScimError(
        502,
        'Example Directory (system system-1, https://directory.example) answered POST /oauth/token without a JSON web token of a user: check the landscape.',
      ),
    );
  });

  it('is renewed a minute before it ends, one of a short life at half of it, and carried meanwhile', () => {
    const times = (seconds: number) => {
      const { goodUntil, refreshFrom } = readToken({ ...GOOD, expires_in: seconds }, exampleBackend(), NOW);
      return [refreshFrom - NOW, goodUntil - NOW];
    };
    expect(times(1_199)).toEqual([1_139_000, 1_189_000]);
    expect(times(121)).toEqual([61_000, 111_000]);
    expect(times(119)).toEqual([59_500, 109_000]);
    expect(times(0.5)).toEqual([250, 375]);
  });

  it.each<[what: string, body: JsonObject, expected: object]>([
    [
      'all that is said',
      GOOD,
      { value: VALUE, user: 'u1', refreshToken: 'r1', scopes: ['openid', 'scim.read'] },
    ],
    ['the scopes of the token itself', without('scope'), { scopes: ['scim.read'] }],
    [
      'no scopes',
      { ...without('scope'), access_token: jwt({ user_id: 'u1', scope: 'scim.read' }) },
      { scopes: [] },
    ],
    ['no refresh token', without('refresh_token'), { refreshToken: undefined }],
    ['a refresh token that is no text', { ...GOOD, refresh_token: 5 }, { refreshToken: undefined }],
  ])('takes %s', (_, body, expected) => {
    expect(readToken(body, exampleBackend(), NOW)).toMatchObject(expected);
  });

  it.each([
    [['openid', 'scim.read'], true],
    [['uaa.admin'], true],
    [['zones.6ba7b810.admin'], true],
    [['scim.write', 'zones..admin', 'zones.x.admins', 'x.zones.y.admin'], false],
    [[], false],
  ])('%j may read users: %s', (scopes, expected) => {
    expect(mayReadUsers(scopes)).toBe(expected);
  });
});

describe('a landscape that answers a logon so', () => {
  it.each([
    ['no token', without('access_token')],
    ['a token of a client', { ...GOOD, access_token: jwt({ client_id: 'cf' }) }],
    ['an opaque token', { ...GOOD, access_token: '0f1e2d3c4b5a' }],
    ['no end', without('expires_in')],
  ])('is asked for nothing: %s', async (_, body) => {
    await using system = await setUp({ warm: false });
    await system.fault({ path: '/oauth/token', status: 200, body, count: 9 });
    const error = await scimError(system.users.list({ startIndex: 1, count: 1 }, callContext()));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining('without a JSON web token of a user'),
    });
    expect(await system.calls()).toEqual([]);
  });
});

describe('the tokens of an answer', () => {
  const TOKENS = {
    access_token: VALUE,
    refresh_token: 'refresh-4711-never-shown-r',
    id_token: 'identity-4711-never-shown',
  };

  it.each(Object.keys(TOKENS))('are never shown: %s', async (name) => {
    await using system = await setUp({ warm: false });
    await system.fault({ path: '/oauth/token', status: 200, body: { ...GOOD, ...TOKENS }, count: 9 });
    const body = { error: 'scim', message: `It got ${TOKENS[name as keyof typeof TOKENS]} and failed.` };
    await system.fault({ path: '/Users', status: 400, body, count: 9 });
    const error = await scimError(system.users.list({ startIndex: 1, count: 1 }, callContext()));
    expect(error.message).toContain('It got *** and failed.');
  });
});
