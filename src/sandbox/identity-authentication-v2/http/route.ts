/** What routes are made of. */
import type { JsonValue } from '../../../scim/json.ts';
import type { Role } from '../options.ts';
import type { Result } from './result.ts';

export interface RouteRequest {
  /** Decoded values of one parameter each; the first counts when it is repeated. */
  readonly query: URLSearchParams;
  /** Parsed; `null` without one. */
  readonly body: JsonValue;
  /** Bytes of the body. */
  readonly bodySize: number;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export interface Operation {
  /** Any of them allows it; absent: every authenticated caller. */
  readonly roles?: readonly Role[] | undefined;
  /** Documented query parameters. */
  readonly parameters?: readonly string[] | undefined;
  readonly takesBody?: boolean | undefined;
  run(request: RouteRequest): Result;
}

/** Operations by method. */
export type Route = Readonly<Record<string, Operation>>;

/** The value of a query parameter, `undefined` without one. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) ?? undefined;
}
