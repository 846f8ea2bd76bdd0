import type { StandInRequest } from '../../../kit/message.ts';
import type { Landscape } from '../../landscape.ts';
import { isForm } from '../web/parameters.ts';
import { badCredentials } from './refusal.ts';

/** Public clients, whose secret is empty: `cf` for people and tools, `ssh-proxy` for its own purpose. */
const CLIENTS = new Map([
  ['cf', ''],
  ['ssh-proxy', ''],
]);

/**
 * The id of the OAuth client that asks: by Basic authentication, or in a form without any `Authorization`. Nobody,
 * where the request has neither.
 *
 * @throws OAuthError 401
 */
export function identifyClient(
  landscape: Landscape,
  request: StandInRequest,
  form: URLSearchParams,
): string | undefined {
  const header = request.headers.authorization ?? '';
  if (/^basic /i.test(header)) return basicClient(landscape, header.slice('basic '.length));
  if (header.trim() !== '' || !isForm(request)) return undefined;
  return knownClient(landscape, form.get('client_id'), form.get('client_secret'));
}

/** Id and secret are escaped as in a form before they are put together (RFC 6749 §2.3.1). */
function basicClient(landscape: Landscape, encoded: string): string {
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2,3}={0,2})?$/.test(encoded)) {
    throw badCredentials(landscape, 'Failed to decode basic authentication token');
  }
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon === -1) throw badCredentials(landscape, 'Invalid basic authentication token');
  const [id, secret] = [decoded.slice(0, colon), decoded.slice(colon + 1)].map(unescapeFormText);
  if (id === undefined || secret === undefined)
    throw badCredentials(landscape, 'Failed to URL Decode credentials');
  return knownClient(landscape, id, secret);
}

function knownClient(landscape: Landscape, id: string | null, secret: string | null): string {
  const { ownClient } = landscape.settings;
  const known = id === ownClient.id ? ownClient.secret : CLIENTS.get(id ?? '');
  if (id === null || secret === null || known !== secret) throw badCredentials(landscape);
  return id;
}

function unescapeFormText(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
