/** Headers of every answer: it is data, for whoever asked, and for nothing that a browser could make of it. */

const HEADERS = {
  // Answers have personal data, and whoever asks twice wants to know what is true now.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

export type SecurityHeaders = Readonly<Record<string, string>>;

/** Where TLS does not end here, nor in front. */
const PLAIN: SecurityHeaders = Object.freeze(HEADERS);

/** RFC 6797: whoever came by TLS once stays with it, for a year. */
const ENCRYPTED: SecurityHeaders = Object.freeze({
  ...HEADERS,
  'strict-transport-security': 'max-age=31536000',
});

/** @param isEncrypted whether the client asked by TLS */
export function securityHeaders(isEncrypted: boolean): SecurityHeaders {
  return isEncrypted ? ENCRYPTED : PLAIN;
}

/** Of the one page for people there is: scripts, styles and data of its own origin, and nothing that stands in its text. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The same as lines of an answer that is written by hand. */
export function securityLines(isEncrypted: boolean): string[] {
  return Object.entries(securityHeaders(isEncrypted)).map(([name, value]) => `${name}: ${value}`);
}
