/**
 * A collection of requests for Postman, version 2.1 (https://schema.postman.com/collection/json/v2.1.0/), which Bruno and other
 * clients import as well. Made of the OpenAPI document, so that both say the same. Credentials are variables without values.
 */
import type { SystemDescription } from '../proxy/description/types.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { ApiAddress } from './api.ts';
import { openApiDocument } from './document.ts';
import { MEDIA_TYPE } from './operations/responses.ts';

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export function postmanCollection(description: SystemDescription, address: ApiAddress): JsonObject {
  const document = openApiDocument(description, address);
  const operations = operationsOf(document);
  const created = createdEndpoints(operations);
  const requests = operations.map((operation) => ({ operation, item: item(operation, created) }));
  const folders = Map.groupBy(requests, ({ operation }) => operation.tag);
  const info = objectAt(document, 'info');
  return {
    info: { name: info['title'] ?? '', description: info['summary'] ?? '', schema: SCHEMA },
    auth: authentication(address),
    variable: [
      variable('baseUrl', address.baseUrl),
      ...variablesOf(address).map((name) => variable(name, '')),
      ...[...created].map((endpoint) => variable(idVariable(endpoint), '')),
    ],
    item: [...folders].map(([name, all]) => ({ name, item: all.map((each) => each.item) })),
  };
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly details: JsonObject;
  readonly parameters: readonly JsonObject[];
}

function operationsOf(document: JsonObject): Operation[] {
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, methods]) => {
    if (!isJsonObject(methods)) return [];
    return METHODS.filter((method) => isJsonObject(methods[method])).map((method): Operation => {
      const details = objectAt(methods, method);
      const parameters = [...listAt(methods, 'parameters'), ...listAt(details, 'parameters')];
      return {
        method: method.toUpperCase(),
        path,
        tag: String(listAt(details, 'tags')[0] ?? ''),
        details,
        parameters: parameters.filter(isJsonObject).map((parameter) => resolved(parameter, document)),
      };
    });
  });
}

/** Those that have a POST and single resources: what was made last is what the other requests are about. */
function createdEndpoints(operations: readonly Operation[]): Set<string> {
  const single = new Set(operations.flatMap(({ path }) => /^\/([^/]+)\/\{id\}$/.exec(path)?.[1] ?? []));
  const made = operations.flatMap(({ method, path }) => (method === 'POST' ? [path.slice(1)] : []));
  return new Set(made.filter((endpoint) => single.has(endpoint)));
}

/** Name of the variable with the id, percent-encoded, of what the collection has made last. */
function idVariable(endpoint: string): string {
  return `${endpoint}Id`;
}

function item({ method, path, details, parameters }: Operation, created: ReadonlySet<string>): JsonObject {
  const body = objectAt(objectAt(objectAt(details, 'requestBody'), 'content'), MEDIA_TYPE)['example'];
  const names = path.split('/').slice(1);
  const [endpoint = ''] = names;
  return {
    name: details['summary'] ?? path,
    ...(method === 'POST' && names.length === 1 && created.has(endpoint)
      ? { event: [keepsId(endpoint)] }
      : {}),
    request: {
      method,
      description: details['description'] ?? '',
      header: [
        field('Accept', MEDIA_TYPE),
        ...(body === undefined ? [] : [field('Content-Type', MEDIA_TYPE)]),
        ...located(parameters, 'header').map(optional),
      ],
      ...(body === undefined
        ? {}
        : {
            body: { mode: 'raw', raw: JSON.stringify(body, null, 2), options: { raw: { language: 'json' } } },
          }),
      url: {
        raw: `{{baseUrl}}${path.replace(/\{(\w+)\}/g, ':$1')}`,
        host: ['{{baseUrl}}'],
        path: names.map((name) => name.replace(/^\{(\w+)\}$/, ':$1')),
        query: located(parameters, 'query').map(optional),
        variable: located(parameters, 'path').map((parameter) =>
          pathVariable(parameter, created.has(endpoint) ? `{{${idVariable(endpoint)}}}` : ''),
        ),
      },
    },
  };
}

function located(parameters: readonly JsonObject[], place: string): JsonObject[] {
  return parameters.filter((parameter) => parameter['in'] === place);
}

/** Switched off, until somebody wants it. */
function optional(parameter: JsonObject): JsonObject {
  const { default: initial, enum: values } = objectAt(parameter, 'schema');
  const [first = ''] = Array.isArray(values) ? values : [];
  return {
    ...field(String(parameter['name']), String(initial ?? first)),
    description: parameter['description'] ?? '',
    disabled: true,
  };
}

/** A script behind a POST; a dry run is answered with 200. */
function keepsId(endpoint: string): JsonObject {
  const set = `pm.collectionVariables.set(${JSON.stringify(idVariable(endpoint))}, encodeURIComponent(pm.response.json().id));`;
  return {
    listen: 'test',
    script: { type: 'text/javascript', exec: [`if (pm.response.code === 201) ${set}`] },
  };
}

/** @param initial where only certain values are possible, the first of those */
function pathVariable(parameter: JsonObject, initial: string): JsonObject {
  const { enum: values } = objectAt(parameter, 'schema');
  const [first = initial] = Array.isArray(values) ? values : [];
  return { ...field(String(parameter['name']), String(first)), description: parameter['description'] ?? '' };
}

function field(key: string, value: string): JsonObject {
  return { key, value };
}

function variable(key: string, value: string): JsonObject {
  return { key, value, type: 'string' };
}

function variablesOf({ waysIn }: ApiAddress): string[] {
  if (waysIn.includes('basic')) return ['user', 'secret'];
  return waysIn.includes('bearer') ? ['token'] : [];
}

function authentication(address: ApiAddress): JsonObject {
  const [first, second] = variablesOf(address);
  if (first === undefined) return { type: 'noauth' };
  const value = (key: string, name: string): JsonObject => variable(key, `{{${name}}}`);
  if (second === undefined) return { type: 'bearer', bearer: [value('token', first)] };
  return { type: 'basic', basic: [value('username', first), value('password', second)] };
}

function resolved(parameter: JsonObject, document: JsonObject): JsonObject {
  const reference = parameter['$ref'];
  if (typeof reference !== 'string') return parameter;
  return objectAt(
    objectAt(objectAt(document, 'components'), 'parameters'),
    reference.slice(reference.lastIndexOf('/') + 1),
  );
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const member = value[name];
  return isJsonObject(member) ? member : {};
}

function listAt(value: JsonObject, name: string): JsonValue[] {
  const member = value[name];
  return Array.isArray(member) ? member : [];
}
