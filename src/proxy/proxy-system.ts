/** A configured system as one object: endpoints, and what each of them can do. */
import { newCounters } from './counters.ts';
import type { ProxiedEntity } from './entity.ts';
import { getEntity } from './get.ts';
import { listEntities } from './list.ts';
import { readSettings } from './settings.ts';
import type { ProxyResource, ProxySystem, ProxySystemParts } from './types.ts';
import { createEntity, deleteEntity, patchEntity, replaceEntity } from './write.ts';

/** @throws Error whose message names the property or the endpoint that is wrong */
export function createProxySystem(parts: ProxySystemParts): ProxySystem {
  const settings = readSettings(parts.properties);
  const counters = newCounters();
  const resources = new Map<string, ProxyResource>();
  for (const [entityType, read] of Object.entries(parts.read.entities)) {
    const connector = parts.connector.entity(entityType, read.scimEntityEndpoint);
    if (connector === undefined) continue;
    if (resources.has(read.scimEntityEndpoint)) {
      throw new Error(
        `Two entity types of the read transformation have the scimEntityEndpoint ${read.scimEntityEndpoint}.`,
      );
    }
    const write = Object.hasOwn(parts.write.entities, entityType)
      ? parts.write.entities[entityType]
      : undefined;
    resources.set(
      read.scimEntityEndpoint,
      resource({ systemId: parts.id, read, write, connector, settings, counters }),
    );
  }
  return {
    id: parts.id,
    name: parts.name,
    type: parts.type,
    endpoints: [...resources.keys()],
    counters,
    resource: (endpoint) => resources.get(endpoint),
    close: () => parts.connector.close(),
  };
}

function resource(entity: ProxiedEntity): ProxyResource {
  return {
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
