/** The properties of every system that is reached over HTTP, as SAP destinations name them. */
import { z } from 'zod';
import type { Notice } from '../definition.ts';
import { type Authentication, credentialsOf } from './authentication/authentication.ts';
import {
  type AuthenticationName,
  authenticationProblems,
  authenticationProperties,
  CERTIFICATE_AUTHENTICATION,
  readAuthentication,
} from './authentication/properties.ts';
import { TOKEN_URL, type TokenUrl } from './authentication/token-url.ts';
import { type ApiPath, type BaseUrl, parseBaseUrl } from './base-url.ts';
import { SecretMask } from './masking/secret-mask.ts';
import { configuredHeaders, headerProperties } from './request-headers.ts';
import { readWay, type WaySettings, wayProperties } from './way/properties.ts';

export interface Destination {
  readonly base: BaseUrl;
  readonly authentication: Authentication;
  /** From `ips.http.header.<Name>`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** With which certificates, and through which web proxy. */
  readonly way: WaySettings;
  readonly notices: readonly Notice[];
}

/**
 * Schemas of the properties, `URL` as the address of this API. What they say together is checked by
 * {@link checkDestination} and read by {@link readDestination}.
 *
 * @param names the kinds of authentication that the connector takes. Default: all
 */
export function destinationProperties(api: ApiPath, names?: readonly AuthenticationName[]) {
  return {
    Type: z
      .literal('HTTP', { error: 'must be HTTP (values are case-sensitive)' })
      .optional()
      .meta({ description: 'What kind of destination it is.', default: 'HTTP' }),
    URL: required('is missing: write the address of the backend, such as https://tenant.example.com')
      .transform((text, context) => {
        const parsed = parseBaseUrl(text, api);
        if (parsed.status === 'ok') return parsed;
        report(context, parsed.message);
        return z.NEVER;
      })
      .meta({ description: 'Scheme and host of the backend.', value: 'URL' }),
    ...authenticationProperties(names),
    ...headerProperties,
    ...wayProperties,
  };
}

/**
 * Added to the schema of all properties of a system: reports what is missing along with all that is wrong with single ones.
 */
export function checkDestination<Schema extends z.ZodObject>(schema: Schema): Schema {
  return schema.superRefine(
    (properties, context) => {
      for (const { property, message } of [
        ...authenticationProblems(properties),
        ...unencrypted(properties),
      ]) {
        report(context, message, property);
      }
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
}

/** Where the certificate is the logon, nobody would ever see it. */
function unencrypted(properties: Readonly<Record<string, unknown>>) {
  if (properties['Authentication'] !== CERTIFICATE_AUTHENTICATION) return [];
  // Those that are in order have been read by then.
  const property = properties[TOKEN_URL] === undefined ? 'URL' : TOKEN_URL;
  const address = properties[property] as Partial<TokenUrl> | undefined;
  if (!address?.base?.origin.startsWith('http:')) return [];
  const message = `must begin with https: ${CERTIFICATE_AUTHENTICATION} shows a certificate, and only TLS does that`;
  return [{ property, message }];
}

type DestinationProperties = z.output<z.ZodObject<ReturnType<typeof destinationProperties>>>;

/** What the properties say together, or `undefined` after having reported what is wrong. */
export function readDestination(
  properties: DestinationProperties & Readonly<Record<string, unknown>>,
  context: z.core.$RefinementCtx,
): Destination | undefined {
  const texts = Object.entries(properties).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const { authentication, notices: ofAuthentication } = readAuthentication(properties);
  const { headers, notices, problems } = configuredHeaders(texts, authentication.kind !== 'none');
  for (const { property, message } of problems) report(context, message, property);
  const way = readWay(properties, (message, property) => report(context, message, property));
  if (problems.length > 0 || way === undefined) return undefined;
  const { base } = properties.URL;
  return {
    base,
    authentication:
      authentication.kind === 'none' && headers['authorization'] !== undefined
        ? { kind: 'header' }
        : authentication,
    headers,
    way: way.way,
    notices: [
      ...properties.URL.notices,
      ...ofAuthentication,
      ...notices,
      ...way.notices,
      ...unshown(properties, way.way),
    ],
  };
}

/** Only TLS shows certificates. */
function unshown(properties: DestinationProperties, { certificate }: WaySettings): Notice[] {
  const addresses = [properties.URL, properties[TOKEN_URL]];
  if (certificate === undefined || addresses.some((address) => address?.base.origin.startsWith('https:'))) {
    return [];
  }
  return [
    { property: certificate.property, message: 'has no effect, because URL does not begin with https' },
  ];
}

/** @param secrets values of all credential properties */
export function maskOf(
  { authentication, headers }: Destination,
  secrets: readonly string[] = [],
): SecretMask {
  return new SecretMask({ credentials: credentialsOf(authentication), headers, secrets });
}

/** Text that has to be there. */
function required(missing: string) {
  return z.string({ error: missing }).min(1, missing);
}

function report(context: z.core.$RefinementCtx, message: string | undefined, property?: string): void {
  if (message === undefined) return;
  context.addIssue({ code: 'custom', message, ...(property === undefined ? {} : { path: [property] }) });
}
