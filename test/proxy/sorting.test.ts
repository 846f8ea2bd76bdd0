/** `sortBy` (RFC 7644 §3.4.2.3): as a whole, or not at all and told. */
import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../src/connectors/connector.ts';
import { printAttributePath } from '../../src/scim/attribute-path.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { scimError } from '../connectors/support/context.ts';
import { type FilterSetup, filteringSystem, LIMIT, namesIn, resourcesIn, users } from './support/filters.ts';

const shuffled = (count: number) =>
  users(count, (index) => ({ userName: `n${String((index * 37) % count).padStart(3, '0')}` }));
const inOrder = (count: number) =>
  shuffled(count)
    .map(({ userName }) => userName)
    .sort();

/** A backend that sorts by the `userName`, or does not. */
function sortingSystem(
  entities: readonly JsonObject[],
  setup: Partial<FilterSetup> & { lies?: boolean } = {},
) {
  const { lies = false, ...rest } = setup;
  const sorts: (string | undefined)[] = [];
  const system = filteringSystem({ entities, ...rest });
  const { backend } = system;
  const give = backend.list;
  Object.assign(backend.capabilities, { sorts: true });
  backend.list = async (query: ListQuery, context) => {
    sorts.push(query.sort && `${printAttributePath(query.sort.by)} ${query.sort.order}`);
    const { startIndex, count } = query;
    const { entities: all, total } = await give({ ...query, startIndex: 1, count: 1_000 }, context);
    const key = ({ userName }: JsonObject) => String(userName);
    const sorted =
      query.sort === undefined || lies ? [...all] : all.toSorted((a, b) => key(a).localeCompare(key(b)));
    if (query.sort?.order === 'descending') sorted.reverse();
    return { entities: sorted.slice(startIndex - 1, startIndex - 1 + count), total };
  };
  return { ...system, sorts };
}

describe('where the backend sorts', () => {
  it.each([
    [{ sortBy: 'userName' }, 'userName ascending'],
    [{ sortBy: 'USERNAME', sortOrder: 'Descending' }, 'USERNAME descending'],
    [{ sortBy: 'meta.lastModified' }, 'meta.lastModified ascending'],
  ])('%j is its work, also with a limit', async (query, wanted) => {
    const { list, sorts } = sortingSystem(shuffled(60), { limit: 500 });
    const { warnings } = await list({ ...query, count: '10', startIndex: '11' });
    expect(sorts).toEqual([wanted]);
    expect(warnings).toEqual([]);
  });

  it('it is not asked to where clients see other values than it has', async () => {
    const read = {
      mappings: [
        {
          sourcePath: '$.userName',
          targetPath: '$.userName',
          functions: [{ function: 'toUpperCaseString' }],
        },
        { sourcePath: '$.title', targetPath: '$.title', defaultValue: 'none' },
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
      ],
    };
    for (const sortBy of ['userName', 'title', 'nickName']) {
      const { list, sorts } = sortingSystem(shuffled(60), { read });
      expect((await list({ sortBy })).warnings).toEqual([expect.stringContaining('Not sorted')]);
      expect(sorts).toEqual([undefined]);
    }
  });

  it('it is not believed any more once it did not, and told', async () => {
    const { list, sorts, log } = sortingSystem(shuffled(60), { lies: true });
    expect((await list({ sortBy: 'userName' })).warnings).toEqual([
      expect.stringContaining('does not sort by userName'),
    ]);
    expect((await list({ sortBy: 'userName' })).warnings).toEqual([
      expect.stringContaining('Not sorted by userName'),
    ]);
    expect(sorts).toEqual(['userName ascending', undefined]);
    expect(log.filter(({ msg }) => msg === 'the backend does not sort')).toHaveLength(1);
  });

  it.each(['ascending', 'descending'])(
    'it is believed whatever it makes of accents, punctuation and case: %s',
    async (sortOrder) => {
      const names = ['anna', 'Ärmel', 'berta', 'Carl', "d'Arc", 'Dahl', 'øre', 'zoe'];
      const { list, sorts } = sortingSystem(users(8, (index) => ({ userName: names[index] ?? '' })));
      for (let turn = 0; turn < 2; turn += 1) {
        expect((await list({ sortBy: 'userName', sortOrder, count: '7' })).warnings).toEqual([]);
      }
      expect(sorts).toEqual(Array.from({ length: 2 }, () => `userName ${sortOrder}`));
    },
  );

  it('a filter for one entity is not sorted', async () => {
    const { list, sorts } = sortingSystem(shuffled(60));
    await list({ filter: 'userName eq "n001"', sortBy: 'userName' });
    expect(sorts).toEqual([undefined]);
  });
});

