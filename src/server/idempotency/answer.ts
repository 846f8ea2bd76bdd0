/** The answer to a request as it is kept, and given once more. */
import type { ProxyResponse } from '../../proxy/types.ts';
import { ScimError, type ScimType } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';

/** Characters of JSON that are kept of one answer. */
export const LARGEST = 256 * 1024;

/** The client was not let in, not allowed, or came too early: the next time may be another one. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 408, 429]);

interface KeptError {
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly scimType?: ScimType | undefined;
  readonly extensions?: Readonly<Record<string, JsonObject>> | undefined;
}

type Kept =
  | { readonly response: ProxyResponse }
  /** Of the body only what says which entity it is, of a Bulk request nothing. */
  | { readonly response: ProxyResponse; readonly isCut: true }
  | { readonly error: KeptError };

/** Whether a repeated request would get the same answer for the same reason: the request itself, and the entity as it is. */
export function isFinal({ status, isPartlyDone, retryAfter }: ScimError): boolean {
  return status >= 400 && status < 500 && !PASSING.has(status) && !isPartlyDone && retryAfter === undefined;
}

export function printResponse(response: ProxyResponse): string {
  const { status, body, location, version, warnings } = response;
  const text = JSON.stringify({ response: { status, body, location, version, warnings } } satisfies Kept);
  if (text.length <= LARGEST) return text;
  const few = body && Object.fromEntries(Object.entries(body).filter(([name]) => IDENTIFYING.has(name)));
  return JSON.stringify({
    response: { status, body: few, location, version, warnings: [] },
    isCut: true,
  } satisfies Kept);
}

const IDENTIFYING: ReadonlySet<string> = new Set(['schemas', 'id', 'meta']);

export function printError({ status, message: detail, code, scimType, extensions }: ScimError): string {
  return JSON.stringify({ error: { status, detail, code, scimType, extensions } } satisfies Kept);
}

/**
 * @param isBulk whose answer is of no use without its operations
 * @throws ScimError that the request was answered with
 */
export function answerAgain(text: string, isBulk: boolean): ProxyResponse {
  const kept = JSON.parse(text) as Kept;
  if ('error' in kept) {
    const { status, detail, ...options } = kept.error;
    throw new ScimError(status, detail, options);
  }
  const { response } = kept;
  if (!('isCut' in kept)) return response;
  if (isBulk) {
    throw new ScimError(
      409,
      'The Bulk request with this Idempotency-Key was done, and its answer was too large to be kept. Nothing was done again: read what became of its operations.',
    );
  }
  const warnings = ['The answer was too large to be kept as a whole: read the entity'];
  return { ...response, warnings };
}
