import { expect, it } from 'vitest';
import { proxyUrl } from '../../src/cli/serve/listen-address.ts';
import { configurationSchema } from '../../src/config/schema.ts';

it.each([
  ['what clients use', { externalUrl: 'https://idm.example.com/' }, {}, 'https://idm.example.com'],
  ['the address', { host: '127.0.0.1', port: 8080 }, {}, 'http://127.0.0.1:8080'],
  ['one of IPv6', { host: '::1', port: 8080 }, {}, 'http://[::1]:8080'],
  ['that of the environment', { port: 8080 }, { HOST: 'proxy', PORT: '9090' }, 'http://proxy:9090'],
])('says under which URL clients reach the proxy: %s', (_, given, environment, url) => {
  const { server } = configurationSchema.parse({ server: given });
  expect(proxyUrl(server, environment)).toBe(url);
});
