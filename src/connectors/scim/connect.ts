/** Connections to SCIM 2.0 servers. */
import type { Connector } from '../connector.ts';
import type { ConnectorEnvironment, CreateConnector } from '../definition.ts';
import type { Backend } from '../http/backend.ts';
import { backendOf } from '../http/destination-backend.ts';
import { openDestination } from '../http/destination-client.ts';
import { compose } from '../http/exchange.ts';
import { safeRetries } from '../http/retry-policy.ts';
import { UpstreamClient } from '../http/upstream-client.ts';
import { type Wait, wait } from '../http/waiting.ts';
import { deletedBefore } from '../scim-api/deleted-before.ts';
import { Creates } from './create.ts';
import { csrfProtection } from './csrf-token.ts';
import { Pages } from './pages.ts';
import { PatchSupport } from './patch-support.ts';
import type { Settings } from './properties.ts';
import { ScimEntities } from './scim-entities.ts';
import { Searches } from './searches.ts';
import { ServerApi } from './server-api.ts';
import { serverError } from './server-error.ts';
import { ServiceProviderConfig } from './service-provider-config.ts';

/** What tests replace. */
export interface Machinery {
  readonly wait: Wait;
  /** The same for whatever may hang, until others go ahead or it is asked for once more. Default: real time. */
  readonly silence?: Wait | undefined;
  /** Milliseconds that the server's ServiceProviderConfig is waited for. Default: 5,000. */
  readonly patience?: number | undefined;
}

const ACCEPT = 'application/scim+json, application/json;q=0.9';

export const createScim: CreateConnector<Settings> = (settings, environment) =>
  connectScim(settings, environment, { wait });

export function connectScim(
  settings: Settings,
  environment: ConnectorEnvironment,
  machinery: Machinery,
): Connector {
  const { destination, contentType, retries, connections, requestsPerMinute } = settings;
  const { now } = environment;
  const { base } = destination;
  const backend: Backend = {
    ...backendOf(settings.title, destination, environment),
    contentTypeProperty: `${settings.prefix}.content.type`,
  };
  const opened = openDestination(destination, backend, environment, {
    wait: machinery.wait,
    silence: machinery.silence,
    connections,
    requestsPerMinute,
    retries: safeRetries(retries, now),
    conclude: deletedBefore,
    attempts: retries.attempts,
  });
  const client = new UpstreamClient({
    backend,
    base,
    send: compose(opened.send, ...protection(settings, backend)),
    contentType,
    accept: ACCEPT,
    readError: (call, response) => serverError(backend, call, response, csrfAdvice(settings)),
  });
  const config = new ServiceProviderConfig(client, { now, patience: machinery.patience });
  const patchSupport = new PatchSupport(backend, config, settings.patch);
  const collections: Record<string, string> = {};
  return {
    requestsPerMinute,
    urls: { bases: [`${base.origin}${base.path}`], collections },
    entity: (entityType, endpoint) => {
      const resource = encodeURIComponent(endpoint.toWellFormed());
      collections[entityType] = endpoint;
      const api = new ServerApi(client, {
        entityType,
        resource,
        ifMatchWildcard: settings.ifMatchWildcard,
        config,
      });
      const pages = new Pages(api);
      const creates = new Creates(api, new Searches(api, pages, config, undefined), {
        unique: settings.uniqueAttributes[entityType],
        looksBefore: settings.looksBefore.has(entityType),
        attempts: retries.attempts,
      });
      const searches = new Searches(api, pages, config, settings.filters[entityType]);
      const { carryOver: carriesOver } = settings;
      return new ScimEntities({ api, searches, creates, config, patchSupport, carriesOver });
    },
    close: () => opened.close(),
  };
}

function protection({ csrfPath, destination, prefix }: Settings, backend: Backend) {
  if (csrfPath === undefined) return [];
  const { base, headers } = destination;
  const path = `${base.path}${csrfPath}`;
  const property = `${prefix}.csrf.token.path`;
  return [csrfProtection({ backend, path, property, cookies: headers['cookie'] })];
}

function csrfAdvice({ csrfPath, prefix }: Settings): string {
  return csrfPath === undefined
    ? `as it wants a CSRF token: set the property ${prefix}.api.csrf.protection to enabled`
    : `as it does not take the CSRF tokens that it gives: check the property ${prefix}.csrf.token.path`;
}
