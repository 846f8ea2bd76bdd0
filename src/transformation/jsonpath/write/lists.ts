/** Lists in the output. */
import { isMap, setMember } from '../../objects.ts';
import type { Json, JsonMap } from '../../types.ts';
import { expectMap, presentElement } from './containers.ts';
import { growTo, isGap } from './gaps.ts';

export function replaceAt(output: JsonMap, list: Json[], position: number, value: Json): void {
  growTo(output, list, position);
  list[position] = value;
}

/** Puts an object, or the elements of a list, before what stands at the position; placeholders there are filled. */
export function insertAt(output: JsonMap, list: Json[], position: number, value: Json): void {
  const inserted = Array.isArray(value) ? value : [value];
  growTo(output, list, position);
  let filled = 0;
  while (filled < inserted.length && isGap(list[position + filled])) {
    list[position + filled] = inserted[filled] as Json;
    filled++;
  }
  const moved = list.splice(position + filled);
  for (const element of inserted.slice(filled)) list.push(element);
  for (const element of moved) list.push(element);
}

/** `[?(@.member)]`: objects take the places of elements, anything else becomes the member of the element there. */
export function spread(list: Json[], member: string, value: Json): void {
  const values = Array.isArray(value) ? value : [value];
  values.forEach((element, position) => {
    if (isMap(element)) {
      list[position] = element;
      return;
    }
    const present = presentElement(list, position);
    const map = present === undefined ? {} : expectMap(present, `position ${position}`);
    setMember(map, member, element);
    list[position] = map;
  });
}
