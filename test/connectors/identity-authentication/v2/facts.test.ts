/** What the connector says of its backend is what tenants declare. */
import { expect, it } from 'vitest';
import { FACTS } from '../../../../src/connectors/identity-authentication/v2/facts.ts';
import {
  coreUser,
  enterpriseUser,
} from '../../../../src/sandbox/identity-authentication-v2/schema/core-user.ts';
import { coreGroup } from '../../../../src/sandbox/identity-authentication-v2/schema/group.ts';
import type { Attribute as Declared } from '../../../../src/sandbox/kit/attribute.ts';
import type { AttributeMap } from '../../../../src/scim/schema/attribute.ts';
import { asBackendHas } from '../../../../src/scim/schema/backend-facts.ts';
import { schemasOf } from '../../../../src/scim/schema/known.ts';

it.each([
  ['user', coreUser],
  ['user', enterpriseUser],
  ['group', coreGroup],
] as const)('declares texts of %ss case-exact as a tenant does (%#)', (kind, { id, attributes }) => {
  const { core, extensions } = asBackendHas(schemasOf(kind), FACTS[kind]);
  const known = [core, ...extensions].find((schema) => schema.id === id)?.attributes;
  const declared = declaredTexts(attributes);
  expect(declared.size).toBeGreaterThan(3);
  expect(knownTexts(known ?? new Map(), declared)).toEqual(declared);
});

/** @returns whether each text is case-exact, by path */
function declaredTexts(attributes: readonly Declared[], before = ''): Map<string, boolean> {
  return new Map(
    attributes.flatMap(({ name, type, caseExact, subAttributes }) => [
      ...(type === 'string' ? [[`${before}${name}`, caseExact] as const] : []),
      ...declaredTexts(subAttributes, `${before}${name}.`),
    ]),
  );
}

/** Of those that a tenant has, in its order. */
function knownTexts(attributes: AttributeMap, wanted: ReadonlyMap<string, boolean>) {
  const exactness = ([name = '', sub]: string[]) => {
    const attribute = attributes.get(name.toLowerCase());
    return (sub === undefined ? attribute : attribute?.subAttributes.get(sub.toLowerCase()))?.caseExact;
  };
  return new Map([...wanted.keys()].map((path) => [path, exactness(path.split('.'))]));
}
