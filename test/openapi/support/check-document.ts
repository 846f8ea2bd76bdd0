/** What has to hold for every OpenAPI document: the specification's own schema, and that its parts fit together. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';

export type Operation = JsonObject & { readonly operationId: string };

/** By the schema of https://spec.openapis.org/oas/3.1/schema, and whether references lead to something. */
export async function checkDocument(document: JsonObject): Promise<void> {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  for (const reference of referencesIn(document)) {
    expect(find(document, reference), reference).toBeDefined();
  }
  const operations = operationsIn(document);
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const named = linksIn(document).map(({ operationId }) => operationId);
  expect(named.filter((id) => !ids.includes(String(id)))).toEqual([]);
  const validate = schemaChecks(document);
  for (const { operation } of operations) {
    for (const { schema, example } of bodiesOf(operation)) {
      const check = validate(String(schema['$ref']));
      expect([operation.operationId, check(example), check.errors]).toEqual([
        operation.operationId,
        true,
        null,
      ]);
    }
  }
}

/** @returns checks by references such as `#/components/schemas/User` */
export function schemaChecks(document: JsonObject): (reference: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ ...document, $id: 'https://example.com/openapi' });
  return (reference) => ajv.compile({ $ref: `https://example.com/openapi${reference}` });
}

export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function operationsIn({ paths }: JsonObject): PlacedOperation[] {
  return Object.entries(paths as JsonObject).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        operation: operation as Operation,
      })),
  );
}

export function bodiesOf({ requestBody }: JsonObject): { schema: JsonObject; example: JsonObject }[] {
  const { content = {} } = (requestBody ?? {}) as { content?: JsonObject };
  return Object.values(content) as unknown as { schema: JsonObject; example: JsonObject }[];
}

/** What a reference means, if anything. */
export function find(document: JsonObject, reference: string): JsonValue | undefined {
  return reference
    .slice(2)
    .split('/')
    .reduce<JsonValue | undefined>(
      (value, name) => (isJsonObject(value) ? value[name] : undefined),
      document,
    );
}

function referencesIn(document: JsonObject): string[] {
  return objectsIn(document).flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
}

function linksIn(document: JsonObject): JsonObject[] {
  return objectsIn(document).flatMap(({ links }) =>
    isJsonObject(links) ? (Object.values(links) as JsonObject[]) : [],
  );
}

/** The value itself, and all objects in it, however deep. */
export function objectsIn(value: JsonValue): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isJsonObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}
