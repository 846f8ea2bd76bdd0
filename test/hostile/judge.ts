/** What an answer must never be. */
import type { Case } from './case.ts';
import { isWhole } from './grammar/wire.ts';
import type { Outcome } from './stage/connection.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Documented: a single read whose read transformation fails is 500, and says which mapping. */
const READ_TRANSFORMATION_FAILED = /^System [\w-]+: the read transformation failed on this \w+: /;

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

export type Verdict =
  | { readonly kind: 'fine'; readonly status: number | 'closed' }
  | { readonly kind: 'known'; readonly what: string }
  | { readonly kind: 'finding'; readonly what: string; readonly detail: string };

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
  if (status >= 400) return judgeError(status, json, headers, text);
  if (!/^application\/scim\+json/.test(headers['content-type'] ?? ''))
    return finding('answer without SCIM content type', text.slice(0, 200));
  return judgeContent(tried, json, finding) ?? { kind: 'fine', status };
}

function judgeError(
  status: number,
  json: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
  text: string,
): Verdict {
  const finding = (what: string): Verdict => ({ kind: 'finding', what, detail: text.slice(0, 1_000) });
  const { schemas, detail } = json;
  const isScim = Array.isArray(schemas) && schemas.includes(ERROR) && json['status'] === String(status);
  if (!isScim || !/^application\/scim\+json/.test(headers['content-type'] ?? ''))
    return finding(`${status} that is no SCIM error`);
  if (status === 500) {
    if (READ_TRANSFORMATION_FAILED.test(String(detail)))
      return { kind: 'known', what: '500 of a read transformation that failed' };
    return finding('500');
  }
  if (typeof detail !== 'string' || detail.length < 10) return finding(`${status} without a detail`);
  if (detail.length > 5_000) return finding(`a detail of more than 5,000 characters`);
  if ((status === 503 || status === 429) && headers['retry-after'] === undefined)
    return finding(`${status} without Retry-After`);
  return { kind: 'fine', status };
}

/** The answer has to be about what was asked, and no more than that. */
function judgeContent(
  { method, target, system }: Case,
  json: Readonly<Record<string, unknown>>,
  finding: (what: string, detail: string) => Verdict,
): Verdict | undefined {
  const [path = '', query = ''] = target.split('?');
  const encoded = path.split('/')[7];
  const id = json['id'];
  if (
    encoded !== undefined &&
    encoded !== '' &&
    system !== '' &&
    typeof id === 'string' &&
    (method === 'GET' || method === 'PUT' || method === 'PATCH')
  ) {
    const asked = decode(encoded);
    if (asked !== undefined && asked !== id)
      return finding('answer about somebody else', `asked for ${asked}, got ${id}`);
  }
  const resources = json['Resources'];
  if (idsOf(json).some((id) => !id.isWellFormed()))
    return finding('half a surrogate in an id', JSON.stringify(json).slice(0, 300));
  if (encoded === undefined && method === 'GET' && Array.isArray(resources)) {
    const most = Math.min(100, Number(/(?:^|&)count=(\d+)(?:&|$)/.exec(query)?.[1] ?? 100));
    if (resources.length > most)
      return finding('more entities than asked for', `${resources.length} of ${most}`);
  }
  return undefined;
}

/** Other texts are data, and half a surrogate in them is passed on escaped; no URL can name an id with one. */
function idsOf({ id, Resources }: Readonly<Record<string, unknown>>): string[] {
  const entities: unknown[] = Array.isArray(Resources) ? Resources : [];
  return [id, ...entities.map(idOf)].filter((value) => typeof value === 'string');
}

function idOf(entity: unknown): unknown {
  return typeof entity === 'object' && entity !== null && 'id' in entity ? entity.id : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
