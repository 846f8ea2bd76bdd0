/** One operation of a normalized PATCH, and what has to be known about the resource before a backend gets it. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts';
import { patchProblem, quoted } from '../problem.ts';
import type { ValueFilter } from '../value-filter.ts';
import type { CanonicalPath } from './canonical-path.ts';

export interface Step {
  /** `{ op, path?, value? }` */
  readonly operation: JsonObject;
  /** Only for backends with a PATCH of their own: `applyPatch` has the resource and looks itself. */
  readonly needs?: Need | undefined;
  /** With a need: which operation of the client it comes from, zero-based. */
  readonly index?: number | undefined;
}

export type Need =
  /** `meta` is read-only: it may only be repeated. */
  | { readonly kind: 'meta'; readonly subAttribute: string | undefined; readonly value: JsonValue }
  /** Backends differ in what they do where the filter matches nothing. */
  | {
      readonly kind: 'match';
      readonly schema: string | undefined;
      readonly attribute: string;
      readonly filter: ValueFilter;
      /** What is sent where the filter matches nothing; nothing at all if there is none. */
      otherwise(): JsonObject | undefined;
    }
  /** No schema says whether the attribute is a list. */
  | {
      readonly kind: 'list';
      readonly schema: string | undefined;
      readonly attribute: string;
      /** Where it is one. */
      readonly ofList: readonly Step[];
      /** Where it is none. */
      readonly whole: JsonObject;
    };

export function step(operation: JsonObject): Step {
  return { operation };
}

export function removeStep(path: string): Step {
  return { operation: { op: 'remove', path } };
}

/**
 * `add` with a filter: where it matches nothing, the value that the filter describes is added. Not in the RFC, but how
 * Microsoft Entra and others add the first e-mail address of a type.
 */
export function onlyWithFilter(
  whole: Step,
  path: CanonicalPath,
  filter: ValueFilter,
  value: JsonValue,
): Step {
  const { schema, attribute = '', subAttribute } = path;
  const otherwise = () => {
    if (filter.template === undefined) {
      throw patchProblem('noTarget', `no value of ${quoted(attribute)} matches the filter.`);
    }
    const given = subAttribute === undefined ? value : { [subAttribute]: value };
    const element = { ...filter.template, ...(isJsonObject(given) ? given : { value: given }) };
    return { op: 'add', path: path.list, value: [element] };
  };
  return { ...whole, needs: { kind: 'match', schema, attribute, filter, otherwise } };
}
