/**
 * The tables of properties in `docs/`, made from the schemas that the properties are checked with. They stand between
 * `<!-- properties:… -->` and `<!-- end of properties -->`.
 */
import { type PropertyShape, shapeOf } from '../../src/config/known-properties.ts';
import type { LoadOptions } from '../../src/config/load.ts';
import { type PropertyFact, propertyFacts } from '../../src/config/property-facts.ts';
import { languageProperties } from '../../src/transformation/index.ts';

/** What stands in a marker for the properties that systems of every type have. */
export const EVERY_SYSTEM = 'every-system';

const TABLE = /(<!-- properties:([a-z-]+) -->\n)[\s\S]*?(<!-- end of properties -->)/g;

type Schemas = Pick<LoadOptions, 'definitions' | 'common'>;

/** The page with all its tables made again. @throws Error for a marker that names no table */
export function withPropertyTables(page: string, schemas: Schemas): string {
  return page.replace(TABLE, (_, start: string, name: string, end: string) => {
    return `${start}\n${propertyTable(propertyFacts(shapeFor(name, schemas)))}\n${end}`;
  });
}

function shapeFor(name: string, { definitions, common }: Schemas): PropertyShape {
  if (name === EVERY_SYSTEM)
    return { ...shapeOf(common?.schema('<prefix>')), ...shapeOf(languageProperties) };
  const definition = definitions.get(name);
  if (definition === undefined) throw new Error(`There is no table of properties "${name}".`);
  return shapeOf(definition.properties);
}

/** General forms stand in the row of what they stand in for. */
export function propertyTable(facts: readonly PropertyFact[]): string {
  const rows = facts
    .filter(({ generalOf }) => generalOf === undefined)
    .map((fact) => {
      const others = facts.filter(({ generalOf }) => generalOf === fact.name);
      const names = [fact, ...others].map(({ name }) => code(name.replace(/\.\*$/, '.<Name>')));
      return [names.join(', '), valuesOf(fact), defaultOf(fact), fact.description];
    });
  return [['property', 'values', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function valuesOf({ choices, range, unit, value, credential }: PropertyFact): string {
  const numbers = range === undefined ? [] : [`${range.join(' to ')}${unit === undefined ? '' : ` ${unit}`}`];
  const values = [...choices.map(code), ...numbers];
  if (credential) return 'a reference, as it is a credential';
  return values.length > 0 ? values.join(', ') : (value ?? 'text');
}

function defaultOf({ required, needed, default: fallback, defaultText }: PropertyFact): string {
  if (required) return 'has to be set';
  if (needed !== undefined) return `has to be set ${needed}`;
  return defaultText ?? (fallback === undefined ? '' : code(fallback));
}

function code(text: string): string {
  return `\`${text}\``;
}
