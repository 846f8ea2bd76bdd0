/** A system that is exported and imported into a second proxy answers there as it did in the first one. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { AuthenticationGuards } from '../../src/server/authentication/guards.ts';
import { buildRuntime } from '../../src/server/build-runtime.ts';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { startService } from '../../src/server/service.ts';
import { folderWith, realOptions } from '../config/helpers.ts';
import { type Kind, startBackend } from '../integration/support/backends.ts';
import { type Answer, PATCH_OP, scimClient } from '../integration/support/client.ts';
import { run } from './helpers.ts';
import { ENVIRONMENT } from './proxy-process.ts';

const SYSTEM = 'shared-one';
const AROUND = {
  // The same URLs in both.
  server: { port: 0, drainTime: 0, externalUrl: 'https://proxy.example.com' },
  technicalUsers: [{ id: 'client', secrets: [{ env: 'CLIENT_SECRET' }] }],
};
/** Of the moment, not of the proxy. */
const MOMENT = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g;

async function serving(file: string, environment: Readonly<Record<string, string>>) {
  const load = { ...realOptions, environment: { ...ENVIRONMENT, ...environment } };
  const logger = pino({ level: 'silent' });
  const guards = new AuthenticationGuards();
  const runtime = new RuntimeHolder(
    await buildRuntime(await loadConfiguration(file, load), { guards, logger }),
  );
  const service = await startService({ runtime, logger, host: '127.0.0.1', port: 0 });
  onTestFinished(() => void service.stop());
  return scimClient(`${service.url}/ipsproxy/api/v1/scim/${SYSTEM}`, 'client:secret');
}
type Proxy = Awaited<ReturnType<typeof serving>>;

const USER = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'ada.vale',
  name: { givenName: 'Ada', familyName: 'Vale' },
  emails: [{ value: 'ada.vale@example.com', primary: true }],
  active: true,
};

/** Whatever a client gets to see, whole, and in the order of the requests. */
async function answers(proxy: Proxy): Promise<unknown[]> {
  const told: unknown[] = [];
  const tell = ({ status, headers, text }: Answer, hide?: RegExp) => {
    const { date: _, etag: __, location: ___, ...others } = headers;
    told.push({ status, headers: others, text: hide === undefined ? text : text.replaceAll(hide, '*') });
  };
  const call = { headers: { 'x-request-id': 'same' } };
  const reads = [
    '/Users?count=7',
    '/Users?startIndex=8&count=100',
    '/Groups?count=5',
    '/Users?filter=userName%20eq',
  ];
  for (const path of reads) tell(await proxy.get(path, call));
  const [{ id = '', userName = '' } = {}] = (await proxy.get('/Users?count=1')).body[
    'Resources'
  ] as JsonObject[];
  tell(await proxy.get(`/Users/${id}`, call));
  tell(await proxy.get(`/Users?filter=userName%20eq%20%22${userName}%22`, call));
  const created = await proxy.post('/Users', USER, call);
  tell(created, MOMENT);
  const path = `/Users/${created.body['id']}`;
  tell(await proxy.put(path, { ...USER, displayName: 'Ada' }, call), MOMENT);
  const body = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value: false }] };
  tell(await proxy.send('PATCH', path, { ...call, body }), MOMENT);
  tell(await proxy.post('/Users', { ...USER, name: {} }, call), MOMENT);
  tell(await proxy.delete(path, call));
  return told;
}

/** Shows that the transformations went along: none of this is in the default ones. */
function changed(text: string): string {
  return text.replace(
    '"mappings": [',
    '"condition": "$.id EMPTY false",\n"mappings": [ // ours\n{"constant":2.0,"targetPath":"$.ours"},',
  );
}

it.each(['v2', 'cf'] as const)('%s: the same answers from a second proxy', async (kind: Kind) => {
  const backend = await startBackend(kind, { users: 12, groups: 6 });
  const { Password = '', ...properties } = backend.properties;
  const version = kind === 'v2' ? 'identity-authentication/v2' : 'cloud-foundry';
  const original = await readFile(
    new URL(`../../transformations/${version}/read.json`, import.meta.url),
    'utf8',
  );
  const system = {
    id: SYSTEM,
    type: backend.type,
    name: 'Shared: one',
    properties: { ...properties, Password: { env: 'BACKEND' }, 'ips.application.id': 'both' },
    transformations: { read: 'read.json' },
  };
  const folder = await folderWith({
    'first.json': JSON.stringify({ ...AROUND, systems: [system] }),
    'read.json': changed(original),
  });
  try {
    const file = join(folder, 'export.json');
    const args = [SYSTEM, '--config', join(folder, 'first.json'), '--format', 'json', '--out', file];
    const written = await run('export', { args, env: { BACKEND: Password } }).ended;
    expect([written.code, written.stdout]).toEqual([0, '']);
    expect(written.stderr).toContain('Left out: property "Password": it is a credential.');
    expect(await readFile(file, 'utf8')).not.toContain(Password);

    const taken = await run('import', { args: [file, '--out', join(folder, 'second'), '--json'] }).ended;
    const report = JSON.parse(taken.stdout);
    expect([taken.code, report]).toMatchObject([0, { ok: true, refused: [] }]);
    const [{ missing, findings }] = report.systems;
    expect(findings.filter(({ severity }: { severity: string }) => severity !== 'info')).toEqual([]);
    expect(missing).toEqual([{ property: 'Password', env: 'SHARED_ONE_PASSWORD' }]);
    const second = join(folder, 'second/ipsproxy.jsonc');
    await writeFile(second, JSON.stringify({ ...parse(await readFile(second, 'utf8')), ...AROUND }));

    const [one, other] = await Promise.all([
      serving(join(folder, 'first.json'), { BACKEND: Password }),
      serving(second, { SHARED_ONE_PASSWORD: Password }),
    ]);
    const expected = await answers(one);
    expect(expected[0]).toMatchObject({ status: 200, text: expect.stringContaining('"ours":2') });
    expect(await answers(other)).toEqual(expected);
  } finally {
    await backend.close();
  }
});
