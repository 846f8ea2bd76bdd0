/** Connections to SAP Cloud Identity Services. */
import type { Connector } from '../connector.ts';
import type { ConnectorEnvironment, CreateConnector } from '../definition.ts';
import type { Backend } from '../http/backend.ts';
import type { Destination } from '../http/destination.ts';
import { backendOf } from '../http/destination-backend.ts';
import { openDestination } from '../http/destination-client.ts';
import { safeRetries } from '../http/retry-policy.ts';
import { UpstreamClient } from '../http/upstream-client.ts';
import { type Wait, wait } from '../http/waiting.ts';
import { deletedBefore } from '../scim-api/deleted-before.ts';
import { RESOURCES } from '../scim-api/entity-kind.ts';
import type { Settings } from './properties.ts';
import { ANSWER_LIMITS, type AnswerLimits } from './tenant-limits.ts';
import { deletedBefore as deletedBeforeInVersion1, version1Entities, version1Error } from './v1/index.ts';
import { tenantError, version2Entities } from './v2/index.ts';

/** What tests replace. */
export interface Machinery {
  readonly wait: Wait;
  /** The same for whatever may hang, until others go ahead or it is asked for once more. Default: real time. */
  readonly silence?: Wait | undefined;
  readonly answerLimits: AnswerLimits;
}

/** Of one address at once. */
const HOST_CONNECTIONS = 50;

export const createIdentityAuthentication: CreateConnector<Settings> = (settings, environment) =>
  connectIdentityAuthentication(settings, environment, { wait, answerLimits: ANSWER_LIMITS });

export function connectIdentityAuthentication(
  settings: Settings,
  environment: ConnectorEnvironment,
  machinery: Machinery,
): Connector {
  const { destination, contentType, retries, connections, requestsPerMinute } = settings;
  const { now, watch } = environment;
  const isVersion1 = settings.version === 1;
  const readError = isVersion1 ? version1Error : tenantError;
  const backend = describe(environment, destination);
  const opened = openDestination(destination, backend, environment, {
    wait: machinery.wait,
    silence: machinery.silence,
    connections,
    hostConnections: HOST_CONNECTIONS,
    requestsPerMinute,
    retries: safeRetries(retries, now),
    conclude: isVersion1 ? deletedBeforeInVersion1 : deletedBefore,
    attempts: retries.attempts,
  });
  const client = new UpstreamClient({
    backend,
    base: destination.base,
    send: opened.send,
    contentType,
    accept: 'application/scim+json',
    readError: (call, response) => readError(backend, call, response),
  });
  const { users, groups } = isVersion1
    ? version1Entities(
        client,
        { ...settings, leases: environment.state?.leases },
        { now, wait: machinery.silence ?? wait, watch },
      )
    : version2Entities(client, settings, machinery.answerLimits, now);
  return {
    requestsPerMinute,
    urls: { bases: [`${destination.base.origin}${destination.base.path}`], collections: RESOURCES },
    entity: (entityType) => (entityType === 'user' ? users : entityType === 'group' ? groups : undefined),
    close: () => opened.close(),
  };
}

function describe(environment: ConnectorEnvironment, destination: Destination): Backend {
  return {
    ...backendOf('Identity Authentication', destination, environment),
    requiredRole: ({ method, resource }) => {
      if (resource === 'Groups') return 'the roles "Manage Groups" and "Manage Users"';
      return method === 'GET' ? 'the role "Manage Users" or "Read Users"' : 'the role "Manage Users"';
    },
    lockout: 'Identity Authentication locks the user for 60 minutes after five failed logons.',
    // A tenant over its limit stays shut for a minute.
    retryAfter: 60,
    contentTypeProperty: 'ias.content.type',
  };
}
