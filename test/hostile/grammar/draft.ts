/** A request before it has a system and an id. */
import type { Case, Header } from '../case.ts';

export const BASE = '/ipsproxy/api/v1/scim';

export interface Draft {
  /** For people. Default: method and path. */
  readonly name?: string | undefined;
  readonly method: string;
  /** Behind the system's id, without slash at its beginning, with the query. */
  readonly path: string;
  readonly headers?: readonly Header[] | undefined;
  readonly body?: Buffer | undefined;
  readonly mustFail?: boolean | undefined;
}

export function caseOf(
  { name, method, path, headers = [], body, mustFail }: Draft,
  system: string,
  index: number,
): Case {
  return {
    name: name ?? `${method} ${path.split('?')[0]}`,
    system,
    method,
    // Blanks and line breaks would end the request line; those are tried as broken HTTP.
    target: `${BASE}/${system}/${path}`.replaceAll(/[ \r\n]/g, '%20'),
    headers: [...headers, ['X-Request-Id', `hostile-${index}`]],
    body,
    ...(mustFail === true ? { mustFail } : {}),
  };
}
