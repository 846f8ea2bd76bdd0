/** What clients are told of a PATCH that was answered with success and did not get all. */
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
const NOT_REMOVED = 'Not removed';

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

async function patch(operations: JsonObject[], more: Asked = {}) {
  const { resource, context } = setUp(more);
  return (await resource.patch('1', { Operations: operations }, {}, {}, context)).warnings;
}

const set = (path: string, value: JsonValue) => ({ op: 'replace', path, value });

describe('emulated PATCH', () => {
  it.each<[string, JsonObject[], string[]]>([
    ['what is carried', [set('userName', 'x')], []],
    ['what is not', [set('title', 'Prof')], [`${NOT_CARRIED}: title`]],
    [
      'what is not, and was not there',
      [set('nickName', 'x'), set('userName', 'x')],
      [`${NOT_CARRIED}: nickName`],
    ],
    ['nothing of what stays as it was', [set('userName', 'x'), set('title', 'Dr')], []],
    ['what cannot be removed', [{ op: 'remove', path: 'title' }], [`${NOT_REMOVED}: title`]],
    ['parts that are not carried', [set('emails[type eq "work"].display', 'd')], []],
  ])('tells %s', async (_, operations, warnings) => {
    // The backend keeps what it is not sent.
    const backend = recordingBackend([OLD]);
    const replace = backend.replace.bind(backend);
    backend.replace = async (id, body, options, context) => {
      await replace(id, body, options, context);
      return { entity: { ...OLD, ...body } };
    };
    const { resource, context } = systemOf({ backend, read: READ, write: WRITE });
    expect((await resource.patch('1', { Operations: operations }, {}, {}, context)).warnings).toEqual(
      warnings,
    );
  });

  it('tells what is shown otherwise, and only that', async () => {
    const after = { ...OLD, userName: 'other', displayName: 'else' };
    expect(await patch([set('userName', 'x')], { after })).toEqual([`${OTHERWISE}: userName`]);
  });

  it('tells which values of lists were not removed', async () => {
    const remove = [{ op: 'remove', path: 'emails[value eq "a"]' }];
    expect(await patch(remove, { after: OLD })).toEqual([`${NOT_REMOVED}: emails`]);
    expect(await patch(remove, { after: { ...OLD, emails: [] } })).toEqual([]);
    const part = [{ op: 'remove', path: 'emails[value eq "a"].type' }];
    expect(await patch(part, { after: OLD })).toEqual([`${NOT_REMOVED}: emails.type`]);
  });

  it('tells which attributes were not removed, and nothing of those that were', async () => {
    const old = {
      ...OLD,
      schemas: ['urn:x', ENTERPRISE],
      name: { givenName: 'A' },
      [ENTERPRISE]: { department: 'd' },
    };
    const remove = (path: string, after: JsonObject) => patch([{ op: 'remove', path }], { old, after });
    const { title: _, ...untitled } = old;
    expect(await remove('title', untitled)).toEqual([]);
    expect(await remove('title', { ...old, title: null })).toEqual([]);
    expect(await remove('name', old)).toEqual([`${NOT_REMOVED}: name.givenName`]);
    expect(await remove(ENTERPRISE, old)).toEqual([`${NOT_REMOVED}: ${ENTERPRISE}:department`]);
  });
});

it('a text that is empty afterwards is removed', async () => {
  const after = { ...OLD, title: '' };
  expect(await patch([{ op: 'remove', path: 'title' }], { after })).toEqual([]);
});

describe('native PATCH', () => {
  const write = { mappings: [...WRITE.mappings, { ...copy('$.Operations'), scope: 'patchEntity' }] };
  const off = { op: 'replace', value: { active: false } };

  it.each<[string, JsonObject[], string[]]>([
    ['whether the user may log on', [set('active', false)], ['active was asked false and is true']],
    ['it without a path', [off], ['active was asked false and is true']],
    ['it of the last one', [off, set('active', true)], []],
    [
      'is told of the last one, in either form',
      [set('active', true), off],
      ['active was asked false and is true'],
    ],
    [
      'whether the user may log on, though others are changed behind',
      [set('active', false), { op: 'add', value: { title: 'x' } }, set('title', 'y')],
      ['active was asked false and is true', `${OTHERWISE}: title`],
    ],
    ['not of other attributes', [set('things.active', false)], []],
    [
      'other attributes',
      [set('verified', false), { op: 'add', value: { title: 'x' } }],
      [`${OTHERWISE}: verified, title`],
    ],
    [
      'nothing of what is as it was asked',
      [set('title', 'dr'), { op: 'add', value: { userName: 'ada' } }],
      [],
    ],
    ['what was to be removed and is there', [{ op: 'remove', path: 'title' }], [`${NOT_REMOVED}: title`]],
    ['nothing of what was not there', [{ op: 'remove', path: ENTERPRISE }], []],
    ['nothing of what came back', [{ op: 'remove', path: 'title' }, set('title', 'Dr')], []],
    ['nothing of parts', [{ op: 'remove', path: 'emails.type' }, set('name.givenName', 'x')], []],
    ['nothing of members', [{ op: 'add', path: 'members', value: [{ value: 'x' }] }], []],
  ])('tells %s', async (_, operations, warnings) => {
    const backend = recordingBackend([OLD], { capabilities: { patch: 'native' } });
    const { resource, context } = systemOf({ backend, read: READ, write });
    expect((await resource.patch('1', { Operations: operations }, {}, {}, context)).warnings).toEqual(
      warnings,
    );
  });

  it('is no matter of groups', async () => {
    const backend = recordingBackend([OLD], { capabilities: { patch: 'native' } });
    const { resource, context } = systemOf({ backend, type: 'group', read: READ, write });
    const patch = { Operations: [set('active', false)] };
    expect((await resource.patch('1', patch, {}, {}, context)).warnings).toEqual([]);
  });
});
