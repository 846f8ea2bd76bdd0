/** Whether, where and how requests are traced, as the configuration and the environment say it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/cli/load-options.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { ConfigurationError } from '../../src/config/problem.ts';
import { folderWith } from './helpers.ts';

type Environment = Readonly<Record<string, string>>;

async function loaded(tracing: unknown, environment: Environment = {}, withoutSecrets = false) {
  const file = join(await folderWith({ 'c.json': JSON.stringify({ tracing }) }), 'c.json');
  return await loadConfiguration(file, { ...loadOptions, environment, withoutSecrets });
}

async function settingsOf(...args: Parameters<typeof loaded>) {
  const { tracing, problems } = await loaded(...args);
  expect(problems).toEqual([]);
  return tracing;
}

async function warningOf(tracing: unknown, environment: Environment) {
  const { tracing: settings, problems } = await loaded(tracing, environment);
  expect(problems).toMatchObject([{ severity: 'warning' }]);
  return { settings, message: problems[0]?.message };
}

async function refusalOf(...args: Parameters<typeof loaded>): Promise<string> {
  const error = await loaded(...args).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigurationError)) throw new Error(`not refused: ${error}`);
  return error.problems.map(({ line, message }) => `${line}: ${message}`).join('\n');
}

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
const URL = 'http://collector:4318/v1/traces';

it('is off where nobody names a collector', async () => {
  expect(await settingsOf(undefined)).toBeUndefined();
  expect(
    await settingsOf(undefined, { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' }),
  ).toBeUndefined();
});

it('has a collector, headers by reference, a share, and a name', async () => {
  const tracing = {
    endpoint: 'https://collector.example.com/otlp/',
    headers: { Authorization: { env: 'KEY' } },
    sampling: 0.01,
    serviceName: 'proxy',
  };
  expect(await settingsOf(tracing, { KEY: ' Api-Token hunter2\n' })).toEqual({
    url: 'https://collector.example.com/otlp/v1/traces',
    protocol: 'http/protobuf',
    headers: { Authorization: 'Api-Token hunter2' },
    sampling: { ratio: 0.01, heedsClient: true },
    serviceName: 'proxy',
  });
});

describe('the environment', () => {
  it.each([
    ['an address for all', ENDPOINT, URL],
    ['with a path', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c/otlp/' }, 'http://c/otlp/v1/traces'],
    [
      'one for traces, as it is',
      { ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/x' },
      'http://c/x',
    ],
    ['an empty one', { ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '' }, URL],
  ])('switches it on: %s', async (_, environment: Environment, url) => {
    expect(await settingsOf(undefined, environment)).toMatchObject({ url });
    expect(await settingsOf({}, environment)).toMatchObject({ url });
  });

  it.each([
    ['OTEL_SDK_DISABLED', 'TRUE'],
    ['OTEL_TRACES_EXPORTER', 'none'],
  ])('switches it off, whatever the file says: %s', async (name, value) => {
    expect(await settingsOf({ endpoint: 'http://c' }, { ...ENDPOINT, [name]: value })).toBeUndefined();
  });

  it('gives way to the file', async () => {
    const tracing = { endpoint: 'http://other/v1/traces', sampling: 0.5 };
    const environment = { ...ENDPOINT, OTEL_TRACES_SAMPLER: 'always_off' };
    expect(await settingsOf(tracing, environment)).toMatchObject({
      url: 'http://other/v1/traces',
      sampling: { ratio: 0.5, heedsClient: true },
    });
  });

  it.each([
    ['always_on', undefined, { ratio: 1, heedsClient: false }],
    ['always_off', undefined, { ratio: 0, heedsClient: false }],
    ['traceidratio', '0.25', { ratio: 0.25, heedsClient: false }],
    ['traceidratio', undefined, { ratio: 1, heedsClient: false }],
    ['parentbased_always_on', '0.25', { ratio: 1, heedsClient: true }],
    ['parentbased_always_off', undefined, { ratio: 0, heedsClient: true }],
    ['parentbased_traceidratio', '0', { ratio: 0, heedsClient: true }],
    ['', '0.25', { ratio: 1, heedsClient: true }],
  ])('names a sampler: %s %s', async (name, argument, sampling) => {
    const environment = {
      ...ENDPOINT,
      OTEL_TRACES_SAMPLER: name,
      ...(argument !== undefined && { OTEL_TRACES_SAMPLER_ARG: argument }),
    };
    expect(await settingsOf(undefined, environment)).toMatchObject({ sampling });
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 'OTEL_TRACES_SAMPLER is none of always_on, always_off,'],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '10' },
      'OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1',
    ],
  ])('names one that there is not: %j is told, and all are traced', async (environment: Environment, why) => {
    const { settings, message } = await warningOf(undefined, { ...ENDPOINT, ...environment });
    expect(message).toContain(`${why}`);
    expect(message).toContain('all requests are traced');
    expect(settings?.sampling.ratio).toBe(1);
  });

  it.each([
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT is no http or https URL',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:hunter2@c' },
      'OTEL_EXPORTER_OTLP_ENDPOINT is no http or https URL',
    ],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'grpc://c' }, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no http'],
    [
      { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL is none of http/protobuf and http/json',
    ],
  ])('that is wrong costs traces, and is told: %j', async (environment: Environment, why) => {
    const { settings, message } = await warningOf(undefined, environment);
    expect(settings).toBeUndefined();
    expect(message).toContain(why);
    expect(message).toContain('requests are not traced');
    expect(message).not.toContain('hunter2');
  });

  it('names none, where the file leaves it to it', async () => {
    const { settings, message } = await warningOf({}, {});
    expect(settings).toBeUndefined();
    expect(message).toContain('write "endpoint", or set OTEL_EXPORTER_OTLP_ENDPOINT');
  });
});

describe('the file', () => {
  it.each([
    [{ endpoint: 'collector:4318' }, 'tracing.endpoint must be the http or https URL of a collector'],
    [{ endpoint: 'http://me:hunter2@c' }, 'tracing.endpoint must be'],
    [{ endpoint: 'http://c?key=hunter2' }, 'tracing.endpoint must be'],
    [{ endpoint: 'http://c', sampling: 10 }, 'tracing.sampling must be a number from 0 to 1'],
    [{ endpoint: 'http://c', headers: { key: 'hunter2' } }, '{"env": "NAME"}'],
    [{ endpoint: 'http://c', headers: { 'a b': { env: 'KEY' } } }, 'an object with the names of headers'],
    [{ endpoint: 'http://c', headers: { key: { env: 'NONE' } } }, '1: tracing.headers.key has no value: '],
    [{ endpoint: 'http://c', headers: { key: { env: 'LINES' } } }, '1: tracing.headers.key cannot be sent'],
    [{ endpoint: 'http://c', ratio: 1 }, 'ratio'],
  ])('that is wrong is refused: %j', async (tracing, why) => {
    const refusal = await refusalOf(tracing, { KEY: 'k', LINES: 'a\nb' });
    expect(refusal).toContain(why);
    expect(refusal).not.toContain('hunter2');
  });

  it('needs no secrets where it is only looked at', async () => {
    const tracing = { endpoint: 'http://collector:4318', headers: { key: { env: 'NONE' } } };
    expect(await settingsOf(tracing, {}, true)).toMatchObject({ url: URL, headers: {} });
  });
});
