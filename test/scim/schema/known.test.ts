/** The schemas agree with those that the stand-in of a tenant shows, which are recorded ones. */
import { describe, expect, it } from 'vitest';
import { createSchemaRegistry } from '../../../src/sandbox/identity-authentication-v2/schema/registry.ts';
import type { Attribute as Recorded } from '../../../src/sandbox/kit/attribute.ts';
import type { AttributeMap, Schema } from '../../../src/scim/schema/attribute.ts';
import { BOOLEAN_NAMES, findSchema, schemasOf } from '../../../src/scim/schema/known.ts';

const registry = createSchemaRegistry([]);

/** `emails.primary boolean`, `emails complex list`. */
function lines(attributes: AttributeMap, before = ''): string[] {
  return [...attributes].flatMap(([key, { name, type, multiValued, subAttributes }]) => {
    expect(key).toBe(name.toLowerCase());
    const path = before + name;
    return [`${path} ${type}${multiValued ? ' list' : ''}`, ...lines(subAttributes, `${path}.`)];
  });
}

function recordedLines(attributes: readonly Recorded[], before = ''): string[] {
  return attributes.flatMap(({ name, type, multiValued, subAttributes }) => {
    const path = before + name;
    return [`${path} ${type}${multiValued ? ' list' : ''}`, ...recordedLines(subAttributes, `${path}.`)];
  });
}

function differences({ id, attributes }: Schema): { more: string[]; less: string[] } {
  const own = new Set(lines(attributes));
  const recorded = new Set(recordedLines(registry.get(id)?.attributes ?? []));
  return { more: [...own.difference(recorded)], less: [...recorded.difference(own)] };
}

/** RFC 7643 §3.1. */
const COMMON = [
  'id string',
  'schemas reference list',
  'meta complex',
  'meta.resourceType string',
  'meta.version string',
  'meta.created dateTime',
  'meta.lastModified dateTime',
  'meta.location reference',
];

describe('users', () => {
  const { core, extensions } = schemasOf('user');
  const [enterprise, sap, custom, odm] = extensions;

  it('have the core schema of RFC 7643, which is a tenant’s with all that the values of a list may have', () => {
    const { more, less } = differences(core);
    const lists = 'emails phoneNumbers ims photos addresses entitlements roles x509Certificates'.split(' ');
    expect(more.sort()).toEqual(
      [
        ...COMMON,
        ...lists.map((name) => `${name}.$ref reference`),
        'addresses.value string',
        'addresses.display string',
        'groups.primary boolean',
      ].sort(),
    );
    expect(less).toEqual([]);
  });

  it('have the extensions of a tenant', () => {
    expect(extensions.map(({ id }) => id)).toEqual(registry.extensions('User').map(({ id }) => id));
    expect([enterprise, custom, odm].map((schema) => schema && differences(schema))).toEqual(
      Array(3).fill({ more: [], less: [] }),
    );
    expect(sap && differences(sap)).toEqual({
      more: ['activationUrl string', 'emails.$ref reference', 'phoneNumbers.$ref reference'],
      less: [],
    });
  });
});

describe('groups', () => {
  const { core, extensions } = schemasOf('group');
  const [sap, custom, authorization] = extensions;

  it('have the core schema of RFC 7643', () => {
    expect(differences(core)).toEqual({ more: [...COMMON, 'members.primary boolean'], less: [] });
  });

  it('have the extensions of a tenant', () => {
    expect(extensions.map(({ id }) => id).sort()).toEqual(
      registry
        .extensions('Group')
        .map(({ id }) => id)
        .sort(),
    );
    expect(sap && differences(sap)).toEqual({
      more: [],
      // Not in the recorded table, and in one spelling only wherever they are documented.
      less: ['externalName string', 'externalLocation string'],
    });
    expect(custom && differences(custom)).toEqual({ more: ['groupId string'], less: [] });
    expect(authorization && differences(authorization)).toEqual({ more: [], less: [] });
  });
});

it('custom types have the common attributes alone', () => {
  const { core, extensions } = schemasOf('costCenter');
  expect(core.id).toBe('urn:ietf:params:scim:schemas:core:2.0:CostCenter');
  expect(lines(core.attributes).sort()).toEqual([...COMMON, 'externalId string'].sort());
  expect(extensions).toEqual([]);
});

describe('a schema', () => {
  const all = ['user', 'group'].flatMap((type) => [schemasOf(type).core, ...schemasOf(type).extensions]);

  it.each(all.map((schema) => [schema.id, schema] as const))('is found as %s in any case', (id, schema) => {
    expect([id, id.toUpperCase(), id.toLowerCase()].map(findSchema)).toEqual([schema, schema, schema]);
  });

  it('is not found by another name', () => {
    expect(findSchema('urn:acme:2.0:User')).toBeUndefined();
  });

  it('knows the names of its booleans, also in lists', () => {
    expect([...BOOLEAN_NAMES].sort()).toEqual([
      'active',
      'enforcemfa',
      'isactive',
      'iscontingentworker',
      'mailverified',
      'mfaenabled',
      'primary',
      'sendmail',
      'totpenabled',
      'verified',
      'webauthenabled',
    ]);
  });
});
