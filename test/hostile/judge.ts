/** What an answer must never be. */
import type { Case } from './case.ts';
import { isWhole } from './grammar/wire.ts';
import { judgeContent } from './judge-content.ts';
import { type JudgedError, judgeScimError, SCIM_TYPE } from './judge-error.ts';
import type { Outcome } from './stage/connection.ts';
import { endpointOf } from './target.ts';
import type { Verdict } from './verdict.ts';

/** JSON, and not of SCIM. */
const DOCUMENTS: ReadonlySet<string> = new Set(['openapi.json', 'postman.json']);

/** Milliseconds beyond the deadline. */
const GRACE = 1_000;

export interface Expectations {
  /** Milliseconds until the proxy has to answer what it received. */
  readonly deadline: number;
  /** Milliseconds that receiving may take. */
  readonly receiving: number;
  /** Of the systems: what must not be anywhere. */
  readonly secrets: readonly string[];
}

export function judge(
  tried: Case,
  outcome: Outcome,
  { deadline, receiving, secrets }: Expectations,
): Verdict {
  const finding = (what: string, detail = ''): Verdict => ({ kind: 'finding', what, detail });
  if (outcome.kind === 'late') return finding('no answer', `after ${Math.round(outcome.milliseconds)} ms`);
  if (outcome.kind === 'broken') return finding('answer is no HTTP', outcome.why);
  if (outcome.kind === 'cut') {
    // Of a request that never became one, closing the connection is answer enough.
    if (tried.wire !== undefined && !isWhole(tried.wire)) return { kind: 'fine', status: 'closed' };
    return finding('connection cut without an answer', `${outcome.why}, ${outcome.received} bytes received`);
  }
  const { status, headers, body, milliseconds } = outcome;
  // What seems to be whole may not be, and is waited for.
  const allowed = deadline + (tried.wire === undefined ? 0 : receiving) + GRACE;
  if (milliseconds > allowed) return finding('answer after the deadline', `${Math.round(milliseconds)} ms`);
  const text = body.toString('utf8');
  const leaked = secrets.find(
    (secret) => text.includes(secret) || Object.values(headers).some((value) => value.includes(secret)),
  );
  if (leaked !== undefined) return finding('a secret in an answer', text.slice(0, 2_000));
  if (!Buffer.from(text, 'utf8').equals(body)) return finding('answer is not UTF-8', `status ${status}`);
  if (body.length === 0) {
    const may = tried.method === 'HEAD' || status === 204 || status === 304;
    return may || tried.wire !== undefined
      ? { kind: 'fine', status }
      : finding('answer without a body', `status ${status}`);
  }
  const json = parse(text);
  if (json === undefined)
    return finding('answer is no JSON object', `status ${status}: ${text.slice(0, 300)}`);
  if (status >= 400) return judgeError(tried, status, json, headers, text);
  if (!SCIM_TYPE.test(headers['content-type'] ?? '') && !DOCUMENTS.has(endpointOf(tried) ?? ''))
    return finding('answer without SCIM content type', text.slice(0, 200));
  if (tried.mustFail === true && tried.wire === undefined)
    return finding(`success of a ${tried.name}`, text.slice(0, 300));
  return judgeContent(tried, json, finding) ?? { kind: 'fine', status };
}

function judgeError(
  tried: Case,
  status: number,
  json: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
  text: string,
): Verdict {
  const finding = (what: string): Verdict => ({ kind: 'finding', what, detail: text.slice(0, 1_000) });
  const judged: JudgedError = judgeScimError(status, json, endpointOf(tried) === 'Me');
  if (judged.kind !== 'finding' && !SCIM_TYPE.test(headers['content-type'] ?? ''))
    return finding(`${status} that is no SCIM error`);
  if (judged.kind === 'finding') return finding(judged.what);
  if (judged.kind === 'known') return judged;
  if ((status === 503 || status === 429) && headers['retry-after'] === undefined)
    return finding(`${status} without Retry-After`);
  return { kind: 'fine', status };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
