import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { operationsForBackend } from '../../../../src/scim/patch/index.ts';
import { GROUP_SCHEMA } from '../../../../src/scim/schemas.ts';
import { add, CORE, ENTERPRISE, GROUP, ID, normalized, remove, replace, SAP, USER } from './support.ts';

const META = { version: '3', lastModified: 'yesterday', list: [1, 2] };
const ENTITY: JsonObject = {
  emails: [{ value: 'x', type: 'work' }],
  [SAP]: { phoneNumbers: [{ value: '1', type: 'work' }], userUuidHistory: ['u'] },
  name: { givenName: 'a' },
};

/** What a backend with this entity is sent, and how often it was read for that. */
async function sent(
  given: readonly JsonValue[],
  current: { entity: JsonObject; meta: JsonValue | undefined } = { entity: ENTITY, meta: META },
): Promise<{ operations: JsonObject[]; reads: number }> {
  let reads = 0;
  const { steps } = normalized(USER, ...given);
  const read = async () => {
    reads += 1;
    return current;
  };
  const operations = await operationsForBackend(steps, read, CORE);
  return { operations, reads };
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = (await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )) as { status: number; scimType: string; message: string };
  return `${error.status} ${error.scimType} ${error.message}`;
}

describe('operations that stand for themselves', () => {
  it('are sent without a look at the resource', async () => {
    const given = [
      replace('title', 'x'),
      remove('emails[type eq "work"]'),
      replace('emails[type eq "home"].value', 'y'),
    ];
    expect(await sent(given)).toEqual({ operations: given, reads: 0 });
  });
});

describe('add with a filter', () => {
  it.each<[string, JsonObject]>([
    ['a part', add('emails[type eq "work"].value', 'y')],
    ['a whole value', add('emails[type eq "work"]', { display: 'd' })],
    ['an extension', add(`${SAP}:phoneNumbers[type eq "work"].value`, '2')],
  ])('that matches is sent as it is: %s', async (_, operation) => {
    expect(await sent([operation])).toEqual({ operations: [operation], reads: 1 });
  });

  it.each<[JsonObject, JsonObject]>([
    [add('emails[type eq "home"].value', 'y'), add('emails', [{ type: 'home', value: 'y' }])],
    [
      add('emails[type eq "home"]', { value: 'y', display: 'd' }),
      add('emails', [{ type: 'home', value: 'y', display: 'd' }]),
    ],
    [add('emails[type eq "home"]', { type: 'other' }), add('emails', [{ type: 'other' }])],
    [add('emails[type eq "home"]', 'y'), add('emails', [{ type: 'home', value: 'y' }])],
    [
      add('emails[type eq "home" and PRIMARY eq "True"].value', 'y'),
      add('emails', [{ type: 'home', primary: true, value: 'y' }]),
    ],
    [
      add(`${SAP}:phoneNumbers[type eq "home"].value`, '2'),
      add(`${SAP}:phoneNumbers`, [{ type: 'home', value: '2' }]),
    ],
    [add('things[a eq 1]', 'x'), add('things', [{ a: 1, value: 'x' }])],
    [add(`${ENTERPRISE}:things[a eq 1].b`, 2), add(`${ENTERPRISE}:things`, [{ a: 1, b: 2 }])],
    [add('name[a eq 1].b', 2), add('name', [{ a: 1, b: 2 }])],
  ])('that matches nothing adds the value that it describes: %j', async (given, expected) => {
    expect(await sent([given])).toEqual({ operations: [expected], reads: 1 });
  });

  it.each([
    'type co "home"',
    'type eq "home" or type eq "other"',
    'not (type eq "work")',
    'value pr and type eq "x"',
    'type eq null',
  ])('that describes no value is refused where it matches nothing: %s', async (filter) => {
    expect(await refusalOf(sent([add(`emails[${filter}].value`, 'y')], { entity: {}, meta: META }))).toBe(
      '400 noTarget Operations[0]: no value of emails matches the filter.',
    );
  });

  it('is known for one', () => {
    expect(normalized(USER, add(`${SAP}:emails[TYPE eq "work"].value`, 'y')).steps).toMatchObject([
      { needs: { kind: 'match', schema: SAP, attribute: 'emails' } },
    ]);
  });

  it('finds the list in any spelling that the backend has', async () => {
    const entity = { EMAILS: [{ TYPE: 'work' }], [SAP.toUpperCase()]: { PhoneNumbers: [{ Type: 'work' }] } };
    const given = [
      add('emails[type eq "work"].value', 'y'),
      add(`${SAP}:phoneNumbers[type eq "work"].value`, '2'),
    ];
    expect(await sent(given, { entity, meta: META })).toEqual({ operations: given, reads: 1 });
  });
});

