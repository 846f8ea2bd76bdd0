/** RFC 7643 §2.4: URLs in answers lead to the proxy, in the family that was asked, and never to the backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { withUpdates } from './patch-dialects/people.ts';
import type { Kind } from './support/backends.ts';
import { type Answer, type Client, scimClient } from './support/client.ts';
import { warnings } from './support/outcome.ts';
import { type Stage, startStage } from './support/stage.ts';
import {
  changed,
  defaultTransformation,
  type Mapping,
  type Transformation,
  wideRead,
  wideWrite,
  withoutPatch,
} from './support/transformations.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const FAMILIES = ['/ipsproxy/api/v1/scim', '/ipsproxy/service/api/v1/scim'];
const everywhere = { 'x-forwarded-host': 'elsewhere.example' };

/** Puts URLs of the backend where nobody looks for them. */
function spreading(kind: Kind): Transformation {
  const spread: readonly (readonly [string, string])[] = [
    ['$.meta.location', '$.profileUrl'],
    ['$.meta.location', '$.links.self'],
    ['$.groups[*].$ref', '$.links.groups'],
    ['$.members[*].$ref', "$['urn:acme:2.0:Link']['members']"],
    [`$['${ENTERPRISE}']['manager']['$ref']`, "$['urn:acme:2.0:Link']['manager']"],
  ];
  const more = spread.map(
    ([sourcePath, targetPath]): Mapping => ({
      sourcePath,
      targetPath,
      optional: true,
      preserveArrayWithSingleElement: true,
    }),
  );
  return changed(wideRead(kind), (entity) => ({ ...entity, mappings: [...entity.mappings, ...more] }));
}

/** Ids that need encoding in a URL. */
function prefixed(transformation: Transformation, direction: 'read' | 'write'): Transformation {
  const PREFIX = 'ü/% ';
  const id: Readonly<Record<'read' | 'write', readonly Mapping[]>> = {
    read: [
      {
        sourcePath: '$.id',
        targetPath: '$.id',
        targetVariable: 'entityIdSourceSystem',
        functions: [{ function: 'concatString', prefix: PREFIX }],
      },
    ],
    write: [undefined, 'deleteEntity', 'patchEntity'].map(
      (scope): Mapping => ({
        sourceVariable: 'entityIdTargetSystem',
        targetVariable: 'entityIdTargetSystem',
        functions: [{ function: 'substring', beginIndex: PREFIX.length }],
        ...(scope === undefined ? { targetPath: '$.id' } : { scope }),
      }),
    ),
  };
  const replaced = { read: '$.id', write: '$.id' }[direction];
  return changed(transformation, (entity, entityType) =>
    entityType === 'user'
      ? {
          ...entity,
          mappings: [
            ...id[direction],
            ...entity.mappings.filter(({ targetPath }) => targetPath !== replaced),
          ],
        }
      : entity,
  );
}

