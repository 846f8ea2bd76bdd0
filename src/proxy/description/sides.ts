/** What transformations say about one place of an entity, seen from all sides. */
import type { Attribute, AttributeMap } from '../../scim/schema/attribute.ts';
import { findSchema, type ResourceSchemas } from '../../scim/schema/known.ts';
import type { ValueShape } from '../../transformation/index.ts';

export interface Sides {
  /** What clients can get. */
  readonly read: ValueShape;
  /** What is taken of what they send, by a create and by a full update. */
  readonly create: ValueShape;
  readonly update: ValueShape;
  /** Names from the root, in lower case, one text for each place. */
  readonly required: ReadonlySet<string>;
  /** Names from the root. */
  readonly place: readonly string[];
  /** What the backend's entities are declared like, as far as SCIM goes. */
  readonly backend: ResourceSchemas;
}

export const NOTHING: ValueShape = {
  whole: false,
  origins: [],
  list: false,
  scalars: new Set(),
  texts: new Set(),
  members: new Map(),
  isNothing: true,
  member: () => NOTHING,
};

export function sidesBelow(sides: Sides, name: string): Sides {
  return {
    ...sides,
    read: sides.read.member(name),
    create: sides.create.member(name),
    update: sides.update.member(name),
    place: [...sides.place, name],
  };
}

export function isNowhere({ read, create, update }: Sides): boolean {
  return read.isNothing && create.isNothing && update.isNothing;
}

/** Some side takes all that is there. */
export function isWhole({ read, create, update }: Sides): boolean {
  return read.whole || create.whole || update.whole;
}

/** Spelled as the first side does that names them, each once. */
export function namesBelow({ read, create, update }: Sides): readonly string[] {
  const names = new Map<string, string>();
  for (const { members } of [read, create, update]) {
    for (const [key, { name, shape }] of members) {
      if (!shape.isNothing && !names.has(key)) names.set(key, name);
    }
  }
  return [...names.values()];
}

export function placeKey(names: readonly string[]): string {
  return JSON.stringify(names).toLowerCase();
}

/** What the schemas say of the places of the backend's entity that a value is copied from. */
export function originOf({ read, backend }: Sides): Attribute | undefined {
  for (const origin of read.origins) {
    const found = declaredAt(origin, backend);
    if (found !== undefined) return found;
  }
  return undefined;
}

function declaredAt(names: readonly string[], { core }: ResourceSchemas): Attribute | undefined {
  const [first = '', ...rest] = names;
  const extension = findSchema(first);
  let attributes: AttributeMap = (extension ?? core).attributes;
  let found: Attribute | undefined;
  for (const name of extension === undefined ? names : rest) {
    found = attributes.get(name.toLowerCase());
    if (found === undefined) return undefined;
    attributes = found.subAttributes;
  }
  return found;
}
