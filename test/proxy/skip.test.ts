/** Operations that the administrator switched off: `skipOperations`. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  BACKEND_ID,
  CLIENT_ID,
  ADA as HAND_OVER_ADA,
  type HandOverSetup,
  operationsOf,
  RENAME,
  RENAMING_READ,
  RENAMING_WRITE,
  recordingBackend,
  refusalOf,
  SAID,
  systemOf,
} from './support/hand-over.ts';

const COPY = { sourcePath: '$', targetPath: '$' };
const READ = { mappings: [COPY, { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' }] };
const ADA = { id: '1', userName: 'ada', title: 'Dr', meta: { version: '3' } };
const SKIPPED = 'The update was skipped (skipOperations of the write transformation): nothing was changed';

interface Skipped extends Partial<HandOverSetup> {
  readonly skipping: readonly string[];
  readonly old?: readonly JsonObject[];
  readonly mappings?: readonly object[];
}

function setUp({ skipping, old = [ADA], mappings = [COPY], ...more }: Skipped) {
  const backend = recordingBackend(old);
  const write = { skipOperations: skipping, mappings };
  return { backend, ...systemOf({ backend, read: READ, write, ...more }) };
}

describe('a skipped PUT', () => {
  it('answers with the entity as it is, and says so', async () => {
    const { backend, resource, context, log } = setUp({ skipping: ['update'] });
    const answer = await resource.replace(
      '1',
      { userName: 'x' },
      { excludedAttributes: 'title,groups' },
      {},
      context,
    );
    expect(answer).toEqual({
      status: 200,
      body: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: '1',
        userName: 'ada',
        meta: { resourceType: 'User', location: answer.location, version: '"3"' },
      },
      location: 'https://proxy.example.com/ipsproxy/api/v1/scim/s-1/Users/1',
      version: '3',
      warnings: [SKIPPED],
    });
    expect(backend.calls).toEqual([['get', '1', { omit: ['groups'] }]]);
    expect(log).toMatchObject([{ entityType: 'user', operation: 'update' }]);
  });

  it.each<[string, JsonObject, object, string]>([
    ['a body that is wrong', { userName: 'a', USERNAME: 'b' }, {}, '400 invalidSyntax'],
    [
      'an active that is none',
      { userName: 'x', active: 'no' },
      {},
      '400 invalidValue active must be true or false.',
    ],
    [
      'an entity that does not fit the transformation',
      { title: 'x' },
      {},
      '400 invalidValue System s-1: the write transformation cannot process this user',
    ],
    ['another version', { userName: 'x' }, { ifMatch: '"9"' }, '412'],
  ])('is refused with %s', async (_, body, preconditions, refusal) => {
    const { backend, resource, context } = setUp({
      skipping: ['update'],
      mappings: [
        { sourcePath: '$.userName', targetPath: '$.userName' },
        { sourcePath: '$.active', targetPath: '$.active', optional: true },
      ],
    });
    expect(await refusalOf(resource.replace('1', body, {}, preconditions, context))).toContain(refusal);
    expect(operationsOf(backend)).toEqual(refusal === '412' ? ['get'] : []);
  });

  it('is 404 where there is no such entity, or clients do not see it', async () => {
    const { resource, context } = setUp({ skipping: ['update'] });
    expect(await refusalOf(resource.replace('2', { userName: 'x' }, {}, {}, context))).toBe(
      '404 undefined 2 not found',
    );
    const hidden = setUp({ skipping: ['update'], read: { ...READ, condition: "$.userName == 'bo'" } });
    expect(await refusalOf(hidden.resource.replace('1', {}, {}, {}, hidden.context))).toBe(
      '404 undefined User 1 not found in system s-1.',
    );
    const none = setUp({
      skipping: ['update'],
      mappings: [
        COPY,
        {
          sourceVariable: 'entityIdTargetSystem',
          targetVariable: 'entityIdTargetSystem',
          functions: [{ function: 'decode', algorithm: 'base32' }],
        },
      ],
    });
    expect(await refusalOf(none.resource.replace('!', {}, {}, {}, none.context))).toBe(
      '404 undefined User ! not found in system s-1.',
    );
    const patch = { Operations: [{ op: 'replace', path: 'title', value: 'x' }] };
    expect(await refusalOf(none.resource.patch('!', patch, {}, {}, none.context))).toBe(
      '404 undefined User ! not found in system s-1.',
    );
    expect(none.backend.calls).toEqual([]);
  });
});

it.each([
  ['PUT', 'update'],
  ['PATCH', 'update'],
  ['DELETE', 'delete'],
])('a skipped %s looks for the entity by the backend’s id', async (method, skipped) => {
  const { backend, resource, context } = setUp({
    skipping: [skipped],
    old: [HAND_OVER_ADA],
    mappings: RENAMING_WRITE.mappings,
    read: RENAMING_READ,
  });
  const preconditions = { ifMatch: '"3"' };
  if (method === 'PUT') await resource.replace(CLIENT_ID, SAID, {}, preconditions, context);
  else if (method === 'PATCH') await resource.patch(CLIENT_ID, RENAME, {}, preconditions, context);
  else await resource.delete(CLIENT_ID, preconditions, context);
  expect(backend.calls).toEqual([['get', BACKEND_ID, { omit: expect.any(Array) }]]);
});

describe('what is fixed since the entity was created', () => {
  const once = { sourcePath: '$.title', targetPath: '$.title', optional: true, scope: 'createEntity' };
  const mappings = [{ sourcePath: '$.userName', targetPath: '$.userName' }, once];
  const fixed =
    '400 mutability System s-1: title of a user is set when it is created and cannot be changed. Nothing was changed; send the present value, or leave it out.';

  it('is refused though the update is skipped', async () => {
    const { resource, context } = setUp({ skipping: ['update'], mappings });
    const put = (title: string) => resource.replace('1', { userName: 'x', title }, {}, {}, context);
    expect((await put('Dr')).status).toBe(200);
    expect(await refusalOf(put('Prof'))).toBe(fixed);
    const patch = (title: string) =>
      resource.patch('1', { Operations: [{ op: 'replace', path: 'title', value: title }] }, {}, {}, context);
    expect((await patch('Dr')).status).toBe(200);
    expect(await refusalOf(patch('Prof'))).toBe(fixed);
  });

  it('is told where a create becomes an update', async () => {
    const { backend, resource, context } = setUp({ skipping: ['create'], mappings });
    const { status, warnings } = await resource.create({ userName: 'ada', title: 'Prof' }, {}, context);
    expect({ status, warnings: warnings.slice(1) }).toEqual({
      status: 200,
      warnings: ['Not carried by the write transformation, and so not stored: title'],
    });
    expect(operationsOf(backend)).toEqual(['list', 'replace']);
  });
});

describe('a skipped PATCH', () => {
  it('is refused where the result would not fit the transformation', async () => {
    const mappings = [{ sourcePath: '$.title', targetPath: '$.title' }];
    const Operations = [{ op: 'remove', path: 'title' }];
    const emulated = setUp({ skipping: ['update'], mappings });
    expect(await refusalOf(emulated.resource.patch('1', { Operations }, {}, {}, emulated.context))).toContain(
      '400 invalidValue System s-1: the write transformation cannot process this user',
    );
    const backend = recordingBackend([ADA], { capabilities: { patch: 'native' } });
    const copied = { sourcePath: '$.Operations', targetPath: '$.Operations', scope: 'patchEntity' };
    const write = { skipOperations: ['update'], mappings: [...mappings, copied] };
    const native = systemOf({ backend, read: READ, write });
    expect((await native.resource.patch('1', { Operations }, {}, {}, native.context)).warnings).toEqual([
      SKIPPED,
    ]);
  });

  const patch = (path: string, value: string) => ({ Operations: [{ op: 'replace', path, value }] });

  it('answers with the entity as it is, and says so', async () => {
    const { backend, resource, context } = setUp({ skipping: ['update'] });
    const answer = await resource.patch('1', patch('title', 'x'), { attributes: 'title' }, {}, context);
    expect(answer).toMatchObject({ status: 200, version: '3', warnings: [SKIPPED] });
    expect(answer.body).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: '1',
      title: 'Dr',
    });
    expect(backend.calls).toEqual([['get', '1', { omit: [] }]]);
  });

  it.each<[string, JsonObject, object, string]>([
    ['a path that is wrong', patch('title[', 'x'), {}, '400 invalidPath'],
    ['another id', patch('id', '2'), {}, '400 mutability'],
    [
      'a filter that matches nothing',
      patch('emails[type eq "work"].value', 'x'),
      {},
      '400 noTarget Operations[0]',
    ],
    ['another version', patch('title', 'x'), { ifMatch: '"9"' }, '412'],
  ])('is refused with %s', async (_, body, preconditions, refusal) => {
    const { backend, resource, context } = setUp({ skipping: ['update'] });
    expect(await refusalOf(resource.patch('1', body, {}, preconditions, context))).toContain(refusal);
    expect(operationsOf(backend).filter((operation) => operation !== 'get')).toEqual([]);
  });

  it('that only repeats what cannot change is skipped as well', async () => {
    const { resource, context } = setUp({ skipping: ['update'] });
    expect(await resource.patch('1', patch('id', '1'), {}, {}, context)).toMatchObject({
      status: 200,
      warnings: [SKIPPED],
    });
  });
});

describe('a skipped DELETE', () => {
  it('deletes nothing, and looks at nothing but a version', async () => {
    const { backend, resource, context, log } = setUp({ skipping: ['delete'] });
    const answer = {
      status: 204,
      warnings: ['The delete was skipped (skipOperations of the write transformation): nothing was deleted'],
    };
    expect(await resource.delete('1', {}, context)).toEqual(answer);
    expect(await resource.delete('unknown', {}, context)).toEqual(answer);
    expect(backend.calls).toEqual([]);
    expect(await resource.delete('1', { ifMatch: '"3"' }, context)).toEqual(answer);
    expect(await refusalOf(resource.delete('1', { ifMatch: '"9"' }, context))).toContain('412');
    expect(operationsOf(backend)).toEqual(['get', 'get']);
    expect(log.map(({ operation }) => operation)).toEqual(['delete', 'delete', 'delete']);
  });
});
