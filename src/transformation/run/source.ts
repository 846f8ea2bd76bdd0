/** Reads what a mapping works on: the value before default and functions. */
import { isDeepStrictEqual } from 'node:util';
import type { MappingParts } from '../compile/parts.ts';
import type { Json } from '../types.ts';
import type { RunContext } from './context.ts';
import { unwrapSingle } from './values.ts';

export type Source = (context: RunContext) => Json | undefined;

export function createSource(parts: MappingParts): Source {
  const { model, path, constant } = parts;
  const unwrap = model.preserveArrayWithSingleElement ? undefined : unwrapSingle;
  switch (model.source.kind) {
    case 'none':
      return () => undefined;
    case 'constant':
      return constant === undefined ? () => undefined : (context) => constant.create(context.variables);
    case 'path':
      return (context) => {
        const value = path?.read(context.input, context.work);
        return value === undefined || unwrap === undefined ? value : unwrap(value);
      };
    case 'paths':
      return createValueMapping(parts, unwrap);
    case 'variable': {
      const { name } = model.source;
      return (context) => {
        const whole = context.variables[name];
        const value = path === undefined || whole === undefined ? whole : path.read(whole, context.work);
        return value === undefined || unwrap === undefined ? value : unwrap(value);
      };
    }
  }
}

/** The value of the first entry whose key equals what the paths read, position by position. */
function createValueMapping(parts: MappingParts, unwrap: ((value: Json) => Json) | undefined): Source {
  const { model, paths, mappedValues } = parts;
  return (context) => {
    const values: Json[] = [];
    for (const path of paths) {
      const value = path.read(context.input, context.work);
      if (value === undefined) return undefined;
      values.push(unwrap === undefined ? value : unwrap(value));
    }
    const found = model.valueMappings.findIndex(
      ({ key }) =>
        key.length === values.length && key.every((expected, index) => sameKey(expected, values[index])),
    );
    if (found !== -1) return mappedValues[found]?.create(context.variables);
    // What stands for all other values is an answer to this one, and no value that is missing.
    return context.defaults ? undefined : parts.defaultValue?.create(context.variables);
  };
}

/** Scalars compare by their text. */
function sameKey(expected: Json, actual: Json | undefined): boolean {
  if (actual === undefined) return false;
  if (expected === null || actual === null) return expected === actual;
  if (typeof expected !== 'object' && typeof actual !== 'object') return String(expected) === String(actual);
  return isDeepStrictEqual(expected, actual);
}
