/** What the unit for systemd has to get right. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, realOptions } from '../config/helpers.ts';
import { ROOT } from './manifests.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const unit = read('deploy/systemd/ipsproxy.service');
const valuesOf = (key: string) =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);
const manifest = JSON.parse(read('package.json')) as { bin: { ipsproxy: string }; files: string[] };

it('starts what the package has, and is in it', () => {
  const program = `/opt/ipsproxy/node_modules/ipsproxy/${manifest.bin.ipsproxy}`;
  expect(valuesOf('ExecStart')).toEqual([`/usr/local/bin/node --max-semi-space-size=32 ${program} serve`]);
  expect(manifest.files).toContain('deploy/systemd');
});

it('leaves the proxy the time to stop that it takes', async () => {
  const folder = await folderWith({ 'c.json': '{}' });
  const { server } = await loadConfiguration(join(folder, 'c.json'), realOptions);
  expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(
    server.drainTime + server.shutdownTimeout + 2,
  );
});

it('gives the process nothing that it does not need', () => {
  for (const [key, value] of [
    ['DynamicUser', 'yes'],
    ['ProtectSystem', 'strict'],
    ['NoNewPrivileges', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['LimitCORE', '0'],
    ['UMask', '0077'],
    ['StateDirectoryMode', '0700'],
    ['LogsDirectoryMode', '0700'],
  ] as const) {
    expect([key, valuesOf(key)]).toEqual([key, [value]]);
  }
});

it('has the folders and files that the documentation names', () => {
  const page = read('docs/deployment.md');
  expect(valuesOf('LoadCredential')).toEqual(['secrets:/etc/ipsproxy/secrets']);
  expect(valuesOf('Environment')[0]).toContain('IPSPROXY_CONFIG=/etc/ipsproxy/ipsproxy.jsonc ');
  for (const name of [
    '/etc/ipsproxy/secrets',
    '/run/credentials/ipsproxy.service/secrets_NAME',
    `/var/lib/${valuesOf('StateDirectory')[0]}`,
    `/var/log/${valuesOf('LogsDirectory')[0]}`,
  ]) {
    expect(page).toContain(name);
  }
});
