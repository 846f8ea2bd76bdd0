/** What clients send, as the write transformation gets it. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { UNUSABLE_MEMBERS } from '../connectors/support/unusable-members.ts';
import {
  BASE_URL,
  ENTERPRISE,
  type HandOverSetup,
  recordingBackend,
  refusalOf,
  systemOf,
} from './support/hand-over.ts';

const COPY = { mappings: [{ sourcePath: '$', targetPath: '$' }] };
const READ = {
  mappings: [
    ...COPY.mappings,
    { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' },
  ],
};
const TENANT = 'https://tenant.example.com/scim';
const URLS = { bases: [TENANT], collections: { user: 'Users', group: 'Groups' } };

function setUp(more: Partial<HandOverSetup>) {
  const backend = recordingBackend([{ id: '1' }]);
  return { backend, ...systemOf({ backend, read: READ, write: COPY, ...more }) };
}

/** What the backend is sent on POST and on PUT. */
async function sent(body: JsonObject, more: Partial<HandOverSetup> = {}): Promise<unknown[]> {
  const { backend, resource, context } = setUp(more);
  await resource.create(body, {}, context);
  await resource.replace('1', body, {}, {}, context);
  return backend.calls
    .filter(([operation]) => operation !== 'get')
    .map(([operation, ...given]) => (operation === 'create' ? given[0] : given[1]));
}

async function refusals(body: JsonObject, more: Partial<HandOverSetup> = {}): Promise<string[]> {
  const { backend, resource, context } = setUp(more);
  const told = [
    await refusalOf(resource.create(body, {}, context)),
    await refusalOf(resource.replace('1', body, {}, {}, context)),
  ];
  expect(backend.calls).toEqual([]);
  return told;
}

const both = (value: unknown) => [value, value];

describe('names', () => {
  it('are those of the schemas and of the transformation', async () => {
    const write = {
      mappings: [...COPY.mappings, { sourcePath: '$.ShoeSize', targetPath: '$.shoe', optional: true }],
    };
    const body = { USERNAME: 'a', active: true, shoesize: 40, NAME: { GivenName: 'b' } };
    const expected = { userName: 'a', active: true, ShoeSize: 40, shoe: 40, name: { givenName: 'b' } };
    expect(await sent(body, { write })).toEqual(both(expected));
  });

  it('may have the URN of their schema in front', async () => {
    const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
    const body = {
      [`${core}:Active`]: 'True',
      [`${core}:name.GivenName`]: 'g',
      [`${ENTERPRISE}:Department`]: 'd',
    };
    expect(await sent(body)).toEqual(
      both({ active: true, name: { givenName: 'g' }, [ENTERPRISE]: { department: 'd' } }),
    );
    const [twice] = await refusals({ active: true, [`${core}:active`]: false });
    expect(twice).toContain('400 invalidSyntax The same attribute is there twice');
  });

  it('are there once', async () => {
    const [one, other] = await refusals({ userName: 'a', Username: 'b' });
    expect(one).toContain('400 invalidSyntax The same attribute is there twice: userName and Username.');
    expect(other).toBe(one);
  });

  it('of conditions are the canonical ones', async () => {
    const write = { ...COPY, condition: '$.userName EMPTY false' };
    expect(await sent({ USERNAME: 'a', active: true }, { write })).toEqual(
      both({ userName: 'a', active: true }),
    );
  });
});

describe('active of a user', () => {
  it.each<[JsonValue, boolean]>([
    ['True', true],
    [' false ', false],
    [true, true],
    [false, false],
  ])('%j is %s', async (active, expected) => {
    expect(await sent({ Active: active, userName: 'a' })).toEqual(both({ active: expected, userName: 'a' }));
  });

  it('is not said by null', async () => {
    expect(await sent({ active: null, userName: 'a' })).toEqual(both({ userName: 'a' }));
  });

  it.each<JsonValue>(['no', '', 1, {}, [true]])('is never %j', async (active) => {
    expect(await refusals({ active })).toEqual(both('400 invalidValue active must be true or false.'));
  });

  it('of a custom type is any attribute', async () => {
    expect(await sent({ active: 'no' }, { type: 'role' })).toEqual(both({ active: 'no' }));
  });

  it('of a group is any attribute', async () => {
    expect(await sent({ active: 'no', displayName: 'g' }, { type: 'group' })).toEqual(
      both({ active: 'no', displayName: 'g' }),
    );
  });
});

