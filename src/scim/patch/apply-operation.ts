/** One operation on a resource: from its path to the attribute that it changes. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { assign, assignMembers, type Change } from './assign.ts';
import type { AttributeType } from './attribute-type.ts';
import { cleanValue } from './clean-value.ts';
import { changeElement } from './element-change.ts';
import { elementsOf, isEmpty, shapeOf } from './fit-value.ts';
import type { ListDraft } from './list-draft.ts';
import type { Operation } from './operations.ts';
import { type PatchPath, parseMemberName, parsePath } from './path.ts';
import { patchProblem, quoted } from './problem.ts';
import { handleReadOnly } from './read-only.ts';
import { remove } from './remove.ts';
import type { ResourceDraft } from './resource-draft.ts';
import type { ValueFilter } from './value-filter.ts';

/** @throws ScimError 400; the draft is of no use then */
export function applyOperation(draft: ResourceDraft, operation: Operation): void {
  if (operation.op === 'remove') {
    remove(draft, parsePath(operation.path, true, draft), operation.value);
    return;
  }
  const change: Change = { op: operation.op, draft };
  const { path, value } = operation;
  if (path !== undefined) {
    assignAt(change, parsePath(path, isJsonObject(value), draft), value);
  } else if (isJsonObject(value)) {
    assignAll(change, undefined, value);
  } else {
    throw patchProblem('invalidValue', 'without a path, the value must be an object of attributes.');
  }
}

/** The attributes of the core schema or of an extension; names may be paths. */
function assignAll(change: Change, schema: string | undefined, members: JsonObject): void {
  for (const [name, value] of Object.entries(members)) {
    assignAt(change, parseMemberName(name, schema, isJsonObject(value), change.draft), value);
  }
}

function assignAt(change: Change, path: PatchPath, value: JsonValue): void {
  const { draft } = change;
  if (handleReadOnly(draft, path, value)) return;
  const { schema, attribute, subAttribute, filter } = path;
  if (attribute === undefined) assignSchema(change, schema, value);
  else if (filter !== undefined) assignSelected(change, path, attribute, filter, value);
  else if (subAttribute !== undefined) assignSubAttribute(change, path, attribute, subAttribute, value);
  else {
    const type = draft.typeOf(schema, attribute);
    assign(change, { set: draft.attributes(schema), key: attribute, type }, value);
  }
}

function assignSchema(change: Change, schema: string | undefined, value: JsonValue): void {
  const members = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (isJsonObject(members)) assignAll(change, schema, members);
  else if (value !== null || schema === undefined) {
    throw patchProblem('invalidValue', 'the value of a schema must be an object of its attributes.');
  } else if (change.op === 'replace') change.draft.core.delete(schema);
}

function assignSubAttribute(
  change: Change,
  { schema }: PatchPath,
  attribute: string,
  subAttribute: string,
  value: JsonValue,
): void {
  const { draft } = change;
  const set = draft.attributes(schema);
  const type = draft.typeOf(schema, attribute);
  const name = quoted(attribute);
  const members = { [subAttribute]: value };
  switch (shapeOf(set.get(attribute), type, members)) {
    case 'object':
      assignMembers(change, set.object(attribute), type, members);
      return;
    case 'simple':
      throw patchProblem('invalidPath', `${name} is not complex and has no sub-attributes.`);
    case 'list': {
      const list = draft.list(set, type, attribute);
      if (list.size > 1) {
        throw patchProblem(
          'invalidPath',
          `${name} has ${list.size} values; say which one is meant, as in ${name}[type eq "work"].${quoted(subAttribute)}.`,
        );
      }
      if (list.size === 0) addElement(list, type, changeElement(change, type, {}, subAttribute, value));
      else list.update(undefined, (element) => changeElement(change, type, element, subAttribute, value));
    }
  }
}

function assignSelected(
  change: Change,
  { schema, subAttribute }: PatchPath,
  attribute: string,
  filter: ValueFilter,
  value: JsonValue,
): void {
  const { draft } = change;
  const set = draft.attributes(schema);
  const type = draft.typeOf(schema, attribute);
  const name = quoted(attribute);
  if (shapeOf(set.get(attribute), type, []) !== 'list') {
    throw patchProblem('invalidPath', `${name} is not a list, so a filter cannot select from it.`);
  }
  const list = draft.list(set, type, attribute);
  const selected = list.update(filter, (element) =>
    changeElement(change, type, element, subAttribute, value),
  );
  if (selected > 0 || value === null || isEmpty(value)) return;
  if (change.op === 'replace' || filter.template === undefined) {
    throw patchProblem('noTarget', `no value of ${name} matches the filter.`);
  }
  // Not in the RFC, but how Microsoft Entra and others add the first e-mail address of a type.
  const template = cleanValue(filter.template, false) ?? {};
  addElement(list, type, changeElement(change, type, template, subAttribute, value));
}

function addElement(list: ListDraft, type: AttributeType, element: JsonValue | undefined): void {
  if (element !== undefined) list.add(elementsOf(element, list, type));
}
