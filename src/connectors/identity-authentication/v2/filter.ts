/**
 * What Identity Directory is asked for a filter. Sure are `eq`, and `meta.lastModified gt` for users; which other
 * operators it takes is not documented per attribute, and a filter must never be answered by chance.
 */
import { parseAttributePath, printAttributePath } from '../../../scim/attribute-path.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { AttributePath, ComparisonValue, Filter } from '../../../scim/filter-ast.ts';
import { allOf, compare } from '../../../scim/filter-tree.ts';
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { own } from '../../../scim/json-access.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';

export interface UpstreamFilter {
  readonly filter: Filter | undefined;
  /** `emails[0].value`: the backend finds any e-mail; only these entities have it as their first. */
  readonly keep?: ((entity: JsonObject) => boolean) | undefined;
}

const CORE_SCHEMA = /^urn:ietf:params:scim:schemas:core:2\.0:/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
/** Lists whose entries are compared by their value (RFC 7644 §3.4.2.2). */
const VALUE_LISTS: ReadonlySet<string> = new Set(['emails', 'phoneNumbers', 'groups', 'members']);

/**
 * @param property the system's own filter, which holds for every list
 * @throws ScimError 400 `invalidFilter` for what the backend cannot be asked
 */
export function upstreamFilter(
  kind: EntityKind,
  requested: Filter | undefined,
  property: Filter | undefined,
): UpstreamFilter {
  if (requested === undefined) return { filter: property };
  if (requested.kind !== 'compare') throw impossible(kind, `"${requested.kind}" is not possible`);
  const { operator, value } = requested;
  const path = withValue(requested.path);
  const name = printAttributePath(path);
  if (parseAttributePath(name) === undefined) throw impossible(kind, 'the attribute has no name in filters');

  if (operator === 'gt' && name.toLowerCase() === 'meta.lastmodified') {
    requireDelta(kind, value);
    return { filter: allOf(property, requested) };
  }
  if (operator !== 'eq') throw impossible(kind, `"${operator}" is not possible for ${name}`);
  // Whether the backend compares these is not known, and an empty list would look like an answer.
  if (/^meta\./i.test(name)) throw impossible(kind, `${name} can only be compared as meta.lastModified gt`);
  // It is the name of another user, of whom the directory need not think when it compares.
  if (/(?:^|:)manager\.displayName$/i.test(name)) throw impossible(kind, `${name} is of another user`);
  if (value === null) throw impossible(kind, 'null is not possible as a value');
  const { index, ...anyEntry } = path;
  const filter = allOf(property, compare(anyEntry, 'eq', value));
  if (index === undefined) return { filter };
  if (index > 0)
    throw impossible(kind, `of a list, only the first entry can be asked for ([0], not [${index}])`);
  return { filter, keep: (entity) => sameText(firstValue(entity, path), value) };
}

/** `email`, `emails` and `emails[0]` are asked for as `emails.value`. */
function withValue(path: AttributePath): AttributePath {
  if (path.subAttribute !== undefined) return path;
  const attribute = path.attribute === 'email' ? 'emails' : path.attribute;
  return VALUE_LISTS.has(attribute) ? { ...path, attribute, subAttribute: 'value' } : path;
}

function requireDelta(kind: EntityKind, value: ComparisonValue): void {
  if (kind === 'group') throw impossible(kind, 'groups have no delta read');
  if (typeof value !== 'string' || !DATE_TIME.test(value) || Number.isNaN(Date.parse(value))) {
    throw impossible(
      kind,
      'meta.lastModified is compared with a date and time such as "2024-02-14T04:42:34Z"',
    );
  }
}

function impossible(kind: EntityKind, reason: string): ScimError {
  const examples =
    kind === 'user'
      ? 'userName eq "ada", emails[0].value eq "ada@example.com" or meta.lastModified gt "2024-02-14T04:42:34Z"'
      : 'displayName eq "Administrators"';
  const detail = `Identity Authentication cannot be asked this filter: ${reason}. Possible is one comparison such as ${examples}.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}

function firstValue(entity: JsonObject, path: AttributePath): JsonValue | undefined {
  const { schema } = path;
  const container = schema === undefined || CORE_SCHEMA.test(schema) ? entity : own(entity, schema);
  const list = own(container, path.attribute);
  const first = Array.isArray(list) ? list[0] : undefined;
  return path.subAttribute === undefined ? first : own(first, path.subAttribute);
}

/** As the backend compares e-mails: without regard to case. */
function sameText(found: JsonValue | undefined, wanted: ComparisonValue): boolean {
  return typeof found === 'string' && typeof wanted === 'string'
    ? found.toLowerCase() === wanted.toLowerCase()
    : found === wanted;
}
