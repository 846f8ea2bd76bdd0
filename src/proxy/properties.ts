/** The properties of every system, whatever its connector: what the proxy itself acts on. */
import { z } from 'zod';
import type { Notice, SystemProperties } from '../connectors/definition.ts';
import { wholeNumber } from '../connectors/http/whole-number.ts';
import type { Transformation } from '../transformation/index.ts';
import { deletingUpdate } from './deleting-update.ts';
import { TOTAL_RESULTS_STRATEGY_PROPERTY } from './paging.ts';
import { uniqueAttributeNotice } from './unique-attribute.ts';

export const RESIDUAL_LIMIT_PROPERTY = 'ipsproxy.filter.residual.limit';

/** The entity types that connectors have; others have no properties of their own. */
const ENTITY_TYPES = ['user', 'group'] as const;
/** The general prefix: `ias.<name>` wins over `scim.<name>`. */
const GENERAL_PREFIX = 'scim';

const flag = oneOf(['true', 'false']);

const common = {
  [TOTAL_RESULTS_STRATEGY_PROPERTY]: oneOf(['Calculated', 'Provided'])
    .default('Calculated')
    .describe(
      'What `totalResults` is under a read condition: `Calculated` from what is shown, or `Provided` by the backend.',
    ),
  'ipsproxy.patch.reread': oneOf(['auto', 'always', 'never'])
    .default('auto')
    .describe('Whether a PATCH answers with the entity. `auto`: not where only members of a group changed.'),
  'ipsproxy.hidden.writes': oneOf(['allow', 'refuse'])
    .default('allow')
    .describe('Whether entities that the read condition hides may be changed. `refuse` costs a read.'),
  'ipsproxy.uncarried.attributes': oneOf(['warn', 'ignore'])
    .default('warn')
    .describe('Whether clients are told what is not carried, shown otherwise or not removed.'),
  [RESIDUAL_LIMIT_PROPERTY]: wholeNumber(1, 100_000)
    .optional()
    .describe(
      'Filters that the backend cannot do, and `sortBy`, are done by the proxy, which reads so many entities at most for one request. Absent: such filters are refused.',
    ),
  'ipsproxy.bulk.concurrency': wholeNumber(1, 32).default(4).meta({
    description: 'How many operations of one Bulk request are done at once.',
    unit: 'operations',
  }),
  'ipsproxy.bulk.max.operations': wholeNumber(1, 10_000).default(1000).meta({
    description: 'How many operations one Bulk request may have; a longer one is answered 413.',
    unit: 'operations',
  }),
};

/** By which attribute an entity is found. */
export const DEFAULT_UNIQUE: Readonly<Record<string, string>> = { user: 'userName', group: 'displayName' };

/** @param prefix of the system's type: `ias` */
export function proxyProperties(prefix: string) {
  const prefixed = ENTITY_TYPES.flatMap((type) => [
    ...inBothForms(prefix, (start) => updateInsteadOfDelete(start, type), flag, {
      description: `A DELETE of a ${type} becomes the PATCH that the \`deleteEntity\` mappings make. Only where the backend takes PATCH.`,
      default: 'false',
    }),
    ...inBothForms(prefix, (start) => uniqueAttribute(start, type), z.string(), {
      description: `Finds the ${type} that a skipped create means, e.g. \`externalId\` or \`emails[0].value\`.`,
      value: 'attribute',
      default: DEFAULT_UNIQUE[type],
    }),
  ]);
  return z.looseObject({ ...common, ...Object.fromEntries(prefixed) });
}

/** With the prefix of the type, and with the general one. */
function inBothForms(
  prefix: string,
  nameOf: (prefix: string) => string,
  schema: z.ZodType,
  meta: Readonly<Record<string, unknown>>,
): [string, z.ZodType][] {
  const [specific, general] = [nameOf(prefix), nameOf(GENERAL_PREFIX)];
  if (specific === general) return [[general, schema.optional().meta(meta)]];
  return [
    [specific, schema.optional().meta(meta)],
    [
      general,
      schema.optional().meta({ description: `As \`${specific}\`, which wins.`, generalOf: specific }),
    ],
  ];
}

/** Of the two names of a property, the one that counts: that of the type, else the general one. */
export function inForce(
  properties: SystemProperties,
  prefix: string,
  name: (prefix: string) => string,
): string | undefined {
  return [prefix, GENERAL_PREFIX].map(name).find((candidate) => properties[candidate] !== undefined);
}

export function updateInsteadOfDelete(prefix: string, entityType: string): string {
  return `${prefix}.${entityType}.update.instead.delete`;
}

export function uniqueAttribute(prefix: string, entityType: string): string {
  return `${prefix}.${entityType}.unique.attribute`;
}

export interface NoticedSystem {
  readonly prefix: string;
  readonly properties: SystemProperties;
  readonly read: Transformation;
  readonly write: Transformation;
}

/** Properties that ask for what the transformations cannot do, or that name what there is not. */
export function proxyNotices(system: NoticedSystem): readonly Notice[] {
  return [...deleteNotices(system), ...uniqueAttributeNotices(system)];
}

function deleteNotices({ prefix, properties, write }: NoticedSystem): readonly Notice[] {
  return Object.values(write.entities).flatMap((entity): Notice[] => {
    const property = inForce(properties, prefix, (start) => updateInsteadOfDelete(start, entity.entityType));
    if (property === undefined || properties[property] !== 'true') return [];
    // A skipped DELETE is answered before.
    if (entity.ignore || entity.skipOperations.has('delete')) return [];
    if (deletingUpdate(entity, '') !== undefined) return [];
    const message = `cannot be met: the deleteEntity mappings of the write transformation make no Operations for a ${entity.entityType}, and every DELETE of one is answered 501; map them, or set the property to false`;
    return [{ property, message }];
  });
}

function uniqueAttributeNotices({ prefix, properties, read }: NoticedSystem): readonly Notice[] {
  return ENTITY_TYPES.flatMap((type) =>
    [...new Set([prefix, GENERAL_PREFIX])].flatMap((start) => {
      const property = uniqueAttribute(start, type);
      const value = properties[property];
      const entity = read.entities[type];
      if (value === undefined || entity === undefined) return [];
      return uniqueAttributeNotice(property, value, entity) ?? [];
    }),
  );
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  const last = values.at(-1);
  return z.enum(values, { error: `must be ${values.slice(0, -1).join(', ')} or ${last}` });
}
