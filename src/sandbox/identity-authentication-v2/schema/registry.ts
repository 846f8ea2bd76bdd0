/** Which schemas the tenant has, and which of them belong to users and to groups. */
import type { Schema } from '../../kit/attribute.ts';
import { coreUser, enterpriseUser } from './core-user.ts';
import { authorization, coreGroup, customGroup, sapGroup } from './group.ts';
import { resourceType, schema, serviceProviderConfig } from './protocol.ts';
import { sapOdmUser } from './sap-odm-user.ts';
import { customUser, sapUser } from './sap-user.ts';

export type Kind = 'User' | 'Group';

export interface SchemaRegistry {
  core(kind: Kind): Schema;
  /** A tenant's own schemas extend users. */
  extensions(kind: Kind): readonly Schema[];
  extension(kind: Kind, urn: string): Schema | undefined;
  all(): readonly Schema[];
  get(urn: string): Schema | undefined;
  /** The tenant's own. */
  custom(): readonly Schema[];
  add(schema: Schema): void;
  /** False if the tenant has no own schema of this URN. */
  remove(urn: string): boolean;
}

const CORE: Readonly<Record<Kind, Schema>> = { User: coreUser, Group: coreGroup };
const EXTENSIONS: Readonly<Record<Kind, readonly Schema[]>> = {
  User: [enterpriseUser, sapUser, customUser, sapOdmUser],
  Group: [customGroup, sapGroup, authorization],
};
const BUILT_IN: readonly Schema[] = [
  coreUser,
  coreGroup,
  ...EXTENSIONS.User,
  ...EXTENSIONS.Group,
  serviceProviderConfig,
  resourceType,
  schema,
];

export function createSchemaRegistry(custom: readonly Schema[]): SchemaRegistry {
  const own = new Map(custom.map((each) => [each.id, each]));
  const extensions = (kind: Kind): readonly Schema[] =>
    kind === 'User' ? [...EXTENSIONS.User, ...own.values()] : EXTENSIONS[kind];
  const get = (urn: string): Schema | undefined => own.get(urn) ?? BUILT_IN.find((each) => each.id === urn);
  return {
    core: (kind) => CORE[kind],
    extensions,
    extension: (kind, urn) => extensions(kind).find((each) => each.id === urn),
    all: () => [...BUILT_IN, ...own.values()],
    get,
    custom: () => [...own.values()],
    add: (added) => void own.set(added.id, added),
    remove: (urn) => own.delete(urn),
  };
}
