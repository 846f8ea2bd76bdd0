/** Servers that show members of groups only to whoever asks for them: no update takes away what was not shown. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { ScimServer, Sloppiness } from './support/server.ts';
import { scimStage } from './support/stage.ts';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** A group with these members, on a server that shows them only on request. */
async function withGroup(
  ids: readonly string[] | undefined,
  sloppiness: Sloppiness = { patch: 501 },
  setup?: Parameters<typeof scimStage>[1],
) {
  const stage = await scimStage({ config: {}, membersOn: 'request', ...sloppiness }, setup);
  const members = ids === undefined ? {} : { members: ids.map((value) => ({ value })) };
  const group = { schemas: [GROUP], id: '1', displayName: 'Pilots', ...members, meta: { number: 1 } };
  stage.server.store.set('Groups', new Map([['1', group]]));
  return stage;
}

function membersOf(server: ScimServer): unknown {
  const members = server.store.get('Groups')?.get('1')?.['members'] as JsonObject[] | undefined;
  return members?.map(({ value }) => value);
}

const add = (value: string) => [{ op: 'add', path: 'members', value: [{ value }] }];

describe('a PATCH that is emulated', () => {
  it.each([{ versions: 'strong' } as const, {}])(
    'adds to the members that are there, with %j',
    async (more) => {
      const { client, server } = await withGroup(['a', 'b'], { patch: 501, ...more });
      expect((await client.patch('/Groups/1', add('c'))).status).toBe(204);
      expect(membersOf(server)).toEqual(['a', 'b', 'c']);
    },
  );

  it('removes one of the members that are there, or all', async () => {
    const { client, server } = await withGroup(['a', 'b']);
    const one = [{ op: 'remove', path: 'members[value eq "a"]' }];
    expect((await client.patch('/Groups/1', one)).status).toBe(204);
    expect(membersOf(server)).toEqual(['b']);
    await client.patch('/Groups/1', [{ op: 'remove', path: 'members' }]);
    expect(membersOf(server) ?? []).toEqual([]);
  });

  it('of something else leaves the members alone', async () => {
    const { client, server } = await withGroup(['a', 'b']);
    const rename = [{ op: 'replace', path: 'displayName', value: 'Crew' }];
    const { status, headers, body: shown } = await client.patch('/Groups/1', rename);
    expect([status, headers['warning']]).toEqual([200, undefined]);
    expect(shown).toMatchObject({ displayName: 'Crew' });
    expect(membersOf(server)).toEqual(['a', 'b']);
  });

  it('is made again on what is there where a version was overtaken in between', async () => {
    const { client, server } = await withGroup(['a'], { patch: 501, versions: 'strong' });
    let wasOvertaken = false;
    server.intercept = ({ query }) => {
      const group = server.store.get('Groups')?.get('1');
      if (query.get('attributes') === 'members' && !wasOvertaken && group !== undefined) {
        wasOvertaken = true;
        server.store.get('Groups')?.set('1', { ...group, displayName: 'Crew', meta: { number: 2 } });
      }
      return false;
    };
    expect((await client.patch('/Groups/1', add('b'))).status).toBe(204);
    expect(server.store.get('Groups')?.get('1')).toMatchObject({ displayName: 'Crew' });
    expect(membersOf(server)).toEqual(['a', 'b']);
  });

  it('changes nothing where the members cannot be read', async () => {
    const { client, server, seen } = await withGroup(['a'], { patch: 501 }, { properties: ONCE });
    server.intercept = ({ query }, response) => {
      if (query.has('attributes')) response.writeHead(500).end();
      return query.has('attributes');
    };
    expect((await client.patch('/Groups/1', add('b'))).status).toBe(502);
    expect(seen()).not.toContain('PUT /Groups/1');
    expect(membersOf(server)).toEqual(['a']);
  });

  it('takes the answer about another group for none', async () => {
    const { client, server } = await withGroup(['a']);
    server.intercept = ({ query }, response) => {
      if (query.has('attributes')) response.end(JSON.stringify({ id: '2', members: [{ value: 'z' }] }));
      return query.has('attributes');
    };
    expect((await client.patch('/Groups/1', add('b'))).status).toBe(502);
    expect(membersOf(server)).toEqual(['a']);
  });

  it('reads members that come without the id', async () => {
    const { client, server } = await withGroup(['a']);
    server.intercept = ({ query }, response) => {
      if (query.has('attributes')) response.end(JSON.stringify({ members: [{ value: 'a' }] }));
      return query.has('attributes');
    };
    await client.patch('/Groups/1', add('b'));
    expect(membersOf(server)).toEqual(['a', 'b']);
  });
});

