/** Connections to SAP BTP Platform Members. */
import { lookup } from 'node:dns/promises';
import type { Connector } from '../connector.ts';
import type { ConnectorEnvironment, CreateConnector } from '../definition.ts';
import { wait } from '../http/waiting.ts';
import { GroupReader } from './groups/group-reader.ts';
import { PlaceIndex } from './groups/place-index.ts';
import { RoleGroups } from './groups/role-groups.ts';
import { LANDSCAPE_FORMS } from './landscape/landscape.ts';
import type { Settings } from './properties.ts';
import { type Machinery, Sessions } from './session.ts';
import { PlatformUsers } from './users/platform-users.ts';

export const createCloudFoundry: CreateConnector<Settings> = (settings, environment) => {
  const resolve = async (host: string) => {
    await lookup(host);
  };
  void checkHost(settings, environment, resolve);
  return connectCloudFoundry(settings, environment, { wait, answerTimeout: 45_000 });
};

export function connectCloudFoundry(
  settings: Settings,
  environment: ConnectorEnvironment,
  machinery: Machinery,
): Connector {
  const { systemId, now, log, watch } = environment;
  const sessions = new Sessions(settings, environment, machinery);
  const { cacheTime } = settings;
  const silence = machinery.silence ?? wait;
  const index = new PlaceIndex({ cacheTime, now, wait: silence, log, closed: sessions.closed, watch });
  const reader = new GroupReader(settings, index);
  const tools = { settings, systemId, sessions, wait: machinery.wait, now };
  const users = new PlatformUsers(tools);
  const groups = new RoleGroups({ ...tools, index, reader });
  return {
    urls: { bases: [`${settings.api.origin}${settings.api.path}`], collections: {} },
    entity: (entityType) => (entityType === 'user' ? users : entityType === 'group' ? groups : undefined),
    close: () => sessions.close(),
  };
}

/** Warns of a landscape whose host has no address; nobody waits for it. */
export async function checkHost(
  { api, addressProperty }: Settings,
  { log }: ConnectorEnvironment,
  resolve: (host: string) => Promise<void>,
): Promise<void> {
  const { hostname } = new URL(api.origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    await resolve(host);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : undefined;
    log.warn(
      { property: addressProperty, host, reason },
      `The host ${host} has no address: requests to this system will fail. Check the property ${addressProperty}; a landscape looks like ${LANDSCAPE_FORMS}.`,
    );
  }
}
