/** Where the proxy remembers what it counts, as the configuration says it. */
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { ConfigurationError } from '../../src/config/problem.ts';
import { parseValkeyUrl } from '../../src/config/valkey-url.ts';
import { makeCertificate } from '../support/certificates.ts';
import { folderWith } from './helpers.ts';

async function stateOf(
  state: unknown,
  environment: Readonly<Record<string, string>> = {},
  { files = {}, withoutSecrets = false }: { files?: Record<string, string>; withoutSecrets?: boolean } = {},
) {
  const file = join(await folderWith({ 'c.json': JSON.stringify({ state }), ...files }), 'c.json');
  const loaded = await loadConfiguration(file, { ...loadOptions, environment, withoutSecrets });
  return { state: loaded.state, folder: dirname(file) };
}

async function refusalOf(...args: Parameters<typeof stateOf>): Promise<string> {
  const error = await stateOf(...args).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigurationError)) throw new Error(`not refused: ${error}`);
  return error.problems.map(({ line, message }) => `${line}: ${message}`).join('\n');
}

it('is memory where nothing is said', async () => {
  expect((await stateOf(undefined)).state).toEqual({ kind: 'memory' });
});

it('is a folder beside the configuration file', async () => {
  const { state, folder } = await stateOf({ folder: 'counts' });
  expect(state).toEqual({ kind: 'folder', folder: join(folder, 'counts') });
});

it('is a server, whose URL comes from elsewhere', async () => {
  const url = 'valkeys://proxy:p%40ss@valkey.example.com:6380/2';
  const { certificate } = makeCertificate({ name: 'ca', authority: true });
  const { state } = await stateOf(
    { url: { env: 'VALKEY_URL' }, prefix: 'test:', certificateAuthorities: [{ file: 'ca.pem' }] },
    { VALKEY_URL: url },
    { files: { 'ca.pem': certificate } },
  );
  expect(state).toEqual({
    kind: 'valkey',
    address: {
      host: 'valkey.example.com',
      port: 6380,
      tls: true,
      username: 'proxy',
      password: 'p@ss',
      database: 2,
    },
    prefix: 'test:',
    authorities: [certificate],
  });
});

it('is a service that is bound in Cloud Foundry', async () => {
  const uri = 'rediss://no-user-name-for-redis:secret@cache.example.com:1205';
  const services = { 'redis-cache': [{ name: 'my-redis', credentials: { uri, cluster_mode: false } }] };
  const { state } = await stateOf(
    { url: { service: 'my-redis', key: 'uri' } },
    { VCAP_SERVICES: JSON.stringify(services) },
  );
  expect(state).toMatchObject({
    address: { host: 'cache.example.com', port: 1205, tls: true, password: 'secret', database: 0 },
    prefix: 'ipsproxy:',
  });
  expect(state).not.toHaveProperty('address.username');
});

describe('what cannot be used is refused', () => {
  const shape = 'state must be an object with one of the keys "folder" and "url"';
  it.each<[unknown, string]>([
    ['/var/lib/ipsproxy', 'state must be an object with keys and values'],
    [{}, shape],
    [{ folder: 'a', url: { env: 'X' } }, shape],
    [{ folder: 'a', prefix: 'x' }, shape],
    [{ folder: 'a', certificateAuthorities: [] }, shape],
    [{ folder: '' }, 'state.folder must be the path of a folder'],
    [
      { folder: 'redis://proxy:secret@valkey' },
      'state.folder must be the path of a folder, e.g. "/var/lib/ipsproxy"; the URL of a server',
    ],
    [{ url: { env: 'X' }, prefix: 'a b' }, 'state.prefix must be text of 1 to 100 printable ASCII'],
    [{ url: { env: 'X' }, prefix: '' }, 'state.prefix must be text of 1 to 100 printable ASCII'],
    [{ url: { env: 'X' }, certificateAuthorities: ['x'] }, 'state.certificateAuthorities'],
    [{ url: { env: 'NOT_SET' } }, 'state.url has no value: the environment variable NOT_SET is not set'],
    [{ url: { env: 'X' }, host: 'x' }, 'unknown key "host" in state'],
  ])('%j', async (state, message) => {
    expect(await refusalOf(state, { X: 'redis://localhost' })).toContain(`1: ${message}`);
  });

  it('a URL in the file, without repeating it', async () => {
    const refusal = await refusalOf({ url: 'redis://:very-secret@host' });
    expect(refusal).toContain('state.url must be {"env": "NAME"}');
    expect(refusal).not.toContain('very-secret');
  });

  it.each([
    ['very-secret', 'it is no URL'],
    ['https://a:very-secret@host', 'it has to begin with valkeys://'],
    ['redis://a:very-secret@', 'it is no URL'],
    ['redis:very-secret', 'it names no host'],
    ['redis://a:very#secret@host', 'it is no URL'],
    ['redis://host/0?password=very-secret', 'it has something behind ? or #'],
    ['redis://host/very-secret', 'there may only be the number of a database'],
    ['redis://host/99999', 'there may only be the number of a database'],
    ['redis://host/0/very-secret', 'there may only be the number of a database'],
    ['redis://a:very-secret%@host', 'it has a % that stands for nothing'],
    ['redis://host:99999', 'it is no URL'],
  ])('%s, without repeating it', async (url, reason) => {
    const refusal = await refusalOf({ url: { env: 'X' } }, { X: url });
    expect(refusal).toMatch(/^1: state\.url /);
    expect(refusal).toContain(reason);
    expect(refusal).not.toMatch(/very|secret/);
  });
});

it('a URL that is not here is no problem where secrets need not be', async () => {
  const { state } = await stateOf({ url: { env: 'NOT_SET' } }, {}, { withoutSecrets: true });
  expect(state).toEqual({ kind: 'memory' });
});

it.each([
  ['redis://localhost', { host: 'localhost', port: 6379, tls: false, database: 0 }],
  ['valkey://[::1]:7000/', { host: '::1', port: 7000, tls: false, database: 0 }],
  ['rediss://:only@host/15', { host: 'host', port: 6379, tls: true, password: 'only', database: 15 }],
  ['valkeys://user@host', { host: 'host', port: 6379, tls: true, username: 'user', database: 0 }],
])('%s', (url, address) => {
  expect(parseValkeyUrl(url)).toEqual(address);
});
