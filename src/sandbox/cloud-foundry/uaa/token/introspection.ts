import { accessDenied } from '../access/authorize.ts';
import type { UaaCall } from '../call.ts';
import { readParameters } from '../web/parameters.ts';
import { identifyClient } from './client.ts';
import { badCredentials } from './refusal.ts';

/** `/check_token` and `/introspect` are for resource servers, and the clients here are none. @throws OAuthError */
export function checkToken({ landscape, request }: UaaCall): never {
  const client = identifyClient(landscape, request, readParameters(request));
  throw client === undefined ? badCredentials(landscape) : accessDenied();
}
