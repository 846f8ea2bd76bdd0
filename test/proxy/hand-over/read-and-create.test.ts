/** What reaches the connector of a request, with transformations that change names and ids. */
import { describe, expect, it } from 'vitest';
import {
  ADA,
  BACKEND_ID,
  BASE_URL,
  CLIENT_ID,
  LOCATION,
  RENAME,
  RENAMING_READ,
  RENAMING_WRITE,
  recordingBackend,
  refusalOf,
  SAID,
  systemOf,
  WRITTEN,
} from '../support/hand-over.ts';

describe('GET', () => {
  it('asks for the backend’s id, and leaves out only what the transformation can do without', async () => {
    const backend = recordingBackend([ADA]);
    const { resource, context } = systemOf({ backend });
    const { body, location, version } = await resource.get(
      CLIENT_ID,
      { excludedAttributes: 'groups,members' },
      {},
      context,
    );
    expect(body).toMatchObject({ id: CLIENT_ID, userName: 'ada', active: true, displayName: 'Ada' });
    expect(body).not.toHaveProperty('login');
    expect([location, version]).toEqual([LOCATION, '3']);
    await resource.get(CLIENT_ID, { attributes: 'userName' }, {}, context);
    await resource.get(CLIENT_ID, {}, {}, context);
    expect(backend.calls).toEqual([
      ['get', BACKEND_ID, { omit: ['members', 'groups'] }],
      ['get', BACKEND_ID, { omit: ['members', 'groups'] }],
      ['get', BACKEND_ID, { omit: [] }],
    ]);
    expect(backend.contexts.every((given) => given === context)).toBe(true);
  });

  it('asks for lists that the transformation makes other things of', async () => {
    const backend = recordingBackend([ADA]);
    const mappings = [
      ...RENAMING_READ.mappings,
      { sourcePath: '$.groups.length()', targetPath: '$.count', optional: true },
    ];
    const { resource, context } = systemOf({ backend, read: { mappings } });
    await resource.get(CLIENT_ID, { excludedAttributes: 'groups' }, {}, context);
    expect(backend.calls).toEqual([['get', BACKEND_ID, { omit: [] }]]);
  });

  it('of an id that cannot be one asks nothing', async () => {
    const backend = recordingBackend([ADA]);
    const { resource, context } = systemOf({ backend });
    for (const work of [
      resource.get('!', {}, {}, context),
      resource.replace('!', SAID, {}, {}, context),
      resource.patch('!', RENAME, {}, {}, context),
      resource.delete('!', {}, context),
    ]) {
      expect(await refusalOf(work)).toBe('404 undefined User ! not found in system s-1.');
    }
    expect(backend.calls).toEqual([]);
  });
});

describe('a list', () => {
  it('is asked for by the backend’s names and ids', async () => {
    const backend = recordingBackend([ADA]);
    const { resource, context } = systemOf({ backend });
    const filter = `userName sw "a" and id eq "${CLIENT_ID}"`;
    const { body } = await resource.list(
      { filter, startIndex: '2', count: '5', excludedAttributes: 'groups' },
      context,
    );
    expect(body?.['Resources']).toMatchObject([{ id: CLIENT_ID, userName: 'ada' }]);
    expect(backend.calls).toMatchObject([
      [
        'list',
        {
          startIndex: 2,
          count: 5,
          omit: ['groups'],
          filter: {
            kind: 'and',
            operands: [{ path: { attribute: 'login' } }, { path: { attribute: 'id' }, value: BACKEND_ID }],
          },
        },
      ],
    ]);
  });
});

describe('POST', () => {
  it('creates the entity in the backend’s names, and answers with the id that the backend gave', async () => {
    const backend = recordingBackend([]);
    const { resource, context } = systemOf({ backend });
    const { status, body, location } = await resource.create(
      { USERNAME: 'ada', Active: 'False', displayName: 'A.' },
      {},
      context,
    );
    expect(backend.calls).toEqual([['create', WRITTEN]]);
    expect({ status, id: body?.['id'], location }).toEqual({
      status: 201,
      id: 'NVQWIZJPGE',
      location: `${BASE_URL}/Users/NVQWIZJPGE`,
    });
  });
  it('that cannot be shown names the id of the backend, whatever a mapping gave', async () => {
    const backend = recordingBackend([]);
    backend.create = async () => ({ entity: { id: '7' } });
    const read = { mappings: [{ sourcePath: '$.key', targetVariable: 'entityIdSourceSystem' }] };
    const own = { sourcePath: '$.userName', targetVariable: 'entityIdTargetSystem', scope: 'createEntity' };
    const write = { mappings: [...RENAMING_WRITE.mappings, own] };
    const { resource, context } = systemOf({ backend, read, write });
    const { status, body, location } = await resource.create(SAID, {}, context);
    expect({ status, id: body?.['id'], location }).toEqual({
      status: 201,
      id: '7',
      location: `${BASE_URL}/Users/7`,
    });
  });
});
