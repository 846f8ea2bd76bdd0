/** How the UAA reads bodies as groups and members: what it makes of other values, and what it says to those it refuses. */
import { describe, expect, it } from 'vitest';
import { required, SCHEMA, type Session, startSession } from './helpers.ts';

const CLASS = 'org.cloudfoundry.identity.uaa.scim';
const MISMATCH = 'MismatchedInputException';

interface Scene extends Session {
  readonly id: string;
  readonly user: string;
}

async function scene(): Promise<Scene> {
  const session = await startSession();
  const { id } = (await session.send('POST', '/Groups', { displayName: 'Team' })).json;
  return { ...session, id, user: required(session.cf.users()[0]).id };
}

describe('a group in a body', () => {
  it.each([
    ['a text is its name', '"Texts"', { displayName: 'Texts' }],
    [
      'numbers and truth values are texts',
      '{"displayName":1.50,"description":true}',
      { displayName: '1.50' },
    ],
    [
      'names of members have a case',
      '{"displayName":"x","DESCRIPTION":"y","description":"z"}',
      { description: 'z' },
    ],
    ['the last of two counts', '{"displayName":"x","displayName":"y"}', { displayName: 'y' }],
    ['a version may be a text', '{"displayName":"x","meta":{"version":"3"}}', { meta: { version: 3 } }],
    ['a version at the top is none', '{"displayName":"x","version":3}', { meta: { version: 0 } }],
    ['its own schema may be named', `{"displayName":"x","schemas":["${SCHEMA}"]}`, { displayName: 'x' }],
    ['what follows is not read', '{"displayName":"x"} {', { displayName: 'x' }],
  ])('%s', async (_what, body, expected) => {
    const { send } = await startSession();
    const { status, json } = await send('POST', '/Groups', body);
    expect(status).toBe(201);
    expect(json).toMatchObject(expected);
  });

  it('a text among its members is a user', async () => {
    const { send, user } = await scene();
    const { json } = await send('POST', '/Groups', { displayName: 'x', members: [user] });
    expect(json.members).toEqual([{ value: user, type: 'USER', origin: 'uaa' }]);
  });

  it.each([
    [
      '[]',
      `Cannot deserialize value of type \`${CLASS}.ScimGroup\` from Array value (token \`JsonToken.START_ARRAY\`)`,
      MISMATCH,
      1,
      '',
    ],
    [
      '7',
      `Cannot construct instance of \`${CLASS}.ScimGroup\` (although at least one Creator exists): no int/Int-argument constructor/factory method to deserialize from Number value (7)`,
      MISMATCH,
      1,
      '',
    ],
    [
      '{"displayName":{}}',
      'Cannot deserialize value of type `java.lang.String` from Object value (token `JsonToken.START_OBJECT`)',
      MISMATCH,
      16,
      '["displayName"]',
    ],
    [
      '{"members":{}}',
      `Cannot deserialize value of type \`java.util.ArrayList<${CLASS}.ScimGroupMember>\` from Object value (token \`JsonToken.START_OBJECT\`)`,
      MISMATCH,
      12,
      '["members"]',
    ],
    [
      '{"members":[{"type":"user"}]}',
      `Cannot deserialize value of type \`${CLASS}.ScimGroupMember$Type\` from String "user": not one of the values accepted for Enum class: [USER, GROUP]`,
      'InvalidFormatException',
      21,
      `["members"]->java.util.ArrayList[0]->${CLASS}.ScimGroupMember["type"]`,
    ],
    [
      '{"schemas":["urn:other"]}',
      `Only schema '${SCHEMA}' is currently supported`,
      'JsonMappingException',
      24,
      '["schemas"]',
    ],
    [
      '{"members":[{"value":"a"} {',
      "Unexpected character ('{' (code 123)): was expecting comma to separate Array entries",
      'JsonMappingException',
      27,
      '["members"]',
    ],
  ])('refuses %s', async (body, words, kind, column, path) => {
    const { send, id } = await scene();
    const place = `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1, column: ${column}]`;
    const chain = path === '' ? '' : ` (through reference chain: ${CLASS}.ScimGroup${path})`;
    for (const [method, target] of [
      ['POST', '/Groups'],
      ['PUT', `/Groups/${id}`],
      ['PATCH', `/Groups/${id}`],
    ] as const) {
      const { status, json, headers } = await send(method, target, body, { 'if-match': '*' });
      expect([status, json.error, headers.get('etag')]).toEqual([400, 'scim', null]);
      expect(json.message).toContain(
        `JSON parse error: ${words}; nested exception is com.fasterxml.jackson.`,
      );
      expect(json.message).toContain(`.${kind}: ${words}\n at ${place}${chain}`);
    }
  });
});

describe('a member in a body', () => {
  it('a text is a user', async () => {
    const { send, id, user } = await scene();
    const { status, json } = await send('POST', `/Groups/${id}/members`, JSON.stringify(user));
    expect([status, json]).toEqual([201, { value: user, type: 'USER', origin: 'uaa' }]);
  });

  it('has an origin that must not be null, and of which nothing is said then', async () => {
    const { send, id } = await scene();
    const { json } = await send('POST', `/Groups/${id}/members`, '{"origin":null}');
    expect(json.message).toMatch(
      /^JSON parse error: null; nested exception is \S+JsonMappingException: N\/A\n/,
    );
    expect(json.message).toContain(
      `column: 11] (through reference chain: ${CLASS}.ScimGroupMember["origin"])`,
    );
  });

  it('has an entity that nobody can send', async () => {
    const { send, id, user } = await scene();
    for (const entity of [{}, [], 'text', 1, true]) {
      const { status, json } = await send('POST', `/Groups/${id}/members`, { entity });
      expect([status, json.error]).toEqual([400, 'scim']);
      expect(json.message).toMatch(
        /^Type definition error: \[simple type, class [\w.]+ScimCore\]; nested exception is \S+InvalidDefinitionException: /,
      );
    }
    const { status } = await send('POST', `/Groups/${id}/members`, { value: user, entity: null });
    expect(status).toBe(201);
  });
});

describe('no body', () => {
  it.each([
    ['POST', '', 'ScimGroup', 'createGroup', 'SCIM.ScimGroup,HttpServletResponse'],
    [
      'PUT',
      '/x',
      'ScimGroup',
      'updateGroup',
      'SCIM.ScimGroup,java.lang.String,java.lang.String,HttpServletResponse',
    ],
    [
      'PATCH',
      '/x',
      'ScimGroup',
      'patchGroup',
      'SCIM.ScimGroup,java.lang.String,java.lang.String,HttpServletResponse',
    ],
    ['POST', '/x/members', 'ScimGroupMember', 'addMemberToGroup', 'java.lang.String,SCIM.ScimGroupMember'],
  ])('%s /Groups%s names what was to read it', async (method, path, type, name, parameters) => {
    const { send } = await startSession();
    const signature = parameters.replace('SCIM', CLASS).replace('Http', 'javax.servlet.http.Http');
    for (const body of ['', 'null']) {
      const { status, json } = await send(method, `/Groups${path}`, body, { 'if-match': '*' });
      expect([status, json.message]).toEqual([
        400,
        `Required request body is missing: public ${CLASS}.${type} ${CLASS}.endpoints.ScimGroupEndpoints.${name}(${signature})`,
      ]);
    }
  });
});
