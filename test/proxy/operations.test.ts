import { describe, expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { BASE_URL, memoryBackend, userSystem } from './support/backend.ts';

const ada = { id: 'a', userName: 'ada', active: true };
const bo = { id: 'b', userName: 'bo', active: false };
const READ_ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
const READ_NAME = { sourcePath: '$.userName', targetPath: '$.userName' };
const onlyActive = { condition: '$.active == true', mappings: [READ_ID, READ_NAME] };
const COPY = { sourcePath: '$', targetPath: '$' };

function refusal(status: number, scimType?: string, detail?: RegExp): unknown {
  return expect.objectContaining({
    status,
    ...(scimType === undefined ? {} : { scimType }),
    ...(detail === undefined ? {} : { message: expect.stringMatching(detail) }),
  });
}

describe('what the proxy adds to every entity', () => {
  it('is schemas with its extensions, meta.resourceType and the encoded location', async () => {
    const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const backend = memoryBackend([
      {
        id: 'x y/ü#%',
        userName: 'x',
        [extension]: { department: 'D' },
        meta: { location: 'http://backend/x', version: 3 },
      },
    ]);
    const { users, context } = userSystem({ backend });
    const { body, location, version } = await users.get('x y/ü#%', {}, {}, context);
    expect(location).toBe(`${BASE_URL}/Users/x%20y%2F%C3%BC%23%25`);
    expect(version).toBe('3');
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', extension],
      meta: { resourceType: 'User', location, version: '"3"' },
    });
  });
});

describe('read conditions', () => {
  it('hide entities from lists, which still count them as read', async () => {
    const { users, context } = userSystem({ backend: memoryBackend([bo, ada]), read: onlyActive });
    const { body } = await users.list({ count: '2' }, context);
    expect(body).toMatchObject({ itemsPerPage: 2, totalResults: 3, Resources: [{ id: 'a' }] });
    const end = await users.list({ startIndex: '3', count: '2' }, context);
    expect(end.body).toMatchObject({ itemsPerPage: 0, totalResults: 2, Resources: [] });
  });

  it('report the provided total where the property says so', async () => {
    const properties = { 'ips.proxy.scim.total.results.strategy': 'Provided' };
    const { users, context } = userSystem({
      backend: memoryBackend([bo, ada]),
      read: onlyActive,
      properties,
    });
    expect((await users.list({ count: '1' }, context)).body).toMatchObject({ totalResults: 2 });
  });

  it('answer a single read with 404', async () => {
    const { users, context } = userSystem({ backend: memoryBackend([bo]), read: onlyActive });
    await expect(users.get('b', {}, {}, context)).rejects.toEqual(refusal(404));
  });

  it('make a filter for one entity find nothing', async () => {
    const { users, context } = userSystem({ backend: memoryBackend([bo, ada]), read: onlyActive });
    const filtered = await users.list({ filter: 'userName eq "bo"' }, context);
    expect(filtered.body).toMatchObject({ totalResults: 0, Resources: [] });
    const shown = await users.list({ filter: 'userName eq "ada"' }, context);
    expect(shown.body).toMatchObject({ totalResults: 1, itemsPerPage: 1, Resources: [{ id: 'a' }] });
  });

  it('let writes to hidden entities pass, unless ipsproxy.hidden.writes is refuse', async () => {
    const allowed = memoryBackend([bo]);
    const open = userSystem({ backend: allowed, read: onlyActive });
    const answer = await open.users.replace('b', { userName: 'bob', active: false }, {}, {}, open.context);
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 'b', meta: { location: `${BASE_URL}/Users/b` } },
    });
    expect(answer.body).not.toHaveProperty('userName');
    expect(answer.warnings.join()).toContain('condition');
    expect(allowed.asked.map(({ operation }) => operation)).toEqual(['replace']);

    const refusing = memoryBackend([bo]);
    const properties = { 'ipsproxy.hidden.writes': 'refuse' };
    const { users, context } = userSystem({ backend: refusing, read: onlyActive, properties });
    await expect(users.replace('b', { userName: 'bob' }, {}, {}, context)).rejects.toEqual(refusal(404));
    await expect(users.delete('b', {}, context)).rejects.toEqual(refusal(404));
    expect(refusing.asked.map(({ operation }) => operation)).toEqual(['get', 'get']);
  });
});

