/** Searches over all types of resources of a system (RFC 7644 §3.4.3). */
import { expect, it } from 'vitest';
import { scimError } from '../../connectors/support/context.ts';
import { filteringSystem, namesIn, users } from '../support/filters.ts';

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
