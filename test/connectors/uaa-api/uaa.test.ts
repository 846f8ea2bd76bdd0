/** What the UAA is asked about users, and which of its answers are none. */
import { describe, expect, it } from 'vitest';
import type { OutboundRequest } from '../../../src/connectors/http/exchange.ts';
import { UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import { batchesByLength, mayBeId } from '../../../src/connectors/uaa-api/id-batches.ts';
import { Uaa } from '../../../src/connectors/uaa-api/uaa.ts';
import type { JsonValue } from '../../../src/scim/json.ts';
import { callContext } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const WHO = 'Example Directory (system system-1, https://directory.example)';
const ADA = { id: 'u-1', userName: 'ada', origin: 'acme' };
const QUERY = { filter: 'id pr', startIndex: 1, count: 2, attributes: 'id' };

function setUp(body: JsonValue) {
  const sent: OutboundRequest[] = [];
  const client = new UpstreamClient({
    backend: exampleBackend({ addressAdvice: 'check the landscape' }),
    base: { origin: 'https://directory.example', path: '' },
    send: async (request) => {
      sent.push(request);
      return answered(200, {}, body);
    },
    contentType: 'application/json',
    accept: 'application/json',
  });
  return { sent, uaa: new Uaa(client) };
}

describe('users', () => {
  const list = { totalResults: 2, startIndex: 1, resources: [ADA, { ...ADA, id: 'u-2' }] };

  it('are listed in the order of their creation', async () => {
    const { sent, uaa } = setUp(list);
    expect(await uaa.list(QUERY, () => true, callContext())).toEqual({ users: list.resources, total: 2 });
    expect(sent[0]?.path).toBe(
      '/Users?filter=id%20pr&startIndex=1&count=2&attributes=id&sortBy=created%2Cid',
    );
  });

  it('are those asked for, all of them', async () => {
    const { uaa } = setUp(list);
    await expect(uaa.list(QUERY, ({ id }) => id === 'u-1', callContext())).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining(`${WHO} answered GET /Users with other users than those asked for. `),
    });
  });
});

describe('one user', () => {
  const about = { identifiers: undefined, hint: undefined };

  it.each<[JsonValue]>([[[]], [null], [{}], [{ id: '' }], [{ id: 1 }]])('has an id: not %j', async (body) => {
    const { uaa } = setUp(body);
    await expect(uaa.get('u-1', callContext())).rejects.toMatchObject({
      status: 502,
      message: `${WHO} answered GET /Users/u-1 with 200, but not with a user with an id: check the landscape.`,
    });
    await expect(uaa.create(ADA, about, callContext())).rejects.toMatchObject({
      status: 502,
      message: `${WHO} answered POST /Users with 200, but not with a user with an id: check the landscape. The change was probably made: read the user before you repeat.`,
    });
  });

  it('is the one that was asked for, or sent', async () => {
    await expect(setUp(ADA).uaa.get('u-2', callContext())).rejects.toThrow(
      'another user than the one asked for',
    );
    for (const other of [{ userName: 'bob' }, { origin: 'other' }]) {
      const { uaa } = setUp({ ...ADA, ...other });
      await expect(uaa.create(ADA, about, callContext())).rejects.toThrow(
        'another user than the one that was sent',
      );
    }
    expect(await setUp(ADA).uaa.create({ ...ADA, userName: 'ADA' }, about, callContext())).toEqual(ADA);
  });

  it('is changed and deleted in one version, or in any', async () => {
    const { sent, uaa } = setUp(ADA);
    await uaa.replace('u-1', ADA, about, '7', callContext());
    await uaa.replace('u-1', ADA, about, '*', callContext());
    await uaa.delete('u-1', '7', callContext());
    await uaa.delete('u-1', undefined, callContext());
    expect(sent.map(({ method, headers }) => [method, headers['if-match']])).toEqual([
      ['PUT', '"7"'],
      ['PUT', '*'],
      ['DELETE', '"7"'],
      ['DELETE', undefined],
    ]);
  });
});

describe('ids in a URL', () => {
  it.each([
    ['a-B_9', true],
    ['x'.repeat(200), true],
    ['x'.repeat(201), false],
    ['', false],
    ['a b', false],
    ['a.b', false],
    ['a\n', false],
    ['/a', false],
  ])('%s may be one: %s', (id, expected) => {
    expect(mayBeId(id)).toBe(expected);
  });

  it('go in batches by number, and by length as they are encoded', () => {
    const lengths = (ids: readonly string[], most: number, write = (id: string) => id) =>
      batchesByLength(ids, most, write).map(({ length }) => length);
    expect(lengths([], 2)).toEqual([]);
    expect(lengths(['a', 'b', 'c'], 2)).toEqual([2, 1]);
    const long = 'x'.repeat(3_250);
    expect(lengths([long, long], 9)).toEqual([2]);
    expect(lengths([long, `${long}x`], 9)).toEqual([1, 1]);
    expect(lengths([long, long, 'a'], 9)).toEqual([2, 1]);
    expect(lengths([long, 'a'], 9, (id) => `${id} `)).toEqual([2]);
    expect(lengths([long, long], 9, (id) => `${id} `)).toEqual([1, 1]);
    expect(lengths(['x'.repeat(9_000), 'a'], 9)).toEqual([1, 1]);
  });
});
