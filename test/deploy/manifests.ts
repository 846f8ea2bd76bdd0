/** The files that deploy the proxy, as data. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export const ROOT = resolve(import.meta.dirname, '../..');
export const KUBERNETES = join(ROOT, 'deploy/kubernetes');

export interface CloudFoundryApp {
  readonly name: string;
  readonly command?: string;
  readonly instances: number;
  readonly memory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly services: readonly string[];
  readonly 'health-check-http-endpoint': string;
  readonly 'readiness-health-check-http-endpoint': string;
}

/** Those of `manifest.yml`, which uses merge keys, as the `cf` command reads them. */
export function cloudFoundryApps(): readonly CloudFoundryApp[] {
  const text = readFileSync(join(ROOT, 'manifest.yml'), 'utf8');
  return (parse(text, { merge: true }) as { applications: CloudFoundryApp[] }).applications;
}

/** The parts that are looked at. */
export interface KubernetesObject {
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever a kind has; the tests say what it must be.
  readonly [part: string]: any;
}

export function kubernetesObjects(): readonly (KubernetesObject & { readonly file: string })[] {
  return readdirSync(KUBERNETES)
    .filter((name) => name.endsWith('.yaml'))
    .map((file) => ({ file, ...(parse(readFileSync(join(KUBERNETES, file), 'utf8')) as KubernetesObject) }));
}
