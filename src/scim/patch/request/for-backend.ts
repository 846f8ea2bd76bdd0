/** The last step before a backend with a PATCH of its own: what depends on the resource as it is. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts';
import { findMember } from '../json-tools.ts';
import { numbered, patchProblem } from '../problem.ts';
import { repeatsMeta } from '../read-only.ts';
import type { Need, Step } from './step.ts';

/** The resource before the change. */
export interface CurrentResource {
  /** As the backend has it: its PATCH is about that. */
  readonly entity: JsonObject;
  /** As clients see it. */
  readonly meta: JsonValue | undefined;
}

export function needsCurrent(steps: readonly Step[]): boolean {
  return steps.some(({ needs }) => needs !== undefined);
}

/**
 * @param current asked at most once, and only where a step needs it
 * @throws ScimError 400 `mutability`, `noTarget`
 */
export async function operationsForBackend(
  steps: readonly Step[],
  current: () => Promise<CurrentResource>,
): Promise<JsonObject[]> {
  if (!needsCurrent(steps)) return steps.map(({ operation }) => operation);
  const resource = await current();
  return steps.flatMap(({ operation, needs, index = 0 }) => {
    const settled =
      needs === undefined ? operation : numbered(index, () => settle(operation, needs, resource));
    return settled === undefined ? [] : [settled];
  });
}

function settle(operation: JsonObject, need: Need, resource: CurrentResource): JsonObject | undefined {
  if (need.kind === 'meta') {
    if (!repeatsMeta(resource.meta, need.subAttribute, need.value)) {
      throw patchProblem('mutability', 'meta is read-only; leave it out.');
    }
    return undefined;
  }
  const holder = need.schema === undefined ? resource.entity : findMember(resource.entity, need.schema);
  const list = isJsonObject(holder) ? findMember(holder, need.attribute) : undefined;
  const values = Array.isArray(list) ? list : [];
  return values.some(need.filter.matches) ? operation : need.otherwise();
}
