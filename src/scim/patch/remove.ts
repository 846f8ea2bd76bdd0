/** Remove (RFC 7644 §3.5.2.2). What is not there need not be removed. */
import { isJsonObject, type JsonValue } from '../json.ts';
import { withoutSubAttribute } from './element-change.ts';
import { elementsOf, shapeOf } from './fit-value.ts';
import type { ListDraft } from './list-draft.ts';
import { ObjectDraft } from './object-draft.ts';
import type { PatchPath } from './path.ts';
import { patchProblem, quoted } from './problem.ts';
import { handleReadOnly } from './read-only.ts';
import type { ResourceDraft } from './resource-draft.ts';

/**
 * @param value not in the RFC: `remove` of `members` with a list of members removes only these, as Microsoft Entra and
 * others mean it; an empty list removes none. Without effect where the path names anything but a whole list
 */
export function remove(draft: ResourceDraft, path: PatchPath, value: JsonValue | undefined): void {
  if (handleReadOnly(draft, path, undefined)) return;
  const { schema, attribute } = path;
  if (attribute === undefined) {
    if (schema === undefined) {
      throw patchProblem('invalidPath', 'the attributes of the core schema are removed one by one.');
    }
    draft.core.delete(schema);
    return;
  }
  const set = draft.attributes(schema);
  const current = set.get(attribute);
  if (current === undefined) return;
  const type = draft.typeOf(schema, attribute);
  if (shapeOf(current, type, undefined) !== 'list') {
    removeSingle(set, attribute, path);
    return;
  }
  const list = draft.list(set, type, attribute);
  const selectors = value === undefined || value === null ? undefined : () => elementsOf(value, list, type);
  removeFromList(list, attribute, path, selectors);
}

function removeSingle(set: ObjectDraft, attribute: string, path: PatchPath): void {
  if (path.filter !== undefined) {
    throw patchProblem(
      'invalidPath',
      `${quoted(attribute)} is not a list, so a filter cannot select from it.`,
    );
  }
  const current = set.get(attribute);
  if (path.subAttribute === undefined) set.delete(attribute);
  else if (current instanceof ObjectDraft || isJsonObject(current)) {
    set.object(attribute).delete(path.subAttribute);
  }
}

function removeFromList(
  list: ListDraft,
  attribute: string,
  { filter, subAttribute }: PatchPath,
  selectors: (() => JsonValue[]) | undefined,
): void {
  if (filter !== undefined && subAttribute === undefined) {
    list.remove(filter);
  } else if (subAttribute !== undefined && (filter !== undefined || subAttribute.toLowerCase() !== 'value')) {
    list.update(filter, (element) => withoutSubAttribute(element, subAttribute));
  } else if (selectors !== undefined) {
    list.removeEqual(selectors());
  } else if (subAttribute === undefined) {
    list.clear();
  } else {
    const name = quoted(attribute);
    throw patchProblem(
      'invalidPath',
      `removing ${name}.value would leave nothing of ${name}: remove ${name}, or select values with a filter.`,
    );
  }
}
