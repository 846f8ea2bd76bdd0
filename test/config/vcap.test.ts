/** What Cloud Foundry tells an app, in its environment. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServerSettings } from '../../src/config/schema.ts';
import { folderWith, load } from './helpers.ts';

const application = (uris: unknown) =>
  JSON.stringify({ application_name: 'ipsproxy', application_uris: uris, uris });

async function settings(environment: Record<string, string>, server: Partial<ServerSettings> = {}) {
  const { configuration, problems } = await load(
    { 'c.json': JSON.stringify({ server }, null, 1) },
    { environment },
  );
  return { ...configuration?.server, problems };
}

describe('VCAP_APPLICATION', () => {
  it('makes the proxy listen for the router, believe its headers, and stop within 10 seconds', async () => {
    expect(
      await settings({ VCAP_APPLICATION: application(['ipsproxy.cfapps.eu10.hana.ondemand.com']) }),
    ).toMatchObject({
      host: '0.0.0.0',
      externalUrl: 'https://ipsproxy.cfapps.eu10.hana.ondemand.com',
      trustForwardedHeaders: true,
      shutdownTimeout: 7,
      drainTime: 2,
      problems: [],
    });
  });

  it.each([{}, { VCAP_APPLICATION: '' }])('changes nothing where it is not set: %j', async (environment) => {
    const usual = await settings(environment as Record<string, string>);
    expect(usual).toMatchObject({
      host: '127.0.0.1',
      trustForwardedHeaders: false,
      shutdownTimeout: 30,
      problems: [],
    });
    expect(usual).not.toHaveProperty('externalUrl');
  });

  it('yields to what the file says', async () => {
    const server = {
      host: '127.0.0.1',
      externalUrl: 'https://idm.example.com/base',
      trustForwardedHeaders: false,
      shutdownTimeout: 3,
    };
    expect(await settings({ VCAP_APPLICATION: application(['a.example.com']) }, server)).toMatchObject({
      ...server,
      problems: [],
    });
  });

  it.each([
    [['a.example.com', 'b.example.com'], 'https://a.example.com'],
    [['a.apps.internal', 'b.example.com/ipsproxy'], 'https://b.example.com'],
    [['tcp.example.com:1024', '*.example.com', 'b.example.com'], 'https://b.example.com'],
    [['a.apps.internal'], undefined],
    [[], undefined],
    [undefined, undefined],
    ['a.example.com', undefined],
    [[null, 'a.example.com?x', 'localhost'], undefined],
  ])('of the routes %j, %s is the URL', async (uris, url) => {
    expect((await settings({ VCAP_APPLICATION: application(uris) })).externalUrl).toBe(url);
  });

  it('knows the older name of its routes', async () => {
    const environment = { VCAP_APPLICATION: '{"uris":["old.example.com"]}' };
    expect((await settings(environment)).externalUrl).toBe('https://old.example.com');
  });

  it.each(['{', '[]', 'null', '"x"'])(
    'that is not from Cloud Foundry is ignored with a warning: %s',
    async (text) => {
      expect(await settings({ VCAP_APPLICATION: text })).toMatchObject({
        host: '127.0.0.1',
        problems: [
          'c.json:1:1: warning: the environment variable VCAP_APPLICATION is no JSON object, and is ignored; only Cloud Foundry sets it: unset it elsewhere',
        ],
      });
    },
  );

  it('warns of times that the platform does not give', async () => {
    const environment = { VCAP_APPLICATION: application(['a.example.com']) };
    const told = (name: string, at: string, most: number) =>
      `c.json:${at}: warning: server.${name} is 30 seconds, and Cloud Foundry ends the process 10 seconds after SIGTERM, whatever is under way; write ${most} or less`;
    expect((await settings(environment, { drainTime: 30, shutdownTimeout: 30 })).problems).toEqual([
      told('drainTime', '3:16', 3.5),
      told('shutdownTimeout', '4:22', 7),
    ]);
    expect((await settings({}, { drainTime: 30 })).problems).toEqual([]);
  });
});

describe('{"service": …, "key": …}', () => {
  const services = JSON.stringify({
    'user-provided': [
      {
        name: 'of-the-binding',
        instance_name: 'ipsproxy-secrets',
        credentials: { client: 's3cret', 'dotted.key': 'whole', port: 8443, empty: '', nothing: null },
      },
    ],
    xsuaa: [
      { name: 'uaa', credentials: { uaa: { clientsecret: 'inner' }, url: 'https://uaa.example' } },
      'x',
      {},
    ],
  });

  async function propertyOf(service: string, key: string, environment: Record<string, string>) {
    const properties = { URL: 'https://b.example', Password: { service, key }, 'x.copy': { service, key } };
    const text = JSON.stringify({ systems: [{ id: 'one', type: 'fake', properties }] });
    const { configuration, problems } = await load({ 'c.json': text }, { environment });
    const [system] = configuration?.systems ?? [];
    const value = system?.status === 'loaded' ? system.properties['x.copy'] : undefined;
    return {
      value,
      problem: problems.find((line) => line.includes('Password'))?.replace(/^.*?has no value: /, ''),
    };
  }

  it.each([
    ['ipsproxy-secrets', 'client', 's3cret'],
    ['of-the-binding', 'client', 's3cret'],
    ['ipsproxy-secrets', 'dotted.key', 'whole'],
    ['ipsproxy-secrets', 'port', '8443'],
    ['uaa', 'uaa.clientsecret', 'inner'],
  ])('takes from %s %s', async (service, key, value) => {
    expect(await propertyOf(service, key, { VCAP_SERVICES: services })).toEqual({
      value,
      problem: undefined,
    });
  });

  it('takes them from a file where the platform puts them there', async () => {
    const folder = await folderWith({ services });
    const environment = { VCAP_SERVICES_FILE_PATH: join(folder, 'services') };
    expect(await propertyOf('uaa', 'url', environment)).toMatchObject({ value: 'https://uaa.example' });
  });

  it.each([
    ['x', 'client', 'no service "x" is bound to the app; bind it (cf bind-service) and restart the app'],
    [
      'ipsproxy-secret',
      'client',
      'no service "ipsproxy-secret" is bound to the app; bind it (cf bind-service) and restart the app (is "ipsproxy-secrets" meant to be it?)',
    ],
    [
      'ipsproxy-secrets',
      'clinet',
      'the credentials of the service "ipsproxy-secrets" have no "clinet"; add it (cf update-user-provided-service) and restart the app (is "client" meant to be it?)',
    ],
    ['ipsproxy-secrets', 'nothing', '"nothing" of the service "ipsproxy-secrets" is empty; give it a value'],
    [
      'uaa',
      'toString',
      'the credentials of the service "uaa" have no "toString"; add it (cf update-user-provided-service) and restart the app',
    ],
    ['uaa', 'uaa', '"uaa" of the service "uaa" is no text; name one of its keys, as in "uaa.KEY"'],
    ['ipsproxy-secrets', 'empty', '"empty" of the service "ipsproxy-secrets" is empty; give it a value'],
  ])('says what is missing: %s %s', async (service, key, problem) => {
    expect((await propertyOf(service, key, { VCAP_SERVICES: services })).problem).toBe(problem);
  });

  it.each([
    [
      {},
      /^no service is bound, as neither VCAP_SERVICES nor VCAP_SERVICES_FILE_PATH is set; Cloud Foundry sets them$/,
    ],
    [
      { VCAP_SERVICES: '{' },
      /^VCAP_SERVICES is not what Cloud Foundry sets: a JSON object with lists of services$/,
    ],
    [{ VCAP_SERVICES: '[]' }, /^VCAP_SERVICES is not what/],
    [
      { VCAP_SERVICES_FILE_PATH: '/nowhere' },
      /^the services cannot be read from what VCAP_SERVICES_FILE_PATH names: the file does not exist; create it, or correct the path$/,
    ],
  ])('says what is wrong with %j', async (environment, problem) => {
    expect((await propertyOf('a', 'b', environment as Record<string, string>)).problem).toMatch(problem);
  });

  it('is a secret of a technical user as well', async () => {
    const secrets = [{ service: 'ipsproxy-secrets', key: 'client' }];
    const text = JSON.stringify({ technicalUsers: [{ id: 'a', secrets }] });
    const { configuration, problems } = await load(
      { 'c.json': text },
      { environment: { VCAP_SERVICES: services } },
    );
    expect([configuration?.technicalUsers.length, problems]).toEqual([1, []]);
  });

  it('has to have both of its parts', async () => {
    const properties = { Password: { service: 'a' } };
    const text = JSON.stringify({ systems: [{ id: 'a', type: 'fake', properties }] });
    expect(await load({ 'c.json': text })).toMatchObject({
      refused: [
        'c.json:1:62: error: systems[0].properties.Password must be text, a number, true, false, {"env": "NAME"}, {"file": "path"} or {"service": "NAME", "key": "KEY"}',
      ],
    });
  });
});
