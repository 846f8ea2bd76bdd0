/** Opens a deletion guard again, in what all running instances remember. */
import { pino } from 'pino';
import { type LoadedConfiguration, loadConfiguration } from '../../config/load.ts';
import type { ConfiguredSystem } from '../../config/systems.ts';
import { unknownSystem } from '../../config/unknown-system.ts';
import { guardKeys, readTrip, release, type Trip } from '../../server/deletion-guard/records.ts';
import { tripWords } from '../../server/deletion-guard/words.ts';
import { openState } from '../../state/open-state.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { loadOptions } from '../load-options.ts';

export interface ReleaseOptions {
  readonly id: string;
  readonly config: string;
  /** Only say how it is. */
  readonly show: boolean;
  readonly json: boolean;
}

/** What `--json` prints. */
export interface ReleaseReport {
  readonly ok: true;
  readonly system: string;
  readonly tripped: boolean;
  readonly released: boolean;
  /** Why it had tripped. */
  readonly trip?: Trip;
}

/**
 * @returns the exit code
 * @throws UsageError, ConfigurationError, StateUnavailable
 */
export async function releaseGuard({ id, config, show, json }: ReleaseOptions): Promise<number> {
  const configuration = await loadForState(config);
  const { systems } = configuration;
  const system = systems.find((each) => each.id === id);
  if (system === undefined) throw new UsageError(unknownSystem(config, id, systems));
  if (configuration.state.kind === 'memory') throw new UsageError(`${config} has no "state".`);
  requireGuard(system);
  const state = await openState(configuration.state, pino({ level: 'silent' }));
  try {
    const trip = await readTrip(state, await guardKeys(state, id));
    const released = trip !== undefined && !show;
    if (released) await release(state, id);
    const report: ReleaseReport = {
      ok: true,
      system: id,
      tripped: trip !== undefined,
      released,
      ...(trip === undefined ? {} : { trip }),
    };
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${textOf(report)}\n`);
    return EXIT.ok;
  } finally {
    await state.close();
  }
}

/** Whoever releases need not have all the secrets of the proxy; those of the state alone are asked for. */
async function loadForState(config: string): Promise<LoadedConfiguration> {
  const configuration = await loadConfiguration(config, { ...loadOptions, withoutSecrets: true });
  return configuration.state.kind === 'memory' ? loadConfiguration(config, loadOptions) : configuration;
}

/** One that is left out may have a guard that has tripped before. @throws UsageError */
function requireGuard(system: ConfiguredSystem): void {
  if (system.status !== 'loaded') return;
  const { id, deletionGuard } = system;
  if (deletionGuard === undefined) throw new UsageError(`System ${id} has no "deletionGuard".`);
  if (deletionGuard.appendOnly) {
    throw new UsageError(
      `System ${id} takes nothing away ("appendOnly"): there is nothing to release. Change its "deletionGuard" and load the configuration again.`,
    );
  }
}

function textOf({ system, trip, released }: ReleaseReport): string {
  if (trip === undefined)
    return `The deletion guard of system ${system} has not tripped; nothing to release.`;
  const why = `${tripWords(trip)}.`;
  return released
    ? `The deletion guard of system ${system} had tripped at ${trip.since}: ${why}\nIt is open again, and everything is counted anew.`
    : `The deletion guard of system ${system} has tripped at ${trip.since}: ${why}\nIt opens again at ${trip.until}, or by "ipsproxy release ${system}".`;
}
