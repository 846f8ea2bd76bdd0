/** The properties and the transformations of a system, checked before anything is compiled. */
import { ASSUMED } from '../connectors/assumed.ts';
import type {
  ConnectorDefinition,
  Notice,
  ReferencedFile,
  SystemProperties,
} from '../connectors/definition.ts';
import type { Surroundings } from '../connectors/http/way/surroundings.ts';
import type { SharedState } from '../connectors/shared-state.ts';
import { closest } from '../transformation/index.ts';
import { assumedProperties, assumedValue } from './assumed-value.ts';
import type { Destinations, PlacedProperties } from './destinations.ts';
import { type CommonProperties, knownProperties, type PropertyShape } from './known-properties.ts';
import { layeredProperties } from './layers.ts';
import { type NamesOfSystem, unreadNames } from './property-names.ts';
import type { ReferenceContext } from './references.ts';
import type { SystemEntry } from './schema.ts';
import type { SystemFindings } from './system-findings.ts';
import { type PropertyFinding, resolveProperties } from './system-properties.ts';
import { checkProperties, joinMisspelt } from './system-property-checks.ts';
import {
  type CompileTransformation,
  defaultsOf,
  propertiesReadByFiles,
  readFiles,
  type TransformationText,
} from './system-transformations.ts';
import { misplaced } from './transformation-fit.ts';

export interface SystemOptions extends ReferenceContext {
  readonly allowLiteralSecrets: boolean;
  readonly definitions: ReadonlyMap<string, ConnectorDefinition>;
  readonly common: CommonProperties | undefined;
  readonly compileTransformation: CompileTransformation;
  readonly lasting: SharedState;
  readonly surroundings: Surroundings;
  /** What the systems have in common. */
  readonly shared: SharedState;
  readonly onSystem: ((loaded: number, all: number) => void) | undefined;
}

export interface PreparedSystem {
  /** As text, credentials in clear. */
  readonly all: SystemProperties;
  readonly placed: PlacedProperties;
  /** What the connector's schema makes of them. */
  readonly parsed: unknown;
  /** For reading and for writing, in this order. */
  readonly texts: readonly TransformationText[];
  /** Properties of which something was said. */
  readonly told: ReadonlySet<string | undefined>;
  readonly files: ReadonlyMap<string, ReferencedFile>;
}

/** Properties and transformations before anything is compiled, or `undefined` where something is wrong with them. */
export async function prepareSystem(
  entry: SystemEntry,
  definition: ConnectorDefinition,
  found: SystemFindings,
  destinations: Destinations,
  options: SystemOptions,
): Promise<PreparedSystem | undefined> {
  const layered = await layeredProperties(entry, found, destinations, options.folder);
  if (layered === undefined) return undefined;
  const { placed } = layered;
  const shape = knownProperties(definition, options.common);
  const resolved = await resolveProperties(placed, {
    ...options,
    assumed: (property) => assumedValue(property, shape),
  });
  const { findings } = resolved;
  const missing = layered.isAssumed ? assumedProperties(resolved.all, definition, shape) : {};
  const all = Object.freeze(Object.assign(Object.create(null), missing, resolved.all));
  const assumed = new Set([...resolved.assumed, ...Object.keys(missing)]);
  const unresolved = new Set(
    findings.filter(({ severity }) => severity === 'error').map(({ property }) => property),
  );
  const checked = checkProperties(
    withStandIns(all, unresolved, shape),
    unresolved,
    definition,
    options.common,
  );
  const defaults = 'parsed' in checked ? defaultsOf(definition, checked.parsed) : undefined;
  const files = await readFiles(entry.transformations, options.folder, defaults);

  const given = Object.fromEntries([...placed.keys()].map((name) => [name, all[name]]));
  const read = files.problems.length > 0 ? undefined : propertiesReadByFiles(files.texts);
  const names = namesOf(definition, read, options);
  // A destination that is not here may have whatever seems to be missing.
  const isUnsure = (property: string) =>
    assumed.has(property) || (layered.isAssumed && !placed.has(property));
  const told = [...findings, ...checked.findings, ...asFindings(checked.notices)].filter(
    ({ severity, property }) => severity === 'error' || property === undefined || !isUnsure(property),
  );
  const unread = unreadNames(given, names).filter(({ property }) => !isName(property, placed));
  found.properties(joinMisspelt(told, unread, given), placed);
  for (const { direction, message, hint } of files.problems) {
    found.error(['transformations', direction], message, hint);
  }
  if (defaults === undefined || found.hasErrors()) return undefined;
  for (const { direction, message } of await misplaced(files.texts, defaults)) {
    found.warning(['transformations', direction], message);
  }
  const { texts } = files;
  return {
    all,
    placed,
    parsed: checked.parsed,
    texts,
    told: new Set(told.map(({ property }) => property)),
    files: resolved.files,
  };
}

/** What could not be resolved only looks missing to properties that go together with it. */
function withStandIns(
  all: SystemProperties,
  unresolved: Iterable<string | undefined>,
  shape: PropertyShape,
): SystemProperties {
  const given: Record<string, string> = Object.assign(Object.create(null), all);
  for (const name of unresolved) {
    if (name === undefined || !Object.hasOwn(shape, name)) continue;
    if (shape[name]?.safeParse(ASSUMED).success) given[name] = ASSUMED;
  }
  return given;
}

/** Of the destination, as SAP BTP has them. */
function isName(property: string, placed: PlacedProperties): boolean {
  const isOfDestination = placed.get(property)?.destination !== undefined;
  return isOfDestination && (property === 'Name' || property === 'Description');
}

function namesOf(
  definition: ConnectorDefinition,
  read: ReadonlySet<string> | undefined,
  { definitions, common }: SystemOptions,
): NamesOfSystem {
  const shape = knownProperties(definition, common);
  const others = [...definitions.values()].filter(({ type }) => type !== definition.type);
  const elsewhere = others.map(
    (other) =>
      [other.type, Object.keys(knownProperties(other, common)).filter((name) => !(name in shape))] as const,
  );
  return {
    prefix: definition.prefix,
    prefixes: new Set([definition, ...definitions.values()].map(({ prefix }) => prefix)),
    known: Object.keys(shape),
    elsewhere: new Map(elsewhere),
    read,
  };
}

export function asFindings(notices: readonly Notice[]): PropertyFinding[] {
  return notices.map(({ property, message, misspelt }) => {
    const guess = misspelt === undefined ? undefined : closest(misspelt.word, misspelt.known);
    const hint = guess === undefined ? '' : `; did you mean "${guess}"?`;
    return { severity: 'warning', property, message: `${message}${hint}` };
  });
}
