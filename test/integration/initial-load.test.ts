import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WAYS } from './support/chained.ts';
import { initialLoad } from './support/client.ts';
import { type RunningDemo, runningDemo } from './support/demo.ts';

describe.each(WAYS)('initial load, %s', (way) => {
  const users = way === 'direct' ? 10_000 : 2_000;
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await runningDemo({ users, groups: 120 }, way);
  });
  afterAll(() => demo.stop());

  it.each([100, 7])(
    'sees each user exactly once with count=%i, one upstream call a page',
    async (count) => {
      await demo.sandbox.forget();
      const { resources, requests } = await initialLoad(demo.client, 'Users', count);
      expect(resources).toHaveLength(users);
      expect(new Set(resources.map(({ id }) => id)).size).toBe(users);
      expect(requests).toBe(Math.ceil(users / count));
      expect((await demo.sandbox.requests()).count).toBe(requests);
    },
    120_000,
  );

  it('sees each group exactly once', async () => {
    const { resources } = await initialLoad(demo.client, 'Groups', 50);
    expect(new Set(resources.map(({ id }) => id)).size).toBe(120);
    expect(resources).toHaveLength(120);
  });

  it('answers without paging parameters with 25', async () => {
    const { body } = await demo.client.get('/Users');
    expect(body).toMatchObject({ startIndex: 1, itemsPerPage: 25, totalResults: users });
  });
});
