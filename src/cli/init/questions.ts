/** What has to be known of a type of system to write a configuration for it, from its property schema alone. */
import { assumedValue } from '../../config/assumed-value.ts';
import { shapeOf } from '../../config/known-properties.ts';
import { type PropertyFact, propertyFacts } from '../../config/property-facts.ts';
import { defaultsOf } from '../../config/system-transformations.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';

export interface Questions {
  /** Properties to ask for: those that decide which transformations fit, and those without which nothing works. */
  readonly asked: readonly PropertyFact[];
  /** Credentials without which nothing works. */
  readonly credentials: readonly PropertyFact[];
  /** With the one value that there is: `Type`. */
  readonly constant: readonly PropertyFact[];
  /** May be added later. */
  readonly optional: readonly PropertyFact[];
}

export function questionsFor(definition: ConnectorDefinition): Questions {
  // One that ends in `.*` stands for many, and one that stands in for another is not what to begin with.
  const facts = propertyFacts(shapeOf(definition.properties)).filter(
    ({ name, generalOf }) => !name.endsWith('.*') && generalOf === undefined,
  );
  const isAsked = (fact: PropertyFact) => !fact.credential && (isNeeded(fact) || decides(fact, definition));
  return {
    asked: facts.filter(isAsked),
    credentials: facts.filter((fact) => fact.credential && isNeeded(fact)),
    constant: facts.filter((fact) => !fact.required && fact.choices.length === 1 && fact.range === undefined),
    optional: facts.filter(
      (fact) => !isAsked(fact) && !isNeeded(fact) && (fact.choices.length !== 1 || fact.range !== undefined),
    ),
  };
}

/** Whether it has to be set where nothing else is said. */
function isNeeded({ required, needed }: PropertyFact): boolean {
  return required || needed !== undefined;
}

/** Whether other default transformations belong to other values of it: a version of the API. */
function decides({ name, choices }: PropertyFact, definition: ConnectorDefinition): boolean {
  const folders = choices.map((value) => defaultTransformations(definition, { [name]: value }));
  return new Set(folders).size > 1;
}

/**
 * The folder of the default transformations below `transformations/`.
 *
 * @param given properties so far; those that are missing or wrong are made up
 */
export function defaultTransformations(
  definition: ConnectorDefinition,
  given: Readonly<Record<string, string>>,
): string {
  const shape = shapeOf(definition.properties);
  const required = propertyFacts(shape).filter(isNeeded);
  const madeUp = Object.fromEntries(required.map(({ name }) => [name, assumedValue(name, shape) ?? '']));
  const right = Object.entries(given).filter(
    ([name, value]) => Object.hasOwn(shape, name) && shape[name]?.safeParse(value).success,
  );
  const all = { ...madeUp, ...Object.fromEntries(right) };
  // What needs others beside it, such as a certificate, says so once these are there.
  const issues = definition.properties.safeParse(all).error?.issues ?? [];
  const alone = new Set(issues.map(({ path }) => String(path[0])));
  const usable = Object.entries(all).filter(([name]) => !alone.has(name) || name in madeUp);
  return defaultsOf(definition, definition.properties.parse(Object.fromEntries(usable)));
}

/** Why a value will not do, or `undefined`. */
export function problemWith(
  definition: ConnectorDefinition,
  name: string,
  value: string,
): string | undefined {
  const shape = shapeOf(definition.properties);
  // Any name may be given, also one that objects have.
  const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
  return schema?.safeParse(value).error?.issues[0]?.message;
}
