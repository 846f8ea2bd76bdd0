/** Filters that real dialects cannot do, on the demo's kinds of systems: what reaches the backend, and what is found. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Backend, type Kind, startBackend } from './support/backends.ts';
import { type Client, initialLoad } from './support/client.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const LIMIT = 'ipsproxy.filter.residual.limit';

interface Seen {
  readonly userName: string;
  readonly active?: boolean;
  readonly name?: { readonly familyName?: string; readonly givenName?: string };
  readonly emails?: readonly { readonly value: string; readonly type?: string }[];
  readonly meta: { readonly lastModified: string };
}

/** A filter, what of it the backend is asked beside its own conditions, and the same once more on what clients see. */
type Case = readonly [filter: string, asked: RegExp | undefined, matches: (user: Seen) => boolean];

const USERS: Readonly<Record<Kind, readonly Case[]>> = {
  v2: [
    [
      'userName sw "a" and active eq true',
      /active eq true/,
      ({ userName, active = false }) => /^a/i.test(userName) && active,
    ],
    ['not (name.familyName co "e")', undefined, ({ name }) => !/e/i.test(name?.familyName ?? '')],
    [
      'emails[type eq "work"] and name.givenName pr',
      undefined,
      ({ emails, name }) => (emails ?? []).some(({ type }) => type === 'work') && Boolean(name?.givenName),
    ],
  ],
  v1: [
    [
      'emails.value co "a" and not (userName sw "x")',
      undefined,
      ({ emails, userName }) => (emails ?? []).some(({ value }) => /a/i.test(value)) && !/^x/i.test(userName),
    ],
    [
      'meta.lastModified gt "2001-01-01T00:00:00Z"',
      undefined,
      ({ meta }) => Date.parse(meta.lastModified) > Date.parse('2001-01-01'),
    ],
  ],
  cf: [
    [
      'userName ew "e" and active eq true',
      /active eq true/,
      ({ userName, active = false }) => /e$/i.test(userName) && active,
    ],
    [
      'userName co "a" and not (name.familyName sw "b")',
      /userName co "a"/,
      ({ userName, name }) => /a/i.test(userName) && !/^b/i.test(name?.familyName ?? ''),
    ],
    ['userName ne "nobody"', undefined, () => true],
  ],
};

describe.each(['v2', 'v1', 'cf'] as const)('%s', (kind) => {
  let backend: Backend;
  let proxy: RunningProxy;
  let limited: Client;
  let plain: Client;
  beforeAll(async () => {
    backend = await startBackend(kind, { users: 140, groups: 4 });
    const { type, properties } = backend;
    proxy = await runningProxy({
      systems: [
        { id: 'limited', type, properties: { ...properties, [LIMIT]: '500' } },
        { id: 'plain', type, properties },
      ],
    });
    limited = proxy.client('limited');
    plain = proxy.client('plain');
  });
  afterAll(async () => {
    await proxy.stop();
    await backend.close();
  });

  it.each(USERS[kind])('%s', async (filter, asked, matches) => {
    const all = (await initialLoad(plain, 'Users', 100)).resources;
    await backend.control.forget();
    const { status, body, text } = await limited.get(`/Users?count=100&filter=${encodeURIComponent(filter)}`);
    expect(status, text).toBe(200);
    const wanted = all.filter((user) => matches(user as unknown as Seen)).map(({ id }) => id);
    expect(body['totalResults']).toBe(wanted.length);
    expect((body['Resources'] as JsonObject[]).map(({ id }) => id)).toEqual(wanted.slice(0, 100));
    const { requests } = await backend.control.requests();
    const sent = requests
      .map(({ path }) => new URL(path, 'http://backend'))
      .filter(({ pathname }) => pathname.endsWith('/Users'))
      .map(({ searchParams }) => searchParams.get('filter') ?? '');
    expect(sent.length).toBeGreaterThan(0);
    for (const each of sent) {
      if (asked !== undefined) expect(each).toMatch(asked);
      else expect(each).not.toMatch(/ (?:co|sw|ne|pr)\b|not \(/);
    }
    const refused = await plain.get(`/Users?filter=${encodeURIComponent(filter)}`);
    expect(refused.body).toMatchObject({
      status: '400',
      scimType: 'invalidFilter',
      detail: expect.stringContaining(LIMIT),
    });
  });

  it('groups', async () => {
    const all = (await initialLoad(plain, 'Groups', 100)).resources;
    const { body } = await limited.get(
      `/Groups?count=100&filter=${encodeURIComponent('displayName pr and not (members.value eq "x")')}`,
    );
    expect((body['Resources'] as JsonObject[]).map(({ id }) => id).sort()).toEqual(
      all.map(({ id }) => id).sort(),
    );
  });
});
