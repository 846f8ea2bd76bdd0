/** Commands that need a platform: every name in them is one of the files that describe the deployment. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { buildProgram } from '../../src/cli/program.ts';
import { cloudFoundryApps, KUBERNETES, kubernetesObjects } from '../deploy/manifests.ts';
import { ROOT } from './pages.ts';

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

export async function deploys(command: string): Promise<void> {
  const [platform = '', ...words] = command.split(' ');
  if (platform === 'docker') await runsImage(words);
  else if (platform === 'cf') await pushes(words);
  else await applies(command);
}

/** Paths are those of the unit, or of what is in the package. */
export async function becomesAService(command: string): Promise<void> {
  const unit = read('deploy/systemd/ipsproxy.service');
  const installed = '/opt/ipsproxy/node_modules/ipsproxy/';
  const paths = command.split(' ').filter((word) => word.startsWith('/') && word !== '/etc/systemd/system/');
  for (const path of paths) {
    if (path.startsWith(installed)) expect(existsSync(join(ROOT, path.slice(installed.length)))).toBe(true);
    else expect(unit).toContain(path.replace(/\/$/, ''));
  }
  if (command.startsWith('systemctl')) expect(command).toMatch(/ ipsproxy$/);
}

async function runsImage(words: readonly string[]): Promise<void> {
  if (words[0] === 'compose') {
    const { services } = parse(read('compose.yaml')) as { services: object };
    const named = words.at(-1) ?? '';
    expect(named === '--build' || named in services).toBe(true);
    return;
  }
  if (words[0] === 'build') {
    expect([words.at(-1), existsSync(join(ROOT, 'Dockerfile'))]).toEqual(['.', true]);
    return;
  }
  const command = words[words.indexOf('ipsproxy') + 1];
  if (command === undefined) return;
  const known = buildProgram().commands.find((each) => each.name() === command);
  expect(known?.name()).toBe(command);
  const options = words.slice(words.indexOf('ipsproxy') + 2).filter((word) => word.startsWith('--'));
  for (const option of options) expect(known?.options.map(({ long }) => long)).toContain(option);
}

async function pushes(words: readonly string[]): Promise<void> {
  const apps = cloudFoundryApps();
  const [action, name = ''] = words;
  if (action?.endsWith('user-provided-service')) {
    if (name !== '') expect(apps.flatMap(({ services }) => services)).toContain(name);
    return;
  }
  expect(apps.map((app) => app.name)).toContain(name);
  for (const [at, word] of words.entries()) {
    if (word === '--var') expect(read('manifest.yml')).toContain(`((${words[at + 1]?.split('=')[0]}))`);
  }
}

async function applies(command: string): Promise<void> {
  const [, folder] = /--kustomize (\S+)/.exec(command) ?? [];
  if (folder !== undefined) expect(existsSync(join(ROOT, folder, 'kustomization.yaml'))).toBe(true);
  const [, namespace] = /(?:--namespace|create namespace) (\S+)/.exec(command) ?? [];
  const objects = kubernetesObjects();
  if (namespace !== undefined) {
    expect(objects.find(({ kind }) => kind === 'Namespace')?.['metadata'].name).toBe(namespace);
  }
  const [, secret] = /secret generic (\S+)/.exec(command) ?? [];
  if (secret === undefined) return;
  const deployment = JSON.stringify(objects.find(({ kind }) => kind === 'Deployment'));
  const configuration = readFileSync(join(KUBERNETES, 'ipsproxy.jsonc'), 'utf8');
  const asked = [
    ...[...deployment.matchAll(/"secretKeyRef":\{"name":"([^"]+)","key":"([^"]+)"/g)].map(([, , key]) => key),
    ...[...configuration.matchAll(/\/secrets\/([\w-]+)/g)].map(([, key]) => key),
  ];
  expect(deployment).toContain(`"secretName":"${secret}"`);
  expect([...command.matchAll(/--from-literal=([\w-]+)=/g)].map(([, key]) => key).sort()).toEqual(
    asked.sort(),
  );
}
