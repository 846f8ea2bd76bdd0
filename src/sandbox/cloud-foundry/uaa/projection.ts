import { compilePath } from './json-path/compile.ts';
import { readPath } from './json-path/read.ts';
import type { Step } from './json-path/steps.ts';

/** Every attribute of a resource, each with what gives its value; `undefined` means that there is none. */
export type Attributes<T> = Readonly<Record<string, (row: T) => unknown>>;

export type Projector<T> = (row: T) => Record<string, unknown>;

/** All attributes that have a value. */
export function present<T>(row: T, attributes: Attributes<T>): Record<string, unknown> {
  const values = Object.entries(attributes).map(([name, read]) => [name, read(row)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

export interface Projection {
  /** What was asked for, e.g. `emails.value`: the keys of the result. */
  readonly names: readonly string[];
  /** The JSON path that a name stands for. */
  readonly pathOf: (name: string) => string;
  /** Attributes that cost a query of their own: they are there for no path, unless named in full. */
  readonly onDemand: readonly string[];
}

/**
 * What turns rows into exactly the attributes asked for, flat, with `null` where a path leads nowhere.
 *
 * @throws InvalidPath
 */
export function projector<T>(
  attributes: Attributes<T>,
  { names, pathOf, onDemand }: Projection,
): Projector<T> {
  const paths = names.map((name) => [name, compilePath(pathOf(name))] as const);
  const named = new Set(names.map((name) => name.toLowerCase()));
  const missing = new Set(onDemand.filter((name) => !named.has(name)));
  const loaded = Object.fromEntries(
    Object.entries(attributes).filter(
      ([name]) => !missing.has(name) && paths.some(([, path]) => canStartWith(path, name)),
    ),
  );
  return (row) => {
    const resource = present(row, loaded);
    return Object.fromEntries(paths.map(([name, path]) => [name, readPath(path, resource)]));
  };
}

function canStartWith([first]: readonly Step[], name: string): boolean {
  return first?.kind !== 'property' || first.name === name;
}