describe('a read transformation that fails', () => {
  const nameless = { id: 'n', active: true };
  const read = { mappings: [READ_ID, READ_NAME] };

  it('leaves the entity out of a list with a warning, a log line and a count', async () => {
    const { system, users, context, log } = userSystem({ backend: memoryBackend([nameless, ada]), read });
    const { body, warnings } = await users.list({}, context);
    expect(body).toMatchObject({ itemsPerPage: 2, totalResults: 2, Resources: [{ id: 'a' }] });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('n (');
    expect(log.find(({ entityId }) => entityId === 'n')).toMatchObject({
      entityType: 'user',
      path: '$.userName',
    });
    expect(system.counters.failedReads).toBe(1);
  });

  it('is a 500 that names the path on a single read', async () => {
    const { users, context } = userSystem({ backend: memoryBackend([nameless]), read });
    await expect(users.get('n', {}, {}, context)).rejects.toEqual(refusal(500, undefined, /\$\.userName/));
  });

  it('does not undo a write that was done', async () => {
    const backend = memoryBackend();
    const { users, context } = userSystem({ backend, read });
    const created = await users.create({ title: 'no name' }, {}, context);
    expect(created).toMatchObject({ status: 201, location: `${BASE_URL}/Users/new-0` });
    expect(Object.keys(created.body ?? {}).sort()).toEqual(['id', 'meta', 'schemas']);
    expect(created.warnings[0]).toContain('$.userName');
  });
});

describe('a write whose entity cannot be read again', () => {
  it('stands', async () => {
    const backend = memoryBackend([ada]);
    backend.answersWrites = false;
    backend.failures.set('get', new ScimError(502, 'backend gone'));
    const { users, context } = userSystem({ backend });
    const answer = await users.replace('a', { userName: 'ada', active: true }, {}, {}, context);
    expect(answer).toMatchObject({ status: 200, body: { id: 'a' } });
    expect(answer.warnings[0]).toContain('backend gone');
  });

  it('is answered with the fresh entity otherwise', async () => {
    const backend = memoryBackend([ada]);
    backend.answersWrites = false;
    const { users, context } = userSystem({ backend });
    expect(await users.replace('a', { userName: 'Ada' }, {}, {}, context)).toMatchObject({
      status: 200,
      body: { userName: 'Ada' },
      warnings: [],
    });
  });
});

describe('what does not fit the write transformation', () => {
  it('is refused with the condition, and the backend untouched', async () => {
    const backend = memoryBackend([ada]);
    const write = { condition: '$.userName EMPTY false', mappings: [COPY] };
    const { users, context } = userSystem({ backend, write });
    const wrong = refusal(400, 'invalidValue', /\$\.userName EMPTY false/);
    await expect(users.create({ title: 'x' }, {}, context)).rejects.toEqual(wrong);
    const titled = { title: 'x', active: true };
    await expect(users.replace('a', titled, {}, {}, context)).rejects.toEqual(wrong);
    expect(backend.asked).toEqual([]);
    await users.delete('a', {}, context);
    expect(backend.asked).toHaveLength(1);
  });

  it('is refused with the condition that it does not meet, and where that stands', async () => {
    const backend = memoryBackend();
    const write = { condition: "$.userType == 'employee'", mappings: [COPY] };
    const { users, context } = userSystem({ backend, write });
    await expect(users.create({ userName: 'x' }, {}, context)).rejects.toEqual(
      refusal(
        400,
        'invalidValue',
        /it does not meet the condition at line 1: \$\.userType == 'employee'\. Send what/,
      ),
    );
    expect(backend.asked).toEqual([]);
  });

  it('is refused with the path of a mandatory value', async () => {
    const backend = memoryBackend();
    const { users, context } = userSystem({ backend, write: { mappings: [READ_NAME] } });
    await expect(users.create({ title: 'x' }, {}, context)).rejects.toEqual(
      refusal(400, 'invalidValue', /\$\.userName/),
    );
    expect(backend.asked).toEqual([]);
  });
});

