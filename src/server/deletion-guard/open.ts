/** The deletion guards of a configuration; where it has none, nothing of them is loaded. */
import type { Logger } from 'pino';
import type { GuardEvent } from '../../audit/record.ts';
import type { LoadedConfiguration } from '../../config/load.ts';
import type { LoadedSystem } from '../../config/systems.ts';
import type { LossWatch } from '../../proxy/deletion-guard/guard.ts';
import type { State } from '../../state/state.ts';
import type { GuardMemory } from './memory.ts';

/**
 * What watches over a system; `undefined`: it has no deletion guard.
 *
 * @throws Error where it would count in what a restart forgets
 */
export type LossWatchOf = (system: LoadedSystem) => LossWatch | undefined;

/**
 * @param state where they count: the one of the configuration
 * @param memory of the process, over reloads
 * @param note writes down that one has tripped, or is open again; absent: only the log says so
 */
export async function openDeletionGuards(
  { systems }: Pick<LoadedConfiguration, 'systems'>,
  state: State,
  logger: Logger,
  memory: GuardMemory,
  note?: (event: GuardEvent) => void,
): Promise<LossWatchOf | undefined> {
  if (!systems.some((system) => system.status === 'loaded' && system.deletionGuard !== undefined)) {
    return undefined;
  }
  const [{ SystemGuard }, { watchedEntity }] = await Promise.all([
    import('./system-guard.ts'),
    import('../../proxy/deletion-guard/watched-entity.ts'),
  ]);
  return ({ id, deletionGuard: settings }) => {
    if (settings === undefined) return undefined;
    if (!settings.appendOnly && state.reach === 'process') {
      throw new Error(
        'its deletion guard needs "state", which takes effect with the next start of the proxy',
      );
    }
    const log = logger.child({ system: id });
    const guard = new SystemGuard({
      systemId: id,
      settings,
      state,
      log,
      now: Date.now,
      note,
      remembered: memory.of(id),
    });
    return { guard, watch: (parts) => watchedEntity({ ...parts, guard }) };
  };
}
