/**
 * What is known of a property, as data: from the zod schema that its values are checked with. The editors' schema and the
 * tables in `docs/` are made from it.
 *
 * A schema says with `.describe()` or `.meta({ description })` what the property is for, in sentences; with further keys of
 * `.meta()` what {@link PropertyMeta} has.
 */
import { z } from 'zod';
import { isCredentialName } from '../transformation/index.ts';
import type { PropertyShape } from './known-properties.ts';

/** What `.meta()` of a property may have. */
const propertyMeta = z.strictObject({
  /** Sentences for administrators; names and values in backticks. */
  description: z.string().min(1),
  /** The value that counts where the property is not set; left out where the schema itself has one, or there is none. */
  default: z.union([z.string(), z.number()]).optional(),
  /** The same in words, where it is no single value. */
  defaultText: z.string().optional(),
  /** Of a number: `seconds`. */
  unit: z.string().optional(),
  /** What a text is: `SCIM filter`. Default: `text`. */
  value: z.string().optional(),
  /** In which case it has to be set, where other properties decide that: `with the default of …`. */
  needed: z.string().optional(),
  /** The property for which this one stands in: `ias.user.filter` for `scim.user.filter`. */
  generalOf: z.string().optional(),
});
export type PropertyMeta = z.output<typeof propertyMeta>;

export interface PropertyFact extends Omit<PropertyMeta, 'default'> {
  /** One that ends in `.*` stands for all that begin like it. */
  readonly name: string;
  readonly default?: string | undefined;
  /** The values that there are; empty: any text, or a number. */
  readonly choices: readonly string[];
  /** Of whole numbers; `undefined`: it is no number. */
  readonly range: readonly [least: number, most: number] | undefined;
  readonly required: boolean;
  /** Has to be given by reference. */
  readonly credential: boolean;
}

/** @throws ZodError for a property without description, or with facts that there are not */
export function propertyFacts(shape: PropertyShape): PropertyFact[] {
  return Object.entries(shape).map(([name, schema]) => {
    const { default: stated, ...meta } = propertyMeta.parse(schema.meta() ?? {});
    const fallback = stated ?? (schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : undefined);
    return {
      ...meta,
      name,
      ...(fallback === undefined ? {} : { default: String(fallback) }),
      ...valuesOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
      required: !schema.safeParse(undefined).success,
      credential: isCredentialName(name),
    };
  });
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function valuesOf(schema: JsonSchema): Pick<PropertyFact, 'choices' | 'range'> {
  const forms: readonly JsonSchema[] = schema.anyOf ?? [schema];
  const number = forms.find(({ type }) => type === 'integer');
  return {
    choices: forms.flatMap(({ const: only, enum: some = only === undefined ? [] : [only] }) =>
      some.map(String),
    ),
    range: number && [number.minimum ?? Number.MIN_SAFE_INTEGER, number.maximum ?? Number.MAX_SAFE_INTEGER],
  };
}
