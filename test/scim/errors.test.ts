import { expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';

it.each([
  [new ScimError(404, 'There is no such user.'), 'SCIM_404'],
  [new ScimError(400, 'No.', { scimType: 'invalidFilter' }), 'SCIM_INVALID_FILTER'],
  [new ScimError(409, 'Taken.', { scimType: 'uniqueness' }), 'SCIM_UNIQUENESS'],
])('logs know it by a code: %s', (error, code) => {
  expect(error.code).toBe(code);
});
