/** One system of a configuration file as it stands there; the rest of the file may be wrong or lack its secrets. */
import { dirname } from 'node:path';
import { connectorOf } from '../../config/connector-of.ts';
import { definitionsOf } from '../../config/definitions.ts';
import { Destinations, type PlacedProperties } from '../../config/destinations.ts';
import { layeredProperties } from '../../config/layers.ts';
import type { LoadOptions } from '../../config/load.ts';
import type { ServerSettings, SystemEntry } from '../../config/schema.ts';
import { readSource } from '../../config/source/read-source.ts';
import { SystemFindings } from '../../config/system-findings.ts';
import { unknownType } from '../../config/system-type.ts';
import { unknownSystem } from '../../config/unknown-system.ts';
import { validateSource } from '../../config/validate.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { ExchangeError } from '../errors.ts';

export interface ConfiguredEntry {
  readonly file: string;
  /** That relative file names start from. */
  readonly folder: string;
  readonly server: ServerSettings;
  readonly entry: SystemEntry;
  readonly definition: ConnectorDefinition;
  /**
   * Its own ones and those of its destination: whoever takes the system over has no such destination.
   *
   * @throws ExchangeError where the destination cannot be used
   */
  properties(): Promise<PlacedProperties>;
}

/**
 * @throws ConfigurationError where the file as a whole is broken
 * @throws ExchangeError where it has no such system
 */
export async function configuredEntry(
  file: string,
  id: string,
  { environment, ...options }: Pick<LoadOptions, 'definitions' | 'environment' | 'common'>,
): Promise<ConfiguredEntry> {
  const source = await readSource(file);
  const { server, systems, destinations, connectors } = validateSource(source);
  const index = systems.findIndex((system) => system.id === id);
  const entry = systems[index];
  if (entry === undefined) {
    throw new ExchangeError(unknownSystem(file, id, systems));
  }
  const folder = dirname(file);
  const { definitions } = await definitionsOf(connectors, source, { ...options, folder });
  const definition = connectorOf(entry.type, definitions);
  if (definition === undefined) {
    throw new ExchangeError(`${file}: system "${id}": ${unknownType(entry.type, definitions)}`);
  }
  const properties = async () => {
    const found = new SystemFindings(id, ['systems', index], source);
    const all = new Destinations(destinations, source, { environment, folder });
    const layered = await layeredProperties(entry, found, all, folder);
    if (layered === undefined) throw new ExchangeError(`${file}: system "${id}": ${found.summary()}`);
    return layered.placed;
  };
  return { file, folder, server, entry, definition, properties };
}
