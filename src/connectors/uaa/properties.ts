/** The properties of a UAA, checked and made ready for use ("Cloud Foundry UAA Server", "SAP BTP XS Advanced UAA (Cloud Foundry)"). */
import { z } from 'zod';
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import type { Notice } from '../definition.ts';
import { filterProperty } from '../filter-property.ts';
import { TOKEN_URL_MEANING, tokenUrlProperty } from '../http/authentication/properties.ts';
import {
  checkDestination,
  type Destination,
  destinationProperties,
  readDestination,
} from '../http/destination.ts';
import { type RetrySettings, readRetries, retryNotices, retryProperties } from '../http/retry-properties.ts';
import { uaaFilter, uaaGroupFilter } from '../uaa-api/uaa-filter.ts';

/** In what the two types of systems differ. */
export interface Kind {
  /** What people call it. */
  readonly title: string;
  /** What the names of its properties begin with. */
  readonly prefix: string;
  readonly urlExample: string;
  readonly tokenUrlExample: string;
  readonly originExample: string;
  /** How a client gets the right to read and write: by scopes, or by a service instance of the plan `apiaccess`. */
  readonly access: 'scope' | 'apiaccess';
}

export interface Settings {
  readonly kind: Kind;
  readonly destination: Destination;
  /** Origin keys of identity providers; at least one. */
  readonly origins: readonly string[];
  /** Users of other origins do not exist. */
  readonly filtersOrigin: boolean;
  /** Joined to the filter of every list. */
  readonly userFilter: Filter | undefined;
  readonly groupFilter: Filter | undefined;
  /** Members are changed by one PATCH of the group in place of a request for each of them. */
  readonly patchesGroups: boolean;
  /** A change of members is answered with the group. */
  readonly answersWithGroup: boolean;
  readonly retries: RetrySettings;
  readonly notices: readonly Notice[];
}

const GENERAL_PREFIX = 'scim';
const API = { path: '', pasted: [] };
const ORIGIN = /^[\w.-]{1,255}$/;
const AUTHENTICATIONS = ['BasicAuthentication', 'ClientCertificateAuthentication'] as const;

const flag = z.enum(['true', 'false'], { error: 'must be true or false' });

/** Of those that may have the general prefix as well. */
function prefixed() {
  return {
    'user.filter': askedOf(uaaFilter).meta({
      description: 'Joined to the filter of every list of users; reading by id is not filtered.',
      value: 'SCIM filter',
    }),
    'group.filter': askedOf(uaaGroupFilter).meta({
      description: 'Joined to the filter of every list of groups; reading by id is not filtered.',
      value: 'SCIM filter',
    }),
    'support.patch.operation': flag.optional().meta({
      description:
        'How members of groups are changed. `false`: one request for each member. `true`: one PATCH of the UAA for all of them.',
      default: 'false',
    }),
    'patch.response.with.resource': flag.optional().meta({
      description: 'Whether a change of members is answered with the group, which is read for it.',
      default: 'false',
    }),
  };
}

type Prefixed = ReturnType<typeof prefixed>;
type PrefixedName = keyof Prefixed;

export function propertiesSchema(kind: Kind) {
  const { prefix, originExample } = kind;
  const destination = destinationProperties(API, AUTHENTICATIONS);
  const origin = `${prefix}.origin`;
  const noOrigin = `is missing: write the origin key of the identity provider, such as ${originExample}`;
  const originFilter = `${prefix}.origin.filter.enabled`;
  const shape = checkDestination(
    z.looseObject({
      ...destination,
      URL: destination.URL.meta({
        description: `Address of the UAA, such as \`${kind.urlExample}\`.`,
        value: 'URL',
      }),
      OAuth2TokenServiceURL: tokenUrlProperty(
        `is missing: write where the UAA gives tokens, such as ${kind.tokenUrlExample}`,
      ).meta(TOKEN_URL_MEANING),
      [origin]: z
        .string({ error: noOrigin })
        .min(1, noOrigin)
        .transform((text, context) => {
          const origins = text.split(';').map((key) => key.trim());
          if (origins.every((key) => ORIGIN.test(key))) return [...new Set(origins)];
          context.addIssue('must be an origin key, or several separated by ";"');
          return z.NEVER;
        })
        .meta({
          description: `Origin key of the identity provider, such as \`${originExample}\`; several are separated by \`;\`. Users of other origins do not exist here.`,
          value: 'origin keys',
        }),
      [originFilter]: flag
        .default('true')
        .describe(
          'Whether there are only users of these origins. `false`: also those of others, who are changed and deleted as well.',
        ),
      ...withPrefix(prefix),
      ...retryProperties,
    }),
  );
  return shape.transform((properties, context): Settings => {
    const read = readDestination(properties, context);
    if (read === undefined) return z.NEVER;
    const value = <Name extends PrefixedName>(name: Name) =>
      (properties[`${prefix}.${name}`] ?? properties[`${GENERAL_PREFIX}.${name}`]) as z.output<
        Prefixed[Name]
      >;
    return {
      kind,
      destination: read,
      origins: properties[origin] as string[],
      filtersOrigin: properties[originFilter] === 'true',
      userFilter: value('user.filter'),
      groupFilter: value('group.filter'),
      patchesGroups: value('support.patch.operation') === 'true',
      answersWithGroup: value('patch.response.with.resource') === 'true',
      retries: readRetries(properties),
      notices: [...read.notices, ...retryNotices(properties)],
    };
  });
}

/** A filter that the UAA can be asked. */
function askedOf(print: (filter: Filter) => string) {
  return filterProperty
    .superRefine((filter, context) => {
      if (filter === undefined) return;
      try {
        print(filter);
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
        context.addIssue(`cannot be used: ${error.message}`);
      }
    })
    .optional();
}

/** With the prefix of the type, and with the general one, which stands in for it. */
function withPrefix(prefix: string): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(prefixed()).flatMap(([name, schema]): [string, z.ZodType][] => {
      const [specific, general] = [`${prefix}.${name}`, `${GENERAL_PREFIX}.${name}`];
      const meta = { description: `As \`${specific}\`, which wins.`, generalOf: specific };
      return [
        [specific, schema],
        [general, schema.meta(meta)],
      ];
    }),
  );
}
