/** The one shape in which Cloud Controller says no, and its table of codes. */

export interface CcErrorObject {
  readonly detail: string;
  readonly title: string;
  readonly code: number;
}

export class CcError extends Error {
  readonly status: number;
  readonly object: CcErrorObject;

  constructor(status: number, code: number, title: string, detail: string) {
    super(detail);
    this.name = 'CcError';
    this.status = status;
    this.object = { detail, title, code };
  }
}

export const messageParseError = (): CcError =>
  new CcError(400, 1001, 'CF-MessageParseError', 'Request invalid due to parse error: invalid request body');

export const badQueryParameter = (reason: string): CcError =>
  new CcError(400, 10005, 'CF-BadQueryParameter', `The query parameter is invalid: ${reason}`);

export const invalidAuthToken = (): CcError =>
  new CcError(401, 1000, 'CF-InvalidAuthToken', 'Invalid Auth Token');

export const notAuthenticated = (): CcError =>
  new CcError(401, 10002, 'CF-NotAuthenticated', 'Authentication error');

export const notAuthorized = (): CcError =>
  new CcError(403, 10003, 'CF-NotAuthorized', 'You are not authorized to perform the requested action');

export const orgSuspended = (): CcError =>
  new CcError(403, 10017, 'CF-OrgSuspended', 'The organization is suspended');

export const spaceSuspended = (): CcError =>
  new CcError(403, 10019, 'CF-SpaceSuspended', 'The space is suspended');

export const featureDisabled = (feature: string): CcError =>
  new CcError(403, 330002, 'CF-FeatureDisabled', `Feature Disabled: ${feature}`);

export const unknownRequest = (): CcError => new CcError(404, 10000, 'CF-NotFound', 'Unknown request');

export const notFound = (resource: 'Role' | 'User' | 'Organization' | 'Space' | 'Job'): CcError =>
  new CcError(404, 10010, 'CF-ResourceNotFound', `${resource} not found`);

export const unprocessable = (detail: string): CcError =>
  new CcError(422, 10008, 'CF-UnprocessableEntity', detail);

export const beingDeleted = (resource: 'organization' | 'space'): CcError =>
  new CcError(422, 10020, 'CF-ResourceBeingDeleted', `The ${resource} is being deleted`);

export const rateLimitExceeded = (): CcError =>
  new CcError(429, 10013, 'CF-RateLimitExceeded', 'Rate Limit Exceeded');

export const ipRateLimitExceeded = (): CcError =>
  new CcError(
    429,
    10014,
    'CF-IPBasedRateLimitExceeded',
    'Rate Limit Exceeded: Unauthenticated requests from this IP address have exceeded the limit. Please log in.',
  );

export const uaaRateLimited = (): CcError =>
  new CcError(429, 20008, 'CF-UaaRateLimited', 'The UAA is currently rate limited. Please try again later');

/** The catch-all: the only title without `CF-`, and with another order of members. */
export const unknownError = (): CcError =>
  new CcError(500, 10001, 'UnknownError', 'An unknown error occurred.');

/** @param status 502 while the token is verified, 503 later */
export const uaaUnavailable = (status: 502 | 503 = 503): CcError =>
  new CcError(status, 20004, 'CF-UaaUnavailable', 'The UAA service is currently unavailable');

export const serviceUnavailable = (): CcError =>
  new CcError(503, 10015, 'CF-ServiceUnavailable', 'Database connection failure');
