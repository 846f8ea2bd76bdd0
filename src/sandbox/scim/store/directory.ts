/** The server's resources. What they are in and what they are called outside is decided when they are shown. */
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import type { Clock } from '../../kit/clock.ts';
import { createRandom, mixSeed, randomUuid } from '../../kit/random.ts';
import { member } from '../schema/address.ts';
import { type Kind, RESOURCE_TYPES, resourceTypeOf } from '../schema/resource-types.ts';

export interface Resource {
  readonly kind: Kind;
  readonly uuid: string;
  /** Its id where ids are numbers. */
  readonly number: number;
  /** Without `id`, `meta`, and a group's `members`. */
  document: JsonObject;
  /** UUIDs of whom is in a group, in order. */
  members: readonly string[];
  readonly created: number;
  modified: number;
  version: number;
}

export interface Content {
  readonly document: JsonObject;
  readonly members: readonly string[];
}

const FIRST_NUMBER = 1000;

export class Directory {
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #tables = new Map<Kind, Map<string, Resource>>(
    RESOURCE_TYPES.map(({ name }) => [name, new Map()]),
  );
  /** By number as text. */
  readonly #numbers = new Map<string, Resource>();
  /** Resources with a value of their type's unique attribute, which is in lower case here. */
  readonly #holders = new Map<Kind, Map<string, Set<Resource>>>(
    RESOURCE_TYPES.map(({ name }) => [name, new Map()]),
  );
  /** Groups by the UUID of whom is in them. */
  readonly #groups = new Map<string, Set<Resource>>();
  #made = 0;

  constructor(clock: Clock, seed: number) {
    this.#clock = clock;
    this.#seed = seed;
  }

  /** In order of creation. */
  all(kind: Kind): Resource[] {
    return [...this.#table(kind).values()];
  }

  /** @param id a UUID, or a number as text */
  get(kind: Kind, id: string): Resource | undefined {
    const found = this.#table(kind).get(id) ?? this.#numbers.get(id);
    return found?.kind === kind ? found : undefined;
  }

  /** Whom a group can have as member. */
  principal(id: string): Resource | undefined {
    return this.get('User', id) ?? this.get('Group', id);
  }

  /** Those with this value of the type's unique attribute, oldest first. */
  holders(kind: Kind, value: string): Resource[] {
    return [...(this.#holders.get(kind)?.get(value.toLowerCase()) ?? [])];
  }

  /** Groups that a user or group is directly in, oldest first. */
  groupsOf(uuid: string): Resource[] {
    return [...(this.#groups.get(uuid) ?? [])].sort((one, other) => one.number - other.number);
  }

  /** @param created in milliseconds since the epoch; absent: now */
  add(kind: Kind, content: Content, created = this.#clock.now()): Resource {
    this.#made += 1;
    const resource: Resource = {
      kind,
      uuid: randomUuid(createRandom(mixSeed(this.#seed, this.#made))),
      number: FIRST_NUMBER + this.#made,
      ...content,
      created,
      modified: created,
      version: 1,
    };
    this.#table(kind).set(resource.uuid, resource);
    this.#numbers.set(String(resource.number), resource);
    this.#index(resource, true);
    return resource;
  }

  /** Gives the resource this content, and a new version. */
  update(resource: Resource, { document, members }: Content): void {
    this.#index(resource, false);
    Object.assign(resource, { document, members });
    this.#index(resource, true);
    this.#touch(resource);
  }

  /** Out of all groups too, which get a new version by that. */
  remove(resource: Resource): void {
    for (const group of this.groupsOf(resource.uuid)) {
      group.members = group.members.filter((uuid) => uuid !== resource.uuid);
      this.#touch(group);
    }
    this.#groups.delete(resource.uuid);
    this.#index(resource, false);
    this.#table(resource.kind).delete(resource.uuid);
    this.#numbers.delete(String(resource.number));
  }

  #touch(resource: Resource): void {
    resource.modified = this.#clock.now();
    resource.version += 1;
  }

  #table(kind: Kind): Map<string, Resource> {
    const table = this.#tables.get(kind);
    if (table === undefined) throw new RangeError(`There are no resources of type ${kind}.`);
    return table;
  }

  #index(resource: Resource, present: boolean): void {
    const value = uniqueValue(resource.kind, resource.document);
    if (typeof value === 'string')
      mark(this.#holders.get(resource.kind), value.toLowerCase(), resource, present);
    for (const uuid of resource.members) mark(this.#groups, uuid, resource, present);
  }
}

/** What no other resource of this type may have, if the type has such an attribute. */
export function uniqueValue(kind: Kind, document: JsonObject): JsonValue | undefined {
  const { unique } = resourceTypeOf(kind);
  return unique === undefined ? undefined : member(document, unique);
}

function mark(
  index: Map<string, Set<Resource>> | undefined,
  key: string,
  resource: Resource,
  present: boolean,
): void {
  const marked = index?.get(key);
  if (!present) {
    marked?.delete(resource);
    if (marked?.size === 0) index?.delete(key);
  } else if (marked === undefined) index?.set(key, new Set([resource]));
  else marked.add(resource);
}
