/**
 * Destinations: named sets of properties that several systems share. They stand in the configuration file, in a file of their
 * own, or are the credentials of a service that is bound to the app in Cloud Foundry.
 */
import { dirname, isAbsolute, join } from 'node:path';
import { isJsonObject, type JsonObject } from '../scim/json.ts';
import { closest } from '../transformation/index.ts';
import { ConfigurationError, type Position, type Problem } from './problem.ts';
import type { PropertyEntry } from './property-schema.ts';
import type { ReferenceContext } from './references.ts';
import type { DestinationEntry } from './shared-schema.ts';
import { nearbyHint } from './source/nearby.ts';
import { readFailure, readSource, readText } from './source/read-source.ts';
import type { Path, Source } from './source/source.ts';
import { validateProperties } from './validate.ts';
import { credentialsOf } from './vcap/services.ts';

/** Where something stands. */
export interface Place extends Position {
  readonly file: string;
}

/** One property as it was written. */
export interface PlacedProperty {
  readonly entry: PropertyEntry;
  /** The characters of a number as they were typed; looked for when they are asked for, as the place is. */
  readonly numberText: () => string | undefined;
  readonly place: () => Place;
  /** That the name of a file in it starts from. */
  readonly folder: string;
  /** The destination that has it; absent: the system itself. */
  readonly destination?: string | undefined;
  /** The bound service that has it, and no file. */
  readonly service?: string | undefined;
}

export type PlacedProperties = ReadonlyMap<string, PlacedProperty>;

export interface DestinationProblem extends Problem {
  /** Follows the message, and is no business of clients: what there is on this machine instead. */
  readonly hint?: string | undefined;
}

export interface Destination {
  readonly properties: PlacedProperties;
  /** Errors: it cannot be used. */
  readonly problems: readonly DestinationProblem[];
  /** It is not here, and need not be: any property may be in it. */
  readonly isAssumed: boolean;
}

/** Those of one configuration, each read when it is first asked for. */
export class Destinations {
  readonly #entries: Readonly<Record<string, DestinationEntry>>;
  readonly #source: Source;
  readonly #context: ReferenceContext;
  readonly #read = new Map<string, Promise<Destination>>();

  /** @param entries as in `source`, below `destinations` */
  constructor(
    entries: Readonly<Record<string, DestinationEntry>>,
    source: Source,
    context: ReferenceContext,
  ) {
    this.#entries = entries;
    this.#source = source;
    this.#context = context;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#entries, name);
  }

  /** What to say to a name that is none. */
  unknown(name: string): string {
    const names = Object.keys(this.#entries);
    const guess = closest(name, names);
    if (guess !== undefined) return `there is no destination "${name}"; did you mean "${guess}"?`;
    const advice =
      names.length === 0 ? 'add it to "destinations"' : `use one of ${names.join(', ')}, or add it`;
    return `there is no destination "${name}"; ${advice}`;
  }

  /** @param name one that is there */
  async get(name: string): Promise<Destination> {
    const known = this.#read.get(name) ?? this.#readOne(name, this.#entries[name] ?? {});
    this.#read.set(name, known);
    return await known;
  }

  /** Remarks on those that no system names. */
  unused(named: ReadonlySet<string>): Problem[] {
    return Object.keys(this.#entries)
      .filter((name) => !named.has(name))
      .map((name) => ({
        severity: 'info',
        message: `no system names the destination "${name}"; write "destination": "${name}" into those that it is for, or remove it`,
        file: this.#source.file,
        ...this.#source.keyAt(['destinations', name]),
      }));
  }

  async #readOne(name: string, { file, service, properties = {} }: DestinationEntry): Promise<Destination> {
    if (service !== undefined) return await this.#fromService(name, service);
    if (file !== undefined) return await this.#fromFile(name, file);
    const from = { folder: this.#context.folder, destination: name };
    return complete(placedProperties(properties, this.#source, ['destinations', name, 'properties'], from));
  }

  async #fromFile(name: string, file: string): Promise<Destination> {
    const { folder } = this.#context;
    const path = isAbsolute(file) ? file : join(folder, file);
    try {
      await readText(path);
    } catch (error) {
      const hint = await nearbyHint(file, folder, error);
      return this.#unusable(name, ['file'], `"${file}" cannot be loaded: ${readFailure(error)}`, hint);
    }
    try {
      const source = await readSource(path);
      const properties = validateProperties(source);
      return complete(placedProperties(properties, source, [], { folder: dirname(path), destination: name }));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const prefixed = error.problems.map((problem) => ({
        ...problem,
        message: `destination "${name}": ${problem.message}`,
      }));
      return { properties: new Map(), problems: prefixed, isAssumed: false };
    }
  }

  async #fromService(name: string, service: string): Promise<Destination> {
    const { environment, withoutSecrets = false } = this.#context;
    const found = await credentialsOf(service, environment);
    if ('credentials' in found) {
      const at = this.#source.valueAt(['destinations', name, 'service']);
      const place = () => ({ file: this.#source.file, ...at });
      return complete(fromCredentials(found.credentials, { place, service, destination: name }));
    }
    if (found.missing && withoutSecrets) return { properties: new Map(), problems: [], isAssumed: true };
    return this.#unusable(name, ['service'], found.reason, found.hint);
  }

  #unusable(name: string, path: Path, reason: string, hint?: string): Destination {
    const at = this.#source.valueAt(['destinations', name, ...path]);
    const message = `destination "${name}": ${reason}`;
    const problem = { severity: 'error', message, hint, file: this.#source.file, ...at } as const;
    return { properties: new Map(), problems: [problem], isAssumed: false };
  }
}

/** @param path of the properties in `source` */
export function placedProperties(
  properties: Readonly<Record<string, PropertyEntry>>,
  source: Source,
  path: Path,
  from: Pick<PlacedProperty, 'folder' | 'destination'>,
): PlacedProperties {
  const placed = Object.entries(properties).map(([name, entry]): [string, PlacedProperty] => {
    const at = [...path, name];
    const place = once(() => ({ file: source.file, ...source.keyAt(at) }));
    return [name, { entry, numberText: () => source.numberText(at), place, ...from }];
  });
  return new Map(placed);
}

/** Members that are objects or lists are none: other users of the service have them. */
function fromCredentials(
  credentials: JsonObject,
  from: { readonly place: () => Place; readonly service: string; readonly destination: string },
): PlacedProperties {
  const names = Object.keys(credentials).filter((name) => {
    const value = credentials[name];
    return !(isJsonObject(value) || Array.isArray(value));
  });
  const placed = names.map((name): [string, PlacedProperty] => {
    const entry = { service: from.service, key: name };
    return [name, { entry, numberText: () => undefined, folder: '', ...from }];
  });
  return new Map(placed);
}

function complete(properties: PlacedProperties): Destination {
  return { properties, problems: [], isAssumed: false };
}

/** Many systems ask where the same property of a destination stands. */
function once(find: () => Place): () => Place {
  let found: Place | undefined;
  return () => {
    found ??= find();
    return found;
  };
}
