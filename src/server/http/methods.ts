/** Methods whose requests have a body that means something; that of a DELETE has no meaning (RFC 9110 §9.3.5). */
export const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
