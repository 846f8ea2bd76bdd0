/** Configured systems, each ready to be connected, or left out with the reason. */
import type {
  Connector,
  ConnectorDefinition,
  ConnectorEnvironment,
  Notice,
  ReferencedFile,
  SystemProperties,
} from '../connectors/connector.ts';
import { HEADER_PROPERTY_PREFIX } from '../connectors/http/request-headers.ts';
import { CERTIFICATE_FILES } from '../connectors/http/way/names.ts';
import type { Surroundings } from '../connectors/http/way/surroundings.ts';
import type { SharedState } from '../connectors/shared-state.ts';
import type { Direction, Transformation } from '../transformation/index.ts';
import { closest, isCredentialName } from '../transformation/index.ts';
import { assumedValue } from './assumed-value.ts';
import { connectorOf } from './connector-of.ts';
import { type CommonProperties, knownProperties } from './known-properties.ts';
import type { Position, Problem } from './problem.ts';
import { type NamesOfSystem, unreadNames } from './property-names.ts';
import type { ReferenceContext } from './references.ts';
import type { Configuration, SystemEntry } from './schema.ts';
import type { Source } from './source/source.ts';
import { SystemFindings } from './system-findings.ts';
import { type PropertyFinding, resolveProperties, withoutCredentials } from './system-properties.ts';
import { checkProperties, joinMisspelt } from './system-property-checks.ts';
import {
  type CompileTransformation,
  compileFile,
  knownNames,
  propertiesReadByFiles,
  readFiles,
  type TransformationText,
} from './system-transformations.ts';
import { unknownType } from './system-type.ts';
import { misplaced } from './transformation-fit.ts';

interface SystemHead {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Where it stands in the configuration file. */
  readonly position: Position;
}

/** Everything is there and checked. */
export interface LoadedSystem extends SystemHead {
  readonly status: 'loaded';
  /** What the names of the properties of its type begin with: `ias`. */
  readonly prefix: string;
  /** Without credentials. */
  readonly properties: SystemProperties;
  readonly read: Transformation;
  readonly write: Transformation;
  /** Where the transformations come from, as they are named in messages. */
  readonly files: Readonly<Record<Direction, string>>;
  /** Makes the connection to the backend; nothing is sent yet. */
  connect(
    environment: Omit<
      ConnectorEnvironment,
      'systemId' | 'secrets' | 'files' | 'surroundings' | 'shared' | 'lasting'
    >,
  ): Connector;
}

/** Known, but not served. */
export interface LeftOutSystem extends SystemHead {
  readonly status: 'disabled' | 'broken';
  /** For clients' administrators; without secrets. */
  readonly reason: string;
}

export type ConfiguredSystem = LoadedSystem | LeftOutSystem;

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

/** @returns one entry per id; of several entries with one id the first counts */
export async function loadSystems(
  configuration: Configuration,
  source: Source,
  options: SystemOptions,
): Promise<{ systems: ConfiguredSystem[]; problems: Problem[] }> {
  const systems = new Map<string, ConfiguredSystem>();
  const problems: Problem[] = [];
  for (const [index, entry] of configuration.systems.entries()) {
    const found = new SystemFindings(entry.id, ['systems', index], source);
    if (systems.has(entry.id)) {
      found.error(['id'], 'this id is taken by a system above, and this one is left out; give it another id');
    } else {
      systems.set(entry.id, Object.freeze(await loadSystem(entry, found, options)));
    }
    problems.push(...found.problems());
    options.onSystem?.(index + 1, configuration.systems.length);
  }
  return { systems: [...systems.values()], problems };
}

