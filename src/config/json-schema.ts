/** The JSON Schema that editors complete and check configuration files with. */
import { z } from 'zod';
import type { ConnectorDefinition } from '../connectors/connector.ts';
import { isCredentialName } from '../transformation/index.ts';
import { type CommonProperties, knownProperties } from './known-properties.ts';
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
  const entries = Object.entries(knownProperties(definition, common))
    .filter(([name]) => !name.endsWith('.*'))
    .map(([name, schema]): [string, z.core.JSONSchema.BaseSchema] => {
      const { description, ...text } = inner(schema);
      const inClear = isCredentialName(name) ? [] : [text, ...otherForms(text)];
      const anyOf = [...inClear, { $ref: '#/definitions/reference' }];
      return [name, { ...(description === undefined ? {} : { description }), anyOf }];
    });
  return { properties: Object.fromEntries(entries) };
}

/** Numbers and flags need no quotes. */
function otherForms(text: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema[] {
  if (text.enum === undefined) return text.const === undefined ? [{ type: ['number', 'boolean'] }] : [];
  if (text.enum.includes('true')) return [{ type: 'boolean' }];
  return text.enum.every((value) => Number.isFinite(Number(value))) ? [{ enum: text.enum.map(Number) }] : [];
}

function inner(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  const { $schema: _, default: __, ...rest } = z.toJSONSchema(schema, TARGET);
  return rest;
}
