/** `/Schemas`: reading all, and a tenant's own schemas made and deleted. */
import type { JsonObject } from '../../../scim/json.ts';
import { booleanAt, listAt, member, stringAt } from '../../identity-authentication/json-access.ts';
import { type Attribute, type AttributeType, define, type Schema } from '../../kit/attribute.ts';
import { invalidValue, notFound, taken } from '../failure.ts';
import { schemaDocument, schemaLocation, schemaVersion } from '../schema/document.ts';
import { LIST_RESPONSE } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import { requireObject } from '../write/resources.ts';
import type { Route } from './route.ts';

/** API description: own schemas of a tenant, and attributes of each. */
const MOST_SCHEMAS = 20;
const MOST_ATTRIBUTES = 20;
/** Recorded: unlike everywhere else. */
const DEFAULT_COUNT = 1000;

const URN = /^urn:[a-z0-9][a-z0-9-]{0,31}:[A-Za-z0-9()+,\-.:=@;$_!*']+$/;
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,19}$/;
const TYPES: readonly AttributeType[] = [
  'string',
  'boolean',
  'integer',
  'decimal',
  'dateTime',
  'reference',
  'binary',
  'complex',
];

/** @param rest path segments after the endpoint */
export function schemaRoute(directory: Directory, [urn, more]: readonly string[]): Route | undefined {
  if (more !== undefined) return undefined;
  return urn === undefined ? all(directory) : one(directory, urn);
}

function all(directory: Directory): Route {
  const { schemas, base } = directory;
  return {
    GET: {
      run: () => ({
        status: 200,
        body: {
          schemas: [LIST_RESPONSE],
          totalResults: schemas.all().length,
          itemsPerPage: DEFAULT_COUNT,
          startIndex: 1,
          Resources: schemas.all().map((schema) => schemaDocument(schema, base)),
        },
      }),
    },
    POST: {
      roles: ['Manage Users'],
      takesBody: true,
      run: ({ body }) => {
        const schema = readSchema(requireObject(body));
        if (schemas.get(schema.id) !== undefined) throw taken(`Schema ${schema.id} already exists!`);
        if (schemas.custom().length >= MOST_SCHEMAS)
          throw invalidValue('Custom schema maximum count reached!');
        schemas.add(schema);
        return {
          status: 201,
          body: schemaDocument(schema, base),
          version: schemaVersion(schema),
          headers: { location: schemaLocation(schema, base) },
        };
      },
    },
  };
}

function one({ schemas, base }: Directory, urn: string): Route {
  return {
    GET: {
      run: () => {
        const schema = schemas.get(urn);
        if (schema === undefined) throw notFound('Schema', urn);
        return { status: 200, body: schemaDocument(schema, base), version: schemaVersion(schema) };
      },
    },
    DELETE: {
      roles: ['Manage Users'],
      run: () => {
        if (schemas.get(urn) === undefined) throw notFound('Schema', urn);
        if (!schemas.remove(urn)) throw invalidValue(`Schema ${urn} cannot be deleted`);
        return { status: 204 };
      },
    },
  };
}

function readSchema(body: JsonObject): Schema {
  const id = stringAt(body, 'id') ?? '';
  const name = stringAt(body, 'name') ?? '';
  if (!URN.test(id)) throw invalidValue(`The attribute value "${id}" has invalid value!`);
  if (!NAME.test(name)) throw invalidValue('Invalid schema name. Expected format is alphanumeric.');
  const attributes = listAt(body, 'attributes');
  if (attributes.length > MOST_ATTRIBUTES) {
    throw invalidValue(`A schema has at most ${MOST_ATTRIBUTES} attributes, not ${attributes.length}.`);
  }
  return { id, name, attributes: attributes.map(readAttribute) };
}

function readAttribute(body: JsonObject): Attribute {
  const name = stringAt(body, 'name') ?? '';
  if (!NAME.test(name)) throw invalidValue('Invalid attribute name. Expected format is alphanumeric.');
  const type = TYPES.find((each) => each === member(body, 'type'));
  if (type === undefined) throw invalidValue(`The attribute ${name} has no known type.`);
  const canonical = member(body, 'canonicalValues');
  return define(
    name,
    type,
    {
      multiValued: booleanAt(body, 'multiValued') ?? false,
      required: booleanAt(body, 'required') ?? false,
      caseExact: booleanAt(body, 'caseExact') ?? false,
      ...(Array.isArray(canonical) && canonical.length > 0 ? { canonicalValues: canonical.map(String) } : {}),
    },
    listAt(body, 'subAttributes').map(readAttribute),
  );
}
