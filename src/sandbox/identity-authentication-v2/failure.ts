/**
 * What Identity Directory answers when it refuses a request. Texts marked "recorded" or "documented" in the tests
 * are the tenant's own; the others are only known by status and `scimType`.
 */
import type { JsonObject, JsonValue } from '../../scim/json.ts';
import { ERROR } from './schema/urns.ts';

export type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'invalidVers'
  | 'mutability'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness';

export class Failure extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;
  /** Several where several things are wrong at once; the body is a list then. */
  readonly details: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    scimType: ScimType | undefined,
    details: string | readonly string[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    const list = typeof details === 'string' ? [details] : details;
    super(list.join(' '));
    this.status = status;
    this.scimType = scimType;
    this.details = list;
    this.headers = headers;
  }

  /** One error object, or a list of them. */
  body(): JsonValue {
    const errors = this.details.map((detail) => errorBody(this.status, detail, this.scimType));
    return errors.length === 1 ? (errors[0] ?? null) : errors;
  }
}

export function errorBody(status: number, detail: string, scimType?: ScimType): JsonObject {
  return {
    schemas: [ERROR],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  };
}

export const INTERNAL_ERROR = 'An internal error occurred.';

export const invalidValue = (...details: string[]): Failure => new Failure(400, 'invalidValue', details);
export const invalidSyntax = (detail: string): Failure => new Failure(400, 'invalidSyntax', detail);
export const invalidFilter = (detail: string): Failure => new Failure(400, 'invalidFilter', detail);
export const invalidPath = (detail: string): Failure => new Failure(400, 'invalidPath', detail);
export const notValid = (): Failure => invalidValue('One of the request inputs is not valid.');
/** No JSON, or JSON of another shape than the request has. */
export const unreadable = (): Failure => new Failure(400, undefined, 'Error parsing request body.');
export const notFound = (type: string, id: string): Failure =>
  new Failure(404, undefined, `${type} ${id} not found`);
export const immutable = (name: string): Failure =>
  new Failure(400, 'mutability', `Attribute with name '${name}' cannot be modified because it is immutable`);
export const taken = (detail: string): Failure => new Failure(409, 'uniqueness', detail);
export const notAllowed = (methods: readonly string[]): Failure =>
  new Failure(405, undefined, 'Method Not Allowed', { allow: methods.join(', ') });
