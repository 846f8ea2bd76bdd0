/** JSON values whose texts may contain `${variable}`. */
import { cloneJson } from '../jsonpath/index.ts';
import { setMember } from '../objects.ts';
import { compileTemplate } from '../template.ts';
import type { Json, JsonMap, Variables } from '../types.ts';
import type { TemplateValue } from './parts.ts';

export function compileTemplateValue(value: Json): TemplateValue {
  if (typeof value === 'string') {
    const template = compileTemplate(value);
    return template.constant !== undefined
      ? { variables: [], create: () => value }
      : { variables: template.variables, create: (variables) => template.render(variables) };
  }
  if (typeof value !== 'object' || value === null) return { variables: [], create: () => value };
  const creators = Array.isArray(value) ? listCreator(value) : mapCreator(value);
  return creators.variables.length === 0 ? { variables: [], create: () => cloneJson(value) } : creators;
}

/** A scalar in which `${…}` is text. */
export function literalValue(value: Json): TemplateValue {
  return { variables: [], create: () => value };
}

function listCreator(list: readonly Json[]): TemplateValue {
  const elements = list.map(compileTemplateValue);
  return {
    variables: elements.flatMap(({ variables }) => variables),
    create: (variables: Variables) => elements.map((element) => element.create(variables)),
  };
}

function mapCreator(map: JsonMap): TemplateValue {
  const members = Object.entries(map).map(([name, member]) => ({
    name,
    value: compileTemplateValue(member),
  }));
  return {
    variables: members.flatMap(({ value }) => value.variables),
    create: (variables) => {
      const copy: JsonMap = {};
      for (const { name, value } of members) setMember(copy, name, value.create(variables));
      return copy;
    },
  };
}
