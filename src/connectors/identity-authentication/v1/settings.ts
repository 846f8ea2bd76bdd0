/** The properties of a system as version 1 means them: `scim.<name>` before `ias.<name>`. */
import { z } from 'zod';
import { ScimError } from '../../../scim/errors.ts';
import type { Filter } from '../../../scim/filter-ast.ts';
import { printFilter } from '../../../scim/filter-print.ts';
import type { Notice } from '../../definition.ts';
import type { Destination } from '../../http/destination.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';
import { DEFAULT_CONTENT_TYPE, type propertyShape } from '../property-shape.ts';
import { groupFilter } from './group-filter.ts';
import { userPropertyFilter } from './user-filter.ts';

export interface Version1Settings {
  readonly version: 1;
  /** With the path of version 1. */
  readonly destination: Destination;
  /** In force for every list. */
  readonly filters: Readonly<Record<EntityKind, Filter | undefined>>;
  /** Of request bodies. */
  readonly contentType: string;
  /** Send `If-Match: *` with changes. */
  readonly ifMatchWildcard: boolean;
  readonly notices: readonly Notice[];
}

type Properties = z.output<typeof propertyShape>;

const LAYERED = ['user.filter', 'group.filter', 'content.type', 'include.if.match.wildcard.header'] as const;
type LayeredName = (typeof LAYERED)[number];

const NO_MEANING = 'is ignored: version 1 of the API has nothing like it';
const NO_PATCH = 'is ignored: version 1 of the API has no PATCH, changes are sent as PUT';
const NO_TOKENS = 'has no effect: version 1 of the API takes no tokens';
const ONLY_VERSION_2: readonly (readonly [name: string, message: string])[] = [
  ['ias.support.patch.operation', NO_PATCH],
  ['scim.support.patch.operation', NO_PATCH],
  ['OAuth2TokenServiceURL', NO_TOKENS],
  ['OAuth2TokenScope', NO_TOKENS],
  ['ias.user.groups.paging.enabled', NO_MEANING],
  ['ias.group.members.paging.enabled', 'is ignored: with version 1 of the API all members are always read'],
  ['ias.patch.group.members.above.threshold', NO_PATCH],
];

export function version1Settings(
  properties: Properties,
  destination: Destination,
  context: z.core.$RefinementCtx,
): Version1Settings {
  const filters = {
    user: checked(
      layered(properties, 'user.filter'),
      userPropertyFilter,
      context,
      nameOf(properties, 'user.filter'),
    ),
    group: checked(
      layered(properties, 'group.filter'),
      (filter) => {
        groupFilter(filter);
        return filter;
      },
      context,
      nameOf(properties, 'group.filter'),
    ),
  };
  const { base } = destination;
  return {
    version: 1,
    destination: { ...destination, base: { ...base, path: base.path.replace(/\/scim$/, '/service/scim') } },
    filters,
    contentType: layered(properties, 'content.type') ?? DEFAULT_CONTENT_TYPE,
    ifMatchWildcard: layered(properties, 'include.if.match.wildcard.header') === 'true',
    notices: [...versionNotices(properties), ...destination.notices.map(withPath), ...ignored(properties)],
  };
}

/** `scim.<name>`, else `ias.<name>`. */
function layered<Name extends LayeredName>(
  properties: Properties,
  name: Name,
): Properties[`scim.${Name}`] | Properties[`ias.${Name}`] {
  return properties[`scim.${name}`] ?? properties[`ias.${name}`];
}

function nameOf(properties: Properties, name: LayeredName): string {
  return properties[`scim.${name}`] === undefined ? `ias.${name}` : `scim.${name}`;
}

/** A filter that cannot be applied would show what it is to hide: the system is not loaded with it. */
function checked(
  filter: Filter | undefined,
  check: (filter: Filter) => Filter,
  context: z.core.$RefinementCtx,
  property: string,
): Filter | undefined {
  if (filter === undefined) return undefined;
  try {
    return check(filter);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    context.addIssue({ code: 'custom', path: [property], message: `cannot be used: ${error.message}` });
    return z.NEVER;
  }
}

function versionNotices(properties: Properties): Notice[] {
  const property = 'ias.api.version';
  const end =
    'SAP switches off version 1 of the API on 30 November 2026: move to version 2, with its transformations and its ids';
  return properties[property] === undefined
    ? [{ property, message: `is missing, and 1 was assumed, as with SAP. ${end}` }]
    : [{ property, message: `is 1. ${end}` }];
}

/** The destination was read with the path of version 2. */
function withPath(notice: Notice): Notice {
  return { ...notice, message: notice.message.replace('(/scim)', '(/service/scim)') };
}

function ignored(properties: Properties): Notice[] {
  const notices: Notice[] = [];
  for (const name of LAYERED) {
    const [general, specific] = [properties[`scim.${name}`], properties[`ias.${name}`]];
    if (specific === undefined) continue;
    if (general === undefined) {
      const message = `belongs to version 2 of the API, and is taken for scim.${name}, which is missing`;
      notices.push({ property: `ias.${name}`, message });
    } else if (asText(general) !== asText(specific)) {
      const message = `is ignored, because scim.${name} says something else, which wins with version 1 of the API`;
      notices.push({ property: `ias.${name}`, message });
    }
  }
  for (const [property, message] of ONLY_VERSION_2) {
    const value = properties[property];
    if (value !== undefined && value !== 'false') notices.push({ property, message });
  }
  return [...notices, ...updatesInsteadOfDelete(properties)];
}

/** Of the proxy, for backends that have a PATCH; of the two names, the specific one counts. */
function updatesInsteadOfDelete(properties: Properties): Notice[] {
  return ['user', 'group'].flatMap((type) => {
    const names = ['ias', 'scim'].map((prefix) => `${prefix}.${type}.update.instead.delete`);
    const property = names.find((name) => properties[name] !== undefined);
    if (property === undefined || properties[property] !== 'true') return [];
    const message = `cannot be met: version 1 of the API has no PATCH, and every DELETE of a ${type} is answered 501`;
    return [{ property, message }];
  });
}

function asText(value: Filter | string): string {
  return typeof value === 'string' ? value : printFilter(value);
}