const ONCE = { 'ips.failed.request.retry.attempts': '0' };

describe('a PUT', () => {
  it.each(['works', 501] as const)('that does not name the members keeps them (PATCH: %s)', async (patch) => {
    const { client, server } = await withGroup(['a', 'b'], { patch });
    const body = { schemas: [GROUP], displayName: 'Crew' };
    // The second time the proxy knows that there are some.
    for (let round = 1; round <= 2; round += 1) {
      expect((await client.put('/Groups/1', body)).status).toBe(200);
      expect(membersOf(server)).toEqual(['a', 'b']);
    }
  });

  it.each([[[]], [['c']]])('that names the members has its way: %j', async (ids) => {
    const { client, server, seen } = await withGroup(['a', 'b']);
    const members = ids.map((value) => ({ value }));
    const { status, headers } = await client.put('/Groups/1', {
      schemas: [GROUP],
      displayName: 'Pilots',
      members,
    });
    expect([status, headers['warning']]).toEqual([200, undefined]);
    expect(membersOf(server) ?? []).toEqual(ids);
    expect(seen()).toEqual(['GET /Groups/1', 'PUT /Groups/1']);
  });

  it('that does not name the members that the server shows takes them away', async () => {
    const { client, server } = await withGroup(['a', 'b'], { membersOn: 'every read' });
    await client.put('/Groups/1', { schemas: [GROUP], displayName: 'Pilots' });
    expect(membersOf(server) ?? []).toEqual([]);
  });
});

describe('what a read costs', () => {
  it('is the same until members were shown on request; then reads of one group show them', async () => {
    const { client, requests, seen } = await withGroup(['a']);
    expect((await client.get('/Groups/1')).body).not.toHaveProperty('members');
    expect(seen()).toEqual(['GET /Groups/1']);
    await client.patch('/Groups/1', add('b'));
    seen();
    expect((await client.get('/Groups/1')).body['members']).toMatchObject([{ value: 'a' }, { value: 'b' }]);
    expect(seen()).toEqual(['GET /Groups/1', 'GET /Groups/1']);
    await client.get('/Groups/1?excludedAttributes=members');
    await client.get('/Groups');
    expect(requests().filter(({ query }) => query.has('attributes'))).toEqual([]);
  });

  it.each([[['a']], [[]]])('is the same for a group that shows members: %j', async (ids) => {
    const { client, server, seen } = await withGroup(ids, { patch: 501, membersOn: 'every read' });
    await client.patch('/Groups/1', add('b'));
    seen();
    await client.patch('/Groups/1', add('c'));
    expect(seen()).toEqual(['GET /Groups/1', 'PUT /Groups/1']);
    expect(membersOf(server)).toEqual([...ids, 'b', 'c']);
  });

  it('is the same where the server takes PATCH', async () => {
    const { client, server, seen } = await withGroup(['a'], {});
    await client.patch('/Groups/1', add('b'));
    expect(seen()).toEqual(['GET /ServiceProviderConfig', 'PATCH /Groups/1']);
    expect(membersOf(server)).toEqual(['a', 'b']);
  });

  it('is one request more for a group without any', async () => {
    const { client, server, requests } = await withGroup(undefined);
    await client.patch('/Groups/1', add('a'));
    expect(membersOf(server)).toEqual(['a']);
    expect(requests().filter(({ query }) => query.get('attributes') === 'members')).toHaveLength(1);
  });

  it.each([400, 501])(
    'is not more for ever where the server refuses to be asked, with %j',
    async (status) => {
      const { client, server, log, seen } = await withGroup(undefined);
      server.intercept = ({ query }, response) => {
        if (!query.has('attributes')) return false;
        response.writeHead(status, { 'content-type': 'application/scim+json' });
        response.end(
          JSON.stringify({ schemas: [ERROR], status: String(status), detail: 'no such parameter' }),
        );
        return true;
      };
      expect((await client.patch('/Groups/1', add('a'))).status).toBe(204);
      seen();
      expect((await client.patch('/Groups/1', add('b'))).status).toBe(204);
      expect(seen()).toEqual(['GET /Groups/1', 'PUT /Groups/1']);
      expect(log.join('\n')).toContain('cannot be asked for members');
    },
  );
});
