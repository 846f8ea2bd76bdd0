/** The properties of a Cloud Foundry system, checked and made ready for use. */
import { z } from 'zod';
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { parseFilter } from '../../scim/filter-parse.ts';
import type { Notice } from '../definition.ts';
import { authenticationProperty } from '../http/authentication/properties.ts';
import { type BaseUrl, parseBaseUrl } from '../http/base-url.ts';
import { type Credentials, passwordProblem } from '../http/basic-authentication.ts';
import { destinationProperties } from '../http/destination.ts';
import { configuredHeaders, headerProperties } from '../http/request-headers.ts';
import { type RetrySettings, readRetries, retryNotices, retryProperties } from '../http/retry-properties.ts';
import { readWay, type WaySettings, wayProperties } from '../http/way/properties.ts';
import { uaaFilter } from '../uaa-api/uaa-filter.ts';
import { LANDSCAPE_FORMS, parseLandscape } from './landscape/landscape.ts';
import { domainOf, parseDomains, TRUSTED_DOMAINS } from './landscape/trusted-domains.ts';

export interface Settings {
  /** The landscape as it stands in the names of groups. */
  readonly landscape: string;
  /** Where the root document is. */
  readonly api: BaseUrl;
  /** Which property `api` comes from. */
  readonly addressProperty: 'URL' | 'btp.cf.pm.landscape';
  /** Within which its services have to be: its own, and what the property adds. */
  readonly trustedDomains: readonly string[];
  readonly credentials: Credentials;
  /** Of the identity provider; everything of other origins is invisible. */
  readonly origin: string;
  /** From `ips.http.header.<Name>`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** With which certificates, and through which web proxy. */
  readonly way: WaySettings;
  /** Joined to the filter of every list of users. */
  readonly userFilter: Filter | undefined;
  /** What the read transformation puts in front of the names of groups. */
  readonly groupPrefix: string;
  /** Give `organization_user` to whoever gets a role in a space and lacks it. */
  readonly ensureOrganizationUser: boolean;
  /** Milliseconds that lists of organizations and spaces are kept. */
  readonly cacheTime: number;
  readonly retries: RetrySettings;
  readonly notices: readonly Notice[];
}

export const DEFAULT_CACHE_SECONDS = 30;
const LONGEST_CACHE_SECONDS = 600;

const ROOT = { path: '', pasted: ['/v3'] };
const ORIGIN = /^[\w.-]{0,36}$/;

const { Type } = destinationProperties(ROOT);
/** The user logs on at the UAA, by password grant. */
const Authentication = authenticationProperty(['BasicAuthentication']);

function required(missing: string) {
  return z.string({ error: missing }).min(1, missing);
}

const credential = (missing: string) =>
  required(missing).superRefine((value, context) => {
    const problem = passwordProblem(value);
    if (problem !== undefined) context.addIssue(problem);
  });

const url = z.string().transform((text, context) => {
  const parsed = parseBaseUrl(text, ROOT);
  if (parsed.status === 'ok') return parsed;
  const message = parsed.message.startsWith('must be an absolute')
    ? 'must be the address of the Cloud Foundry API, such as https://api.cf.eu10.hana.ondemand.com'
    : parsed.message;
  context.addIssue(message);
  return z.NEVER;
});

const landscape = required(`is missing: write the landscape, such as ${LANDSCAPE_FORMS}`).transform(
  (text, context) => {
    const parsed = parseLandscape(text);
    if (parsed !== undefined) return parsed;
    context.addIssue(`is no landscape: it looks like ${LANDSCAPE_FORMS}`);
    return z.NEVER;
  },
);

const filter = z.string().transform((text, context): Filter | undefined => {
  if (text.trim() === '') return undefined;
  try {
    const parsed = parseFilter(text, { repeatedValues: true });
    uaaFilter(parsed);
    return parsed;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    context.addIssue(`cannot be used: ${error.message}`);
    return z.NEVER;
  }
});

const domains = z.string().transform((text, context) => {
  const parsed = parseDomains(text);
  if (parsed !== undefined) return parsed;
  context.addIssue('must be host names or domains, separated by commas, such as uaa.example.com');
  return z.NEVER;
});

const cacheMessage = `must be a whole number of seconds from 0 to ${LONGEST_CACHE_SECONDS}`;

