/** Whether what a system answers is what its OpenAPI document says. */
import type { JsonObject } from '../../../src/scim/json.ts';
import type { Answer } from '../../integration/support/client.ts';
import { find, operationsIn, schemaChecks } from './check-document.ts';

export interface Exchange {
  readonly method: string;
  /** Below the system, with or without a query. */
  readonly path: string;
  readonly answer: Pick<Answer, 'status' | 'headers' | 'text'>;
}

/** @returns tells what is wrong; nothing where all is as the document says */
export function conformance(document: JsonObject): (exchange: Exchange) => string[] {
  const check = schemaChecks(document);
  const operations = operationsIn(document).map(({ method, path, operation }) => ({
    method,
    operation,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}(?:\\?.*)?$`),
  }));
  return ({ method, path, answer }) => {
    const what = `${method} ${path} ${answer.status}`;
    // A path without parameters says more than one with.
    const known = operations.filter((each) => each.method === method && each.pattern.test(path));
    const operation = known.toSorted((a, b) => a.pattern.source.length - b.pattern.source.length)[0]
      ?.operation;
    if (operation === undefined) return [`${what}: no such operation`];
    const named = (operation['responses'] as JsonObject)[String(answer.status)] as JsonObject | undefined;
    if (named === undefined) return [`${what}: no such status`];
    const response = resolved(document, named);
    const headers = Object.keys((response['headers'] ?? {}) as JsonObject).map((name) => name.toLowerCase());
    const told = Object.keys(answer.headers).filter((name) => TOLD.test(name) && !headers.includes(name));
    const unnamed = told.map((name) => `${what}: no such header ${name}`);
    const content = (response['content'] ?? {}) as Record<string, { schema: JsonObject }>;
    const mediaType = String(answer.headers['content-type'] ?? '');
    if (answer.text === '') return unnamed;
    const { schema } = content[mediaType] ?? {};
    if (schema === undefined) return [...unnamed, `${what}: no such media type ${mediaType}`];
    const body = JSON.parse(answer.text);
    const alternatives = (schema['anyOf'] ?? [schema]) as JsonObject[];
    const failures = alternatives.map(({ $ref }) => {
      const validate = check(String($ref));
      return validate(body) ? [] : (validate.errors ?? []);
    });
    if (failures.some((errors) => errors.length === 0)) return unnamed;
    const [first = []] = failures;
    return [...unnamed, ...first.map(({ instancePath, message }) => `${what}: ${instancePath} ${message}`)];
  };
}

/** Headers that mean something to clients; others are of HTTP, or against browsers. */
const TOLD =
  /^(?:x-(?!content-type-options$)|etag$|location$|retry-after$|ratelimit|www-authenticate$|preference-applied$)/;

function resolved(document: JsonObject, response: JsonObject): JsonObject {
  const reference = response['$ref'];
  return typeof reference === 'string' ? (find(document, reference) as JsonObject) : response;
}
