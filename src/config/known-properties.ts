/** Which properties mean something, as the schemas of those who read them say. */
import { z } from 'zod';
import type { ConnectorDefinition, Notice, SystemProperties } from '../connectors/definition.ts';
import type { Transformation } from '../transformation/index.ts';
import { languageProperties } from '../transformation/index.ts';

/** What systems of every type have in common: the proxy's own properties. */
export interface CommonProperties {
  /** @param prefix of the system's type: `ias` */
  schema(prefix: string): z.ZodType;
  /** What an administrator should know about the properties of a system. */
  notices(system: {
    readonly prefix: string;
    readonly properties: SystemProperties;
    readonly read: Transformation;
    readonly write: Transformation;
  }): readonly Notice[];
}

/** Schemas of single properties by their names; a name that ends in `.*` stands for all that begin like it. */
export type PropertyShape = Readonly<Record<string, z.ZodType>>;

/**
 * All that is read of a system of this type, apart from what its transformations ask for: the connector's own first, whose
 * schema also says what it makes of a property that others read as well.
 */
export function knownProperties(definition: ConnectorDefinition, common?: CommonProperties): PropertyShape {
  const own = shapeOf(definition.properties);
  return { ...own, ...shapeOf(common?.schema(definition.prefix)), ...shapeOf(languageProperties), ...own };
}

/** The properties that a schema has, behind what it makes of them together. */
export function shapeOf(schema: unknown): PropertyShape {
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in);
  return schema instanceof z.ZodObject ? (schema.shape as PropertyShape) : {};
}
