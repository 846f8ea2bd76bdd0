/** Version 1 of the SCIM API of Identity Authentication (`/service/scim`), as entity connections. */
import type { EntityConnector } from '../../connector.ts';
import type { UpstreamClient } from '../../http/upstream-client.ts';
import { Calls, type CallsOptions } from './calls.ts';
import type { WatchedClock } from './group-index.ts';
import { Version1Groups } from './groups.ts';
import type { Version1Settings } from './settings.ts';
import { Version1Users } from './users.ts';

export { deletedBefore, version1Error } from './error.ts';

export type EntitySettings = CallsOptions &
  Pick<Version1Settings, 'destination' | 'filters'> & {
    /** See `Settings`. */
    readonly carryOver: boolean;
  };

export function version1Entities(
  client: UpstreamClient,
  settings: EntitySettings,
  clock: WatchedClock,
): { readonly users: EntityConnector; readonly groups: EntityConnector } {
  const { destination, filters, carryOver } = settings;
  const address = destination.base.origin + destination.base.path;
  return {
    users: new Version1Users(new Calls('user', client, address, settings), filters.user, carryOver),
    groups: new Version1Groups(
      new Calls('group', client, address, settings),
      filters.group,
      clock,
      carryOver,
    ),
  };
}
