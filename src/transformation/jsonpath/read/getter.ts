/** Reading along members and positions, the paths that matter for speed: no list, no state, nothing allocated. */
import type { Json, JsonMap } from '../../types.ts';
import { isPlainName, ownMember } from '../names.ts';
import type { PathStep } from '../types.ts';

export type Getter = (document: Json) => Json | undefined;

type Member = Extract<PathStep, { kind: 'member' }>;
type Index = Extract<PathStep, { kind: 'index' }>;

export function isSimple(step: PathStep): step is Member | Index {
  return step.kind === 'member' || step.kind === 'index';
}

export function compileGetter(steps: readonly (Member | Index)[]): Getter {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind === 'index' || !isPlainName(step.name)) return chain(steps);
    names.push(step.name);
  }
  return plainMembers(names);
}

/** Only objects have members of plain names, so that the type need not be looked at. */
function plainMembers(names: readonly string[]): Getter {
  const [a, b, c, d] = names;
  if (a === undefined) return (document) => document;
  if (b === undefined) return (document) => member(document, a);
  if (c === undefined) {
    return (document) => {
      const first = member(document, a);
      return first === undefined ? undefined : member(first, b);
    };
  }
  if (d === undefined) {
    return (document) => {
      const first = member(document, a);
      const second = first === undefined ? undefined : member(first, b);
      return second === undefined ? undefined : member(second, c);
    };
  }
  if (names.length === 4) {
    return (document) => {
      const first = member(document, a);
      const second = first === undefined ? undefined : member(first, b);
      const third = second === undefined ? undefined : member(second, c);
      return third === undefined ? undefined : member(third, d);
    };
  }
  return (document) => {
    let value: Json | undefined = document;
    for (const name of names) {
      value = member(value, name);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

function member(value: Json, name: string): Json | undefined {
  return value === null ? undefined : (value as JsonMap)[name];
}

function chain(steps: readonly (Member | Index)[]): Getter {
  const readers = steps.map((step) =>
    step.kind === 'index'
      ? (value: Json) => element(value, step.index)
      : isPlainName(step.name)
        ? (value: Json) => member(value, step.name)
        : (value: Json) => ownMember(value, step.name),
  );
  const [first, second, third] = readers;
  if (first !== undefined && second !== undefined && third !== undefined && readers.length === 3) {
    return (document) => {
      const outer = first(document);
      const inner = outer === undefined ? undefined : second(outer);
      return inner === undefined ? undefined : third(inner);
    };
  }
  return (document) => {
    let value: Json | undefined = document;
    for (const read of readers) {
      value = read(value);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

/** Negative positions count from the end. */
function element(value: Json, index: number): Json | undefined {
  return Array.isArray(value) ? value[index < 0 ? value.length + index : index] : undefined;
}
