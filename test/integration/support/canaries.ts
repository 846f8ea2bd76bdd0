/** Secrets that nobody may see outside of requests to their backend, and where they came out nevertheless. */
import { createHash } from 'node:crypto';

export interface Canaries {
  readonly user: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Characters that every encoding has its own way with. */
const AWKWARD = '/+=&"\\é <%41;,:\'-_?#';
/** Characters of a secret in a row that count as shown. */
const SHOWN = 8;

export function canaries(seed: string): Canaries {
  const digits = (name: string, length: number) =>
    createHash('sha256').update(`${seed} ${name}`).digest('base64').replace(/\W/g, 'k').slice(0, length);
  return {
    user: `T${digits('user', 11)}`,
    password: `${digits('first', 10)}${AWKWARD}${digits('last', 12)}`,
    headers: { 'X-Api-Key': `${digits('key', 14)}123`, 'X-Gateway': `Key ${digits('gateway', 17)}456` },
  };
}

/** What is shown of these secrets. @param whole texts that are secret as a whole only */
export function shownOf(output: string, secrets: Iterable<string>, whole: Iterable<string>): string[] {
  const pieces = new Map<string, string>();
  const words = new Map([...whole].map((word) => [word.slice(0, SHOWN), word]));
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      for (let at = 0; at + SHOWN <= form.length; at += 1) {
        const piece = form.slice(at, at + SHOWN);
        // Times in log lines are digits, too.
        if (!/^\d+$/.test(piece)) pieces.set(piece, secret);
      }
    }
  }
  const shown = new Set<string>();
  for (const view of viewsOf(output)) {
    for (let at = 0; at + SHOWN <= view.length; at += 1) {
      const piece = view.slice(at, at + SHOWN);
      const word = words.get(piece);
      const secret =
        pieces.get(piece) ?? (word !== undefined && view.startsWith(word, at) ? word : undefined);
      if (secret === undefined) continue;
      shown.add(around(view, at, secret));
      at += 200;
    }
  }
  return [...shown].slice(0, 20);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

/** As it is, and with the escapes of JSON, URLs and HTML resolved again and again. */
function viewsOf(output: string): string[] {
  const views = [output];
  for (let last = output; views.length < 5; ) {
    const next = last
      .replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
      .replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
      .replace(/&#(\d+);/g, (_, digits: string) => String.fromCharCode(Number(digits)))
      .replace(/&#x([\da-f]+);/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
      .replace(/\\(["\\/])/g, '$1');
    if (next === last) break;
    views.push(next);
    last = next;
  }
  return views;
}

function around(view: string, at: number, secret: string): string {
  return `${secret.slice(0, 24)} in: ${view.slice(Math.max(0, at - 80), at + 80)}`;
}
