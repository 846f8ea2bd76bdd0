import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { buildRuntime } from '../../src/server/build-runtime.ts';
import { GuardMemory } from '../../src/server/deletion-guard/memory.ts';
import { openDeletionGuards } from '../../src/server/deletion-guard/open.ts';
import { reportConfiguration, reportRecords } from '../../src/server/start-log.ts';
import { absentState } from '../../src/state/absent-state.ts';
import { connection, fakeDefinition, fakeOptions, load } from '../config/helpers.ts';
import { recordLog } from './helpers.ts';

async function reportOf(configuration: object, options = fakeOptions) {
  const loaded = await load({ 'c.json': JSON.stringify(configuration) }, options);
  if (loaded.configuration === undefined) throw new Error(String(loaded.refused));
  const { lines, logger } = recordLog();
  const guards = new AuthenticationGuards();
  const lossWatchOf = await openDeletionGuards(loaded.configuration, absentState, logger, new GuardMemory());
  const runtime = await buildRuntime(loaded.configuration, { guards, logger, lossWatchOf });
  reportConfiguration(loaded.configuration, runtime, 'http://127.0.0.1:8080', logger);
  return lines;
}

const system = (id: string, more: object = {}) => ({
  id,
  type: 'fake',
  properties: { URL: 'https://x' },
  ...more,
});

it('says whose access tokens are accepted, and as whom its own ones are issued', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const issuer = 'https://idp.example.com';
  const lines = await reportOf(
    {
      oauth: {
        issuer: 'https://proxy.example.com',
        keys: { env: 'KEY' },
        issuers: [{ issuer, audience: ['proxy'] }],
      },
      technicalUsers: [{ id: 'idm', tokens: [{ issuer, clientId: 'c' }] }],
      systems: [system('good')],
    },
    { ...fakeOptions, environment: { KEY } },
  );
  expect(lines.slice(1)).toMatchObject([
    {
      level: 30,
      issuer: 'https://proxy.example.com',
      msg: 'access tokens are issued as https://proxy.example.com',
    },
    { level: 30, issuer, msg: 'access tokens of https://idp.example.com are accepted' },
  ]);
});

it('says every system with its URLs, and what is wrong with others', async () => {
  const lines = await reportOf({
    systems: [
      system('good', { name: 'Good one' }),
      system('bad', { properties: {} }),
      system('off', { disabled: true }),
      system('plain', { properties: { URL: 'http://x' } }),
    ],
  });
  expect(lines).toMatchObject([
    {
      level: 50,
      system: 'bad',
      msg: expect.stringMatching(/c\.json:1:\d+: error: system "bad": property "URL" is missing/),
    },
    {
      level: 40,
      system: 'plain',
      msg: expect.stringMatching(/warning: system "plain": property "URL" is not encrypted/),
    },
    {
      level: 30,
      system: 'good',
      systemName: 'Good one',
      type: 'fake',
      endpoints: [],
      urls: [
        'http://127.0.0.1:8080/ipsproxy/api/v1/scim/good',
        'http://127.0.0.1:8080/ipsproxy/service/api/v1/scim/good',
      ],
      msg: 'system good at http://127.0.0.1:8080/ipsproxy/api/v1/scim/good',
    },
    {
      level: 50,
      system: 'bad',
      msg: expect.stringMatching(/^system bad is broken and answers 503: property "URL"/),
    },
    { level: 30, system: 'off', msg: 'system off is disabled' },
    { level: 30, system: 'plain' },
    { level: 40, msg: 'no technical user can log in' },
  ]);
});

it('prefers the external URL, and wonders about empty configurations', async () => {
  const [good] = await reportOf({ server: { externalUrl: 'https://x.example/' }, systems: [system('good')] });
  expect(good?.msg).toBe('system good at https://x.example/ipsproxy/api/v1/scim/good');
  expect((await reportOf({})).map(({ msg }) => msg)).toEqual([
    'the configuration has no systems',
    'no technical user can log in',
  ]);
});

