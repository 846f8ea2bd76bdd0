import type { JsonObject } from './json.ts';
import { LIST_RESPONSE_SCHEMA } from './schemas.ts';

export interface ListResponse {
  /** Absent: nobody knows, which only lists by cursor may say (RFC 9865 §2). */
  readonly totalResults: number | undefined;
  /** 1-based; absent: the list is by cursor. */
  readonly startIndex: number | undefined;
  readonly itemsPerPage: number;
  readonly previousCursor?: string | undefined;
  /** Absent: this is the last page, or the list is by index. */
  readonly nextCursor?: string | undefined;
  readonly resources: JsonObject[];
}

/** RFC 7644 §3.4.2, RFC 9865 §2. `Resources` is there even when empty: clients loop over it. It is the last member. */
export function listResponse(list: ListResponse): JsonObject {
  const { totalResults, startIndex, previousCursor, nextCursor } = list;
  return {
    schemas: [LIST_RESPONSE_SCHEMA],
    ...(totalResults === undefined ? {} : { totalResults }),
    ...(startIndex === undefined ? {} : { startIndex }),
    itemsPerPage: list.itemsPerPage,
    ...(previousCursor === undefined ? {} : { previousCursor }),
    ...(nextCursor === undefined ? {} : { nextCursor }),
    Resources: list.resources,
  };
}
