/** Puts a loaded configuration to work. */
import type { Logger } from 'pino';
import { AddressRanges } from '../config/address-ranges.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import type { OAuthSettings } from '../config/oauth-settings.ts';
import type { ConfiguredSystem, LoadedSystem } from '../config/systems.ts';
import type { SystemWatch } from '../connectors/watch.ts';
import type { SystemCounters } from '../proxy/counters.ts';
import { Cursors } from '../proxy/cursor/cursors.ts';
import { createProxySystem } from '../proxy/proxy-system.ts';
import type { ProxySystem, ProxySystemParts } from '../proxy/types.ts';
import { MemoryState } from '../state/memory-state.ts';
import type { State } from '../state/state.ts';
import { steadyNow } from '../steady-clock.ts';
import { Authenticator } from './authentication/authenticator.ts';
import { ClientCertificates } from './authentication/client-certificates.ts';
import type { AuthenticationGuards } from './authentication/guards.ts';
import { SharedCursorKeys } from './cursor-keys.ts';
import type { LossWatchOf } from './deletion-guard/open.ts';
import { Limits } from './limits/limits.ts';
import type { OAuth } from './oauth/oauth.ts';
import type { Runtime, SystemSlot } from './runtime.ts';
import { stateKey } from './state-key.ts';
import { WatchedTls } from './watched-tls.ts';

/** No authority is trusted. */
const NOBODY = Object.freeze({ authorities: [], revocationLists: [] });

export interface RuntimeOptions {
  readonly guards: AuthenticationGuards;
  readonly logger: Logger;
  /** Default: of this process. */
  readonly state?: State | undefined;
  /** Default: those of a process that has just begun. */
  readonly limits?: Limits | undefined;
  /** Default: those of a process that has just begun. */
  readonly cursors?: Cursors | undefined;
  /** Milliseconds since the epoch, for the time of tokens. Default: the time of the machine. */
  readonly now?: (() => number) | undefined;
  /** Needed where systems have deletion guards (`openDeletionGuards`). */
  readonly lossWatchOf?: LossWatchOf | undefined;
  /** What each system tells of its work. Default: nobody wants to know. */
  readonly watchOf?: ((systemId: string) => SystemWatch) | undefined;
  /** Where each system counts. Default: in what ends with it. */
  readonly countersOf?: ((systemId: string) => SystemCounters) | undefined;
}

/** A system that cannot be put together is left out like a broken one. */
export async function buildRuntime(
  configuration: LoadedConfiguration,
  options: RuntimeOptions,
): Promise<Runtime> {
  const { server, technicalUsers, oauth, systems, certificates } = configuration;
  const { state = new MemoryState(), limits = new Limits(state) } = options;
  const { cursors = new Cursors(new SharedCursorKeys(state)) } = options;
  const lostCreatesKey = stateKey(technicalUsers, 'lost creates');
  const slots = new Map<string, SystemSlot>();
  for (const system of systems) slots.set(system.id, slotOf(system));
  const tls = configuration.tls && new WatchedTls(configuration.tls, options.logger);
  return {
    settings: server,
    tls,
    clientCertificates: clientCertificatesOf(configuration, tls),
    authenticator: new Authenticator(technicalUsers, options.guards),
    oauth: oauth && (await openOAuth(oauth)),
    systems: slots,
    certificates,
    authorities: configuration.authorities,
    limits: limits.of(configuration),
    state,
    stateSettings: configuration.state,
    tracingSettings: configuration.tracing,
  };

  async function openOAuth(settings: OAuthSettings): Promise<OAuth> {
    const { openOAuth: open } = await import('./oauth/open.ts');
    return await open(settings, { users: technicalUsers, ...options });
  }

  function slotOf(system: ConfiguredSystem): SystemSlot {
    if (system.status !== 'loaded') return { status: system.status, reason: system.reason };
    try {
      const { connectTimeout } = server;
      const connected = partsOf(system, { ...options, state, connectTimeout });
      const parts = { ...connected, stateKey: lostCreatesKey, cursors };
      return { status: 'serving', system: serve(parts), parts };
    } catch (error) {
      return { status: 'broken', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

function clientCertificatesOf(
  { x509, technicalUsers: users, server }: LoadedConfiguration,
  tls: WatchedTls | undefined,
): ClientCertificates | undefined {
  if (x509 === undefined) return undefined;
  const from = server.forwardedClientCertificates?.from;
  return new ClientCertificates({
    users,
    x509,
    trust: () => tls?.material.trust ?? NOBODY,
    routers: from && new AddressRanges(from),
  });
}

/**
 * Connects a system to its backend; nothing is sent yet.
 *
 * @param connectTimeout seconds
 */
export function partsOf(
  system: LoadedSystem,
  {
    logger,
    connectTimeout,
    lossWatchOf,
    state,
    watchOf,
    countersOf,
  }: Pick<RuntimeOptions, 'logger' | 'lossWatchOf' | 'state' | 'watchOf' | 'countersOf'> & {
    readonly connectTimeout: number;
  },
): ProxySystemParts {
  const { id, name, type, prefix, properties, read, write } = system;
  const lossWatch = lossWatchOf?.(system);
  // Better not at all than unguarded.
  if (lossWatch === undefined && system.deletionGuard !== undefined) {
    throw new Error('nobody has opened its deletion guard');
  }
  const connector = system.connect({
    log: logger.child({ system: id }),
    connectTimeout: connectTimeout * 1000,
    now: steadyNow,
    state,
    watch: watchOf?.(id),
  });
  return {
    id,
    name,
    type,
    prefix,
    properties,
    read,
    write,
    connector,
    state,
    lossWatch,
    counters: countersOf?.(id),
  };
}

function serve(parts: ProxySystemParts): ProxySystem {
  try {
    return createProxySystem(parts);
  } catch (error) {
    void parts.connector.close();
    throw error;
  }
}
