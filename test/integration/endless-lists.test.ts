/** Backends that always have a next page: whoever asked is told, before they fill the memory. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { wait } from '../../src/connectors/http/waiting.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { SimulatedTime } from '../connectors/support/simulated-time.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

/** Fills a page, and is the same text in all of them. */
const PADDING = 'x'.repeat(50_000);

/** No machine is so slow that something hangs: lists that do are read twice, and their pages would count twice. */
const patient = { now: Date.now, wait, silence: new SimulatedTime().wait };

let server: Server;
let proxy: RunningProxy;
let pages = 0;

/** @param answer to a GET, by path; counts as a page where it has rows */
async function start(
  type: string,
  properties: Readonly<Record<string, string>>,
  answer: (url: URL, origin: string) => JsonObject,
) {
  pages = 0;
  server = createServer((request, response) => {
    request.resume();
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(new URL(request.url ?? '', origin), origin)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const system = {
    id: 'endless',
    type,
    properties: {
      Type: 'HTTP',
      URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      Authentication: 'BasicAuthentication',
      User: 'technical-user',
      Password: 'technical-password',
      ...properties,
    },
  };
  proxy = await runningProxy({ systems: [system], time: patient });
  return proxy.client('endless');
}

afterEach(async () => {
  await proxy.stop();
  server.close();
});

describe('lists without an end', () => {
  it('organizations, spaces and roles of Cloud Foundry', async () => {
    const claims = Buffer.from(JSON.stringify({ user_id: 'self', scope: ['scim.read'] })).toString(
      'base64url',
    );
    const client = await start(
      'cloud-foundry',
      { 'btp.cf.pm.origin': 'origin', 'btp.cf.pm.landscape': 'cf-eu10' },
      ({ pathname }, origin) => {
        if (pathname === '/') {
          return { links: { cloud_controller_v3: { href: `${origin}/v3` }, uaa: { href: origin } } };
        }
        if (pathname === '/oauth/token') return { access_token: `e30.${claims}.x`, expires_in: 600 };
        pages += 1;
        return {
          pagination: {
            total_results: 1_000_000,
            next: { href: `${origin}${pathname}?page=${pages}&types=organization_manager&user_guids=self` },
          },
          resources: Array.from({ length: 100 }, (_, index) => ({
            guid: `${pages}-${index}`,
            name: 'one of many',
            type: 'organization_manager',
            relationships: { user: { data: { guid: 'self' } }, organization: { data: { guid: 'one' } } },
            metadata: PADDING,
          })),
        };
      },
    );
    const { status, body } = await client.get('/Groups?count=10');
    expect({ status, detail: body['detail'] }).toEqual({
      status: 502,
      detail: expect.stringMatching(/gives more organizations, spaces and roles, page after page/),
    });
    expect(pages).toBeLessThan(40);
  });

  it('groups of version 1', async () => {
    const client = await start('identity-authentication', { 'ias.api.version': '1' }, () => {
      pages += 1;
      return {
        totalResults: 1e9,
        Resources: Array.from({ length: 100 }, (_, index) => ({
          id: `${pages}-${index}`,
          displayName: `${PADDING}${pages}`,
        })),
      };
    });
    const { status, body } = await client.get('/Groups?filter=displayName%20eq%20%22nobody%22');
    expect({ status, detail: body['detail'] }).toEqual({
      status: 502,
      detail: expect.stringMatching(/gives more groups, page after page/),
    });
    expect(pages).toBeLessThan(40);
  });

  it('members of groups of version 1', async () => {
    const client = await start('identity-authentication', { 'ias.api.version': '1' }, ({ pathname }) => {
      if (pathname.includes('/Groups/')) {
        const members = Array.from({ length: 100 }, (_, index) => ({ value: `first-${index}` }));
        return { id: 'group', displayName: 'Everybody', members };
      }
      pages += 1;
      return {
        totalResults: 1e9,
        nextId: `next-${pages}`,
        Resources: Array.from({ length: 100 }, (_, index) => ({
          id: `${pages}-${index}`,
          displayName: `${PADDING}${pages}`,
        })),
      };
    });
    const { status, body } = await client.get('/Groups/group');
    expect({ status, detail: body['detail'] }).toEqual({
      status: 502,
      detail: expect.stringMatching(/gives more members of groups, page after page/),
    });
    expect(pages).toBeLessThan(40);
  });
});
