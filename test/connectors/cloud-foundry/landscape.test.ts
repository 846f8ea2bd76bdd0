import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { checkHost, connectCloudFoundry } from '../../../src/connectors/cloud-foundry/connect.ts';
import { cloudFoundry } from '../../../src/connectors/cloud-foundry/index.ts';
import { parseLandscape } from '../../../src/connectors/cloud-foundry/landscape/landscape.ts';
import { propertiesSchema } from '../../../src/connectors/cloud-foundry/properties.ts';
import { parseLogLine } from '../../server/log-line.ts';
import { callContext, scimError } from '../support/context.ts';
import { environment } from './support.ts';

const PROPERTIES = {
  Type: 'HTTP',
  ProxyType: 'Internet',
  Authentication: 'BasicAuthentication',
  User: 'cf-user-provisioning-acme-platform@sap.invalid',
  Password: 'secret',
  'btp.cf.pm.origin': 'acme-platform',
  'btp.cf.pm.landscape': 'cf-eu10-002',
};

describe('landscape', () => {
  it.each([
    ['cf-eu10', 'https://api.cf.eu10.hana.ondemand.com', 'cf-eu10'],
    ['cf-eu10-002', 'https://api.cf.eu10-002.hana.ondemand.com', 'cf-eu10-002'],
    [
      'cf.eu10-002.hana.ondemand.com',
      'https://api.cf.eu10-002.hana.ondemand.com',
      'cf.eu10-002.hana.ondemand.com',
    ],
    ['cf-cn40', 'https://api.cf.cn40.platform.sapcloud.cn', 'cf-cn40'],
    [
      'https://api.cf.us10.hana.ondemand.com/v3',
      'https://api.cf.us10.hana.ondemand.com',
      'cf.us10.hana.ondemand.com',
    ],
    [' cf-us21 ', 'https://api.cf.us21.hana.ondemand.com', 'cf-us21'],
    [
      'HTTP://API.CF.EU10.Hana.Ondemand.com/',
      'https://api.cf.eu10.hana.ondemand.com',
      'CF.EU10.Hana.Ondemand.com',
    ],
    [
      'http://cf.eu10.hana.ondemand.com',
      'https://api.cf.eu10.hana.ondemand.com',
      'cf.eu10.hana.ondemand.com',
    ],
    [
      'api.cf.eu10.hana.ondemand.com',
      'https://api.api.cf.eu10.hana.ondemand.com',
      'api.cf.eu10.hana.ondemand.com',
    ],
  ])('%s is at %s', (text, apiUrl, name) => {
    expect(parseLandscape(text)).toEqual({ name, apiUrl, plausible: true });
  });

  it.each([
    ['xcf-eu10', 'https://api.xcf.eu10.hana.ondemand.com'],
    ['cf-eu10x', 'https://api.cf.eu10x.hana.ondemand.com'],
    ['cf-eu10-0021', 'https://api.cf.eu10-0021.hana.ondemand.com'],
    ['xcf-cn40', 'https://api.xcf.cn40.hana.ondemand.com'],
    ['cf-cn', 'https://api.cf.cn.hana.ondemand.com'],
  ])('%s may be one, and looks like none', (text, apiUrl) => {
    expect(parseLandscape(text)).toEqual({ name: text, apiUrl, plausible: false });
  });

  it('has a host name of the usual length', () => {
    const label = 'x'.repeat(63);
    expect(parseLandscape(`${label}.example`)).toBeDefined();
    expect(parseLandscape(`x${label}.example`)).toBeUndefined();
    const long = `${label}.${label}.${label}.${'x'.repeat(61)}`;
    expect(long).toHaveLength(253);
    expect(parseLandscape(long)).toBeDefined();
    expect(parseLandscape(`${long}x`)).toBeUndefined();
    for (const text of [
      'cf-eu10https://api.',
      'ftp://cf.example',
      '-a.example',
      'a-.example',
      'a.example-',
      '.example',
      'a.example.',
    ])
      expect(parseLandscape(text), text).toBeUndefined();
  });

  it('that looks like none is used all the same where it can be a host name', () => {
    for (const text of ['eu10', 'cf-eu1', 'cf-eu10-2', 'CF-EU10', 'cf_eu10']) {
      expect(parseLandscape(text)?.plausible ?? false).toBe(false);
    }
    for (const text of ['', 'a b', 'cf-eu10\n.x', '..', 'cf-eu10@evil.example', 'cf-eu10?x']) {
      expect(parseLandscape(text)).toBeUndefined();
    }
  });
});

