/** What stands in front of several instances, and how compose.yaml starts all of it: times and ports that have to fit each other. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfiguration } from '../../src/config/load.ts';
import { realOptions } from '../config/helpers.ts';
import { BALANCERS, type Balancer, binaryOf } from '../rolling/processes.ts';
import { ROOT } from './manifests.ts';

interface Service {
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: object;
  readonly command?: readonly string[];
  readonly stop_grace_period?: string;
}

const { services } = parse(readFileSync(join(ROOT, 'compose.yaml'), 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
};
const INSTANCES = ['proxy-one', 'proxy-two'];
const haproxy = textOf('haproxy');
const nginx = textOf('nginx');

function textOf(balancer: Balancer): string {
  return readFileSync(join(ROOT, 'deploy/balancer', BALANCERS[balancer].file), 'utf8');
}

/** The number behind a word. */
function number(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? Number.NaN);
}

const configuration = await loadConfiguration(join(ROOT, 'config/several.jsonc'), {
  ...realOptions,
  environment: services['proxy-one']?.environment ?? {},
});
const { drainTime, shutdownTimeout, requestTimeout } = configuration.server;

describe('compose.yaml with several instances', () => {
  it('has in its files what the services are told, and nothing is missing in the configuration', () => {
    const files = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((each) => each.split(':')[0]),
    );
    expect(files.filter((file) => !existsSync(join(ROOT, file ?? '')))).toEqual([]);
    expect(configuration.problems).toEqual([]);
    expect(services['proxy-two']?.environment).toEqual({
      ...services['proxy-one']?.environment,
      PORT: '8082',
    });
  });

  it('starts them for the balancer alone, which finds them, and is found', () => {
    const ofProfile = Object.keys(services).filter((name) => services[name]?.profiles?.includes('several'));
    expect(ofProfile.sort()).toEqual(['balancer', ...INSTANCES, 'valkey']);
    expect(Object.keys(services['balancer']?.depends_on ?? {})).toEqual(INSTANCES);
    const there = INSTANCES.map((name) => services[name]?.environment).map(
      (env) => `${env?.['HOST']}:${env?.['PORT']}`,
    );
    for (const text of [haproxy, nginx]) {
      expect([...text.matchAll(/^ *server .*?(127\.0\.0\.1:\d+)/gm)].map(([, place]) => place)).toEqual(
        there,
      );
      expect(text).toMatch(/^ *(?:bind :|listen )8090\b/m);
    }
    expect(services['sandbox']?.ports).toContain('127.0.0.1:8090:8090');
  });

  it('gives an instance the time to stop', () => {
    const grace = Number.parseFloat(services['proxy-one']?.stop_grace_period ?? '');
    expect(grace).toBeGreaterThan(Math.max(2 * drainTime, shutdownTimeout));
  });
});

describe('the balancers', () => {
  describe.each(Object.keys(BALANCERS) as Balancer[])('%s', (balancer) => {
    const binary = binaryOf(balancer) ?? '';
    it.skipIf(binary === '')('takes the file', () => {
      const args = balancer === 'haproxy' ? ['-c', '-f'] : ['-t', '-q', '-c'];
      const { status, stdout, stderr } = spawnSync(
        binary,
        [...args, join(ROOT, 'deploy/balancer', BALANCERS[balancer].file)],
        { encoding: 'utf8' },
      );
      expect([status, status === 0 || stdout + stderr]).toEqual([0, true]);
    });
  });

  it('notice an instance that stops before it does', () => {
    const noticed = number(haproxy, /inter (\d+)ms/) * (number(haproxy, /fall (\d+)/) + 1);
    expect(noticed).toBeLessThan(1000 * drainTime);
    // Whoever is only busy is not left out.
    expect(number(haproxy, /^ {2}timeout check (\d+)s/m)).toBeGreaterThan(2);
    expect(number(nginx, /^ {4}keepalive_timeout (\d+)s/m)).toBeLessThan(drainTime);
  });

  it('wait longer than the proxy', () => {
    for (const name of ['timeout client', 'timeout server', 'proxy_read_timeout', 'proxy_send_timeout']) {
      const text = name.startsWith('timeout') ? haproxy : nginx;
      expect(number(text, new RegExp(`^ *${name} (\\d+)s`, 'm'))).toBeGreaterThan(requestTimeout);
    }
  });

  it('repeat nothing that may have had an effect', () => {
    expect(haproxy.match(/^ *retry-on .*$/gm)).toEqual(['  retry-on conn-failure']);
    expect(nginx.match(/^ *proxy_next_upstream .*$/gm)).toEqual(['      proxy_next_upstream error timeout;']);
  });
});
