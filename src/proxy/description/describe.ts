/** Makes the description of a system. */
import { asBackendHas, type BackendFacts } from '../../scim/schema/backend-facts.ts';
import { schemasOf } from '../../scim/schema/known.ts';
import { resourceTypeName } from '../../scim/schemas.ts';
import type { EntityTransformation, ValueShape } from '../../transformation/index.ts';
import { CURSOR_TIMEOUT } from '../cursor/cursors.ts';
import type { ProxiedEntity } from '../entity.ts';
import { DEFAULT_COUNT, MAX_COUNT } from '../paging.ts';
import type { ProxySettings } from '../settings.ts';
import type { ProxySystemParts } from '../types.ts';
import { schemasOfAll } from './merge.ts';
import { describeSchemas } from './schemas.ts';
import { NOTHING, placeKey, type Sides } from './sides.ts';
import type { DescribedResourceType, SystemDescription } from './types.ts';

/** Entity types that are ignored are left out: nothing of them can be got or sent. */
export function describeSystem(
  { id, name }: Pick<ProxySystemParts, 'id' | 'name'>,
  entities: readonly ProxiedEntity[],
  { bulk, residualLimit }: Pick<ProxySettings, 'bulk' | 'residualLimit'>,
): SystemDescription {
  const described = entities.filter(({ read }) => !read.ignore);
  const resourceTypes = described.map(describeResourceType);
  const capabilities = described.map(({ connector }) => connector.capabilities);
  return {
    id,
    name,
    resourceTypes,
    schemas: schemasOfAll(resourceTypes),
    features: {
      patch: resourceTypes.some(({ operations }) => operations.has('patch')),
      bulk: { supported: true, maxOperations: bulk.maxOperations },
      filter: { supported: true, maxResults: MAX_COUNT },
      changePassword: resourceTypes.some(({ schema }) =>
        schema.attributes.some((attribute) => attribute.name === 'password'),
      ),
      sort: residualLimit !== undefined || capabilities.some(({ sorts }) => sorts === true),
      etag: capabilities.some(({ versions }) => versions),
      pagination: {
        cursor: true,
        index: true,
        defaultPageSize: DEFAULT_COUNT,
        maxPageSize: MAX_COUNT,
        cursorTimeout: CURSOR_TIMEOUT,
      },
    },
  };
}

const READS = ['list', 'read'] as const;
const WRITES = ['create', 'replace', 'patch', 'delete'] as const;

function describeResourceType({ read, write, connector }: ProxiedEntity): DescribedResourceType {
  const writing = write?.ignore === false ? write : undefined;
  const { schema, extensions } = describeSchemas(read.entityType, sidesOf(read, writing, connector.facts));
  return {
    name: resourceTypeName(read.entityType),
    entityType: read.entityType,
    endpoint: read.scimEntityEndpoint,
    description: schema.description,
    schema,
    extensions,
    operations: new Set(writing === undefined ? READS : [...READS, ...WRITES]),
  };
}

function sidesOf(
  read: EntityTransformation,
  write: EntityTransformation | undefined,
  facts: BackendFacts | undefined,
): Sides {
  const shapeOn = (operation: 'create' | 'update'): ValueShape =>
    write === undefined || write.skipOperations.has(operation) ? NOTHING : write.inputShape(operation);
  // A create that is skipped changes the entity that is there already.
  const operations = (['create', 'update'] as const).filter(
    (operation) => write?.skipOperations.has(operation) === false,
  );
  const required = operations.flatMap((operation) => write?.requiredSources(operation) ?? []);
  return {
    read: read.outputShape(),
    create: shapeOn('create'),
    update: shapeOn('update'),
    required: new Set(required.flatMap(placesOn)),
    place: [],
    backend: asBackendHas(schemasOf(read.entityType), facts),
  };
}

/** The value itself, and whatever it is in. */
function placesOn(names: readonly string[]): string[] {
  return names.map((_, index) => placeKey(names.slice(0, index + 1)));
}
