import { expect, it } from 'vitest';
import { withNextAttempt } from '../../../src/connectors/cloud-foundry/logon/token-error.ts';
import { ScimError } from '../../../src/scim/errors.ts';

const REFUSED = new ScimError(502, 'Example Directory answered POST /oauth/token with 401.');

it('a failure of a logon is told as it is where nothing holds the next one back', () => {
  expect(withNextAttempt(REFUSED, () => undefined, 0)).toBe(REFUSED);
});

it('a failure of a logon says when the next one is tried, however soon', () => {
  expect(withNextAttempt(REFUSED, () => undefined, 1).message).toContain('1 second');
});
