import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { ENTERPRISE, refusal, type Server, startServer } from './server.ts';

let server: Server;
let path: string;

beforeEach(async () => {
  server = await startServer();
  const id = await server.user('ada', {
    displayName: 'Ada Vale',
    name: { givenName: 'Ada', familyName: 'Vale' },
    emails: [
      { value: 'a@work.example', type: 'work', primary: true },
      { value: 'a@home.example', type: 'home' },
    ],
    [ENTERPRISE]: { department: 'R&D' },
  });
  path = `Users/${id}`;
});

const WORK = { value: 'a@work.example', type: 'work', primary: true };
const HOME = { value: 'a@home.example', type: 'home' };

describe('PATCH', () => {
  const cases: [JsonObject, JsonObject][] = [
    [{ op: 'add', path: 'title', value: 'Engineer' }, { title: 'Engineer' }],
    [{ op: 'Replace', path: 'DISPLAYNAME', value: 'A' }, { displayName: 'A' }],
    [
      { op: 'replace', value: { displayName: 'A', 'name.givenName': 'B' } },
      { displayName: 'A', name: { givenName: 'B', familyName: 'Vale' } },
    ],
    [
      { op: 'replace', path: 'name', value: { givenName: 'B' } },
      { name: { givenName: 'B', familyName: 'Vale' } },
    ],
    [
      { op: 'add', path: 'name.middleName', value: 'C' },
      { name: { givenName: 'Ada', middleName: 'C', familyName: 'Vale' } },
    ],
    [
      { op: 'add', path: 'emails', value: [{ value: 'n@x.example', primary: true }] },
      { emails: [{ ...WORK, primary: false }, HOME, { value: 'n@x.example', primary: true }] },
    ],
    [{ op: 'add', path: 'emails', value: [HOME] }, { emails: [WORK, HOME] }],
    [{ op: 'replace', path: 'emails', value: [HOME] }, { emails: [HOME] }],
    [
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'x' },
      { emails: [WORK, { ...HOME, value: 'x' }] },
    ],
    [
      { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'x' } },
      { emails: [WORK, { value: 'x' }] },
    ],
    [
      { op: 'add', path: 'emails[type eq "home"]', value: { primary: true } },
      {
        emails: [
          { ...WORK, primary: false },
          { ...HOME, primary: true },
        ],
      },
    ],
    [{ op: 'remove', path: 'emails[type eq "work" and value ew "work.example"]' }, { emails: [HOME] }],
    [
      { op: 'remove', path: 'emails[type eq "work"].primary' },
      { emails: [{ value: 'a@work.example', type: 'work' }, HOME] },
    ],
    [{ op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Vale' } }],
    [
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'HR' },
      { [ENTERPRISE]: { department: 'HR' } },
    ],
    [
      { op: 'add', path: ENTERPRISE, value: { costCenter: '1' } },
      { [ENTERPRISE]: { department: 'R&D', costCenter: '1' } },
    ],
    [
      { op: 'add', value: { [ENTERPRISE]: { costCenter: '1' } } },
      { [ENTERPRISE]: { department: 'R&D', costCenter: '1' } },
    ],
  ];
  it.each(cases)('%j', async (operation, expected) => {
    const { status, body } = await server.patch(path, operation);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...expected, meta: { version: 'W/"2"' } });
    expect((await server.call('GET', path)).body).toEqual(body);
  });

  it.each(['displayName', 'emails', 'name', ENTERPRISE])('removes %s', async (name) => {
    const { body } = await server.patch(path, { op: 'remove', path: name });
    expect(Object.keys(body)).not.toContain(name);
  });

  const refusals: [JsonObject, string][] = [
    [{ op: 'move', path: 'title' }, 'invalidSyntax'],
    [{ op: 'add', path: 'title' }, 'invalidValue'],
    [{ op: 'add', value: 'x' }, 'invalidValue'],
    [{ op: 'add', path: 7, value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'a.b.c', value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'name[givenName eq "a"]', value: {} }, 'invalidPath'],
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'replace', path: 'emails[type eq "other"].value', value: 'x' }, 'noTarget'],
    [{ op: 'replace', path: 'emails[type eq ].value', value: 'x' }, 'invalidFilter'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    [{ op: 'replace', path: 'meta.created', value: 'x' }, 'mutability'],
    [{ op: 'remove', path: 'userName' }, 'invalidValue'],
    [{ op: 'replace', path: 'active', value: 'True' }, 'invalidValue'],
  ];
  it.each(refusals)('refuses %j, and does nothing of the request', async (operation, scimType) => {
    const before = await server.call('GET', path);
    const answer = await server.patch(path, { op: 'add', path: 'title', value: 'Engineer' }, operation);
    expect(refusal(answer)).toEqual([400, scimType]);
    expect((await server.call('GET', path)).body).toEqual(before.body);
  });

  it('adds and removes members, each once', async () => {
    const [bo, cy] = [await server.user('bo'), await server.user('cy')];
    const group = `Groups/${await server.group('Team', bo)}`;
    const members = async (...operations: JsonObject[]) => {
      const { body } = await server.patch(group, ...operations);
      return ((body['members'] ?? []) as JsonObject[]).map(({ value }) => value);
    };
    expect(await members({ op: 'add', path: 'members', value: [{ value: bo }, { value: cy }] })).toEqual([
      bo,
      cy,
    ]);
    expect(await members({ op: 'remove', path: `members[value eq "${bo}"]` })).toEqual([cy]);
    expect((await server.call('GET', `Users/${bo}`)).body).not.toHaveProperty('groups');
    expect(await members({ op: 'add', value: { members: [{ value: bo }] } })).toEqual([cy, bo]);
    expect(await members({ op: 'replace', path: 'members', value: [{ value: bo }] })).toEqual([bo]);
    expect(await members({ op: 'remove', path: 'members' })).toEqual([]);
  });

  it.each([{}, { Operations: [] }, { Operations: 'x' }, { Operations: ['x'] }])(
    'has operations, not %j',
    async (body) => {
      const answer = await server.call('PATCH', path, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        ...body,
      });
      expect(refusal(answer)).toEqual([400, 'invalidSyntax']);
    },
  );
});