const shape = z.looseObject({
  Type,
  Authentication,
  URL: url.optional().meta({
    description: 'Address of the Cloud Foundry API, for other installations than those of SAP.',
    value: 'URL',
    defaultText: "`https://api.` and the landscape's host",
  }),
  User: credential(
    'is missing: write the e-mail address of the provisioning user, such as cf-user-provisioning-<origin>@sap.invalid',
  ).meta({ description: 'E-mail address of the provisioning user.', value: 'e-mail address' }),
  Password: credential('is missing: refer to the password of the provisioning user').describe(
    'Password of the provisioning user.',
  ),
  'btp.cf.pm.origin': required(
    'is missing: write the origin key of the identity provider for platform users, such as acme-platform',
  )
    .regex(ORIGIN, 'must be an origin key: at most 36 letters, digits, "_", "-" and "."')
    .meta({
      description:
        'Origin key of the identity provider for platform users, such as `acme-platform`. Everything of other origins is invisible and stays untouched.',
      value: 'origin key',
    }),
  'btp.cf.pm.landscape': landscape.meta({
    description:
      'Landscape, such as `cf-eu10`, `cf-eu10-002`, or a host name such as `cf.eu10-002.hana.ondemand.com`. It stands in the names of groups as written.',
    value: 'landscape',
  }),
  'btp.cf.pm.user.filter': filter
    .optional()
    .meta({ description: 'Joined to the filter of every list of users.', value: 'SCIM filter' }),
  'btp.cf.pm.group.prefix': z
    .string()
    .optional()
    .describe('What the read transformation puts in front of the names of groups.'),
  'btp.cf.pm.ensure.org.user': z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .describe('Whoever gets a role in a space and lacks `organization_user` gets that first.'),
  [TRUSTED_DOMAINS]: domains.optional().meta({
    description:
      'Further hosts and domains in which the services of the landscape may be, separated by commas.',
    value: 'host names',
    defaultText: 'only the domain of its API',
  }),
  ...headerProperties,
  ...retryProperties,
  ...wayProperties,
  'btp.cf.pm.cache.seconds': z
    .string()
    .regex(/^\d{1,3}$/, cacheMessage)
    .refine((text) => Number(text) <= LONGEST_CACHE_SECONDS, cacheMessage)
    .transform(Number)
    .meta({ type: 'integer', minimum: 0, maximum: LONGEST_CACHE_SECONDS })
    .default(DEFAULT_CACHE_SECONDS)
    .meta({
      description: 'How long the lists of organizations and spaces are kept.',
      unit: 'seconds',
    }),
});

export const propertiesSchema = shape.transform((properties, context): Settings => {
  const { headers, notices, problems } = configuredHeaders(
    Object.entries(properties).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  for (const { property, message } of problems) {
    context.addIssue({ code: 'custom', message, path: [property] });
  }
  const place = properties['btp.cf.pm.landscape'];
  const derived = parseBaseUrl(place.apiUrl, ROOT);
  const chosen = properties.URL ?? derived;
  const way = readWay(properties, (message, property) =>
    context.addIssue({ code: 'custom', message, path: [property] }),
  );
  if (problems.length > 0 || way === undefined || chosen.status !== 'ok') return z.NEVER;
  const origin = properties['btp.cf.pm.origin'];
  return {
    landscape: place.name,
    api: chosen.base,
    addressProperty: properties.URL === undefined ? 'btp.cf.pm.landscape' : 'URL',
    trustedDomains: [
      ...new Set([
        domainOf(chosen.base.origin),
        domainOf(place.apiUrl),
        ...(properties[TRUSTED_DOMAINS] ?? []),
      ]),
    ],
    credentials: { user: properties.User, password: properties.Password },
    origin,
    headers,
    way: way.way,
    userFilter: properties['btp.cf.pm.user.filter'],
    groupPrefix: properties['btp.cf.pm.group.prefix'] ?? '',
    ensureOrganizationUser: properties['btp.cf.pm.ensure.org.user'] === 'true',
    cacheTime: properties['btp.cf.pm.cache.seconds'] * 1000,
    retries: readRetries(properties),
    notices: [
      ...chosen.notices,
      ...notices,
      ...retryNotices(properties),
      ...way.notices,
      ...(place.plausible || properties.URL !== undefined ? [] : [implausible(place.name)]),
      ...(origin.endsWith('-platform') ? [] : [unusualOrigin(origin)]),
      ...noUserPatch(properties),
    ],
  };
});

/** Of the proxy, for connectors whose backend can change users; the first that is set counts. */
const USER_UPDATES = ['btp.cf.pm.user.update.instead.delete', 'scim.user.update.instead.delete'];

function noUserPatch(properties: Readonly<Record<string, unknown>>): Notice[] {
  const property = USER_UPDATES.find((name) => properties[name] !== undefined);
  if (property === undefined || properties[property] !== 'true') return [];
  const message =
    'cannot be met: users of Cloud Foundry are not changed by PATCH, and every DELETE of one is answered 501';
  return [{ property, message }];
}

function implausible(name: string): Notice {
  const message = `"${name}" does not look like a landscape: it should be ${LANDSCAPE_FORMS}`;
  return { property: 'btp.cf.pm.landscape', message };
}

function unusualOrigin(origin: string): Notice {
  const message = `"${origin}" does not end in -platform, as origin keys of custom identity providers for platform users do`;
  return { property: 'btp.cf.pm.origin', message };
}