describe('values', () => {
  it('get the shape of their attribute', async () => {
    const body = {
      active: true,
      EMAILS: { VALUE: 'a' },
      name: [{ givenName: 'g' }],
      [ENTERPRISE]: { manager: 'm' },
    };
    expect(await sent(body)).toEqual(
      both({
        active: true,
        emails: [{ value: 'a' }],
        name: { givenName: 'g' },
        [ENTERPRISE]: { manager: { value: 'm' } },
      }),
    );
    expect(await refusals({ name: 'x' })).toEqual(
      both('400 invalidValue name is complex: its value must be an object of sub-attributes.'),
    );
  });
});

describe('an active that a transformation reads', () => {
  it('may be any text, where it is not copied', async () => {
    const write = { mappings: [{ sourcePath: '$.active', targetPath: '$.state' }] };
    expect(await sent({ active: 'on leave' }, { write })).toEqual(both({ state: 'on leave' }));
    expect(await sent({ active: 'True' }, { write })).toEqual(both({ state: true }));
  });
});

describe('members of a group', () => {
  const group = { type: 'group' } as const;

  it.each<[JsonValue, JsonValue]>([
    [[], []],
    ['a', [{ value: 'a' }]],
    [{ VALUE: 'a', Display: 'A' }, [{ value: 'a', display: 'A' }]],
    [
      ['a', { value: 'b' }],
      [{ value: 'a' }, { value: 'b' }],
    ],
  ])('%j are %j', async (members, expected) => {
    expect(await sent({ Members: members, displayName: 'g' }, group)).toEqual(
      both({ members: expected, displayName: 'g' }),
    );
  });

  it.each(
    UNUSABLE_MEMBERS.filter((member) => JSON.stringify(member) !== '{"value":"","Value":"a"}').map(
      (member) => [member],
    ),
  )('are never %j', async (member) => {
    for (const members of [[member], ['a', member]]) {
      for (const refusal of await refusals({ members }, group))
        expect(refusal).toContain('400 invalidValue A member needs a value');
    }
  });

  it('that are null are none for a new group, and no wish for one that is there', async () => {
    const { backend, resource, context } = setUp(group);
    await resource.create({ displayName: 'g', members: null }, {}, context);
    expect(backend.calls).toEqual([['create', { displayName: 'g' }]]);
    expect(await refusalOf(resource.replace('1', { members: null }, {}, {}, context))).toContain(
      '400 invalidValue A member needs a value',
    );
    expect(backend.calls).toHaveLength(1);
  });

  it('have the name that clients know', async () => {
    const copy = (from: string, to: string) => ({
      sourcePath: `$.${from}`,
      targetPath: `$.${to}`,
      optional: true,
      preserveArrayWithSingleElement: true,
    });
    const read = { mappings: [READ.mappings[1] as object, copy('members', 'people')] };
    const write = { mappings: [copy('people', 'members')] };
    expect(await sent({ PEOPLE: 'a' }, { ...group, read, write })).toEqual(
      both({ members: [{ value: 'a' }] }),
    );
    for (const told of await refusals({ people: [{}] }, { ...group, read, write })) {
      expect(told).toContain('400 invalidValue A member needs a value');
    }
  });

  it('of a user are any attribute', async () => {
    expect(await sent({ members: [{}], active: true })).toEqual(both({ members: [{}], active: true }));
  });
});

describe('URLs of the proxy', () => {
  it('are the backend’s', async () => {
    const body = { manager: { $ref: `${BASE_URL}/Users/7` }, members: ['a'], link: `${BASE_URL}/Users/8` };
    expect(
      await sent(body, { urls: URLS, type: 'group', read: { ...READ, scimEntityEndpoint: 'Groups' } }),
    ).toEqual(both({ manager: {}, members: [{ value: 'a' }], link: `${BASE_URL}/Users/8` }));
    const user = { manager: { $ref: `${BASE_URL}/Users/7` }, active: true };
    expect(await sent(user, { urls: URLS })).toEqual(
      both({ manager: { $ref: `${TENANT}/Users/7` }, active: true }),
    );
  });

  it('are the backend’s in a PATCH, too', async () => {
    const backend = recordingBackend([{ id: '1', active: true }], { capabilities: { patch: 'native' } });
    const operations = {
      sourcePath: '$.Operations',
      targetPath: '$.Operations',
      preserveArrayWithSingleElement: true,
      scope: 'patchEntity',
    };
    const write = { mappings: [...COPY.mappings, operations] };
    const { resource, context } = systemOf({ backend, read: READ, write, urls: URLS });
    const Operations = [{ op: 'replace', path: 'manager', value: { $ref: `${BASE_URL}/Users/7` } }];
    await resource.patch('1', { Operations }, {}, {}, context);
    expect(backend.calls[0]?.[2]).toEqual({
      Operations: [{ op: 'replace', path: 'manager', value: { $ref: `${TENANT}/Users/7` } }],
    });
  });
});
