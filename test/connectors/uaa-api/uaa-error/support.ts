/** A failure as the UAA answers it, and what becomes of it. */

import { PROVISIONING_USER } from '../../../../src/connectors/cloud-foundry/logon/provisioning-user.ts';
import type { Backend, CallDescription } from '../../../../src/connectors/http/backend.ts';
import type { ResponseHeaders } from '../../../../src/connectors/http/exchange.ts';
import { SecretMask } from '../../../../src/connectors/http/masking/secret-mask.ts';
import { uaaError } from '../../../../src/connectors/uaa-api/uaa-error.ts';
import type { ScimError } from '../../../../src/scim/errors.ts';

const BACKEND: Backend = {
  name: 'UAA',
  systemId: 'cf',
  origin: 'https://uaa.example.com',
  mask: new SecretMask({ credentials: { user: 'u', password: 'p' }, headers: {} }),
  requiredRole: () => 'a role',
  lockout: 'It locks.',
  retryAfter: 60,
};

const ID = '00000000-0000-4000-8000-000000000000';

export const CALLS = {
  create: call('POST', {
    identifiers: 'userName "ada"',
    hint: 'Longer than 255 characters: name.givenName.',
  }),
  list: call('GET', { filtered: true }),
  get: call('GET', { target: 'entity' }),
  replace: call('PUT', { target: 'entity', identifiers: 'userName "ada"' }),
  delete: call('DELETE', { target: 'entity' }),
} as const;

export type CallName = keyof typeof CALLS;

function call(
  method: CallDescription['method'],
  { target = 'collection', ...more }: Partial<CallDescription>,
): CallDescription {
  const path = target === 'entity' ? `/Users/${ID}` : '/Users';
  return { method, path, template: path, resource: 'Users', target, filtered: false, ...more };
}

export function answerTo(
  name: CallName,
  status: number,
  body: string,
  headers: ResponseHeaders = {},
): ScimError {
  return uaaError(BACKEND, CALLS[name], { status, headers, body: Buffer.from(body) }, PROVISIONING_USER);
}

/** `409 uniqueness`, `503 after 30`, `502`. */
export function summary({ status, scimType, retryAfter }: ScimError): string {
  return [status, scimType, retryAfter === undefined ? undefined : `after ${retryAfter}`]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** Words of the database and of the Java around it, none of which any client may see. */
export const INTERNALS =
  /SQL|callback|exception|jdbc|hikari|\borg\.|\bjava|\bcom\.|springframework|postgres|mysql|hsqldb|\bh2\b|insert into|update users|select |nested|varying|varchar|unique_key|constraint|parameter \$|0x00|byte sequence|deadlock|\[source|redacted|jsontoken/i;
