import { describe, expect, it } from 'vitest';
import { withSchemas } from '../../../src/connectors/scim-api/declared-schemas.ts';
import type { EntityKind } from '../../../src/connectors/scim-api/entity-kind.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const SITE = 'urn:acme:params:scim:schemas:extension:2.0:Site';
const ROOM = 'URN:acme:Room';

describe('the schemas of a body', () => {
  it.each<[what: string, kind: EntityKind, entity: JsonObject, schemas: unknown]>([
    ['absent', 'user', { userName: 'ada' }, [CORE_USER]],
    ['absent, of a group', 'group', { displayName: 'a', [SITE]: { badge: 1 } }, [CORE_GROUP, SITE]],
    ['null', 'user', { schemas: null }, [CORE_USER]],
    ['no list', 'user', { schemas: CORE_USER }, [CORE_USER]],
    ['empty', 'user', { schemas: [], [SITE]: {} }, [CORE_USER, SITE]],
    [
      'an extension missing',
      'user',
      { schemas: [CORE_USER], [SITE]: {}, [ROOM]: {} },
      [CORE_USER, SITE, ROOM],
    ],
    ['the core schema missing', 'user', { schemas: [SITE], [SITE]: {} }, [SITE, CORE_USER]],
    ['one too many', 'user', { schemas: [CORE_USER, SITE] }, [CORE_USER, SITE]],
    ['another kind of name', 'user', { schemas: [CORE_USER], site: {}, [SITE]: 'text' }, [CORE_USER]],
  ])('%s', (_, kind, entity, schemas) => {
    expect(withSchemas(kind, entity)).toEqual({ ...entity, schemas });
  });

  it('are not named for an extension that is null, which is left out', () => {
    const entity = { schemas: [CORE_USER], userName: 'ada', [SITE]: null, title: null };
    expect(withSchemas('user', entity)).toEqual({ schemas: [CORE_USER], userName: 'ada', title: null });
    expect(entity).toHaveProperty([SITE], null);
  });

  it('are taken as they are where nothing is missing', () => {
    const entity = { schemas: [SITE, CORE_USER], [SITE]: { badge: 1 } };
    expect(withSchemas('user', entity)).toBe(entity);
  });
});
