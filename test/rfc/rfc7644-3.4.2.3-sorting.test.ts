/** `sortBy` and `sortOrder`: sorted as a whole, or told that it is not; never half sorted. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createdUser, demoFace, expectError, expectStatus, resourcesOf, warningsOf } from './support/face.ts';
import { carrying, SYSTEMS } from './support/systems.ts';

const face = demoFace();
/** Made in another order than that of their names. */
const NAMES = ['sorted-b', 'sorted-d', 'sorted-a', 'sorted-c'];
const IN_ORDER = NAMES.toSorted();

describe.each(SYSTEMS)('RFC 7644 section 3.4.2.3, sorting: $name', (system) => {
  beforeAll(async () => {
    for (const userName of NAMES) await createdUser(face(system), { userName });
  });

  const namesOf = async (query: string) => {
    const answer = expectStatus(await face(system).get(`/Users?${query}`), 200);
    const names = resourcesOf(answer).map(({ userName }) => String(userName));
    return { names: names.filter((name) => NAMES.includes(name)), warnings: warningsOf(answer) };
  };

  it.each([
    ['sortBy=userName', IN_ORDER],
    ['sortBy=USERNAME&sortOrder=ascending', IN_ORDER],
    ['sortBy=userName&sortOrder=descending', IN_ORDER.toReversed()],
    ['sortBy=urn:ietf:params:scim:schemas:core:2.0:User:userName', IN_ORDER],
  ])('all that there are, on one page: %s', async (query, expected) => {
    expect(await namesOf(`count=100&${query}`)).toEqual({ names: expected, warnings: [] });
  });

  it('a page of a longer list is part of a sorted whole, or the client is told', async () => {
    const whole = await namesOf('count=100&sortBy=userName');
    const names: string[] = [];
    const warnings = new Set<string>();
    for (let startIndex = 1; startIndex < 40; startIndex += 5) {
      const page = await namesOf(`startIndex=${startIndex}&count=5&sortBy=userName`);
      names.push(...page.names);
      for (const warning of page.warnings) warnings.add(warning);
    }
    expect(names.toSorted()).toEqual(whole.names);
    if (names.join() !== whole.names.join()) expect([...warnings].join()).toMatch(/not sorted/i);
  });

  it('another order is 400 invalidValue', async () => {
    expectError(await face(system).get('/Users?sortBy=userName&sortOrder=sideways'), 400, 'invalidValue');
  });
});

describe.each(carrying('nickName'))('RFC 7644 section 3.4.2.3, missing values: $name', (system) => {
  it('come last in ascending order, and first in descending', async () => {
    const client = face(system);
    await createdUser(client, { nickName: 'Zora' });
    const nickNames = async (sortOrder: string) =>
      resourcesOf(await client.get(`/Users?count=100&sortBy=nickName&sortOrder=${sortOrder}`)).map(
        ({ nickName }) => nickName,
      );
    expect((await nickNames('ascending')).indexOf('Zora')).toBe(0);
    expect((await nickNames('descending')).at(-1)).toBe('Zora');
  });
});
