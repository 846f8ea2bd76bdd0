/** Behind the hook that lets technical users in stands a second lock. */
import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { ROUTE_FAMILIES } from '../../src/server/families.ts';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { resolveTarget } from '../../src/server/scim/resolve.ts';
import { runtimeOf, SYSTEM } from './helpers.ts';

it.each(ROUTE_FAMILIES)('nobody in particular may use a system below $prefix', async (family) => {
  const lease = new RuntimeHolder(await runtimeOf()).acquire();
  const request = { scim: { lease, segments: [SYSTEM, 'Users'] }, trail: {}, method: 'GET', headers: {} };
  const resolve = () => resolveTarget(request as unknown as FastifyRequest, family);
  expect(resolve).toThrow(
    expect.objectContaining({
      status: 401,
      message: 'Basic authentication with a technical user is required.',
    }),
  );
});