describe('skipOperations', () => {
  const skipping = (...skipOperations: string[]): object => ({ skipOperations, mappings: [COPY] });
  const operations = (backend: { asked: readonly { operation: string }[] }): string[] =>
    backend.asked.map(({ operation }) => operation);

  it('update answers PUT and PATCH with the current state', async () => {
    const backend = memoryBackend([ada]);
    const { system, users, context, log } = userSystem({ backend, write: skipping('update') });
    const put = await users.replace('a', { userName: 'new' }, {}, {}, context);
    const patch = await users.patch(
      'a',
      { Operations: [{ op: 'replace', path: 'userName', value: 'new' }] },
      {},
      {},
      context,
    );
    for (const answer of [put, patch])
      expect(answer).toMatchObject({
        status: 200,
        body: { userName: 'ada' },
        warnings: [expect.stringContaining('update was skipped')],
      });
    expect(operations(backend)).toEqual(['get', 'get']);
    expect(system.counters.skippedOperations).toBe(2);
    expect(log.filter(({ operation }) => operation === 'update')).toHaveLength(2);
    await expect(users.replace('zzz', {}, {}, {}, context)).rejects.toEqual(refusal(404));
  });

  it('delete answers 204', async () => {
    const backend = memoryBackend([ada]);
    const { users, context } = userSystem({ backend, write: skipping('delete') });
    expect(await users.delete('a', {}, context)).toEqual({
      status: 204,
      warnings: [expect.stringContaining('delete was skipped')],
    });
    expect(backend.asked).toEqual([]);
  });

  it('create updates the entity with the same unique attribute, or is a 403', async () => {
    const backend = memoryBackend([ada, bo]);
    const { users, context } = userSystem({ backend, write: skipping('create') });
    const found = await users.create({ userName: 'bo', title: 'Dr.' }, {}, context);
    expect(found).toMatchObject({
      status: 200,
      body: { id: 'b', title: 'Dr.', active: false },
      warnings: [expect.stringContaining('create was skipped')],
    });
    // It is read because the body does not say whether the user is active.
    expect(operations(backend)).toEqual(['list', 'get', 'replace']);
    await expect(users.create({ userName: 'eve' }, {}, context)).rejects.toEqual(
      refusal(403, undefined, /skipOperations/),
    );
    await expect(users.create({ title: 'x' }, {}, context)).rejects.toEqual(refusal(403));
    expect(backend.entities.size).toBe(2);
  });

  it('create looks for the attribute that the property names', async () => {
    const backend = memoryBackend([{ ...ada, externalId: '7' }]);
    const properties = {
      'scim.user.unique.attribute': 'userName',
      'ias.user.unique.attribute': 'externalId',
    };
    const { users, context } = userSystem({ backend, write: skipping('create', 'update'), properties });
    expect(await users.create({ externalId: '7' }, {}, context)).toMatchObject({
      status: 200,
      body: { id: 'a' },
    });
  });
});

describe('update instead of delete', () => {
  const properties = { 'ias.user.update.instead.delete': 'true' };
  const deactivate = [{ op: 'replace', path: 'active', value: false }];

  it('sends the PATCH that the deleteEntity mappings make', async () => {
    const backend = memoryBackend([ada], { patch: 'native' });
    const write = {
      mappings: [COPY, { constant: deactivate, targetPath: '$.Operations', scope: 'deleteEntity' }],
    };
    const { users, context } = userSystem({ backend, write, properties });
    expect(await users.delete('a', {}, context)).toEqual({ status: 204, warnings: [] });
    expect(backend.asked).toMatchObject([{ operation: 'patch', id: 'a', body: { Operations: deactivate } }]);
  });

  it('never deletes for want of such mappings', async () => {
    for (const [patch, advice] of [
      [
        'native',
        /instead\.delete\), but the deleteEntity mappings of its write transformation make no Operations/,
      ],
      ['none', /instead\.delete\), but its backend takes no PATCH; set the property to false\.$/],
    ] as const) {
      const backend = memoryBackend([ada], { patch });
      const { users, context } = userSystem({ backend, properties });
      await expect(users.delete('a', {}, context)).rejects.toEqual(refusal(501, undefined, advice));
      expect(backend.asked).toEqual([]);
    }
  });
});

it('takes the general name of a property where that of its type is not given', async () => {
  const write = { mappings: [COPY] };
  const properties = { 'scim.user.update.instead.delete': 'true', 'isa.user.update.instead.delete': 'false' };
  const { users, context } = userSystem({ backend: memoryBackend([ada]), write, properties });
  await expect(users.delete('a', {}, context)).rejects.toEqual(
    refusal(501, undefined, /property scim\.user\.update\.instead\.delete\)/),
  );
});

it('takes no property of another prefix', async () => {
  const backend = memoryBackend([ada]);
  const { users, context } = userSystem({
    backend,
    properties: { 'isa.user.update.instead.delete': 'true', 'scim.user.update.instead.delete': 'false' },
  });
  expect((await users.delete('a', {}, context)).status).toBe(204);
  expect(backend.entities.has('a')).toBe(false);
});

