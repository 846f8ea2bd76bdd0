/** Searches over all types of resources of a system (RFC 7644 §3.4.3). */
import { expect, it } from 'vitest';
import { scimError } from '../../connectors/support/context.ts';
import { filteringSystem, namesIn, resourcesIn, users } from '../support/filters.ts';

const WHOLE = {
  mappings: [
    { sourcePath: '$', targetPath: '$' },
    { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
  ],
};

function searched(setup: Parameters<typeof filteringSystem>[0]) {
  const made = filteringSystem({ read: WHOLE, ...setup });
  const search = (query: Record<string, string>) =>
    made.system.search(query, new Set(['Users']), made.context);
  return { ...made, search };
}

it('by cursor reports no total that was only calculated (RFC 9865 §2)', async () => {
  const { search } = searched({ entities: users(12), totals: false });
  expect((await search({ count: '5' })).body).toMatchObject({ totalResults: 6 });
  const { body } = await search({ count: '5', cursor: '' });
  expect(body).toMatchObject({ itemsPerPage: 5, nextCursor: expect.any(String) });
  expect(body).not.toHaveProperty('totalResults');
});

it('reads what it sorts by, also where the answer leaves it out', async () => {
  const entities = users(3, (index) => ({ groups: [{ value: `g${(index + 1) % 3}` }] }));
  const { search, omitted } = searched({ entities });
  const answer = await search({ sortBy: 'groups.value', attributes: 'userName' });
  expect(namesIn(answer)).toEqual(['user2', 'user0', 'user1']);
  expect(answer.warnings).toEqual([]);
  expect(omitted).toEqual([['members']]);
});

it('knows what only another type has, whatever the transformation copies', async () => {
  const { search, asked } = searched({ entities: users(3), can: () => true });
  const error = await scimError(search({ filter: 'members.value eq "u1"' }));
  expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  expect(error.message).toContain('no type of resource of this system has it');
  expect(asked).toEqual([]);
});

it.each([
  [8, ['u0', 'u0', 'u1', 'u1'], []],
  [7, ['u0', 'u1', 'u2', 'u3'], [expect.stringMatching(/^Not sorted by id: .*more entities than/)]],
])('sorts no more than may be read of all types together: %i', async (limit, ids, warnings) => {
  const read = { user: WHOLE, group: WHOLE };
  const { system, context } = filteringSystem({ read, entities: users(4), limit });
  const endpoints = new Set(['Users', 'Groups']);
  const answer = await system.search({ sortBy: 'id', count: '4' }, endpoints, context);
  expect(resourcesIn(answer.body).map(({ id }) => id)).toEqual(ids);
  expect(answer.warnings).toEqual(warnings);
});
