/** Which properties say how a system is logged on to, what is missing, and what is ignored. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ASSUMED } from '../../../../src/connectors/assumed.ts';
import type { AuthenticationName } from '../../../../src/connectors/http/authentication/properties.ts';
import {
  checkDestination,
  destinationProperties,
  readDestination,
} from '../../../../src/connectors/http/destination.ts';
import { makeCertificate } from '../../../support/certificates.ts';

const client = makeCertificate({ name: 'client' });
const URL_ = 'https://backend.example';
const TOKEN = 'https://tokens.example/oauth/token';
const BASIC = { User: 'u', Password: 'p' };
/** With a certificate that need not be there. */
const CERTIFICATE = { Authentication: 'ClientCertificateAuthentication', KeyStoreLocation: ASSUMED };

function read(properties: Readonly<Record<string, string>>, names?: readonly AuthenticationName[]) {
  const shape = z.looseObject(destinationProperties({ path: '/scim', pasted: [] }, names));
  const schema = checkDestination(shape).transform((checked, context) => readDestination(checked, context));
  const { data, error } = schema.safeParse({ URL: URL_, ...properties });
  return {
    authentication: data?.authentication,
    notices: data?.notices.map(({ property, message }) => `${property} ${message}`),
    problems: error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
  };
}

const tokenUrl = { base: { origin: 'https://tokens.example', path: '/oauth' }, resource: 'token', query: {} };

describe('what properties ask for', () => {
  it.each<[what: string, properties: Record<string, string>, expected: object]>([
    ['nothing but user and password', BASIC, { kind: 'basic', credentials: { user: 'u', password: 'p' } }],
    ['nobody', { Authentication: 'NoAuthentication' }, { kind: 'none' }],
    [
      'a fixed token',
      { Authentication: 'NoAuthentication', 'ips.http.header.Authorization': 'Bearer abc' },
      { kind: 'header' },
    ],
    ['a certificate', CERTIFICATE, { kind: 'certificate' }],
    [
      'tokens for a secret',
      { ...BASIC, OAuth2TokenServiceURL: TOKEN, OAuth2TokenScope: 'a b' },
      { kind: 'oauth', clientId: 'u', clientSecret: 'p', scope: 'a b', tokenUrl },
    ],
    [
      'tokens for a client whose id has a colon',
      { User: 'urn:client', Password: 'p', OAuth2TokenServiceURL: TOKEN },
      { kind: 'oauth', clientId: 'urn:client' },
    ],
    [
      'tokens for a certificate',
      { ...CERTIFICATE, User: 'u', OAuth2TokenServiceURL: TOKEN },
      { kind: 'oauth', clientId: 'u', clientSecret: undefined, scope: undefined, tokenUrl },
    ],
  ])('%s', (_, properties, expected) => {
    expect(read(properties)).toMatchObject({ authentication: expected, notices: [], problems: undefined });
  });

  it.each<[properties: Record<string, string>, ...problems: string[]]>([
    [
      {},
      'User is missing: write the id of the technical user',
      'Password is missing: refer to the secret of the technical user',
    ],
    [
      { OAuth2TokenServiceURL: TOKEN },
      'User is missing: write the id of the client that OAuth2TokenServiceURL issues tokens to',
      'Password is missing: refer to the secret of the client that OAuth2TokenServiceURL issues tokens to',
    ],
    [
      { ...CERTIFICATE, OAuth2TokenServiceURL: TOKEN },
      'User is missing: write the id of the client that OAuth2TokenServiceURL issues tokens to',
    ],
    [
      { Authentication: 'NoAuthentication', OAuth2TokenServiceURL: TOKEN },
      'Authentication must be BasicAuthentication or ClientCertificateAuthentication, so that the client proves to OAuth2TokenServiceURL who it is',
    ],
    [
      { ...BASIC, Authentication: 'OAuth' },
      'Authentication must be BasicAuthentication or ClientCertificateAuthentication or NoAuthentication: there is no other way to log on to this type of system',
    ],
    [
      { URL: 'nowhere', User: 'a:b' },
      'URL must be an absolute URL such as https://tenant.accounts.ondemand.com',
      'User must not contain a colon, which Basic authentication cannot carry (RFC 7617)',
      'Password is missing: refer to the secret of the technical user',
    ],
    [{ User: 'a\n', Password: 'p' }, 'User has a control character in it, perhaps a line break at its end'],
    [
      { ...CERTIFICATE, URL: 'http://backend.example' },
      'URL must begin with https: ClientCertificateAuthentication shows a certificate, and only TLS does that',
    ],
    [
      { ...CERTIFICATE, User: 'u', OAuth2TokenServiceURL: 'http://tokens.example/t' },
      'OAuth2TokenServiceURL must begin with https: ClientCertificateAuthentication shows a certificate, and only TLS does that',
    ],
    [{ ...BASIC, OAuth2TokenScope: ' a' }, 'OAuth2TokenScope must be scopes, separated by single blanks'],
  ])('%j cannot be used', (properties, ...problems) => {
    expect(read(properties).problems).toEqual(problems);
  });

  it('a kind that the connector does not take cannot be used', () => {
    expect(
      read({ Authentication: 'NoAuthentication' }, ['BasicAuthentication', 'ClientCertificateAuthentication'])
        .problems,
    ).toEqual([
      'Authentication must be BasicAuthentication or ClientCertificateAuthentication: there is no other way to log on to this type of system',
    ]);
  });

  it.each<[properties: Record<string, string>, ...notices: string[]]>([
    [
      { ...BASIC, ...CERTIFICATE },
      'User is ignored, because Authentication is ClientCertificateAuthentication',
      'Password is ignored, because Authentication is ClientCertificateAuthentication',
    ],
    [
      { ...BASIC, ...CERTIFICATE, OAuth2TokenServiceURL: TOKEN },
      'Password is ignored, because Authentication is ClientCertificateAuthentication',
    ],
    [{ ...BASIC, OAuth2TokenScope: 'a' }, 'OAuth2TokenScope has no effect without OAuth2TokenServiceURL'],
    [
      { ...BASIC, OAuth2TokenServiceURL: 'http://tokens.example/t' },
      'OAuth2TokenServiceURL uses http: client secret and tokens travel unencrypted to tokens.example; write https',
    ],
    [
      { ...BASIC, 'ips.http.header.Authorization': 'Bearer abc' },
      'ips.http.header.Authorization is ignored, because the system is logged on to in another way',
    ],
    [
      { ...BASIC, URL: 'http://127.0.0.1', KeyStoreLocation: client.key + client.certificate },
      'KeyStoreLocation has no effect, because URL does not begin with https',
    ],
  ])('%j is told about', (properties, ...notices) => {
    expect(read(properties)).toMatchObject({ notices, problems: undefined });
  });
});

