/** What Cloud Controller is asked, how its lists are read to their end, and what is no answer of it. */
import { describe, expect, it } from 'vitest';
import {
  CloudController,
  commaList,
} from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller.ts';
import type { OutboundRequest } from '../../../src/connectors/http/exchange.ts';
import { UpstreamClient } from '../../../src/connectors/http/upstream-client.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { callContext } from '../support/context.ts';
import { exampleBackend } from '../support/example-backend.ts';
import { answered } from '../support/outbound.ts';

const ORIGIN = 'https://directory.example';
const WHO = `Example Directory (system system-1, ${ORIGIN})`;
const GUID = '0d6f3a44-0000-4000-8000-000000000001';

/** Answers one after the other; the last one repeats. */
function setUp(...answers: readonly (JsonValue | undefined)[]) {
  const sent: OutboundRequest[] = [];
  const left = [...answers];
  const client = new UpstreamClient({
    backend: exampleBackend({ addressAdvice: 'check the landscape' }),
    base: { origin: ORIGIN, path: '/v3' },
    send: async (request) => {
      sent.push(request);
      const body = left.length > 1 ? left.shift() : left[0];
      return answered(body === undefined ? 204 : 200, { 'content-type': 'application/json' }, body ?? '');
    },
    contentType: 'application/json',
    accept: 'application/json',
  });
  return { sent, cloudController: new CloudController(client) };
}

const organization = (number: number) => ({ guid: `o-${number}`, name: `org ${number}` });
const page = (numbers: readonly number[], next?: JsonValue, total = 9): JsonObject => ({
  pagination: {
    total_results: total,
    next: next === undefined ? null : { href: next },
    previous: next === undefined ? { href: ORIGIN } : null,
  },
  resources: numbers.map(organization),
});
const LINK = `${ORIGIN}/v3/organizations?page=2&per_page=5000`;

const said = (expected: string) =>
  `${WHO} answered GET /v3/organizations with 200, but not with ${expected}: check the landscape.`;

describe('a list', () => {
  it('is read to its end, each row once, in an order that is asked for', async () => {
    const { sent, cloudController } = setUp(page([1, 2], LINK), page([2, 3]));
    const { resources } = await cloudController.list('organizations', { names: 'x' }, callContext());
    expect(resources).toEqual([1, 2, 3].map(organization));
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v3/organizations?names=x&order_by=created_at&per_page=5000',
      'GET /v3/organizations?page=2&per_page=5000',
    ]);
  });

  it.each([
    ['/v3/organizations?page=2', 'GET /v3/organizations?page=2'],
    [`${ORIGIN}/other/organizations?a=b%2Cc`, 'GET /v3/organizations?a=b%2Cc'],
  ])('goes on at the same place: %s', async (link, path) => {
    const { sent, cloudController } = setUp(page([1], link), page([2]));
    await cloudController.list('organizations', {}, callContext());
    expect(sent.slice(1).map((request) => `${request.method} ${request.path}`)).toEqual([path]);
  });

  it.each([
    ['https://evil.example/v3/organizations?page=2', `a link to the next page at ${ORIGIN}`],
    ['http://directory.example/v3/organizations?page=2', `a link to the next page at ${ORIGIN}`],
    [`${ORIGIN}/v3/spaces?page=2`, `a link to the next page at ${ORIGIN}`],
    [`${ORIGIN}/v3/organizations/x?page=2`, `a link to the next page at ${ORIGIN}`],
    ['https://[', `a link to the next page at ${ORIGIN}`],
    [`${LINK}&x=${'y'.repeat(16_001 - LINK.length - 3)}`, 'a link to the next page that can be followed'],
  ])('goes on nowhere else: %s', async (link, expected) => {
    const { sent, cloudController } = setUp(page([1], link), page([2]));
    await expect(cloudController.list('organizations', {}, callContext())).rejects.toMatchObject({
      status: 502,
      message: said(expected),
    });
    expect(sent).toHaveLength(1);
  });

  it('may have a link of 16,000 characters', async () => {
    const link = `${LINK}&x=${'y'.repeat(16_000 - LINK.length - 3)}`;
    expect(link).toHaveLength(16_000);
    const { cloudController } = setUp(page([1], link), page([2]));
    expect((await cloudController.list('organizations', {}, callContext())).resources).toHaveLength(2);
  });

  it('without an end is none: the same rows again, or more pages than any has', async () => {
    const same = setUp(page([1], LINK));
    await expect(same.cloudController.list('organizations', {}, callContext())).rejects.toMatchObject({
      status: 502,
      message: said('a list that comes to an end'),
    });
    expect(same.sent).toHaveLength(2);
    const pages = (count: number) => Array.from({ length: count }, (_, index) => page([index], LINK, 999));
    const endless = setUp(...pages(300));
    await expect(endless.cloudController.list('organizations', {}, callContext())).rejects.toThrow(
      'a list that comes to an end',
    );
    expect(endless.sent).toHaveLength(200);
    const long = setUp(...pages(199), page([199]));
    expect((await long.cloudController.list('organizations', {}, callContext())).resources).toHaveLength(200);
  });

  it('may repeat its last page', async () => {
    const { cloudController } = setUp(page([1], LINK), page([1]));
    expect((await cloudController.list('organizations', {}, callContext())).resources).toEqual([
      organization(1),
    ]);
  });
});

