/** One system of a configuration file as it stands there; the rest of the file may be wrong or lack its secrets. */
import { dirname } from 'node:path';
import { connectorOf } from '../../config/connector-of.ts';
import type { ServerSettings, SystemEntry } from '../../config/schema.ts';
import { readSource } from '../../config/source/read-source.ts';
import { unknownType } from '../../config/system-type.ts';
import { unknownSystem } from '../../config/unknown-system.ts';
import { validateSource } from '../../config/validate.ts';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import { ExchangeError } from '../errors.ts';

export interface ConfiguredEntry {
  readonly file: string;
  /** That relative file names start from. */
  readonly folder: string;
  readonly server: ServerSettings;
  readonly entry: SystemEntry;
  readonly definition: ConnectorDefinition;
  /** The characters of a number as they were typed. */
  numberText(property: string): string | undefined;
}

/**
 * @throws ConfigurationError where the file as a whole is broken
 * @throws ExchangeError where it has no such system
 */
export async function configuredEntry(
  file: string,
  id: string,
  definitions: ReadonlyMap<string, ConnectorDefinition>,
): Promise<ConfiguredEntry> {
  const source = await readSource(file);
  const { server, systems } = validateSource(source);
  const index = systems.findIndex((system) => system.id === id);
  const entry = systems[index];
  if (entry === undefined) {
    throw new ExchangeError(unknownSystem(file, id, systems));
  }
  const definition = connectorOf(entry.type, definitions);
  if (definition === undefined) {
    throw new ExchangeError(`${file}: system "${id}": ${unknownType(entry.type, definitions)}`);
  }
  const numberText = (property: string) => source.numberText(['systems', index, 'properties', property]);
  return { file, folder: dirname(file), server, entry, definition, numberText };
}
