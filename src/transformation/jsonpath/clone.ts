/** Deep copies of JSON. */
import type { Json, JsonMap } from '../types.ts';

/**
 * A copy that shares nothing with `value`, however deep that is nested. Own members named `__proto__` stay members:
 * spreading copies them as data, and what exists already is only overwritten afterwards.
 */
export function cloneJson<T extends Json>(value: T): T;
export function cloneJson(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  const copy = shallow(value);
  const pending = [copy];
  for (let container = pending.pop(); container !== undefined; container = pending.pop()) {
    if (Array.isArray(container)) {
      for (let index = 0; index < container.length; index++) {
        const element = container[index];
        if (typeof element === 'object' && element !== null) {
          const inner = shallow(element);
          container[index] = inner;
          pending.push(inner);
        }
      }
    } else {
      for (const name in container) {
        const member = container[name];
        if (typeof member === 'object' && member !== null) {
          const inner = shallow(member);
          container[name] = inner;
          pending.push(inner);
        }
      }
    }
  }
  return copy;
}

function shallow(value: Json[] | JsonMap): Json[] | JsonMap {
  return Array.isArray(value) ? value.slice() : { ...value };
}

/** Deeper values are copied without recursion. */
const MAX_RECURSION = 100;

/**
 * The same function many times: the engine remembers for each place in the source which shapes of objects it has
 * seen, and copies them several times as fast while they are few.
 */
const SHALLOW_COPIES: readonly ((map: JsonMap) => JsonMap)[] = [
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
  (map) => ({ ...map }),
];
let cloners = 0;

/** `cloneJson` for values that resemble each other, such as what one mapping reads. */
export function createCloner(): (value: Json) => Json {
  const shallowCopy = SHALLOW_COPIES[cloners++ % SHALLOW_COPIES.length] ?? ((map) => ({ ...map }));
  const clone = (value: Json[] | JsonMap, depth: number): Json[] | JsonMap => {
    if (depth > MAX_RECURSION) return cloneJson(value);
    if (Array.isArray(value)) {
      const copy = value.slice();
      for (let index = 0; index < copy.length; index++) {
        const element = copy[index];
        if (typeof element === 'object' && element !== null) copy[index] = clone(element, depth + 1);
      }
      return copy;
    }
    const copy = shallowCopy(value);
    for (const name in copy) {
      const member = copy[name];
      if (typeof member === 'object' && member !== null) copy[name] = clone(member, depth + 1);
    }
    return copy;
  };
  return (value) => (typeof value === 'object' && value !== null ? clone(value, 0) : value);
}
