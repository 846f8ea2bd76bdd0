/** What a dry run says would be sent is what is sent when the same request is made, and a dry run itself changes nothing. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RecordedRequest as Shown } from '../../../src/explain/rehearsal/recording.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Kind } from '../support/backends.ts';
import { type Answer, type Call, PATCH_OP } from '../support/client.ts';
import { type TestGroup, testGroup } from '../support/membership.ts';
import type { RecordedRequest } from '../support/sandbox.ts';
import { type Stage, startStage } from '../support/stage.ts';

const PREFER = { prefer: 'handling=dry-run' };
/** Of the connection, and secrets, which a dry run masks. */
const NOT_COMPARED = new Set([
  'authorization',
  'connection',
  'content-length',
  'host',
  'x-request-id',
  'x-tenant',
]);

interface Compared {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function comparable(method: string, path: string, headers: object, body: unknown): Compared {
  const names = Object.entries(headers).filter(([name]) => !NOT_COMPARED.has(name));
  const text = body === undefined || body === null ? undefined : JSON.stringify(body);
  return { method, path, headers: Object.fromEntries(names.toSorted()), body: text };
}

function shown(requests: readonly Shown[]): Compared[] {
  return requests.map(({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    return comparable(method, pathname + search, headers, body);
  });
}

function recorded(requests: readonly RecordedRequest[]): Compared[] {
  return requests
    .filter(({ path }) => !path.startsWith('/oauth/token') && path !== '/')
    .map(({ method, path, headers, body }) => comparable(method, path, headers, body));
}

const MEMBERS = (ids: readonly string[]) => ids.map((value) => ({ value }));

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  let group: TestGroup;
  let user = '';
  beforeAll(async () => {
    const threshold = {
      'ias.patch.group.members.above.threshold': '2',
      'ips.http.header.X-Tenant': 'key-123-abc',
    };
    stage = await startStage(
      kind,
      { users: 8, groups: 1 },
      { system: { properties: kind === 'v2' ? threshold : {} } },
    );
    group = await testGroup(stage, 'system');
    user = `/Users/${encodeURIComponent(group.others[0] ?? '')}`;
  });
  afterAll(() => stage.stop());

  /** Tries it, then does it. */
  async function both(method: string, path: string, body?: JsonObject) {
    const call: Call = body === undefined ? {} : { body };
    // What is read for all requests together is known then in both.
    await stage.client('system').get(group.path);
    await stage.forget();
    const dry = await stage.explainer('system').send(method, path, { ...call, headers: PREFER });
    const { requests: afterDry } = await stage.backend.control.requests();
    await stage.forget();
    const real = await stage.client('system').send(method, path, call);
    const { requests } = await stage.backend.control.requests();
    return { dry, afterDry, real, requests };
  }

  function expectSame({ dry, afterDry, real, requests }: Awaited<ReturnType<typeof both>>): JsonObject {
    expect([real.status, real.text]).toEqual([expect.toBeOneOf([200, 201, 204]), expect.anything()]);
    expect([dry.status, dry.headers['preference-applied']]).toEqual([200, 'handling=dry-run']);
    const report = dry.body as unknown as { summary: string; requests: Shown[]; response: JsonObject };
    expect(shown(report.requests)).toEqual(recorded(requests));
    const writes = report.requests.filter(({ sent }) => !sent).length;
    const what =
      writes === 0
        ? 'Nothing would be changed: no request to the backend would change anything.'
        : `The backend would be changed by ${writes === 1 ? '1 request' : `${writes} requests`}.`;
    expect(report.summary).toBe(`${what} The client would get ${real.status}.`);
    expect(
      recorded(afterDry)
        .map(({ method }) => method)
        .filter((method) => method !== 'GET'),
    ).toEqual([]);
    expect(report.requests.filter(({ sent }) => !sent).map(({ method }) => method)).not.toContain('GET');
    expect(report.response['status']).toBe(real.status);
    // What version 1 keeps of a PUT has rules of its own.
    if (kind !== 'v1')
      expect(report.response['warnings']).toEqual([real.headers['x-ipsproxy-warning'] ?? []].flat());
    return report.response;
  }

  const person = (userName: string): JsonObject => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: `${userName}@example.com`, primary: true }],
    active: true,
    password: 'Very-Secret-1815',
  });

  it('a create', async () => {
    const outcome = await both('POST', '/Users', withoutPassword(person('ada')));
    const response = expectSame(outcome);
    const { id, meta: _, ...shownUser } = response['body'] as JsonObject;
    expect(id).toBe('dry-run-1');
    expect(shownUser).toMatchObject({ userName: 'ada' });
  });

  it('a PUT of a user', async () => {
    expectSame(await both('PUT', user, { ...withoutPassword(person('grace')), displayName: 'Grace' }));
  });

  it('a PATCH of a user', async () => {
    const operations = [
      { op: 'replace', path: 'name.familyName', value: 'Hopper' },
      { op: 'replace', path: 'active', value: false },
    ];
    expectSame(await both('PATCH', user, { schemas: [PATCH_OP], Operations: operations }));
  });

  it('a PATCH of a group, above the threshold where there is one', async () => {
    const operations = [
      { op: 'add', path: 'members', value: MEMBERS(group.others) },
      { op: 'remove', path: `members[value eq "${group.members[0]}"]` },
    ];
    expectSame(await both('PATCH', group.path, { schemas: [PATCH_OP], Operations: operations }));
    await group.reset();
  });

  it('a PUT of a group that adds and removes', async () => {
    const members = MEMBERS([...group.others.slice(0, 1), ...group.members.slice(1)]);
    expectSame(await both('PUT', group.path, { ...group.body, members }));
    await group.reset();
  });

  it('a DELETE', async () => {
    const { body } = await stage.client('system').post('/Users', withoutPassword(person('leaver')));
    const id = String(body['id']);
    await stage.client('system').patch(group.path, [{ op: 'add', path: 'members', value: MEMBERS([id]) }]);
    expectSame(await both('DELETE', `/Users/${encodeURIComponent(id)}`));
  });

  it('shows no password and no other secret', async () => {
    const answer = await stage.explainer('system').post('/Users', person('charles'), { headers: PREFER });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('Very-Secret-1815');
    for (const secret of [stage.backend.properties['Password'] ?? '', 'key-123-abc']) {
      expect(answer.text).not.toContain(secret);
      expect(answer.text).not.toContain(Buffer.from(secret).toString('base64'));
    }
    const [request] = (answer.body as unknown as { requests: Shown[] }).requests.filter(({ sent }) => !sent);
    expect(request?.headers).toMatchObject({ authorization: '***' });
    expect(await found('charles')).toBe(0);
  });

  async function found(userName: string): Promise<unknown> {
    const filter = encodeURIComponent(`userName eq "${userName}"`);
    const { body }: Answer = await stage.client('system').get(`/Users?filter=${filter}`);
    return body['totalResults'];
  }
});

it('teaches nobody that the credentials are good', async () => {
  const properties = { Password: 'wrong' };
  const stage = await startStage('v2', { users: 1, groups: 1 }, { system: { properties } });
  onTestFinished(() => stage.stop());
  const body = { userName: 'ada', emails: [{ value: 'ada@example.com' }], name: { familyName: 'Lovelace' } };
  const dry = await stage.explainer('system').post('/Users', body, { headers: PREFER });
  expect(dry.body['response']).toMatchObject({ status: 201 });
  const answers = await Promise.all(Array.from({ length: 5 }, () => stage.client('system').get('/Users')));
  expect(answers.map(({ status }) => status)).not.toContain(200);
  // One finds out for all: five would lock the technical user.
  expect((await stage.backend.control.requests()).count).toBe(1);
});

function withoutPassword({ password: _, ...entity }: JsonObject): JsonObject {
  return entity;
}
