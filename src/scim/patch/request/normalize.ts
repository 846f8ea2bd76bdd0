/**
 * PATCH requests (RFC 7644 §3.5.2) as clients in the field write them, brought into the one form that every backend and
 * our own `applyPatch` understand. What an operation means is not changed by it.
 *
 * - `op` in lower case; names in the spelling of the schemas or of the transformation; a dot behind a URN becomes a colon.
 * - Value objects: names that are paths (`name.givenName`, `urn:…:User:department`, `emails[type eq "work"].value`) become
 *   operations of their own, null becomes `remove`.
 * - Values in the shape of their attribute: see `declaredValue`.
 * - `id` and `schemas`, where they say nothing new, are left out, also `schemas` in an extension;
 *   `meta` is compared with the resource.
 * - `remove` with a list of values becomes one `remove` with a filter for each. Members stay a list: there may be thousands.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts';
import { comparesNoMember, isUsable, unusableMember } from '../../members.ts';
import { canonicalNames, refuseTwice } from '../../names/canonical.ts';
import type { Vocabulary } from '../../names/vocabulary.ts';
import { PATCH_OP_SCHEMA } from '../../schemas.ts';
import { isReference } from '../attribute-type.ts';
import { isEmpty } from '../fit-value.ts';
import { findMember } from '../json-tools.ts';
import { type Operation, operationsOf, parseOperation } from '../operations.ts';
import { numbered, patchProblem } from '../problem.ts';
import { type CanonicalPath, PathReader } from './canonical-path.ts';
import { declaredValue } from './declared-value.ts';
import { FilterBound } from './filter-bound.ts';
import { notComplex, readOnly, refuseEmpty, refuseUnassigned } from './refusals.ts';
import { removals, undeclaredRemoval } from './removals.ts';
import { onlyWithFilter, removeStep, type Step, step } from './step.ts';

export interface PatchTarget {
  readonly vocabulary: Vocabulary;
  /** As the client put it in the URL. */
  readonly id: string;
}

export interface NormalizedPatch {
  /** What the client named, else the one of RFC 7644. */
  readonly schemas: JsonValue[];
  /** Empty where the request only repeats what cannot change. */
  readonly steps: readonly Step[];
}

/** @throws ScimError 400 that says which operation is wrong */
export function normalizePatch(body: JsonObject, target: PatchTarget): NormalizedPatch {
  refuseTwice(body);
  const schemas = findMember(body, 'schemas');
  const operations = operationsOf(body);
  const normalizer = new Normalizer(target);
  return {
    schemas: Array.isArray(schemas) && schemas.length > 0 ? schemas : [PATCH_OP_SCHEMA],
    steps: operations.flatMap((operation, index) =>
      numbered(index, () => normalizer.normalize(parseOnce(operation))).map((step) => ({ ...step, index })),
    ),
  };
}

function parseOnce(operation: JsonValue): Operation {
  if (isJsonObject(operation)) refuseTwice(operation);
  return parseOperation(operation);
}

/** The request as `applyPatch` takes it. */
export function patchBody({ schemas, steps }: NormalizedPatch): JsonObject {
  return { schemas, Operations: steps.map(({ operation }) => operation) };
}

const readers = new WeakMap<Vocabulary, PathReader>();

/** One for each vocabulary: it is made when the system is loaded. */
function readerOf(vocabulary: Vocabulary): PathReader {
  let reader = readers.get(vocabulary);
  if (reader === undefined) {
    reader = new PathReader(vocabulary);
    readers.set(vocabulary, reader);
  }
  return reader;
}

class Normalizer {
  readonly #id: string;
  readonly #paths: PathReader;
  readonly #filters = new FilterBound();

  constructor({ vocabulary, id }: PatchTarget) {
    this.#id = id;
    this.#paths = readerOf(vocabulary);
  }

  normalize(operation: Operation): Step[] {
    if (operation.op === 'remove') return this.#remove(operation.path, operation.value);
    const { op, path, value } = operation;
    if (path !== undefined) return this.#assign(op, this.#read(path, isJsonObject(value)), value);
    const members = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (!isJsonObject(members)) {
      throw patchProblem('invalidValue', 'without a path, the value must be an object of attributes.');
    }
    return this.#assignAll(op, undefined, members);
  }

