/** What values can be like, as far as paths and constants tell. Shapes never change; combining gives new ones. */
import type { PathStep } from '../../jsonpath/types.ts';
import { isMap } from '../../objects.ts';
import type { Json, NamedShape, ScalarType, ValueShape } from '../../types.ts';

export type Names = readonly string[];

type Members = ReadonlyMap<string, NamedShape>;

const NO_MEMBERS: Members = new Map();
const NO_TEXTS: ReadonlySet<string> = new Set();
const NO_SCALARS: ReadonlySet<ScalarType> = new Set();

export class Shape implements ValueShape {
  readonly whole: boolean;
  readonly origins: readonly Names[];
  readonly list: boolean;
  readonly scalars: ReadonlySet<ScalarType>;
  readonly texts: ReadonlySet<string>;
  readonly members: Members;

  constructor({ whole, origins, list, scalars, texts, members }: Partial<ValueShape>) {
    this.whole = whole ?? false;
    this.origins = origins ?? [];
    this.list = list ?? false;
    this.scalars = scalars ?? NO_SCALARS;
    this.texts = texts ?? NO_TEXTS;
    this.members = members ?? NO_MEMBERS;
  }

  get isNothing(): boolean {
    if (this.whole || this.scalars.size > 0) return false;
    for (const { shape } of this.members.values()) if (!shape.isNothing) return false;
    return true;
  }

  member(name: string): Shape {
    const known = this.members.get(name.toLowerCase());
    if (known !== undefined) return known.shape as Shape;
    if (!this.whole) return NOTHING;
    const origins = this.origins.map((origin) => [...origin, name]);
    return new Shape({ whole: true, origins });
  }
}

export const NOTHING = new Shape({});
/** Nobody knows what. */
export const ANYTHING = new Shape({ whole: true });

/** @param origin where it is copied from, as names from the root of the input */
export function copyOf(origin: Names): Shape {
  return new Shape({ whole: true, origins: [origin] });
}

export function scalar(type: ScalarType): Shape {
  return new Shape({ scalars: new Set([type]) });
}

export function listOf(element: Shape): Shape {
  return new Shape({ ...element, list: true });
}

export function shapeOf(value: Json): Shape {
  if (Array.isArray(value)) return listOf(value.map(shapeOf).reduce(either, NOTHING));
  if (isMap(value)) {
    return new Shape({
      members: new Map(Object.entries(value).map(([name, member]) => named(name, shapeOf(member)))),
    });
  }
  switch (typeof value) {
    case 'string':
      return new Shape({ scalars: new Set(['string']), texts: new Set([value]) });
    case 'boolean':
      return scalar('boolean');
    case 'number':
      return scalar(Number.isInteger(value) ? 'integer' : 'decimal');
    default:
      return NOTHING;
  }
}

/** What can be like the one or the other. */
export function either(one: Shape, other: Shape): Shape {
  if (one === NOTHING) return other;
  if (other === NOTHING) return one;
  const members = new Map<string, NamedShape>();
  for (const [key, { name }] of [...one.members, ...other.members]) {
    if (!members.has(key)) members.set(key, { name, shape: either(one.member(name), other.member(name)) });
  }
  return new Shape({
    whole: one.whole || other.whole,
    origins: distinct([...one.origins, ...other.origins]),
    list: one.list || other.list,
    scalars: new Set([...one.scalars, ...other.scalars]),
    texts: new Set([...one.texts, ...other.texts]),
    members,
  });
}

/** What has the shape at the end of a path, and nothing else. Steps that may lead anywhere end it. */
export function at(steps: readonly PathStep[], end: Shape): Shape {
  const [step, ...rest] = steps;
  switch (step?.kind) {
    case undefined:
      return end;
    case 'member':
      return withMembers([step.name], at(rest, end));
    case 'members':
      return withMembers(step.names, at(rest, end));
    case 'scan':
    case 'function':
      return ANYTHING;
    default:
      return listOf(at(rest, end));
  }
}

/** The shape without what stands at the end of a path through members and all elements of lists. */
export function without(shape: Shape, steps: readonly PathStep[]): Shape {
  return changed(shape, steps, () => NOTHING);
}

/** @param change of the end; where the path is of another kind, nothing changes */
export function changed(shape: Shape, steps: readonly PathStep[], change: (end: Shape) => Shape): Shape {
  const [step, ...rest] = steps;
  if (step === undefined) return change(shape);
  if (step.kind === 'wildcard') return changed(shape, rest, change);
  if (step.kind !== 'member' || shape.isNothing) return shape;
  const members = new Map(shape.members);
  const [key, member] = named(step.name, changed(shape.member(step.name), rest, change));
  members.set(key, member);
  return new Shape({ ...shape, members });
}

/** Names from the root as far as the path leads through members and lists. */
export function namesOn(steps: readonly PathStep[]): Names {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind === 'scan' || step.kind === 'function' || step.kind === 'members') break;
    if (step.kind === 'member') names.push(step.name);
  }
  return names;
}

function withMembers(names: Names, shape: Shape): Shape {
  return new Shape({ members: new Map(names.map((name) => named(name, shape))) });
}

function named(name: string, shape: Shape): [string, NamedShape] {
  return [name.toLowerCase(), { name, shape }];
}

function distinct(origins: readonly Names[]): Names[] {
  return [...new Map(origins.map((origin) => [JSON.stringify(origin), origin])).values()];
}
