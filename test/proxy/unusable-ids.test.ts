/** Ids that no URL can have: nothing with one is shown, and a write that was done stays done. */
import { describe, expect, it } from 'vitest';
import { BASE_URL, memoryBackend, userSystem } from './support/backend.ts';
import { refusalOf } from './support/hand-over.ts';

const UNUSABLE = ['half \ud800', 'x'.repeat(200_000), 'line\nbreak', '..'];
const GOOD = { id: 'a', userName: 'ada' };

describe('an id that no URL can have', () => {
  it.each(UNUSABLE)('is left out of lists, with a warning: %j', async (id) => {
    const { system, users, context, log } = userSystem({ backend: memoryBackend([{ id }, GOOD]) });
    const { body, warnings } = await users.list({}, context);
    expect(body).toMatchObject({ itemsPerPage: 2, totalResults: 2, Resources: [{ id: 'a' }] });
    expect(warnings).toEqual([
      '1 user(s) left out, their read transformation failed: without usable id (id)',
    ]);
    expect(system.counters.failedReads).toBe(1);
    expect(JSON.stringify(log)).toContain('the id can be no part of a URL');
    expect(JSON.stringify(log).length).toBeLessThan(1_000);
  });

  it.each(UNUSABLE)('does not undo a create that was done: %j', async (id) => {
    const { users, context } = userSystem({ backend: memoryBackend() });
    const created = await users.create({ id, userName: 'ada' }, {}, context);
    expect({ status: created.status, location: created.location }).toEqual({
      status: 201,
      location: undefined,
    });
    expect(created.body).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      meta: { resourceType: 'User' },
    });
    expect(created.warnings).toEqual([
      expect.stringMatching(
        /^The create was done, but the user cannot be shown: the id can be no part of a URL/,
      ),
    ]);
  });

  it('that the read transformation makes is the system’s fault, on a single read', async () => {
    const read = {
      mappings: [
        {
          sourcePath: '$.id',
          targetVariable: 'entityIdSourceSystem',
          functions: [{ function: 'concatString', suffix: 'x'.repeat(1_024) }],
        },
      ],
    };
    const { users, context } = userSystem({ backend: memoryBackend([GOOD]), read });
    const refusal = await refusalOf(users.get('a', {}, {}, context));
    expect(refusal).toMatch(/^502 undefined System s-1: this user cannot be shown: the id can be no part/);
    expect((await users.list({}, context)).body).toMatchObject({ Resources: [] });
  });

  it('is no reason to lose the longest that one can have', async () => {
    const id = '中'.repeat(1_024);
    const { users, context } = userSystem({ backend: memoryBackend([{ ...GOOD, id }]) });
    const { location } = await users.get(id, {}, {}, context);
    expect(location).toBe(`${BASE_URL}/Users/${encodeURIComponent(id)}`);
  });
});

describe('a version', () => {
  it.each(['x'.repeat(200_000), 'line\nbreak', 'half \ud800'])(
    'that no header can carry is none: %j',
    async (version) => {
      const backend = memoryBackend([{ ...GOOD, meta: { version } }], { versions: true });
      const { users, context } = userSystem({ backend });
      const answer = await users.get('a', {}, {}, context);
      expect(answer.version).toBeUndefined();
      expect(answer.body?.['meta']).not.toHaveProperty('version');
    },
  );
});

describe('a list of which nothing can be shown', () => {
  it('costs a few lines of the log, and one with the count of the rest', async () => {
    const nameless = Array.from({ length: 100 }, (_, index) => ({ id: `n${index}` }));
    const read = {
      mappings: [
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: '$.userName', targetPath: '$.userName' },
      ],
    };
    const { system, users, context, log } = userSystem({ backend: memoryBackend(nameless), read });
    const { warnings } = await users.list({ count: '100' }, context);
    expect(warnings).toEqual([expect.stringMatching(/^100 user\(s\) left out.*n0 .*n1 .*n2 .*\.\.\.$/)]);
    expect(log.map(({ entityId, more }) => entityId ?? more)).toEqual(['n0', 'n1', 'n2', 97]);
    expect(system.counters.failedReads).toBe(100);
  });
});

describe('a page with an entity twice', () => {
  it('shows it once, and says so', async () => {
    const backend = memoryBackend();
    backend.list = async () => ({ entities: [GOOD, { ...GOOD, userName: 'bob' }, { id: 'b' }], total: 3 });
    const { users, context } = userSystem({ backend });
    const { body, warnings } = await users.list({}, context);
    expect(body).toMatchObject({
      itemsPerPage: 3,
      totalResults: 3,
      Resources: [{ id: 'a', userName: 'ada' }, { id: 'b' }],
    });
    expect(warnings).toEqual(['1 user(s) left out that the backend gave twice on this page']);
  });
});
