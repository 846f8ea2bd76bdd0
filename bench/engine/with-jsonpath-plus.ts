/**
 * The mappings of a transformation evaluated the obvious way: a JSONPath library reads each path on each call. As much
 * of the language as the default read transformation of Identity Authentication needs.
 */
import { JSONPath } from 'jsonpath-plus';
import { cloneJson, type Json, type JsonMap } from '../../src/transformation/index.ts';

export interface PlainMapping {
  readonly sourcePath?: string;
  readonly sourceVariable?: string;
  readonly targetPath?: string;
  readonly targetVariable?: string;
  readonly type?: string;
  readonly condition?: string;
  readonly optional?: boolean;
  readonly ignore?: boolean;
  readonly preserveArrayWithSingleElement?: boolean;
  readonly functions?: readonly { readonly suffix?: string }[];
}

export function withJsonPathPlus(
  mappings: readonly PlainMapping[],
  input: JsonMap,
  given: Readonly<Record<string, string>>,
  read: Read,
): JsonMap {
  const output: JsonMap = {};
  const variables: Record<string, Json> = { ...given };
  for (const mapping of mappings) {
    if (mapping.ignore === true || mapping.targetPath === undefined) continue;
    if (mapping.type === 'remove') {
      if (!isEmpty(read(input, '$.displayName'))) continue;
      delete output['displayName'];
      continue;
    }
    let value =
      mapping.sourceVariable === undefined
        ? read(input, mapping.sourcePath ?? '$')
        : variables[mapping.sourceVariable];
    if (value === undefined) {
      if (mapping.optional === true) continue;
      throw new Error(`${mapping.sourcePath} is missing`);
    }
    if (!mapping.preserveArrayWithSingleElement && Array.isArray(value) && value.length === 1) {
      value = value[0] as Json;
    }
    for (const { suffix } of mapping.functions ?? []) {
      value = `${value}${suffix?.replace(/\$\{(\w+)\}/, (_, name: string) => String(variables[name]))}`;
    }
    if (mapping.targetVariable !== undefined) variables[mapping.targetVariable] = value;
    write(output, mapping.targetPath, cloneJson(value));
  }
  return output;
}

/** `wrap: false` gives the value of a path, or `undefined`, which is what a mapping asks for. */
export type Read = (input: JsonMap, path: string) => Json | undefined;

export const readUnwrapped: Read = (input, path) =>
  JSONPath({ path, json: input, eval: false, wrap: false }) as Json | undefined;

/** The library is faster with its results in a list, out of which the caller then has to take them. */
export const readWrapped: Read = (input, path) => {
  const found = JSONPath({ path, json: input, eval: false, wrap: true }) as Json[];
  return path.includes('*') ? found : found[0];
};

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function write(output: JsonMap, path: string, value: Json): void {
  const steps = JSONPath.toPathArray(path).slice(1);
  const last = steps.pop() ?? '';
  let at = output as Record<string, Json>;
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1] ?? last;
    at[step] ??= /^\d+$|^\?/.test(next) ? [] : {};
    at = at[step] as Record<string, Json>;
  }
  if (last === '?(@.value)') {
    (value as Json[]).forEach((element, index) => {
      at[index] = { value: element };
    });
  } else {
    at[last] = value;
  }
}
