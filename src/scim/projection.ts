/**
 * `attributes` and `excludedAttributes` (RFC 7644 §3.9): which part of an answer the client wants.
 *
 * Names are case-insensitive. `emails` selects that attribute in every schema, `urn:…:User:emails` the one of that
 * schema, `urn:…:User` the whole extension, `name.givenName` a sub-attribute.
 */
import { ScimError } from './errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

interface SelectedName {
  /** Lower case, the whole name as the client wrote it. */
  readonly whole: string;
  /** Lower case schema URN, where the name is qualified. */
  readonly schema: string | undefined;
  readonly attribute: string;
  readonly subAttribute: string | undefined;
}

export interface Projection {
  readonly kind: 'everything' | 'attributes' | 'excludedAttributes';
  /** Whether nothing of a top-level attribute of the core schema can reach the client. */
  hides(attribute: string): boolean;
  /** A copy with only what the client wants; members that stay are shared with `resource`. */
  apply(resource: JsonObject): JsonObject;
}

const EVERYTHING: Projection = {
  kind: 'everything',
  hides: () => false,
  apply: (resource) => resource,
};

/**
 * @param coreSchema URN of the resource's core schema, whose attributes stand at the top level
 * @throws ScimError 400 when both are given (RFC 7644 §3.9: they exclude each other)
 */
export function parseProjection(
  attributes: string | undefined,
  excludedAttributes: string | undefined,
  coreSchema: string,
): Projection {
  const wanted = parseNames(attributes, coreSchema);
  const unwanted = parseNames(excludedAttributes, coreSchema);
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw new ScimError(
      400,
      'Give either attributes or excludedAttributes, not both (RFC 7644 section 3.9).',
      {
        scimType: 'invalidValue',
      },
    );
  }
  if (wanted.length > 0) return including(wanted);
  if (unwanted.length > 0) return excluding(unwanted);
  return EVERYTHING;
}

function parseNames(text: string | undefined, coreSchema: string): SelectedName[] {
  if (text === undefined) return [];
  return text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
    .map((whole) => {
      const colon = whole.lastIndexOf(':');
      const schema = colon === -1 ? undefined : whole.slice(0, colon);
      const [attribute = '', subAttribute] = whole.slice(colon + 1).split('.', 2);
      return { whole, schema: schema === coreSchema.toLowerCase() ? '' : schema, attribute, subAttribute };
    });
}

function including(names: readonly SelectedName[]): Projection {
  return {
    kind: 'attributes',
    hides: (attribute) => {
      const key = attribute.toLowerCase();
      return !names.some((name) => name.attribute === key && !name.schema);
    },
    apply: (resource) => {
      const result: JsonObject = {};
      for (const [key, value] of Object.entries(resource)) {
        const kept = keep(key, value, names);
        if (kept !== undefined) define(result, key, kept);
      }
      return result;
    },
  };
}

function keep(key: string, value: JsonValue, names: readonly SelectedName[]): JsonValue | undefined {
  const lower = key.toLowerCase();
  if (lower === 'id' || lower === 'schemas') return value;
  if (names.some((name) => name.whole === lower)) return value;
  if (isExtension(lower) && isJsonObject(value)) {
    const inside = select(
      value,
      names.filter((name) => name.schema === undefined || name.schema === lower),
    );
    return Object.keys(inside).length > 0 ? inside : undefined;
  }
  const inside = select(
    { [key]: value },
    names.filter((name) => !name.schema),
  );
  return Object.hasOwn(inside, key) ? inside[key] : undefined;
}

/** The members of one schema's object that any of the names selects. */
function select(object: JsonObject, names: readonly SelectedName[]): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const matching = names.filter((name) => name.attribute === key.toLowerCase());
    if (matching.length === 0) continue;
    const whole = matching.some((name) => name.subAttribute === undefined);
    define(result, key, whole ? value : subAttributes(value, matching, true));
  }
  return result;
}

function excluding(names: readonly SelectedName[]): Projection {
  const keepsId = names.filter((name) => name.whole !== 'id');
  return {
    kind: 'excludedAttributes',
    hides: (attribute) => {
      const key = attribute.toLowerCase();
      return keepsId.some(
        (name) => name.attribute === key && !name.schema && name.subAttribute === undefined,
      );
    },
    apply: (resource) => {
      const result: JsonObject = {};
      for (const [key, value] of Object.entries(resource)) {
        const lower = key.toLowerCase();
        if (keepsId.some((name) => name.whole === lower)) continue;
        if (isExtension(lower) && isJsonObject(value)) {
          const left = reject(
            value,
            keepsId.filter((name) => name.schema === undefined || name.schema === lower),
          );
          if (Object.keys(left).length > 0) define(result, key, left);
        } else {
          const left = reject(
            { [key]: value },
            keepsId.filter((name) => !name.schema),
          );
          if (Object.hasOwn(left, key)) define(result, key, left[key] as JsonValue);
        }
      }
      return result;
    },
  };
}

function reject(object: JsonObject, names: readonly SelectedName[]): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const matching = names.filter((name) => name.attribute === key.toLowerCase());
    if (matching.some((name) => name.subAttribute === undefined)) continue;
    define(result, key, matching.length === 0 ? value : subAttributes(value, matching, false));
  }
  return result;
}

/** Of a complex value, or of each of a list, the sub-attributes named (or all others). */
function subAttributes(value: JsonValue, names: readonly SelectedName[], named: boolean): JsonValue {
  if (Array.isArray(value)) return value.map((element) => subAttributes(element, names, named));
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (names.some((name) => name.subAttribute === key.toLowerCase()) === named) define(result, key, member);
  }
  return result;
}

function isExtension(lowerCaseKey: string): boolean {
  return lowerCaseKey.startsWith('urn:');
}

/** `__proto__` is an attribute name like any other here. */
function define(target: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
