/** Nobody gets a role whom the UAA does not know with this origin. */
import { describe, expect, it } from 'vitest';
import { checkMembers } from '../../../src/connectors/cloud-foundry/groups/member-check.ts';
import type { OutboundRequest } from '../../../src/connectors/http/exchange.ts';
import { UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import { Uaa } from '../../../src/connectors/uaa-api/uaa.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { callContext } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const ids = (count: number) => Array.from({ length: count }, (_, index) => idOf(index));

/** @param users that the UAA has */
function setUp(users: readonly JsonObject[]) {
  const filters: string[] = [];
  const send = async ({ path }: OutboundRequest) => {
    const filter = new URL(path, 'http://x').searchParams.get('filter') ?? '';
    filters.push(filter);
    const resources = users.filter(({ id }) => filter.toLowerCase().includes(String(id).toLowerCase()));
    return answered(200, {}, { resources, startIndex: 1, itemsPerPage: 100, totalResults: resources.length });
  };
  const client = new UpstreamClient({
    backend: exampleBackend(),
    base: { origin: 'https://directory.example', path: '' },
    send,
    contentType: 'application/json',
    accept: 'application/json',
  });
  const check = (...asked: readonly string[]) => checkMembers(asked, 'acme', new Uaa(client), callContext());
  return { filters, check };
}

const user = (number: number, more: JsonObject = {}) => ({
  id: idOf(number),
  origin: 'acme',
  userName: `user-${number}`,
  ...more,
});

describe('members', () => {
  it('of the origin are known by their names', async () => {
    const { filters, check } = setUp([user(0), user(1, { userName: null })]);
    expect([...(await check(idOf(0), idOf(1)))]).toEqual([
      [idOf(0), 'user-0'],
      [idOf(1), ''],
    ]);
    expect(filters).toEqual([`(origin eq "acme") and (id eq "${idOf(0)}" or id eq "${idOf(1)}")`]);
  });

  it('are asked for a hundred at a time', async () => {
    const users = Array.from({ length: 101 }, (_, index) => user(index));
    const { filters, check } = setUp(users);
    expect((await check(...ids(100))).size).toBe(100);
    expect(filters).toHaveLength(1);
    expect((await check(...ids(101))).size).toBe(101);
    expect(filters).toHaveLength(3);
  });

  const told = (named: string) =>
    `These members are no users of origin acme: ${named}. Nothing was changed. Create them first, and send their ids.`;

  it('that are not there, or of another origin, or of another letter case, are named', async () => {
    const { check } = setUp([user(0), user(1, { origin: 'other' }), { ...user(2), id: 'ABCDEF' }]);
    for (const unknown of [idOf(7), idOf(1), 'abcdef']) {
      await expect(check(idOf(0), unknown)).rejects.toMatchObject({
        status: 400,
        scimType: 'invalidValue',
        message: told(JSON.stringify(unknown)),
      });
    }
  });

  it('are named ten at most', async () => {
    const { check } = setUp([]);
    const names = (count: number) =>
      ids(count)
        .map((id) => JSON.stringify(id))
        .join(', ');
    await expect(check(...ids(10))).rejects.toMatchObject({ message: told(names(10)) });
    await expect(check(...ids(11))).rejects.toMatchObject({ message: told(`${names(10)} and 1 more`) });
    await expect(check(...ids(13))).rejects.toMatchObject({ message: told(`${names(10)} and 3 more`) });
  });

  it('that can be no ids are not asked for, and are named in part', async () => {
    const { filters, check } = setUp([user(0)]);
    const long = 'x'.repeat(3_000);
    await expect(check(idOf(0), long, '')).rejects.toMatchObject({
      message: expect.stringMatching(/^These members are no users of origin acme: "x{100}", ""\. /),
    });
    expect(filters).toEqual([]);
  });
});