describe('properties', () => {
  it('of the documentation are enough', () => {
    expect(propertiesSchema.parse(PROPERTIES)).toMatchObject({
      landscape: 'cf-eu10-002',
      api: { origin: 'https://api.cf.eu10-002.hana.ondemand.com', path: '' },
      origin: 'acme-platform',
      cacheTime: 30_000,
      ensureOrganizationUser: false,
      notices: [],
    });
    expect(cloudFoundry.defaultTransformations(propertiesSchema.parse(PROPERTIES))).toBe('cloud-foundry');
  });

  it('URL goes before the landscape, which still names the groups', () => {
    const settings = propertiesSchema.parse({ ...PROPERTIES, URL: 'https://api.cf.example.test/' });
    expect(settings).toMatchObject({
      landscape: 'cf-eu10-002',
      api: { origin: 'https://api.cf.example.test', path: '' },
    });
  });

  it.each([
    ['btp.cf.pm.landscape', '', 'is missing'],
    ['btp.cf.pm.landscape', 'not a host', 'it looks like cf-eu10'],
    ['btp.cf.pm.origin', '', 'is missing'],
    ['btp.cf.pm.origin', 'a"b', 'must be an origin key'],
    ['btp.cf.pm.user.filter', 'userName ne "x"', 'cannot be used: The UAA cannot be asked'],
    ['btp.cf.pm.user.filter', 'userName eq', 'The filter is not valid'],
    ['btp.cf.pm.cache.seconds', '601', 'from 0 to 600'],
    ['btp.cf.pm.cache.seconds', '-1', 'from 0 to 600'],
    ['ipsproxy.cf.trusted.domains', '*.example.com', 'must be host names or domains'],
    ['btp.cf.pm.ensure.org.user', 'yes', 'must be true or false'],
    ['URL', 'api.cf.eu10.hana.ondemand.com', 'https://api.cf.eu10.hana.ondemand.com'],
    ['Password', 'x\n', 'control character'],
    ['User', '', 'is missing'],
    ['Type', 'LDAP', 'must be HTTP'],
    ['ProxyType', 'onPremise', 'must be Internet or OnPremise'],
    ['ips.http.header.X-A', 'ü', 'printable'],
  ])('%s "%s" is refused', (property, value, message) => {
    const { error } = propertiesSchema.safeParse({ ...PROPERTIES, [property]: value });
    expect(error?.issues).toEqual([
      expect.objectContaining({ path: [property], message: expect.stringContaining(message) }),
    ]);
  });

  it('that cannot be headers are issues of our own, and nothing is made of the others', () => {
    const { error, data } = propertiesSchema.safeParse({ ...PROPERTIES, 'ips.http.header.X Y': 'x' });
    expect(data).toBeUndefined();
    expect(error?.issues).toEqual([
      {
        code: 'custom',
        path: ['ips.http.header.X Y'],
        message: 'what follows ips.http.header. must be a header name such as X-Custom',
      },
    ]);
  });

  const ORIGIN =
    '"sap.ids" does not end in -platform, as origin keys of custom identity providers for platform users do';
  const NO_PATCH =
    'cannot be met: users of Cloud Foundry are not changed by PATCH, and every DELETE of one is answered 501';
  it.each<[Record<string, string>, string[]]>([
    [{ 'btp.cf.pm.origin': 'sap.ids' }, [ORIGIN]],
    [{ 'btp.cf.pm.origin': 'platform' }, [ORIGIN.replace('sap.ids', 'platform')]],
    [
      { 'btp.cf.pm.landscape': 'eu10' },
      [
        '"eu10" does not look like a landscape: it should be cf-eu10, cf-eu10-002 or, as a host name, cf.eu10-002.hana.ondemand.com; see "API Endpoint" of the subaccount in the SAP BTP cockpit',
      ],
    ],
    [{ 'btp.cf.pm.landscape': 'eu10', URL: 'https://api.cf.example.com' }, []],
    [{ 'btp.cf.pm.user.update.instead.delete': 'true' }, [NO_PATCH]],
    [{ 'scim.user.update.instead.delete': 'true' }, [NO_PATCH]],
    [{ 'scim.user.update.instead.delete': 'false' }, []],
    [{ 'btp.cf.pm.user.update.instead.delete': 'false', 'scim.user.update.instead.delete': 'true' }, []],
    [{ 'ips.http.header.Host': 'x' }, ['is ignored: host is set by the connector']],
  ])('%j are told of: %j', (properties, messages) => {
    const { notices } = propertiesSchema.parse({ ...PROPERTIES, ...properties });
    expect(notices.map(({ message }) => message)).toEqual(messages);
  });

  it.each([
    ['0', 0],
    ['600', 600_000],
    [undefined, 30_000],
  ])('btp.cf.pm.cache.seconds %s are %s milliseconds', (seconds, milliseconds) => {
    const given = seconds === undefined ? {} : { 'btp.cf.pm.cache.seconds': seconds };
    expect(propertiesSchema.parse({ ...PROPERTIES, ...given }).cacheTime).toBe(milliseconds);
  });

  it.each([
    ['x'.repeat(36), true],
    ['x'.repeat(37), false],
    ['a-b_c.9', true],
    ['a b', false],
    [' a', false],
    ['a/', false],
  ])('btp.cf.pm.origin may be %s: %s', (origin, isOne) => {
    const { success, error } = propertiesSchema.safeParse({ ...PROPERTIES, 'btp.cf.pm.origin': origin });
    expect(success).toBe(isOne);
    if (!isOne) {
      expect(error?.issues.map(({ message }) => message)).toEqual([
        'must be an origin key: at most 36 letters, digits, "_", "-" and "."',
      ]);
    }
  });

  it('that look wrong are noticed', () => {
    const settings = propertiesSchema.parse({
      ...PROPERTIES,
      'btp.cf.pm.landscape': 'eu10',
      'btp.cf.pm.origin': 'sap.ids',
    });
    expect(settings.notices.map(({ property }) => property)).toEqual([
      'btp.cf.pm.landscape',
      'btp.cf.pm.origin',
    ]);
  });
});