describe('ignore', () => {
  it('gives no entities, and refuses writes with 501', async () => {
    const backend = memoryBackend([ada]);
    const { users, context } = userSystem({ backend, read: { ignore: true, mappings: [READ_ID] } });
    expect((await users.list({}, context)).body).toMatchObject({
      totalResults: 0,
      itemsPerPage: 0,
      Resources: [],
    });
    await expect(users.get('a', {}, {}, context)).rejects.toEqual(refusal(404));
    await expect(users.create({}, {}, context)).rejects.toEqual(refusal(501));
    await expect(users.delete('a', {}, context)).rejects.toEqual(refusal(501));
    expect(backend.asked).toEqual([]);
  });

  it('of the write transformation alone refuses writes alone', async () => {
    const backend = memoryBackend([ada]);
    const { users, context } = userSystem({ backend, write: { ignore: true, mappings: [COPY] } });
    expect((await users.get('a', {}, {}, context)).status).toBe(200);
    await expect(users.replace('a', {}, {}, {}, context)).rejects.toEqual(refusal(501));
  });
});

describe('filters', () => {
  const asked = async (filter: string, read?: object, properties = {}): Promise<unknown> => {
    const backend = memoryBackend([ada]);
    const { users, context } = userSystem({ backend, properties, ...(read === undefined ? {} : { read }) });
    await users.list({ filter }, context);
    return backend.asked[0]?.query?.filter;
  };

  it('are translated to the attribute that a mapping reads', async () => {
    const read = { mappings: [READ_ID, { sourcePath: '$.login', targetPath: '$.userName' }] };
    expect(await asked('USERNAME eq "ada"', read)).toMatchObject({
      path: { attribute: 'login' },
      value: 'ada',
    });
  });

  it('turn back what a prefix adds, and find nothing where it is missing', async () => {
    const functions = [{ function: 'concatString', prefix: 'DEV_' }];
    const read = { mappings: [READ_ID, { sourcePath: '$.userName', targetPath: '$.userName', functions }] };
    expect(await asked('userName eq "DEV_ada"', read)).toMatchObject({ value: 'ada' });
    expect(await asked('userName eq "ada"', read)).toBeUndefined();
    await expect(asked('userName sw "DEV_a"', read)).rejects.toEqual(refusal(400, 'invalidFilter'));
  });

  it('combine', async () => {
    expect(await asked('userName eq "ada" and not (active eq false) or id pr')).toMatchObject({ kind: 'or' });
  });

  it('name what no mapping gives', async () => {
    await expect(asked('nickName eq "x"', onlyActive)).rejects.toEqual(
      refusal(400, 'invalidFilter', /nickName/),
    );
  });

  it('that are ambiguous are tooMany', async () => {
    const { users, context } = userSystem({ backend: memoryBackend([ada, { ...bo, userName: 'ada' }]) });
    await expect(users.list({ filter: 'userName eq "ada"' }, context)).rejects.toEqual(
      refusal(400, 'tooMany'),
    );
    const list = await users.list({ filter: 'active eq true' }, context);
    expect(list.body).toMatchObject({ totalResults: 1 });
  });

  it('report one hit as one, whatever page is asked for', async () => {
    const { users, context } = userSystem({ backend: memoryBackend([ada]) });
    const query = { filter: 'userName eq "ada"', startIndex: '2', count: '5' };
    expect((await users.list(query, context)).body).toMatchObject({
      totalResults: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });
});

describe('count=0', () => {
  it('gives the total alone, also where the backend has none', async () => {
    const provided = userSystem({ backend: memoryBackend([ada, bo]) });
    expect((await provided.users.list({ count: '0' }, provided.context)).body).toMatchObject({
      totalResults: 2,
      itemsPerPage: 0,
      Resources: [],
    });
    const { users, context } = userSystem({ backend: memoryBackend([ada], { totals: false }) });
    expect((await users.list({ count: '0' }, context)).body).toMatchObject({
      totalResults: 1,
      Resources: [],
    });
    const empty = userSystem({ backend: memoryBackend([], { totals: false }) });
    expect((await empty.users.list({ count: '0' }, empty.context)).body).toMatchObject({ totalResults: 0 });
  });
});

describe('PATCH', () => {
  const operations = (...Operations: JsonObject[]): JsonObject => ({ Operations });
  const rename = operations({ op: 'Replace', path: 'displayName', value: 'Ada V.' });
  const native = {
    mappings: [
      COPY,
      {
        sourcePath: '$.Operations',
        targetPath: '$.Operations',
        preserveArrayWithSingleElement: true,
        scope: 'patchEntity',
      },
    ],
  };

  it('goes to the backend natively where there are patchEntity mappings, and is read again', async () => {
    const backend = memoryBackend([ada], { patch: 'native' });
    const { users, context } = userSystem({ backend, write: native });
    expect(await users.patch('a', rename, {}, {}, context)).toMatchObject({ status: 200, body: { id: 'a' } });
    expect(backend.asked).toMatchObject([
      { operation: 'patch', body: { Operations: [{ op: 'replace', path: 'displayName', value: 'Ada V.' }] } },
      { operation: 'get' },
    ]);
  });

  it.each([
    ['never', {}, 204],
    ['never', { attributes: 'userName' }, 200],
    ['always', {}, 200],
  ])('with ipsproxy.patch.reread %s and %j answers %i', async (reread, query, status) => {
    const backend = memoryBackend([ada], { patch: 'native' });
    const properties = { 'ipsproxy.patch.reread': reread };
    const { users, context } = userSystem({ backend, write: native, properties });
    expect((await users.patch('a', rename, query, {}, context)).status).toBe(status);
  });

  it.each([
    ['the backend has none', memoryBackend([ada]), native],
    [
      'the transformation has no patchEntity mappings',
      memoryBackend([ada], { patch: 'native' }),
      { mappings: [COPY] },
    ],
  ])('is emulated where %s', async (_, backend, write) => {
    const { users, context } = userSystem({ backend, write });
    expect(await users.patch('a', rename, {}, {}, context)).toMatchObject({
      status: 200,
      body: { displayName: 'Ada V.', userName: 'ada' },
    });
    expect(backend.asked.map(({ operation }) => operation)).toEqual(['get', 'replace']);
    expect(backend.entities.get('a')).toMatchObject({ displayName: 'Ada V.', userName: 'ada' });
  });

  it('that changes nothing is not written', async () => {
    const backend = memoryBackend([ada]);
    const { users, context } = userSystem({ backend });
    const same = operations({ op: 'replace', path: 'userName', value: 'ada' });
    expect(await users.patch('a', same, {}, {}, context)).toMatchObject({
      status: 200,
      body: { userName: 'ada' },
    });
    expect(backend.asked.map(({ operation }) => operation)).toEqual(['get']);
  });

  it('is emulated with all operations or none', async () => {
    const backend = memoryBackend([ada]);
    const { users, context } = userSystem({ backend });
    const half = operations(
      { op: 'replace', path: 'displayName', value: 'x' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'x' },
    );
    await expect(users.patch('a', half, {}, {}, context)).rejects.toEqual(refusal(400, 'noTarget'));
    expect(backend.entities.get('a')).toEqual(ada);
  });

  it('is emulated against the version that was read', async () => {
    const backend = memoryBackend([{ ...ada, meta: { version: '7' } }], { versions: true });
    const { users, context } = userSystem({ backend });
    await users.patch('a', rename, {}, {}, context);
    expect(backend.asked.at(-1)).toMatchObject({ operation: 'replace', ifMatch: '"7"' });
  });
});

describe('versions', () => {
  const versioned = () => memoryBackend([{ ...ada, meta: { version: '7' } }], { versions: true });

  it('of If-Match are compared before the backend is written to', async () => {
    const backend = versioned();
    const { users, context } = userSystem({ backend });
    const stale = { ifMatch: '"6"' };
    await expect(users.replace('a', ada, {}, stale, context)).rejects.toEqual(refusal(412));
    await expect(users.delete('a', stale, context)).rejects.toEqual(refusal(412));
    expect(backend.asked.map(({ operation }) => operation)).toEqual(['get', 'get']);
    expect((await users.replace('a', ada, {}, { ifMatch: '*' }, context)).status).toBe(200);
  });

  it('of If-None-Match save the body', async () => {
    const { users, context } = userSystem({ backend: versioned() });
    const answer = await users.get('a', {}, { ifNoneMatch: 'W/"7"' }, context);
    expect(answer).toMatchObject({ status: 304, version: '7' });
    expect(answer.body).toBeUndefined();
  });
});

describe('a system', () => {
  it('has the endpoints of its read transformation that its backend has', () => {
    const user = { mappings: [READ_ID] };
    const read = { user, role: { ...user, scimEntityEndpoint: 'Roles' } };
    const { system } = userSystem({ backend: memoryBackend(), read });
    expect(system.endpoints).toEqual(['Users']);
    expect(system.resource('Roles')).toBeUndefined();
    expect(system.resource('__proto__')).toBeUndefined();
  });

  it('is refused with a property that is none of the values allowed', () => {
    const properties = { 'ipsproxy.patch.reread': 'sometimes' };
    expect(() => userSystem({ backend: memoryBackend(), properties })).toThrow(
      /ipsproxy\.patch\.reread must be auto, always or never/,
    );
  });

  it('cannot be written without a write transformation of the entity type', async () => {
    const { users, context } = userSystem({
      backend: memoryBackend([ada]),
      write: { group: { mappings: [COPY] }, user: undefined },
    });
    await expect(users.create({}, {}, context)).rejects.toEqual(refusal(501));
  });
});
