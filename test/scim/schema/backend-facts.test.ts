/** Schemas of backends that differ from what RFC 7643 declares. */
import { describe, expect, it } from 'vitest';
import { asBackendHas } from '../../../src/scim/schema/backend-facts.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';

const users = schemasOf('user');

describe('a backend’s own schemas', () => {
  it('are those of everybody where nothing is said', () => {
    expect(asBackendHas(users, undefined)).toBe(users);
    expect(asBackendHas(users, {})).toEqual(users);
  });

  it('have its values, and lack what it does not have', () => {
    const { core, extensions } = asBackendHas(users, {
      values: { userType: ['employee'], 'addresses.type': ['home'] },
      lacking: ['emails.display', 'title'],
    });
    const at = (name: string, sub: string) => core.attributes.get(name)?.subAttributes.get(sub);
    expect(core.attributes.get('usertype')?.canonicalValues).toEqual(['employee']);
    expect(at('addresses', 'type')?.canonicalValues).toEqual(['home']);
    expect(at('emails', 'type')?.canonicalValues).toEqual(['work', 'home', 'other']);
    expect([at('emails', 'display'), core.attributes.has('title')]).toEqual([undefined, false]);
    expect(at('photos', 'display')).toBeDefined();
    expect(extensions).toBe(users.extensions);
  });

  it('are nobody else’s', () => {
    asBackendHas(users, { values: { userType: ['employee'] }, lacking: ['title'] });
    expect(users.core.attributes.get('usertype')?.canonicalValues).toBeUndefined();
    expect(users.core.attributes.has('title')).toBe(true);
  });
});
