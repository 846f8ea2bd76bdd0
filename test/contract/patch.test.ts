/** PATCH requests on their way to a backend that takes them. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { ANOTHER_DIRECTORY, contractServer, exampleOf, NATIVE } from './support/serve.ts';

const serve = contractServer();

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const ACME = 'urn:acme:scim:schemas:1.0:User';
const { stored, shown } = exampleOf(ANOTHER_DIRECTORY, 'user');
const operation = { op: 'replace', path: `${ACME}:badge`, value: '8' };

it.each<[string, JsonObject, JsonObject]>([
  ['without schemas', { Operations: [operation] }, { schemas: [PATCH_OP], Operations: [operation] }],
  [
    'with an empty list of schemas',
    { schemas: [], Operations: [operation] },
    { schemas: [PATCH_OP], Operations: [operation] },
  ],
  [
    'with a schema of its own',
    { schemas: ['urn:x'], Operations: [operation] },
    { schemas: ['urn:x'], Operations: [operation] },
  ],
  [
    'with several schemas',
    { Schemas: [PATCH_OP, 'urn:x'], operations: [operation] },
    { schemas: [PATCH_OP, 'urn:x'], Operations: [operation] },
  ],
  [
    'in names and operations of its own spelling',
    {
      Operations: [
        { OP: 'Add', PATH: 'PHONENUMBERS[Type EQ "work"]', Value: { display: 'desk' } },
        { op: 'REMOVE', path: `${ACME.toUpperCase()}:Badge` },
        { op: 'replace', value: { ACTIVE: 'False', [`${ACME}:badge`]: '9' } },
      ],
    },
    {
      schemas: [PATCH_OP],
      Operations: [
        { op: 'add', path: 'phoneNumbers[type eq "work"]', value: { display: 'desk' } },
        { op: 'remove', path: `${ACME}:badge` },
        { op: 'replace', value: { active: false } },
        { op: 'replace', path: `${ACME}:badge`, value: '9' },
      ],
    },
  ],
])('%s', async (_, body, expected) => {
  const { send, backend } = await serve({ backend: NATIVE });
  backend.answer = { entity: stored };
  expect((await send('PATCH', `/${shown.id}`, { body })).status).toBe(200);
  expect(backend.calls.at(-1)).toEqual(['patch', stored.id, expected, {}]);
});
