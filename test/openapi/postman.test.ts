/** The collection has the requests of the document, and no secret. */
import { expect, it } from 'vitest';
import type { ApiAddress } from '../../src/openapi/api.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import { postmanCollection } from '../../src/openapi/postman.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { bodiesOf, operationsIn } from './support/check-document.ts';
import { DESCRIPTION } from './support/description.ts';

const ADDRESS: ApiAddress = {
  baseUrl: 'https://proxy.example.com/ipsproxy/api/v1/scim/x',
  waysIn: ['basic', 'bearer'],
};
const document = openApiDocument(DESCRIPTION, ADDRESS);

interface Request {
  readonly method: string;
  readonly header: readonly { readonly key: string; readonly disabled?: boolean }[];
  readonly body?: { readonly raw: string };
  readonly url: {
    readonly raw: string;
    readonly path: readonly string[];
    readonly query: readonly { readonly key: string; readonly disabled?: boolean }[];
    readonly variable: readonly { readonly key: string; readonly value: string }[];
  };
}

interface Item {
  readonly request: Request;
  readonly event?: readonly { readonly script: { readonly exec: readonly string[] } }[];
}

const itemsOf = (collection: JsonObject) =>
  (collection['item'] as unknown as { item: Item[] }[]).flatMap(({ item }) => item);
const requestsOf = (collection: JsonObject) => itemsOf(collection).map(({ request }) => request);

it('has each operation of the document with its example', () => {
  const requests = requestsOf(postmanCollection(DESCRIPTION, ADDRESS));
  const printed = requests.map(({ method, url, body }) => [
    `${method} ${url.raw}`,
    body === undefined ? undefined : JSON.parse(body.raw),
  ]);
  const expected = operationsIn(document).map(({ method, path, operation }) => [
    `${method} {{baseUrl}}${path.replace(/\{(\w+)\}/, ':$1')}`,
    bodiesOf(operation)[0]?.example,
  ]);
  expect(printed.toSorted()).toEqual(expected.toSorted());
});

it('has URLs whose parts say the same as the whole, and switches nothing on that nobody asked for', () => {
  for (const { url, header, body } of requestsOf(postmanCollection(DESCRIPTION, ADDRESS))) {
    expect(`{{baseUrl}}/${url.path.join('/')}`).toBe(url.raw);
    const names = url.path.filter((part) => part.startsWith(':')).map((part) => part.slice(1));
    expect(url.variable.map(({ key }) => key)).toEqual(names);
    expect(url.query.filter(({ disabled }) => disabled !== true)).toEqual([]);
    const sent = header.filter(({ disabled }) => disabled !== true).map(({ key }) => key);
    expect(sent).toEqual(body === undefined ? ['Accept'] : ['Accept', 'Content-Type']);
  }
});

it.each([
  [['basic', 'bearer'], 'basic', ['baseUrl', 'user', 'secret', 'UsersId']],
  [['bearer'], 'bearer', ['baseUrl', 'token', 'UsersId']],
  [['certificate'], 'noauth', ['baseUrl', 'UsersId']],
] as const)('with %j it logs on by %s, with variables that have no value', (waysIn, type, names) => {
  const { auth, variable } = postmanCollection(DESCRIPTION, { ...ADDRESS, waysIn });
  const variables = variable as { key: string; value: string }[];
  expect((auth as JsonObject)['type']).toBe(type);
  expect(variables.map(({ key }) => key)).toEqual(names);
  expect(variables.map(({ value }) => value)).toEqual([ADDRESS.baseUrl, ...names.slice(1).map(() => '')]);
});

it('keeps the id of what it has made, for the requests about one resource', () => {
  const items = itemsOf(postmanCollection(DESCRIPTION, ADDRESS));
  const scripts = items.flatMap(({ request, event = [] }) =>
    event.map(({ script }) => [`${request.method} ${request.url.raw}`, script.exec.join('\n')] as const),
  );
  expect(scripts.map(([request]) => request)).toEqual(['POST {{baseUrl}}/Users']);
  const kept = (code: number, body: JsonObject) => {
    const set: string[][] = [];
    const pm = {
      response: { code, json: () => body },
      collectionVariables: { set: (...pair: string[]) => set.push(pair) },
    };
    new Function('pm', scripts[0]?.[1] ?? '')(pm);
    return set;
  };
  expect(kept(201, { id: 'a/b c' })).toEqual([['UsersId', 'a%2Fb%20c']]);
  expect(kept(200, { summary: 'a dry run' })).toEqual([]);

  const ids = requestsOf(postmanCollection(DESCRIPTION, ADDRESS)).flatMap(({ url }) =>
    url.variable.filter(({ key }) => key === 'id').map(({ value }) => [url.path[0], value]),
  );
  expect(ids).toContainEqual(['Users', '{{UsersId}}']);
  // Nothing makes groups there.
  expect(ids).toContainEqual(['Groups', '']);
});
