/** What clients are told of a request that was answered with success and did not get all. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { ENTERPRISE, type HandOverSetup, recordingBackend, systemOf } from './support/hand-over.ts';

const copy = (path: string) => ({
  sourcePath: path,
  targetPath: path,
  optional: true,
  preserveArrayWithSingleElement: true,
});
const READ = {
  mappings: [copy('$'), { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' }],
};
const WRITE = { mappings: ['$.userName', '$.active', '$.name', '$.emails', '$.displayName'].map(copy) };
const OLD = { id: '1', userName: 'ada', active: true, title: 'Dr', emails: [{ value: 'a', type: 'work' }] };

const NOT_CARRIED = 'Not carried by the write transformation, and so not stored';
const OTHERWISE = 'Shown otherwise than asked';

interface Asked extends Partial<HandOverSetup> {
  /** What the backend has after the write; default: what it was sent. */
  readonly after?: JsonObject;
  /** What it had before. */
  readonly old?: JsonObject;
}

function setUp({ after, old = OLD, ...more }: Asked) {
  const backend = recordingBackend([old], { capabilities: { patch: 'none' } });
  if (after !== undefined) backend.answer = { entity: { id: '1', ...after } };
  return systemOf({ backend, read: READ, write: WRITE, ...more });
}

async function put(body: JsonObject, more: Asked = {}) {
  const { resource, context } = setUp(more);
  return (await resource.replace('1', { active: true, ...body }, {}, {}, context)).warnings;
}

async function patch(operations: JsonObject[], more: Asked = {}) {
  const { resource, context } = setUp(more);
  return (await resource.patch('1', { Operations: operations }, {}, {}, context)).warnings;
}

const set = (path: string, value: JsonValue) => ({ op: 'replace', path, value });

describe('PUT', () => {
  it.each<[string, JsonObject, string[]]>([
    ['what is carried', { userName: 'a', name: { givenName: 'x' }, emails: [{ value: 'b' }] }, []],
    ['what is not', { title: 'x', nickName: 'y' }, [`${NOT_CARRIED}: title, nickName`]],
    ['in whatever spelling', { TITLE: 'x' }, [`${NOT_CARRIED}: title`]],
    [
      'parts',
      { roles: [{ value: 'r', type: 't' }], [ENTERPRISE]: { manager: { displayName: 'x' } } },
      [`${NOT_CARRIED}: roles, ${ENTERPRISE}:manager.displayName`],
    ],
    ['nothing that says nothing', { title: null, nickName: '', roles: [], x: {} }, []],
    ['nothing that is the provider’s', { id: 'other', schemas: ['urn:x'], meta: { version: 'x' } }, []],
  ])('tells %s', async (_, body, warnings) => {
    expect(await put(body)).toEqual(warnings);
  });

  it('tells nothing that is shown all the same', async () => {
    const after = { userName: 'A', title: 'dr', emails: [{ value: 'A', type: 'work', primary: true }] };
    expect(
      await put(
        { userName: 'a', title: 'Dr', emails: [{ value: 'a', type: 'work', primary: true }] },
        { after },
      ),
    ).toEqual([]);
  });

  it('tells what is carried and shown otherwise, but not what the backend calls things', async () => {
    const asked = {
      userName: 'a',
      displayName: 'x',
      name: { display: 'd' },
      emails: [{ value: 'a', type: 'home', display: 'd', $ref: 'r' }],
    };
    const after = {
      userName: 'b',
      displayName: 'y',
      name: { display: 'e' },
      emails: [{ value: 'a', type: 'work', display: 'e', $ref: 's' }],
    };
    expect(await put(asked, { after })).toEqual([`${OTHERWISE}: userName, displayName, emails.type`]);
  });

  it('tells nothing of the name of a manager, which is not the client’s', async () => {
    const write = { mappings: [copy('$.userName'), copy('$.active'), copy(`$['${ENTERPRISE}']`)] };
    const of = (displayName: string, department: string) => ({
      userName: 'a',
      active: true,
      [ENTERPRISE]: { manager: { value: 'm', displayName }, department },
    });
    expect(await put(of('x', 'd'), { write, after: of('y', 'e') })).toEqual([
      `${OTHERWISE}: ${ENTERPRISE}:department`,
    ]);
  });

  it('tells nothing of what clients would not see', async () => {
    const read = { mappings: [READ.mappings[1], copy('$.userName')] } as object;
    expect(await put({ userName: 'a', emails: [{ value: 'x' }], title: 'x' }, { read })).toEqual([
      `${NOT_CARRIED}: title`,
    ]);
  });

  it('compares in the names of the write transformation', async () => {
    const read = {
      mappings: [...READ.mappings, { type: 'rename', constant: 'USERNAME', targetPath: '$.userName' }],
    };
    expect(await put({ userName: 'a' }, { read })).toEqual([]);
    const twice = { mappings: [...READ.mappings, { constant: 'x', targetPath: '$.USERNAME' }] };
    expect(await put({ userName: 'a', title: 't' }, { read: twice })).toEqual([`${NOT_CARRIED}: title`]);
  });

  it('tells nothing of attributes where the administrator says so', async () => {
    const properties = { 'ipsproxy.uncarried.attributes': 'ignore' };
    const after = { userName: 'b', active: false };
    expect(await put({ userName: 'a', title: 'x' }, { properties, after })).toEqual([
      'active was asked true and is false',
    ]);
  });

  it('needs several warnings for many names', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `attribute-${index}`);
    const warnings = await put(Object.fromEntries(names.map((name) => [name, 'x'])));
    const told = warnings.map((warning) => warning.replace(`${NOT_CARRIED}: `, '').split(', '));
    expect(told.flat()).toEqual(names);
    expect(told).toHaveLength(3);
    for (const line of told) expect(line.join(', ').length).toBeLessThanOrEqual(200);
    const [first = [], second = []] = told;
    expect([...first, second[0]].join(', ').length).toBeGreaterThan(200);
    const fitting = ['a'.repeat(99), 'b'.repeat(99)];
    expect(await put(Object.fromEntries(fitting.map((name) => [name, 1])))).toEqual([
      `${NOT_CARRIED}: ${fitting.join(', ')}`,
    ]);
    const [long = ''] = await put({ ['n'.repeat(300)]: 1, o: 1 });
    expect(long).toBe(`${NOT_CARRIED}: ${'n'.repeat(200)}`);
  });
});

