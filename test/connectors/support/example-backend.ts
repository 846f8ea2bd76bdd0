/** A backend for errors to name, whose technical user is `technical-user` with the password `Secret-0815-abc`. */
import type { Backend, CallDescription } from '../../../src/connectors/http/backend.ts';
import { SecretMask } from '../../../src/connectors/http/masking/secret-mask.ts';

/** How it is named in messages. */
export const EXAMPLE = 'Example Directory (system system-1, https://directory.example)';

export const LIST_CALL: CallDescription = {
  method: 'GET',
  path: '/scim/Users',
  template: '/scim/Users',
  resource: 'Users',
  target: 'collection',
  filtered: false,
};

export function exampleBackend(more: Partial<Backend> = {}): Backend {
  return {
    name: 'Example Directory',
    systemId: 'system-1',
    origin: 'https://directory.example',
    mask: new SecretMask({
      credentials: { user: 'technical-user', password: 'Secret-0815-abc' },
      headers: {},
    }),
    requiredRole: () => 'the role "Keeper"',
    lockout: 'Five failures lock the user.',
    retryAfter: 60,
    ...more,
  };
}