describe('OAuth2TokenServiceURL', () => {
  const url = (text: string) => read({ ...BASIC, OAuth2TokenServiceURL: text });

  it.each([
    ['https://t.example', '', '', {}],
    ['https://t.example/', '', '', {}],
    ['https://t.example/a%20b/token/', '/a%20b/token', '', {}],
    ['https://t.example/oauth2/api/v1/token?grant_type=client_credentials', '/oauth2/api/v1', 'token', {}],
    ['https://t.example/token?zone=a%26b', '', 'token', { zone: 'a&b' }],
    ['https://t.example/token?a%20b%0d%0aX=c', '', 'token', { 'a%20b%0D%0AX': 'c' }],
  ])('%s', (text, path, resource, query) => {
    expect(url(text).authentication).toMatchObject({
      tokenUrl: { base: { origin: 'https://t.example', path }, resource, query },
    });
  });

  it.each([
    ['t.example', 'must be an absolute URL such as https://tenant.example.com/oauth/token'],
    ['', 'must be an absolute URL such as https://tenant.example.com/oauth/token'],
    [
      'https://id:secret@t.example',
      'must not contain a user or a password; client id and secret belong into the properties User and Password',
    ],
    ['https://t.example/#a', 'must not have a fragment ("#")'],
    ['https://t.example/?a=1&a=2', 'has a parameter more than once'],
    [
      'https://t.example/?grant_type=password',
      'asks for the grant "password", and only client_credentials is supported',
    ],
  ])('%s %s', (text, message) => {
    expect(url(text).problems).toEqual([`OAuth2TokenServiceURL ${message}`]);
  });
});
