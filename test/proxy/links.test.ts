import { describe, expect, it } from 'vitest';
import { createLinks, type LinkedEndpoint } from '../../src/proxy/links.ts';
import type { JsonObject } from '../../src/scim/json.ts';

const TENANT = 'https://tenant.example.com/scim';
const PROXY = 'https://proxy.example.com/ipsproxy/api/v1/scim/s%201';

/** Ids of the backend begin with `b-`, those of clients with `c-`; others do not exist. */
const turned = (from: string, to: string) => (id: string) =>
  id.startsWith(from) ? to + id.slice(from.length) : undefined;
const endpoint = (entityType: string, name: string): LinkedEndpoint => ({
  entityType,
  endpoint: name,
  sourceId: turned('b-', 'c-'),
  targetId: turned('c-', 'b-'),
});

const links = createLinks(
  's 1',
  { bases: [TENANT, 'http://other.example.com'], collections: { user: 'Users', group: 'scimGroups' } },
  [endpoint('user', 'People'), endpoint('group', 'My Groups'), endpoint('role', 'Roles')],
);
const toClient = (resource: JsonObject) => links.toClient(resource, PROXY);

describe('URLs of the backend', () => {
  it.each<[string, string]>([
    [`${TENANT}/Users/b-1`, `${PROXY}/People/c-1`],
    [`${TENANT}/Users/b-1/`, `${PROXY}/People/c-1`],
    [`${TENANT}/Users/b-1?attributes=x#y`, `${PROXY}/People/c-1`],
    [`${TENANT}/scimGroups/b-1`, `${PROXY}/My%20Groups/c-1`],
    [`${TENANT}/Users/b-a%2Fb%20c`, `${PROXY}/People/c-a%2Fb%20c`],
    [`${TENANT}/v2/users/b-1`, `${PROXY}/People/c-1`],
    ['HTTPS://TENANT.EXAMPLE.COM/SCIM/USERS/b-1', `${PROXY}/People/c-1`],
    ['http://other.example.com/Users/b-1', `${PROXY}/People/c-1`],
    ['http://tenant.example.com/scim/Users/b-1', `${PROXY}/People/c-1`],
    ['https://tenant.example.com:443/scim/Users/b-1', `${PROXY}/People/c-1`],
    ['http://tenant.example.com:443/scim/Users/b-1', `${PROXY}/People/c-1`],
    ['https://tenant.example.com:80/scim/Users/b-1', `${PROXY}/People/c-1`],
    ['https://tenant.example.com/x/../scim/Users/b-1', `${PROXY}/People/c-1`],
    ['https://who@tenant.example.com/scim/Users/b-1', `${PROXY}/People/c-1`],
    [` ${TENANT}/Users/b-1`, `${PROXY}/People/c-1`],
    [`\t${TENANT}/Users/b-1`, `${PROXY}/People/c-1`],
  ])('become the proxy’s: %s', (url, expected) => {
    expect(toClient({ $ref: url, link: url, list: [url, { deep: { er: url } }] })).toEqual({
      $ref: expected,
      link: expected,
      list: [expected, { deep: { er: expected } }],
    });
  });

  it.each([
    TENANT,
    `${TENANT}/`,
    `${TENANT}?x`,
    `${TENANT}#x`,
    `${TENANT}/Users`,
    `${TENANT}/Users/x-1`,
    `${TENANT}/Roles/b-1`,
    `${TENANT}/Schemas/b-1`,
    `${TENANT}/Users/b-%`,
    `${TENANT}//b-1`,
    `${TENANT}/b-1/photo`,
    'http://other.example.com',
  ])('that lead to nothing of the proxy are left out: %s', (url) => {
    const kept = { value: 'x' };
    expect(toClient({ $ref: url, link: url, list: ['a', url, { url, ...kept }], other: kept })).toStrictEqual(
      {
        list: ['a', kept],
        other: kept,
      },
    );
  });

  it.each([
    `${TENANT}.evil.example.com/Users/b-1`,
    `${TENANT}X/Users/b-1`,
    'https://tenant.example.com/Users/b-1',
    'https://elsewhere.example.com/scim/Users/b-1',
    'https://tenant.example.com:8443/scim/Users/b-1',
    'https://tenant.example.com/scim2/Users/b-1',
    'https://secret.example.com/scim/Users/b-1',
    `https://elsewhere.example.com/a/${TENANT}/Users/b-1`,
    `see ${TENANT}/Users/b-1`,
    `here: ${TENANT}/Users/b-1`,
    `x${TENANT}`,
    '//tenant.example.com/scim/Users/b-1',
    'Users/b-1',
    'hello',
    'https:/tenant.example.com',
    '',
  ])('are no other texts: %s', (text) => {
    const resource = { link: text, list: [text], deep: [{ er: text }] };
    expect(toClient(resource)).toBe(resource);
  });
});

