/** A backend that takes its credentials no more for a while: they were locked, or changed, and come to be right again. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';
import type { SystemKey } from './kinds.ts';

/** Where Cloud Foundry looks at a password; elsewhere it looks at tokens, which lock nobody. */
const TOKEN_ENDPOINT = '/oauth/token';

export interface LogonCall {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export class Credentials {
  readonly #system: SystemKey;
  areRefused = false;
  /** Request ids of calls that would have counted as a failed logon, in their order. */
  readonly attempts: string[] = [];

  constructor(system: SystemKey) {
    this.#system = system;
  }

  /** `undefined` where nobody is refused. */
  answer({ url, headers, body }: LogonCall): Answer | undefined {
    if (!this.areRefused || headers.authorization === undefined) return undefined;
    const isLogon = this.#system === 'cf' ? new URLSearchParams(body.toString()).has('password') : true;
    if (isLogon) this.attempts.push(String(headers['x-request-id']));
    return refusalOf(this.#system, url);
  }
}

/** As the stand-ins refuse. */
function refusalOf(system: SystemKey, url: string): Answer {
  if (system === 'scim')
    return refusal('Basic realm="SCIM"', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '401',
      detail: 'The credentials are missing or wrong.',
    });
  if (system !== 'cf') return refusal('Basic realm="Identity Authentication"');
  if (url.startsWith(TOKEN_ENDPOINT))
    return refusal('Basic realm="UAA/client"', {
      error: 'invalid_client',
      error_description: 'Bad credentials',
    });
  if (url.startsWith('/v3'))
    return refusal('Bearer', {
      errors: [{ code: 1000, title: 'CF-InvalidAuthToken', detail: 'Invalid Auth Token' }],
    });
  return refusal('Bearer realm="UAA/oauth"', {
    error: 'invalid_token',
    error_description: 'The token was revoked',
  });
}

function refusal(challenge: string, body?: object): Answer {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    status: 401,
    headers: { 'www-authenticate': challenge, ...json },
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  };
}
