/** What a token service says against a request for a token (RFC 6749 §5.2), and whether it looked at the client's secret. */
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject } from '../../../scim/json.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../backend.ts';
import type { OutboundResponse } from '../exchange.ts';
import { type Judge, nextAttempt, PROBE_INTERVAL } from '../refusal.ts';
import { retryAfterSeconds } from '../retry-after.ts';
import { isTlsRefusal } from '../tls-refusal.ts';
import { sentence } from '../upstream-error.ts';
import { readUpstreamMessage } from '../upstream-message.ts';
import type { ClientCredentials } from './authentication.ts';
import { TOKEN_URL } from './token-url.ts';

const REFUSED: ReadonlySet<number> = new Set([400, 401, 403]);
/** The client was not at fault, or its secret was right. */
const OTHER_CODES: ReadonlyMap<string, string> = new Map([
  ['invalid_scope', 'Check the property OAuth2TokenScope.'],
  ['unsupported_grant_type', `It has no grant client_credentials: check the property ${TOKEN_URL}.`],
  ['invalid_request', `It does not take the form of the request: check the property ${TOKEN_URL}.`],
  ['temporarily_unavailable', 'Repeat later.'],
  ['server_error', 'Repeat later.'],
]);

type Proof = Pick<ClientCredentials, 'clientSecret'>;

export function tokenError(
  backend: Backend,
  proof: Proof,
  call: CallDescription,
  response: OutboundResponse,
): ScimError {
  const { status, headers } = response;
  const { text } = readUpstreamMessage(response.body, backend.mask);
  const answered = `${describeBackend(backend)} answered ${describeCall(call)} with ${status}`;
  const error = (advice: string, next = '', clientStatus = 502) => {
    const retryAfter = retryAfterSeconds(headers);
    const what = text === undefined ? answered : `${answered}: ${text}`;
    return new ScimError(clientStatus, sentence(what, advice, next), { retryAfter });
  };
  if (isRefused(response)) {
    return error(advice(proof), proof.clientSecret === undefined ? '' : nextAttempt(PROBE_INTERVAL / 1000));
  }
  const code = codeOf(response.body);
  const known = code === undefined ? undefined : OTHER_CODES.get(code);
  if (known !== undefined) return error(known);
  if (status === 408) return error('It did not get the whole request in time.', '', 504);
  if (status === 429) {
    const retryAfter = retryAfterSeconds(headers) ?? backend.retryAfter;
    const limit = `Its limit of requests is reached: repeat in ${retryAfter} seconds.`;
    return new ScimError(503, sentence(answered, limit), { retryAfter });
  }
  if (status === 504) return error('Repeat later; if it stays so, look at the token service.', '', 504);
  if (status >= 500) return error('Repeat later; if it stays so, look at the token service.');
  return error(`Check whether the property ${TOKEN_URL} leads to a token service.`);
}

/** For the guard of a client's secret: services lock clients after a few wrong ones. */
export function judgeToken(backend: Backend, proof: Proof): Judge {
  return (answer) => {
    if (answer === undefined || isTlsRefusal(answer)) return undefined;
    const { status, body } = answer;
    if (status >= 200 && status < 300) return 'accepted';
    if (!isRefused(answer)) return undefined;
    const text = body === undefined ? undefined : readUpstreamMessage(body, backend.mask).text;
    return { holds: [PROBE_INTERVAL], status: 502, answered: status, text, advice: advice(proof) };
  };
}

/** Of an answer that nobody read, or that has no code, the worst is assumed. */
function isRefused({
  status,
  body,
}: {
  readonly status: number;
  readonly body?: Buffer | undefined;
}): boolean {
  if (!REFUSED.has(status)) return false;
  const code = body === undefined ? undefined : codeOf(body);
  return code === undefined || !OTHER_CODES.has(code);
}

function advice({ clientSecret }: Proof): string {
  return clientSecret === undefined
    ? 'It does not take the client: check the property User, which is the client id, and whether the client certificate of the system is registered for it and has not expired.'
    : 'It does not take the client: check the properties User and Password, which are client id and secret. Services lock clients after a few wrong secrets.';
}

function codeOf(body: Buffer): string | undefined {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    const code = isJsonObject(json) ? json['error'] : undefined;
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}
