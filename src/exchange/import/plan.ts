/** What becomes of an exported system: an entry of the configuration, files with its transformations, or a refusal. */
import { posix } from 'node:path';
import { type CommonProperties, knownProperties } from '../../config/known-properties.ts';
import type { PropertyEntry, Reference } from '../../config/property-schema.ts';
import type { SystemEntry } from '../../config/schema.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { isCredentialName } from '../../transformation/index.ts';
import type { ExportedSystem } from './exported-system.ts';
import { idFromName, isSystemId, variableName } from './names.ts';
import { foundType } from './system-type.ts';

/** As it is written into the configuration; keys in this order. */
export interface PlannedEntry {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly disabled?: true;
  readonly destination?: string;
  readonly properties: Readonly<Record<string, PropertyEntry>>;
  readonly transformations?: { readonly read?: string; readonly write?: string };
}

export interface PlannedFile {
  /** Relative to the configuration file. */
  readonly path: string;
  readonly text: string;
}

export interface PlannedCredential {
  readonly property: string;
  readonly reference: Reference;
}

export interface PlannedSystem {
  readonly entry: PlannedEntry;
  readonly title: string;
  readonly files: readonly PlannedFile[];
  readonly credentials: readonly PlannedCredential[];
  /** What the administrator should know. */
  readonly notes: readonly string[];
}

export type Plan = PlannedSystem | { readonly name: string; readonly refusal: string };

export interface PlanOptions {
  readonly definitions: ReadonlyMap<string, ConnectorDefinition>;
  readonly common: CommonProperties | undefined;
  /** The administrator's own words, instead of what the file says. */
  readonly type?: string | undefined;
  readonly id?: string | undefined;
  /** Names of environment variables that mean something already. */
  readonly variables: ReadonlySet<string>;
  /** The system that is replaced: its references stay, and its destination. */
  readonly present: (id: string) => Pick<SystemEntry, 'properties' | 'destination'> | undefined;
  /** Destinations of the configuration with the names of their properties. */
  readonly destinations: ReadonlyMap<string, ReadonlySet<string>>;
}

export function planSystem(system: ExportedSystem, options: PlanOptions): Plan {
  const label = system.name ?? system.id ?? 'without a name';
  const refuse = (refusal: string) => ({ name: label, refusal });
  const role = system.role?.toUpperCase();
  if (role !== undefined && role !== 'PROXY') {
    return refuse(`it is a ${role.toLowerCase()} system; only proxy systems can be imported`);
  }
  const id = options.id ?? system.id ?? idFromName(label);
  if (id === undefined || !isSystemId(id)) {
    return refuse(
      'its id cannot be one here; add --id with letters and digits, separated by single dashes, at most 100 characters',
    );
  }
  const names = [...system.properties.keys(), ...system.credentials];
  const type = foundType({ name: system.type, properties: names, wanted: options.type }, options.definitions);
  if ('refusal' in type) return refuse(type.refusal);
  const { definition, guess } = type;

  const name = system.name ?? id;
  const present = options.present(id);
  const destination = [system.destination, present?.destination].find(
    (each) => each !== undefined && options.destinations.has(each),
  );
  const shared = options.destinations.get(destination ?? '') ?? new Set();
  const planned = plannedCredentials(system, name, definition, present?.properties ?? {}, options);
  const credentials = planned.filter(({ property }) => !shared.has(property));
  const files = plannedFiles(system, id);
  const entry: PlannedEntry = {
    id,
    type: definition.type,
    name,
    ...(system.disabled ? { disabled: true } : {}),
    ...(destination === undefined ? {} : { destination }),
    properties: Object.fromEntries([
      ...system.properties,
      ...credentials.map(({ property, reference }) => [property, reference]),
    ]),
    ...(files.length === 0
      ? {}
      : { transformations: Object.fromEntries(files.map(({ direction, path }) => [direction, path])) }),
  };
  const missing = (['read', 'write'] as const).filter((direction) => !system.transformations[direction]);
  const notes = [
    ...(guess === undefined ? [] : [`it ${guess}`]),
    ...missing.map((direction) => `the file has no ${direction} transformation: the default one is used`),
    ...(system.destination === undefined || destination !== undefined
      ? []
      : [
          `the properties of its destination "${system.destination}" are not in the file: add them to the system, or to "destinations" under this name before the import`,
        ]),
    ...system.others.map((key) => `"${key}" of the file has no place here, and is left out`),
  ];
  return { entry, title: definition.title, files, credentials, notes };
}

/** Those that the file names, and those without which the type cannot do. */
function plannedCredentials(
  system: ExportedSystem,
  name: string,
  definition: ConnectorDefinition,
  present: Readonly<Record<string, PropertyEntry>>,
  { common, variables }: PlanOptions,
): PlannedCredential[] {
  const known = Object.keys(knownProperties(definition, common)).filter(isCredentialName);
  const given = Object.fromEntries([
    ...system.properties,
    ...[...system.credentials].map((key) => [key, 'x']),
  ]);
  const issues = definition.properties.safeParse(given).error?.issues ?? [];
  const needed = known.filter((key) => issues.some(({ path: [at] }) => at === key));
  const taken = new Set(variables);
  return [...new Set([...system.credentials, ...needed])].map((property) => {
    const own = present[property];
    if (typeof own === 'object') return { property, reference: own };
    const env = variableName(name, property, taken);
    taken.add(env);
    return { property, reference: { env } };
  });
}

/** The id is one folder: it has neither dots nor slashes. */
function plannedFiles(system: ExportedSystem, id: string) {
  return (['read', 'write'] as const).flatMap((direction) => {
    const text = system.transformations[direction];
    if (text === undefined) return [];
    return [{ direction, path: posix.join('transformations', id, `${direction}.json`), text }];
  });
}
