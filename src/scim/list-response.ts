import type { JsonObject } from './json.ts';
import { LIST_RESPONSE_SCHEMA } from './schemas.ts';

export interface ListResponse {
  readonly totalResults: number;
  /** 1-based. */
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly resources: JsonObject[];
}

/** RFC 7644 §3.4.2. `Resources` is there even when empty: clients loop over it. */
export function listResponse(list: ListResponse): JsonObject {
  return {
    schemas: [LIST_RESPONSE_SCHEMA],
    totalResults: list.totalResults,
    startIndex: list.startIndex,
    itemsPerPage: list.itemsPerPage,
    Resources: list.resources,
  };
}