describe('remove of values', () => {
  it('is sent for those that are there', async () => {
    const operation = remove('emails', [{ value: 'x' }, { value: 'gone' }, { type: 'home' }]);
    const emails = [
      { value: 'x', type: 'work' },
      { value: 'y', type: 'home' },
    ];
    const current = { entity: { ...ENTITY, emails }, meta: META };
    expect(await sent([operation, remove(`${SAP}:userUuidHistory`, ['u', 'v'])], current)).toEqual({
      operations: [
        remove('emails[value eq "x"]'),
        remove('emails[type eq "home"]'),
        remove(`${SAP}:userUuidHistory[value eq "u"]`),
      ],
      reads: 1,
    });
    expect(await sent([remove('phoneNumbers', [{ value: '1' }])])).toEqual({ operations: [], reads: 1 });
  });

  it('of members is the backend’s own business', async () => {
    const { steps } = normalized(GROUP, remove('members', ['a']));
    const never = () => Promise.reject(new Error('not needed'));
    expect(await operationsForBackend(steps, never, GROUP_SCHEMA)).toEqual([
      remove('members', [{ value: 'a' }]),
    ]);
  });
});

describe('operations one after the other', () => {
  it('are settled on what those before them leave', async () => {
    const given = [
      add('emails[type eq "home"].value', 'y'),
      add('emails[type eq "home"].display', 'd'),
      remove('emails', ['x']),
      remove('emails', ['x']),
    ];
    expect(await sent(given)).toEqual({
      operations: [
        add('emails', [{ type: 'home', value: 'y' }]),
        add('emails[type eq "home"].display', 'd'),
        remove('emails[value eq "x"]'),
      ],
      reads: 1,
    });
  });

  it('that only the backend can make sense of are its own business', async () => {
    const given = [replace('emails[type eq "nothing"].value', 'z'), remove('emails', ['x'])];
    expect(await sent(given)).toEqual({ operations: [given[0], remove('emails[value eq "x"]')], reads: 1 });
  });
});

describe('remove of values of an attribute that no schema declares', () => {
  const things = remove('Things', ['x', { a: 1 }, 'gone']);

  it('is that of values, where the backend has a list', async () => {
    const entity = { Things: ['x', { a: 1 }] };
    expect(await sent([things], { entity, meta: META })).toEqual({
      operations: [remove('Things[value eq "x"]'), remove('Things[a eq 1]')],
      reads: 1,
    });
  });

  it.each<JsonValue | undefined>(['x', { a: 1 }, undefined])(
    'is that of the whole, where it has %j',
    async (value) => {
      const entity: JsonObject = value === undefined ? {} : { Things: value };
      expect(await sent([things], { entity, meta: META })).toEqual({
        operations: [remove('Things')],
        reads: 1,
      });
    },
  );
});

describe('meta', () => {
  it.each<[string, JsonValue]>([
    ['meta', META],
    ['META', { VERSION: '3' }],
    ['meta', { list: [1, 2] }],
    ['meta', {}],
    ['meta.Version', '3'],
    ['meta.nothing', null],
  ])('that is repeated is left out: %s %j', async (path, value) => {
    const { operations, reads } = await sent([replace(path, value), replace('title', 'x')]);
    expect({ operations, reads }).toEqual({ operations: [replace('title', 'x')], reads: 1 });
  });

  it.each<[string, JsonValue]>([
    ['meta', { version: '4' }],
    ['meta', { version: '3', other: 1 }],
    ['meta', { list: [2, 1] }],
    ['meta', null],
    ['meta', 'x'],
    ['meta.version', null],
    ['meta.version', '4'],
    ['meta.other', '3'],
  ])('that is another is refused: %s %j', async (path, value) => {
    expect(await refusalOf(sent([replace('title', 'x'), replace(path, value)]))).toBe(
      '400 mutability Operations[1]: meta is read-only; leave it out.',
    );
  });

  it('can be nothing where there is none', async () => {
    for (const meta of [undefined, {}, 'x']) {
      expect(await sent([replace('meta', null)], { entity: ENTITY, meta })).toEqual({
        operations: [],
        reads: 1,
      });
    }
  });
});

it('refusals say which operation of the client it is', async () => {
  const own = { op: 'replace', value: { id: ID } };
  expect(await refusalOf(sent([own, replace('meta.version', '4')]))).toBe(
    '400 mutability Operations[1]: meta is read-only; leave it out.',
  );
});

it('operations see what those before them did', async () => {
  const work = { type: 'work', value: 'y' };
  expect(await sent([remove('emails'), add('emails[type eq "work"].value', 'y')])).toEqual({
    operations: [remove('emails'), add('emails', [work])],
    reads: 1,
  });
  expect(await sent([add('emails', [{ value: 'new' }]), remove('emails', ['new'])])).toEqual({
    operations: [add('emails', [{ value: 'new' }]), remove('emails[value eq "new"]')],
    reads: 1,
  });
});

it('a resource that cannot be read is no resource without values', async () => {
  const { steps } = normalized(USER, remove('emails', [{ value: 'x' }]));
  const broken = operationsForBackend(steps, () => Promise.reject(new Error('unreachable')), CORE);
  await expect(broken).rejects.toThrow('unreachable');
});
