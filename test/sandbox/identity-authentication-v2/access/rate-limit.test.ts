import { describe, expect, it } from 'vitest';
import { until } from '../../../support/until.ts';
import { startTenant, type Tenant } from '../tenant.ts';

const statusesOf = async (tenant: Tenant, requests: number): Promise<number[]> => {
  const statuses: number[] = [];
  for (let index = 0; index < requests; index += 1) {
    statuses.push((await tenant.get('/scim/ServiceProviderConfig')).status);
  }
  return statuses;
};

/** Sends requests at once and moves the clock on until all are answered; how long each took by that clock. */
async function delaysOf(tenant: Tenant, requests: number): Promise<{ status: number; seconds: number }[]> {
  const start = tenant.standIn.clock.now();
  const answers: { status: number; seconds: number }[] = [];
  const all = Array.from({ length: requests }, async () => {
    const { status } = await tenant.get('/scim/ServiceProviderConfig');
    answers.push({ status, seconds: (tenant.standIn.clock.now() - start) / 1000 });
  });
  await until(async () => (await tenant.control('GET', 'requests')).body.count === requests);
  expect(answers).toEqual([]);
  await until(async () => {
    tenant.advance(1);
    await tenant.control('GET', 'requests');
    return answers.length === requests;
  });
  await Promise.all(all);
  return answers;
}

describe('the tenant rate limit (documentation "Rate Limiting and Throttling")', () => {
  it('is off unless asked for', async () => {
    expect(new Set(await statusesOf(await startTenant(), 300))).toEqual(new Set([200]));
  });

  it('lets 200 requests a minute pass at once, without the clock moving', async () => {
    const tenant = await startTenant({ limits: true });
    expect(new Set(await statusesOf(tenant, 200))).toEqual(new Set([200]));
    tenant.advance(60);
    expect(new Set(await statusesOf(tenant, 200))).toEqual(new Set([200]));
  });

  it('delays the next 80 by a second each and refuses everything for a minute after that', async () => {
    const tenant = await startTenant({ limits: true });
    await statusesOf(tenant, 200);
    await tenant.control('DELETE', 'requests');
    const delayed = await delaysOf(tenant, 80);
    expect(delayed.map(({ status }) => status)).toEqual(Array.from({ length: 80 }, () => 200));
    expect(Math.min(...delayed.map(({ seconds }) => seconds))).toBeGreaterThanOrEqual(1);

    expect(await statusesOf(tenant, 3)).toEqual([429, 429, 429]);
    tenant.advance(59);
    expect(await statusesOf(tenant, 1)).toEqual([429]);
    tenant.advance(1);
    expect(await statusesOf(tenant, 2)).toEqual([200, 200]);
  });

  it('answers 429 without a body and without Retry-After, as far as is known', async () => {
    const tenant = await startTenant({ limits: true });
    await statusesOf(tenant, 200);
    await tenant.control('DELETE', 'requests');
    await delaysOf(tenant, 80);
    const { status, text, headers } = await tenant.get('/scim/Users');
    expect([status, text, headers['retry-after']]).toEqual([429, '', undefined]);
  });

  it('counts requests with wrong credentials, too', async () => {
    const tenant = await startTenant({ limits: true });
    for (let index = 0; index < 200; index += 1) await tenant.get('/scim/Users', { authorization: null });
    await tenant.control('DELETE', 'requests');
    const [answer] = await delaysOf(tenant, 1);
    expect(answer?.seconds).toBeGreaterThanOrEqual(1);
  });

  it('is another one for tokens: 1000 a minute', async () => {
    const tenant = await startTenant({ limits: true });
    const tokens = async (): Promise<number> =>
      (
        await tenant.call('POST', '/oauth2/token', 'grant_type=client_credentials', {
          'content-type': 'application/x-www-form-urlencoded',
        })
      ).status;
    for (let index = 0; index < 1000; index += 1) expect(await tokens()).toBe(200);
    expect(await tokens()).toBe(429);
    expect(await statusesOf(tenant, 1)).toEqual([200]);
  });
});
