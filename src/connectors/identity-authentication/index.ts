/** Connector `identity-authentication`: SAP Cloud Identity Services, Identity Directory SCIM API (version 2). */
import { type Connector, type ConnectorEnvironment, defineConnector } from '../connector.ts';
import type { Backend } from '../http/backend.ts';
import { openBasicClient } from '../http/basic-client.ts';
import { UpstreamClient } from '../http/upstream-client.ts';
import { IdentityDirectoryEntities } from './entity-connector.ts';
import type { EntityKind } from './entity-kind.ts';
import { propertiesSchema, type Settings } from './properties.ts';

export const identityAuthentication = defineConnector({
  type: 'identity-authentication',
  properties: propertiesSchema,
  defaultTransformations: () => 'identity-authentication/v2',
  notices: (settings) => settings.notices,
  create: connect,
});

function connect(settings: Settings, environment: ConnectorEnvironment): Connector {
  const { destination, contentType, filters, ifMatchWildcard } = settings;
  const basic = openBasicClient(destination, environment);
  const client = new UpstreamClient({
    backend: describe(environment.systemId, destination.base.origin),
    base: destination.base,
    send: basic.send,
    contentType,
    accept: 'application/scim+json',
    now: environment.now,
  });
  return {
    entity: (entityType) =>
      isEntityKind(entityType)
        ? new IdentityDirectoryEntities(entityType, client, { filter: filters[entityType], ifMatchWildcard })
        : undefined,
    close: () => basic.close(),
  };
}

function describe(systemId: string, origin: string): Backend {
  return {
    name: 'Identity Authentication',
    systemId,
    origin,
    requiredRole: ({ method, resource }) => {
      if (resource === 'Groups') return 'the roles "Manage Groups" and "Manage Users"';
      return method === 'GET' ? 'the role "Manage Users" or "Read Users"' : 'the role "Manage Users"';
    },
    lockout: 'Identity Authentication locks the user for 60 minutes after five failed logons.',
    // A tenant over its limit stays shut for a minute.
    retryAfter: 60,
  };
}

function isEntityKind(entityType: string): entityType is EntityKind {
  return entityType === 'user' || entityType === 'group';
}
