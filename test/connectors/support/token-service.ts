/**
 * A token service, and a backend that takes its tokens, on one port: `POST /oauth/token` (RFC 6749 §4.4), and anything else
 * with a bearer token.
 */
import type { ServerResponse } from 'node:http';
import { json, type Received, startBackend, type TestBackend } from './backend.ts';

export const CLIENT = { id: 'sb-client!t1', secret: 'ge:heim+ü% =&' } as const;
const PATH = '/oauth/token';

export interface TokenServiceOptions {
  /** Instead of a token. @param count of requests for tokens so far, this one among them */
  readonly answer?: (response: ServerResponse, count: number) => boolean;
  /** What the answer has besides, or instead. */
  readonly more?: object;
  /** For a request with a good token. Default: an empty list. */
  readonly backend?: (request: Received, response: ServerResponse) => void;
}

export interface TokenService extends TestBackend {
  readonly tokenUrl: string;
  /** Issued so far. */
  readonly tokens: readonly string[];
  /** Requests for tokens, and those with tokens. */
  tokenRequests(): readonly Received[];
  calls(): readonly Received[];
  /** From now on none of the tokens issued so far is taken. */
  revoke(): void;
}

export async function startTokenService(options: TokenServiceOptions = {}): Promise<TokenService> {
  const tokens: string[] = [];
  let good = 0;
  let asked = 0;
  const service = await startBackend((request, response) => {
    if (request.target.startsWith(PATH)) {
      asked += 1;
      if (options.answer?.(response, asked) === true) return;
      if (!isClient(request)) return json(response, 401, { error: 'invalid_client' });
      tokens.push(`token-${tokens.length + 1}-${'x'.repeat(24)}`);
      const answer = { access_token: tokens.at(-1), token_type: 'Bearer', expires_in: 3600, ...options.more };
      return json(response, 200, answer);
    }
    const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? '';
    if (token === '' || tokens.slice(0, good).includes(token))
      return json(response, 401, { detail: `no good: ${token}` });
    if (options.backend !== undefined) return options.backend(request, response);
    json(response, 200, { totalResults: 0, Resources: [] });
  });
  return {
    ...service,
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
    tokenUrl: `${service.origin}${PATH}`,
    tokens,
    tokenRequests: () => service.received.filter(({ target }) => target.startsWith(PATH)),
    calls: () => service.received.filter(({ target }) => !target.startsWith(PATH)),
    revoke: () => {
      good = tokens.length;
    },
  };
}

/** By Basic, form-urlencoded (RFC 6749 §2.3.1); or with a certificate, which the test's connections have none of. */
function isClient({ headers, body }: Received): boolean {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== 'client_credentials') return false;
  const encoded = headers.authorization?.replace(/^Basic /, '');
  if (encoded === undefined) return form.get('client_id') === CLIENT.id;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  const decoded = (text: string) => new URLSearchParams(`x=${text}`).get('x');
  return decoded(id) === CLIENT.id && decoded(secret) === CLIENT.secret;
}
