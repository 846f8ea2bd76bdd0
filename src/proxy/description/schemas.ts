/** The schemas of one entity type, with what clients can get or send of them. */

import type { DescribedSchema } from '../../scim/discovery/schema-document.ts';
import { schemaTexts } from '../../scim/schema/descriptions.ts';
import { findSchema } from '../../scim/schema/known.ts';
import { coreSchema, resourceTypeName } from '../../scim/schemas.ts';
import type { ValueShape } from '../../transformation/index.ts';
import { describeAttributes } from './attributes.ts';
import { isNowhere, isWhole, namesBelow, placeKey, type Sides, sidesBelow } from './sides.ts';
import type { DescribedResourceType } from './types.ts';

/** RFC 7643 §3.1: every resource has them, so that no schema need say so. */
const COMMON: ReadonlySet<string> = new Set(['id', 'schemas', 'meta']);

export function describeSchemas(
  entityType: string,
  sides: Sides,
): Pick<DescribedResourceType, 'schema' | 'extensions'> {
  const id = coreSchemaId(entityType, sides.read);
  const { core } = sides.backend;
  const own = id.toLowerCase() === core.id.toLowerCase() ? core : findSchema(id);
  const declared = own ?? core;
  const schema = {
    id: own?.id ?? id,
    name: resourceTypeName(entityType),
    description: schemaTexts(id)?.description ?? `Entities of the type ${entityType}`,
    attributes: describeAttributes(
      sides,
      declared.attributes,
      (name) => !COMMON.has(name) && !name.includes(':'),
    ),
  };
  const extensions = extensionUrns(sides).flatMap((urn) => {
    if (urn.toLowerCase() === schema.id.toLowerCase()) return [];
    const extension = describeExtension(urn, schema.name, sidesBelow(sides, urn));
    return extension === undefined ? [] : { schema: extension, required: isRequired(urn, extension, sides) };
  });
  return { schema, extensions };
}

/** The one that answers name, unless they name several of which nobody knows which it is. */
function coreSchemaId(entityType: string, read: ValueShape): string {
  const usual = coreSchema(entityType);
  const { texts } = read.member('schemas');
  const named = [...texts].filter(
    (urn) => isUrn(urn) && !urn.toLowerCase().includes(':extension:') && !read.members.has(urn.toLowerCase()),
  );
  const [only] = named;
  return named.length === 1 && only !== undefined && !named.includes(usual) ? only : usual;
}

function extensionUrns(sides: Sides): readonly string[] {
  const known = isWhole(sides) ? sides.backend.extensions.map(({ id }) => id) : [];
  const urns = new Map(known.map((id) => [id.toLowerCase(), id]));
  for (const name of namesBelow(sides)) {
    if (isUrn(name) && !urns.has(name.toLowerCase()))
      urns.set(name.toLowerCase(), findSchema(name)?.id ?? name);
  }
  return [...urns.values()];
}

function isUrn(name: string): boolean {
  return /^urn:./i.test(name);
}

/** @returns `undefined` where nothing of it can be got or sent */
function describeExtension(urn: string, resourceType: string, sides: Sides): DescribedSchema | undefined {
  if (isNowhere(sides)) return undefined;
  const isThis = ({ id }: { readonly id: string }) => id.toLowerCase() === urn.toLowerCase();
  const known = sides.backend.extensions.find(isThis) ?? findSchema(urn);
  const attributes = describeAttributes(sides, known?.attributes);
  // What is in an unknown extension that goes on as a whole, nobody knows: but that it is there.
  if (attributes.length === 0 && (known !== undefined || !isWhole(sides))) return undefined;
  const last = urn.slice(urn.lastIndexOf(':') + 1);
  return {
    id: urn,
    ...(schemaTexts(urn) ?? {
      name: last === resourceType ? `${last}Extension` : last,
      description: `Further attributes of the type ${resourceType}`,
    }),
    attributes,
  };
}

/** Whether no entity can be written without it. */
function isRequired(urn: string, { attributes }: DescribedSchema, { required }: Sides): boolean {
  return required.has(placeKey([urn])) || attributes.some(({ name }) => required.has(placeKey([urn, name])));
}
