/** Connections to a UAA. */
import type { ConnectorEnvironment, CreateConnector } from '../definition.ts';
import type { Backend } from '../http/backend.ts';
import { backendOf } from '../http/destination-backend.ts';
import { openDestination } from '../http/destination-client.ts';
import { UpstreamClient } from '../http/upstream-client.ts';
import { wait } from '../http/waiting.ts';
import { OriginUsers } from '../uaa-api/origin-users.ts';
import { Uaa } from '../uaa-api/uaa.ts';
import { scopeFor, uaaError } from '../uaa-api/uaa-error.ts';
import { GroupApi } from './group-api.ts';
import { UaaGroups } from './groups.ts';
import { MemberOrigins } from './member-origins.ts';
import type { Kind, Settings } from './properties.ts';
import { goneBefore, uaaRetries } from './retry-policy.ts';
import { UaaUsers } from './users.ts';

const JSON_TYPE = 'application/json';
/** Seconds. */
const RETRY_AFTER = 60;

export const createUaa: CreateConnector<Settings> = (settings, environment) => {
  const { destination, retries, kind, origins, filtersOrigin } = settings;
  const { now } = environment;
  const { base } = destination;
  const backend = describe(settings, environment);
  const opened = openDestination(destination, backend, environment, {
    wait,
    retries: uaaRetries(retries, now),
    conclude: goneBefore,
    attempts: retries.attempts,
  });
  const words = {
    rejected: backend.logon?.refused ?? '',
    missingScope: (scope: string) => missingRight(kind, scope),
  };
  const client = new UpstreamClient({
    backend,
    base,
    send: opened.send,
    contentType: JSON_TYPE,
    accept: JSON_TYPE,
    readError: (call, response) => uaaError(backend, call, response, words),
  });
  const uaa = new Uaa(client);
  const users = new UaaUsers(
    uaa,
    new OriginUsers({
      origins,
      showsOthers: !filtersOrigin,
      property: `${kind.prefix}.origin`,
      filter: settings.userFilter,
      showsGroups: true,
    }),
    settings,
  );
  const groups = new UaaGroups({
    api: new GroupApi(client),
    memberOrigins: new MemberOrigins(uaa, filtersOrigin ? origins : undefined),
    settings,
    now,
  });
  return {
    urls: { bases: [`${base.origin}${base.path}`], collections: { user: 'Users', group: 'Groups' } },
    entity: (entityType) => (entityType === 'user' ? users : entityType === 'group' ? groups : undefined),
    close: () => opened.close(),
  };
};

function describe({ kind, destination }: Settings, environment: ConnectorEnvironment): Backend {
  return {
    ...backendOf(kind.title, destination, environment),
    requiredRole: (call) => missingRight(kind, scopeFor(call)),
    lockout: 'A UAA may lock a client after a few failed logons.',
    retryAfter: RETRY_AFTER,
    addressAdvice: `check the property URL (it should look like ${kind.urlExample})`,
  };
}

function missingRight({ access }: Kind, scope: string): string {
  return access === 'scope'
    ? `The client (property User) lacks the scope ${scope}: give it to the client as an authority in the UAA.`
    : 'The client (property User) may not do this: take the credentials of a service instance of Authorization and Trust Management (xsuaa) with the plan apiaccess.';
}
