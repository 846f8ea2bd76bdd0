/** Errors of version 1 are plain text (knowledge base articles); texts without a source are marked. */
import type { StandInAnswer } from '../kit/message.ts';

export class Failure extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.headers = headers;
  }

  answer(): StandInAnswer {
    return textAnswer(this.status, this.message, this.headers);
  }
}

export function textAnswer(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): StandInAnswer {
  return { status, headers: { 'content-type': 'text/plain;charset=utf-8', ...headers }, body: text };
}

/** What an edge server answers that knows nothing of SCIM. */
export function htmlAnswer(status: number, title: string): StandInAnswer {
  const body = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html;charset=utf-8' }, body };
}

export const missingFamilyName = (): Failure =>
  new Failure(400, 'Missing required attribute in name - [familyName].');

export const emailTaken = (email: string): Failure =>
  new Failure(409, `User profile with email [${email}] already exists`);

/** Documented also as a header. */
export const mismatchedGroupId = (): Failure =>
  new Failure(400, 'Mismatched group id', { 'x-message-code': 'Mismatched group id' });

/** The texts below this line are not public. */
export const notFound = (kind: 'User' | 'Group', id: string): Failure =>
  new Failure(404, `${kind} [${id}] not found`);

export const refused = (text: string): Failure => new Failure(400, text);

export const taken = (what: string, value: string): Failure =>
  new Failure(409, `${what} [${value}] already exists`);
