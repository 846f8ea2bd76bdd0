/** Configured systems, each ready to be connected, or left out with the reason. */
import type { Connector } from '../connectors/connector.ts';
import type { ConnectorEnvironment, SystemProperties } from '../connectors/definition.ts';
import { HEADER_PROPERTY_PREFIX } from '../connectors/http/request-headers.ts';
import { CERTIFICATE_FILES } from '../connectors/http/way/names.ts';
import { ConnectorFailure } from '../connectors/third-party/failure.ts';
import type { Direction, Transformation } from '../transformation/index.ts';
import { isCredentialName } from '../transformation/index.ts';
import { connectorOf } from './connector-of.ts';
import type { DeletionGuardSettings } from './deletion-guard-schema.ts';
import { Destinations } from './destinations.ts';
import { knownProperties } from './known-properties.ts';
import { type Layer, layersOf } from './layers.ts';
import type { SystemLimits } from './limits-schema.ts';
import { asFindings, prepareSystem, type SystemOptions } from './prepare-system.ts';
import type { Position, Problem } from './problem.ts';
import type { Configuration, SystemEntry } from './schema.ts';
import type { Source } from './source/source.ts';
import { SystemFindings } from './system-findings.ts';
import { withoutCredentials } from './system-properties.ts';
import { compileFile, defaultsOf, knownNames, type TransformationText } from './system-transformations.ts';
import { unknownType } from './system-type.ts';

interface SystemHead {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly limits: SystemLimits | undefined;
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
  /** Name of the destination. */
  readonly destination: string | undefined;
  /** Where each that is set came from, credentials among them. */
  readonly layers: ReadonlyMap<string, Layer>;
  readonly read: Transformation;
  readonly write: Transformation;
  readonly deletionGuard: DeletionGuardSettings | undefined;
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

const GUARD_NEEDS_STATE =
  '"deletionGuard" needs "state", as a guard that forgets with every restart is none: give the configuration "state": {"folder": "…"}, or {"url": …} where there are several instances';

/** @returns one entry per id; of several entries with one id the first counts */
export async function loadSystems(
  configuration: Configuration,
  source: Source,
  options: SystemOptions,
): Promise<{ systems: ConfiguredSystem[]; problems: Problem[] }> {
  const systems = new Map<string, ConfiguredSystem>();
  const destinations = new Destinations(configuration.destinations, source, options);
  const loads: { readonly found: SystemFindings; readonly destination: string | undefined }[] = [];
  for (const [index, entry] of configuration.systems.entries()) {
    const found = new SystemFindings(entry.id, ['systems', index], source);
    if (systems.has(entry.id)) {
      found.error(['id'], 'this id is taken by a system above, and this one is left out; give it another id');
    } else {
      const system = await loadSystem(entry, found, destinations, {
        ...options,
        remembers: configuration.state !== undefined,
      }).catch((error) => {
        if (!(error instanceof ConnectorFailure)) throw error;
        found.error(['type'], error.message);
        return brokenSystem(entry, found);
      });
      systems.set(entry.id, Object.freeze(system));
    }
    loads.push({ found, destination: entry.destination });
    options.onSystem?.(index + 1, configuration.systems.length);
  }
  const named = Map.groupBy(loads, ({ destination = '' }) => destination);
  const unreadByAll = new Map(
    [...named].map(([name, users]) => [
      name,
      users.map(({ found }) => found.unread()).reduce((all, each) => all.intersection(each)),
    ]),
  );
  const problems = loads.flatMap(({ found, destination = '' }) =>
    found.problems(unreadByAll.get(destination) ?? new Set()),
  );
  return {
    systems: [...systems.values()],
    problems: [...destinations.unused(new Set(named.keys())), ...problems],
  };
}

async function loadSystem(
  entry: SystemEntry,
  found: SystemFindings,
  destinations: Destinations,
  { remembers, ...options }: SystemOptions & { readonly remembers: boolean },
): Promise<ConfiguredSystem> {
  const definition = connectorOf(entry.type, options.definitions);
  const type = definition?.type ?? entry.type;
  const head = { ...headOf(entry, found), type };
  if (entry.disabled) {
    return { ...head, status: 'disabled', reason: 'it is disabled in the configuration ("disabled": true)' };
  }
  const broken = () => ({ ...brokenSystem(entry, found), type });
  if (definition === undefined) {
    found.error(['type'], unknownType(entry.type, options.definitions));
    return broken();
  }
  const prepared = await prepareSystem(entry, definition, found, destinations, options);
  if (prepared === undefined) return broken();
  const { all, placed, parsed, texts, told, files } = prepared;

  if (entry.deletionGuard?.appendOnly === false && !remembers)
    found.error(['deletionGuard'], GUARD_NEEDS_STATE);
  const { prefix } = definition;
  const properties = withoutCredentials(all);
  const credentials = new Set(Object.keys(all).filter(isCredentialName));
  const secrets = Object.fromEntries([...credentials].map((name) => [name, all[name] ?? '']));
  // Defaults are known to be right themselves: compiling them once more, for their names, would be a part of each start.
  const backendNames = texts.some(({ file }) => file.custom)
    ? await knownNames(defaultsOf(definition, parsed))
    : 'own';
  const known = Object.keys(knownProperties(definition, options.common));
  const compileOptions = { properties, knownProperties: known, credentials, secrets, backendNames } as const;
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
  found.properties(asFindings(notices.filter(({ property }) => !told.has(property))), placed);
  return {
    ...head,
    status: 'loaded',
    prefix,
    properties,
    destination: entry.destination,
    layers: layersOf(placed),
    read,
    write,
    deletionGuard: entry.deletionGuard,
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

function headOf({ id, name = id, type, limits }: SystemEntry, { source, path }: SystemFindings): SystemHead {
  return { id, name, type, limits, position: source.valueAt(path) };
}

function brokenSystem(entry: SystemEntry, found: SystemFindings): LeftOutSystem {
  return { ...headOf(entry, found), status: 'broken', reason: found.summary() };
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
