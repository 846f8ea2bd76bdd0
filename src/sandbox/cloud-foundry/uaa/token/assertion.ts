import type { OAuthError } from '../errors.ts';
import { loginRefused } from './refusal.ts';

/** The UAA looks at an assertion before it asks whether the client may use one; nobody here issues good ones. */
export function assertionRefusal(grantType: string | null, form: URLSearchParams): OAuthError | undefined {
  const given = form.has('assertion');
  switch (grantType) {
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return given
        ? loginRefused('invalid_token', 'Invalid token')
        : loginRefused('unauthorized', 'Assertion is missing');
    case 'urn:ietf:params:oauth:grant-type:saml2-bearer':
      return given ? undefined : loginRefused('unauthorized', 'SAML Assertion is missing');
    default:
      return undefined;
  }
}
