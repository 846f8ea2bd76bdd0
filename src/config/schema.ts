/**
 * The configuration file's shape. `docs/configuration.md` explains it, `config/ipsproxy.schema.json` is made from it.
 * The `error` of a field completes the sentence "… must be …".
 */
import { z } from 'zod';
import { auditSchema } from './audit-schema.ts';
import { deletionGuardSchema } from './deletion-guard-schema.ts';
import { LARGEST_BODY } from './largest-body.ts';
import { systemLimitsSchema } from './limits-schema.ts';
import {
  forwardedClientCertificatesSchema,
  hostSchema,
  managementSchema,
  portSchema,
  tlsSchema,
} from './listening-schema.ts';
import { oauthSchema } from './oauth-schema.ts';
import { overloadSchema } from './overload-schema.ts';
import { pemOrReference, propertyEntry } from './property-schema.ts';
import { flag } from './schema-parts.ts';
import { connectorsSchema, destinationsSchema } from './shared-schema.ts';
import { stateSchema } from './state-schema.ts';
import { technicalUserSchema } from './technical-user-schema.ts';
import { tracingSchema } from './tracing-schema.ts';

const seconds = (fallback: number, description: string, [least, most]: readonly [number, number]) => {
  const error = `a number of seconds from ${least} to ${most}, e.g. ${fallback}`;
  return z
    .number({ error })
    .min(least, { error })
    .max(most, { error })
    .default(fallback)
    .describe(description);
};

const BODY_LIMIT_ERROR = `a whole number of bytes from 1024 to ${LARGEST_BODY}, e.g. 10485760`;
const WORK_MEMORY_ERROR = 'a whole number of megabytes from 16 to 65536, e.g. 96';
const CONNECTIONS_ERROR = 'a whole number of connections from 1 to 65535, e.g. 500, or 0 for no bound';
const EXTERNAL_URL_ERROR =
  'the http or https URL under which clients reach this proxy, without query, fragment and the URL of a system, e.g. "https://proxy.example.com"';

function isExternalUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    !/[?#\s]/.test(text) &&
    !text.includes('/v1/scim')
  );
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const serverSchema = z
  .strictObject({
    host: hostSchema,
    port: portSchema,
    management: managementSchema,
    tls: tlsSchema,
    forwardedClientCertificates: forwardedClientCertificatesSchema,
    externalUrl: z
      .string({ error: EXTERNAL_URL_ERROR })
      .refine(isExternalUrl, { error: EXTERNAL_URL_ERROR })
      .optional()
      .describe('URL under which clients reach this proxy; base of Location and meta.location.'),
    trustForwardedHeaders: flag(
      'Believe X-Forwarded-Proto, -Host and -For. Only behind a router that sets them itself.',
    ),
    connectionsPerAddress: z
      .int({ error: CONNECTIONS_ERROR })
      .min(0, { error: CONNECTIONS_ERROR })
      .max(65_535, { error: CONNECTIONS_ERROR })
      .optional()
      .describe(
        'Connections from one address at once; 0: no bound. Default 500, and no bound with trustForwardedHeaders.',
      ),
    bodyLimit: z
      .int({ error: BODY_LIMIT_ERROR })
      .min(1024, { error: BODY_LIMIT_ERROR })
      .max(LARGEST_BODY, { error: BODY_LIMIT_ERROR })
      .default(10_485_760)
      .describe('Largest request body in bytes; default 10 MB.'),
    workMemory: z
      .int({ error: WORK_MEMORY_ERROR })
      .min(16, { error: WORK_MEMORY_ERROR })
      .max(65_536, { error: WORK_MEMORY_ERROR })
      .default(96)
      .describe('Megabytes of memory that request bodies and answers of backends in work may take together.'),
    overload: overloadSchema,
    requestTimeout: seconds(
      60,
      'Seconds to answer a request, and as long again to receive it.',
      [0.05, 3600],
    ),
    connectTimeout: seconds(5, 'Seconds until a connection to a backend has to stand.', [0.05, 300]),
    certificateAuthorities: z
      .array(pemOrReference, { error: 'a list such as [{"file": "company-ca.pem"}]' })
      .default([])
      .describe(
        'Certificates of authorities in PEM form that are trusted for all backends, on top of those that Node.js trusts (its own, and those of NODE_EXTRA_CA_CERTS).',
      ),
    drainTime: seconds(
      2,
      'Seconds that the proxy, when it stops, goes on as before but for /readyz, so that load balancers notice, and then again that it still answers on the connections it has; left out where no client asked for anything in the minute before.',
      [0, 3600],
    ),
    shutdownTimeout: seconds(
      30,
      'Seconds that requests under way get to finish when the proxy stops.',
      [0, 3600],
    ),
    apiPage: flag(
      'true: each system has a page below its URL, …/openapi, on which its API can be read and tried out with a browser.',
    ),
    logLevel: z
      .enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.map((level) => `"${level}"`).join(', ')}` })
      .default('info')
      .describe('Least severe kind of log line that is written.'),
  })
  .describe('The HTTP server.');

const SYSTEM_ID_ERROR =
  'letters and digits, separated by single dashes, at most 100 characters, e.g. a UUID or "ias-test"';
const systemSchema = z
  .strictObject({
    id: z
      .string({ error: SYSTEM_ID_ERROR })
      .max(100, { error: SYSTEM_ID_ERROR })
      .regex(/^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/, { error: SYSTEM_ID_ERROR })
      .describe('Part of the URLs of this system.'),
    type: z
      .string({ error: 'the type of the system, e.g. "identity-authentication"' })
      .describe('Which connector speaks to the backend.'),
    name: z.string({ error: 'text' }).optional().describe('For people; default: the id.'),
    disabled: flag('true: requests are answered with 503.'),
    destination: z
      .string({ error: 'the name of a destination, one of the keys of "destinations"' })
      .optional()
      .describe('Name of the destination whose properties the system has too; its own ones win.'),
    properties: z
      .record(z.string(), propertyEntry, { error: 'an object with the properties of the system' })
      .default({})
      .describe('Properties as in SAP Identity Provisioning; credentials only by reference.'),
    transformations: z
      .strictObject(
        {
          read: z.string({ error: 'the path of a file' }).min(1, { error: 'the path of a file' }).optional(),
          write: z.string({ error: 'the path of a file' }).min(1, { error: 'the path of a file' }).optional(),
        },
        { error: 'an object like {"read": "read.json", "write": "write.json"}' },
      )
      .prefault({})
      .describe(
        'Files with transformations, relative to the configuration file; left out: those of the type.',
      ),
    deletionGuard: deletionGuardSchema,
    limits: systemLimitsSchema,
  })
  .describe('A proxy system.');

export const configurationSchema = z
  .strictObject({
    $schema: z.string({ error: 'text' }).optional().describe('For editors.'),
    server: serverSchema.prefault({}),
    technicalUsers: z
      .array(technicalUserSchema, { error: 'a list of technical users' })
      .default([])
      .describe('Who may call.'),
    state: stateSchema,
    oauth: oauthSchema,
    audit: auditSchema,
    tracing: tracingSchema,
    connectors: connectorsSchema,
    destinations: destinationsSchema,
    systems: z
      .array(systemSchema, { error: 'a list of systems' })
      .default([])
      .describe('Which systems are served.'),
  })
  .describe('Configuration of ipsproxy.');

export type Configuration = z.output<typeof configurationSchema>;
export type ServerSettings = Readonly<Configuration['server']>;
export type TechnicalUserEntry = Configuration['technicalUsers'][number];
export type SystemEntry = Configuration['systems'][number];