it('leaves out a system that fails to be put together', async () => {
  let closed = false;
  const close = async () => {
    closed = true;
  };
  const definitions = new Map([
    ['fake', { ...fakeDefinition, load: async () => () => ({ ...connection, close }) }],
    [
      'failing',
      {
        ...fakeDefinition,
        load: async () => () => {
          throw new Error('no connection today');
        },
      },
    ],
  ]);
  const lines = await reportOf(
    {
      systems: [
        system('one', { type: 'failing' }),
        system('two', {
          properties: { URL: 'https://x', 'ips.proxy.scim.total.results.strategy': 'Guessed' },
        }),
        system('three'),
      ],
    },
    { ...fakeOptions, definitions },
  );
  expect(lines.map(({ system: id, level }) => [id, level])).toEqual([
    // Loaded without the proxy's own properties, of which this is one.
    ['two', 40],
    ['one', 50],
    ['two', 50],
    ['three', 30],
    [undefined, 40],
  ]);
  expect(lines[1]?.msg).toBe('system one is broken and answers 503: no connection today');
  expect(lines[2]?.msg).toMatch(/ips\.proxy\.scim\.total\.results\.strategy/);
  expect(closed).toBe(true);
});

describe('says what is bounded and written down', () => {
  it('limits and deletion guard of a system', async () => {
    const limits = { requestsPerMinute: 600, concurrency: 5 };
    const lines = await reportOf({
      systems: [system('good', { limits, deletionGuard: { appendOnly: true } })],
    });
    expect(lines[0]).toMatchObject({ system: 'good', limits, deletionGuard: { appendOnly: true } });
  });

  it('URLs for client certificates, where somebody has one', async () => {
    const fingerprint = 'ab'.repeat(32);
    const lines = await reportOf({
      server: { forwardedClientCertificates: { from: ['127.0.0.1'] } },
      technicalUsers: [{ id: 'idm', certificates: [{ fingerprint }] }],
      systems: [system('good')],
    });
    expect(lines[0]?.['urls']).toEqual([
      'http://127.0.0.1:8080/ipsproxy/api/v1/scim/good',
      'http://127.0.0.1:8080/ipsproxy/service/api/v1/scim/good',
      'http://127.0.0.1:8080/ipsproxy/certapi/v1/scim/good',
    ]);
  });

  it.each([
    [{}, []],
    [{ state: { folder: '/x/state' } }, ['state is kept in the folder /x/state']],
    [
      { state: { url: { env: 'URL' } }, audit: { stdout: true } },
      [
        'state is shared by all instances at valkey.example:6379',
        'the audit log is written to standard output',
      ],
    ],
    [
      { audit: { file: '/x/audit.jsonl', chain: true } },
      ['the audit log is written to the file /x/audit.jsonl, as a chain'],
    ],
    [
      { audit: { file: '/x/audit.jsonl', chain: true, key: { env: 'KEY' } } },
      ['the audit log is written to the file /x/audit.jsonl, as a signed chain'],
    ],
  ])('what is remembered, and the audit log: %j', async (configuration, expected) => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const environment = { KEY, URL: 'redis://u:hunter2@valkey.example' };
    const loaded = await load({ 'c.json': JSON.stringify(configuration) }, { ...fakeOptions, environment });
    if (loaded.configuration === undefined) throw new Error(String(loaded.refused));
    const { lines, logger } = recordLog();
    // The first instance of an app says nothing more.
    reportRecords(loaded.configuration, logger, { CF_INSTANCE_INDEX: '0' });
    expect(lines.map(({ msg }) => msg)).toEqual(expected);
  });

  it.each([
    [{}, 1],
    [{ state: { folder: '/x/state' } }, 1],
    [{ state: { url: { env: 'URL' } } }, 0],
  ])('that a further instance on Cloud Foundry shares nothing: %j', async (configuration, count) => {
    const environment = { URL: 'redis://valkey.example' };
    const loaded = await load({ 'c.json': JSON.stringify(configuration) }, { ...fakeOptions, environment });
    if (loaded.configuration === undefined) throw new Error(String(loaded.refused));
    const { lines, logger } = recordLog();
    reportRecords(loaded.configuration, logger, { CF_INSTANCE_INDEX: '2' });
    const warnings = lines.filter(({ level }) => level === 40);
    expect(warnings).toHaveLength(count);
    for (const warning of warnings) {
      expect(warning).toMatchObject({
        instance: 2,
        msg: expect.stringMatching(
          /^instance 2 of the app shares nothing with the others, as there is no state\.url/,
        ),
      });
    }
  });
});
