/** What an attribute path means in one entity. */
import { expect, it } from 'vitest';
import { parseAttributePath } from '../../src/scim/attribute-path.ts';
import type { AttributePath } from '../../src/scim/filter-ast.ts';
import type { JsonValue } from '../../src/scim/json.ts';
import { valueAt } from '../../src/scim/value-at.ts';

const ENTITY = {
  userName: 'ada',
  name: { familyName: 'Vale' },
  emails: [{ value: 'a@example.com' }, { value: 'b@example.com' }],
  schemas: ['x'],
  'urn:x:User': { number: 1 },
};

it.each<[string, JsonValue | undefined]>([
  ['userName', 'ada'],
  ['username', undefined],
  ['name.familyName', 'Vale'],
  ['name.other', undefined],
  ['userName.length', undefined],
  ['emails.value', 'a@example.com'],
  ['emails[1].value', 'b@example.com'],
  ['emails[2].value', undefined],
  ['schemas', 'x'],
  ['urn:x:User:number', 1],
  ['urn:y:User:number', undefined],
])('%s', (path, value) => {
  expect(valueAt(ENTITY, parseAttributePath(path) as AttributePath)).toBe(value);
});
