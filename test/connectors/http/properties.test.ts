/** What is said about properties that every backend has: address, credentials, headers. */
import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from '../../../src/connectors/http/base-url.ts';
import { passwordProblem, userProblem } from '../../../src/connectors/http/basic-authentication.ts';
import { configuredHeaders } from '../../../src/connectors/http/request-headers.ts';

const API = { path: '/scim', pasted: ['/service/scim', '/scim'] };

describe('an address', () => {
  const ABSOLUTE = 'must be an absolute URL such as https://tenant.accounts.ondemand.com';
  const CREDENTIALS =
    'must not contain a user or a password; they belong into the properties User and Password';
  const QUERY = 'must not have a query ("?") or a fragment ("#")';

  it.each([
    ['tenant.example.com', ABSOLUTE],
    ['', ABSOLUTE],
    ['ftp://tenant.example.com', ABSOLUTE],
    ['https://u@tenant.example.com', CREDENTIALS],
    ['https://:p@tenant.example.com', CREDENTIALS],
    ['https://tenant.example.com?a', QUERY],
    ['https://tenant.example.com#a', QUERY],
  ])('%s is none: %s', (text, message) => {
    expect(parseBaseUrl(text, API)).toEqual({ status: 'problem', message });
  });

  const pasted = (path: string) =>
    `holds the path ${path}, which the connector adds itself (/scim); scheme and host are enough`;
  const plain = (host: string) =>
    `uses http: user, password and all data travel unencrypted to ${host}; write https`;

  it.each<[string, string, string, string[]]>([
    ['https://a.example', 'https://a.example', '/scim', []],
    ['https://a.example/', 'https://a.example', '/scim', []],
    ['https://a.example/x//', 'https://a.example', '/x/scim', []],
    ['https://a.example/scim/', 'https://a.example', '/scim', [pasted('/scim')]],
    ['https://a.example/x/service/scim', 'https://a.example', '/x/scim', [pasted('/service/scim')]],
    [
      'http://a.example:8080/scim',
      'http://a.example:8080',
      '/scim',
      [plain('a.example:8080'), pasted('/scim')],
    ],
    ['http://localhost.example', 'http://localhost.example', '/scim', [plain('localhost.example')]],
    ['http://127.0.0.1.example', 'http://127.0.0.1.example', '/scim', [plain('127.0.0.1.example')]],
    ['http://xlocalhost', 'http://xlocalhost', '/scim', [plain('xlocalhost')]],
    ['http://localhost:1', 'http://localhost:1', '/scim', []],
    ['http://a.localhost', 'http://a.localhost', '/scim', []],
    ['http://127.1.2.3', 'http://127.1.2.3', '/scim', []],
    ['http://[::1]:1', 'http://[::1]:1', '/scim', []],
  ])('%s is at %s%s', (text, origin, path, messages) => {
    expect(parseBaseUrl(text, API)).toEqual({
      status: 'ok',
      base: { origin, path },
      notices: messages.map((message) => ({ property: 'URL', message })),
    });
  });
});

describe('credentials', () => {
  const CONTROL = 'has a control character in it, perhaps a line break at its end';
  it.each([
    ['a', undefined, undefined],
    ['a:b', 'must not contain a colon, which Basic authentication cannot carry (RFC 7617)', undefined],
    ['a\n', CONTROL, CONTROL],
    ['a\u0085b', CONTROL, CONTROL],
  ])('%j', (text, user, password) => {
    expect(userProblem(text)).toBe(user);
    expect(passwordProblem(text)).toBe(password);
  });
});

describe('a configured header', () => {
  const of = (name: string, value = 'x') => {
    const { headers, notices, problems } = configuredHeaders([
      [`ips.http.header.${name}`, value],
      ['other', 'x'],
    ]);
    return {
      headers: { ...headers },
      said: [...notices, ...problems].map(({ message }) => message),
      problems,
    };
  };

  it.each([
    ['X-Custom', 'x-custom'],
    ["!#$%&'*+.^`|~_-9", "!#$%&'*+.^`|~_-9"],
    ['User-Agent', 'user-agent'],
  ])('%s is sent as %s', (name, sent) => {
    expect(of(name, ' \tA b~ ')).toEqual({ headers: { [sent]: 'A b~' }, said: [], problems: [] });
  });

  it.each(['', 'X Y', 'X:Y', 'Ü', '(x)'])('has no name like "%s"', (name) => {
    const { headers, said, problems } = of(name);
    expect(headers).toEqual({});
    expect(said).toEqual(['what follows ips.http.header. must be a header name such as X-Custom']);
    expect(problems).toHaveLength(1);
  });

  it.each(['a\nb', 'ü', '\u007f', 'x\r', '\u0000'])('has no value like %j', (value) => {
    const { said, problems } = of('X', value);
    expect(said).toEqual(['a header value has printable ASCII characters only, no line breaks']);
    expect(problems).toHaveLength(1);
  });

  it.each([
    'Accept',
    'Connection',
    'Content-Length',
    'Content-Type',
    'Expect',
    'Host',
    'If-Match',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'X-Request-Id',
  ])('%s is set by the connector', (name) => {
    const message = `is ignored: ${name.toLowerCase()} is set by the connector`;
    expect(of(name)).toEqual({ headers: {}, said: [message], problems: [] });
  });

  it('Authorization is that of the credentials', () => {
    const message = 'is ignored, because the system is logged on to in another way';
    expect(of('AUTHORIZATION')).toEqual({ headers: {}, said: [message], problems: [] });
  });
});
