import { describe, expect, it } from 'vitest';
import { cloudFoundryUaa, xsuaa } from '../../../src/connectors/uaa/index.ts';

const BASE = {
  URL: 'https://uaa.example.com',
  OAuth2TokenServiceURL: 'https://uaa.example.com/oauth/token',
  User: 'client',
  Password: 'secret',
  'xsuaa.origin': 'sap.custom',
};

function problems(properties: Record<string, string | undefined>): string[] {
  const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
  const { error } = xsuaa.properties.safeParse(given);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
}

describe('the properties of a UAA', () => {
  it('are complete with the address, the client and the origin', () => {
    expect(problems(BASE)).toEqual([]);
    expect(xsuaa.properties.parse(BASE)).toMatchObject({
      origins: ['sap.custom'],
      filtersOrigin: true,
      patchesGroups: false,
      answersWithGroup: false,
    });
  });

  it('say what is missing, with an example', () => {
    expect(problems({ ...BASE, OAuth2TokenServiceURL: undefined, 'xsuaa.origin': undefined })).toEqual([
      'OAuth2TokenServiceURL is missing: write where the UAA gives tokens, such as https://<subdomain>.authentication.eu10.hana.ondemand.com/oauth/token',
      'xsuaa.origin is missing: write the origin key of the identity provider, such as sap.custom',
    ]);
  });

  it.each([';', ' ', 'a b', 'a;;b', 'a"b'])('refuse the origin %j', (origin) => {
    expect(problems({ ...BASE, 'xsuaa.origin': origin })).toEqual([
      'xsuaa.origin must be an origin key, or several separated by ";"',
    ]);
  });

  it('refuse filters that the UAA cannot be asked', () => {
    expect(
      problems({ ...BASE, 'xsuaa.user.filter': 'userName ew "x"', 'scim.group.filter': 'members pr' }),
    ).toEqual([
      expect.stringContaining(
        'xsuaa.user.filter cannot be used: The UAA cannot be asked this filter: "ew" is not possible',
      ),
      expect.stringContaining(
        'scim.group.filter cannot be used: The UAA cannot be asked this filter: it has no attribute members',
      ),
    ]);
  });

  it('win over the general ones', () => {
    const both = {
      ...BASE,
      'scim.support.patch.operation': 'true',
      'xsuaa.support.patch.operation': 'false',
    };
    expect(xsuaa.properties.parse(both)).toMatchObject({ patchesGroups: false });
    expect(xsuaa.properties.parse({ ...BASE, 'scim.support.patch.operation': 'true' })).toMatchObject({
      patchesGroups: true,
    });
  });

  it('take a client certificate in place of a secret', () => {
    const certificate = { Authentication: 'ClientCertificateAuthentication', Password: undefined };
    expect(problems({ ...BASE, ...certificate }).filter((problem) => problem.startsWith('Password'))).toEqual(
      [],
    );
    expect(problems({ ...BASE, Authentication: 'NoAuthentication' })).toContainEqual(
      expect.stringContaining(
        'Authentication must be BasicAuthentication or ClientCertificateAuthentication',
      ),
    );
  });

  it('have the prefix of their type', () => {
    const { 'xsuaa.origin': origin, ...base } = BASE;
    expect(cloudFoundryUaa.properties.parse({ ...base, 'uaa.origin': origin })).toMatchObject({
      origins: ['sap.custom'],
    });
  });
});
