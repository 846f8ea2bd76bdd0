/** Servers whose spelling of a name is not that of the transformations: names are the same in any case (RFC 7643 §2.1). */
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { type ScimStage, scimStage } from './support/stage.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const copy = (sourcePath: string, targetPath = sourcePath) => ({
  sourcePath,
  targetPath,
  optional: true,
  preserveArrayWithSingleElement: true,
});
const ID = { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' };
const entityType = (mappings: readonly object[]) => ({ user: { scimEntityEndpoint: 'Users', mappings } });

/** An attribute that is there twice, in whatever spellings. */
function twice(value: JsonValue): string | undefined {
  if (Array.isArray(value)) return value.map(twice).find((name) => name !== undefined);
  if (!isJsonObject(value)) return undefined;
  const names = Object.keys(value).map((name) => name.toLowerCase());
  return names.find((name, index) => names.indexOf(name) < index) ?? twice(Object.values(value));
}

/** The server refuses what is there twice, as RFC 7643 has it. */
async function withAda(
  ada: JsonObject,
  read: readonly object[],
  write: readonly object[],
): Promise<ScimStage> {
  const stage = await scimStage(
    { config: {}, patch: 501 },
    {
      read: entityType([ID, copy('$.userName'), ...read]),
      write: entityType([copy('$.userName'), ...write]),
    },
  );
  const stored = { schemas: [USER], id: '1', userName: 'ada', ...ada, meta: { number: 1 } };
  stage.server.store.set('Users', new Map([['1', stored]]));
  stage.server.intercept = ({ body }, response) => {
    const name = twice(body);
    if (name === undefined) return false;
    response.writeHead(400, { 'content-type': 'application/scim+json' });
    response.end(JSON.stringify({ schemas: [ERROR], status: '400', detail: `${name} is there twice` }));
    return true;
  };
  return stage;
}

/** What the server has after a PUT, without what it sets itself. */
async function afterPut({ client, server }: ScimStage, body: JsonObject): Promise<JsonObject | undefined> {
  const { status, text } = await client.put('/Users/1', { schemas: [USER], userName: 'ada', ...body });
  expect([status, text]).toEqual([200, expect.anything()]);
  const {
    schemas: _,
    id: _id,
    meta: _meta,
    userName: _name,
    ...rest
  } = server.store.get('Users')?.get('1') ?? {};
  return rest;
}

describe('a PUT', () => {
  it.each([
    ['timeZone', 'timezone'],
    ['timezone', 'timeZone'],
  ])('does not repeat %s where the write transformation says %s', async (shown, written) => {
    const stage = await withAda(
      { [shown]: 'Europe/Paris', title: 'Dr' },
      [copy(`$.${shown}`, '$.timezone')],
      [copy('$.timezone', `$.${written}`)],
    );
    expect(await afterPut(stage, { timezone: 'Europe/Berlin' })).toEqual({
      [written]: 'Europe/Berlin',
      title: 'Dr',
    });
  });

  it('takes away what the client has seen and left out', async () => {
    const stage = await withAda(
      { timeZone: 'Europe/Paris', title: 'Dr' },
      [copy('$.timeZone', '$.timezone')],
      [copy('$.timezone')],
    );
    expect(await afterPut(stage, {})).toEqual({ title: 'Dr' });
  });

  it('keeps the rest of complex attributes, of values of lists and of extensions once', async () => {
    const stage = await withAda(
      {
        Name: { FamilyName: 'Byron', MiddleName: 'Augusta' },
        Emails: [{ Value: 'ada@example.com', Type: 'work', Note: 'n' }],
        [ENTERPRISE.toUpperCase()]: { Department: 'D', CostCenter: 'C' },
      },
      [
        copy('$.Name.FamilyName', '$.name.familyName'),
        copy('$.Emails[0].Value', '$.emails[0].value'),
        copy(`$['${ENTERPRISE.toUpperCase()}'].Department`, `$['${ENTERPRISE}'].department`),
      ],
      [
        copy('$.name.familyName'),
        copy('$.emails[0].value'),
        copy(`$['${ENTERPRISE}'].department`, `$['${ENTERPRISE}'].department`),
      ],
    );
    expect(
      await afterPut(stage, {
        name: { familyName: 'King' },
        emails: [{ value: 'ada@example.com' }],
        [ENTERPRISE]: { department: 'E' },
      }),
    ).toEqual({
      name: { familyName: 'King', MiddleName: 'Augusta' },
      emails: [{ value: 'ada@example.com', Type: 'work', Note: 'n' }],
      [ENTERPRISE]: { department: 'E', CostCenter: 'C' },
    });
  });

  it('loses no members that the server shows only on request', async () => {
    const mappings = [copy('$.displayName'), copy('$.members')];
    const group = (more: readonly object[]) => ({ group: { scimEntityEndpoint: 'Groups', mappings: more } });
    const { client, server } = await scimStage(
      { config: {}, membersOn: 'request' },
      {
        read: group([ID, ...mappings]),
        write: group([copy('$.displayName'), copy('$.members', '$.Members')]),
      },
    );
    const members = [{ value: 'a' }];
    const pilots = { schemas: [GROUP], id: '1', displayName: 'Pilots', members, meta: { number: 1 } };
    server.store.set('Groups', new Map([['1', pilots]]));
    const renamed = { schemas: [GROUP], displayName: 'Crew' };
    expect((await client.put('/Groups/1', renamed)).status).toBe(200);
    expect(server.store.get('Groups')?.get('1')).toMatchObject({ displayName: 'Crew', members });
    expect((await client.put('/Groups/1', { ...renamed, members: [] })).status).toBe(200);
    expect(server.store.get('Groups')?.get('1')).not.toHaveProperty('members');
  });

  it('repeats neither what the server sets itself, nor passwords', async () => {
    const stage = await withAda({ Groups: [{ value: 'g' }], PassWord: 'secret', title: 'Dr' }, [], []);
    expect(await afterPut(stage, {})).toEqual({ title: 'Dr' });
  });
});

describe('a PATCH that is emulated', () => {
  it('changes what the server spells otherwise', async () => {
    const stage = await withAda(
      { timeZone: 'Europe/Paris', Name: { FamilyName: 'Byron', MiddleName: 'Augusta' } },
      [copy('$.timeZone', '$.timezone'), copy('$.Name.FamilyName', '$.name.familyName')],
      [copy('$.timezone'), copy('$.name.familyName')],
    );
    const { status } = await stage.client.patch('/Users/1', [
      { op: 'replace', path: 'timezone', value: 'Europe/Berlin' },
    ]);
    expect(status).toBe(200);
    expect(stage.server.store.get('Users')?.get('1')).toMatchObject({
      timezone: 'Europe/Berlin',
      name: { FamilyName: 'Byron', MiddleName: 'Augusta' },
    });
  });
});