describe('POST', () => {
  it('tells what only a create would not carry', async () => {
    const backend = recordingBackend([]);
    const write = { mappings: [copy('$.userName'), { ...copy('$.title'), scope: 'createEntity' }] };
    const { resource, context } = systemOf({ backend, read: READ, write });
    const answer = await resource.create({ userName: 'a', title: 'x', nickName: 'n' }, {}, context);
    expect(answer.warnings).toEqual([`${NOT_CARRIED}: nickName`]);
  });
});

describe('whether the user may log on', () => {
  it.each<[JsonValue, JsonValue | undefined, string[]]>([
    [false, true, ['active was asked false and is true']],
    [true, false, ['active was asked true and is false']],
    [true, true, []],
    [false, undefined, []],
    [false, 'no', []],
    ['False', true, ['active was asked false and is true']],
  ])('asked %j and shown %j', async (active, is, warnings) => {
    const after = { userName: 'a', ...(is === undefined ? {} : { active: is }) };
    expect(await put({ userName: 'a', active }, { after })).toEqual(warnings);
    expect(await patch([set('active', active), set('userName', 'a')], { after, read: READ })).toEqual(
      active === true ? [] : warnings,
    );
  });

  it('is told once, and not as an attribute that nobody carries', async () => {
    const write = { mappings: [copy('$.userName')] };
    expect(
      await put({ userName: 'a', active: false }, { write, after: { userName: 'a', active: true } }),
    ).toEqual(['active was asked false and is true']);
  });

  it('is no matter of groups', async () => {
    const backend = recordingBackend([OLD]);
    backend.answer = { entity: { id: '1', active: true } };
    const { resource, context } = systemOf({ backend, type: 'group', read: READ, write: WRITE });
    expect((await resource.replace('1', { active: false }, {}, {}, context)).warnings).toEqual([]);
  });
});
