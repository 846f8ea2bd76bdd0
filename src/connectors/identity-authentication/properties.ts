/** The properties of an Identity Authentication system, checked and made ready for use. */
import { z } from 'zod';
import type { Filter } from '../../scim/filter-ast.ts';
import { printFilter } from '../../scim/filter-print.ts';
import { unknownName } from '../../scim/schema/unknown-name.ts';
import type { Notice } from '../definition.ts';
import { type Destination, readDestination } from '../http/destination.ts';
import { type RetrySettings, readRetries, retryNotices } from '../http/retry-properties.ts';
import type { EntityKind } from '../scim-api/entity-kind.ts';
import { DEFAULT_UNIQUE } from '../scim-api/lost-create.ts';
import { DEFAULT_CONTENT_TYPE, propertyShape } from './property-shape.ts';
import { defaultRequestsPerMinute, MOST_ADDED } from './tenant-limits.ts';
import { version1Settings } from './v1/settings.ts';

export interface Settings {
  /** Of the SCIM API. */
  readonly version: 1 | 2;
  readonly destination: Destination;
  /** Joined to the filter of every list. */
  readonly filters: Readonly<Record<EntityKind, Filter | undefined>>;
  /** Of request bodies. */
  readonly contentType: string;
  /** Send `If-Match: *` with changes for which the client gave no version. */
  readonly ifMatchWildcard: boolean;
  /** Read all groups of a user, all members of a group, where the backend cuts them. */
  readonly completeLists: Readonly<Record<EntityKind, boolean>>;
  /** By which attribute one entity is found. */
  readonly uniqueAttributes: Readonly<Record<EntityKind, string>>;
  /** Members that one request may name. */
  readonly memberThreshold: number;
  /** Send a PUT as PATCH. */
  readonly putAsPatch: boolean;
  /** Before a PUT, read what it would reset. */
  readonly carryOver: boolean;
  readonly retries: RetrySettings;
  /** To the host, by all systems of the configuration; absent: as they come. */
  readonly requestsPerMinute: number | undefined;
  /** Open at once; absent: the default. */
  readonly connections: number | undefined;
  readonly notices: readonly Notice[];
}

type Properties = z.output<typeof propertyShape>;

const LAYERED = [
  'user.filter',
  'group.filter',
  'content.type',
  'include.if.match.wildcard.header',
  'support.patch.operation',
  'user.unique.attribute',
  'group.unique.attribute',
] as const;
type LayeredName = (typeof LAYERED)[number];

/** What somebody set on purpose and does nothing here. */
const WITHOUT_EFFECT: readonly {
  readonly name: string;
  /** The value that asks for something; absent: any. */
  readonly value?: string;
  readonly message: string;
}[] = [
  {
    name: 'ias.user.automatic.conflict.resolution',
    value: 'true',
    message:
      'has no effect: a create that collides with another user is answered 409, and never overwrites him',
  },
  {
    name: 'ias.support.bulk.operation',
    value: 'true',
    message: 'has no effect: each request of a client is one request to the tenant',
  },
  {
    name: 'ias.bulk.operations.max.count',
    message: 'has no effect: each request of a client is one request to the tenant',
  },
  {
    name: 'scim.group.members.additional.attributes',
    message: 'has no effect: members are read as the API gives them',
  },
];

export const propertiesSchema = propertyShape.transform((properties, context): Settings => {
  const isVersion2 = properties['ias.api.version'] === '2';
  const destination = readDestination(isVersion2 ? properties : withoutTokens(properties), context);
  if (destination === undefined) return z.NEVER;
  const rate = properties['ipsproxy.upstream.requests.per.minute'];
  const settings: Settings = {
    version: 2,
    destination,
    filters: { user: layered(properties, 'user.filter'), group: layered(properties, 'group.filter') },
    contentType: layered(properties, 'content.type') ?? DEFAULT_CONTENT_TYPE,
    ifMatchWildcard: layered(properties, 'include.if.match.wildcard.header') === 'true',
    completeLists: {
      user: properties['ias.user.groups.paging.enabled'] === 'true',
      group: properties['ias.group.members.paging.enabled'] === 'true',
    },
    uniqueAttributes: {
      user: layered(properties, 'user.unique.attribute') ?? DEFAULT_UNIQUE.user,
      group: layered(properties, 'group.unique.attribute') ?? DEFAULT_UNIQUE.group,
    },
    memberThreshold: properties['ias.patch.group.members.above.threshold'] ?? MOST_ADDED,
    putAsPatch: layered(properties, 'support.patch.operation') === 'true',
    carryOver: properties['ipsproxy.ias.put.carry.over'] === 'true',
    retries: readRetries(properties),
    requestsPerMinute:
      rate === undefined
        ? defaultRequestsPerMinute(destination.base.origin)
        : rate === 'off'
          ? undefined
          : rate,
    connections: properties['ipsproxy.upstream.connections'],
    notices: [
      ...destination.notices,
      ...layeredNotices(properties),
      ...filterNotices(properties),
      ...generalNotices(properties),
    ],
  };
  if (isVersion2) return settings;
  const version1 = version1Settings(properties, destination, context);
  return { ...settings, ...version1, notices: [...version1.notices, ...generalNotices(properties)] };
});

/** Version 1 of the API takes none. */
function withoutTokens(properties: Properties): Properties {
  return { ...properties, OAuth2TokenServiceURL: undefined, OAuth2TokenScope: undefined };
}

/** `ias.<name>`, else `scim.<name>`. */
function layered<Name extends LayeredName>(
  properties: Properties,
  name: Name,
): Properties[`ias.${Name}`] | Properties[`scim.${Name}`] {
  return properties[`ias.${name}`] ?? properties[`scim.${name}`];
}

function layeredNotices(properties: Properties): Notice[] {
  const notices: Notice[] = [];
  for (const name of LAYERED) {
    const general = properties[`scim.${name}`];
    const specific = properties[`ias.${name}`];
    if (general === undefined || specific === undefined || asText(general) === asText(specific)) continue;
    notices.push({
      property: `scim.${name}`,
      message: `is ignored, because ias.${name} says something else`,
    });
  }
  return notices;
}

function filterNotices(properties: Properties): Notice[] {
  const notices: Notice[] = [];
  for (const kind of ['user', 'group'] as const) {
    for (const property of [`ias.${kind}.filter`, `scim.${kind}.filter`] as const) {
      const filter = properties[property];
      const misspelt = filter === undefined ? undefined : unknownName(kind, filter);
      if (misspelt === undefined) continue;
      const message = `compares "${misspelt.word}", which no schema of a ${kind} has, so that the tenant may refuse every list`;
      notices.push({ property, message, misspelt });
    }
  }
  return notices;
}

function generalNotices(properties: Properties): Notice[] {
  const notices: Notice[] = [];
  for (const { name, value, message } of WITHOUT_EFFECT) {
    const given = properties[name];
    if (given !== undefined && given === (value ?? given)) notices.push({ property: name, message });
  }
  return [...notices, ...retryNotices(properties)];
}

function asText(value: Filter | string): string {
  return typeof value === 'string' ? value : printFilter(value);
}
