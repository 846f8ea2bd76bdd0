/** What /Schemas says of the attributes of users and groups, as tenants do. */
import { describe, expect, it } from 'vitest';
import type { AttributeMap } from '../../../../src/scim/schema/attribute.ts';
import { findSchema } from '../../../../src/scim/schema/known.ts';
import type { AttributeDefinition } from '../shapes.ts';
import { startTenant } from '../tenant.ts';

/** By `User:name.givenName`, with what tells two schemas of one name apart: `enterprise:2.0:User:manager`. */
type Declared = ReadonlyMap<string, AttributeDefinition>;

const RESOURCES = /:(?:core:2\.0:(?:User|Group)|extension:(?!site).*)$/;

async function declared(): Promise<Declared> {
  const { body } = await (await startTenant()).get('/scim/Schemas');
  const schemas = body.Resources.filter(({ id }) => RESOURCES.test(id));
  return new Map(
    schemas.flatMap(({ id, attributes }) =>
      attributesIn(`${id.replace(/^urn:.*?:(?:core:2\.0|extension):/, '')}:`, attributes),
    ),
  );
}

function attributesIn(
  prefix: string,
  attributes: readonly AttributeDefinition[] = [],
): [string, AttributeDefinition][] {
  return attributes.flatMap((attribute) => [
    [prefix + attribute.name, attribute],
    ...attributesIn(`${prefix}${attribute.name}.`, attribute.subAttributes),
  ]);
}

describe('attributes', () => {
  it.each([
    ['required', true, ['User:userName', 'Group:displayName', 'sci:2.0:Authorization:authorizationId']],
    [
      'mutability',
      'readOnly',
      [
        'User:groups',
        'User:groups.value',
        'User:groups.$ref',
        'User:groups.display',
        'User:groups.type',
        'enterprise:2.0:User:manager.$ref',
        'enterprise:2.0:User:manager.displayName',
        'sap:2.0:User:userId',
        'sap:2.0:User:userUuidHistory',
        'sap:2.0:User:loginTime',
        'sap:2.0:User:mfaEnabled',
        'sap:2.0:User:totpEnabled',
        'sap:2.0:User:webAuthEnabled',
        'sap:2.0:User:passwordDetails.setTime',
        'sap:2.0:User:passwordDetails.loginTime',
        'sap:2.0:User:passwordDetails.passwordLockedTime',
        'custom:2.0:Group:additionalId',
      ],
    ],
    [
      'mutability',
      'immutable',
      [
        'Group:members.value',
        'Group:members.type',
        'Group:members.$ref',
        'custom:2.0:Group:name',
        'sap:2.0:Group:externalName',
        'sap:2.0:Group:externalLocation',
      ],
    ],
    [
      'mutability',
      'writeOnly',
      [
        'User:password',
        'sap:2.0:User:sendMail',
        'sap:2.0:User:applicationId',
        'sap:2.0:User:emailTemplateSetId',
      ],
    ],
    ['returned', 'never', ['User:password']],
    [
      'uniqueness',
      'server',
      [
        'sap:2.0:User:userUuid',
        'sap:2.0:User:userId',
        'sap:2.0:User:userUuidHistory',
        'custom:2.0:Group:name',
        'custom:2.0:Group:additionalId',
        'sci:2.0:Authorization:authorizationId',
        'sci:2.0:Authorization:applicationId',
        'sci:2.0:Authorization:zoneId',
        'sci:2.0:Authorization:type',
      ],
    ],
    ['uniqueness', 'global', ['sap.odm:2.0:User:workforcePersonId']],
  ] as const)('whose %s is %s', async (trait, value, names) => {
    const found = [...(await declared())].filter(([, attribute]) => attribute[trait] === value);
    expect(found.map(([name]) => name)).toEqual(names);
  });

  it('of the core schemas have texts in any case in two places only', async () => {
    const found = [...(await declared())].filter(
      ([name, { type, caseExact }]) => /^(?:User|Group):/.test(name) && type === 'string' && !caseExact,
    );
    expect(found.map(([name]) => name)).toEqual(['User:userName', 'User:emails.value']);
  });

  it('are of the types that the product knows, in its spelling, but for a few', async () => {
    const { body } = await (await startTenant()).get('/scim/Schemas');
    const schemas = body.Resources.filter(({ id }) => RESOURCES.test(id));
    expect(schemas).toHaveLength(9);
    const others = schemas.flatMap(({ id, attributes = [] }) =>
      differing(attributes, findSchema(id)?.attributes ?? new Map()),
    );
    // Names of groups elsewhere are new.
    expect(others).toEqual(['externalName', 'externalLocation']);
  });
});

function differing(attributes: readonly AttributeDefinition[], known: AttributeMap): string[] {
  return attributes.flatMap(({ name, type, multiValued, subAttributes = [] }) => {
    const same = known.get(name.toLowerCase());
    if (same?.name === name && same.type === type && same.multiValued === multiValued)
      return differing(subAttributes, same.subAttributes).map((sub) => `${name}.${sub}`);
    return [name];
  });
}
