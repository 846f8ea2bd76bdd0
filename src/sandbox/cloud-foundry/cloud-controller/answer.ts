/** How Cloud Controller writes its answers down. */
import type { StandInAnswer } from '../../kit/message.ts';
import type { CcError } from './errors.ts';

/** The JSON of Ruby on Rails: safe to paste into HTML, so that `&` in links arrives as `\u0026`. */
function railsJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[&<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function ccAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: railsJson(body),
  };
}

export function ccErrorAnswer(error: CcError, headers: Readonly<Record<string, string>> = {}): StandInAnswer {
  const { detail, title, code } = error.object;
  const object = title === 'UnknownError' ? { title, detail, code } : { detail, title, code };
  return ccAnswer(error.status, { errors: [object] }, headers);
}

/** An accepted deletion: no body, and yet a content type. */
export function acceptedAnswer(jobUrl: string): StandInAnswer {
  return { status: 202, headers: { 'content-type': 'text/html', location: jobUrl }, body: '' };
}

/** `2026-02-03T08:20:00Z`, from milliseconds since the epoch. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
