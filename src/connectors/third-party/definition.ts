/** Whether what a module gives is a connector. Its author may have written it without a compiler. */
import { z } from 'zod';
import type { ConnectorDefinition } from '../definition.ts';

const TYPE = 'letters in lower case and digits, separated by single dashes, e.g. "csv-file"';
const PREFIX = 'what the names of its own properties begin with, without dot at the end, e.g. "csv"';
const TEXT = 'text';
const PROPERTIES = 'a schema made with httpProperties or z.looseObject of "ipsproxy"';

const isFunction = (error: string) => z.custom((value) => typeof value === 'function', { error });

const definitionSchema = z.strictObject({
  type: z.string({ error: TYPE }).regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: TYPE }),
  title: z.string({ error: TEXT }).min(1, { error: TEXT }),
  otherNames: z.array(z.string(), { error: 'a list of texts' }).optional(),
  prefix: z.string({ error: PREFIX }).regex(/^[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*$/, { error: PREFIX }),
  assignmentMethod: z.enum(['PUT', 'PATCH'], { error: '"PUT" or "PATCH"' }).optional(),
  dryRuns: z.boolean({ error: 'true or false' }).optional(),
  properties: z.custom((value) => isSchema(value), { error: PROPERTIES }),
  defaultTransformations: isFunction('a function that gives the URL of a folder'),
  notices: isFunction('a function').optional(),
  load: isFunction('a function that gives a promise'),
});

/** @returns the definition, or what is wrong with it as half sentences */
export function checkedDefinition(
  value: unknown,
): { readonly definition: ConnectorDefinition } | { readonly wrong: readonly string[] } {
  if (typeof value !== 'object' || value === null) {
    return { wrong: ['it is no object; make it with defineConnector of "ipsproxy"'] };
  }
  const result = definitionSchema.safeParse(value);
  if (result.success) return { definition: value as ConnectorDefinition };
  const known = Object.keys(definitionSchema.shape).join(', ');
  const wrong = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `"${key}" is none of its members, which are ${known}`)
      : [`"${issue.path.join('.')}" must be ${issue.message}`],
  );
  return { wrong };
}

/** One that can be asked without waiting, as properties are checked while the configuration is read. */
function isSchema(value: unknown): boolean {
  // Also one of another copy of the library.
  const schema = value instanceof z.ZodPipe ? value.in : value;
  if (!(schema instanceof z.ZodObject)) return false;
  try {
    (value as z.ZodType).safeParse({});
    return true;
  } catch {
    return false;
  }
}
