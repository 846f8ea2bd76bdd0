/** The last step before a backend with a PATCH of its own: what depends on the resource as it is. */
import { ScimError } from '../../errors.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import { applyOperation } from '../apply-operation.ts';
import { ListDraft } from '../list-draft.ts';
import { ObjectDraft } from '../object-draft.ts';
import { parseOperation } from '../operations.ts';
import { numbered, patchProblem } from '../problem.ts';
import { repeatsMeta } from '../read-only.ts';
import { ResourceDraft } from '../resource-draft.ts';
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
 * Each step is settled on the resource as the steps before it leave it: of several sub-attributes that are added to one
 * address, the first makes the address.
 *
 * @param current asked at most once, and only where a step needs it
 * @param coreSchema URN of the resource's core schema
 * @throws ScimError 400 `mutability`, `noTarget`
 */
export async function operationsForBackend(
  steps: readonly Step[],
  current: () => Promise<CurrentResource>,
  coreSchema: string,
): Promise<JsonObject[]> {
  if (!needsCurrent(steps)) return steps.map(({ operation }) => operation);
  const { entity, meta } = await current();
  const settling = new Settling(entity, meta, coreSchema);
  return steps.flatMap((each) => settling.take(each));
}

class Settling {
  readonly #draft: ResourceDraft;
  readonly #meta: JsonValue | undefined;
  /** An operation could not be applied here; whether the backend can is the backend's to say. */
  #isLost = false;

  constructor(entity: JsonObject, meta: JsonValue | undefined, coreSchema: string) {
    this.#draft = new ResourceDraft(entity, coreSchema, []);
    this.#meta = meta;
  }

  take({ operation, needs, index = 0 }: Step): JsonObject[] {
    if (needs !== undefined) return numbered(index, () => this.#settle(operation, needs));
    this.#apply(operation);
    return [operation];
  }

  #settle(operation: JsonObject, need: Need): JsonObject[] {
    switch (need.kind) {
      case 'meta':
        if (repeatsMeta(this.#meta, need.subAttribute, need.value)) return [];
        throw patchProblem('mutability', 'meta is read-only; leave it out.');
      case 'list': {
        if (Array.isArray(this.#valueOf(need))) return need.ofList.flatMap((step) => this.take(step));
        this.#apply(need.whole);
        return [need.whole];
      }
      case 'match': {
        const list = this.#valueOf(need);
        const matches = Array.isArray(list) && list.some(need.filter.matches);
        const settled = matches ? operation : need.otherwise();
        if (settled === undefined) return [];
        this.#apply(settled);
        return [settled];
      }
    }
  }

  #valueOf({ schema, attribute }: { readonly schema: string | undefined; readonly attribute: string }) {
    const value = this.#draft.attributes(schema).get(attribute);
    return value instanceof ListDraft || value instanceof ObjectDraft ? value.toJson() : value;
  }

  #apply(operation: JsonObject): void {
    if (this.#isLost) return;
    try {
      applyOperation(this.#draft, parseOperation(operation));
    } catch (error) {
      // Too much work here would be no less elsewhere.
      if (!(error instanceof ScimError) || error.scimType === 'tooMany') throw error;
      this.#isLost = true;
    }
  }
}
