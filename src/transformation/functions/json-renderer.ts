/** JSON parameters with `${variable}` in their texts. */
import { isMap, setMember } from '../objects.ts';
import { compileTemplate } from '../template.ts';
import type { Json, JsonMap } from '../types.ts';
import type { RunState } from './types.ts';

/**
 * @param names gets the names of all variables
 * @returns `undefined` when there is no variable in it
 */
export function jsonRenderer(value: Json, names: Set<string>): ((state: RunState) => Json) | undefined {
  if (typeof value === 'string') {
    const { variables, render } = compileTemplate(value);
    for (const name of variables) names.add(name);
    if (variables.length === 0) return undefined;
    return (state) => {
      const rendered = render(state.variables);
      state.work.writeText(rendered.length);
      return rendered;
    };
  }
  if (Array.isArray(value)) {
    const elements = value.map((element) => ({ element, render: jsonRenderer(element, names) }));
    if (elements.every(({ render }) => render === undefined)) return undefined;
    return (state) => elements.map(({ element, render }) => (render === undefined ? element : render(state)));
  }
  if (!isMap(value)) return undefined;
  const members = Object.entries(value).map(([name, member]) => ({
    name,
    member,
    render: jsonRenderer(member, names),
  }));
  if (members.every(({ render }) => render === undefined)) return undefined;
  return (state) => {
    const copy: JsonMap = {};
    for (const { name, member, render } of members) {
      setMember(copy, name, render === undefined ? member : render(state));
    }
    return copy;
  };
}
