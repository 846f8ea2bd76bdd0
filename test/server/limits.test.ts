/** How many requests in a minute technical users may make, and systems get. */
import { expect, it } from 'vitest';
import { API, basic, expectScimError, fakeSystem, SYSTEM, startProxy, technicalUser } from './helpers.ts';

const [A, B] = [basic('a', 'secret'), basic('b', 'secret')];

async function users(most?: number) {
  const limits = most === undefined ? {} : { limits: { requestsPerMinute: most } };
  return [await technicalUser('a', ['secret'], limits), await technicalUser('b', ['secret'])];
}

it('a technical user gets 429 behind its limit, another one goes on', async () => {
  const system = fakeSystem();
  const proxy = await startProxy({ systems: [system], users: await users(3) });
  for (const left of [2, 1, 0]) {
    const answer = await proxy.send('/Users', { authorization: A });
    expect(answer.status).toBe(200);
    expect(answer.headers['ratelimit-policy']).toBe('"user";q=3;w=60');
    expect(answer.headers['ratelimit']).toMatch(new RegExp(`^"user";r=${left};t=(?:[1-5]?\\d|60)$`));
  }
  const refused = await proxy.send('/Users', { authorization: A });
  expectScimError(
    refused,
    429,
    /^Technical user a has made the 3 requests that it may make within a minute \(limits\.requestsPerMinute of the technical user in the configuration\)\. Nothing was done; try again in \d+ seconds?\.$/,
  );
  const wait = Number(refused.headers['retry-after']);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(refused.headers['ratelimit']).toBe(`"user";r=0;t=${wait}`);
  const other = await proxy.send('/Users', { authorization: B });
  expect([other.status, other.headers['ratelimit']]).toEqual([200, undefined]);
  expect(system.calls).toHaveLength(4);
});

it('a system gets so many of all clients together, another system goes on', async () => {
  const [one, other] = [fakeSystem(), fakeSystem(undefined, { id: 'other' })];
  const proxy = await startProxy({
    systems: [one, other],
    users: await users(),
    limits: { [SYSTEM]: { requestsPerMinute: 3 } },
  });
  for (const authorization of [A, B, A]) {
    expect((await proxy.send('/Users', { authorization })).status).toBe(200);
  }
  for (const authorization of [A, B]) {
    const refused = await proxy.send('/Users', { authorization });
    expectScimError(
      refused,
      429,
      `System ${SYSTEM} has got the 3 requests that all clients together may make`,
    );
    expect(refused.headers['ratelimit-policy']).toBe('"system";q=3;w=60');
  }
  const path = `${API}/other/Users`;
  expect((await proxy.send(path, { authorization: A, absolute: true })).status).toBe(200);
});

it('both limits stand in the headers, and who is behind its own takes nothing from the system', async () => {
  const system = fakeSystem();
  const proxy = await startProxy({
    systems: [system],
    users: await users(1),
    limits: { [SYSTEM]: { requestsPerMinute: 3 } },
  });
  const first = await proxy.send('/Users', { authorization: A });
  expect(first.headers['ratelimit-policy']).toBe('"user";q=1;w=60, "system";q=3;w=60');
  expect(first.headers['ratelimit']).toMatch(/^"user";r=0;t=\d+, "system";r=2;t=\d+$/);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    expect((await proxy.send('/Users', { authorization: A })).status).toBe(429);
  }
  const statuses = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    statuses.push((await proxy.send('/Users', { authorization: B })).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
});

it('nothing is read of a body that comes too often', async () => {
  const system = fakeSystem();
  const proxy = await startProxy({ systems: [system], users: await users(1) });
  await proxy.send('/Users', { authorization: A });
  const answer = await proxy.raw(
    `POST ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${A}\r\nContent-Type: application/scim+json\r\nContent-Length: 90000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 429 /);
  expect(system.calls).toHaveLength(1);
});

it('refusals are counted, by kind of limit', async () => {
  const proxy = await startProxy({
    systems: [fakeSystem()],
    users: await users(1),
    limits: { [SYSTEM]: { requestsPerMinute: 2 } },
  });
  for (const authorization of [A, A, A, B, B]) await proxy.send('/Users', { authorization });
  const { text } = await proxy.send('/metrics', { absolute: true });
  expect(text).toContain('\nipsproxy_limited_requests_total{limit="user"} 2\n');
  expect(text).toContain('\nipsproxy_limited_requests_total{limit="system"} 1\n');
  expect(text).toContain('\nipsproxy_limited_requests_total{limit="concurrency"} 0\n');
  expect(text).toContain('\nipsproxy_state_available 1\n');
});

it('without limits, answers have no such headers', async () => {
  const proxy = await startProxy({});
  const { status, headers } = await proxy.send('/Users');
  expect(status).toBe(200);
  expect(Object.keys(headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
});
