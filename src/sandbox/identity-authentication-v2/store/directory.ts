/** The tenant's content, and what every operation on it needs. */
import type { JsonObject } from '../../../scim/json.ts';
import { objectAt, stringAt } from '../../identity-authentication/json-access.ts';
import { createMemberships, type Memberships } from '../../identity-authentication/store/memberships.ts';
import { createTable, type IndexKey, type Table } from '../../identity-authentication/store/table.ts';
import type { Schema } from '../../kit/attribute.ts';
import type { Clock } from '../../kit/clock.ts';
import { createRandom, mixSeed, randomHex, randomUuid } from '../../kit/random.ts';
import type { Settings } from '../options.ts';
import { createSchemaRegistry, type Kind, type SchemaRegistry } from '../schema/registry.ts';
import { CUSTOM_GROUP } from '../schema/urns.ts';
import { userKeys } from './identifiers.ts';
import { idOf, userNumber } from './ids.ts';

export interface Directory {
  readonly settings: Settings;
  /** `http://127.0.0.1:<port>/scim` */
  readonly base: string;
  readonly clock: Clock;
  readonly schemas: SchemaRegistry;
  readonly tables: Readonly<Record<Kind, Table>>;
  readonly memberships: Memberships;
  /** Passwords each user has had. */
  readonly passwords: Map<string, readonly string[]>;
  /** The id of a new user or group. */
  newId(kind: Kind): string;
  /** The `P…` number of a new user. */
  newUserNumber(): string;
  /** The version 1 id of a new group: 24 hexadecimal digits. */
  newAdditionalId(): string;
  newVersion(): string;
}

export function createDirectory(
  settings: Settings,
  base: string,
  clock: Clock,
  ownSchemas: readonly Schema[],
): Directory {
  const { seed } = settings;
  const random = createRandom(mixSeed(seed, -1));
  const next: Record<Kind, number> = { User: settings.users, Group: settings.groups };
  let users = settings.users;
  return {
    settings,
    base,
    clock,
    schemas: createSchemaRegistry(ownSchemas),
    tables: {
      User: createTable((document) => userKeys(document, settings.identifiers)),
      Group: createTable(groupKeys),
    },
    memberships: createMemberships(),
    passwords: new Map(),
    newId: (kind) => {
      const index = next[kind];
      next[kind] += 1;
      return idOf(kind, seed, index);
    },
    newUserNumber: () => {
      const index = users;
      users += 1;
      return userNumber(index);
    },
    newAdditionalId: () => randomHex(random, 24),
    newVersion: () => randomUuid(random),
  };
}

function* groupKeys(document: JsonObject): Iterable<IndexKey> {
  const displayName = stringAt(document, 'displayName');
  if (displayName !== undefined) yield ['displayName', displayName];
  const externalId = stringAt(document, 'externalId');
  if (externalId !== undefined) yield ['externalId', externalId];
  const name = stringAt(objectAt(document, CUSTOM_GROUP), 'name');
  if (name !== undefined) yield [`${CUSTOM_GROUP}:name`, name];
}

/** User or group, whichever has this id. */
export function kindOf(directory: Directory, id: string): Kind | undefined {
  if (directory.tables.User.has(id)) return 'User';
  return directory.tables.Group.has(id) ? 'Group' : undefined;
}
