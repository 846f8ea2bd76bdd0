import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { identityAuthentication } from '../../../src/connectors/identity-authentication/index.ts';
import { connectorDefinitions } from '../../../src/connectors/registry.ts';
import { printFilter } from '../../../src/scim/filter-print.ts';

const BASE = {
  Type: 'HTTP',
  URL: 'https://tenant.accounts.example',
  ProxyType: 'Internet',
  Authentication: 'BasicAuthentication',
  User: 'T000003',
  Password: 'hunter2',
  'ias.api.version': '2',
};

function parse(properties: Record<string, string | undefined>) {
  return identityAuthentication.properties.safeParse(
    Object.assign(Object.create(null), JSON.parse(JSON.stringify({ ...BASE, ...properties }))),
  );
}

function settings(properties: Record<string, string | undefined> = {}) {
  const result = parse(properties);
  if (!result.success) throw result.error;
  return result.data;
}

/** What is wrong, by property. */
function problems(properties: Record<string, string | undefined>): Record<string, string> {
  const { error } = parse(properties);
  return Object.fromEntries((error?.issues ?? []).map((issue) => [issue.path.join('/'), issue.message]));
}

describe('properties of identity-authentication', () => {
  it('are found by their type', () => {
    expect(connectorDefinitions.get('identity-authentication')).toBe(identityAuthentication);
    expect(identityAuthentication.defaultTransformations(settings())).toBe('identity-authentication/v2');
  });

  it('make a destination, defaults given', () => {
    expect(settings()).toMatchObject({
      destination: {
        base: { origin: 'https://tenant.accounts.example', path: '/scim' },
        authentication: { kind: 'basic', credentials: { user: 'T000003', password: 'hunter2' } },
      },
      filters: { user: undefined, group: undefined },
      contentType: 'application/scim+json',
      ifMatchWildcard: false,
      notices: [],
    });
  });

  it.each([
    ['2', 'oauth', []],
    ['1', 'basic', ['OAuth2TokenServiceURL', 'OAuth2TokenScope']],
  ])('ask for tokens, which version %s of the API answers with %s', (version, kind, told) => {
    const { destination, notices } = settings({
      'ias.api.version': version,
      OAuth2TokenServiceURL: 'https://tenant.accounts.example/oauth2/token',
      OAuth2TokenScope: 'a',
    });
    expect(destination.authentication.kind).toBe(kind);
    const properties = notices.map(({ property }) => property);
    expect(properties.filter((property) => property?.startsWith('OAuth2'))).toEqual(told);
  });

  it('may be many more, used by transformations', () => {
    expect(settings({ 'my.parameter': 'x', 'ips.date.variable.format': 'yyyy' }).notices).toEqual([]);
  });

  it.each([
    ['URL', undefined, 'is missing'],
    ['URL', '', 'is missing'],
    ['URL', 'tenant.accounts.example', 'absolute URL'],
    ['User', undefined, 'is missing'],
    ['User', 'a:b', 'colon'],
    ['Password', undefined, 'is missing'],
    ['Password', 'hunter2\n', 'control character'],
    ['Type', 'http', 'must be HTTP (values are case-sensitive)'],
    ['ProxyType', 'onPremise', 'must be Internet or OnPremise'],
    ['Authentication', 'basicAuthentication', 'must be BasicAuthentication'],
    ['Authentication', 'NoAuthentication', 'no other way to log on'],
    ['ias.api.version', '2.0', 'must be 1 or 2'],
    ['ias.user.filter', 'timezone eq', 'not valid at position 12: expected a value'],
    ['ias.user.filter', 'emails[0].value eq "x"', 'emails.value'],
    ['ias.user.filter', 'not (a pr and emails[0] pr)', 'emails.value'],
    ['scim.group.filter', 'displayName eq "A', 'closing double quote'],
    ['ias.content.type', 'json', 'media type'],
    ['ias.content.type', 'application/json\r\nX: y', 'media type'],
    ['ias.include.if.match.wildcard.header', 'TRUE', 'true or false'],
    ['ias.patch.group.members.above.threshold', '20001', 'from 1 to 20000'],
    ['ias.patch.group.members.above.threshold', '0', 'from 1 to 20000'],
    ['ips.failed.request.retry.attempts', '-1', 'whole number'],
    ['ipsproxy.ias.put.carry.over', 'no', 'true or false'],
    ['ipsproxy.upstream.requests.per.minute', '0', 'off or a whole number'],
    ['ipsproxy.upstream.connections', '51', 'from 1 to 50'],
    ['ips.http.header.X Y', 'x', 'header name'],
    ['ips.http.header.X', 'a\nb', 'printable'],
  ])('refuse %s = %j', (property, value, expected) => {
    const found = problems({ [property]: value });
    expect(found).toEqual({ [property]: expect.stringContaining(expected) });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('report all that is wrong at once', () => {
    const found = problems({ URL: 'x', User: '', 'ias.api.version': '3', 'ias.group.filter': '(' });
    expect(Object.keys(found).sort()).toEqual(['URL', 'User', 'ias.api.version', 'ias.group.filter']);
  });

  it('take ias.* before scim.*, with a notice where they differ', () => {
    const both = settings({
      'ias.user.filter': 'userType eq "employee"',
      'scim.user.filter': 'userType eq "public"',
      'scim.group.filter': 'displayName eq "A"',
      'scim.content.type': 'application/json',
      'ias.content.type': 'application/json',
      'scim.include.if.match.wildcard.header': 'true',
    });
    expect(both.filters.user && printFilter(both.filters.user)).toBe('userType eq "employee"');
    expect(both.filters.group && printFilter(both.filters.group)).toBe('displayName eq "A"');
    expect(both.contentType).toBe('application/json');
    expect(both.ifMatchWildcard).toBe(true);
    expect(both.notices).toEqual([
      { property: 'scim.user.filter', message: expect.stringContaining('ias.user.filter') },
    ]);
  });

  describe('of two names', () => {
    type Chosen = ReturnType<typeof settings>;
    const text = (filter: Chosen['filters']['user']) => filter && printFilter(filter);
    it.each<[name: string, general: string, specific: string, chosen: (from: Chosen) => unknown]>([
      ['user.filter', 'userType eq "a"', 'userType eq "b"', ({ filters }) => text(filters.user)],
      ['group.filter', 'displayName eq "a"', 'displayName eq "b"', ({ filters }) => text(filters.group)],
      ['content.type', 'application/json', 'application/scim+json', ({ contentType }) => contentType],
      ['include.if.match.wildcard.header', 'true', 'false', (from) => String(from.ifMatchWildcard)],
      ['support.patch.operation', 'true', 'false', ({ putAsPatch }) => String(putAsPatch)],
      ['user.unique.attribute', 'externalId', 'displayName', (from) => from.uniqueAttributes.user],
      ['group.unique.attribute', 'externalId', 'displayName', (from) => from.uniqueAttributes.group],
    ])('%s: ias.* is taken before scim.*, and differing is told', (name, general, specific, chosen) => {
      const both = settings({ [`scim.${name}`]: general, [`ias.${name}`]: specific });
      expect(chosen(both)).toBe(specific);
      expect(both.notices).toEqual([
        { property: `scim.${name}`, message: `is ignored, because ias.${name} says something else` },
      ]);
      const alone = settings({ [`scim.${name}`]: general });
      expect(chosen(alone)).toBe(general);
      expect(alone.notices).toEqual([]);
      const same = settings({ [`scim.${name}`]: general, [`ias.${name}`]: general });
      expect(chosen(same)).toBe(general);
      expect(same.notices).toEqual([]);
    });

    it('filters that say the same in other words are no matter', () => {
      const both = { 'scim.user.filter': '(userType  EQ "a")', 'ias.user.filter': 'userType eq "a"' };
      expect(settings(both).notices).toEqual([]);
    });
  });

  it('repeat failed requests at most three times, a minute apart', () => {
    const retries = (attempts: string, interval: string) =>
      settings({
        'ips.failed.request.retry.attempts': attempts,
        'ips.failed.request.retry.attempts.interval': interval,
      }).retries;
    expect(retries('0', '0')).toEqual({ attempts: 0, interval: 0 });
    expect(retries('3', '60')).toEqual({ attempts: 3, interval: 60_000 });
    expect(retries('4', '61')).toEqual({ attempts: 3, interval: 60_000 });
    expect(retries('3', '86400')).toEqual({ attempts: 3, interval: 60_000 });
    expect(() => retries('3', '86401')).toThrow('from 0 to 86400');
  });

  it.each([
    ['https://a1b2.accounts.ondemand.com', 180],
    ['https://a1b2.trial-accounts.ondemand.com', 180],
    ['https://a1b2.accounts.cloud.sap', 180],
    ['https://a1b2.accounts.sapcloud.cn', 180],
    ['https://login.acme.example', undefined],
    ['https://accounts.ondemand.com.acme.example', undefined],
  ])('spread requests to %s: %s a minute', (URL, expected) => {
    expect(settings({ URL }).requestsPerMinute).toBe(expected);
    const name = 'ipsproxy.upstream.requests.per.minute';
    expect(settings({ URL, [name]: 'off' }).requestsPerMinute).toBeUndefined();
    expect(settings({ URL, [name]: '60' }).requestsPerMinute).toBe(60);
  });

  it('have the documented defaults', () => {
    expect(settings()).toMatchObject({
      completeLists: { user: false, group: false },
      memberThreshold: 20_000,
      putAsPatch: false,
      carryOver: true,
      retries: { attempts: 2, interval: 30_000 },
    });
  });

  it("understand SAP's short form of filters, and no filter at all", () => {
    const { group } = settings({ 'ias.group.filter': 'displayName eq "A" or "B"' }).filters;
    expect(group && printFilter(group)).toBe('displayName eq "A" or displayName eq "B"');
    expect(settings({ 'ias.group.filter': '  ' }).filters.group).toBeUndefined();
  });

  it.each([
    ['URL', 'https://tenant.accounts.example/scim', 'scheme and host are enough'],
    ['URL', 'http://tenant.accounts.example', 'unencrypted'],
    ['ips.http.header.Authorization', 'Bearer x', 'ignored'],
    ['ias.bulk.operations.max.count', '20', 'has no effect'],
    ['scim.group.members.additional.attributes', 'emails', 'has no effect'],
    ['ias.support.bulk.operation', 'true', 'no effect'],
    ['ips.failed.request.retry.attempts', '4', 'counts as 3'],
    ['ips.failed.request.retry.attempts.interval', '61', 'counts as 60'],
  ])('are accepted with a notice: %s = %s', (property, value, expected) => {
    expect(settings({ [property]: value }).notices).toEqual([
      { property, message: expect.stringContaining(expected) },
    ]);
  });

  it.each([
    ['ias.support.bulk.operation', 'false'],
    ['ias.user.automatic.conflict.resolution', 'false'],
    ['ips.failed.request.retry.attempts', '3'],
    ['ips.failed.request.retry.attempts.interval', '60'],
  ])('are accepted without a notice: %s = %s', (property, value) => {
    expect(settings({ [property]: value }).notices).toEqual([]);
  });

  it('have a JSON Schema with every documented name', () => {
    const { properties, required } = z.toJSONSchema(identityAuthentication.properties, { io: 'input' });
    expect(required).toEqual(['URL']);
    expect(Object.keys(properties ?? {})).toContain('ias.patch.group.members.above.threshold');
    for (const property of Object.values(properties ?? {})) expect(property).toHaveProperty('description');
  });
});
