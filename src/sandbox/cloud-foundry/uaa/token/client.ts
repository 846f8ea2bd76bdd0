import type { UaaCall } from '../call.ts';
import { oauthError, type UaaError } from '../errors.ts';

/** Public clients, whose secret is empty: `cf` for people and tools, `ssh-proxy` for its own purpose. */
const CLIENTS = new Map([
  ['cf', ''],
  ['ssh-proxy', ''],
]);

/**
 * The id of the OAuth client that asks, by Basic authentication or by `client_id` and `client_secret`.
 *
 * @throws UaaError 401
 */
export function authenticateClient(call: UaaCall, form: URLSearchParams): string {
  const [id, secret] = credentials(call, form);
  if (CLIENTS.get(id) !== secret) throw badCredentials(call);
  return id;
}

function credentials(call: UaaCall, form: URLSearchParams): readonly [string, string] {
  const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(call.request.headers.authorization ?? '')?.[1];
  if (encoded !== undefined) {
    const decoded = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = decoded.indexOf(':');
    return [decoded.slice(0, Math.max(0, colon)), decoded.slice(colon + 1)];
  }
  const id = form.get('client_id');
  if (id === null) {
    throw unauthorized('unauthorized', 'Full authentication is required to access this resource');
  }
  return [id, form.get('client_secret') ?? ''];
}

/** What a wrong client, user or password is called depends on the UAA's age. */
export function badCredentials(call: UaaCall, description = 'Bad credentials'): UaaError {
  return unauthorized(call.landscape.settings.legacyUaa ? 'unauthorized' : 'invalid_client', description);
}

export function unauthorized(error: string, description: string): UaaError {
  return oauthError(401, error, description, {
    'www-authenticate': `Basic realm="UAA/client", error="${error}"`,
  });
}
