/** What a route has to say, and how it goes on the wire. */
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { JsonValue } from '../../../scim/json.ts';
import { SCIM_JSON } from '../../identity-authentication/http/headers.ts';
import type { StandInAnswer } from '../../kit/message.ts';
import { errorBody, Failure, INTERNAL_ERROR } from '../failure.ts';

export interface Result {
  readonly status: number;
  readonly body?: JsonValue | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Becomes the `ETag`. */
  readonly version?: string | undefined;
  /** Instead of SCIM JSON: a body of another type. */
  readonly other?: { readonly type: string; readonly text: string } | undefined;
}

const compress = promisify(gzip);

/** @param requestId goes out as `X-Ids-Id` */
export async function toAnswer(
  result: Result,
  acceptEncoding: string | undefined,
  requestId: string,
): Promise<StandInAnswer> {
  const headers: Record<string, string> = {
    'cache-control': 'private,no-cache,no-store',
    server: 'SAP',
    'x-ids-id': requestId,
    vary: 'Accept-Encoding',
    ...result.headers,
  };
  const text = result.other?.text ?? (result.body === undefined ? undefined : JSON.stringify(result.body));
  if (text === undefined) return { status: result.status, headers };
  headers['content-type'] = result.other?.type ?? SCIM_JSON;
  const zipped = acceptsGzip(acceptEncoding);
  if (zipped) headers['content-encoding'] = 'gzip';
  // Recorded: the version in the entity tag gets a suffix when the answer is compressed.
  if (result.version !== undefined) headers['etag'] = `"${result.version}${zipped ? '-gzip' : ''}"`;
  return {
    status: result.status,
    headers,
    body: zipped ? await compress(text, { level: constants.Z_BEST_SPEED }) : text,
  };
}

/** RFC 9110 §12.5.3. */
function acceptsGzip(header: string | undefined): boolean {
  const codings = (header ?? '').split(',').map((coding) =>
    coding
      .trim()
      .toLowerCase()
      .split(/ *; *q=/),
  );
  const weight = (name: string): number | undefined => {
    const coding = codings.find(([each]) => each === name);
    return coding === undefined ? undefined : Number(coding[1] ?? '1');
  };
  return (weight('gzip') ?? weight('*') ?? 0) > 0;
}

/** What an edge server answers that knows nothing of SCIM. */
export function htmlResult(status: number, title: string): Result {
  const text = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, other: { type: 'text/html;charset=utf-8', text } };
}

export function failureResult(error: unknown): Result {
  if (!(error instanceof Failure)) throw error;
  return { status: error.status, body: error.body(), headers: error.headers };
}

/** Faults: what answers of this status look like. Bodies of 401, 403 and 429 are not public; here they are empty. */
export function faultResult(status: number): Result {
  if (status < 400 || status === 401 || status === 403 || status === 429) return { status };
  if (status === 500) return { status, body: errorBody(status, INTERNAL_ERROR) };
  if (status > 500) return htmlResult(status, 'Service Unavailable');
  return { status, body: errorBody(status, 'Refused by a fault that was asked for') };
}
