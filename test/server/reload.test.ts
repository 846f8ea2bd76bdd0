import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import * as secretHash from '../../src/config/secret-hash.ts';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { buildRuntime } from '../../src/server/build-runtime.ts';
import { GuardMemory } from '../../src/server/deletion-guard/memory.ts';
import { createReloader } from '../../src/server/reload.ts';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { startService } from '../../src/server/service.ts';
import { fakeOptions, folderWith } from '../config/helpers.ts';
import { makeCertificate } from '../support/certificates.ts';
import { inSeconds, makeKey, signToken } from '../support/openid-provider.ts';
import { API, basic, CHEAP, recordLog } from './helpers.ts';

vi.mock('../../src/config/secret-hash.ts', { spy: true });
const slowHashes = vi.mocked(secretHash.verifySecret);
const { formatSecretHash, hashSecret } = secretHash;

const hashes = {
  old: formatSecretHash(await hashSecret('old', CHEAP)),
  new: formatSecretHash(await hashSecret('new', CHEAP)),
};

const system = (id: string, more: object = {}) => ({
  id,
  type: 'fake',
  properties: { URL: 'https://x' },
  ...more,
});
const user = (id: string, ...secrets: unknown[]) => ({ id, secrets });

/** A proxy from a file, with a way to write the file and reload. */
async function startFrom(configuration: object) {
  const server = { drainTime: 0 };
  const folder = await folderWith({ 'c.json': JSON.stringify({ server, ...configuration }) });
  const file = join(folder, 'c.json');
  const { lines, logger } = recordLog();
  const guards = new AuthenticationGuards();
  const load = () => loadConfiguration(file, { ...fakeOptions, environment: { CLEAR: 'secret in clear' } });
  const runtime = new RuntimeHolder(await buildRuntime(await load(), { guards, logger }));
  const service = await startService({ runtime, logger, host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await service.stop();
  });
  const reload = createReloader({ guardMemory: new GuardMemory(), runtime, load, service, logger, guards });
  return {
    lines,
    reload,
    runtime,
    service,
    logger,
    write: (text: string) => writeFile(file, text),
    reloadWith: async (next: object | string) => {
      await writeFile(file, typeof next === 'string' ? next : JSON.stringify({ server, ...next }));
      lines.length = 0;
      await reload();
    },
    status: async (id: string, authorization = basic('client', 'old')) =>
      (await fetch(`${service.url}${API}/${id}/Nothing`, { headers: { authorization } })).status,
  };
}

/** What the fake systems answer when they serve: they have no endpoints. */
const SERVING = 404;
const client = user('client', hashes.old);

