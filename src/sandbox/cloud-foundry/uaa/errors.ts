/** The two shapes in which the UAA says no: OAuth 2.0 errors (RFC 6749 §5.2) and its own SCIM errors. */

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

export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): UaaError {
  return new UaaError(status, { error, error_description: description }, headers);
}

/** As the UAA labels its own errors; those of OAuth 2.0 are plain `application/json`. */
const SCIM_ERROR_TYPE = 'application/json;charset=UTF-8';

/** SCIM errors say everything twice. */
export function scimError(
  status: number,
  error: string,
  message: string,
  extra: Readonly<Record<string, unknown>> = {},
): UaaError {
  return new UaaError(
    status,
    { error, message, error_description: message, ...extra },
    { 'content-type': SCIM_ERROR_TYPE },
  );
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

/** Something the UAA has no words for: its web server answers, with a page. */
export class UntranslatedError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP status ${status}`);
    this.name = 'UntranslatedError';
    this.status = status;
  }
}
