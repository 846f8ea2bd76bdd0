/** Filters on their way from the client to the backend: names, schemas and values are the backend's there. */
import { describe, expect, it } from 'vitest';
import { ENTERPRISE } from '../proxy/support/hand-over.ts';
import { contractServer, type Setup } from './support/serve.ts';

const serve = contractServer();
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ACME = 'urn:acme:scim:schemas:1.0:User';

const compared = (path: object, value: unknown, operator = 'eq') => ({
  kind: 'compare',
  path,
  operator,
  value,
});
const EXTERNAL_ID = compared({ attribute: 'externalId' }, '1');
const EMPLOYEE = compared({ attribute: 'userType' }, 'employee');
const PARTNER = compared({ attribute: 'userType' }, 'partner');
const ADDRESS = compared({ attribute: 'emails', subAttribute: 'value' }, 'a@x');

async function find(filter: string, setup: Setup = {}) {
  const { send, backend } = await serve({ ...setup, backend: { page: { entities: [] } } });
  const { status, body } = await send('GET', `?filter=${encodeURIComponent(filter)}`);
  return { status, body, asked: backend.calls.map(([, query]) => (query as { filter: unknown }).filter) };
}

describe('a filter', () => {
  it.each<[string, object]>([
    ['userName eq "1"', EXTERNAL_ID],
    ['USERNAME eq "1"', EXTERNAL_ID],
    [`${CORE}:userName eq "1"`, EXTERNAL_ID],
    ['userName pr', { kind: 'present', path: { attribute: 'externalId' } }],
    ['id eq "OUXTE"', compared({ attribute: 'id' }, 'u/2')],
    [`${CORE.toUpperCase()}:ID eq "OUXTE"`, compared({ attribute: 'id' }, 'u/2')],
    [
      `${CORE.toUpperCase()}:userName eq "1" and ${CORE}:userType eq "E"`,
      { kind: 'and', operands: [EXTERNAL_ID, EMPLOYEE] },
    ],
    // An extension of the backend keeps its schema, whether clients have one or not.
    ['department eq "R&D"', compared({ schema: ENTERPRISE, attribute: 'department' }, 'R&D')],
    ['department co "R"', compared({ schema: ENTERPRISE, attribute: 'department' }, 'R', 'co')],
    ['department pr', { kind: 'present', path: { schema: ENTERPRISE, attribute: 'department' } }],
    ['active eq false', compared({ schema: SAP, attribute: 'status' }, 'inactive')],
    [`${ACME}:badge eq "7"`, compared({ attribute: 'title' }, '7')],
    [`${ACME.toUpperCase()}:BADGE eq "7"`, compared({ attribute: 'title' }, '7')],
    // The value of the elements of a list (RFC 7644 §3.4.2.2), and what SAP's clients call it.
    ['emails.value eq "a@x"', ADDRESS],
    ['emails eq "a@x"', ADDRESS],
    ['email eq "a@x"', ADDRESS],
    ['emails[0].value eq "a@x"', compared({ attribute: 'emails', index: 0, subAttribute: 'value' }, 'a@x')],
    ['emails pr', { kind: 'present', path: { attribute: 'emails', subAttribute: 'value' } }],
    [
      'emails[value eq "a@x"]',
      { kind: 'valuePath', path: { attribute: 'emails' }, filter: compared({ attribute: 'value' }, 'a@x') },
    ],
    [
      'phones[TYPE eq "work" and not (value sw "+1")]',
      {
        kind: 'valuePath',
        path: { attribute: 'phoneNumbers' },
        filter: {
          kind: 'and',
          operands: [
            compared({ attribute: 'TYPE' }, 'work'),
            { kind: 'not', operand: compared({ attribute: 'value' }, '+1', 'sw') },
          ],
        },
      },
    ],
    ['userType eq "P"', PARTNER],
    ['not (userType eq "P")', { kind: 'not', operand: PARTNER }],
    ['userType eq "P" or userType eq "E"', { kind: 'or', operands: [PARTNER, EMPLOYEE] }],
    ['userName eq "1" and userType eq "E"', { kind: 'and', operands: [EXTERNAL_ID, EMPLOYEE] }],
    // What nobody can have is left out of alternatives.
    ['userType eq "X" or userName eq "1"', EXTERNAL_ID],
    ['id eq "!" or userName eq "1" or userType eq "E"', { kind: 'or', operands: [EXTERNAL_ID, EMPLOYEE] }],
    [
      'meta.lastModified gt "2024-02-14T04:42:34Z"',
      compared({ attribute: 'meta', subAttribute: 'lastModified' }, '2024-02-14T04:42:34Z', 'gt'),
    ],
  ])('%s', async (filter, expected) => {
    const { status, asked } = await find(filter);
    expect([status, asked]).toStrictEqual([200, [expected]]);
  });

  it.each([
    'id eq "!"',
    'id eq 5',
    'userType eq "X"',
    'id eq "!" or userType eq "X"',
    'id eq "!" and userName eq "1"',
    'emails[value eq "a@x"] and userType eq "X"',
  ])('that nobody can meet asks nothing: %s', async (filter) => {
    const { status, body, asked } = await find(filter);
    expect([status, body['totalResults'], asked]).toEqual([200, 0, []]);
  });

  it.each([
    ['not (id eq "!")', 'not: its operand can never hold'],
    ['not (userType eq "X" or id eq "!")', 'not: its operand can never hold'],
    ['userType sw "P"', 'the read transformation changes its values'],
    ['userType ne "P"', 'the read transformation changes its values'],
    ['nickName eq "a"', 'nickName: no mapping of the read transformation gives it'],
    [`${ENTERPRISE}:department eq "a"`, `${ENTERPRISE}:department: no mapping`],
    ['emails.type eq "work"', 'emails.type: no mapping of the read transformation gives it'],
    ['emails[type eq "work"]', 'emails.type: no mapping of the read transformation gives it'],
    ['emails[value eq "a" and type pr]', 'emails.type: no mapping of the read transformation gives it'],
  ])('that the backend cannot be asked is refused: %s', async (filter, reason) => {
    const { status, body, asked } = await find(filter);
    expect([status, body['scimType'], asked]).toEqual([400, 'invalidFilter', []]);
    expect(body['detail']).toContain(reason);
  });

  it('on a whole extension of the backend, and on what is deep inside of it, asks by its names', async () => {
    const read = {
      mappings: [
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: `$['${ENTERPRISE}']`, targetPath: '$.work' },
        { sourcePath: '$.person.name.last', targetPath: '$.surname' },
      ],
    };
    const { asked } = await find('work pr and work.department eq "R&D" and surname eq "V"', { read });
    expect(asked).toStrictEqual([
      {
        kind: 'and',
        operands: [
          { kind: 'present', path: { attribute: ENTERPRISE } },
          compared({ schema: ENTERPRISE, attribute: 'department' }, 'R&D'),
          compared({ attribute: 'person', subAttribute: 'name.last' }, 'V'),
        ],
      },
    ]);
  });

  it('of a list that is made of several is refused', async () => {
    const read = {
      mappings: [
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: '$.emails[0].value', targetPath: '$.ways[0].mail' },
        { sourcePath: '$.phoneNumbers[0].value', targetPath: '$.ways[0].phone' },
        { sourcePath: '$.title', targetPath: '$.ways[0].title' },
      ],
    };
    for (const filter of [
      'ways[mail eq "a" or phone eq "1"]',
      'ways[title eq "a"]',
      'ways[mail eq "a" and title eq "a"]',
    ]) {
      const { status, body, asked } = await find(filter, { read });
      expect([status, body['scimType'], asked]).toEqual([400, 'invalidFilter', []]);
    }
  });

  it('on values of elements that nobody has asks nothing', async () => {
    const read = {
      mappings: [
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        {
          type: 'valueMapping',
          sourcePaths: ['$.emails[0].type'],
          targetPath: '$.ways[0].kind',
          valueMappings: [{ key: ['work'], mappedValue: 'W' }],
        },
      ],
    };
    const asked = [];
    for (const filter of ['ways[kind eq "W"]', 'ways[kind eq "X"]']) {
      const found = await find(filter, { read });
      expect(found.status).toBe(200);
      asked.push(found.asked);
    }
    const work = { kind: 'valuePath', path: { attribute: 'emails', index: 0 } };
    expect(asked).toStrictEqual([[{ ...work, filter: compared({ attribute: 'type' }, 'work') }], []]);
  });

  it('on ids needs no mapping that shows them; the id of an extension is another attribute', async () => {
    const read = {
      mappings: [
        { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: '$.title', targetPath: `$['${ACME}'].id` },
      ],
    };
    const asked = [];
    for (const filter of ['id eq "OUXTE"', `${CORE.toUpperCase()}:ID eq "OUXTE"`, `${ACME}:id eq "7"`]) {
      asked.push((await find(filter, { read })).asked);
    }
    const id = compared({ attribute: 'id' }, 'u/2');
    expect(asked).toStrictEqual([[id], [id], [compared({ attribute: 'title' }, '7')]]);
  });
});
