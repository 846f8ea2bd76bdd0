/** Values of labels that others choose: few of them, whatever a backend sends. Each value is a series that stays. */

/** Those that say something of their own. */
const TELLING: ReadonlySet<number> = new Set([
  200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 423, 425, 428, 429,
  431, 499, 500, 501, 502, 503, 504,
]);

const texts = new Map<number, string>();

/** @returns `404`; of a status that is seldom its class: `4xx` */
export function statusLabel(status: number): string {
  let text = texts.get(status);
  if (text === undefined) {
    text = TELLING.has(status) ? String(status) : `${Math.floor(status / 100)}xx`;
    if (status >= 100 && status <= 599) texts.set(status, text);
    else text = 'other';
  }
  return text;
}

/** `ECONNRESET`, `UND_ERR_HEADERS_TIMEOUT` */
const REASON = /^[A-Z][A-Z0-9_]{1,50}$/;
/** Reasons that are told apart; there are some dozens. */
const MOST_REASONS = 100;
const reasons = new Set<string>();

/** @returns the code of an error; `other` where it is none, or where there are too many already */
export function reasonLabel(reason: string): string {
  if (reasons.has(reason)) return reason;
  if (!REASON.test(reason) || reasons.size >= MOST_REASONS) return 'other';
  reasons.add(reason);
  return reason;
}
