/**
 * PATCH (RFC 7644 §3.5.2) on a resource in hand, for backends that have none.
 *
 * Decisions where the RFC leaves room, or where clients in the field differ from it:
 * - `op` and attribute names in any case; an attribute keeps the spelling that the resource has. Names that no schema
 *   knows are just attributes.
 * - The shape of an attribute (single, complex, list) is that of its present value, else what RFC 7643 says of its name,
 *   else that of the new value. `"True"` becomes true, `[{ "value": "x" }]` becomes `"x"`, `"x"` becomes
 *   `[{ "value": "x" }]` where the shape asks for it.
 * - Null is no value, so it takes the value away; adding null or nothing to a list changes nothing.
 * - `replace` of a complex value, also of one that a filter selects, leaves the sub-attributes that are not named.
 * - `add` with a filter that matches nothing makes the value that the filter describes; `replace` is `noTarget`.
 * - `remove` of a list with a value removes only what the value lists; an empty list removes nothing.
 * - A value added to a list is the same as one that is there when they agree in all but `primary`, `display` and `$ref`,
 *   or when one of them says nothing else than `value`. Members of a group are told apart by `value` alone.
 * - The last value of a list takes the attribute with it, except for `members`: `[]` stays, because it is how a full
 *   update empties a group.
 * - A value of a list that loses `value` and keeps nothing but `type`, `primary`, `display` or `$ref` goes altogether.
 * - `id` and `meta` cannot change, `schemas` can only grow and follows the extensions that the resource has.
 */
import { ScimError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { jsonEqual } from '../json-equal.ts';
import type { Pause } from '../large-json/parse.ts';
import { applyOperation } from './apply-operation.ts';
import { findKey, isDeeperThan } from './json-tools.ts';
import { MAX_DEPTH, operationsOf, parseOperation } from './operations.ts';
import { numbered } from './problem.ts';
import { withoutListed } from './read-only.ts';
import { isExtension, ResourceDraft } from './resource-draft.ts';

export interface PatchOptions {
  /** URN of the resource's core schema, e.g. `urn:ietf:params:scim:schemas:core:2.0:User`. */
  readonly coreSchema: string;
  /** URNs of extensions that the resource can have, beyond those that it names itself. Default: none. */
  readonly extensions?: readonly string[] | undefined;
  /** For messages: which operation of the client each one comes from, counted from 0. Default: itself. */
  readonly numbers?: readonly number[] | undefined;
}

export interface PatchResult {
  /** Shares what did not change with the resource that was given, and is that resource where nothing changed. */
  readonly resource: JsonObject;
  readonly changed: boolean;
}

/**
 * All operations in their order, or none: on an error there is no result, and what was given is never changed.
 *
 * @param resource as clients see it, with its `id` and `meta`
 * @param request `{ "schemas": […], "Operations": [{ "op", "path", "value" }, …] }`
 * @throws ScimError 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget`, `mutability`, and
 * `tooMany` where the operations would take too long
 */
export function applyPatch(resource: JsonObject, request: JsonObject, options: PatchOptions): PatchResult {
  const steps = stepsOf(resource, request, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, while others get their turn between two operations. */
export async function applyPatchInTurns(
  resource: JsonObject,
  request: JsonObject,
  options: PatchOptions,
  pause: Pause,
): Promise<PatchResult> {
  const steps = stepsOf(resource, request, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pause();
  }
}

function* stepsOf(
  resource: JsonObject,
  request: JsonObject,
  options: PatchOptions,
): Generator<undefined, PatchResult, undefined> {
  const operations = operationsOf(request);
  if (isDeeperThan(resource, MAX_DEPTH)) {
    throw new ScimError(
      502,
      `The resource is nested more than ${MAX_DEPTH} levels deep and cannot be changed by PATCH.`,
    );
  }
  const draft = new ResourceDraft(resource, options.coreSchema, options.extensions ?? []);
  for (const [index, operation] of operations.entries()) {
    numbered(options.numbers?.[index] ?? index, () => applyOperation(draft, parseOperation(operation)));
    yield;
  }
  const patched = withSchemas(resource, draft.core.toJson() ?? {});
  return jsonEqual(resource, patched) ? { resource, changed: false } : { resource: patched, changed: true };
}

/** RFC 7643 §3: `schemas` names the extensions that are in the body. */
function withSchemas(before: JsonObject, after: JsonObject): JsonObject {
  const key = findKey(after, 'schemas');
  const listed = key === undefined ? undefined : after[key];
  if (key === undefined || !Array.isArray(listed)) return after;
  const extensions = extensionsOf(after);
  const gone = new Set(withoutListed(extensionsOf(before), extensions).map((urn) => urn.toLowerCase()));
  const added = withoutListed(withoutListed(extensions, extensionsOf(before)), listed);
  if (gone.size === 0 && added.length === 0) return after;
  const kept = listed.filter((urn) => typeof urn !== 'string' || !gone.has(urn.toLowerCase()));
  return { ...after, [key]: [...kept, ...added] };
}

function extensionsOf(resource: JsonObject): string[] {
  return Object.keys(resource).filter((key) => isExtension(key, resource[key]));
}

export { needsCurrent, operationsForBackend } from './request/for-backend.ts';
export { type NormalizedPatch, normalizePatch, patchBody } from './request/normalize.ts';
