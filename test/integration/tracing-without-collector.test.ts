/** A collector that takes nothing: what it costs, and what is told of it. */
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { until } from '../support/until.ts';
import { startTracingStage, type TracingStage } from './support/traced.ts';

let stage: TracingStage;
const traced: TracingStage['traced'] = (...setup) => stage.traced(...setup);

beforeAll(async () => {
  // Nobody has to wait five seconds for spans.
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  stage = await startTracingStage();
});
beforeEach(() => stage.control.forget());
afterAll(async () => {
  vi.unstubAllEnvs();
  await stage.tenant.close();
});

it('hurts no request, is told of once, and once when it is back', async () => {
  const { client, collector, lines, end } = await traced();
  collector.answer = 401;
  for (const batches of [1, 2, 3]) {
    expect((await client.get('/Users')).status).toBe(200);
    await until(() => collector.requests.length >= batches);
  }
  collector.answer = 200;
  expect((await client.get('/Users')).status).toBe(200);
  await end();
  const news = lines().filter(({ msg }) => String(msg).startsWith('traces'));
  const where = { collector: collector.url };
  expect(news).toMatchObject([
    {
      ...where,
      level: 40,
      reason: 'status 401',
      msg: 'traces cannot be handed over: they are lost until they can be',
    },
    { ...where, level: 30, msg: 'traces are handed over again' },
  ]);
  // A span of the request, one of its call, one of its transformation, three times.
  expect(news[1]?.['lost']).toBe(9);
});

it('does not hold up the end of the proxy', async () => {
  const names = ['OTEL_EXPORTER_OTLP_TIMEOUT', 'OTEL_BSP_EXPORT_TIMEOUT'];
  for (const name of names) vi.stubEnv(name, '600000');
  onTestFinished(() => names.forEach((name) => void vi.stubEnv(name, '')));
  const { client, collector, end } = await traced();
  collector.answer = 'hang';
  expect((await client.get('/Users')).status).toBe(200);
  await until(() => collector.requests.length > 0);
  expect((await client.get('/Users')).status).toBe(200);
  expect(await end()).toEqual([]);
});

it('is away: requests go on', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '100');
  onTestFinished(() => void vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', ''));
  const { client, lines, end } = await traced({ endpoint: 'http://127.0.0.1:9' });
  expect((await client.get('/Users')).status).toBe(200);
  await end();
  expect(lines()).toContainEqual(expect.objectContaining({ level: 40, reason: 'ECONNREFUSED' }));
});