describe('a landscape whose host has no address', () => {
  const settings = propertiesSchema.parse({ ...PROPERTIES, 'btp.cf.pm.landscape': 'cf.nowhere.invalid' });

  it('is warned of at start', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = pino({ level: 'info' }, { write: (line) => lines.push(parseLogLine(line)) });
    const asked: string[] = [];
    await checkHost(settings, { ...environment(), log }, async (host) => {
      asked.push(host);
      throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    });
    expect(asked).toEqual(['api.cf.nowhere.invalid']);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        host: 'api.cf.nowhere.invalid',
        reason: 'ENOTFOUND',
        property: 'btp.cf.pm.landscape',
      }),
    ]);
    await checkHost(settings, { ...environment(), log }, async () => undefined);
    expect(lines).toHaveLength(1);
  });

  it('is 502 at a request, naming the host and what the property should look like', async () => {
    const connector = connectCloudFoundry(settings, environment(), {
      wait: async () => undefined,
      answerTimeout: 45_000,
    });
    const groups = connector.entity('group', 'Groups');
    const error = await scimError(
      groups?.list({ startIndex: 1, count: 1 }, callContext()) ?? Promise.resolve(),
    );
    await connector.close();
    expect(error.status).toBe(502);
    for (const text of [
      'https://api.cf.nowhere.invalid',
      'btp.cf.pm.landscape',
      'cf-eu10-002',
      'has no address',
    ]) {
      expect(error.message).toContain(text);
    }
  });
});
