/** What the token endpoint says (RFC 6749 §5.2), as the client gets it; of a refused logon it is the identity provider's own words. */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject } from '../../scim/json.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../http/backend.ts';
import type { OutboundResponse } from '../http/exchange.ts';
import type { SecretMask } from '../http/masking/secret-mask.ts';
import { presentable } from '../http/upstream-message.ts';
import { readBody } from './uaa-answer.ts';
import { uaaError } from './uaa-error.ts';

/** Characters of an identity provider's answer that are shown. */
const LONGEST = 200;
const ABOUT_ORIGIN = /login_hint|identity provider|pre-created/i;

export function tokenError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
  now: number,
): ScimError {
  const body = readBody(response.body);
  const known = response.status === 400 || response.status === 401 || response.status === 403;
  if (!known || typeof body?.['error'] !== 'string') return uaaError(backend, call, response, now);

  const description = reason(body['error_description'] ?? body['error'], backend.mask);
  const said = description === undefined ? '' : `: ${description}`;
  const what = `${describeBackend(backend)} answered ${describeCall(call)} with ${response.status}${said}`;
  const advice = ABOUT_ORIGIN.test(description ?? '')
    ? 'Check the property btp.cf.pm.origin, and whether this identity provider lets platform users log on.'
    : 'The logon of the provisioning user was refused: check the properties User, Password and btp.cf.pm.origin, and whether the password has expired or has to be changed.';
  return new ScimError(
    502,
    `${what.replace(/\.?$/, '.')} ${advice} ${backend.lockout} Therefore it is not tried again before 15 minutes have passed or the configuration is loaded again.`,
  );
}

/** The identity provider's body, which may be JSON in a JSON string, or HTML. */
function reason(description: unknown, mask: SecretMask): string | undefined {
  if (typeof description !== 'string') return undefined;
  const shown = presentable(nested(description) ?? description, mask);
  if (shown === undefined || shown.length <= LONGEST) return shown;
  return `${shown.slice(0, LONGEST).toWellFormed()}…`;
}

function nested(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (!isJsonObject(json)) return undefined;
    const found = json['error_description'] ?? json['message'] ?? json['error'];
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
