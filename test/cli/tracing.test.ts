/** The command hands over what it has traced when it ends, and says where traces go. */
import { writeFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startCollector } from '../support/otlp-collector.ts';
import { AUTHORIZATION as authorization, configuration, SYSTEM, startProxy } from './proxy-process.ts';

async function collecting() {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  return collector;
}

it('is switched on by the environment, with what it says beside', async () => {
  const collector = await collecting();
  const proxy = await startProxy(
    {},
    {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=hunter3,x-tenant=acme',
        OTEL_SERVICE_NAME: 'proxy-of-acme',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      },
    },
  );
  await proxy.line(({ msg }) => msg === `traces go to ${collector.url}/v1/traces`);
  const address = `${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}/Users`;
  expect((await fetch(address, { headers: { authorization } })).status).toBe(502);
  proxy.child.kill('SIGTERM');
  const { code, stdout, stderr } = await proxy.ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).not.toContain('hunter3');
  expect(collector.requests.map(({ headers }) => [headers['x-key'], headers['x-tenant']])).toEqual([
    ['hunter3', 'acme'],
  ]);
  expect(collector.resource).toMatchObject({
    'service.name': 'proxy-of-acme',
    'deployment.environment.name': 'test',
  });
  expect(collector.spans.map(({ kind }) => kind)).toContain('server');
});

it('stays as it is until the next start, which a reload says', async () => {
  const collector = await collecting();
  const proxy = await startProxy({ tracing: { endpoint: collector.url } });
  await writeFile(proxy.file, configuration({ tracing: { endpoint: 'http://127.0.0.1:9' } }));
  proxy.child.kill('SIGHUP');
  await proxy.line(({ msg }) => msg === 'tracing has changed; this takes effect with the next start');
});