describe('one entity', () => {
  it.each<[string, JsonValue | undefined]>([
    ['a list', []],
    ['nothing', undefined],
  ])('is an object: not %s', async (_, body) => {
    const { cloudController } = setUp(body);
    await expect(cloudController.get('organizations', GUID, {}, callContext())).rejects.toMatchObject({
      status: 502,
      message: expect.stringMatching(
        /^Example Directory .*\/v3\/organizations\/.* with 20[04], but not with an object: check the landscape\.$/,
      ),
    });
  });

  it('is the one that was asked for', async () => {
    const { cloudController } = setUp({ guid: 'other', name: 'x' });
    await expect(cloudController.get('organizations', GUID, {}, callContext())).rejects.toThrow(
      'organization',
    );
  });
});

describe('a role', () => {
  it.each([
    [{ organization: 'o-1' }, { organization: { data: { guid: 'o-1' } } }],
    [{ space: 's-1' }, { space: { data: { guid: 's-1' } } }],
  ])('is created at %j', async (target, place) => {
    const { sent, cloudController } = setUp({ guid: 'r-1', type: 'space_developer' });
    await cloudController.createRole('space_developer', 'u-1', target, callContext());
    const [request] = sent;
    expect(request).toMatchObject({ method: 'POST', path: '/v3/roles', repeatable: true });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      type: 'space_developer',
      relationships: { user: { data: { guid: 'u-1' } }, ...place },
    });
  });
});

describe('the job of a removal', () => {
  async function jobOf(location: string | undefined) {
    const client = new UpstreamClient({
      backend: exampleBackend(),
      base: { origin: ORIGIN, path: '/v3' },
      send: async () => answered(202, location === undefined ? {} : { location }),
      contentType: 'application/json',
      accept: 'application/json',
    });
    return await new CloudController(client).deleteRole(GUID, callContext());
  }

  it.each([
    [`${ORIGIN}/v3/jobs/a-1`, 'a-1'],
    ['/v3/jobs/role.delete-x/', undefined],
    ['/v3/jobs/a_1/', 'a_1'],
    [`${ORIGIN}/v3/jobs/a-1?x=y`, undefined],
    [`${ORIGIN}/v3/jobs/a-1/x`, undefined],
    [`${ORIGIN}/v3/jobs/`, undefined],
    [`${ORIGIN}/v3/tasks/a-1`, undefined],
    [undefined, undefined],
  ])('at %s is %s', async (location, job) => {
    expect(await jobOf(location)).toBe(job);
  });

  it.each<[JsonObject, object]>([
    [{ state: 'COMPLETE' }, { state: 'COMPLETE', problem: undefined }],
    [
      { state: 'FAILED', errors: [{ detail: 'No.' }, { detail: 'Other.' }] },
      { state: 'FAILED', problem: 'No.' },
    ],
    [
      { state: 'FAILED', errors: ['x', { detail: 'No.' }] },
      { state: 'FAILED', problem: 'No.' },
    ],
    [
      { state: 'FAILED', errors: [] },
      { state: 'FAILED', problem: undefined },
    ],
    [
      { state: 'FAILED', errors: 'x' },
      { state: 'FAILED', problem: undefined },
    ],
    [
      { state: 'FAILED', errors: [{ detail: 1 }] },
      { state: 'FAILED', problem: undefined },
    ],
  ])('is read: %j', async (body, expected) => {
    const { cloudController } = setUp({ guid: GUID, ...body });
    expect(await cloudController.job(GUID, callContext())).toEqual(expected);
  });

  it('has a state', async () => {
    const { cloudController } = setUp({ guid: GUID, state: 1 });
    await expect(cloudController.job(GUID, callContext())).rejects.toThrow(
      'but the answer lacks what was asked for: state. Another server may have answered in its place: check the landscape.',
    );
    await expect(setUp([]).cloudController.job(GUID, callContext())).rejects.toMatchObject({ status: 502 });
  });
});

it('values of a list may have commas and blanks', () => {
  expect(commaList(['a,b', 'c d', 'ü'])).toBe('a%2Cb,c%20d,%C3%BC');
  expect(commaList(new Set())).toBe('');
});
