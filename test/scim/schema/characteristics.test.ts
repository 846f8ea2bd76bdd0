/** Facts of attributes: those of RFC 7643 by its sections, those of SAP's extensions by the recorded schemas of a tenant. */
import { describe, expect, it } from 'vitest';
import { createSchemaRegistry } from '../../../src/sandbox/identity-authentication-v2/schema/registry.ts';
import type { Attribute as Recorded } from '../../../src/sandbox/kit/attribute.ts';
import type { Attribute, AttributeMap, Characteristics } from '../../../src/scim/schema/attribute.ts';
import { ENTERPRISE_USER, GROUP, USER } from '../../../src/scim/schema/core.ts';
import { attributeDescription, schemaTexts } from '../../../src/scim/schema/descriptions.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';

function at(attributes: AttributeMap, path: string): Attribute {
  const found = path
    .toLowerCase()
    .split('.')
    .reduce<{ of: AttributeMap; attribute?: Attribute }>(
      ({ of }, name) => {
        const attribute = of.get(name);
        return attribute === undefined ? { of } : { of: attribute.subAttributes, attribute };
      },
      { of: attributes },
    ).attribute;
  if (found === undefined) throw new Error(`There is no ${path}.`);
  return found;
}

describe('RFC 7643', () => {
  it.each<[string, AttributeMap, string, Partial<Characteristics>]>([
    [
      '§3.1',
      USER.attributes,
      'id',
      { mutability: 'readOnly', returned: 'always', caseExact: true, uniqueness: 'server' },
    ],
    ['§3.1', USER.attributes, 'externalId', { mutability: 'readWrite', caseExact: true }],
    ['§3.1', USER.attributes, 'meta', { mutability: 'readOnly' }],
    ['§3.1', USER.attributes, 'meta.version', { mutability: 'readOnly', caseExact: true }],
    ['§4.1.1', USER.attributes, 'userName', { required: true, uniqueness: 'server', caseExact: false }],
    ['§4.1.1', USER.attributes, 'password', { mutability: 'writeOnly', returned: 'never' }],
    ['§4.1.1', USER.attributes, 'profileUrl', { caseExact: true, referenceTypes: ['external'] }],
    ['§4.1.2', USER.attributes, 'emails.type', { canonicalValues: ['work', 'home', 'other'] }],
    ['§4.1.2', USER.attributes, 'groups', { mutability: 'readOnly' }],
    ['§4.1.2', USER.attributes, 'groups.value', { mutability: 'readOnly' }],
    [
      '§4.1.2',
      USER.attributes,
      'groups.type',
      { mutability: 'readOnly', canonicalValues: ['direct', 'indirect'] },
    ],
    ['§4.2', GROUP.attributes, 'displayName', { required: true }],
    ['§4.2', GROUP.attributes, 'members', { mutability: 'readWrite' }],
    ['§4.2', GROUP.attributes, 'members.value', { mutability: 'immutable' }],
    [
      '§4.2',
      GROUP.attributes,
      'members.$ref',
      { mutability: 'immutable', referenceTypes: ['User', 'Group'] },
    ],
    ['§4.3', ENTERPRISE_USER.attributes, 'manager.displayName', { mutability: 'readOnly' }],
    ['§4.3', ENTERPRISE_USER.attributes, 'manager.$ref', { referenceTypes: ['User'] }],
    ['§2.3.6', USER.attributes, 'x509Certificates.value', { caseExact: true }],
    ['§2.3.7', USER.attributes, 'photos.value', { caseExact: true }],
  ])('%s: %o %s', (_section, attributes, path, facts) => {
    expect(at(attributes, path)).toMatchObject(facts);
  });

  it('§4.1.2: certificates are binary, pictures are references', () => {
    expect(at(USER.attributes, 'x509Certificates.value').type).toBe('binary');
    expect(at(USER.attributes, 'photos.value').type).toBe('reference');
  });
});

const ALL = ['user', 'group'].flatMap((type) => [schemasOf(type).core, ...schemasOf(type).extensions]);

interface Placed {
  readonly place: readonly string[];
  readonly attribute: Attribute;
}

function everyAttribute(attributes: AttributeMap, before: readonly string[]): Placed[] {
  return [...attributes.values()].flatMap((attribute) => {
    const place = [...before, attribute.name];
    return [{ place, attribute }, ...everyAttribute(attribute.subAttributes, place)];
  });
}

const EVERY = ALL.flatMap(({ id, attributes }) =>
  everyAttribute(attributes, id.includes(':core:') ? [] : [id]),
);

describe('every attribute', () => {
  it('that nobody can read is never returned, and no other is (RFC 7643 §7)', () => {
    const never = EVERY.filter(({ attribute }) => attribute.returned === 'never');
    expect(never).toEqual(EVERY.filter(({ attribute }) => attribute.mutability === 'writeOnly'));
    expect(never.map(({ attribute }) => attribute.name).toSorted()).toEqual([
      'applicationId',
      'emailTemplateSetId',
      'password',
      'sendMail',
    ]);
  });

  it('has a description that is a sentence', () => {
    for (const { place, attribute } of EVERY) {
      expect(attributeDescription(place, attribute)).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('is of a schema with a name of its own', () => {
    const names = ALL.map(({ id }) => schemaTexts(id.toUpperCase())?.name);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(ALL.length);
    expect(schemaTexts('urn:acme:2.0:User')).toBeUndefined();
  });

  it('that no schema has says so', () => {
    expect(attributeDescription(['urn:acme:2.0:User', 'badge'], undefined)).toBe(
      'badge, as the transformations of this system map it.',
    );
  });
});

describe('SAP’s extensions are as a tenant declares them:', () => {
  const registry = createSchemaRegistry([]);
  const facts = ({ required, caseExact, mutability, uniqueness }: Attribute | Recorded) => ({
    required,
    caseExact,
    mutability,
    uniqueness,
  });
  const extensions = ALL.filter(
    ({ id }) => registry.get(id) !== undefined && !id.includes(':core:') && id !== ENTERPRISE_USER.id,
  );

  it.each(extensions.map((schema) => [schema.id, schema] as const))('%s', (id, schema) => {
    const compare = (attributes: AttributeMap, recorded: readonly Recorded[], before: string) => {
      for (const one of recorded) {
        const own = attributes.get(one.name.toLowerCase());
        if (own === undefined) continue;
        expect({ path: before + one.name, ...facts(own) }).toEqual({
          path: before + one.name,
          ...facts(one),
        });
        compare(own.subAttributes, one.subAttributes, `${one.name}.`);
      }
    };
    compare(schema.attributes, registry.get(id)?.attributes ?? [], '');
  });
});
