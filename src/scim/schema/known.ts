/** The schemas that this product knows, found by their URN in any case. */
import { coreSchema } from '../schemas.ts';
import { type AttributeMap, type Schema, schema } from './attribute.ts';
import { COMMON_ATTRIBUTES, ENTERPRISE_USER, GROUP, USER } from './core.ts';
import { AUTHORIZATION, CUSTOM_GROUP, CUSTOM_USER, SAP_GROUP, SAP_ODM_USER, SAP_USER } from './sap.ts';

const USER_EXTENSIONS: readonly Schema[] = [ENTERPRISE_USER, SAP_USER, CUSTOM_USER, SAP_ODM_USER];
const GROUP_EXTENSIONS: readonly Schema[] = [SAP_GROUP, CUSTOM_GROUP, AUTHORIZATION];

const KNOWN: ReadonlyMap<string, Schema> = new Map(
  [USER, GROUP, ...USER_EXTENSIONS, ...GROUP_EXTENSIONS].map((known) => [known.id.toLowerCase(), known]),
);

/** What a resource of an entity type may consist of. */
export interface ResourceSchemas {
  readonly core: Schema;
  readonly extensions: readonly Schema[];
}

/** @param entityType `user`, `group`, or a custom name, of which only the common attributes are known */
export function schemasOf(entityType: string): ResourceSchemas {
  if (entityType === 'user') return { core: USER, extensions: USER_EXTENSIONS };
  if (entityType === 'group') return { core: GROUP, extensions: GROUP_EXTENSIONS };
  return { core: schema(coreSchema(entityType), COMMON_ATTRIBUTES), extensions: [] };
}

export function findSchema(urn: string): Schema | undefined {
  return KNOWN.get(urn.toLowerCase());
}

/** Names, in lower case, that some schema has for a boolean. */
export const BOOLEAN_NAMES: ReadonlySet<string> = new Set(
  [...KNOWN.values()].flatMap(({ attributes }) => booleansIn(attributes)),
);

function booleansIn(attributes: AttributeMap): string[] {
  return [...attributes].flatMap(([name, { type, subAttributes }]) => [
    ...(type === 'boolean' ? [name] : []),
    ...booleansIn(subAttributes),
  ]);
}