describe('where it does not', () => {
  it('all of it is sorted within the limit, and its pages fit together', async () => {
    const { list } = filteringSystem({ entities: shuffled(211), limit: 300 });
    const names: unknown[] = [];
    for (let startIndex = 1; startIndex <= 211; startIndex += 50) {
      const answer = await list({ sortBy: 'userName', count: '50', startIndex: String(startIndex) });
      expect(answer.body).toMatchObject({ totalResults: 211 });
      expect(answer.warnings).toEqual([]);
      names.push(...namesIn(answer));
    }
    expect(names).toEqual(inOrder(211));
  });

  it('a mere total is not sorted', async () => {
    const { list, asked } = filteringSystem({ entities: shuffled(211), limit: 300 });
    expect((await list({ sortBy: 'userName', count: '0' })).body).toMatchObject({ totalResults: 211 });
    expect(asked).toEqual(['|1|0']);
  });

  it('equal values stand in the order of their ids', async () => {
    const { list } = filteringSystem({ entities: users(5).reverse(), limit: 300 });
    expect(namesIn(await list({ sortBy: 'title', sortOrder: 'descending' }))).toEqual([
      'user1',
      'user3',
      'user0',
      'user2',
      'user4',
    ]);
  });

  it('what the proxy filters is sorted, by what the answer leaves out too', async () => {
    const { list } = filteringSystem({ entities: shuffled(40), limit: 50 });
    const query = {
      filter: 'userName co "1"',
      sortBy: 'userName',
      sortOrder: 'descending',
      attributes: 'title',
      count: '2',
    };
    const { body } = await list(query);
    const last = shuffled(40).toSorted((a, b) => (String(a['userName']) < String(b['userName']) ? 1 : -1));
    const wanted = last.filter(({ userName }) => String(userName).includes('1')).slice(0, 2);
    expect(resourcesIn(body).map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    expect(body?.['Resources']).not.toMatchObject([{ userName: expect.anything() }]);
  });

  it('one page that has all of it is sorted without a limit', async () => {
    const { list, asked } = filteringSystem({ entities: shuffled(20) });
    const answer = await list({ sortBy: 'userName', attributes: 'userName' });
    expect(namesIn(answer)).toEqual(inOrder(20));
    expect(answer.warnings).toEqual([]);
    expect(asked).toEqual(['|1|25']);
  });

  it.each([
    ['more than a page', { entities: shuffled(60) }, '1', LIMIT],
    ['the end of a list', { entities: shuffled(60) }, '51', LIMIT],
    ['a list without total', { entities: shuffled(20), totals: false }, '1', LIMIT],
    ['more than the limit', { entities: shuffled(60), limit: 59 }, '1', 'more entities than'],
  ])('%s stays as it is, and that is told', async (_, setup, startIndex, told) => {
    const { list } = filteringSystem(setup);
    const sorted = await list({ sortBy: 'userName', startIndex });
    const plain = await list({ startIndex });
    expect(sorted.body).toEqual(plain.body);
    expect(sorted.warnings).toEqual([expect.stringContaining(told)]);
  });
});

describe('the parameters', () => {
  it.each([
    [{ sortBy: 'user name' }, 'invalidValue'],
    [{ sortBy: 'emails[type eq "work"]' }, 'invalidValue'],
    [{ sortBy: 'userName', sortOrder: 'up' }, 'invalidValue'],
    [{ sortOrder: 'up' }, 'invalidValue'],
    [{ sortBy: 'password' }, 'invalidFilter'],
  ])('%j are refused', async (query, scimType) => {
    const { list, asked } = filteringSystem({ entities: users(3) });
    expect(await scimError(list(query))).toMatchObject({ status: 400, scimType });
    expect(asked).toEqual([]);
  });

  it('with a name that nothing has are refused', async () => {
    const read = {
      mappings: [
        { sourcePath: '$.userName', targetPath: '$.userName' },
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
      ],
    };
    const { list } = filteringSystem({ entities: users(3), read });
    expect(await scimError(list({ sortBy: 'usrName' }))).toMatchObject({
      status: 400,
      scimType: 'invalidValue',
    });
    expect((await list({ sortBy: '', sortOrder: 'descending' })).warnings).toEqual([]);
  });
});
