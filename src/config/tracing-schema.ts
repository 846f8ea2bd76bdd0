/** The shape of `tracing` in the configuration file: where traces go, and how many. */
import { z } from 'zod';
import { REFERENCE_FORMS, reference } from './property-schema.ts';

const TRACING_ERROR =
  'an object such as {"endpoint": "http://collector:4318", "sampling": 0.01}, or {} where environment variables (OTEL_…) say it all';
const ENDPOINT_ERROR =
  'the http or https URL of a collector that takes OTLP over HTTP, without user, query and fragment, e.g. "http://collector:4318"';
const HEADERS_ERROR = `an object with the names of headers, each with ${REFERENCE_FORMS}`;
const SAMPLING_ERROR = 'a number from 0 to 1, e.g. 0.01';
const SERVICE_NAME_ERROR = 'text, e.g. "ipsproxy-test"';

/** RFC 9110 §5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    !/[?#\s]/.test(text)
  );
}

export const tracingSchema = z
  .strictObject(
    {
      endpoint: z
        .string({ error: ENDPOINT_ERROR })
        .refine(isEndpoint, { error: ENDPOINT_ERROR })
        .optional()
        .describe(
          'Collector that takes OTLP over HTTP; "/v1/traces" is added. Left out: that of OTEL_EXPORTER_OTLP_TRACES_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT.',
        ),
      headers: z
        .record(z.string().regex(HEADER_NAME, { error: HEADERS_ERROR }), reference(), {
          error: HEADERS_ERROR,
        })
        .default({})
        .describe('Headers for the collector, such as a key, on top of those of OTEL_EXPORTER_OTLP_HEADERS.'),
      sampling: z
        .number({ error: SAMPLING_ERROR })
        .min(0, { error: SAMPLING_ERROR })
        .max(1, { error: SAMPLING_ERROR })
        .optional()
        .describe(
          'Share of the requests that are recorded, 0 to 1, where the client has not decided it. Left out: what OTEL_TRACES_SAMPLER says, else 1.',
        ),
      serviceName: z
        .string({ error: SERVICE_NAME_ERROR })
        .min(1, { error: SERVICE_NAME_ERROR })
        .max(100, { error: SERVICE_NAME_ERROR })
        .optional()
        .describe('service.name of all spans. Left out: OTEL_SERVICE_NAME, else "ipsproxy".'),
    },
    { error: TRACING_ERROR },
  )
  .optional()
  .describe(
    'Traces of requests for OpenTelemetry; left out: none, unless the environment names a collector.',
  );
