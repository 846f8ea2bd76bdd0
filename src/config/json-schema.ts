/** The JSON Schema that editors complete and check configuration files with. */
import { z } from 'zod';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { servedSapTypes, typeNames } from './connector-of.ts';
import { type CommonProperties, knownProperties } from './known-properties.ts';
import { type PropertyFact, propertyFacts } from './property-facts.ts';
import { reference as anyReference } from './property-schema.ts';
import { configurationSchema } from './schema.ts';

type JsonSchema = Record<string, unknown>;

/** Draft 7 is what the JSON and YAML support of the common editors understands. */
const TARGET = { target: 'draft-7', io: 'input', unrepresentable: 'any' } as const;

/** Of the project's formatter. */
const LINE_WIDTH = 110;

/** The text of `config/ipsproxy.schema.json`. */
export function configurationSchemaText(
  definitions: ReadonlyMap<string, ConnectorDefinition>,
  common: CommonProperties | undefined,
): string {
  const text = JSON.stringify(configurationJsonSchema(definitions, common), null, 2);
  // Short lists on one line, as the project's formatter wants them.
  const lists = /^(.*)\[\s+((?:"[^"\n]*"|\d+)(?:,\n\s+(?:"[^"\n]*"|\d+))*)\n\s+\](,?)$/gm;
  const formatted = text.replace(lists, (list, start: string, items: string, end: string) => {
    const line = `${start}[${items.replaceAll(/,\n\s+/g, ', ')}]${end}`;
    return line.length > LINE_WIDTH ? list : line;
  });
  return `${formatted}\n`;
}

function configurationJsonSchema(
  definitions: ReadonlyMap<string, ConnectorDefinition>,
  common: CommonProperties | undefined,
): JsonSchema {
  const reference = inner(anyReference());
  const types = typeNames(definitions);
  const schema = z.toJSONSchema(configurationSchema, {
    ...TARGET,
    override: ({ zodSchema, jsonSchema }) => {
      const destination = configurationSchema.shape.destinations.unwrap().valueType;
      if (zodSchema === destination.shape.properties.unwrap()) {
        Object.assign(jsonSchema, propertiesOfAny(definitions, common));
      }
      if (zodSchema !== configurationSchema.shape.systems.unwrap().element) return;
      const { type, ...described } = Object(jsonSchema.properties?.['type']);
      jsonSchema.properties = {
        ...jsonSchema.properties,
        type: { ...described, anyOf: [{ enum: types }, { type }] },
      };
      jsonSchema.allOf = [
        ...[...definitions.values()].map((definition) => ({
          if: { properties: { type: { const: definition.type } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
          then: { properties: { properties: propertiesOf(definition, common) } },
        })),
        ...otherSapTypes(definitions, common),
      ];
    },
  });
  return { title: 'ipsproxy configuration', definitions: { reference }, ...schema, ...onlyTheseTypes(types) };
}

/** Without connectors of third parties there are no other types. */
function onlyTheseTypes(types: readonly string[]): JsonSchema {
  const systems = { items: { properties: { type: { enum: types } } } };
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return { if: { not: { required: ['connectors'] } }, then: { properties: { systems } } };
}

/** SAP's types without a connector of their own. */
function otherSapTypes(
  definitions: ReadonlyMap<string, ConnectorDefinition>,
  common: CommonProperties | undefined,
): z.core.JSONSchema.BaseSchema[] {
  const types = servedSapTypes(definitions).map(({ type }) => type);
  const properties = propertiesOfOtherSapTypes(definitions, common);
  if (properties === undefined) return [];
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return [{ if: { properties: { type: { enum: types } } }, then: { properties: { properties } } }];
}

/** They have the same properties under many prefixes. */
function propertiesOfOtherSapTypes(
  definitions: ReadonlyMap<string, ConnectorDefinition>,
  common: CommonProperties | undefined,
): z.core.JSONSchema.BaseSchema | undefined {
  const others = servedSapTypes(definitions);
  const general = [...definitions.values()].find(({ forSapType }) => forSapType !== undefined);
  const sample = general?.forSapType?.({ type: ANY_PREFIX, title: 'the type', prefix: ANY_PREFIX });
  if (sample === undefined || others.length === 0) return undefined;
  const { properties = {}, patternProperties } = propertiesOf(sample, common);
  const isPrefixed = (name: string) => name.startsWith(`${ANY_PREFIX}.`);
  const names = Object.keys(properties);
  const prefixes = [...new Set(others.map(({ prefix }) => pattern(prefix)))].join('|');
  const prefixed = names.filter(isPrefixed).map((name) => {
    const rest = pattern(name.slice(ANY_PREFIX.length));
    return [`^(?:${prefixes})${rest}$`, properties[name] ?? {}] as const;
  });
  const single = names.filter((name) => !isPrefixed(name)).map((name) => [name, properties[name] ?? {}]);
  return {
    properties: Object.fromEntries(single),
    patternProperties: { ...patternProperties, ...Object.fromEntries(prefixed) },
  };
}

/** Stands for any of them in descriptions. */
const ANY_PREFIX = '<prefix>';

function pattern(name: string): string {
  return name.replaceAll('.', '\\.');
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

/** Of a destination, which systems of any type may share: values that one of the types takes are fine. */
function propertiesOfAny(
  definitions: ReadonlyMap<string, ConnectorDefinition>,
  common: CommonProperties | undefined,
): z.core.JSONSchema.BaseSchema {
  const own = [...definitions.values()].map((definition) => propertiesOf(definition, common));
  const all = [...own, propertiesOfOtherSapTypes(definitions, common) ?? {}];
  const properties: Record<string, z.core.JSONSchema._JSONSchema> = {};
  for (const [name, schema] of all.flatMap((each) => Object.entries(each.properties ?? {}))) {
    properties[name] = either(properties[name], schema);
  }
  return {
    properties,
    patternProperties: Object.assign({}, ...all.map((each) => each.patternProperties)),
  };
}

/** What the first one says of itself, and the values of both. */
function either(
  one: z.core.JSONSchema._JSONSchema | undefined,
  other: z.core.JSONSchema._JSONSchema,
): z.core.JSONSchema._JSONSchema {
  if (typeof one !== 'object' || typeof other !== 'object') return other;
  const { default: fallback, ...rest } = one;
  const forms = [...(one.anyOf ?? []), ...(other.anyOf ?? [])].map((form) => JSON.stringify(form));
  return {
    ...rest,
    ...(fallback === other.default && fallback !== undefined ? { default: fallback } : {}),
    anyOf: [...new Set(forms)].map((form) => JSON.parse(form)),
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
