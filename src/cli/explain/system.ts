/** One system of a configuration, put together for a command: with its own secrets, and without a server. */
import { pino } from 'pino';
import { loadConfiguration } from '../../config/load.ts';
import type { TechnicalUser } from '../../config/technical-users.ts';
import { unknownSystem } from '../../config/unknown-system.ts';
import type { ProxyContext, ProxySystemParts } from '../../proxy/types.ts';
import { partsOf } from '../../server/build-runtime.ts';
import { GuardMemory } from '../../server/deletion-guard/memory.ts';
import { openDeletionGuards } from '../../server/deletion-guard/open.ts';
import { systemPath } from '../../server/families.ts';
import { absentState } from '../../state/absent-state.ts';
import { openState } from '../../state/open-state.ts';
import { UsageError } from '../command.ts';
import { loadOptions } from '../load-options.ts';
import { ownRequest } from '../own-request.ts';
import { proxyUrl } from '../serve/listen-address.ts';

export interface OpenSystem {
  readonly parts: ProxySystemParts;
  readonly technicalUsers: readonly TechnicalUser[];
  /** For one request, with the time of one. */
  context(): ProxyContext;
  close(): Promise<void>;
}

/** @throws UsageError, ConfigurationError */
export async function openSystem(file: string, systemId: string): Promise<OpenSystem> {
  const configuration = await loadConfiguration(file, loadOptions);
  const { server, technicalUsers, systems } = configuration;
  const system = systems.find(({ id }) => id === systemId);
  if (system === undefined) {
    throw new UsageError(unknownSystem(file, systemId, systems));
  }
  if (system.status !== 'loaded') throw new UsageError(`System ${systemId} cannot be used: ${system.reason}`);
  const log = pino({ level: 'silent' });
  const state = system.deletionGuard === undefined ? absentState : await openState(configuration.state, log);
  const lossWatchOf = await openDeletionGuards({ systems: [system] }, state, log, new GuardMemory());
  const parts = partsOf(system, { logger: log, connectTimeout: server.connectTimeout, lossWatchOf });
  const patience = server.requestTimeout * 1000;
  const base = proxyUrl(server, process.env);
  return {
    parts,
    technicalUsers,
    context: () => ownRequest({ patience, log, baseUrl: `${base}${systemPath(systemId)}` }),
    close: async () => {
      await parts.connector.close();
      await state.close();
    },
  };
}
