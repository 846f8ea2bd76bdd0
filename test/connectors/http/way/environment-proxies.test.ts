import { describe, expect, it } from 'vitest';
import { environmentProxies } from '../../../../src/connectors/http/way/environment-proxies.ts';

const proxyOf = (environment: Record<string, string>, origin = 'https://api.example.com') =>
  environmentProxies(environment).webProxyFor(origin)?.origin;

describe('web proxies of the environment', () => {
  it.each<[string | undefined, Record<string, string>, string?]>([
    [undefined, {}],
    ['http://p:1', { HTTPS_PROXY: 'http://p:1' }],
    ['http://p:1', { https_proxy: 'http://p:1', HTTPS_PROXY: 'http://q:2' }],
    [undefined, { https_proxy: '', HTTPS_PROXY: 'http://q:2' }],
    ['http://p:1', { HTTPS_PROXY: 'p:1' }],
    ['http://p', { HTTPS_PROXY: 'http://p:80/' }],
    ['https://p:1', { HTTPS_PROXY: 'https://p:1' }],
    [undefined, { HTTP_PROXY: 'http://p:1' }],
    ['http://p:1', { HTTP_PROXY: 'http://p:1' }, 'http://api.example.com'],
    [undefined, { HTTPS_PROXY: 'http://p:1' }, 'http://api.example.com'],
    // A host of this machine is another one for the web proxy.
    [undefined, { HTTPS_PROXY: 'http://p:1' }, 'https://localhost:8443'],
    [undefined, { HTTPS_PROXY: 'http://p:1' }, 'https://127.0.0.1'],
    [undefined, { HTTPS_PROXY: 'http://p:1' }, 'https://[::1]:1'],
    ['http://p:1', { HTTPS_PROXY: 'http://p:1' }, 'https://127.example.com'],
  ])('%s: %j', (webProxy, environment, origin) => {
    expect(proxyOf(environment, origin)).toBe(webProxy);
  });

  it('may have credentials, percent-encoded, which are no part of what is shown', () => {
    const webProxy = environmentProxies({ HTTPS_PROXY: 'http://me:p%40ss@p:1' }).webProxyFor(
      'https://a.example',
    );
    expect(webProxy).toEqual({
      origin: 'http://p:1',
      credentials: { user: 'me', password: 'p@ss' },
      setBy: 'the environment variable HTTPS_PROXY',
    });
  });

  it.each(['socks5://p:1', 'http://', 'http://p/path'])('says that %s is none, and goes without', (text) => {
    const { webProxyFor, problems } = environmentProxies({ HTTPS_PROXY: text });
    expect(webProxyFor('https://a.example')).toBeUndefined();
    expect(problems).toEqual([
      expect.stringMatching(
        /^the environment variable HTTPS_PROXY must .*; it is ignored, and backends are reached directly$/,
      ),
    ]);
  });

  it.each<[string, string, boolean]>([
    ['*', 'https://api.example.com', true],
    ['example.com', 'https://api.example.com', true],
    ['.example.com', 'https://api.example.com', true],
    ['*.example.com', 'https://api.example.com', true],
    ['EXAMPLE.com.', 'https://api.example.com', true],
    ['api.example.com', 'https://api.example.com', true],
    ['i.example.com', 'https://api.example.com', false],
    ['example', 'https://api.example.com', false],
    ['a.example, example.com', 'https://api.example.com', true],
    ['a.example example.com', 'https://api.example.com', true],
    ['example.com:443', 'https://api.example.com', true],
    ['example.com:8443', 'https://api.example.com', false],
    ['example.com:8443', 'https://api.example.com:8443', true],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['1.2.3', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/16', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.example.com', false],
    ['2001:db8::/32', 'https://[2001:db8::7]', true],
    ['2001:db8::7', 'https://[2001:db8::7]', true],
    ['[2001:db8::7]:443', 'https://[2001:db8::7]', true],
    ['[2001:db8::7]:444', 'https://[2001:db8::7]', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    [',, ,', 'https://api.example.com', false],
  ])('NO_PROXY=%s exempts %s: %s', (exempt, origin, isDirect) => {
    const environment = { HTTPS_PROXY: 'http://p:1', NO_PROXY: exempt };
    expect(proxyOf(environment, origin)).toBe(isDirect ? undefined : 'http://p:1');
    expect(proxyOf({ ...environment, no_proxy: 'nothing.example' }, origin)).toBe('http://p:1');
  });
});
