/** What an error must be: of an answer, and of an operation within an answer. */

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const SCIM_TYPE = /^application\/scim\+json/;

/** Documented: a single read whose read transformation fails is 500, and says which mapping. */
const READ_TRANSFORMATION_FAILED = /^System [\w-]+: the read transformation failed on this \w+: /;

/** Documented: what the backend says it does not support. */
const BACKEND_SAYS_501 = /answered [A-Z]+ \S+ with (?:501|405)\b/;

export type JudgedError =
  | { readonly kind: 'fine' }
  | { readonly kind: 'known'; readonly what: string }
  | { readonly kind: 'finding'; readonly what: string };

/**
 * @param status 400 to 599
 * @param isOfMe of the one endpoint that the proxy itself does not have
 */
export function judgeScimError(status: number, error: unknown, isOfMe: boolean): JudgedError {
  const finding = (what: string): JudgedError => ({ kind: 'finding', what });
  if (!isRecord(error)) return finding(`${status} that is no SCIM error`);
  const { schemas, detail } = error;
  if (!Array.isArray(schemas) || !schemas.includes(ERROR) || error['status'] !== String(status))
    return finding(`${status} that is no SCIM error`);
  if (status === 500) {
    return READ_TRANSFORMATION_FAILED.test(String(detail))
      ? { kind: 'known', what: '500 of a read transformation that failed' }
      : finding('500');
  }
  if (typeof detail !== 'string' || detail.length < 10) return finding(`${status} without a detail`);
  if (detail.length > 5_000) return finding('a detail of more than 5,000 characters');
  if (status === 501 && !isOfMe && !BACKEND_SAYS_501.test(detail)) return finding('501, and not for Me');
  return { kind: 'fine' };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