describe('a reload', () => {
  it('adds, removes and disables systems', async () => {
    const proxy = await startFrom({ technicalUsers: [client], systems: [system('one'), system('two')] });
    expect([await proxy.status('one'), await proxy.status('two')]).toEqual([SERVING, SERVING]);
    await proxy.reloadWith({
      technicalUsers: [client],
      systems: [system('two', { disabled: true }), system('three')],
    });
    expect([...proxy.runtime.current.systems].map(([id, { status }]) => [id, status])).toEqual([
      ['two', 'disabled'],
      ['three', 'serving'],
    ]);
    expect(await proxy.status('two')).toBe(503);
    expect(proxy.lines.map(({ msg }) => msg)).toContain('configuration reloaded');
  });

  it('does not forget who logged on, also with a secret in clear', async () => {
    const users = [client, user('clear', { env: 'CLEAR' })];
    const proxy = await startFrom({ technicalUsers: users, systems: [system('one')] });
    const clear = basic('clear', 'secret in clear');
    expect([await proxy.status('one'), await proxy.status('one', clear)]).toEqual([SERVING, SERVING]);
    slowHashes.mockClear();
    await proxy.reloadWith({ technicalUsers: [...users, user('new', hashes.new)], systems: [system('one')] });
    expect([await proxy.status('one'), await proxy.status('one', clear)]).toEqual([SERVING, SERVING]);
    expect(slowHashes).not.toHaveBeenCalled();
    expect(await proxy.status('one', basic('clear', 'wrong'))).toBe(401);
    expect(slowHashes).toHaveBeenCalled();
  });

  it('rotates secrets without a gap', async () => {
    const proxy = await startFrom({ technicalUsers: [client], systems: [system('one')] });
    const both = () =>
      Promise.all(['old', 'new'].map((secret) => proxy.status('one', basic('client', secret))));
    expect(await both()).toEqual([SERVING, 401]);
    await proxy.reloadWith({
      technicalUsers: [user('client', hashes.old, hashes.new)],
      systems: [system('one')],
    });
    expect(await both()).toEqual([SERVING, SERVING]);
    await proxy.reloadWith({ technicalUsers: [user('client', hashes.new)], systems: [system('one')] });
    expect(await both()).toEqual([401, SERVING]);
  });

  it('changes what can be changed, and says what cannot', async () => {
    const proxy = await startFrom({
      server: { port: 0 },
      technicalUsers: [client],
      systems: [system('one')],
    });
    await proxy.reloadWith({
      server: {
        drainTime: 0,
        port: 4711,
        bodyLimit: 2000,
        logLevel: 'warn',
        externalUrl: 'https://x.example',
      },
      technicalUsers: [client],
      systems: [system('one')],
    });
    expect(proxy.runtime.current.settings.externalUrl).toBe('https://x.example');
    expect(proxy.logger.level).toBe('warn');
    expect(proxy.lines.map(({ msg }) => msg)).toEqual([
      'server.port has changed; this takes effect with the next start',
      'server.bodyLimit has changed; this takes effect with the next start',
    ]);
  });

  it('compares with what the process began with: says it again, and nothing where it is as it was', async () => {
    const proxy = await startFrom({ technicalUsers: [client], systems: [system('one')] });
    const rest = { technicalUsers: [client], systems: [system('one')] };
    const other = { server: { drainTime: 0, port: 4711 }, state: { folder: 'state' }, ...rest };
    const told = () => proxy.lines.map(({ msg }) => msg).filter((msg) => /next start/.test(String(msg)));
    const warnings = [
      'server.port has changed; this takes effect with the next start',
      'state has changed; this takes effect with the next start',
    ];
    await proxy.reloadWith(other);
    expect(told()).toEqual(warnings);
    await proxy.reloadWith(other);
    expect(told()).toEqual(warnings);
    await proxy.reloadWith(rest);
    expect(told()).toEqual([]);
  });

  it('goes ahead with a system that was broken before, and with a new broken one', async () => {
    const broken = system('bad', { properties: {} });
    const proxy = await startFrom({ technicalUsers: [client], systems: [system('one'), broken] });
    await proxy.reloadWith({
      technicalUsers: [client],
      systems: [system('one'), broken, system('worse', { type: 'unknown' }), system('three')],
    });
    expect(await proxy.status('three')).toBe(SERVING);
    expect(await proxy.status('worse')).toBe(503);
  });
});

describe('a reload that leaves nothing', () => {
  it('of systems goes ahead where there was none before', async () => {
    const proxy = await startFrom({ technicalUsers: [client], systems: [system('one', { disabled: true })] });
    await proxy.reloadWith({ technicalUsers: [client, user('other', hashes.new)], systems: [] });
    expect(proxy.runtime.current.authenticator.has('other')).toBe(true);
  });

  it('of technical users goes ahead where there was none before', async () => {
    const proxy = await startFrom({ systems: [system('one')] });
    await proxy.reloadWith({ systems: [system('one'), system('two')] });
    expect([...proxy.runtime.current.systems.keys()]).toEqual(['one', 'two']);
  });
});