  #read(path: string, mayBeSchema: boolean): CanonicalPath {
    this.#filters.spend(path);
    return this.#paths.read(path, mayBeSchema);
  }

  /** The attributes of the core schema or of an extension, together where they are just names. */
  #assignAll(op: 'add' | 'replace', schema: string | undefined, members: JsonObject): Step[] {
    const together: [string, JsonValue][] = [];
    refuseTwice(members);
    const apart: Step[] = [];
    const named = new Map<string, string>();
    for (const [name, value] of Object.entries(members)) {
      if (schema !== undefined && repeatsSchema(name, value, schema)) continue;
      this.#filters.spend(name);
      const path = this.#paths.readMember(name, schema, isJsonObject(value));
      const lower = path.text.toLowerCase();
      const twin = named.get(lower);
      if (twin !== undefined) {
        throw patchProblem('invalidSyntax', `the same attribute is there twice: ${twin} and ${name}.`);
      }
      named.set(lower, name);
      const isPlain = path.schema === schema && path.filter === undefined && path.subAttribute === undefined;
      if (!isPlain || path.attribute === undefined || path.isReadOnly) {
        apart.push(...this.#assign(op, path, value));
        continue;
      }
      const fitted = this.#fit(path, value);
      if (fitted === null) apart.push(...this.#unassign(op, path));
      else {
        refuseEmpty(path, fitted);
        const { kept, removed } = withoutEmptied(fitted, path);
        apart.push(...removed);
        if (kept !== undefined && (Array.isArray(kept) || !isEmpty(kept))) {
          together.push([path.attribute, kept]);
        }
      }
    }
    if (together.length === 0) return apart;
    // Object.fromEntries defines members, so that a name such as __proto__ stays data.
    const value = Object.fromEntries(together);
    return [step({ op, value: schema === undefined ? value : { [schema]: value } }), ...apart];
  }

  #assign(op: 'add' | 'replace', path: CanonicalPath, value: JsonValue): Step[] {
    if (path.isReadOnly) return this.#readOnly(op, path, value);
    if (path.isActive && path.text !== path.list) throw notComplex(path);
    if (path.attribute === undefined) return this.#assignSchema(op, path, value);
    const fitted = this.#fit(path, value);
    if (fitted === null) return this.#unassign(op, path);
    refuseEmpty(path, fitted);
    const { kept, removed } = withoutEmptied(fitted, path);
    // Of a complex value, an object without sub-attributes says nothing.
    if (kept === undefined || (isEmpty(kept) && !Array.isArray(kept))) return removed;
    const { filter } = path;
    const whole = step({ op, path: path.text, value: kept });
    if (op === 'replace' || filter === undefined) return [whole, ...removed];
    return [onlyWithFilter(whole, path, filter, kept), ...removed];
  }

  #assignSchema(op: 'add' | 'replace', { schema, text }: CanonicalPath, value: JsonValue): Step[] {
    const members = Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value;
    if (isJsonObject(members)) return this.#assignAll(op, schema, members);
    if (members !== null || schema === undefined) {
      throw patchProblem('invalidValue', 'the value of a schema must be an object of its attributes.');
    }
    return op === 'replace' ? [removeStep(text)] : [];
  }

  /** Null is no value: it takes the value away, but adding nothing to a list changes nothing. */
  #unassign(op: 'add' | 'replace', path: CanonicalPath): Step[] {
    refuseUnassigned(path);
    return op === 'add' && (path.isList || !path.isDeclared) ? [] : [removeStep(path.text)];
  }

  #remove(text: string, value: JsonValue | undefined): Step[] {
    const path = this.#read(text, false);
    const { attribute, schema, filter, subAttribute } = path;
    if (path.isReadOnly) throw readOnly(path.attribute ?? text);
    refuseUnassigned(path);
    if (attribute === undefined) {
      if (schema === undefined) {
        throw patchProblem('invalidPath', 'the attributes of the core schema are removed one by one.');
      }
      return [removeStep(path.text)];
    }
    if (path.isMembers) refuseUnusableIds(path);
    const isWhole = filter === undefined && (subAttribute === undefined || subAttribute === 'value');
    const selects = value !== undefined && (value !== null || path.isMembers) && isWhole;
    if (!selects) return [removeStep(path.text)];
    const whole = this.#paths.whole(path);
    if (!path.isDeclared) return [undeclaredRemoval(whole, canonicalNames(value, path.below, path.text))];
    if (!path.isList) return [removeStep(path.text)];
    if (!path.isMembers && (Array.isArray(value) ? value : [value]).every(saysNothing)) return [];
    const fitted = this.#fit(whole, value);
    return removals(whole, Array.isArray(fitted) ? fitted : []);
  }

  #fit(path: CanonicalPath, value: JsonValue): JsonValue {
    const canonical = canonicalNames(value, path.below, path.text);
    if (path.isMembers) return this.#fitMembers(path, canonical);
    if (path.filter === undefined || path.subAttribute !== undefined) {
      return declaredValue(canonical, path.declared);
    }
    // One of the values of a list.
    const [only, ...more] = Array.isArray(canonical) ? canonical : [canonical];
    if (more.length > 0) {
      throw patchProblem('invalidValue', `${path.text} takes a single value, not ${more.length + 1}.`);
    }
    const fitted = declaredValue(only ?? null, path.declared);
    return Array.isArray(fitted) ? (fitted[0] ?? null) : fitted;
  }

  #fitMembers(path: CanonicalPath, value: JsonValue): JsonValue {
    refuseUnusableIds(path);
    if (path.subAttribute === undefined && path.filter === undefined) {
      return declaredValue(value, path.declared);
    }
    const ids = Array.isArray(value) ? value : [value];
    const isId = path.subAttribute === 'value';
    if (isId && !(ids.length > 0 && ids.every(isUsable))) throw unusableMember();
    if (path.subAttribute === undefined && (!isJsonObject(value) || isEmpty(value))) throw unusableMember();
    return value;
  }

  #readOnly(op: 'add' | 'replace', path: CanonicalPath, value: JsonValue): Step[] {
    const { subAttribute, filter, text } = path;
    const attribute = path.attribute?.toLowerCase();
    if (attribute === 'meta') {
      if (filter !== undefined) throw readOnly('meta');
      return [{ ...step({ op, path: text, value }), needs: { kind: 'meta', subAttribute, value } }];
    }
    if (attribute === 'schemas') {
      const urns = Array.isArray(value) ? value : [value];
      if (subAttribute !== undefined || filter !== undefined || value === null) throw readOnly('schemas');
      if (!urns.every((urn) => typeof urn === 'string')) {
        throw patchProblem('invalidValue', 'schemas must be a list of URNs.');
      }
      return [];
    }
    const [only, ...more] = Array.isArray(value) ? value : [value];
    if (more.length === 0 && only === this.#id && subAttribute === undefined && filter === undefined)
      return [];
    throw readOnly('id');
  }
}

