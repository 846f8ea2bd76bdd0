/** Pages of a configured system, without a server in between. */
import { pino } from 'pino';
import { type LoadedConfiguration, type LoadOptions, loadConfiguration } from '../../config/load.ts';
import { formatProblem } from '../../config/problem.ts';
import { unknownSystem } from '../../config/unknown-system.ts';
import type { ProxySystem } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import { AuthenticationGuards } from '../../server/authentication/guards.ts';
import { buildRuntime } from '../../server/build-runtime.ts';
import { GuardMemory } from '../../server/deletion-guard/memory.ts';
import { openDeletionGuards } from '../../server/deletion-guard/open.ts';
import { systemPath } from '../../server/families.ts';
import { absentState } from '../../state/absent-state.ts';
import { failureText } from '../../transformation/index.ts';
import { UsageError } from '../command.ts';
import { ownRequest } from '../own-request.ts';
import type { FetchPage, Reason } from './loop.ts';

export interface OpenSystem {
  readonly endpoints: readonly string[];
  /** @throws UsageError where the system has no such endpoint */
  pages(endpoint: string): FetchPage;
  /** Why entities were left out, as the log of the proxy has it; of those of a page, the first few. */
  readonly reasons: readonly Reason[];
  close(): Promise<void>;
}

/**
 * @throws ConfigurationError
 * @throws UsageError where the system cannot be served
 */
export async function openSystem(file: string, id: string, load: LoadOptions): Promise<OpenSystem> {
  const configuration = await loadConfiguration(file, load);
  const counted = new Map<string, number>();
  const logger = pino({ level: 'warn' }, { write: (line) => count(line, counted) });
  const system = await connected(configuration, id, logger);
  const patience = configuration.server.requestTimeout * 1000;
  return {
    endpoints: system.endpoints,
    pages: (endpoint) => {
      const resource = system.resource(endpoint);
      if (resource === undefined) {
        throw new UsageError(
          `System "${id}" has no endpoint "${endpoint}"; it has ${system.endpoints.join(', ')}.`,
        );
      }
      return async ({ startIndex, count }) => {
        try {
          const { status, body, warnings } = await resource.list(
            { startIndex: String(startIndex), count: String(count) },
            ownRequest({ patience, log: logger, baseUrl: `http://localhost${systemPath(id)}` }),
          );
          return { status, body, warnings };
        } catch (error) {
          if (!(error instanceof ScimError)) throw error;
          const { status, retryAfter } = error;
          return { status, body: error.toBody(), warnings: [], retryAfter };
        }
      };
    },
    get reasons() {
      return [...counted].map(([reason, times]) => ({ reason, count: times }));
    },
    close: () => system.close(),
  };
}

async function connected(
  configuration: LoadedConfiguration,
  id: string,
  logger: pino.Logger,
): Promise<ProxySystem> {
  const chosen = configuration.systems.filter((system) => system.id === id);
  if (chosen.length === 0) {
    throw new UsageError(unknownSystem(configuration.file, id, configuration.systems));
  }
  const guards = new AuthenticationGuards();
  const lossWatchOf = await openDeletionGuards({ systems: chosen }, absentState, logger, new GuardMemory());
  const { systems } = await buildRuntime(
    { ...configuration, systems: chosen },
    { guards, logger, lossWatchOf },
  );
  const slot = systems.get(id);
  if (slot?.status === 'serving') return slot.system;
  const problems = configuration.problems.filter(
    ({ systemId, severity }) => systemId === id && severity === 'error',
  );
  const reasons = problems.length > 0 ? problems.map(formatProblem) : [slot?.reason];
  throw new UsageError(`System "${id}" cannot be served:\n${reasons.join('\n')}`);
}

/** Of a line that says why an entity was left out. */
function count(line: string, counted: Map<string, number>): void {
  const { mapping, path, reason } = JSON.parse(line) as Record<string, unknown>;
  if (typeof mapping !== 'string') return;
  const text = failureText({ mapping, path: String(path ?? '$'), reason: String(reason) });
  counted.set(text, (counted.get(text) ?? 0) + 1);
}