async function loadSystem(
  entry: SystemEntry,
  found: SystemFindings,
  options: SystemOptions,
): Promise<ConfiguredSystem> {
  const position = found.source.valueAt(found.path);
  const definition = connectorOf(entry.type, options.definitions);
  const type = definition?.type ?? entry.type;
  const head: SystemHead = { id: entry.id, name: entry.name ?? entry.id, type, position };
  if (entry.disabled) {
    return { ...head, status: 'disabled', reason: 'it is disabled in the configuration ("disabled": true)' };
  }
  const broken = (): LeftOutSystem => ({ ...head, status: 'broken', reason: found.summary() });

  if (definition === undefined) {
    found.error(['type'], unknownType(entry.type, options.definitions));
    return broken();
  }
  const prepared = await prepare(entry, definition, found, options);
  if (prepared === undefined) return broken();
  const { all, parsed, texts, told, files } = prepared;

  const { prefix } = definition;
  const properties = withoutCredentials(all);
  const credentials = new Set(Object.keys(all).filter(isCredentialName));
  const secrets = Object.fromEntries([...credentials].map((name) => [name, all[name] ?? '']));
  const backendNames = await knownNames(definition.defaultTransformations(parsed));
  const known = Object.keys(knownProperties(definition, options.common));
  const compileOptions = { properties, knownProperties: known, credentials, secrets, backendNames };
  const compiled = texts.map((text) => {
    const { direction } = text.file;
    const outcome = compileFile(text, compileOptions, options.compileTransformation);
    if (outcome.reason !== undefined) found.error(['transformations', direction], outcome.reason);
    for (const finding of outcome.findings) found.transformation(finding);
    return outcome.transformation;
  });
  const [read, write] = compiled;
  if (read === undefined || write === undefined || found.hasErrors()) return broken();
  const create = await definition.load();
  const notices = options.common?.notices({ prefix, properties, read, write }) ?? [];
  // Of one property, one finding: what the connector says wins.
  found.properties(asFindings(notices.filter(({ property }) => !told.has(property))));
  return {
    ...head,
    status: 'loaded',
    prefix,
    properties,
    read,
    write,
    files: { read: labelOf(texts, 'read'), write: labelOf(texts, 'write') },
    connect: (environment) =>
      create(parsed, {
        ...environment,
        systemId: entry.id,
        secrets: ownSecrets(secrets),
        files,
        surroundings: options.surroundings,
        shared: options.shared,
        lasting: options.lasting,
      }),
  };
}

function labelOf(texts: readonly TransformationText[], direction: Direction): string {
  return texts.find(({ file }) => file.direction === direction)?.file.label ?? '';
}

/**
 * Headers among them have rules of their own for what of them is a secret. Keys of certificates no backend gets to see, and
 * they have words such as CERTIFICATE in them, which errors have as well.
 */
function ownSecrets(secrets: SystemProperties): string[] {
  const own = Object.entries(secrets).filter(
    ([name]) => !name.startsWith(HEADER_PROPERTY_PREFIX) && !CERTIFICATE_FILES.has(name),
  );
  return own.map(([, value]) => value);
}

interface Prepared {
  /** As text, credentials in clear. */
  readonly all: SystemProperties;
  /** What the connector's schema makes of them. */
  readonly parsed: unknown;
  /** For reading and for writing, in this order. */
  readonly texts: readonly TransformationText[];
  /** Properties of which something was said. */
  readonly told: ReadonlySet<string | undefined>;
  readonly files: ReadonlyMap<string, ReferencedFile>;
}

/** Properties and transformations before anything is compiled, or `undefined` where something is wrong with them. */
async function prepare(
  entry: SystemEntry,
  definition: ConnectorDefinition,
  found: SystemFindings,
  options: SystemOptions,
): Promise<Prepared | undefined> {
  const shape = knownProperties(definition, options.common);
  const {
    all,
    findings,
    assumed,
    files: referenced,
  } = await resolveProperties(entry.properties, {
    ...options,
    assumed: (property) => assumedValue(property, shape),
    numberText: (property) => found.source.numberText([...found.path, 'properties', property]),
  });
  const unresolved = new Set(
    findings.filter(({ severity }) => severity === 'error').map(({ property }) => property),
  );
  const checked = checkProperties(all, unresolved, definition, options.common);
  const defaults = 'parsed' in checked ? definition.defaultTransformations(checked.parsed) : undefined;
  const files = await readFiles(entry.transformations, options.folder, defaults);

  const given = Object.fromEntries(Object.keys(entry.properties).map((name) => [name, all[name]]));
  const read = files.problems.length > 0 ? undefined : propertiesReadByFiles(files.texts);
  const names = namesOf(definition, read, options);
  const told = [...findings, ...checked.findings, ...asFindings(checked.notices)].filter(
    ({ severity, property }) => severity === 'error' || property === undefined || !assumed.has(property),
  );
  found.properties(joinMisspelt(told, unreadNames(given, names), given));
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
    parsed: checked.parsed,
    texts,
    told: new Set(told.map(({ property }) => property)),
    files: referenced,
  };
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

function asFindings(notices: readonly Notice[]): PropertyFinding[] {
  return notices.map(({ property, message, misspelt }) => {
    const guess = misspelt === undefined ? undefined : closest(misspelt.word, misspelt.known);
    const hint = guess === undefined ? '' : `; did you mean "${guess}"?`;
    return { severity: 'warning', property, message: `${message}${hint}` };
  });
}
