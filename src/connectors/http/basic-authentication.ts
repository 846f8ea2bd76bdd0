/** The Basic scheme (RFC 7617), in UTF-8. */

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

const CONTROL = /\p{Cc}/u;

/** Why this user id cannot be used, or `undefined`. */
export function userProblem(user: string): string | undefined {
  if (user.includes(':'))
    return 'must not contain a colon, which Basic authentication cannot carry (RFC 7617)';
  return controlProblem(user);
}

/** Why this password cannot be used, or `undefined`. Never quotes it. */
export function passwordProblem(password: string): string | undefined {
  return controlProblem(password);
}

function controlProblem(text: string): string | undefined {
  return CONTROL.test(text) ? 'has a control character in it, perhaps a line break at its end' : undefined;
}

/** The value of the header `Authorization`. */
export function basicAuthorization({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
