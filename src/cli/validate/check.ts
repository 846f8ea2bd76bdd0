/** Everything that can be said of a configuration without asking anybody. */
import { pino } from 'pino';
import { connectorOf } from '../../config/connector-of.ts';
import type { DeletionGuardSettings } from '../../config/deletion-guard-schema.ts';
import type { SystemLimits } from '../../config/limits-schema.ts';
import type { LoadedConfiguration } from '../../config/load.ts';
import type { Problem } from '../../config/problem.ts';
import type { ConfiguredSystem } from '../../config/systems.ts';
import { AuthenticationGuards } from '../../server/authentication/guards.ts';
import { refusalOfClient } from '../../server/authorization.ts';
import { buildRuntime } from '../../server/build-runtime.ts';
import { GuardMemory } from '../../server/deletion-guard/memory.ts';
import { openDeletionGuards } from '../../server/deletion-guard/open.ts';
import { systemPath } from '../../server/families.ts';
import type { Runtime, SystemSlot } from '../../server/runtime.ts';
import { absentState } from '../../state/absent-state.ts';
import { loadOptions } from '../load-options.ts';
import { proxyUrl } from '../serve/listen-address.ts';
import { type ShownProperty, shownProperties } from './properties.ts';

export interface CheckedConfiguration {
  readonly problems: readonly Problem[];
  /** In the order of the file, one per id. */
  readonly systems: readonly CheckedSystem[];
  /** Absent: access tokens are neither issued nor accepted. */
  readonly oauth?: CheckedTokens | undefined;
  /** To be closed. */
  readonly runtime: Runtime;
}

export interface CheckedTokens {
  /** In tokens of the proxy itself; absent: it issues none. */
  readonly issuer?: string;
  /** Of whom tokens are accepted as well. */
  readonly issuers: readonly string[];
}

/** What will be served, or why it will not. */
export interface CheckedSystem {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly status: SystemSlot['status'];
  /** Why it is not served. */
  readonly reason?: string;
  /** For clients, without trailing slash. */
  readonly url?: string;
  /** `["Users", "Groups"]` */
  readonly endpoints?: readonly string[];
  /** Files, as named in messages. */
  readonly transformations?: { readonly read: string; readonly write: string };
  /** Ids of the technical users who may call it. */
  readonly technicalUsers?: readonly string[];
  /** As in the configuration; absent: as much as clients like. */
  readonly limits?: SystemLimits;
  /** Likewise; absent: clients may take away what they like. */
  readonly deletionGuard?: DeletionGuardSettings;
  /** Name of the destination. */
  readonly destination?: string;
  readonly properties?: readonly ShownProperty[];
}

/** @throws UsageError for a wrong `PORT` */
export async function checkConfiguration(
  configuration: LoadedConfiguration,
  environment: NodeJS.ProcessEnv,
): Promise<CheckedConfiguration> {
  const { file, server } = configuration;
  const base = proxyUrl(server, environment);
  // Some mistakes show only when a system is put together.
  const guards = new AuthenticationGuards();
  const logger = pino({ level: 'silent' });
  const lossWatchOf = await openDeletionGuards(configuration, absentState, logger, new GuardMemory());
  const runtime = await buildRuntime(configuration, { guards, logger, lossWatchOf });
  const problems = [...configuration.problems];
  for (const { id, status, position } of configuration.systems) {
    const slot = runtime.systems.get(id);
    if (status !== 'loaded' || slot?.status !== 'broken') continue;
    problems.push({
      severity: 'error',
      message: `system "${id}": ${slot.reason}`,
      file,
      ...position,
      systemId: id,
    });
  }
  const systems = configuration.systems.map((system) =>
    describe(system, runtime.systems.get(system.id), configuration, base),
  );
  const { own, issuers = [] } = runtime.oauth ?? {};
  const oauth = runtime.oauth && { ...(own === undefined ? {} : { issuer: own.issuer }), issuers };
  return { problems, systems, oauth, runtime };
}

function describe(
  system: ConfiguredSystem,
  slot: SystemSlot | undefined,
  { technicalUsers, definitions }: LoadedConfiguration,
  base: string,
): CheckedSystem {
  const { id, type, name } = system;
  if (system.status !== 'loaded' || slot?.status !== 'serving') {
    const reason = slot?.status === 'serving' ? undefined : slot?.reason;
    const status = slot?.status ?? 'broken';
    return { id, type, name, status, ...(reason === undefined ? {} : { reason }) };
  }
  const definition = connectorOf(type, definitions);
  const allowed = technicalUsers.filter((user) => refusalOfClient(user, id) === undefined);
  return {
    id,
    type,
    name,
    status: 'serving',
    url: `${base}${systemPath(id)}`,
    endpoints: slot.system.endpoints,
    transformations: system.files,
    technicalUsers: allowed.map((user) => user.id),
    ...(system.limits === undefined ? {} : { limits: system.limits }),
    ...(system.deletionGuard === undefined ? {} : { deletionGuard: system.deletionGuard }),
    ...(system.destination === undefined ? {} : { destination: system.destination }),
    ...(definition === undefined
      ? {}
      : { properties: shownProperties(system, definition, loadOptions.common) }),
  };
}
