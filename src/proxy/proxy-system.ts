/** A configured system as one object: endpoints, and what each of them can do. */

import { createVocabulary } from '../scim/names/vocabulary.ts';
import { schemasOf } from '../scim/schema/known.ts';
import { withholding } from '../scim/schema/never-returned.ts';
import type { EntityTransformation } from '../transformation/index.ts';
import { carriageOf } from './carriage.ts';
import { checkedConnector } from './checked-connector.ts';
import { newCounters } from './counters.ts';
import { Cursors } from './cursor/cursors.ts';
import { describeSystem } from './description/describe.ts';
import type { SystemDescription } from './description/types.ts';
import type { ProxiedEntity } from './entity.ts';
import { getEntity } from './get.ts';
import { createLinks, type LinkedEndpoint } from './links.ts';
import { listEntities } from './list.ts';
import { LostCreates } from './lost-create/lost-creates.ts';
import { searchAll } from './search/search-all.ts';
import { readSettings } from './settings.ts';
import { EXPENSIVE_ATTRIBUTES } from './shape.ts';
import { turnsAt } from './turns.ts';
import type { ProxyResource, ProxySystem, ProxySystemParts } from './types.ts';
import { createEntity, deleteEntity, patchEntity, replaceEntity } from './write.ts';

/** @throws Error whose message names the property or the endpoint that is wrong */
export function createProxySystem(parts: ProxySystemParts): ProxySystem {
  const settings = readSettings(parts.properties, parts.prefix);
  const { cursors = new Cursors(), counters = newCounters() } = parts;
  const pairs = entityTypesOf(parts);
  const links = createLinks(parts.id, parts.connector.urls, pairs.map(linkedEndpoint));
  const resources = new Map<string, ProxyResource>();
  const entities: ProxiedEntity[] = [];
  for (const { read, write, connector } of pairs) {
    if (resources.has(read.scimEntityEndpoint)) {
      throw new Error(
        `Two entity types of the read transformation have the scimEntityEndpoint ${read.scimEntityEndpoint}.`,
      );
    }
    const vocabulary = createVocabulary(
      schemasOf(read.entityType),
      write?.sourceNames ?? [],
      membersName(read, write),
    );
    const systemId = parts.id;
    const place = `${parts.connector.urls?.bases[0] ?? parts.id} ${read.entityType}`;
    const watched = parts.lossWatch?.watch({ systemId, connector, read, vocabulary });
    const entity: ProxiedEntity = {
      systemId,
      read,
      write,
      connector: watched?.connector ?? connector,
      patchInsteadOfDelete: watched?.patchInsteadOfDelete ?? connector.patch,
      carriage: carriageOf(read, connector),
      settings,
      counters,
      sortTrust: { isBroken: false },
      links,
      cursors,
      turns: turnsAt(place),
      place,
      leases: parts.state?.leases,
      lostCreates: lostCreatesOf(parts, read.scimEntityEndpoint),
      vocabulary,
      withhold: withholding(read.targetNames),
      keepsTimes: !read.targets(['meta', 'created']) && !read.targets(['meta', 'lastModified']),
      notNeeded: EXPENSIVE_ATTRIBUTES.filter((name) => isNotNeeded(name, { read, write, connector })),
    };
    entities.push(entity);
    resources.set(read.scimEntityEndpoint, resource(entity));
  }
  let description: SystemDescription | undefined;
  return {
    id: parts.id,
    name: parts.name,
    type: parts.type,
    endpoints: [...resources.keys()],
    counters,
    bulk: settings.bulk,
    get description() {
      description ??= describeSystem(parts, entities, settings);
      return description;
    },
    resource: (endpoint) => resources.get(endpoint),
    search: (query, endpoints, context) => searchAll(entities, endpoints, query, context),
    close: () => parts.connector.close(),
  };
}

function lostCreatesOf({ id, state, stateKey }: ProxySystemParts, endpoint: string): LostCreates | undefined {
  if (state === undefined || stateKey === undefined) return undefined;
  return new LostCreates(state, stateKey, [id, endpoint]);
}

type Pair = Pick<ProxiedEntity, 'read' | 'write' | 'connector'>;

function entityTypesOf({ id: systemId, read, write, connector }: ProxySystemParts): Pair[] {
  return Object.entries(read.entities).flatMap(([entityType, reading]) => {
    const entityConnector = connector.entity(entityType, reading.scimEntityEndpoint);
    if (entityConnector === undefined) return [];
    const writing = Object.hasOwn(write.entities, entityType) ? write.entities[entityType] : undefined;
    const checked = checkedConnector(entityConnector, { systemId, entityType });
    return [{ read: reading, write: writing, connector: checked }];
  });
}

function linkedEndpoint({ read, write }: Pair): LinkedEndpoint {
  return {
    entityType: read.entityType,
    endpoint: read.scimEntityEndpoint,
    sourceId: (id) => read.sourceId({ id }),
    targetId: (id) => (write === undefined ? id : write.targetId(id, 'read')),
  };
}

/** What clients call the list that the backend calls `members`. */
function membersName(
  read: EntityTransformation,
  write: EntityTransformation | undefined,
): string | undefined {
  return write?.sourceNames
    .map(([name]) => name)
    .find((name) => name !== undefined && read.attributeSource([name])?.path.join('.') === 'members');
}

/** Whether a full update can do without the list of the present entity: the client sees and writes all of it. */
function isNotNeeded(name: string, { read, write, connector }: Pair): boolean {
  if (!read.canOmit(name) || (write !== undefined && !write.canOmit(name))) return false;
  if (connector.carryOver === undefined || connector.carryOver.never.has(name)) return true;
  return read.copiesWhole(name, 'read') && write?.copiesWhole(name, 'update') === true;
}

function resource(entity: ProxiedEntity): ProxyResource {
  return {
    membersName: entity.vocabulary.members ?? 'members',
    createUpdates: entity.write?.skipOperations.has('create') === true,
    list: (query, context) => listEntities(entity, query, context),
    get: (id, query, preconditions, context) => getEntity(entity, id, query, preconditions, context),
    create: (body, query, context) => createEntity(entity, body, query, context),
    replace: (id, body, query, preconditions, context) =>
      replaceEntity(entity, id, body, query, preconditions, context),
    patch: (id, body, query, preconditions, context) =>
      patchEntity(entity, id, body, query, preconditions, context),
    delete: (id, preconditions, context) => deleteEntity(entity, id, preconditions, context),
  };
}