describe('a reload that is refused', () => {
  it.each<[string, object | string, RegExp]>([
    ['a file that is no JSON', '{"systems": [', /c\.json:1:14: error: a value is expected here|closing/],
    ['an unknown key', { system: [] }, /unknown key "system"; did you mean "systems"\?/],
    [
      'a mistake in a system that is served',
      { technicalUsers: [client], systems: [system('one', { properties: {} })] },
      /system one would no longer be served: property "URL" is missing/,
    ],
    [
      'a technical user who could no longer log in',
      { technicalUsers: [user('client', { env: 'GONE' })], systems: [system('one')] },
      /technical user client could no longer log in/,
    ],
    ['an empty file', {}, /no system would be served .*no technical user could log in /],
    ['a file without systems', { technicalUsers: [client] }, /no system would be served any longer; if that/],
    [
      'a file with disabled systems only',
      { technicalUsers: [client], systems: [system('one', { disabled: true })] },
      /no system would be served any longer/,
    ],
    [
      'another system that is broken in place of the only one',
      { technicalUsers: [client], systems: [system('two', { properties: {} })] },
      /no system would be served any longer/,
    ],
    [
      'a file without technical users',
      { systems: [system('one')] },
      /no technical user could log in any longer; if that/,
    ],
    [
      'a file with disabled technical users only',
      { technicalUsers: [{ ...client, disabled: true }], systems: [system('one')] },
      /no technical user could log in any longer/,
    ],
  ])('because of %s leaves everything as it is', async (_, next, reason) => {
    const proxy = await startFrom({ technicalUsers: [client], systems: [system('one')] });
    const before = proxy.runtime.current;
    await proxy.reloadWith(next);
    expect(proxy.runtime.current).toBe(before);
    expect(await proxy.status('one')).toBe(SERVING);
    const [line] = proxy.lines;
    expect(line).toMatchObject({ level: 50, msg: 'reload refused, the configuration in use stays' });
    expect(JSON.stringify([line?.losses, line?.problems])).toMatch(asJson(reason));
  });

  it('changes nothing of how the keys of issuers are read', async () => {
    const authority = makeCertificate({ name: 'Company CA', authority: true });
    const { certificate, key } = makeCertificate({
      name: 'issuer',
      issuer: authority,
      addresses: ['127.0.0.1'],
    });
    const signing = makeKey('ES256');
    const published = createServer({ cert: certificate, key }, (_request, response) =>
      response.end(JSON.stringify({ keys: [signing.jwk] })),
    );
    published.listen(0, '127.0.0.1');
    await once(published, 'listening');
    onTestFinished(() => {
      published.closeAllConnections();
      published.close();
    });
    const issuer = 'https://idp.example';
    const jwks = `https://127.0.0.1:${(published.address() as AddressInfo).port}/keys`;
    const configuration = {
      oauth: { issuers: [{ issuer, jwks, audience: ['proxy'] }] },
      technicalUsers: [{ id: 'client', tokens: [{ issuer, clientId: 'client' }] }],
      systems: [system('one')],
    };
    const trusting = { drainTime: 0, certificateAuthorities: [authority.certificate] };
    const proxy = await startFrom({ ...configuration, server: trusting });
    // It no longer trusts whoever has the keys.
    await proxy.reloadWith({ ...configuration, systems: [system('one', { properties: {} })] });
    expect(proxy.lines.at(-1)?.msg).toBe('reload refused, the configuration in use stays');
    const claims = { iss: issuer, aud: 'proxy', azp: 'client', sub: 'client', exp: inSeconds(600) };
    expect(await proxy.status('one', `Bearer ${signToken(claims, signing)}`)).toBe(SERVING);
  });

  it('is one that removes a system and breaks another one', async () => {
    const proxy = await startFrom({ technicalUsers: [client], systems: [system('one'), system('two')] });
    await proxy.reloadWith({ technicalUsers: [client], systems: [system('two', { type: 'gone' })] });
    expect([await proxy.status('one'), await proxy.status('two')]).toEqual([SERVING, SERVING]);
  });
});

it('is given up while the proxy stops', async () => {
  const proxy = await startFrom({ technicalUsers: [client], systems: [system('one')] });
  const before = proxy.runtime.current;
  const reloaded = proxy.reloadWith({ technicalUsers: [client], systems: [system('two')] });
  const stopped = proxy.service.stop();
  await reloaded;
  expect(await stopped).toBe(true);
  expect(proxy.runtime.current).toBe(before);
  expect(proxy.lines.map(({ msg }) => msg)).toEqual(['reload given up, as the proxy is stopping']);
});

it('reloads once more when asked while it reloads', async () => {
  const proxy = await startFrom({ technicalUsers: [client], systems: [system('one')] });
  const first = proxy.reload();
  await proxy.write(JSON.stringify({ technicalUsers: [client], systems: [system('two')] }));
  await Promise.all([first, proxy.reload(), proxy.reload()]);
  expect([...proxy.runtime.current.systems.keys()]).toEqual(['two']);
});

/** A pattern for text that went through `JSON.stringify`. */
function asJson(pattern: RegExp): RegExp {
  return new RegExp(pattern.source.replaceAll('"', '\\\\"'));
}
