/** Lists of Cloud Controller that take several pages. */
import { describe, expect, it } from 'vitest';
import { CloudController } from '../../../src/connectors/cloud-foundry/cloud-controller.ts';
import { SecretMask } from '../../../src/connectors/http/masking/secret-mask.ts';
import { UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import { callContext, scimError } from '../support/context.ts';

const ORIGIN = 'https://api.cf.example.test';

function setUp(pages: readonly object[]) {
  const sent: string[] = [];
  const backend = {
    name: 'Cloud Controller',
    systemId: 'system-1',
    origin: ORIGIN,
    mask: new SecretMask({ credentials: { user: 'user', password: 'password' }, headers: {} }),
    requiredRole: () => '',
    lockout: '',
    retryAfter: 60,
    addressAdvice: 'check the landscape',
  };
  const client = new UpstreamClient({
    backend,
    base: { origin: ORIGIN, path: '/v3' },
    send: async ({ path }) => {
      sent.push(path);
      const page = pages[Math.min(sent.length, pages.length) - 1];
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(page)) };
    },
    contentType: 'application/json',
    accept: 'application/json',
    now: () => 0,
  });
  const list = () => new CloudController(client).list('roles', { types: 'a%2Cb,c' }, callContext());
  return { sent, list };
}

const page = (guids: readonly string[], next?: string) => ({
  pagination: { total_results: guids.length, next: next === undefined ? null : { href: next } },
  resources: guids.map((guid) => ({ guid, type: 'c' })),
});

describe('pages', () => {
  it('are followed with the parameters of their link, rows that shift are counted once', async () => {
    const { sent, list } = setUp([
      page(['a', 'b'], `${ORIGIN}/v3/roles?order_by=%2Bcreated_at&page=2&types=a%252Cb%2Cc`),
      page(['b', 'c']),
    ]);
    expect((await list()).resources.map(({ guid }) => guid)).toEqual(['a', 'b', 'c']);
    expect(sent[0]).toBe('/v3/roles?types=a%252Cb%2Cc&order_by=created_at&per_page=5000');
    expect(sent[1]).toBe('/v3/roles?order_by=%2Bcreated_at&page=2&types=a%252Cb%2Cc');
  });

  it('past the end with a total of 0 take nothing away', async () => {
    const { list } = setUp([page(['a'], `${ORIGIN}/v3/roles?page=2`), page([])]);
    expect((await list()).resources).toHaveLength(1);
  });

  it.each([
    ['another host', 'https://evil.example/v3/roles?page=2'],
    ['another scheme', 'http://api.cf.example.test/v3/roles?page=2'],
    ['another resource', `${ORIGIN}/v3/users?page=2`],
    ['nowhere', 'https://'],
  ])('at %s are not followed', async (_, next) => {
    const { sent, list } = setUp([page(['a'], next)]);
    expect(await scimError(list())).toMatchObject({ status: 502 });
    expect(sent).toHaveLength(1);
  });

  it('without end are given up', async () => {
    const { list } = setUp([page(['a'], `${ORIGIN}/v3/roles?page=2`)]);
    expect(await scimError(list())).toMatchObject({ status: 502 });
  });

  it.each([[[]], [{}], [{ resources: {} }], [null]])('that are no lists are 502', async (body) => {
    const { list } = setUp([body as object]);
    expect(await scimError(list())).toMatchObject({ status: 502 });
  });
});
