import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { user, userId, userName } from '../../../bench/requests/backend/entities.ts';
import { type Answer, Tenant } from '../../../bench/requests/backend/tenant.ts';
import { compileTransformation, type JsonMap } from '../../../src/transformation/index.ts';
import { entityOf, transformed } from '../../transformation/helpers.ts';

const tenant = new Tenant();

function bodyOf({ body }: Answer): Record<string, unknown> {
  return JSON.parse(String(body));
}

it('answers a user by id and by name', () => {
  expect(bodyOf(tenant.get(`/scim/Users/${userId(7)}`))).toEqual(user(7));
  const filter = encodeURIComponent(`userName eq "${userName(7)}"`);
  expect(bodyOf(tenant.get(`/scim/Users?filter=${filter}`))).toMatchObject({
    totalResults: 1,
    Resources: [user(7)],
  });
});

it('answers a page', () => {
  const { Resources, ...rest } = bodyOf(tenant.get('/scim/Users?startIndex=101&count=100'));
  expect(rest).toMatchObject({ totalResults: 10_000, itemsPerPage: 100, startIndex: 101 });
  expect((Resources as { id: string }[]).map(({ id }) => id)).toEqual(
    Array.from({ length: 100 }, (_, at) => userId(100 + at)),
  );
});

it('gives what was posted, with an id, and counts by user name', () => {
  const posted = { userName: 'a@example.com', active: true };
  const body = JSON.stringify(posted);
  const answers = [1, 2].map(() => tenant.write('POST', '/scim/Users', body));
  for (const answer of answers) expect(bodyOf(answer)).toMatchObject(posted);
  expect(tenant.created).toEqual(new Map([['a@example.com', 2]]));
});

it('answers a create with all that the read transformation wants, so that one that succeeds is measured', () => {
  const text = readFileSync(
    new URL('../../../transformations/identity-authentication/v2/read.json', import.meta.url),
    'utf8',
  );
  const read = entityOf(compileTransformation(text, { direction: 'read' }), 'user');
  const body = JSON.stringify({
    schemas: [],
    userName: 'b@example.com',
    active: true,
    emails: [{ value: 'b@example.com' }],
  });
  const answer = bodyOf(tenant.write('POST', '/scim/Users', body));
  const variables = { entityBaseLocation: 'https://proxy.example/Users/' };
  expect(transformed(read.run(answer as JsonMap, { operation: 'read', variables })).output).toMatchObject({
    userName: 'b@example.com',
  });
});

it('knows nothing else', () => {
  expect(tenant.get('/scim/Schemas').status).toBe(404);
  expect(tenant.get('/scim/Users/nobody').status).toBe(404);
});
