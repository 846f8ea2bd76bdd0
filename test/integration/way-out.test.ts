/** From a client of the proxy to a backend behind a web proxy that wants certificates, as a configuration file says. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { formatProblem } from '../../src/config/problem.ts';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { buildRuntime } from '../../src/server/build-runtime.ts';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { startService } from '../../src/server/service.ts';
import { reportConfiguration } from '../../src/server/start-log.ts';
import { folderWith } from '../config/helpers.ts';
import { startTlsBackend } from '../connectors/support/tls-backend.ts';
import { startWebProxy } from '../connectors/support/web-proxy.ts';
import { basic, recordLog } from '../server/helpers.ts';
import { makeCertificate } from '../support/certificates.ts';
import {
  KEY_STORE,
  KEY_STORE_CERTIFICATE,
  KEY_STORE_CLIENT,
  KEY_STORE_PASSWORD,
} from '../support/key-stores.ts';

const authority = makeCertificate({ name: 'Company CA', authority: true });
const server = makeCertificate({ name: 'backend', issuer: authority, hosts: ['backend.test'] });
const WEB_PROXY_SECRET = 'web-proxy-secret-4711';

async function start(webProxyOrigin: string, port: number, password = WEB_PROXY_SECRET) {
  const folder = await folderWith({ 'company-ca.pem': authority.certificate });
  await writeFile(join(folder, 'client.p12'), Buffer.from(KEY_STORE, 'base64'));
  const file = join(folder, 'ipsproxy.json');
  await writeFile(
    file,
    JSON.stringify({
      server: { drainTime: 0, certificateAuthorities: [{ file: 'company-ca.pem' }] },
      technicalUsers: [{ id: 'client', secrets: [{ env: 'CLIENT_SECRET' }] }],
      systems: [
        {
          id: 'a',
          type: 'identity-authentication',
          properties: {
            URL: `https://backend.test:${port}`,
            User: 'technical-user',
            Password: { env: 'PASSWORD' },
            'ias.api.version': '2',
            KeyStoreLocation: { file: 'client.p12' },
            KeyStorePassword: { env: 'KEY_STORE_PASSWORD' },
            'ipsproxy.webproxy': webProxyOrigin,
            'ipsproxy.webproxy.user': 'me',
            'ipsproxy.webproxy.password': { env: 'WEB_PROXY_PASSWORD' },
          },
        },
      ],
    }),
  );
  const environment = {
    CLIENT_SECRET: 'client secret',
    PASSWORD: 'backend secret',
    KEY_STORE_PASSWORD,
    WEB_PROXY_PASSWORD: password,
  };
  const configuration = await loadConfiguration(file, { ...loadOptions, environment });
  expect(configuration.problems.map(formatProblem)).toEqual([]);
  const { lines, logger } = recordLog();
  const runtime = new RuntimeHolder(
    await buildRuntime(configuration, { guards: new AuthenticationGuards(), logger }),
  );
  const service = await startService({ runtime, logger, host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await service.stop();
  });
  reportConfiguration(configuration, runtime.current, service.url, logger);
  const users = () =>
    fetch(`${service.url}/ipsproxy/api/v1/scim/a/Users`, {
      headers: { authorization: basic('client', 'client secret') },
    });
  return { users, lines, folder };
}

describe('a system behind a web proxy that demands a client certificate', () => {
  it('is reached, with a key store from a file and an authority of all systems', async () => {
    await using backend = await startTlsBackend({
      cert: server.certificate,
      key: server.key,
      ca: KEY_STORE_CERTIFICATE,
      requestCert: true,
      rejectUnauthorized: true,
    });
    await using webProxy = await startWebProxy(`me:${WEB_PROXY_SECRET}`);
    const { users, lines } = await start(webProxy.origin, backend.port);
    const answer = await users();
    expect([answer.status, await answer.json()]).toMatchObject([200, { totalResults: 0 }]);
    expect(backend.clients).toContain(KEY_STORE_CLIENT);
    expect(webProxy.asked).toContain(`backend.test:${backend.port}`);
    expect(lines.map(({ msg }) => msg)).toContain(
      `client certificate of system a (CN=${KEY_STORE_CLIENT}) expires on 2120-01-01`,
    );
  });

  it('is not to blame for a web proxy that refuses, and nothing of its password is seen', async () => {
    await using webProxy = await startWebProxy('me:another');
    const { users, lines, folder } = await start(webProxy.origin, 8443);
    const answer = await users();
    const text = await answer.text();
    expect(answer.status).toBe(502);
    expect(text).toContain('refused the credentials (407)');
    const everything = text + JSON.stringify(lines);
    expect(everything).not.toContain(WEB_PROXY_SECRET);
    expect(everything).not.toContain(KEY_STORE_PASSWORD);
    expect(everything).not.toContain((await readFile(join(folder, 'client.p12'), 'base64')).slice(100, 140));
  });
});

describe('what a configuration says wrongly', () => {
  const problemsOf = async (configuration: object, environment: Record<string, string> = {}) => {
    const folder = await folderWith({ 'c.json': JSON.stringify(configuration), 'bad.pem': 'no certificate' });
    await writeFile(join(folder, 'binary.der'), Buffer.from([0x30, 0x82, 0xff, 0xfe]));
    const { problems } = await loadConfiguration(join(folder, 'c.json'), {
      ...loadOptions,
      environment,
    }).catch((error) => error);
    return problems.map(formatProblem).map((text: string) => text.slice(folder.length + 1));
  };
  const system = (properties: object) => ({
    technicalUsers: [],
    systems: [
      {
        id: 'a',
        type: 'identity-authentication',
        properties: {
          URL: 'https://a.example',
          User: 'u',
          Password: { env: 'P' },
          'ias.api.version': '2',
          ...properties,
        },
      },
    ],
  });

  it('about authorities of all systems ends the start', async () => {
    const certificateAuthorities = [authority.certificate, { file: 'bad.pem' }, { file: 'missing.pem' }];
    expect(await problemsOf({ server: { certificateAuthorities } })).toEqual([
      expect.stringMatching(
        /^c\.json:1:\d+: error: server\.certificateAuthorities is no certificate in PEM form: /,
      ),
      expect.stringMatching(
        /error: server\.certificateAuthorities has no value: it cannot be taken from "missing\.pem"/,
      ),
    ]);
  });

  it.each<[object, string]>([
    [
      { TrustStoreLocation: { file: 'binary.der' } },
      'property "TrustStoreLocation" is no certificate in PEM form: ',
    ],
    [
      { TrustAll: 'true' },
      'property "TrustAll" must be false: certificates of backends are always verified. ',
    ],
    [{ ProxyType: 'Onpremise' }, 'property "ProxyType" must be Internet or OnPremise'],
    [
      { KeyStoreLocation: 'client.p12' },
      'property "KeyStoreLocation" is a credential and must not stand here in clear',
    ],
    [{ 'ipsproxy.tls.private.key': 'x' }, 'property "ipsproxy.tls.private.key" is a credential'],
    [
      { 'ips.http.header.X-Auth-Token-Of-Gateway': 'x' },
      'property "ips.http.header.X-Auth-Token-Of-Gateway" is a credential',
    ],
  ])('is an error of the system: %j', async (properties, message) => {
    expect((await problemsOf(system(properties), { P: 'secret' })).join('\n')).toContain(
      `error: system "a": ${message}`,
    );
  });

  it.each([
    [{ KeyStoreLocation: 'client.p12', KeyStorePassword: { env: 'P' } }, 'must not stand here in clear'],
    [{ KeyStoreLocation: { env: 'NONE' }, KeyStorePassword: { env: 'P' } }, 'has no value'],
    [
      { 'ipsproxy.webproxy': 'p:1', 'ipsproxy.webproxy.user': 'me', 'ipsproxy.webproxy.password': 'x' },
      'clear',
    ],
    [
      {
        'ipsproxy.webproxy': { env: 'NONE' },
        'ipsproxy.webproxy.user': 'me',
        'ipsproxy.webproxy.password': { env: 'P' },
      },
      'has no value',
    ],
    [{ constructor: { env: 'NONE' } }, 'has no value'],
  ])('is not said once more of what goes together with it: %j', async (properties, message) => {
    const logon = { Authentication: 'ClientCertificateAuthentication', User: undefined, Password: undefined };
    const certificate = 'KeyStoreLocation' in properties ? logon : {};
    const problems = await problemsOf(system({ ...properties, ...certificate }), { P: 'secret' });
    expect(problems).toEqual([expect.stringContaining(message)]);
  });

  it.each<[object, string]>([
    [{ CloudConnectorLocationId: 'x' }, 'without a Cloud Connector'],
    [{ KeyStoreType: 'P12' }, 'say of their files themselves what they are'],
  ])('is a warning where it does nothing: %j', async (properties, message) => {
    const [warning, ...others] = await problemsOf(system(properties), { P: 'secret' });
    expect(others).toEqual([]);
    expect(warning).toContain('warning: ');
    expect(warning).toContain(message);
  });

  it('about the environment is a warning', async () => {
    expect(await problemsOf({}, { HTTPS_PROXY: 'socks5://p' })).toContainEqual(
      expect.stringContaining(
        'warning: the environment variable HTTPS_PROXY must begin with http:// or https://: web proxies of another kind (socks5) are not supported; it is ignored, and backends are reached directly',
      ),
    );
  });

  it('is no problem where secrets need not be there', async () => {
    const folder = await folderWith({
      'c.json': JSON.stringify({
        server: { certificateAuthorities: [{ env: 'AUTHORITY' }] },
        ...system({
          'ipsproxy.tls.certificate': { file: 'missing.pem' },
          'ipsproxy.tls.private.key': { env: 'KEY' },
          'ipsproxy.webproxy': 'http://p:1',
          'ipsproxy.webproxy.user': 'me',
          'ipsproxy.webproxy.password': { env: 'WEB_PROXY_PASSWORD' },
        }),
      }),
    });
    const options = { ...loadOptions, environment: {}, withoutSecrets: true };
    const { systems, problems } = await loadConfiguration(join(folder, 'c.json'), options);
    expect(problems.map(formatProblem)).toEqual([]);
    expect(systems.map(({ status }) => status)).toEqual(['loaded']);
  });
});
