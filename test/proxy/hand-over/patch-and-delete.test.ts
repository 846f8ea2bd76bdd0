import { describe, expect, it } from 'vitest';
import {
  ADA,
  BACKEND_ID,
  CLIENT_ID,
  EVERYTHING,
  LOCATION,
  operationsOf,
  RENAME,
  RENAMED,
  RENAMING_WRITE,
  recordingBackend,
  refusalOf,
  systemOf,
} from '../support/hand-over.ts';

describe('PATCH', () => {
  const native = { capabilities: { patch: 'native' } } as const;

  it('is handed on by the backend’s id, with If-Match as it came', async () => {
    const backend = recordingBackend([ADA], native);
    const { resource, context } = systemOf({ backend });
    await resource.patch(CLIENT_ID, RENAME, {}, {}, context);
    await resource.patch(CLIENT_ID, RENAME, {}, { ifMatch: 'W/"3"' }, context);
    expect(backend.calls).toEqual([
      ['patch', BACKEND_ID, RENAMED, {}],
      ['get', BACKEND_ID, { omit: [] }],
      ['get', BACKEND_ID, { omit: ['members', 'groups'] }],
      ['patch', BACKEND_ID, RENAMED, { ifMatch: 'W/"3"' }],
      ['get', BACKEND_ID, { omit: [] }],
    ]);
  });

  it('reads before it is handed on where an operation depends on it, once', async () => {
    const backend = recordingBackend([{ ...ADA, emails: [{ value: 'x' }] }], native);
    const { resource, context } = systemOf({ backend });
    const removal = { op: 'remove', path: 'emails', value: [{ value: 'x' }, { value: 'y' }] };
    const meta = { op: 'replace', path: 'meta.version', value: '"3"' };
    await resource.patch(CLIENT_ID, { Operations: [removal, meta] }, {}, { ifMatch: '"3"' }, context);
    expect(backend.calls.slice(0, 2)).toEqual([
      ['get', BACKEND_ID, { omit: ['members', 'groups'] }],
      [
        'patch',
        BACKEND_ID,
        { Operations: [{ op: 'remove', path: 'emails[value eq "x"]' }] },
        { ifMatch: '"3"' },
      ],
    ]);
  });

  it('without a change is not handed on', async () => {
    const backend = recordingBackend([ADA], native);
    const { resource, context } = systemOf({ backend });
    const own = { Operations: [{ op: 'replace', value: { id: CLIENT_ID } }] };
    const answer = await resource.patch(CLIENT_ID, own, {}, {}, context);
    expect(answer).toMatchObject({
      status: 200,
      version: '3',
      location: LOCATION,
      body: { userName: 'ada' },
    });
    expect(operationsOf(backend)).toEqual(['get']);
    expect(await refusalOf(resource.patch(CLIENT_ID, own, {}, { ifMatch: '"9"' }, context))).toContain('412');
  });

  it('is emulated against the version that was read', async () => {
    const backend = recordingBackend([ADA], { carryOver: EVERYTHING });
    const { resource, context } = systemOf({ backend });
    await resource.patch(CLIENT_ID, RENAME, {}, {}, context);
    await resource.patch(CLIENT_ID, RENAME, {}, { ifMatch: 'W/"3", "x"' }, context);
    const replaced = [
      'replace',
      BACKEND_ID,
      { login: 'ada', enabled: true, label: 'A.', badge: 7 },
      { ifMatch: '"3"', current: ADA },
    ];
    expect(backend.calls).toEqual([
      ['get', BACKEND_ID, { forUpdate: true }],
      replaced,
      ['get', BACKEND_ID, { forUpdate: true }],
      replaced,
    ]);
  });

  it('is emulated without a version where the backend has none', async () => {
    const backend = recordingBackend([ADA], { capabilities: { versions: false } });
    const { resource, context } = systemOf({ backend });
    await resource.patch(CLIENT_ID, RENAME, {}, { ifMatch: '"9"' }, context);
    expect(backend.calls[1]).toStrictEqual([
      'replace',
      BACKEND_ID,
      { login: 'ada', enabled: true, label: 'A.' },
      { current: ADA },
    ]);
  });
});

describe('an emulated PATCH of an entity without a version', () => {
  it('names none', async () => {
    const { meta: _, ...old } = ADA;
    const backend = recordingBackend([old]);
    const { resource, context } = systemOf({ backend });
    await resource.patch(CLIENT_ID, RENAME, {}, {}, context);
    expect(backend.calls[1]).toStrictEqual([
      'replace',
      BACKEND_ID,
      { login: 'ada', enabled: true, label: 'A.' },
      { current: old },
    ]);
  });
});

describe('DELETE', () => {
  it('deletes by the backend’s id, with If-Match as it came', async () => {
    const backend = recordingBackend([ADA]);
    const { resource, context } = systemOf({ backend });
    expect(await resource.delete(CLIENT_ID, {}, context)).toEqual({ status: 204, warnings: [] });
    await resource.delete(CLIENT_ID, { ifMatch: '"3"' }, context);
    expect(backend.calls).toEqual([
      ['delete', BACKEND_ID, {}],
      ['get', BACKEND_ID, { omit: ['members', 'groups'] }],
      ['delete', BACKEND_ID, { ifMatch: '"3"' }],
    ]);
  });

  it('updates instead, by the same id and with the same If-Match', async () => {
    const backend = recordingBackend([ADA], { capabilities: { patch: 'native' } });
    backend.answer = { warnings: ['half done'] };
    const disable = [{ op: 'replace', path: 'enabled', value: false }];
    const write = {
      mappings: [
        ...RENAMING_WRITE.mappings,
        { constant: disable, targetPath: '$.Operations', scope: 'deleteEntity' },
      ],
    };
    const { resource, context } = systemOf({
      backend,
      write,
      properties: { 'x.user.update.instead.delete': 'true' },
    });
    expect(await resource.delete(CLIENT_ID, { ifMatch: '*' }, context)).toEqual({
      status: 204,
      warnings: ['half done'],
    });
    expect(backend.calls).toEqual([['patch', BACKEND_ID, { Operations: disable }, { ifMatch: '*' }]]);
  });
});
