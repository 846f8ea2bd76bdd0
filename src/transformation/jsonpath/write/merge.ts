/** `$` as a target. */
import { isMap, setMember } from '../../objects.ts';
import type { JsonMap } from '../../types.ts';
import { memberOf } from '../names.ts';

/** Objects merge, lists and scalars replace. `source` becomes part of `target`. */
export function mergeInto(target: JsonMap, source: JsonMap): void {
  const pending: [JsonMap, JsonMap][] = [[target, source]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [into, from] = pair;
    for (const name of Object.keys(from)) {
      const value = memberOf(from, name);
      if (value === undefined) continue;
      const present = memberOf(into, name);
      if (isMap(value) && isMap(present)) pending.push([present, value]);
      else setMember(into, name, value);
    }
  }
}
