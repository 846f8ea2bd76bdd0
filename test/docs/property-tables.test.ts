import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadOptions } from '../../src/cli/load-options.ts';
import { configurationSchemaText } from '../../src/config/json-schema.ts';
import { shapeOf } from '../../src/config/known-properties.ts';
import type { ConnectorDefinition } from '../../src/connectors/definition.ts';
import { findingsOf } from '../config/helpers.ts';
import { pages } from './pages.ts';
import { EVERY_SYSTEM, withPropertyTables } from './property-tables.ts';

describe('tables of properties', () => {
  it.each(pages)('are up to date in $name (npm run docs:properties)', ({ text }) => {
    expect(text).toBe(withPropertyTables(text, loadOptions));
  });

  it('stand in one page each', () => {
    const markers = pages.flatMap(({ text }) =>
      [...text.matchAll(/^<!-- properties:(.*) -->$/gm)].map(([, name]) => name),
    );
    expect(markers.sort()).toEqual([EVERY_SYSTEM, ...loadOptions.definitions.keys()].sort());
  });

  it('are not made for what there is not', () => {
    const text = '<!-- properties:unheard-of -->\n<!-- end of properties -->\n';
    expect(() => withPropertyTables(text, loadOptions)).toThrow('no table of properties "unheard-of"');
  });
});

describe.each([...loadOptions.definitions.values()])('a property that is added to $type', (definition) => {
  const NAME = `${definition.prefix}.quarantine.time`;
  const added: ConnectorDefinition = {
    ...definition,
    properties: z.pipe(
      z.looseObject({
        ...shapeOf(definition.properties),
        [NAME]: z
          .string()
          .regex(/^\d$/, 'must be a digit')
          .transform(Number)
          .meta({ type: 'integer', minimum: 0, maximum: 9 })
          .default(4)
          .meta({ description: 'How long `nobody` gets in.', unit: 'minutes' }),
      }),
      (definition.properties as z.ZodPipe<z.ZodType, z.ZodType<unknown, Record<string, unknown>>>).out,
    ),
  };
  const definitions = new Map([...loadOptions.definitions, [definition.type, added]]);
  const options = { ...loadOptions, definitions };

  it('is checked, and known where it is misspelt', async () => {
    const findings = async (
      properties: Record<string, unknown>,
      changed: typeof loadOptions.definitions = definitions,
    ) => (await findingsOf(definition.type, properties, { definitions: changed })).findings;
    expect(await findings({ [NAME]: 'long' })).toEqual([
      `${NAME}: error: property "${NAME}" must be a digit`,
    ]);
    const misspelt = `${definition.prefix}.quarantine.tiem`;
    expect(await findings({ [misspelt]: 5 })).toEqual([
      `${misspelt}: warning: property "${misspelt}" is not known and has no effect: did you mean "${NAME}"?`,
    ]);
    expect(await findings({ [NAME]: 5 }, loadOptions.definitions)).not.toEqual([]);
  });

  it('is completed by editors, with what it is for, its unit, its default and its values', () => {
    const { properties } = JSON.parse(configurationSchemaText(definitions, options.common));
    const ofType = properties.systems.items.allOf.find(
      (entry: { if: { properties: { type: { const: string } } } }) =>
        entry.if.properties.type.const === definition.type,
    );
    expect(ofType.then.properties.properties.properties[NAME]).toEqual({
      description: 'How long nobody gets in. Unit: minutes. Default: 4.',
      default: 4,
      anyOf: [
        { type: 'integer', minimum: 0, maximum: 9 },
        { type: 'string', pattern: '^\\d+$' },
        { $ref: '#/definitions/reference' },
      ],
    });
  });

  it('is in the table of its type', () => {
    const page = `<!-- properties:${definition.type} -->\n<!-- end of properties -->\n`;
    expect(withPropertyTables(page, options)).toContain(
      `| \`${NAME}\` | 0 to 9 minutes | \`4\` | How long \`nobody\` gets in. |\n`,
    );
  });
});
