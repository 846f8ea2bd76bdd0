/** Filters that the backend cannot do: which part of them it is asked, and what the proxy makes of the rest. */
import { describe, expect, it } from 'vitest';
import type { ListPage } from '../../src/connectors/connector.ts';
import { printFilter } from '../../src/scim/filter-print.ts';
import { WorkMemory } from '../../src/server/work/memory.ts';
import { RequestMemory } from '../../src/server/work/request-memory.ts';
import { scimError } from '../connectors/support/context.ts';
import { fc } from '../support/property.ts';
import { filteringSystem, LIMIT, namesIn, users } from './support/filters.ts';

const CONDITION = {
  condition: "($.title == 'Even')",
  mappings: [
    { sourcePath: '$', targetPath: '$' },
    { sourcePath: '$.userName', targetPath: '$.displayName' },
    { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
  ],
};

describe('a filter that the backend does alone', () => {
  it.each([
    ['title eq "Even"', ['title eq "Even"|1|25']],
    ['userName eq "user3"', ['userName eq "user3"|1|2']],
    ['title eq "Even" and meta.resourceType eq "User"', ['title eq "Even"|1|25']],
  ])('%s costs one request, whatever the limit', async (filter, wanted) => {
    for (const limit of [undefined, 5]) {
      const { list, asked } = filteringSystem({ entities: users(8), ...(limit && { limit }) });
      await list({ filter });
      expect(asked).toEqual(wanted);
    }
  });

  it('is none about another type of resource', async () => {
    const { list, asked } = filteringSystem({ entities: users(8) });
    expect((await list({ filter: 'meta.resourceType eq "Group"' })).body).toMatchObject({ totalResults: 0 });
    expect(asked).toEqual([]);
  });
});

describe('an attribute of an extension', () => {
  const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
  const entities = users(3, (index) => ({
    [ENTERPRISE]: { department: `d${index}` },
    [SAP]: { userUuid: `u${index}` },
  }));
  const id = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' };

  it.each(['department co "d"', 'not (department co "d")'])(
    'without its URN nobody has it, which would look like an answer: %s',
    async (filter) => {
      const { list } = filteringSystem({ entities, limit: 50 });
      expect((await scimError(list({ filter }))).message).toContain(
        `department: write ${ENTERPRISE}:department`,
      );
    },
  );

  it('is found without it where the transformation makes it so', async () => {
    const read = {
      mappings: [
        { sourcePath: '$', targetPath: '$' },
        { sourcePath: `$['${ENTERPRISE}']['department']`, targetPath: '$.department' },
        id,
      ],
    };
    const { list } = filteringSystem({ entities, limit: 50, read });
    expect(namesIn(await list({ filter: 'department sw "D1"' }))).toEqual(['user1']);
  });

  it('is compared as its schema says', async () => {
    const { list } = filteringSystem({ entities, limit: 50 });
    expect(namesIn(await list({ filter: `${ENTERPRISE}:department sw "D1"` }))).toEqual(['user1']);
    expect(namesIn(await list({ filter: `${SAP}:userUuid sw "U1"` }))).toEqual([]);
    expect(namesIn(await list({ filter: `${SAP}:userUuid sw "u1"` }))).toEqual(['user1']);
  });
});

describe('a filter that it does not', () => {
  it.each([
    ['title sw "e"', ['|1|50']],
    ['title eq "Even" and userName ew "2"', ['title eq "Even"|1|50']],
    ['userName ew "2" and (title eq "Even" and userName pr)', ['title eq "Even"|1|50']],
    ['not (title eq "Odd")', ['|1|50']],
    ['title eq "Even" or userName eq "user1"', ['|1|50']],
    // Connectors look through what they find for a place in a list, so that it does not join.
    ['userName eq "user1" and emails[0].value eq "a"', ['userName eq "user1"|1|50']],
    ['emails[0].value eq "a" and userName ew "1"', ['|1|50']],
    // Both would be too much for this backend.
    ['title eq "Even" and active eq true', ['title eq "Even"|1|50']],
  ])('%s is asked as far as it can be: %j', async (filter, wanted) => {
    const { list, asked } = filteringSystem({ entities: users(8), limit: 49 });
    await list({ filter });
    expect(asked).toEqual(wanted);
  });

  it('finds what matches, page by page, with the right total', async () => {
    const { list } = filteringSystem({ entities: users(230), limit: 1000 });
    const filter = 'title sw "ODD" and not (userName co "9")';
    const wanted = users(230)
      .filter(({ title, userName }) => title === 'Odd' && !String(userName).includes('9'))
      .map(({ userName }) => userName);
    const names: unknown[] = [];
    for (let startIndex = 1, total = 1; startIndex <= total; ) {
      const { body, ...answer } = await list({ filter, startIndex: String(startIndex), count: '30' });
      names.push(...namesIn({ body, ...answer }));
      expect(answer.warnings).toEqual([]);
      startIndex += Number(body?.['itemsPerPage']);
      total = Number(body?.['totalResults']);
      expect(total).toBe(wanted.length);
    }
    expect(names).toEqual(wanted);
    expect((await list({ filter, count: '0' })).body).toMatchObject({
      totalResults: wanted.length,
      Resources: [],
    });
  });

  it('without a total of the backend ends with its empty page', async () => {
    const { list, asked } = filteringSystem({ entities: users(150), limit: 500, totals: false });
    expect((await list({ filter: 'title ew "n"' })).body).toMatchObject({
      totalResults: 75,
      itemsPerPage: 25,
    });
    expect(asked).toEqual(['|1|100', '|101|100', '|151|100']);
  });

  it('of very many parts is asked in some of them', async () => {
    const { list, asked } = filteringSystem({
      entities: users(8),
      limit: 50,
      can: (filter) => !printFilter(filter).includes(' or '),
    });
    const parts = Array.from({ length: 40 }, (_, index) => `title ne "${index}"`);
    await list({ filter: [...parts, '(title pr or id pr)'].join(' and ') });
    expect(asked).toEqual([`${parts.slice(0, 16).join(' and ')}|1|51`]);
  });

  it('is about what clients see: after the read transformation, not what its condition hides', async () => {
    const { list } = filteringSystem({ entities: users(9), read: CONDITION, limit: 50, can: () => false });
    expect(namesIn(await list({ filter: 'displayName co "user"', attributes: 'userName' }))).toEqual([
      'user0',
      'user2',
      'user4',
      'user6',
      'user8',
    ]);
  });

  it('looks at attributes that the answer leaves out', async () => {
    const entities = users(3, (index) => ({ groups: index === 1 ? [{ value: 'g' }] : [] }));
    const { list, omitted } = filteringSystem({ entities, limit: 50 });
    const found = await list({ filter: 'groups.value sw "g"', attributes: 'userName' });
    expect(namesIn(found)).toEqual(['user1']);
    expect(omitted).toEqual([['members']]);
    expect(found.body?.['Resources']).toEqual([{ schemas: expect.anything(), id: 'u1', userName: 'user1' }]);
  });

  it('looks at the attribute that is sorted by, also where the answer leaves it out', async () => {
    const entities = users(3, (index) => ({ groups: [{ value: `g${(index + 1) % 3}` }] }));
    const { list, omitted } = filteringSystem({ entities, limit: 50 });
    const query = { filter: 'userName sw "u"', sortBy: 'groups.value', attributes: 'userName' };
    expect(namesIn(await list(query))).toEqual(['user2', 'user0', 'user1']);
    expect(omitted).toEqual([['members']]);
  });

  it('hands on what the backend warns of, in bounds', async () => {
    const { list, backend } = filteringSystem({ entities: users(1_500), limit: 2_000 });
    const give = backend.list;
    backend.list = async (query, context) => ({
      ...(await give(query, context)),
      warnings: ['On every page', `On page ${query.startIndex}`],
    });
    const { warnings } = await list({ filter: 'userName sw "user"' });
    expect(warnings.filter((warning) => warning === 'On every page')).toHaveLength(1);
    expect(warnings).toHaveLength(10);
  });

  it('shows an entity once that comes on two pages, and tells', async () => {
    const { list, backend } = filteringSystem({ entities: users(120), limit: 200 });
    const give = backend.list;
    backend.list = async (query, context): Promise<ListPage> => {
      const page = await give(query, context);
      return query.startIndex === 1 ? page : { ...page, entities: [...page.entities.slice(1), ...users(1)] };
    };
    const { body, warnings } = await list({ filter: 'userName sw "user"' });
    expect(body).toMatchObject({ totalResults: 119 });
    expect(warnings).toEqual([expect.stringContaining('gave twice')]);
  });

  it.each([
    [3, 'shows none from number 9 on'],
    [-3, 'there may be more'],
  ])('tells of a total that is wrong by %i', async (wrong, told) => {
    const { list, backend } = filteringSystem({ entities: users(8), limit: 50 });
    const give = backend.list;
    backend.list = async (query, context) => ({ ...(await give(query, context)), total: 8 + wrong });
    const { body, warnings } = await list({ filter: 'userName sw "user"' });
    expect(body).toMatchObject({ totalResults: 8 });
    expect(warnings).toEqual([expect.stringContaining(told)]);
  });

  it('names those whose read transformation fails', async () => {
    const read = {
      mappings: [
        { sourcePath: '$.userName', targetPath: '$.userName' },
        { sourcePath: '$.mail', targetPath: '$.title' },
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
      ],
    };
    const entities = users(4, (index) => (index === 2 ? {} : { mail: 'x' }));
    const { list } = filteringSystem({ entities, read, limit: 50 });
    const { body, warnings } = await list({ filter: 'userName sw "user"' });
    expect(body).toMatchObject({ totalResults: 3 });
    expect(warnings).toEqual([expect.stringMatching(/^1 user\(s\) left out.*u2/)]);
  });

  it('for one entity that finds several is tooMany, as ever', async () => {
    const entities = users(2, () => ({ userName: 'same' }));
    const { list } = filteringSystem({ entities, limit: 50, can: () => false });
    expect(await scimError(list({ filter: 'userName eq "SAME"' }))).toMatchObject({
      status: 400,
      scimType: 'tooMany',
    });
    const { list: one } = filteringSystem({ entities: entities.slice(1, 2), limit: 50, can: () => false });
    expect((await one({ filter: 'userName eq "SAME"' })).body).toMatchObject({
      totalResults: 1,
      itemsPerPage: 1,
    });
  });

  it('of which only the backend knows is done by the proxy when it was refused', async () => {
    const { list, asked } = filteringSystem({ entities: users(4), limit: 50, isSilent: true });
    expect(namesIn(await list({ filter: 'title sw "o"' }))).toEqual(['user1', 'user3']);
    expect(asked).toEqual(['title sw "o"|1|25', '|1|51']);
  });

  it('is not tried again where the backend failed otherwise', async () => {
    const { list, asked, backend } = filteringSystem({ entities: users(4), limit: 50, isSilent: true });
    backend.list = async () => {
      asked.push('failed');
      throw new Error('down');
    };
    await expect(list({ filter: 'title sw "o"' })).rejects.toThrow('down');
    expect(asked).toEqual(['failed']);
  });

  it('gives the memory of a page back before the next one', async () => {
    const memory = new WorkMemory({ total: () => 8 * 1024 * 1024, systems: () => new Map() });
    const request = new RequestMemory(memory).belongTo('a');
    const used: number[] = [];
    const { users: resource, context, backend } = filteringSystem({ entities: users(500), limit: 1000 });
    const give = backend.list;
    backend.list = async (query, asking) => {
      used.push(memory.used);
      await asking.memory?.reserve(2 * 1024 * 1024);
      return await give(query, asking);
    };
    await resource.list({ filter: 'userName co "99"' }, { ...context, memory: request });
    expect(used).toHaveLength(5);
    expect(Math.max(...used)).toBeLessThan(1024 * 1024);
    request.release();
    expect(memory.used).toBe(0);
  });
});

describe('the limit', () => {
  it.each([true, false])('refuses what would need more (totals: %s)', async (totals) => {
    const { list, asked } = filteringSystem({ entities: users(120), limit: 110, totals });
    const error = await scimError(list({ filter: 'title sw "o"' }));
    expect(error).toMatchObject({ status: 400, scimType: 'tooMany' });
    expect(error.message).toContain(LIMIT);
    expect(error.message).toContain('more than the 110 users');
    expect(asked).toEqual(totals ? ['|1|100'] : ['|1|100', '|101|11']);
  });

  it('counts what is read, not what there is', async () => {
    const { list } = filteringSystem({ entities: users(120), limit: 60 });
    expect((await list({ filter: 'title eq "Odd" and userName co "1"' })).body).toMatchObject({
      totalResults: 24,
    });
    const exact = filteringSystem({ entities: users(60), limit: 60, totals: false });
    expect((await exact.list({ filter: 'title sw "o"', count: '1' })).body).toMatchObject({
      totalResults: 30,
    });
  });

  it.each(['0', '100001', 'all', '-1', '1.5'])('of %s is none', (limit) => {
    expect(() => filteringSystem({ entities: [], properties: { [LIMIT]: limit } })).toThrow(LIMIT);
  });
});

describe('without a limit', () => {
  it.each(['title sw "o"', 'nickName eq "a"'])('%s is refused, with the way out', async (filter) => {
    const read = {
      mappings: CONDITION.mappings.slice(1).concat({ sourcePath: '$.title', targetPath: '$.title' }),
    };
    const { list } = filteringSystem({ entities: users(3), read });
    const error = await scimError(list({ filter }));
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.message).toContain(LIMIT);
  });
});

