/** Which handler answers a request: by method and path, `{name}` standing for one path segment. */

export interface Route<Handler> {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
}

export interface RouteMatch<Handler> {
  readonly handler: Handler;
  /** Decoded path segments by name. */
  readonly params: ReadonlyMap<string, string>;
}

/** @param pattern e.g. `GET /v3/roles/{guid}` */
export function route<Handler>(pattern: string, handler: Handler): Route<Handler> {
  const [method = '', path = ''] = pattern.split(' ');
  return { method, segments: path.split('/').slice(1), handler };
}

/**
 * The match, or whether the path at least exists for another method.
 *
 * @param decode how a segment is read. @default percent escapes of UTF-8; half an escape names nothing
 */
export function findRoute<Handler>(
  routes: readonly Route<Handler>[],
  method: string,
  path: string,
  decode: (segment: string) => string = decodeStrictly,
): RouteMatch<Handler> | 'wrongMethod' | 'notFound' {
  const segments = path.split('/').slice(1).map(decode);
  let found: 'wrongMethod' | 'notFound' = 'notFound';
  for (const candidate of routes) {
    const params = match(candidate.segments, segments);
    if (params === undefined) continue;
    if (candidate.method === method) return { handler: candidate.handler, params };
    found = 'wrongMethod';
  }
  return found;
}

function match(pattern: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) {
      if (segment === '') return undefined;
      params.set(part.slice(1, -1), segment);
    } else if (part !== segment) return undefined;
  }
  return params;
}

function decodeStrictly(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
