/** Which variables a mapping reads. */
import type { MappingParts } from './parts.ts';

/** Names of all variables that the mapping reads, by `sourceVariable` or in a `${…}`. */
export function variablesRead(parts: MappingParts): ReadonlySet<string> {
  const { source } = parts.model;
  return new Set([...(source.kind === 'variable' ? [source.name] : []), ...variablesInTexts(parts)]);
}

/** Names in `${…}` only; there, a variable that is not set counts as empty text. */
export function variablesInTexts(parts: MappingParts): readonly string[] {
  return [
    ...(parts.condition?.compiled.variables ?? []),
    ...(parts.constant?.variables ?? []),
    ...(parts.defaultValue?.variables ?? []),
    ...parts.mappedValues.flatMap((value) => value.variables),
    ...parts.functions.flatMap(({ compiled }) => compiled.variables),
  ];
}

export function readsVariable(parts: MappingParts, name: string): boolean {
  return variablesRead(parts).has(name);
}
