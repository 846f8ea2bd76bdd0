import { describe, expect, it } from 'vitest';
import { API, basic, fakeSystem, SYSTEM, scimErrorOf, startProxy, technicalUser } from './helpers.ts';

const ABSENT = '22222222-2222-4222-8222-222222222222';
const SERVICE = '/ipsproxy/service/api/v1/scim';
const CERTIFICATE = '/ipsproxy/certapi/v1/scim';

describe('Basic authentication', () => {
  it.each([
    ['nothing', null],
    ['another scheme', 'Bearer abc'],
    ['no base64', 'Basic !!!'],
    ['no colon', `Basic ${Buffer.from('client').toString('base64')}`],
    ['a wrong secret', basic('client', 'wrong')],
    ['an empty secret', basic('client', '')],
    ['an unknown id', basic('stranger', 'secret')],
    ['an id in another case', basic('Client', 'secret')],
    ['control characters', basic('client', 'secret\n')],
    ['a name that objects inherit', basic('constructor', 'secret')],
  ])('refuses %s', async (_, authorization) => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    for (const family of [API, SERVICE]) {
      const answer = await proxy.send(`${family}/${SYSTEM}/Users`, { authorization, absolute: true });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Basic realm="ipsproxy", charset="UTF-8"');
      expect(answer.headers['content-type']).toBe('application/scim+json');
      expect(answer.body).toMatchObject({ status: '401', detail: expect.any(String) });
    }
    expect(system.calls).toEqual([]);
  });

  it('accepts either of two secrets, with whatever is in them', async () => {
    const user = await technicalUser('größe 😀', ['a:b:c', ' Zoë\u00a0🔑 ']);
    const proxy = await startProxy({ users: [user] });
    for (const secret of ['a:b:c', ' Zoë\u00a0🔑 ', ' Zoe\u0308\u00a0🔑 ']) {
      const answer = await proxy.send('/Users', { authorization: basic('größe 😀', secret) });
      expect([secret, answer.status]).toEqual([secret, 200]);
    }
    expect((await proxy.send('/Users', { authorization: basic('größe 😀', 'a') })).status).toBe(401);
  });

  it.each([
    ['two blanks', 'Basic  '],
    ['many blanks', `Basic${' '.repeat(50)}`],
    ['another case', 'bASIC '],
    ['blanks around it', '  Basic ', '  '],
  ])('takes %s', async (_, scheme, end = '') => {
    const proxy = await startProxy();
    const credentials = Buffer.from('client:secret').toString('base64');
    const authorization = `Authorization:${scheme}${credentials}${end}`;
    const text = `GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\n${authorization}\r\nConnection: close\r\n\r\n`;
    expect(await proxy.raw(text)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('does not choose between two sets of credentials', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    const [right, wrong] = [basic('client', 'secret'), basic('client', 'wrong')];
    for (const [one, two] of [
      [right, wrong],
      [wrong, right],
      [right, right],
    ]) {
      const lines = `Host: x\r\nAuthorization: ${one}\r\nauthorization: ${two}\r\nConnection: close`;
      const answer = scimErrorOf(await proxy.raw(`GET ${API}/${SYSTEM}/Users HTTP/1.1\r\n${lines}\r\n\r\n`));
      expect([answer.status, answer.body.detail]).toEqual([
        400,
        'There is more than one Authorization header; send one.',
      ]);
    }
    expect(system.calls).toEqual([]);
  });

  it('comes before everything else that could be said about a URL or a body', async () => {
    const proxy = await startProxy({ slots: { off: { status: 'disabled', reason: 'x' } } });
    for (const path of [`/${ABSENT}/Users`, '/off/Users', `/${SYSTEM}/Nothing`, `/${SYSTEM}/Users/%zz`, '']) {
      const answer = await proxy.send(`${API}${path}`, { authorization: null, absolute: true });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    const body = Buffer.alloc(200_000);
    expect((await proxy.send('/Users', { method: 'POST', body, authorization: null })).status).toBe(401);
    expect((await proxy.send('/Users', { method: 'TRACE', authorization: null })).status).toBe(401);
  });
});

describe('the family for client certificates', () => {
  it('refuses everybody and does not offer Basic', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system] });
    for (const authorization of [null, basic('client', 'secret'), 'Bearer x']) {
      for (const path of [`/${SYSTEM}/Users`, `/${ABSENT}/Users`, '']) {
        const answer = await proxy.send(`${CERTIFICATE}${path}`, { authorization, absolute: true });
        expect(answer.status).toBe(401);
        expect(answer.headers).not.toHaveProperty('www-authenticate');
        expect(answer.body).toMatchObject({ status: '401', detail: expect.stringContaining('certificate') });
      }
    }
    expect(system.calls).toEqual([]);
  });
});

