/** The shape of entity types and mappings. Unknown keys are accepted here and reported by the lint. */
import { z } from 'zod';

const text = z.string({ error: 'has to be a text in double quotes' });
// Not `min`, which looks at the `length` of anything.
const path = text.regex(/./s, { error: 'has to be a path such as $.userName' });
const variable = text.regex(/./s, { error: 'has to be the name of a variable' });
const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], { error: 'has to be true or false' })
  .transform((value) => value === true || value === 'true');
const anything = z.unknown();

export const SCOPES = ['createEntity', 'patchEntity', 'deleteEntity'] as const;
export const MAPPING_TYPES = ['set', 'remove', 'rename', 'valueMapping'] as const;
export const SKIPPABLE = ['create', 'update', 'delete'] as const;

const functionObject = z.looseObject(
  {
    function: text.optional(),
    type: text.optional(),
  },
  { error: 'has to be an object such as {"function": "toUpperCaseString"}' },
);

const valueMapping = z.looseObject(
  {
    key: z.array(anything, { error: 'has to be a list with one value for each of the sourcePaths' }),
    mappedValue: z.custom((value) => value !== undefined, { error: 'is missing' }),
  },
  { error: 'has to be an object with key and mappedValue' },
);

export const mappingSchema = z.looseObject(
  {
    type: z.enum(MAPPING_TYPES, { error: `has to be one of ${MAPPING_TYPES.join(', ')}` }).optional(),
    ignore: flag.optional(),
    scope: z
      .enum(SCOPES, {
        error: `has to be one of ${SCOPES.join(', ')}; without it, the mapping runs on read, create and update`,
      })
      .optional(),
    condition: text.optional(),
    constant: anything.optional(),
    sourcePath: path.optional(),
    sourcePaths: z
      .array(path, { error: 'has to be a list of paths; a single path is the sourcePath' })
      .refine((paths) => paths.length > 0, { error: 'has to name at least one path' })
      .optional(),
    valueMappings: z
      .array(valueMapping, { error: 'has to be a list of {"key": [...], "mappedValue": ...}' })
      .optional(),
    sourceVariable: variable.optional(),
    variablePath: path.optional(),
    optional: flag.optional(),
    defaultValue: anything.optional(),
    preserveArrayWithSingleElement: flag.optional(),
    functions: z.array(functionObject, { error: 'has to be a list of functions' }).optional(),
    targetPath: path.optional(),
    targetVariable: variable.optional(),
    correlationAttribute: flag.optional(),
  },
  { error: 'has to be an object' },
);

export const entitySchema = z.looseObject(
  {
    scimEntityEndpoint: text
      .regex(/^[\p{L}\p{N}._~-]+$/u, {
        error: 'has to be the name of an endpoint such as Users, without slashes',
      })
      .optional(),
    condition: text.optional(),
    ignore: flag.optional(),
    skipOperations: z
      .array(z.enum(SKIPPABLE, { error: `has to be one of ${SKIPPABLE.join(', ')}` }), {
        error: `has to be a list of ${SKIPPABLE.join(', ')}`,
      })
      .optional(),
    mappings: z.array(anything, { error: 'has to be a list of mappings' }).optional(),
  },
  { error: 'has to be an object with mappings' },
);

/** Keys that are true or false. */
export const FLAG_KEYS: ReadonlySet<string> = new Set([
  'ignore',
  'optional',
  'preserveArrayWithSingleElement',
  'correlationAttribute',
]);
export const MAPPING_KEYS: ReadonlySet<string> = new Set(Object.keys(mappingSchema.shape));
export const ENTITY_KEYS: ReadonlySet<string> = new Set(Object.keys(entitySchema.shape));
