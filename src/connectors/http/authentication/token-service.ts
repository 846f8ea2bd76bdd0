/**
 * Tokens of the client credentials grant (RFC 6749 §4.4): every request carries the one of the moment, and a 401 of the
 * backend gets a new one and one repetition. A secret that was refused is not shown again on its own.
 */
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonValue } from '../../../scim/json.ts';
import { nothingSent } from '../../../scim/request-ended.ts';
import type { ConnectorEnvironment } from '../../definition.ts';
import { logFieldsOf } from '../../log-fields.ts';
import { NO_ENTITY } from '../answer-limits.ts';
import { type Backend, describeBackend } from '../backend.ts';
import { basicAuthorization } from '../basic-authentication.ts';
import { bearerToken, type TokenSource } from '../bearer-token.ts';
import { type Logon, openClient, type Target } from '../client.ts';
import { CredentialGuards, KeptGuards } from '../credential-guards.ts';
import { type Interceptor, type OutboundRequest, TransportFailure } from '../exchange.ts';
import { othersOf, RateLimitPause } from '../rate-limit-pause.ts';
import { type AccessToken, obtainInTime, TokenCache, type TokenCause } from '../token-cache.ts';
import { type UpstreamCall, UpstreamClient } from '../upstream-client.ts';
import type { Wait, Waits } from '../waiting.ts';
import type { ClientCredentials } from './authentication.ts';
import { readToken } from './token-answer.ts';
import { judgeToken, tokenError } from './token-refusal.ts';
import { tokenRetries } from './token-retries.ts';
import { TOKEN_URL } from './token-url.ts';

/** What an answer has that nobody else may see (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). */
const TOKEN_NAMES = ['access_token', 'refresh_token', 'id_token'] as const;
/** Open connections at most: one token is asked for at a time, or hardly more. */
const CONNECTIONS = 8;
/** Times that a request for a token is sent again after a 429. */
const REPEATS = 2;

export function openTokenService(
  oauth: ClientCredentials,
  target: Target,
  backend: Backend,
  environment: ConnectorEnvironment,
  { wait, silence }: Waits,
): Logon {
  const { now, log } = environment;
  const { base } = oauth.tokenUrl;
  const service: Backend = {
    ...backend,
    name: 'Token service',
    origin: base.origin,
    addressAdvice: `check the property ${TOKEN_URL}`,
    contentTypeProperty: undefined,
  };
  // Keys of gateways go to where they belong.
  const headers = base.origin === target.base.origin ? target.headers : {};
  const client = openClient({ base, headers, way: target.way }, environment, {
    purpose: 'token',
    connections: CONNECTIONS,
    wait,
    logon: { guard: guardOf(oauth, service, environment, silence) },
    retries: tokenRetries,
    throttle: new RateLimitPause({ now, wait }, REPEATS, othersOf(environment, `token:${base.origin}`))
      .interceptor,
  });
  const json = 'application/json';
  const upstream = new UpstreamClient({
    backend: service,
    base,
    send: client.send,
    contentType: json,
    accept: json,
    readError: (call, response) => tokenError(service, oauth, call, response),
  });
  const closing = new AbortController();
  const call = tokenCall(oauth);
  const attempt = async (signal: AbortSignal, cause: TokenCause): Promise<AccessToken> => {
    const answer = await upstream.call(call, { ...cause, log: log.child(logFieldsOf(cause)), signal });
    for (const token of tokensIn(answer.body)) backend.mask.remember(token);
    return readToken(answer, service, now());
  };
  const tokens = new TokenCache(
    now,
    (cause) => forRequest(obtainInTime((signal) => attempt(signal, cause), closing.signal, silence)),
    environment.watch,
  );
  return {
    authorize: bearerToken(whileWaiting(tokens, describeBackend(service))),
    close: async () => {
      closing.abort();
      await client.close();
    },
  };
}

/** Names the token service to whoever's time is over before there is a token. */
function whileWaiting(tokens: TokenSource, service: string): TokenSource {
  const late = `${service} issued no token in time (property ${TOKEN_URL}).`;
  const inTime = async <T>(token: Promise<T>, { signal }: OutboundRequest): Promise<T> => {
    try {
      return await token;
    } catch (error) {
      throw error instanceof TransportFailure && signal.aborted ? nothingSent(signal, late) : error;
    }
  };
  return {
    current: (request) => inTime(tokens.current(request), request),
    renewed: (refused, request) => inTime(tokens.renewed(refused, request), request),
    accepted: (token) => tokens.accepted(token),
  };
}

/** A certificate is nothing that others could try to guess: only secrets are guarded. */
function guardOf(
  { tokenUrl: { base, resource }, clientId, clientSecret }: ClientCredentials,
  service: Backend,
  { shared, lasting, now, state }: ConnectorEnvironment,
  wait: Wait,
): Interceptor | undefined {
  if (clientSecret === undefined) return undefined;
  return shared
    .get(CredentialGuards)
    .interceptor(
      lasting.get(KeptGuards),
      `${base.origin}${base.path}/${resource}`,
      { user: clientId, password: clientSecret },
      { now, wait, state },
      judgeToken(service, { clientSecret }),
    );
}

/** A certificate goes with the connection, and the form says whose it is (RFC 8705 §2). */
function tokenCall({ tokenUrl, clientId, clientSecret, scope }: ClientCredentials): UpstreamCall {
  const grant = { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) };
  return {
    method: 'POST',
    resource: tokenUrl.resource,
    query: tokenUrl.query,
    form: clientSecret === undefined ? { ...grant, client_id: clientId } : grant,
    headers: clientSecret === undefined ? undefined : clientHeaders(clientId, clientSecret),
    limit: NO_ENTITY,
    repeatable: true,
    changesNothing: true,
  };
}

/**
 * Basic, which every server has to take, with id and secret form-urlencoded (RFC 6749 §2.3.1). UAA and XSUAA take them so
 * only where they are told.
 */
function clientHeaders(clientId: string, clientSecret: string) {
  const credentials = { user: formEncoded(clientId), password: formEncoded(clientSecret) };
  return { authorization: basicAuthorization(credentials), 'x-cf-encoded-credentials': 'true' };
}

function tokensIn(body: JsonValue | undefined): string[] {
  const answer = isJsonObject(body) ? body : {};
  return TOKEN_NAMES.map((name) => answer[name]).filter((token) => typeof token === 'string');
}

/** `application/x-www-form-urlencoded`, as RFC 6749 Appendix B has it. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** @throws ScimError that names the property in addition, and says what became of the request */
async function forRequest<T>(token: Promise<T>): Promise<T> {
  try {
    return await token;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const { status, message, retryAfter } = error;
    const why = `It was asked for a token (property ${TOKEN_URL}); the request that needs one has changed nothing.`;
    // Not that of the step: who looks there for a write that got lost has sent none.
    throw new ScimError(status, `${message} ${why}`, { retryAfter, cause: error });
  }
}
