/** What clients are told of a PUT that shall take something away. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import {
  ENTERPRISE,
  EVERYTHING,
  type HandOverSetup,
  recordingBackend,
  systemOf,
} from './support/hand-over.ts';

const copy = (path: string, more: object = {}) => ({
  sourcePath: path,
  targetPath: path,
  optional: true,
  preserveArrayWithSingleElement: true,
  ...more,
});
const ALL = { sourcePath: '$', targetPath: '$' };
const READ = { mappings: [ALL, { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' }] };
const WRITTEN = ['$.userName', '$.active', '$.title', '$.name', '$.emails', '$.groups', `$['${ENTERPRISE}']`];
const WRITE = { mappings: WRITTEN.map((path) => copy(path)) };
const OLD = {
  id: '1',
  userName: 'ada',
  active: true,
  title: 'Dr',
  nickName: 'A',
  name: { givenName: 'Ada', display: 'A.' },
  emails: [{ value: 'a', type: 'work', display: 'A' }],
  groups: [{ value: 'g' }],
  [ENTERPRISE]: { department: 'd' },
};
const NOT_REMOVED = 'Not removed';

interface Put extends Partial<HandOverSetup> {
  /** What the backend has afterwards; default: what it had before. */
  readonly after?: JsonObject;
  readonly isRead?: boolean;
}

/** PUT of the entity with these changes; `undefined` leaves a name out. */
async function put(
  changes: Record<string, JsonValue | undefined>,
  { after = OLD, isRead = true, ...more }: Put = {},
) {
  const backend = recordingBackend([OLD], isRead ? { carryOver: EVERYTHING } : {});
  backend.answer = { entity: after };
  const { resource, context } = systemOf({ backend, read: READ, write: WRITE, ...more });
  const body = Object.fromEntries(
    Object.entries({ ...OLD, ...changes }).filter(([, value]) => value !== undefined),
  ) as JsonObject;
  const { warnings } = await resource.replace('1', body, {}, {}, context);
  return warnings;
}

describe('what was left out, and is there all the same', () => {
  it.each<[string, Record<string, JsonValue | undefined>, string[]]>([
    ['nothing', {}, []],
    ['an attribute', { title: undefined }, ['title']],
    ['several', { title: undefined, emails: undefined }, ['title', 'emails']],
    ['a part', { name: { display: 'A.' } }, ['name.givenName']],
    ['a part of a value', { emails: [{ value: 'a', display: 'A' }] }, ['emails.type']],
    ['an extension', { [ENTERPRISE]: undefined }, [`${ENTERPRISE}:department`]],
    ['what no mapping carries', { nickName: undefined }, []],
    ['groups, which are said in the groups', { groups: undefined }, []],
    [
      'names that are the backend’s own',
      { name: { givenName: 'Ada' }, emails: [{ value: 'a', type: 'work' }] },
      [],
    ],
    ['what is the provider’s', { id: undefined, active: undefined }, []],
  ])('is told: %s', async (_, changes, names) => {
    expect(await put(changes)).toEqual(names.length === 0 ? [] : [`${NOT_REMOVED}: ${names.join(', ')}`]);
  });

  it('is not told where nobody knows what was there', async () => {
    expect(await put({ title: undefined }, { isRead: false })).toEqual([]);
  });

  it('is not told where the transformation puts it there', async () => {
    const write = {
      mappings: [
        ...WRITE.mappings.filter(({ sourcePath }) => sourcePath !== '$.title'),
        copy('$.title', { defaultValue: 'Dr' }),
      ],
    };
    expect(await put({ title: undefined }, { write })).toEqual([]);
  });

  it('is not told where it is gone', async () => {
    const { title: _, emails: __, ...after } = OLD;
    expect(await put({ title: undefined, emails: undefined }, { after })).toEqual([]);
    expect(
      await put({ title: undefined, emails: undefined }, { after: { ...after, title: '', emails: [] } }),
    ).toEqual([]);
  });

  it('is not told where the administrator says so', async () => {
    expect(
      await put({ title: undefined }, { properties: { 'ipsproxy.uncarried.attributes': 'ignore' } }),
    ).toEqual([]);
  });
});

