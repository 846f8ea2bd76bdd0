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
