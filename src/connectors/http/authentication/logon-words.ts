/** What is said about a logon that the backend refused, by the kind of authentication. */
import type { LogonWords } from '../backend.ts';
import type { Authentication } from './authentication.ts';
import { TOKEN_URL } from './token-url.ts';

/** @returns nothing for Basic, which has words of its own everywhere */
export function logonWords(authentication: Authentication): LogonWords | undefined {
  switch (authentication.kind) {
    case 'basic':
      return undefined;
    case 'none':
      return {
        whom: 'the proxy, which does not log on (property Authentication),',
        refused:
          'The backend wants a logon, and the proxy has none: check the property Authentication, which is NoAuthentication.',
      };
    case 'header':
      return {
        whom: 'whoever the property ips.http.header.Authorization stands for',
        refused:
          'The backend does not take what the property ips.http.header.Authorization has: check whether it is whole, with its scheme (such as Bearer) in front, and whether it has ended.',
      };
    case 'certificate':
      return {
        whom: 'the technical user of the client certificate (property Authentication)',
        refused:
          'The backend does not take the client certificate of the proxy (property Authentication): check whether it is registered there for the technical user, and whether it has expired.',
      };
    case 'oauth': {
      const { origin } = authentication.tokenUrl.base;
      return {
        whom: 'the client (property User)',
        refused: `The backend does not take the tokens of ${origin}: check the property ${TOKEN_URL}, whether it is the token service of this backend, and the property OAuth2TokenScope.`,
      };
    }
  }
}
