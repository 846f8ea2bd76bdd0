/** Responses to Bulk requests (RFC 7644 §3.7.3). */
import { printEntityTag } from '../entity-tag.ts';
import type { ScimError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { BULK_RESPONSE_SCHEMA } from '../schemas.ts';

/** What came of one operation. */
export interface BulkResult {
  readonly method: string | undefined;
  readonly bulkId: string | undefined;
  /** URL of the resource; absent where none was created, or none was named. */
  readonly location: string | undefined;
  /** Without quotes. */
  readonly version: string | undefined;
  readonly status: number;
  readonly error: ScimError | undefined;
}

/** @param results in the order of the request */
export function bulkResponse(results: readonly BulkResult[]): JsonObject {
  return { schemas: [BULK_RESPONSE_SCHEMA], Operations: results.map(operationOf) };
}

/** The body of a success is left out, as the RFC allows: it is what a GET of the location gives. */
function operationOf({ method, bulkId, location, version, status, error }: BulkResult): JsonObject {
  const tag = printEntityTag(version);
  return {
    ...(method === undefined ? {} : { method }),
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(tag === undefined ? {} : { version: tag }),
    ...(location === undefined ? {} : { location }),
    status: String(status),
    ...(error === undefined ? {} : { response: error.toBody() }),
  };
}
