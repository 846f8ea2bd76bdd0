/** One request of a client, and all that is wrong with its answer whatever it was for. */
import type { Pool } from 'undici';
import type { JsonObject } from '../../../src/scim/json.ts';
import { judgeScimError, SCIM_TYPE } from '../../hostile/judge-error.ts';
import { AUTHORIZATION } from '../stage/configuration.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the system. */
  readonly path: string;
  readonly body?: object;
}

export interface Told {
  readonly id: string;
  readonly status: number;
  readonly body: JsonObject;
  readonly text: string;
  /** Sentences about what an answer must never be. */
  readonly wrong: readonly string[];
}

export type Outcome =
  | ({ readonly kind: 'answer' } & Told)
  /** No connection, so that nothing can have been done. */
  | { readonly kind: 'refused'; readonly id: string }
  /** The connection ended, or the client lost patience. */
  | { readonly kind: 'cut'; readonly id: string; readonly why: string };

/** Milliseconds: as long as no machine is so slow that an answer comes later. */
const PATIENCE = 60_000;

const STATUSES: ReadonlySet<number> = new Set([
  200, 201, 204, 400, 403, 404, 409, 412, 413, 429, 500, 501, 502, 503, 504,
]);
const STACK = /\n\s+at |node_modules|\.ts:\d+:\d+|file:\/\/\//;
/** Documented: such a 503 is worth repeating at once. */
const AT_ONCE = /because the proxy stops or loads its configuration/;

export interface ExchangeOptions {
  readonly id: string;
  readonly base: string;
  readonly secrets: readonly string[];
  /** The client goes away after so many milliseconds. */
  readonly patience?: number | undefined;
}

export async function exchange(
  pool: Pool,
  { method, path, body }: Call,
  { id, base, secrets, patience = PATIENCE }: ExchangeOptions,
): Promise<Outcome> {
  const leave = new AbortController();
  const timer = setTimeout(() => leave.abort(), patience);
  try {
    const answer = await pool.request({
      method,
      path: `${base}${path}`,
      headers: {
        authorization: AUTHORIZATION,
        'x-request-id': id,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: leave.signal,
    });
    const text = await answer.body.text();
    const headers = answer.headers as Readonly<Record<string, string>>;
    return { kind: 'answer', id, ...read(answer.statusCode, headers, text, { id, secrets }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return { kind: 'refused', id };
    return { kind: 'cut', id, why: leave.signal.aborted ? 'the client left' : `${code} ${message}` };
  } finally {
    clearTimeout(timer);
  }
}

/** Exported for tests. */
export function read(
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
  { id, secrets }: Pick<ExchangeOptions, 'id' | 'secrets'>,
): Omit<Told, 'id'> {
  const wrong: string[] = [];
  if (!STATUSES.has(status)) wrong.push(`a status that is not documented: ${status}`);
  if (headers['x-request-id'] !== id) wrong.push(`X-Request-Id is ${headers['x-request-id']}`);
  if (secrets.some((secret) => text.includes(secret))) wrong.push('a secret in the answer');
  if (STACK.test(text)) wrong.push('a stack in the answer');
  let body: JsonObject = {};
  if (status !== 204) {
    if (!SCIM_TYPE.test(headers['content-type'] ?? '')) wrong.push(`media type ${headers['content-type']}`);
    try {
      body = JSON.parse(text) as JsonObject;
    } catch {
      wrong.push('no JSON');
    }
  } else if (text !== '') wrong.push('204 with a body');
  if (status >= 400) {
    const judged = judgeScimError(status, body, false);
    if (judged.kind === 'finding') wrong.push(judged.what);
    const needed = status === 429 || (status === 503 && !AT_ONCE.test(text));
    if (needed && !/^\d+$/.test(headers['retry-after'] ?? '')) wrong.push(`${status} without Retry-After`);
  }
  return { status, body, text, wrong };
}
