/** Whether and where traces go: what the file says, and for what it leaves out the environment variables of OpenTelemetry. */
import { dirname } from 'node:path';
import type { Sampling, TracingSettings } from '../telemetry/tracing/settings.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { Configuration } from './schema.ts';
import type { Source } from './source/source.ts';
import { isEndpoint } from './tracing-schema.ts';

type Environment = ReferenceContext['environment'];
type Warning = Omit<Problem, 'severity' | 'file'>;

export interface LoadedTracing {
  /** Absent: requests are not traced. */
  readonly settings: TracingSettings | undefined;
  readonly warnings: readonly Warning[];
}

const NONE: LoadedTracing = Object.freeze({ settings: undefined, warnings: [] });
/** Where traces are below a collector's address. */
const TRACES = '/v1/traces';

/**
 * What the environment has wrong only costs traces: platforms set it for all that runs on them.
 *
 * @throws ConfigurationError for what the file has wrong
 */
export async function loadTracing(
  { tracing }: Pick<Configuration, 'tracing'>,
  source: Source,
  options: Omit<ReferenceContext, 'folder'>,
): Promise<LoadedTracing> {
  const { environment } = options;
  const fromEnvironment = endpointIn(environment);
  if (isSwitchedOff(environment) || (tracing === undefined && fromEnvironment === undefined)) return NONE;
  const place = tracing === undefined ? source.keyAt([]) : source.keyAt(['tracing']);
  const without = (message: string): LoadedTracing => ({
    settings: undefined,
    warnings: [{ ...place, message: `${message}; requests are not traced` }],
  });

  const headers = await headersOf(tracing?.headers ?? {}, source, options);
  const endpoint = tracing?.endpoint === undefined ? fromEnvironment : ofFile(tracing.endpoint);
  if (endpoint === undefined) {
    return without('tracing names no collector: write "endpoint", or set OTEL_EXPORTER_OTLP_ENDPOINT');
  }
  if (!isEndpoint(endpoint.url)) {
    return without(`the environment variable ${endpoint.from} is no http or https URL of a collector`);
  }
  const protocol = setIn(environment, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL');
  const { value: spoken = 'http/protobuf' } = protocol ?? {};
  if (spoken !== 'http/protobuf' && spoken !== 'http/json') {
    return without(
      `the environment variable ${protocol?.name} is none of http/protobuf and http/json, which the proxy speaks`,
    );
  }
  const { sampling, warning } = samplingOf(tracing?.sampling, environment);
  const { serviceName } = tracing ?? {};
  return {
    settings: Object.freeze({ url: endpoint.url, protocol: spoken, headers, sampling, serviceName }),
    warnings: warning === undefined ? [] : [{ ...place, message: warning }],
  };
}

interface Endpoint {
  /** With its path. */
  readonly url: string;
  /** What says so. */
  readonly from: string;
}

/** An address alone has no slash at its end. */
function ofFile(endpoint: string): Endpoint {
  const base = endpoint.replace(/\/+$/, '');
  return { url: base.endsWith(TRACES) ? base : `${base}${TRACES}`, from: 'tracing.endpoint' };
}

/** The one for traces alone is taken as it is (OpenTelemetry, OTLP exporter configuration). */
function endpointIn(environment: Environment): Endpoint | undefined {
  const ofTraces = setIn(environment, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if (ofTraces !== undefined) return { url: ofTraces.value, from: ofTraces.name };
  const ofAll = setIn(environment, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  return ofAll && { url: `${ofAll.value.replace(/\/+$/, '')}${TRACES}`, from: ofAll.name };
}

function isSwitchedOff(environment: Environment): boolean {
  return (
    setIn(environment, 'OTEL_SDK_DISABLED')?.value.toLowerCase() === 'true' ||
    setIn(environment, 'OTEL_TRACES_EXPORTER')?.value === 'none'
  );
}

/** The samplers of the specification are these two numbers. */
const SAMPLERS: Readonly<Record<string, { readonly ratio?: 0 | 1; readonly heedsClient: boolean }>> = {
  always_on: { ratio: 1, heedsClient: false },
  always_off: { ratio: 0, heedsClient: false },
  traceidratio: { heedsClient: false },
  parentbased_always_on: { ratio: 1, heedsClient: true },
  parentbased_always_off: { ratio: 0, heedsClient: true },
  parentbased_traceidratio: { heedsClient: true },
};

function samplingOf(
  ratio: number | undefined,
  environment: Environment,
): { readonly sampling: Sampling; readonly warning?: string | undefined } {
  if (ratio !== undefined) return { sampling: { ratio, heedsClient: true } };
  const all = { ratio: 1, heedsClient: true };
  const named = setIn(environment, 'OTEL_TRACES_SAMPLER');
  const sampler = SAMPLERS[named?.value ?? 'parentbased_always_on'];
  if (sampler === undefined) {
    const names = Object.keys(SAMPLERS).join(', ');
    return {
      sampling: all,
      warning: `the environment variable OTEL_TRACES_SAMPLER is none of ${names}; all requests are traced`,
    };
  }
  if (sampler.ratio !== undefined) return { sampling: { ...sampler, ratio: sampler.ratio } };
  const argument = setIn(environment, 'OTEL_TRACES_SAMPLER_ARG')?.value ?? '1';
  const share = Number(argument);
  if (share >= 0 && share <= 1) return { sampling: { ...sampler, ratio: share } };
  return {
    sampling: { ...sampler, ratio: 1 },
    warning:
      'the environment variable OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1; all requests are traced',
  };
}

/** @throws ConfigurationError: without its key, a collector takes nothing */
async function headersOf(
  entries: NonNullable<Configuration['tracing']>['headers'],
  source: Source,
  options: Omit<ReferenceContext, 'folder'>,
): Promise<Readonly<Record<string, string>>> {
  const headers: Record<string, string> = {};
  const context = { ...options, folder: dirname(source.file) };
  for (const [name, entry] of Object.entries(entries)) {
    const path = ['tracing', 'headers', name];
    const refuse = (message: string): never => {
      const problem: Problem = {
        severity: 'error',
        file: source.file,
        message: `tracing.headers.${name} ${message}`,
        ...source.valueAt(path),
      };
      throw new ConfigurationError([problem]);
    };
    const resolved = await resolveReference(entry, context);
    if (!('value' in resolved)) {
      if (resolved.missing && options.withoutSecrets) continue;
      return refuse(`has no value: ${whyUnresolved(resolved)}`);
    }
    const value = resolved.value.trim();
    if (!/^[\x20-\x7e]+$/.test(value)) refuse('cannot be sent: it is empty, or more than one line of ASCII');
    headers[name] = value;
  }
  return Object.freeze(headers);
}

/** The first of them that is set; an empty one counts as not set (OpenTelemetry, environment variables). */
function setIn(environment: Environment, ...names: readonly string[]) {
  for (const name of names) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}
