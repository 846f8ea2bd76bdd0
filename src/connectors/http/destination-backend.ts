/** What there is to say of the backend that a destination leads to. */
import type { ConnectorEnvironment } from '../definition.ts';
import { logonWords } from './authentication/logon-words.ts';
import type { Backend } from './backend.ts';
import { type Destination, maskOf } from './destination.ts';

/**
 * Whatever runs there. A connector that knows more of it says so in place of `requiredRole`, `lockout` and `retryAfter`.
 *
 * @param name for people: `ACME People`
 */
export function backendOf(
  name: string,
  destination: Destination,
  { systemId, secrets }: Pick<ConnectorEnvironment, 'systemId' | 'secrets'>,
): Backend {
  return {
    name,
    systemId,
    origin: destination.base.origin,
    mask: maskOf(destination, secrets),
    logon: logonWords(destination.authentication),
    requiredRole: ({ method, resource }) =>
      `the right to ${method === 'GET' ? 'read' : 'change'} ${resource}`,
    lockout: 'Many servers lock a user after a few failed logons.',
    retryAfter: 30,
  };
}