describe('what is wrong in a filter itself', () => {
  const read = CONDITION.mappings.slice(1);
  it.each([
    ['usrName sw "a"', 'usrName'],
    ['name.firstName sw "a"', 'firstName'],
    ['active gt "true"', 'boolean'],
    ['active gt true', 'active'],
    ['meta.lastModified gt "yesterday"', 'date and time'],
    ['urn:ietf:params:scim:schemas:extension:sap:2.0:User:validFrom gt "yesterday"', 'date and time'],
    ['x509Certificates.value sw "MII"', 'binary'],
    ['password eq "hunter2"', 'never returned'],
    ['not (password pr)', 'never returned'],
    ['userName sw "a" or (title pr and PASSWORD co "x")', 'never returned'],
  ])('%s is refused', async (filter, told) => {
    const { list, asked } = filteringSystem({
      entities: users(3),
      read: { mappings: read },
      limit: 9,
      can: () => false,
    });
    const error = await scimError(list({ filter }));
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.message).toContain(told);
    expect(error.message).not.toContain('hunter2');
    expect(asked).toEqual([]);
  });
});

describe('whatever the backend can do', () => {
  it('the same is found', async () => {
    const leaf = fc.constantFrom(
      'title eq "Odd"',
      'userName co "1"',
      'title pr',
      'not (userName ew "2")',
      'id eq "u3"',
    );
    const filter = fc
      .array(leaf, { minLength: 1, maxLength: 4 })
      .chain((all) => fc.constantFrom(all.join(' and '), all.join(' or ')));
    await fc.assert(
      fc.asyncProperty(filter, fc.boolean(), fc.boolean(), async (text, isSilent, totals) => {
        const entities = users(23);
        const whole = filteringSystem({ entities, can: () => true });
        const part = filteringSystem({ entities, limit: 40, isSilent, totals });
        const query = { filter: text, count: '100' };
        expect(namesIn(await part.list(query))).toEqual(namesIn(await whole.list(query)));
      }),
      { numRuns: 60 },
    );
  });
});
