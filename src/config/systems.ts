/** Configured systems, each ready to be connected, or left out with the reason. */
import type {
  Connector,
  ConnectorDefinition,
  ConnectorEnvironment,
  SystemProperties,
} from '../connectors/connector.ts';
import { SharedState } from '../connectors/shared-state.ts';
import type { Transformation } from '../transformation/index.ts';
import { closest, isCredentialName } from '../transformation/index.ts';
import type { Position, Problem } from './problem.ts';
import type { ReferenceContext } from './references.ts';
import type { Configuration, SystemEntry } from './schema.ts';
import type { Source } from './source/source.ts';
import { SystemFindings } from './system-findings.ts';
import { resolveProperties, withoutCredentials } from './system-properties.ts';
import {
  type CompileTransformation,
  loadTransformation,
  transformationFile,
} from './system-transformations.ts';

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
  /** Without credentials. */
  readonly properties: SystemProperties;
  readonly read: Transformation;
  readonly write: Transformation;
  /** Makes the connection to the backend; nothing is sent yet. */
  connect(environment: Omit<ConnectorEnvironment, 'systemId' | 'shared' | 'lasting'>): Connector;
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
  readonly compileTransformation: CompileTransformation;
  readonly lasting: SharedState;
}

/** @returns one entry per id; of several entries with one id the first counts */
export async function loadSystems(
  configuration: Configuration,
  source: Source,
  options: SystemOptions,
): Promise<{ systems: ConfiguredSystem[]; problems: Problem[] }> {
  const systems = new Map<string, ConfiguredSystem>();
  const problems: Problem[] = [];
  const shared = new SharedState();
  for (const [index, entry] of configuration.systems.entries()) {
    const found = new SystemFindings(entry.id, ['systems', index], source);
    if (systems.has(entry.id)) {
      found.error(['id'], 'this id is taken by a system above, and this one is left out; give it another id');
    } else {
      systems.set(entry.id, Object.freeze(await loadSystem(entry, found, shared, options)));
    }
    problems.push(...found.problems);
  }
  return { systems: [...systems.values()], problems };
}

async function loadSystem(
  entry: SystemEntry,
  found: SystemFindings,
  shared: SharedState,
  options: SystemOptions,
): Promise<ConfiguredSystem> {
  const position = found.source.valueAt(found.path);
  const head: SystemHead = { id: entry.id, name: entry.name ?? entry.id, type: entry.type, position };
  if (entry.disabled) {
    return { ...head, status: 'disabled', reason: 'it is disabled in the configuration ("disabled": true)' };
  }
  const broken = (): LeftOutSystem => ({ ...head, status: 'broken', reason: found.summary() });

  const definition = options.definitions.get(entry.type);
  if (definition === undefined) {
    found.error(['type'], unknownType(entry.type, options.definitions));
    return broken();
  }
  const checked = await checkProperties(entry, definition, found, options);
  if (checked === undefined) return broken();
  const { all, parsed } = checked;

  const properties = withoutCredentials(all);
  const credentials = new Set(Object.keys(all).filter(isCredentialName));
  const defaults = definition.defaultTransformations(parsed);
  const load = async (direction: 'read' | 'write') => {
    const file = transformationFile(direction, entry.transformations[direction], options.folder, defaults);
    const compileOptions = { direction, properties, credentials };
    const loaded = await loadTransformation(file, compileOptions, options.compileTransformation);
    if (loaded.reason !== undefined) found.error(['transformations', direction], loaded.reason);
    for (const finding of loaded.findings) found.transformation(finding);
    return loaded.compiled;
  };
  const read = await load('read');
  const write = await load('write');
  if (read === undefined || write === undefined || found.hasErrors()) return broken();
  return {
    ...head,
    status: 'loaded',
    properties,
    read: read.transformation,
    write: write.transformation,
    connect: (environment) =>
      definition.create(parsed, {
        ...environment,
        systemId: entry.id,
        shared,
        lasting: options.lasting,
      }),
  };
}

/** @returns all properties as text, and as the connector's schema makes of them, unless something is wrong */
async function checkProperties(
  entry: SystemEntry,
  definition: ConnectorDefinition,
  found: SystemFindings,
  options: SystemOptions,
): Promise<{ all: SystemProperties; parsed: unknown } | undefined> {
  const { all, findings } = await resolveProperties(entry.properties, {
    ...options,
    numberText: (property) => found.source.numberText([...found.path, 'properties', property]),
  });
  found.properties(findings);
  const unresolved = new Set(
    findings.filter(({ severity }) => severity === 'error').map(({ property }) => property),
  );
  const result = definition.properties.safeParse(all);
  for (const issue of result.error?.issues ?? []) {
    const property = issue.path[0]?.toString();
    // What could not be resolved was reported already and only looks missing.
    if (unresolved.has(property)) continue;
    const meant = property === undefined || property in all ? undefined : closest(property, Object.keys(all));
    const hint = meant === undefined ? '' : ` (is "${meant}" meant to be it? Names are case-sensitive)`;
    found.properties([{ severity: 'error', property, message: `${issue.message}${hint}` }]);
  }
  if (!result.success || found.hasErrors()) return undefined;
  const notices = definition.notices?.(result.data) ?? [];
  found.properties(notices.map(({ property, message }) => ({ severity: 'warning', property, message })));
  return { all, parsed: result.data };
}

function unknownType(type: string, definitions: ReadonlyMap<string, ConnectorDefinition>): string {
  const guess = closest(type, definitions.keys());
  const advice =
    guess === undefined ? `use one of ${[...definitions.keys()].join(', ')}` : `did you mean "${guess}"?`;
  return `unknown type "${type}"; ${advice}`;
}