function references(value: JsonValue, found: string[] = []): string[] {
  if (Array.isArray(value)) for (const element of value) references(element, found);
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) references(member, found);
  } else if (typeof value === 'string' && /^https?:/i.test(value)) found.push(value);
  return found;
}

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  const systems = ['default', 'wide', 'spreading', ...(kind === 'cf' ? [] : ['emulated', 'prefixed'])];

  beforeAll(async () => {
    const own = defaultTransformation(kind, 'write');
    const write = kind === 'cf' ? withUpdates() : own;
    const wide = { read: wideRead(kind), write: wideWrite(kind) };
    const read = prefixed(defaultTransformation(kind, 'read'), 'read');
    stage = await startStage(
      kind,
      { users: 12, groups: 4 },
      {
        default: { write },
        emulated: { write: withoutPatch(own) },
        wide,
        spreading: { read: spreading(kind), write: wide.write },
        prefixed: kind === 'cf' ? {} : { read, write: prefixed(own, 'write') },
      },
    );
  });
  afterAll(() => stage.stop());

  const family = (prefix: string, system: string) => `${stage.proxy.url}${prefix}/${system}`;
  /** All URLs of the answer, which are below the family and the system that was asked. */
  function expectOwn(answer: Answer, base: string): string[] {
    expect([200, 201], answer.text).toContain(answer.status);
    const backend = new URL(stage.backend.properties['URL'] ?? '').host;
    const { location = [], 'content-location': content = [] } = answer.headers;
    const text = [answer.text, location, content, ...warnings(answer)].join('\n');
    expect(text).not.toContain(backend);
    // Others, such as that of a password policy, are what they are.
    const urls = [...references(answer.body), location]
      .flat()
      .filter((url) => url.startsWith(stage.proxy.url));
    for (const url of urls) expect(url.startsWith(`${base}/`), url).toBe(true);
    return urls;
  }

  let count = 0;
  async function everyAnswer(client: Client, system: string): Promise<Answer[]> {
    count += 1;
    const tag = `link-${count}`;
    const { body: users } = await client.get('/Users?count=3');
    const [manager] = users['Resources'] as [JsonObject];
    const person = {
      userName: tag,
      name: { givenName: 'A', familyName: 'B' },
      emails: [{ value: `${tag}@example.com` }],
      // No mapping turns the id of a manager.
      ...(kind === 'cf' || system === 'prefixed'
        ? {}
        : { [ENTERPRISE]: { manager: { value: manager['id'] } } }),
    };
    const created = await client.post('/Users', person);
    const path = `/Users/${encodeURIComponent(String(created.body['id']))}`;
    const answers = [created, await client.get(path)];
    answers.push(await client.put(path, created.body));
    answers.push(await client.patch(path, [{ op: 'replace', path: 'name.givenName', value: 'C' }]));
    answers.push(
      await client.patch(`${path}?attributes=meta,groups`, [{ op: 'add', value: { active: true } }]),
    );
    for (const endpoint of ['Users', 'Groups']) {
      const list = await client.get(`/${endpoint}?count=100`, { headers: everywhere });
      answers.push(list);
      for (const { id } of (list.body['Resources'] as JsonObject[]).slice(0, 3)) {
        answers.push(await client.get(`/${endpoint}/${encodeURIComponent(String(id))}`));
      }
    }
    const group = (answers.at(-1) as Answer).body;
    const groupPath = `/Groups/${encodeURIComponent(String(group['id']))}`;
    const { members: _, ...others } = group;
    answers.push(await client.put(groupPath, kind === 'cf' ? others : group));
    const again = [{ op: 'replace', path: 'displayName', value: group['displayName'] }];
    answers.push(await client.patch(`${groupPath}?attributes=members,displayName`, again));
    await client.delete(path);
    return answers;
  }

  const asked = systems.flatMap((system) => FAMILIES.map((prefix) => [system, prefix] as const));
  it.each(asked)(
    '%s: every URL in answers below %s is below it, and leads somewhere',
    async (system, prefix) => {
      const base = family(prefix, system);
      const urls = new Set<string>();
      const answers = await everyAnswer(scimClient(base), system);
      for (const answer of answers) {
        for (const url of expectOwn(answer, base)) urls.add(url);
      }
      expect(urls.size).toBeGreaterThan(10);
      // Who was made on the way was deleted in the end.
      const { location } = (answers[0]?.body['meta'] ?? {}) as { location?: string };
      urls.delete(location ?? '');
      for (const url of urls) {
        const { status, body } = await scimClient('').get(url);
        expect([status, body['meta']], url).toMatchObject([200, { location: url }]);
      }
    },
  );

  // Entities of Cloud Foundry refer to none of the others by a URL.
  if (kind === 'cf') return;

  it.each(systems)('%s: references of all kinds are there', async (system) => {
    const client = stage.client(system);
    const resources = async (endpoint: string) =>
      (await client.get(`/${endpoint}?count=100`)).body['Resources'] as JsonObject[];
    const members = (await resources('Groups')).flatMap((group) => (group['members'] ?? []) as JsonObject[]);
    const users = await resources('Users');
    const groups = users.flatMap((user) => (user['groups'] ?? []) as JsonObject[]);
    for (const list of [members, groups]) {
      expect(list.length).toBeGreaterThan(0);
      for (const { $ref } of list) expect($ref).toMatch(/^http:.*\/(?:Users|Groups)\/[^/]+$/);
    }
    if (system !== 'wide') return;
    const managers = users.map((user) => ((user[ENTERPRISE] ?? {}) as JsonObject)['manager'] as JsonObject);
    expect(managers.filter((manager) => typeof manager?.['$ref'] === 'string').length).toBeGreaterThan(0);
  });

  it.each(FAMILIES)('references sent back below %s are the backend’s again', async (prefix) => {
    const client = scimClient(family(prefix, 'wide'));
    const { body: list } = await client.get('/Groups?count=100');
    const group = (list['Resources'] as JsonObject[]).find(({ members }) => Array.isArray(members)) ?? {};
    const before = await stage.backend.entity(`Groups/${group['id']}`);
    const foreign = { $ref: 'https://elsewhere.example/scim/wide-other/Users/1' };
    const members = (group['members'] as JsonObject[]).map((member, index) =>
      index === 0 ? { ...member, ...foreign } : member,
    );
    await stage.forget();
    const { status, text } = await client.put(`/Groups/${group['id']}`, { ...group, members });
    expect(status, text).toBe(200);
    const [write] = await stage.writes();
    const [first, ...sent] = (write?.body?.['members'] ?? []) as JsonObject[];
    const [, ...known] = before['members'] as JsonObject[];
    // Version 1 gets the ids alone.
    const expected = kind === 'v1' ? sent.map(() => undefined) : known.map(({ $ref }) => $ref);
    expect(sent.map(({ $ref }) => $ref)).toEqual(expected);
    // What is not this system's stays as it was said.
    if (kind === 'v2') expect(first?.['$ref']).toBe(foreign.$ref);
    expect((await stage.backend.entity(`Groups/${group['id']}`))['members']).toEqual(before['members']);
  });

  it('members without $ref stay without, and odd references are left out', async () => {
    const client = stage.client('default');
    const { body: list } = await client.get('/Users?count=1');
    const [user] = list['Resources'] as [JsonObject];
    await stage.forget();
    const ours = `${stage.client('default').url}/Nothing/1`;
    const created = await client.post('/Groups', {
      displayName: `Links ${kind}`,
      members: [{ value: user['id'], $ref: ours }],
    });
    expect(created.status, created.text).toBe(201);
    expect(await stage.writes()).toHaveLength(1);
    expect(JSON.stringify((await stage.writes())[0]?.body)).not.toContain('/ipsproxy/');
  });
});
