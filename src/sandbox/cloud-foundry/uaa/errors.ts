/** The two shapes in which the UAA says no: OAuth 2.0 errors (RFC 6749 §5.2) and its own SCIM errors. */

/** An answer of the UAA's own resources; `OAuthError` is the other kind. */
export class UaaError extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    body: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(String(body['error_description']));
    this.name = 'UaaError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Who calls, and whether that is allowed, went wrong. */
export class OAuthError extends UaaError {
  override readonly name = 'OAuthError';
}

/** @param extra members of the body beside the usual two, and of the challenge */
export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
  extra: Readonly<Record<string, string>> = {},
): OAuthError {
  return new OAuthError(status, { error, error_description: description, ...extra }, headers);
}

/**
 * The `WWW-Authenticate` of an answer (RFC 9110 §11.6.1): the scheme and what is known. Quotes in a value stay as
 * they are.
 */
export function challenge(scheme: 'Basic' | 'Bearer', members: Readonly<Record<string, string>>): string {
  const list = Object.entries(members).map(([name, value]) => `${name}="${value}"`);
  return `${scheme} ${list.join(', ')}`;
}

/** SCIM errors say everything twice. */
export function scimError(
  status: number,
  error: string,
  message: string,
  extra: Readonly<Record<string, unknown>> = {},
): UaaError {
  return new UaaError(status, { error, message, error_description: message, ...extra });
}

export function userNotFound(id: string): UaaError {
  return scimError(404, 'scim_resource_not_found', `User ${id} does not exist`);
}

export function groupNotFound(id: string): UaaError {
  return scimError(404, 'scim_resource_not_found', `Group ${id} does not exist`);
}

/** A statement that the UAA's code did not expect to fail. */
export function unexpectedError(): UaaError {
  return scimError(500, 'scim', 'Unexpected error');
}

/** Something the UAA has no words for: a page is all there is. */
export class UntranslatedError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP status ${status}`);
    this.name = 'UntranslatedError';
    this.status = status;
  }
}