describe('authorization', () => {
  const statusOf = async (more: { permissions?: string[]; systems?: string[] }, path: string) => {
    const user = await technicalUser('client', ['secret'], more);
    const slots = { broken: { status: 'broken', reason: 'property "URL" is missing' } } as const;
    const proxy = await startProxy({ users: [user], slots });
    return (await proxy.send(`${API}/${path}`, { absolute: true })).status;
  };

  it.each([
    ['no permission', { permissions: [] }, `${SYSTEM}/Users`, 403],
    ['no permission, unknown system', { permissions: [] }, `${ABSENT}/Users`, 403],
    ['another permission', { permissions: ['OTHER'] }, `${SYSTEM}/Users`, 403],
    ['a system of others', { systems: ['broken'] }, `${SYSTEM}/Users`, 403],
    ['a system that does not exist', { systems: ['broken'] }, `${ABSENT}/Users`, 403],
    ['no system at all', { systems: [] }, `${SYSTEM}/Users`, 403],
    ['a system of others, unknown endpoint', { systems: ['broken'] }, `${SYSTEM}/Nothing`, 403],
    ['the own system', { systems: [SYSTEM] }, `${SYSTEM}/Users`, 200],
    ['the own system, with escapes in its id', { systems: [SYSTEM] }, `%31${SYSTEM.slice(1)}/Users`, 200],
    ['the own system, which is broken', { systems: ['broken'] }, 'broken/Users', 503],
    ['the own system, which is gone', { systems: [ABSENT] }, `${ABSENT}/Users`, 404],
    ['any system', {}, `${SYSTEM}/Users`, 200],
    ['any system, unknown', {}, `${ABSENT}/Users`, 404],
  ])('%s', async (_, more, path, status) => {
    expect(await statusOf(more, path)).toBe(status);
  });

  it('tells clients with and without that system the same about systems that they may not use', async () => {
    const proxy = await startProxy({ users: [await technicalUser('client', ['secret'], { systems: [] })] });
    const known = await proxy.send('/Users');
    const unknown = await proxy.send(`${API}/${ABSENT}/Users`, { absolute: true });
    expect(known.body).toEqual(unknown.body);
    // The log says which one it was, unless there is none: then it can be anything.
    const systems = proxy.log.lines.filter(({ msg }) => msg === 'request').map(({ system }) => system);
    expect(systems).toEqual([SYSTEM, undefined]);
  });
});

describe('a system that is not served', () => {
  it.each([
    ['disabled', 'it is disabled in the configuration ("disabled": true)'],
    ['broken', 'property "Password" has no value: the environment variable X is not set; set it'],
  ] as const)('because it is %s answers 503 and says why', async (status, reason) => {
    const proxy = await startProxy({ slots: { off: { status, reason } } });
    for (const path of ['/Users', '/Nothing', '/Users/1', '']) {
      const answer = await proxy.send(`${API}/off${path}`, { absolute: true });
      expect(answer.status).toBe(503);
      expect(answer.body.detail).toBe(`System off is not available: ${reason}.`);
    }
    expect((await proxy.send('/Users')).status).toBe(200);
  });
});
