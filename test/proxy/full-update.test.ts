/** What a full update sends instead of the present entity. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  BASE_URL,
  type BackendSetup,
  EVERYTHING,
  type HandOverSetup,
  operationsOf,
  recordingBackend,
  refusalOf,
  systemOf,
} from './support/hand-over.ts';

const copy = (path: string, more: object = {}) => ({
  sourcePath: path,
  targetPath: path,
  optional: true,
  preserveArrayWithSingleElement: true,
  ...more,
});
const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
const READ = {
  mappings: [ID, ...['$.userName', '$.active', '$.title', '$.members', '$.emails'].map((path) => copy(path))],
};
const WRITE = { mappings: READ.mappings.slice(1) };
const OLD = {
  id: '1',
  userName: 'ada',
  active: false,
  title: 'Dr',
  secret: 's',
  emails: [{ value: 'a', type: 'work' }],
};

interface Update extends Partial<HandOverSetup> {
  readonly old?: JsonObject;
  readonly setup?: BackendSetup;
}

function setUp({ old = OLD, setup = {}, ...more }: Update) {
  const backend = recordingBackend([old], setup);
  return { backend, ...systemOf({ backend, read: READ, write: WRITE, ...more }) };
}

/** What the backend is sent. */
async function sent(body: JsonObject, update: Update = {}): Promise<unknown> {
  const { backend, resource, context } = setUp(update);
  await resource.replace('1', body, {}, {}, context);
  expect(operationsOf(backend)).toHaveLength(
    backend.calls.filter(([operation]) => operation === 'get').length + 1,
  );
  return backend.calls.at(-1)?.[2];
}

describe('what is carried over', () => {
  const setup = { carryOver: EVERYTHING };

  it('is what the client could not see or write', async () => {
    expect(await sent({ userName: 'x', active: true }, { setup })).toEqual({
      userName: 'x',
      active: true,
      secret: 's',
    });
    const blind = {
      mappings: READ.mappings.filter(
        (mapping) => !('targetPath' in mapping && mapping.targetPath === '$.title'),
      ),
    };
    expect(await sent({ active: true }, { setup, read: blind })).toEqual({
      active: true,
      title: 'Dr',
      secret: 's',
    });
    const mute = { mappings: WRITE.mappings.slice(0, 2) };
    expect(await sent({ active: true }, { setup, write: mute })).toEqual({
      active: true,
      title: 'Dr',
      secret: 's',
      emails: OLD.emails,
    });
  });

  it('is nothing where the backend keeps what is not named', async () => {
    expect(await sent({ userName: 'x', active: true })).toEqual({ userName: 'x', active: true });
  });

  it('is all of an entity that clients do not see', async () => {
    const hidden = { ...READ, condition: '$.active == true' };
    expect(await sent({ userName: 'x', active: false }, { setup, read: hidden })).toEqual({
      userName: 'x',
      active: false,
      title: 'Dr',
      secret: 's',
      emails: OLD.emails,
    });
  });

  it('is not what a default says, nor whether the entity meets the condition of the transformation', async () => {
    const write = {
      mappings: [...WRITE.mappings, copy('$.secret', { defaultValue: 'd' })],
      condition: "$.userName != 'ada'",
    };
    expect(await sent({ userName: 'x', active: true }, { setup, write })).toEqual({
      userName: 'x',
      active: true,
      secret: 's',
    });
  });

  it('is not what the transformation says of the id and its place', async () => {
    const write = {
      mappings: [
        { sourceVariable: 'entityIdTargetSystem', targetPath: '$.reference' },
        { sourceVariable: 'entityBaseLocation', targetPath: '$.base' },
        ...WRITE.mappings,
      ],
    };
    const old = { id: '1', active: true, reference: 'old', base: 'old' };
    expect(await sent({ active: true }, { setup, write, old })).toEqual({
      active: true,
      reference: '1',
      base: `${BASE_URL}/Users/`,
    });
  });

  it('has the values of a list of which clients see nothing of this entity', async () => {
    const emails = copy('$.emails', { condition: "$.title == 'x'" });
    const read = { mappings: [...READ.mappings.slice(0, -1), emails] };
    const body = { active: true, emails: [{ value: 'n' }] };
    expect(await sent(body, { setup, read })).toMatchObject({ emails: [{ value: 'n' }, ...OLD.emails] });
    const never = { mappings: [...READ.mappings.slice(0, -1), copy('$.name.emails')] };
    expect(await sent(body, { setup, read: never })).toMatchObject({ emails: [{ value: 'n' }] });
  });

  it('is all that clients could not send back', async () => {
    const old = { id: '1', displayName: 'g', members: [{ display: 'no value' }], active: true };
    expect(await sent({ active: true }, { setup, old, type: 'group' })).toEqual({
      active: true,
      displayName: 'g',
      members: old.members,
    });
  });

  it('is computed with the links of the client turned back', async () => {
    const urls = { bases: ['https://tenant.example.com/scim'], collections: { user: 'Users' } };
    const old = {
      id: '1',
      active: true,
      members: [{ value: 'b', $ref: 'https://tenant.example.com/scim/Users/b' }],
    };
    expect(await sent({ active: true, members: [{ value: 'b' }] }, { setup, old, urls })).toEqual({
      active: true,
      members: [{ value: 'b' }],
    });
    expect(await sent({ active: true }, { setup, old, urls })).toEqual({ active: true });
  });
});

describe('a list of which the backend gave only a part', () => {
  const about = { incomplete: ['members'] };
  const old = { id: '1', displayName: 'g', members: [{ value: 'a', type: 'User' }] };
  const refusal =
    '501 undefined System s-1: this update would take away what the backend did not show of members: it gave only a part of the list. ' +
    'Nothing was changed. Change single values by PATCH, or let the transformations read and write the whole list.';

  it.each<[string, object, JsonObject, boolean]>([
    [
      'is not completed by what was shown',
      { mappings: [copy('$.members[*].value', { targetPath: '$.members[?(@.value)]' })] },
      { members: ['a'] },
      true,
    ],
    [
      'is not completed by what was shown, however the transformation spells it',
      { mappings: [copy('$.members[*].value', { targetPath: '$.Members[?(@.value)]' })] },
      { members: ['a'] },
      true,
    ],
    ['is not carried over', { mappings: [copy('$.displayName')] }, { displayName: 'x' }, true],
    ['is what the client says, where it says all', WRITE, { members: ['b'] }, false],
    [
      'is of no importance where nothing of it is there',
      WRITE,
      { members: [{ value: 'a', type: 'User' }] },
      false,
    ],
  ])('%s', async (_, write, body, refused) => {
    const read = { mappings: [ID, copy('$.members')] };
    const { backend, resource, context } = setUp({
      old,
      write,
      read,
      type: 'group',
      setup: { about, carryOver: EVERYTHING },
    });
    const work = resource.replace('1', body, {}, {}, context);
    if (refused) expect(await refusalOf(work)).toBe(refusal);
    else expect((await work).status).toBe(200);
    expect(operationsOf(backend).includes('replace')).toBe(!refused);
  });
});
