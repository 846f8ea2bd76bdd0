/** The transformation that is tried: from a file, or that of a configured system. */
import { loadConfiguration } from '../../config/load.ts';
import { ConfigurationError, type Problem } from '../../config/problem.ts';
import type { LoadedSystem } from '../../config/systems.ts';
import { unknownSystem } from '../../config/unknown-system.ts';
import {
  type CompileOptions,
  compileTransformation,
  type Direction,
  type EntityTransformation,
  type Finding,
  type Properties,
  type Transformation,
  TransformationError,
} from '../../transformation/index.ts';
import { configurationFile, UsageError } from '../command.ts';
import { loadOptions } from '../load-options.ts';
import { readInput } from './entities.ts';

export interface Surroundings {
  readonly properties: Properties;
  /** Absent: no system was named. */
  readonly system: LoadedSystem | undefined;
}

/** @throws UsageError, ConfigurationError */
export async function surroundingsOf(
  config: string | undefined,
  systemId: string | undefined,
  given: Properties,
): Promise<Surroundings> {
  if (systemId === undefined) {
    return { properties: given, system: undefined };
  }
  const configuration = await loadConfiguration(configurationFile(config === undefined ? {} : { config }), {
    ...loadOptions,
    withoutSecrets: true,
  });
  const system = configuration.systems.find(({ id }) => id === systemId);
  if (system === undefined) {
    throw new UsageError(unknownSystem(configuration.file, systemId, configuration.systems));
  }
  if (system.status !== 'loaded') throw new UsageError(`System ${systemId} cannot be used: ${system.reason}`);
  return { properties: { ...system.properties, ...given }, system };
}

/**
 * @param file absent: that of the system
 * @throws ConfigurationError with everything that is wrong in the file
 */
export async function compiled(
  file: string | undefined,
  direction: Direction,
  { properties, system }: Surroundings,
): Promise<Transformation> {
  if (file === undefined) {
    if (system !== undefined) return system[direction];
    throw new UsageError('Which transformation? Add --transformation FILE, or --config FILE --system ID.');
  }
  const options: CompileOptions = { direction, properties, file };
  try {
    return compileTransformation(await readInput(file), options);
  } catch (error) {
    if (!(error instanceof TransformationError)) throw error;
    throw new ConfigurationError(error.findings.map((finding) => problemOf(finding, file)));
  }
}

export function problemOf({ severity, message, fix, line, column }: Finding, file: string): Problem {
  return { severity, message: fix === undefined ? message : `${message} (${fix})`, file, line, column };
}

/** @throws UsageError where it is not clear which one */
export function entityTransformation(
  { entities }: Transformation,
  entityType: string | undefined,
  file: string,
): EntityTransformation {
  const names = Object.keys(entities);
  const name = entityType ?? (names.length === 1 ? names[0] : names.includes('user') ? 'user' : undefined);
  const found = name === undefined ? undefined : entities[name];
  if (found !== undefined) return found;
  throw new UsageError(
    entityType === undefined
      ? `Which entity type of ${file}? Add --entity-type ${names.join(' or ')}.`
      : `${file} has no entity type "${entityType}"; it has ${names.join(', ') || 'none'}.`,
  );
}
