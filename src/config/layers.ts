/** The properties of a system from their layers: its own ones, which win, and those of its destination. */
import { type Destinations, type PlacedProperties, placedProperties } from './destinations.ts';
import type { SystemEntry } from './schema.ts';
import type { SystemFindings } from './system-findings.ts';

/** Which layer a property of a system came from. */
export interface Layer {
  /** Absent: the system itself. */
  readonly destination?: string | undefined;
  /** Where that has it: `shared.yaml:3`, or `service "tenant"`. */
  readonly from?: string | undefined;
  /** The value itself stands outside of the configuration. */
  readonly isOutside: boolean;
}

export interface LayeredProperties {
  readonly placed: PlacedProperties;
  /** The destination is not here, and need not be: it may have anything. */
  readonly isAssumed: boolean;
}

/** @returns `undefined` where the destination cannot be used, which was reported */
export async function layeredProperties(
  { destination, properties }: SystemEntry,
  found: SystemFindings,
  destinations: Destinations,
  folder: string,
): Promise<LayeredProperties | undefined> {
  const own = placedProperties(properties, found.source, [...found.path, 'properties'], { folder });
  if (destination === undefined) return { placed: own, isAssumed: false };
  if (!destinations.has(destination)) {
    found.error(['destination'], destinations.unknown(destination));
    return undefined;
  }
  const shared = await destinations.get(destination);
  for (const problem of shared.problems) found.elsewhere(problem);
  if (shared.problems.length > 0) return undefined;
  return { placed: new Map([...shared.properties, ...own]), isAssumed: shared.isAssumed };
}

/** For reports; without what the configuration file is needed for. */
export function layersOf(placed: PlacedProperties): ReadonlyMap<string, Layer> {
  const layers = [...placed].map(([name, { entry, destination, service, place }]): [string, Layer] => {
    const isOutside = typeof entry === 'object';
    if (destination === undefined) return [name, { isOutside }];
    const { file, line } = place();
    const from = service === undefined ? `${file}:${line}` : `service "${service}"`;
    return [name, { destination, from, isOutside }];
  });
  return new Map(layers);
}
