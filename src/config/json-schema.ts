/** The JSON Schema that editors complete and check configuration files with. */
import { z } from 'zod';
import type { ConnectorDefinition } from '../connectors/connector.ts';
import { type CommonProperties, knownProperties } from './known-properties.ts';
import { type PropertyFact, propertyFacts } from './property-facts.ts';
import { configurationSchema, propertyReference } from './schema.ts';

type JsonSchema = Record<string, unknown>;

/** Draft 7 is what the JSON and YAML support of the common editors understands. */
const TARGET = { target: 'draft-7', io: 'input', unrepresentable: 'any' } as const;

/** The text of `config/ipsproxy.schema.json`. */
export function configurationSchemaText(
  definitions: ReadonlyMap<string, ConnectorDefinition>,
  common: CommonProperties | undefined,
): string {
  const text = JSON.stringify(configurationJsonSchema([...definitions.values()], common), null, 2);
  // Short lists on one line, as the project's formatter wants them.
  const lists = /\[\s+((?:"[^"\n]*"|\d+)(?:,\n\s+(?:"[^"\n]*"|\d+))*)\n\s+\]/g;
  return `${text.replace(lists, (_, items: string) => `[${items.replaceAll(/,\n\s+/g, ', ')}]`)}\n`;
}

function configurationJsonSchema(
  definitions: readonly ConnectorDefinition[],
  common: CommonProperties | undefined,
): JsonSchema {
  const reference = inner(propertyReference);
  const schema = z.toJSONSchema(configurationSchema, {
    ...TARGET,
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== configurationSchema.shape.systems.unwrap().element) return;
      Object.assign(jsonSchema.properties?.['type'] ?? {}, { enum: definitions.map(({ type }) => type) });
      jsonSchema.allOf = definitions.map((definition) => ({
        if: { properties: { type: { const: definition.type } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: { properties: { properties: propertiesOf(definition, common) } },
      }));
    },
  });
  return { title: 'ipsproxy configuration', definitions: { reference }, ...schema };
}

/** Other names are fine: transformations may ask for them. */
function propertiesOf(
  definition: ConnectorDefinition,
  common: CommonProperties | undefined,
): z.core.JSONSchema.BaseSchema {
  const facts = propertyFacts(knownProperties(definition, common));
  const [families, single] = [facts.filter(isFamily), facts.filter((fact) => !isFamily(fact))];
  return {
    properties: Object.fromEntries(single.map((fact) => [fact.name, propertyOf(fact)])),
    patternProperties: Object.fromEntries(
      families.map((fact) => [`^${fact.name.slice(0, -1).replaceAll('.', '\\.')}`, propertyOf(fact)]),
    ),
  };
}

function isFamily({ name }: PropertyFact): boolean {
  return name.endsWith('.*');
}

function propertyOf(fact: PropertyFact): z.core.JSONSchema.BaseSchema {
  return {
    description: describe(fact),
    ...(fact.default === undefined ? {} : { default: fact.range ? Number(fact.default) : fact.default }),
    anyOf: [...(fact.credential ? [] : formsOf(fact)), { $ref: '#/definitions/reference' }],
  };
}

/** Editors show the description alone, and as it is. */
function describe(fact: PropertyFact): string {
  const { description, unit, required, needed, default: fallback, defaultText } = fact;
  const sentences = [
    description,
    ...(required ? ['Required.'] : []),
    ...(needed === undefined ? [] : [`Required ${needed}.`]),
    ...(unit === undefined ? [] : [`Unit: ${unit}.`]),
    ...(fallback === undefined && defaultText === undefined ? [] : [`Default: ${defaultText ?? fallback}.`]),
  ];
  return sentences.join(' ').replaceAll('`', '');
}

/** Values in clear: numbers and flags need no quotes. */
function formsOf({ choices, range }: PropertyFact): z.core.JSONSchema.BaseSchema[] {
  const forms: z.core.JSONSchema.BaseSchema[] =
    choices.length === 0 ? [] : [{ type: 'string', enum: [...choices] }];
  if (choices.includes('true')) forms.push({ type: 'boolean' });
  const numbers = choices.map(Number);
  if (numbers.length > 0 && numbers.every(Number.isFinite)) forms.push({ enum: numbers });
  if (range !== undefined) {
    const [minimum, maximum] = range;
    forms.push({ type: 'integer', minimum, maximum }, { type: 'string', pattern: '^\\d+$' });
  }
  return forms.length > 0 ? forms : [{ type: ['string', 'number', 'boolean'] }];
}

function inner(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  const { $schema: _, default: __, ...rest } = z.toJSONSchema(schema, TARGET);
  return rest;
}
