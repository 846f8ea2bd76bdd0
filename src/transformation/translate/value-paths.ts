/** The paths by which a mapping takes values out of its input; conditions only ask about it. */
import type { FunctionPart, MappingParts } from '../compile/parts.ts';
import { compilePath } from '../jsonpath/index.ts';
import type { PathStep } from '../jsonpath/types.ts';

export function valuePaths({
  model,
  path,
  paths,
  functions,
}: MappingParts): readonly (readonly PathStep[])[] {
  // `variablePath` reads a variable, not the input.
  const source = path === undefined || model.source.kind !== 'path' ? [] : [path.steps];
  return [...source, ...paths.map(({ steps }) => steps), ...functions.flatMap(parameterPaths)];
}

/** Texts that begin with `$.` or `$[` are paths into the input; others may be just texts. */
function parameterPaths({ source }: FunctionPart): (readonly PathStep[])[] {
  return Object.values(source).flatMap((value) => {
    if (typeof value !== 'string' || !/^\$[.[]/.test(value)) return [];
    try {
      return [compilePath(value).steps];
    } catch {
      return [];
    }
  });
}