describe('what was emptied in so many words, and is there all the same', () => {
  it.each<[string, Record<string, JsonValue>, string]>([
    ['null', { title: null }, 'title'],
    ['an empty list', { emails: [] }, 'emails'],
    ['null for an object', { name: null }, 'name.givenName'],
    ['null in an object', { name: { givenName: null } }, 'name.givenName'],
    ['null for an extension', { [ENTERPRISE]: null }, `${ENTERPRISE}:department`],
    ['what no mapping carries', { nickName: null }, 'nickName'],
    ['groups', { groups: [] }, 'groups'],
  ])('is told: %s', async (_, changes, names) => {
    expect(await put(changes)).toEqual([`${NOT_REMOVED}: ${names}`]);
  });

  it('is not told of what no mapping carries, where it was only left out of an object', async () => {
    const write = { mappings: [copy('$.userName'), copy('$.active')] };
    expect(await put({ name: {} }, { write })).toEqual([]);
    expect(await put({ name: { givenName: null } }, { write })).toEqual([`${NOT_REMOVED}: name.givenName`]);
    expect(await put({ name: null }, { write })).toEqual([`${NOT_REMOVED}: name.givenName`]);
  });

  it('is told where an empty text says so', async () => {
    expect(await put({ title: '', name: { givenName: '' } })).toEqual([
      `${NOT_REMOVED}: title, name.givenName`,
    ]);
  });
});

describe('what no mapping carries', () => {
  it('is told, unless the backend has got it in another way', async () => {
    const blind = {
      mappings: [READ.mappings[1] as object, ...['$.userName', '$.active'].map((path) => copy(path))],
    };
    const write = { mappings: [copy('$.userName'), copy('$.active')] };
    const body = {
      emails: undefined,
      groups: undefined,
      name: undefined,
      [ENTERPRISE]: undefined,
      nickName: undefined,
    };
    // It is carried over, as it was.
    expect(await put(body, { read: blind, write })).toEqual([]);
    expect(await put({ ...body, title: 'Prof' }, { read: blind, write })).toEqual([
      'Not carried by the write transformation, and so not stored: title',
    ]);
  });

  it('is told of active, where clients do not see it', async () => {
    const read = { mappings: [READ.mappings[1] as object, copy('$.userName')] };
    const write = { mappings: [copy('$.userName')] };
    const lean = {
      title: undefined,
      emails: undefined,
      groups: undefined,
      name: undefined,
      [ENTERPRISE]: undefined,
      nickName: undefined,
    };
    expect(await put({ ...lean, active: false }, { read, write })).toEqual([
      'Not carried by the write transformation, and so not stored: active',
    ]);
    expect(await put({ ...lean, active: true }, { read, write })).toEqual([]);
    expect(
      await put(
        { ...lean, active: false },
        { read, write: { mappings: [copy('$.userName'), copy('$.active')] } },
      ),
    ).toEqual([]);
  });

  it('is told of active, where nobody looked at the user before', async () => {
    const read = { mappings: [READ.mappings[1] as object, copy('$.userName')] };
    const backend = recordingBackend([OLD]);
    const { resource, context } = systemOf({ backend, read, write: { mappings: [copy('$.userName')] } });
    const { warnings } = await resource.replace('1', { userName: 'ada', active: false }, {}, {}, context);
    expect(warnings).toEqual(['Not carried by the write transformation, and so not stored: active']);
  });
});

describe('what is carried and never shown', () => {
  it('is not told of a password', async () => {
    const write = { mappings: [...WRITE.mappings, copy('$.password')] };
    expect(await put({ password: 'secret', title: 'Prof' }, { write })).toEqual([
      'Shown otherwise than asked: title',
    ]);
  });
});

describe('names in warnings', () => {
  it('are names of attributes, never data', async () => {
    expect(await put({ 'bob@example.com': 1, 'a b': 2, shoeSize: 40 })).toEqual([
      'Not carried by the write transformation, and so not stored: shoeSize, 2 that are no attribute names',
    ]);
  });
});

describe('an emulated PATCH', () => {
  const patched = async (old: JsonObject, ...Operations: JsonObject[]) => {
    const backend = recordingBackend([old]);
    backend.answer = { entity: old };
    const { resource, context } = systemOf({ backend, read: READ, write: WRITE });
    return (await resource.patch('1', { Operations }, {}, {}, context)).warnings;
  };

  it('tells nothing of a value that is no more the primary one than before', async () => {
    const remove = { op: 'remove', path: 'emails[value eq "a"].primary' };
    const emails = (primary: boolean) => [{ value: 'a', primary }, { value: 'b' }];
    expect(await patched({ ...OLD, emails: emails(true) }, remove)).toEqual([
      `${NOT_REMOVED}: emails.primary`,
    ]);
    expect(await patched({ ...OLD, emails: emails(false) }, remove)).toEqual([]);
  });
});
