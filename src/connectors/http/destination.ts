/** The properties of every system that is reached over HTTP with Basic authentication, as SAP destinations name them. */
import { z } from 'zod';
import type { Notice } from '../connector.ts';
import { type ApiPath, type BaseUrl, parseBaseUrl } from './base-url.ts';
import { type Credentials, passwordProblem, userProblem } from './basic-authentication.ts';
import { configuredHeaders, headerProperties } from './request-headers.ts';
import { readWay, type WaySettings, wayProperties } from './way/properties.ts';

export interface Destination {
  readonly base: BaseUrl;
  readonly credentials: Credentials;
  /** From `ips.http.header.<Name>`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** With which certificates, and through which web proxy. */
  readonly way: WaySettings;
  readonly notices: readonly Notice[];
}

/** Schemas of the properties, `URL` as the address of this API. */
export function destinationProperties(api: ApiPath) {
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
    Authentication: z
      .literal('BasicAuthentication', {
        error: 'must be BasicAuthentication: no other way to log on to this system type is supported yet',
      })
      .optional()
      .meta({ description: 'How to log on to the backend.', default: 'BasicAuthentication' }),
    User: required('is missing: write the id of the technical user')
      .superRefine((user, context) => report(context, userProblem(user)))
      .describe('Id of the technical user.'),
    Password: required('is missing: refer to the secret of the technical user')
      .superRefine((password, context) => report(context, passwordProblem(password)))
      .describe('Secret of the technical user.'),
    ...headerProperties,
    ...wayProperties,
  };
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
  const { headers, notices, problems } = configuredHeaders(texts);
  for (const { property, message } of problems) report(context, message, property);
  const way = readWay(properties, (message, property) => report(context, message, property));
  if (problems.length > 0 || way === undefined) return undefined;
  return {
    base: properties.URL.base,
    credentials: { user: properties.User, password: properties.Password },
    headers,
    way: way.way,
    notices: [...properties.URL.notices, ...notices, ...way.notices],
  };
}

/** Text that has to be there. */
function required(missing: string) {
  return z.string({ error: missing }).min(1, missing);
}

function report(context: z.core.$RefinementCtx, message: string | undefined, property?: string): void {
  if (message === undefined) return;
  context.addIssue({ code: 'custom', message, ...(property === undefined ? {} : { path: [property] }) });
}
