/** Schemas of backends that differ from what RFC 7643 declares. */
import { describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../src/scim/schema/attribute.ts';
import { asBackendHas } from '../../../src/scim/schema/backend-facts.ts';
import { ENTERPRISE_USER_SCHEMA } from '../../../src/scim/schema/core.ts';
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
    expect(extensions).toEqual(users.extensions);
  });

  it('compare exactly what it does, in extensions too, and what the schema says anyway', () => {
    const { core, extensions } = asBackendHas(users, {
      caseExact: new Set(['title', 'emails.type', `${ENTERPRISE_USER_SCHEMA}:division`]),
    });
    const isExact = (attributes: AttributeMap | undefined, ...names: string[]) =>
      names.map((name) => attributes?.get(name)?.caseExact);
    const enterprise = extensions.find(({ id }) => id === ENTERPRISE_USER_SCHEMA)?.attributes;
    expect(isExact(core.attributes, 'title', 'nickname', 'externalid')).toEqual([true, false, true]);
    expect(isExact(core.attributes.get('emails')?.subAttributes, 'type', 'value')).toEqual([true, false]);
    expect(isExact(enterprise, 'division', 'department')).toEqual([true, false]);
  });

  it('are nobody else’s', () => {
    asBackendHas(users, { values: { userType: ['employee'] }, lacking: ['title'] });
    expect(users.core.attributes.get('usertype')?.canonicalValues).toBeUndefined();
    expect(users.core.attributes.has('title')).toBe(true);
  });
});
