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

const requestsOf = (collection: JsonObject) =>
  (collection['item'] as unknown as { item: { request: Request }[] }[]).flatMap(({ item }) =>
    item.map(({ request }) => request),
  );

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
  [['basic', 'bearer'], 'basic', ['baseUrl', 'user', 'secret']],
  [['bearer'], 'bearer', ['baseUrl', 'token']],
  [['certificate'], 'noauth', ['baseUrl']],
] as const)('with %j it logs on by %s, with variables that have no value', (waysIn, type, names) => {
  const { auth, variable } = postmanCollection(DESCRIPTION, { ...ADDRESS, waysIn });
  const variables = variable as { key: string; value: string }[];
  expect((auth as JsonObject)['type']).toBe(type);
  expect(variables.map(({ key }) => key)).toEqual(names);
  expect(variables.map(({ value }) => value)).toEqual([ADDRESS.baseUrl, ...names.slice(1).map(() => '')]);
});