describe('references', () => {
  it.each<[string, string]>([
    ['https://alias.example.com/scim/Users/b-1', `${PROXY}/People/c-1`],
    ['https://alias.example.com/SCIM/v2/Users/b-1', `${PROXY}/People/c-1`],
    ['../Users/b-1', `${PROXY}/People/c-1`],
    ['Users/b-1', `${PROXY}/People/c-1`],
    ['href/Users/b-1', `${PROXY}/People/c-1`],
    ['/scim/scimGroups/b-1', `${PROXY}/My%20Groups/c-1`],
  ])('become the proxy’s by their end, whatever the host: %s', (url, expected) => {
    expect(toClient({ members: [{ value: 'x', $ref: url }], $ref: url })).toEqual({
      members: [{ value: 'x', $ref: expected }],
      $ref: expected,
    });
  });

  it('are found where there is nothing else', () => {
    expect(toClient({ $ref: 'Users/b-1' })).toEqual({ $ref: `${PROXY}/People/c-1` });
    expect(toClient({ $ref: [['Users/b-1'], 'x'] })).toEqual({ $ref: [[`${PROXY}/People/c-1`]] });
    expect(toClient({ deep: [['x', `${TENANT}/Users/b-1`]] })).toEqual({
      deep: [['x', `${PROXY}/People/c-1`]],
    });
  });

  it('and bases are known in any case', () => {
    const upper = createLinks(
      's 1',
      { bases: ['https://Tenant.example.com/SCIM'], collections: { user: 'USERS' } },
      [endpoint('user', 'People')],
    );
    const shown = { $ref: `${PROXY}/People/c-1`, link: `${PROXY}/People/c-1` };
    const alias = 'https://alias.example.com/scim/users/b-1';
    expect(upper.toClient({ $ref: alias, link: `${TENANT}/Users/b-1` }, PROXY)).toEqual(shown);
    expect(upper.toBackend(shown)).toEqual({
      $ref: 'https://Tenant.example.com/SCIM/USERS/b-1',
      link: 'https://Tenant.example.com/SCIM/USERS/b-1',
    });
  });

  it.each(['', 'b-1', '../Roles/b-1', 'Users/x-1', 'https://alias.example.com/scim/Users/x-1', 'urn:x:y'])(
    'to nothing of the proxy are left out: %j',
    (url) => {
      expect(toClient({ members: [{ value: 'x', $ref: url }] })).toEqual({ members: [{ value: 'x' }] });
    },
  );

  it('to somewhere else stay', () => {
    const elsewhere = { $ref: 'https://elsewhere.example.com/Users/b-1' };
    expect(toClient(elsewhere)).toBe(elsewhere);
  });
});

describe('URLs of the proxy', () => {
  it.each<[string, string]>([
    [`${PROXY}/People/c-1`, `${TENANT}/Users/b-1`],
    [`${PROXY}/People/c-1/`, `${TENANT}/Users/b-1`],
    [`${PROXY}/My%20Groups/c-1`, `${TENANT}/scimGroups/b-1`],
    [`${PROXY}/People/c-a%2Fb%20c`, `${TENANT}/Users/b-a%2Fb%20c`],
    ['http://internal/ipsproxy/service/api/v1/scim/s%201/People/c-1', `${TENANT}/Users/b-1`],
  ])('become the backend’s: %s', (url, expected) => {
    expect(links.toBackend({ $ref: url, link: url, list: [{ url }] })).toEqual({
      $ref: expected,
      link: expected,
      list: [{ url: expected }],
    });
  });

  it.each([
    `${PROXY}/People`,
    `${PROXY}/`,
    `${PROXY}/People/c-1/photo`,
    `${PROXY}/People/x-1`,
    `${PROXY}/people/c-1`,
    `${PROXY}/Roles/c-1`,
    `${PROXY}/People/c-%`,
  ])('that lead nowhere are the client’s own, unless they are references: %s', (url) => {
    expect(links.toBackend({ link: url, $ref: url, list: [url] })).toEqual({ link: url, list: [url] });
  });

  it.each([
    'https://proxy.example.com/ipsproxy/api/v1/scim/s%202/People/c-1',
    'https://proxy.example.com/ipsproxy/api/v2/scim/s%201/People/c-1',
    'https://proxy.example.com/ipsproxy/api/v1/scim/s%201',
    `see ${PROXY}/People/c-1`,
    `here: ${PROXY}/People/c-1`,
    '/ipsproxy/api/v1/scim/s%201/People/c-1',
    '../People/c-1',
    'https://elsewhere.example.com/People/c-1',
    `${TENANT}/Users/b-1`,
  ])('are no other texts: %s', (text) => {
    const entity = { link: text, $ref: text, list: [text] };
    expect(links.toBackend(entity)).toBe(entity);
  });
});

describe('what stands around a URL', () => {
  it('is left out on the way to the client: blanks', () => {
    expect(toClient({ $ref: ` ${TENANT}/Users/b-1 ` })).toEqual({ $ref: `${PROXY}/People/c-1` });
  });

  it('is left out on the way to the backend: blanks, a query', () => {
    for (const url of [`${PROXY}/People/c-1?x=y`, `${PROXY}/People/c-1#x`, `${PROXY}/People/c-1 `]) {
      expect(links.toBackend({ $ref: url })).toEqual({ $ref: `${TENANT}/Users/b-1` });
    }
  });
});

describe('ids that no URL can have', () => {
  it.each(['\ud800', 'x'.repeat(2_000), '..', 'a\nb'])('are linked by nobody: %j', (id) => {
    const made = createLinks('s', { bases: [TENANT], collections: { user: 'Users' } }, [
      { entityType: 'user', endpoint: 'Users', sourceId: () => id, targetId: () => id },
    ]);
    expect(made.toClient({ link: `${TENANT}/Users/1` }, PROXY)).toEqual({});
    expect(made.toBackend({ $ref: 'https://p.example/v1/scim/s/Users/1' })).toEqual({});
  });
});
