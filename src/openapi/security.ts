/** How clients log on. */
import type { JsonObject } from '../scim/json.ts';
import type { ApiAddress } from './api.ts';

export function securitySchemes({ waysIn, tokenUrl }: ApiAddress): JsonObject {
  return Object.fromEntries(waysIn.map((way) => [way, scheme(way, tokenUrl)]));
}

/** Any one of them will do. */
export function securityRequirements({ waysIn }: ApiAddress): JsonObject[] {
  return waysIn.map((way) => ({ [way]: [] }));
}

function scheme(way: ApiAddress['waysIn'][number], tokenUrl: string | undefined): JsonObject {
  switch (way) {
    case 'basic':
      return { type: 'http', scheme: 'basic', description: 'Id and secret of a technical user.' };
    case 'certificate':
      return { type: 'mutualTLS', description: 'The client certificate of a technical user.' };
    case 'bearer':
      return tokenUrl === undefined
        ? { type: 'http', scheme: 'bearer', description: 'An access token of an issuer that is accepted.' }
        : {
            type: 'oauth2',
            description: 'An access token for the id and the secret of a technical user.',
            flows: { clientCredentials: { tokenUrl, scopes: {} } },
          };
  }
}
