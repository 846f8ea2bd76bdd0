/**
 * SCIM error responses (RFC 7644 §3.12). Whatever goes wrong, a client gets this shape.
 */
import { IpsProxyError } from '../errors.ts';
import type { JsonObject } from './json.ts';

export const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** RFC 7644 §3.12, table 9, and RFC 9865 §2.1. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

export interface ScimErrorOptions {
  readonly scimType?: ScimType | undefined;
  /** Seconds after which the client may try again; becomes the `Retry-After` header. */
  readonly retryAfter?: number | undefined;
  /** Methods that the resource allows; becomes the `Allow` header of a 405. */
  readonly allow?: readonly string[] | undefined;
  /** Message extensions by their URN, e.g. what a half-applied membership change did. */
  readonly extensions?: Readonly<Record<string, JsonObject>> | undefined;
  /** Stable. Default: made of `scimType`, or else of the status. */
  readonly code?: string | undefined;
  /** The backend provably did nothing of what was asked, whatever the status looks like. Default: false, nobody knows. */
  readonly isUndone?: boolean | undefined;
  /** Some of it was done before it failed, whatever the status looks like. Default: false. */
  readonly isPartlyDone?: boolean | undefined;
  readonly cause?: unknown;
}

/** An error that reaches the client as it is: status, `scimType` and a `detail` for the administrator. */
export class ScimError extends IpsProxyError {
  /** HTTP status, 304 and 400 to 599. */
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly retryAfter: number | undefined;
  readonly allow: readonly string[] | undefined;
  readonly extensions: Readonly<Record<string, JsonObject>> | undefined;
  readonly isUndone: boolean;
  readonly isPartlyDone: boolean;

  constructor(status: number, detail: string, options: ScimErrorOptions = {}) {
    super(
      options.code ?? codeOf(status, options.scimType),
      detail,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.status = status;
    this.scimType = options.scimType;
    this.retryAfter = options.retryAfter;
    this.allow = options.allow;
    this.extensions = options.extensions;
    this.isUndone = options.isUndone ?? false;
    this.isPartlyDone = options.isPartlyDone ?? false;
  }

  /** The response body; `status` is a string (RFC 7644 §3.12). */
  toBody(): JsonObject {
    return {
      schemas: [ERROR_SCHEMA, ...Object.keys(this.extensions ?? {})],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.message,
      ...this.extensions,
    };
  }
}

function codeOf(status: number, scimType: ScimType | undefined): string {
  return scimType === undefined
    ? `SCIM_${status}`
    : `SCIM_${scimType.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
