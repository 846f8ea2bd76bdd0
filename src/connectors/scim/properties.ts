/** The properties of a system that speaks SCIM 2.0, checked and made ready for use. */
import { z } from 'zod';
import type { Filter } from '../../scim/filter-ast.ts';
import { printFilter } from '../../scim/filter-print.ts';
import type { Notice, SapSystemType } from '../definition.ts';
import { type Destination, readDestination } from '../http/destination.ts';
import { type RetrySettings, readRetries, retryNotices } from '../http/retry-properties.ts';
import {
  DEFAULT_CONTENT_TYPE,
  DEFAULT_TOKEN_PATH,
  DEFAULT_UNIQUE,
  GENERAL_PREFIX,
  PREFIXED_NAMES,
  type PrefixedName,
  type PrefixedValues,
  prefixedValue,
  propertyShape,
  WITHOUT_EFFECT,
} from './property-shape.ts';

export interface Settings {
  /** What people call the type of system. */
  readonly title: string;
  /** What the names of its properties begin with. */
  readonly prefix: string;
  readonly destination: Destination;
  /** Joined to the filter of every list, by entity type. */
  readonly filters: Readonly<Record<string, Filter | undefined>>;
  /** By which attribute one entity is found, by entity type. */
  readonly uniqueAttributes: Readonly<Record<string, string>>;
  /** Entity types of which it is looked up before each create. */
  readonly looksBefore: ReadonlySet<string>;
  /** Whether the server takes PATCH; absent: it says so itself. */
  readonly patch: boolean | undefined;
  /** Of request bodies. */
  readonly contentType: string;
  /** Send `If-Match: *` with changes for which the client gave no version. */
  readonly ifMatchWildcard: boolean;
  /** Path and query below the URL that CSRF tokens are fetched from; absent: the server wants none. */
  readonly csrfPath: string | undefined;
  /** Before a PUT, read what it would reset. */
  readonly carryOver: boolean;
  readonly retries: RetrySettings;
  /** To the host, by all systems of the configuration; absent: as they come. */
  readonly requestsPerMinute: number | undefined;
  /** Open at once; absent: the default. */
  readonly connections: number | undefined;
  readonly notices: readonly Notice[];
}

const ENTITY_TYPES = ['user', 'group'] as const;

export function propertiesSchema(type: Omit<SapSystemType, 'type'>) {
  const { title, prefix } = type;
  return propertyShape(type).transform((properties, context): Settings => {
    const destination = readDestination(properties, context);
    if (destination === undefined) return z.NEVER;
    const value = <Name extends PrefixedName>(name: Name) => prefixedValue(properties, prefix, name);
    const rate = properties['ipsproxy.upstream.requests.per.minute'];
    const patch = value('support.patch.operation');
    const given = ENTITY_TYPES.filter((entity) => value(`${entity}.unique.attribute`) !== undefined);
    return {
      title,
      prefix,
      destination,
      filters: { user: value('user.filter'), group: value('group.filter') },
      uniqueAttributes: Object.fromEntries(
        ENTITY_TYPES.map((entity) => [
          entity,
          value(`${entity}.unique.attribute`) ?? DEFAULT_UNIQUE[entity] ?? '',
        ]),
      ),
      looksBefore: new Set(given),
      patch: patch === undefined ? undefined : patch === 'true',
      contentType: value('content.type') ?? DEFAULT_CONTENT_TYPE,
      ifMatchWildcard: value('include.if.match.wildcard.header') === 'true',
      csrfPath: value('api.csrf.protection') === 'enabled' ? tokenPath(value('csrf.token.path')) : undefined,
      carryOver: properties['ipsproxy.scim.put.carry.over'] === 'true',
      retries: readRetries(properties),
      requestsPerMinute: rate === 'off' ? undefined : rate,
      connections: properties['ipsproxy.upstream.connections'],
      notices: [
        ...destination.notices,
        ...ignoredNotices(properties, prefix),
        ...withoutEffectNotices(properties, prefix),
        ...retryNotices(properties),
      ],
    };
  });
}

function tokenPath(path: string = DEFAULT_TOKEN_PATH): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function ignoredNotices(properties: Readonly<Record<string, unknown>>, prefix: string): Notice[] {
  if (prefix === GENERAL_PREFIX) return [];
  return PREFIXED_NAMES.flatMap((name): Notice[] => {
    const specific = properties[`${prefix}.${name}`] as PrefixedValues[typeof name];
    const general = properties[`${GENERAL_PREFIX}.${name}`] as PrefixedValues[typeof name];
    if (general === undefined || specific === undefined || asText(general) === asText(specific)) return [];
    const message = `is ignored, because ${prefix}.${name} says something else`;
    return [{ property: `${GENERAL_PREFIX}.${name}`, message }];
  });
}

function withoutEffectNotices(properties: Readonly<Record<string, unknown>>, prefix: string): Notice[] {
  const prefixes = new Set([prefix, GENERAL_PREFIX]);
  return WITHOUT_EFFECT.flatMap(({ name, reason }) =>
    [...prefixes].flatMap((start): Notice[] => {
      const property = `${start}.${name}`;
      const given = properties[property];
      // `false` asks for what happens anyway.
      return given === undefined || given === 'false' ? [] : [{ property, message: reason }];
    }),
  );
}

function asText(value: Filter | string): string {
  return typeof value === 'string' ? value : printFilter(value);
}
