/** The properties of an Identity Authentication system, checked and made ready for use. */
import { z } from 'zod';
import type { Filter } from '../../scim/filter-ast.ts';
import { printFilter } from '../../scim/filter-print.ts';
import type { Notice } from '../connector.ts';
import { type Destination, readDestination } from '../http/destination.ts';
import type { EntityKind } from './entity-kind.ts';
import { propertyShape } from './property-shape.ts';

export interface Settings {
  readonly destination: Destination;
  /** Joined to the filter of every list. */
  readonly filters: Readonly<Record<EntityKind, Filter | undefined>>;
  /** Of request bodies. */
  readonly contentType: string;
  /** Send `If-Match: *` with changes for which the client gave no version. */
  readonly ifMatchWildcard: boolean;
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

/** What a value means that somebody set on purpose and that does nothing here. */
const WITHOUT_EFFECT: readonly { readonly name: string; readonly value: string; readonly message: string }[] =
  [
    {
      name: 'ias.user.groups.paging.enabled',
      value: 'true',
      message: 'has no effect yet: of the groups of one user at most 1,000 are read, with a warning',
    },
    {
      name: 'ias.group.members.paging.enabled',
      value: 'true',
      message: 'has no effect yet: of the members of one group at most 20,000 are read, with a warning',
    },
    {
      name: 'ias.user.update.instead.delete',
      value: 'true',
      message: 'has no effect yet: DELETE deletes',
    },
    {
      name: 'ias.user.automatic.conflict.resolution',
      value: 'true',
      message:
        'has no effect: a create that collides with another user is answered 409, and never overwrites him',
    },
  ];

export const propertiesSchema = propertyShape.transform((properties, context): Settings => {
  const destination = readDestination(properties, context);
  if (destination === undefined) return z.NEVER;
  return {
    destination,
    filters: { user: layered(properties, 'user.filter'), group: layered(properties, 'group.filter') },
    contentType: layered(properties, 'content.type') ?? 'application/scim+json',
    ifMatchWildcard: layered(properties, 'include.if.match.wildcard.header') === 'true',
    notices: [...destination.notices, ...noticesOf(properties)],
  };
});

/** `ias.<name>`, else `scim.<name>`. */
function layered<Name extends LayeredName>(
  properties: Properties,
  name: Name,
): Properties[`ias.${Name}`] | Properties[`scim.${Name}`] {
  return properties[`ias.${name}`] ?? properties[`scim.${name}`];
}

function noticesOf(properties: Properties): Notice[] {
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
  for (const { name, value, message } of WITHOUT_EFFECT) {
    if (properties[name] === value) notices.push({ property: name, message });
  }
  if (layered(properties, 'support.patch.operation') === 'true') {
    const property = properties['ias.support.patch.operation']
      ? 'ias.support.patch.operation'
      : 'scim.support.patch.operation';
    const message = "changes nothing: a client's PATCH is sent as PATCH in any case, its PUT as PUT";
    notices.push({ property, message });
  }
  return notices;
}

function asText(value: Filter | string): string {
  return typeof value === 'string' ? value : printFilter(value);
}
