/** Puts a loaded configuration to work. */
import type { Logger } from 'pino';
import type { LoadedConfiguration } from '../config/load.ts';
import type { ConfiguredSystem, LoadedSystem } from '../config/systems.ts';
import { createProxySystem } from '../proxy/proxy-system.ts';
import type { ProxySystem, ProxySystemParts } from '../proxy/types.ts';
import { MemoryState } from '../state/memory-state.ts';
import type { State } from '../state/state.ts';
import { Authenticator } from './authentication/authenticator.ts';
import type { AuthenticationGuards } from './authentication/guards.ts';
import type { LossWatchOf } from './deletion-guard/open.ts';
import { Limits } from './limits/limits.ts';
import type { Runtime, SystemSlot } from './runtime.ts';

export interface RuntimeOptions {
  readonly guards: AuthenticationGuards;
  readonly logger: Logger;
  /** Default: of this process. */
  readonly state?: State | undefined;
  /** Default: those of a process that has just begun. */
  readonly limits?: Limits | undefined;
  /** Needed where systems have deletion guards (`openDeletionGuards`). */
  readonly lossWatchOf?: LossWatchOf | undefined;
}

/** A system that cannot be put together is left out like a broken one. */
export function buildRuntime(configuration: LoadedConfiguration, options: RuntimeOptions): Runtime {
  const { server, technicalUsers, systems, certificates } = configuration;
  const { state = new MemoryState(), limits = new Limits(state) } = options;
  const slots = new Map<string, SystemSlot>();
  for (const system of systems) slots.set(system.id, slotOf(system));
  return {
    settings: server,
    authenticator: new Authenticator(technicalUsers, options.guards),
    systems: slots,
    certificates,
    limits: limits.of(configuration),
    state,
    stateSettings: configuration.state,
  };

  function slotOf(system: ConfiguredSystem): SystemSlot {
    if (system.status !== 'loaded') return { status: system.status, reason: system.reason };
    try {
      const { connectTimeout } = server;
      const parts = partsOf(system, { ...options, connectTimeout });
      return { status: 'serving', system: serve(parts), parts };
    } catch (error) {
      return { status: 'broken', reason: error instanceof Error ? error.message : String(error) };
    }
  }
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
  }: Pick<RuntimeOptions, 'logger' | 'lossWatchOf'> & { readonly connectTimeout: number },
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
    now: Date.now,
  });
  return { id, name, type, prefix, properties, read, write, connector, lossWatch };
}

function serve(parts: ProxySystemParts): ProxySystem {
  try {
    return createProxySystem(parts);
  } catch (error) {
    void parts.connector.close();
    throw error;
  }
}
