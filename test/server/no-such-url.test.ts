/** Every 404 of a URL names the part of it that is wrong, and tells nobody of systems that it may not use. */
import { describe, expect, it } from 'vitest';
import { API, basic, expectScimError, fakeSystem, SYSTEM, startProxy, technicalUser } from './helpers.ts';

const FAMILIES = '/ipsproxy/api/v1/scim, /ipsproxy/service/api/v1/scim, /ipsproxy/certapi/v1/scim';
const LETTERS = 'aaaaaaaa-1111-4111-8111-000000000001';

describe('outside the families', () => {
  it.each([
    ['the base path of another product', `/scim/v2/Users`, `below ${FAMILIES}, as <systemId>/<Endpoint>`],
    ['half of the base path', `/api/v1/scim/${SYSTEM}/Users`, `below ${FAMILIES}`],
    ['another version', `/ipsproxy/api/v2/scim/${SYSTEM}/Users`, `below ${FAMILIES}`],
    [
      'a doubled slash at the start',
      `/${API}/${SYSTEM}/Users`,
      'a doubled slash (//) in front of the system id',
    ],
    [
      'a doubled slash in the middle',
      `/ipsproxy//api/v1/scim/${SYSTEM}/Users`,
      'a doubled slash (//) in front',
    ],
    ['another case', `/IPSProxy/API/v1/scim/${SYSTEM}/Users`, `case-sensitive; use ${API}.`],
    ['the path of a router in front', `/proxy${API}/${SYSTEM}/Users`, `something stands in front of ${API}`],
  ])('%s', async (_, path, detail) => {
    const proxy = await startProxy();
    for (const authorization of [null, basic('nobody', 'wrong')]) {
      const answer = await proxy.send(path, { absolute: true, authorization });
      expectScimError(answer, 404, /^No such URL/);
      expect(answer.body['detail']).toContain(detail);
      expect(answer.body['detail']).not.toContain(SYSTEM);
    }
  });
});

describe('below a family', () => {
  const system = () => fakeSystem(undefined, { id: LETTERS });

  it.each([
    ['nothing', '', /names no system: behind this path comes <systemId>\/<Endpoint>/],
    ['a slash', '/', /names no system/],
    ['an endpoint without its system', '/Users', /names no system in front of the endpoint Users/],
    ['a resource without its system', '/Groups/1', /in front of the endpoint Groups: the order is/],
    ['an endpoint in front of its system', `/Users/${LETTERS}`, /the order is <systemId>\/<Endpoint>/],
    [
      'discovery without a system',
      '/ServiceProviderConfig',
      /in front of the endpoint ServiceProviderConfig/,
    ],
    [
      'a system in another case',
      `/${LETTERS.toUpperCase()}/Users`,
      RegExp(`in the same case; use ${LETTERS}`),
    ],
    ['a system with a blank behind it', `/${LETTERS}%20/Users`, RegExp(`use ${LETTERS}`)],
    ['a system that is not there', '/bbbbbbbb/Users', /^There is no system with this id/],
    ['a system and nothing else', `/${LETTERS}`, /names no endpoint; this system has Users, Groups/],
    ['a system and a slash', `/${LETTERS}/`, /names no endpoint/],
    ['an endpoint in another case', `/${LETTERS}/users/1`, /case-sensitive; use Users/],
    ['discovery in another case', `/${LETTERS}/serviceproviderconfig`, /use ServiceProviderConfig/],
    [
      'the version of SCIM in between',
      `/${LETTERS}/v2/Users`,
      /Users has to stand directly behind the system id/,
    ],
    ['a base path in between', `/${LETTERS}/scim/v2/Users/1`, /take out what is between them/],
    ['an unknown endpoint and more', `/${LETTERS}/Printers/1/2`, /no such endpoint; it has Users, Groups/],
    ['a slash in an id', `/${LETTERS}/Users/a/b`, /encode a slash in an id as %2F/],
    ['something behind a schema', `/${LETTERS}/Schemas/a/b`, /nothing may follow/],
    ['something behind Bulk', `/${LETTERS}/Bulk/1`, /behind Bulk nothing may follow/],
  ])('%s', async (_, path, detail) => {
    const proxy = await startProxy({ systems: [system()] });
    expectScimError(await proxy.send(`${API}${path}`, { absolute: true }), 404, detail);
  });

  it('one slash at the end means nothing', async () => {
    const proxy = await startProxy({ systems: [system()] });
    for (const path of ['/Users/', '/Users/1/']) {
      expect((await proxy.send(`${API}/${LETTERS}${path}`, { absolute: true })).status).toBe(200);
    }
  });

  it('a system may be called like an endpoint', async () => {
    const proxy = await startProxy({ systems: [fakeSystem(undefined, { id: 'Users' })] });
    expect((await proxy.send(`${API}/Users/Users/1`, { absolute: true })).status).toBe(200);
  });

  it('a system that the user may not use is not told of', async () => {
    const others = ['AAAAAAAA-1111-4111-8111-000000000001'];
    const user = await technicalUser('narrow', ['secret'], { systems: others });
    const proxy = await startProxy({ systems: [system()], users: [user] });
    const authorization = basic('narrow', 'secret');
    const answer = await proxy.send(`${API}/${others[0]}/Users`, { absolute: true, authorization });
    expectScimError(answer, 404, /^There is no system with this id/);
  });

  it('nobody is told anything of a system without logging on', async () => {
    const proxy = await startProxy({ systems: [system()] });
    for (const path of ['', '/Users', `/${LETTERS.toUpperCase()}/Users`]) {
      const options = { absolute: true, authorization: basic('client', 'wrong') };
      expect((await proxy.send(`${API}${path}`, options)).status).toBe(401);
    }
  });
});