/** What is left of a complex value without its nulls, each of which takes a sub-attribute away. */
function withoutEmptied(
  value: JsonValue,
  path: CanonicalPath,
): { readonly kept: JsonValue | undefined; readonly removed: Step[] } {
  if (!isJsonObject(value) || !Object.values(value).includes(null)) return { kept: value, removed: [] };
  const entries = Object.entries(value);
  const kept = entries.filter(([, member]) => member !== null);
  // The address and the name of what `value` refers to are the backend's own (RFC 7643 §4.3: read-only).
  const isOwn = (name: string) =>
    name === '$ref' || (name === 'displayName' && isReference(path.declared.attribute));
  const emptied = entries.filter(([name, member]) => member === null && !isOwn(name));
  return {
    kept: kept.length === 0 ? undefined : Object.fromEntries(kept),
    removed:
      path.subAttribute === undefined ? emptied.map(([name]) => removeStep(`${path.text}.${name}`)) : [],
  };
}

/** Client libraries whose extensions are classes of their own (scim2-client) name the extension in it once more. */
function repeatsSchema(name: string, value: JsonValue, schema: string): boolean {
  if (name !== 'schemas' || !Array.isArray(value)) return false;
  return value.every((urn) => typeof urn === 'string' && urn.toLowerCase() === schema.toLowerCase());
}

function saysNothing(value: JsonValue): boolean {
  return value === null || value === '' || isEmpty(value);
}

function refuseUnusableIds({ filter }: CanonicalPath): void {
  if (filter !== undefined && comparesNoMember(filter.tree)) throw unusableMember();
}
