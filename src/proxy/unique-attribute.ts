/** Unique attributes that find no entity, as their names are mistyped or are none. */
import type { Notice } from '../connectors/definition.ts';
import { parseAttributePath } from '../scim/attribute-path.ts';
import { ScimError } from '../scim/errors.ts';
import type { AttributePath } from '../scim/filter-ast.ts';
import { unknownName } from '../scim/schema/unknown-name.ts';
import type { EntityTransformation } from '../transformation/index.ts';
import { translateFilter } from './filter.ts';

/** @param value of the property: `userName`, `emails[0].value` */
export function uniqueAttributeNotice(
  property: string,
  value: string,
  read: EntityTransformation,
): Notice | undefined {
  const { entityType } = read;
  const names = value.split(/\s*(?:[,;&|]+|\s(?:and|or)\s)\s*/i);
  const unknown = names.map((name) => unknownIn(name, read)).find((found) => found !== undefined);
  const wrong = [
    names.length > 1 ? 'has several names, and only one attribute is looked for' : undefined,
    names.some((name) => parseAttributePath(name) === undefined)
      ? 'is no name of an attribute such as userName or emails[0].value'
      : undefined,
    unknown === undefined ? undefined : `names "${unknown.word}", which no schema of a ${entityType} has`,
  ].filter((reason) => reason !== undefined);
  if (wrong.length === 0) return undefined;
  const message = `${wrong.join(', and ')}, so that no ${entityType} is found by it`;
  return { property, message, ...(unknown === undefined ? {} : { misspelt: unknown }) };
}

function unknownIn(name: string, read: EntityTransformation): Notice['misspelt'] {
  const path = parseAttributePath(name);
  if (path === undefined || isMapped(path, read)) return undefined;
  return unknownName(read.entityType, { kind: 'present', path });
}

/** What the read transformation makes may have any name. */
function isMapped(path: AttributePath, read: EntityTransformation): boolean {
  const { entityType } = read;
  try {
    translateFilter({ kind: 'present', path }, { entityType, read, targetId: (id) => id });
    return true;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}
