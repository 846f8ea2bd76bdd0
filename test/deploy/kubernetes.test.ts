/** What the example for Kubernetes has to get right, beside being valid. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { HEALTH_PATHS } from '../../src/server/health-paths.ts';
import { folderWith, realOptions } from '../config/helpers.ts';
import { cloudFoundryApps, KUBERNETES, kubernetesObjects } from './manifests.ts';

const objects = kubernetesObjects();
const object = (kind: string) => {
  const found = objects.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};
const { spec } = object('Deployment');
const pod = spec.template.spec;
const [container] = pod.containers;
const labels = spec.template.metadata.labels;

it('kustomize takes every file', () => {
  const { resources, configMapGenerator } = object('Kustomization');
  const others = objects.filter(({ kind }) => kind !== 'Kustomization').map(({ file }) => file);
  expect([...resources].sort()).toEqual(others.sort());
  expect(configMapGenerator).toEqual([{ name: 'ipsproxy-config', files: ['ipsproxy.jsonc'] }]);
});

it('service, disruption budget and deployment mean the same pods', () => {
  expect(spec.selector.matchLabels).toEqual(labels);
  expect(object('Service').spec.selector).toEqual(labels);
  expect(object('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
});

it('one of two may be away, and no more', () => {
  expect(spec.replicas).toBe(2);
  expect(spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  expect(object('PodDisruptionBudget').spec.maxUnavailable).toBe(1);
});

it('probes ask what there is: a backend that is down restarts nothing', () => {
  const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => container[probe].httpGet);
  expect(paths).toEqual(['/healthz', '/healthz', '/readyz'].map((path) => ({ path, port: 'management' })));
  for (const { path } of paths) expect(HEALTH_PATHS).toContain(path);
  expect(container.ports).toEqual([
    { name: 'http', containerPort: 8080 },
    { name: 'management', containerPort: 9090 },
  ]);
  expect(object('Service').spec.ports[0].targetPort).toBe('http');
});

it('fits the standard "restricted" of pod security', () => {
  expect(object('Namespace').metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(pod.automountServiceAccountToken).toBe(false);
});

it('gives the memory that docs/operations.md asks for, as manifest.yml does', () => {
  expect(container.resources.limits.memory).toBe('1Gi');
  const [heap] = container.env.filter(({ name }: { name: string }) => name === 'NODE_OPTIONS');
  for (const app of cloudFoundryApps()) {
    expect([app.memory, app.env['NODE_OPTIONS']]).toEqual(['1G', heap.value]);
  }
  expect(heap.value).toBe('--max-old-space-size=400');
});

it('what is mounted is a configuration that loads, with the secrets that are mounted', async () => {
  const mounts = new Map(
    container.volumeMounts.map(({ name, mountPath }: Record<string, string>) => [name, mountPath]),
  );
  expect([...mounts]).toEqual([
    ['config', '/config'],
    ['secrets', '/secrets'],
  ]);
  expect(pod.volumes.map(({ name }: { name: string }) => name)).toEqual([...mounts.keys()]);
  const text = readFileSync(join(KUBERNETES, 'ipsproxy.jsonc'), 'utf8');
  const folder = await folderWith({
    'secrets/ias-user': 'u',
    'secrets/ias-password': 'p',
    'secrets/valkey-url': 'valkeys://v',
  });
  const file = join(
    await folderWith({ 'ipsproxy.jsonc': text.replaceAll('/secrets/', `${folder}/secrets/`) }),
    'ipsproxy.jsonc',
  );
  const variables = container.env.flatMap(({ name, valueFrom }: { name: string; valueFrom?: object }) =>
    valueFrom === undefined ? [] : [[name, 'x']],
  );
  const configuration = await loadConfiguration(file, {
    ...realOptions,
    environment: Object.fromEntries(variables),
  });
  expect(configuration.problems).toEqual([]);
  expect([configuration.systems[0]?.status, configuration.technicalUsers.length]).toEqual(['loaded', 1]);
  const { drainTime, shutdownTimeout } = configuration.server;
  // There are several pods, if only for the time of an update.
  expect(configuration.state.kind).toBe('valkey');
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Math.max(drainTime, shutdownTimeout) + 3);
  // The time in which the readiness probe notices.
  const { periodSeconds, failureThreshold } = container.readinessProbe;
  expect(drainTime).toBeGreaterThanOrEqual(periodSeconds * failureThreshold);
});
